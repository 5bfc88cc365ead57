"""Who qualifies by the program's rule over all sessions: qualified, retrain, expired, attempts left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reviewer_app.domain.calibration import Pair, Qualification, Trial, qualify
from reviewer_app.domain.calibration_material import Material, score_of
from reviewer_app.domain.calibration_report import ResultRow, Standing
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import KeyId
from reviewer_app.domain.rules import CalibrationRule, MasterAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One reviewer's part in one set. ``missing``: submissions of the set without a decision of theirs."""

    pairs: tuple[Pair, ...]
    outcomes: tuple[tuple[Outcome, Outcome], ...]
    on: date
    missing: int


def session_of(material: Material, key: KeyId) -> Session:
    """What counts of a reviewer in a set: scores that came before the reveal, beside the masters."""
    sheets = {s.decision.submission: s for s in material.counted if s.key == key}
    steps = {one.id: len(one.levels) for one in material.all_indicators()}
    pairs: list[Pair] = []
    outcomes: list[tuple[Outcome, Outcome]] = []
    for item in material.set.items:
        sheet = sheets.get(item.submission)
        if sheet is None:
            continue
        cited = {c.indicator for c in sheet.decision.citations}
        for one in material.indicators(item):
            own, right = score_of(sheet, one.id), material.ruling(item.submission, one.id)
            if own is not None and right is not None:
                pairs.append(
                    Pair(
                        submission=item.submission,
                        indicator=one.id,
                        own=own,
                        master=right,
                        steps=steps[one.id],
                        cited=one.id in cited,
                    )
                )
        outcome = material.outcome(item)
        if outcome is not None:
            outcomes.append((sheet.decision.outcome, outcome))
    on = max((s.decision.decided_at.date() for s in sheets.values()), default=material.set.made_at.date())
    missing = sum(item.submission not in sheets for item in material.set.items)
    return Session(pairs=tuple(pairs), outcomes=tuple(outcomes), on=on, missing=missing)


def standing_of(rules: Sequence[CalibrationRule], sessions: Sequence[Session], reviewer: str, today: date) -> ResultRow:
    """A reviewer's standing after these sessions, oldest first; the latest complete one decides."""
    if not rules:
        return ResultRow(reviewer=reviewer, standing=Standing.NONE, words="the program has no calibration rule")
    attempt, last, result = 0, None, None
    for session in sessions:
        if session.missing or not session.pairs:
            continue
        attempt = 1 if result is not None and result.qualified else attempt + 1
        trial = Trial(pairs=session.pairs, outcomes=session.outcomes, on=session.on, attempt=attempt)
        last, result = session, qualify(rules, trial)
    if last is None or result is None:
        return _not_tested(reviewer, sessions, rules)
    return _tested(reviewer, last, result, attempt, rules, today)


def _not_tested(reviewer: str, sessions: Sequence[Session], rules: Sequence[CalibrationRule]) -> ResultRow:
    allowed = _allowed(rules)
    if not sessions:
        return ResultRow(reviewer=reviewer, standing=Standing.NONE, words="no session yet", attempts_left=allowed)
    missing = sessions[-1].missing
    words = f"{missing} submission{'s' if missing != 1 else ''} not scored" if missing else "no score has a master"
    return ResultRow(reviewer=reviewer, standing=Standing.INCOMPLETE, words=words, attempts_left=allowed)


def _tested(
    reviewer: str, last: Session, result: Qualification, attempt: int, rules: Sequence[CalibrationRule], today: date
) -> ResultRow:
    standing = Standing.QUALIFIED if result.qualified else Standing.RETRAIN
    until = result.valid_until
    words = _in_short(last.pairs)
    if result.qualified and until is not None and today > until:
        standing, words = Standing.EXPIRED, f"{words} · expired {until.isoformat()}"
    allowed = _allowed(rules)
    left = None if allowed is None else max(0, allowed - (0 if result.qualified else attempt))
    return ResultRow(
        reviewer=reviewer,
        standing=standing,
        words=words,
        reasons=tuple(r.text for r in result.reasons),
        attempt=attempt,
        attempts_left=left,
        valid_until=until,
    )


def _allowed(rules: Sequence[CalibrationRule]) -> int | None:
    found = [r.attempts for r in rules if isinstance(r, MasterAgreement) and r.attempts is not None]
    return min(found) if found else None


def _in_short(pairs: Sequence[Pair]) -> str:
    exact = sum(p.own == p.master for p in pairs)
    apart = sum(abs(p.own - p.master) >= 2 for p in pairs)
    far = "none off by 2" if not apart else f"{apart} off by 2 or more"
    return f"exact {100 * exact // len(pairs)} % · {far}"
