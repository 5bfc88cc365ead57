"""Does a reviewer qualify? A program's calibration rules against what the reviewer and the master gave."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import IndicatorId, SubmissionId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.rules import (
    CalibrationRule,
    EachAndOverall,
    ExactByScale,
    MasterAgreement,
    MatchMaster,
    ScaleBar,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One score beside the master's; ``steps`` is how many levels the scale has."""

    submission: SubmissionId
    indicator: IndicatorId
    own: int
    master: int
    steps: int
    cited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One reviewer's work on a calibration set; ``outcomes`` are own and master's for each submission."""

    pairs: tuple[Pair, ...]
    outcomes: tuple[tuple[Outcome, Outcome], ...]
    on: date
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Whether the reviewer qualifies, why or why not, and until when."""

    qualified: bool
    reasons: tuple[Reason, ...]
    valid_until: date | None = None


def add_months(start: date, months: int) -> date:
    """The same day so many months later; the last day of the month where there is no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def qualify(rules: Sequence[CalibrationRule], trial: Trial) -> Qualification:
    """Whether the trial satisfies every rule. Without a single shared score nobody qualifies."""
    if not trial.pairs:
        return Qualification(qualified=False, reasons=(Reason(code="no-scores", text="No shared scores yet."),))
    failed = tuple(reason for rule in rules for reason in _failures(rule, trial))
    if failed:
        return Qualification(qualified=False, reasons=failed)
    months = [r.valid_months for r in rules if isinstance(r, MasterAgreement) and r.valid_months is not None]
    until = add_months(trial.on, min(months)) if months else None
    text = f"Qualified: {_share(_exact(trial.pairs), len(trial.pairs))} exact."
    return Qualification(qualified=True, reasons=(Reason(code="qualified", text=text),), valid_until=until)


def _failures(rule: CalibrationRule, trial: Trial) -> list[Reason]:
    match rule:
        case MatchMaster():
            return _match_master(rule, trial)
        case ExactByScale():
            return _by_scale(rule, trial)
        case MasterAgreement():
            return _agreement(rule, trial)
        case EachAndOverall():
            return _each(rule, trial)


def _exact(pairs: Sequence[Pair]) -> int:
    return sum(p.own == p.master for p in pairs)


def _share(good: int, of: int) -> str:
    tenths = 1000 * good // of  # rounded down, so that 79.96 never reads as 80
    return f"{good} of {of} ({tenths // 10}.{tenths % 10} %)"


def _match_master(rule: MatchMaster, trial: Trial) -> list[Reason]:
    reasons = []
    different = sum(own is not master for own, master in trial.outcomes)
    if rule.same_outcome and different:
        text = f"{different} of {len(trial.outcomes)} outcomes differ from the master."
        reasons.append(Reason(code="outcome-differs", text=text))
    exact = _exact(trial.pairs)
    if exact < rule.exact_at_least:
        text = f"{exact} scores are exact, the rule asks {rule.exact_at_least}."
        reasons.append(Reason(code="exact-short", text=text))
    for pair in trial.pairs:
        if abs(pair.own - pair.master) > rule.max_apart:
            text = f"{pair.submission}, {pair.indicator}: {pair.own} where the master has {pair.master}."
            reasons.append(Reason(code="too-far-apart", text=text, indicator=pair.indicator))
        if rule.citation_each and not pair.cited:
            text = f"{pair.submission}, {pair.indicator}: no citation."
            reasons.append(Reason(code="citation-missing", text=text, indicator=pair.indicator))
    return reasons


def _by_scale(rule: ExactByScale, trial: Trial) -> list[Reason]:
    reasons = []
    for steps in sorted({p.steps for p in trial.pairs}):
        pairs = [p for p in trial.pairs if p.steps == steps]
        smaller = [b for b in rule.bars if b.levels <= steps]
        bar = max(smaller, key=_size) if smaller else min(rule.bars, key=_size)
        if 100 * _exact(pairs) < bar.percent * len(pairs):
            text = f"On {steps} levels {_share(_exact(pairs), len(pairs))} are exact, the rule asks {bar.percent} %."
            reasons.append(Reason(code="exact-short", text=text))
    return reasons


def _size(bar: ScaleBar) -> int:
    return bar.levels


def _agreement(rule: MasterAgreement, trial: Trial) -> list[Reason]:
    reasons = []
    if rule.attempts is not None and trial.attempt > rule.attempts:
        text = f"Attempt {trial.attempt}: the rule allows {rule.attempts}."
        reasons.append(Reason(code="attempts-used-up", text=text))
    near = sum(abs(p.own - p.master) <= rule.within for p in trial.pairs)
    if 100 * near < rule.percent * len(trial.pairs):
        how = "agree with the master" if not rule.within else f"are within {rule.within} of the master"
        text = f"{_share(near, len(trial.pairs))} {how}, the rule asks {rule.percent} %."
        reasons.append(Reason(code="agreement-short", text=text))
    return reasons


def _each(rule: EachAndOverall, trial: Trial) -> list[Reason]:
    reasons = []
    for indicator in sorted({p.indicator for p in trial.pairs}):
        pairs = [p for p in trial.pairs if p.indicator == indicator]
        if 100 * _exact(pairs) < rule.each * len(pairs):
            text = f"{indicator}: {_share(_exact(pairs), len(pairs))} exact, the rule asks {rule.each} %."
            reasons.append(Reason(code="indicator-short", text=text, indicator=indicator))
    if 100 * _exact(trial.pairs) < rule.overall * len(trial.pairs):
        text = f"{_share(_exact(trial.pairs), len(trial.pairs))} exact over all, the rule asks {rule.overall} %."
        reasons.append(Reason(code="overall-short", text=text))
    return reasons
