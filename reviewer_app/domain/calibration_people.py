"""Who is off, which way, since when: severity, each reviewer's figures and flags, and lines over sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.charts import cusum, ewma
from reviewer_app.domain.agreement.masters import mean_interval
from reviewer_app.domain.agreement.report import Comparison
from reviewer_app.domain.agreement.resample import FEWEST
from reviewer_app.domain.agreement.table import Estimate, Ratings
from reviewer_app.domain.calibration_disputes import shown
from reviewer_app.domain.calibration_material import Material, Sheet, review_of, table_of, units_of
from reviewer_app.domain.calibration_report import (
    Against,
    Line,
    Point,
    Raised,
    ReviewerRow,
    Severity,
    SeverityRow,
    Statistic,
    Strength,
    Unseen,
)
from reviewer_app.domain.calibration_set import Consensus, Master
from reviewer_app.domain.calibration_statistic import sparing, statistic, strength
from reviewer_app.domain.calibration_unseen import never_opened, not_seen
from reviewer_app.domain.ids import KeyId

_AFTER: Final = "scored when the masters were known"
_FLAGS: Final = {"severe", "lenient"}

# key, label, the statistic's contract key with the reviewer's name filled in, percent, formula, caveat
_PARTS: Final = (
    (
        "bias",
        "Mean difference",
        "anchor.{}.bias",
        False,
        "Mean of own level minus the master's; the range is a 95 % t interval over submissions.",
        "Scores above and below the master cancel out: look at the RMSE as well.",
    ),
    (
        "rmse",
        "RMSE",
        "anchor.{}.rmse",
        False,
        "Square root of the mean squared difference from the master, in levels.",
        "One score that is two levels off weighs as much as four that are one off.",
    ),
    (
        "exact",
        "Exact",
        "anchor.{}.exact",
        True,
        "Own scores equal to the master's, divided by all that have a master.",
        "Ten submissions with eight indicators are ten observations, not eighty.",
    ),
    (
        "kappa",
        "Weighted kappa",
        "anchor.{}.qwk",
        False,
        "Quadratic weighted kappa of own scores and the masters.",
        "With few submissions it jumps; below 0.3 scores hardly follow the masters.",
    ),
    (
        "smd",
        "Standardised difference",
        "anchor.{}.smd",
        False,
        "Mean difference divided by the pooled standard deviation of own and master scores.",
        "Large programs look again beyond 0.15 either way.",
    ),
    (
        "severity",
        "Severity without masters",
        "severity.additive.{}",
        False,
        "Least squares of score on unit and reviewer; reviewers sum to zero, plus is lenient.",
        "It compares reviewers with each other: if all are lenient, it shows nothing.",
    ),
    (
        "rasch",
        "Many-facet Rasch severity",
        "mfrm.mml.{}",
        False,
        "Rating-scale many-facet Rasch model by marginal maximum likelihood, in logits.",
        "Here plus is severe, unlike everywhere else on this page.",
    ),
    (
        "halo",
        "Spread within submissions",
        "reviewer.{}.within_submission_sd",
        False,
        "Standard deviation of a submission's levels over its indicators, averaged over submissions.",
        "Far below the others: one impression may colour all indicators (halo).",
    ),
    (
        "ends",
        "End levels",
        "reviewer.{}.end_level_share",
        True,
        "Scores at the lowest or highest level, divided by all.",
        "Far below the others: the middle may be a habit (central tendency).",
    ),
    (
        "drift",
        "Later minus earlier",
        "drift.{}.difference",
        False,
        "Mean difference in the later half of the time minus that in the earlier half.",
        "What was scored later may differ as well.",
    ),
)


def severity(table: Ratings, found: Comparison, against: Against) -> Severity:
    """Everybody's mean difference from the master, or from each other; a warning where that can't be said."""
    to_master = against is Against.MASTER
    key = "anchor.{}.bias" if to_master else "severity.additive.{}"
    raised = {f.reviewer: f.pattern for f in found.flags if f.pattern in _FLAGS}
    rows = tuple(_severity_row(found.statistics.get(key.format(n)), n, raised.get(n, "")) for n in table.raters)
    parts = found.statistics.get("design.components")
    warning = ""
    if not to_master and parts is not None and parts.value is not None and parts.value > 1:
        warning = (
            f"The reviewers fall into {parts.value:.0f} groups that share no submission, so they can't be compared "
            "across groups. Let somebody of each group score the same submission."
        )
    elif to_master and table.master is None:
        warning = "No score has a master, so nobody can be compared with it."
    formula, caveat = (_PARTS[0] if to_master else _PARTS[5])[4:]
    what = "levels off the master, 95 %" if to_master else "levels off each other, 95 %"
    return Severity(
        title=what,
        rows=rows,
        sentences=_sentences(rows, to_master),
        warning=warning,
        formula=formula,
        caveat=caveat,
    )


def _severity_row(value: Estimate | None, name: str, raised: str) -> SeverityRow:
    value = value or Estimate(value=None, reason="not computable")
    if value.value is None:
        return SeverityRow(reviewer=name, value=None, n=value.n, reason=value.reason)
    word = "" if abs(value.value) < 0.005 else ("severe" if value.value < 0 else "lenient")
    ends = (value.low, value.high) if value.n >= 2 else (None, None)
    return SeverityRow(
        reviewer=name, value=value.value, low=ends[0], high=ends[1], n=value.n, word=word, flagged=bool(raised)
    )


def _sentences(rows: Sequence[SeverityRow], to_master: bool) -> tuple[str, ...]:
    flagged = [r for r in rows if r.flagged and r.value is not None]
    of = "the master" if to_master else "the others on the same work"
    made = [
        f"{r.reviewer} scores about {_about(abs(r.value or 0))} {'below' if (r.value or 0) < 0 else 'above'} {of}."
        for r in flagged
    ]
    if flagged:
        n = min(r.n for r in flagged)
        made.append(f"Their ranges leave out 0, with {n} submissions each or more.")
    return tuple(made)


def _about(levels: float) -> str:
    for limit, words in ((0.37, "a quarter of a level"), (0.62, "half a level"), (0.87, "three quarters of a level")):
        if levels < limit:
            return words
    return "a level" if levels < 1.25 else f"{levels:.1f} levels"


# --- reviewers -------------------------------------------------------------------------------------------------------


def reviewer_rows(material: Material, table: Ratings, found: Comparison) -> tuple[ReviewerRow, ...]:
    """Everybody who scored something; also who came late."""
    levels = [int(v) for v in table.scale.numbers()]
    every = [s.level for sheet in material.sheets for s in sheet.decision.scores]
    group = tuple(every.count(v) for v in levels)
    return tuple(_reviewer(material, name, levels, group, found) for name in material.reviewers)


def _reviewer(
    material: Material, name: str, levels: list[int], group: tuple[int, ...], found: Comparison
) -> ReviewerRow:
    sheets = material.sheets_of(name)
    given = [s.level for sheet in sheets for s in sheet.decision.scores]
    apart = [
        abs(levels.index(s.level) - levels.index(right))
        for sheet in sheets
        for s in sheet.decision.scores
        if (right := material.ruling(sheet.decision.submission, s.indicator)) in levels and s.level in levels
        if right is not None
    ]
    seconds = sum(i.seconds for sheet in sheets for i in sheet.decision.seconds)
    return ReviewerRow(
        reviewer=name,
        key=sheets[0].key,
        scores=len(given),
        submissions=len(sheets),
        distribution=tuple(given.count(v) for v in levels),
        group=group,
        exact=apart.count(0),
        of=len(apart),
        off_by_two=sum(a >= 2 for a in apart),
        statistics=tuple(_part(found, name, all(s.after for s in sheets), *part) for part in _PARTS),
        flags=tuple(Raised(pattern=f.pattern, words=f.words) for f in found.flags if f.reviewer == name),
        unseen=tuple(one for sheet in sheets for one in _unseen(material, sheet)),
        minutes=seconds / 60,
        late=any(s.late or s.after for s in sheets),
        on_roster=not material.expected or name in material.expected,
    )


def _part(
    found: Comparison,
    name: str,
    after: bool,
    key: str,
    label: str,
    contract: str,
    percent: bool,
    formula: str,
    caveat: str,
) -> Statistic:
    value = found.statistics.get(contract.format(name))
    if value is None:
        value = Estimate(value=None, reason=_AFTER if after else "there is nothing to compute it from")
    if key in ("kappa", "smd", "rasch"):
        value = sparing(value, f"fewer than {FEWEST} submissions: counts only")
    return statistic(key, label, value, formula=formula, caveat=caveat, percent=percent)


def _unseen(material: Material, sheet: Sheet) -> list[tuple[str, Unseen]]:
    item = material.set.item(sheet.decision.submission)
    if item is None:
        return []
    review = review_of(sheet.decision)
    unopened = never_opened(review, item.evidence)
    away = {u.item for u in unopened}
    rulings: list[Master | Consensus] = [*material.masters, *material.consensus]
    cited = [c for m in rulings if m.submission == item.submission for c in m.citations]
    places = [u for u in not_seen(review, item.evidence, cited) if u.item not in away] if review.viewed else []
    return [(shown(material, item).label, u) for u in (*unopened, *places)]


# --- over time -------------------------------------------------------------------------------------------------------


def lines(sessions: Sequence[Material]) -> tuple[Line, ...]:
    """Each reviewer's mean difference from the master in every session, oldest first, with an EWMA chart."""
    names: dict[KeyId, str] = {s.key: s.reviewer for m in sessions for s in m.counted}
    made = [_line(name, key, sessions) for key, name in names.items()]
    return tuple(sorted((line for line in made if line.points), key=lambda line: line.reviewer.casefold()))


def _line(name: str, key: KeyId, sessions: Sequence[Material]) -> Line:
    found: list[tuple[Point, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]] = []
    for material in sessions:
        made = _point(material, key)
        if made is not None:
            found.append(made)
    points = [p for p, _ in found]
    away = [d for _, d in found if d.size > 1]
    values = np.array([np.nan if p.value is None else p.value for p in points])
    free = sum(len(d) - 1 for d in away)
    if len(points) < 2 or not free:
        return Line(reviewer=name, points=tuple(points))
    spread = float(np.sqrt(sum(((d - d.mean()) ** 2).sum() for d in away) / free))
    sigma = spread / float(np.sqrt(np.mean([max(p.n, 1) for p in points])))
    chart = ewma(values, target=0.0, sigma=sigma)
    sums = cusum(values, target=0.0, sigma=sigma) if sigma > 0 else None
    outside = set(chart.signals) if sigma > 0 else set()
    marked = tuple(
        Point(at=p.at, label=p.label, value=p.value, low=p.low, high=p.high, n=p.n, signal=n in outside)
        for n, p in enumerate(points, 1)
    )
    return Line(
        reviewer=name,
        points=marked,
        smoothed=tuple(float(v) for v in chart.values),
        low=chart.low,
        high=chart.high,
        words=_shift(points, outside, sums.last_in_control if sums and sums.first_signal else None),
    )


def _shift(points: Sequence[Point], outside: set[int], since: int | None) -> str:
    if not outside and since is None:
        return "No shift from the masters over these sessions."
    at = points[min(outside) - 1] if outside else points[min(since or 0, len(points) - 1)]
    way = "below" if (at.value or 0) < 0 else "above"
    start = f" CUSUM puts the start at {points[min(since, len(points) - 1)].label}." if since is not None else ""
    return f"Further {way} the masters than chance explains, seen at {at.label}.{start}"


def _point(material: Material, key: KeyId) -> tuple[Point, np.ndarray[tuple[int, ...], np.dtype[np.float64]]] | None:
    own = [s for s in material.counted if s.key == key]
    if not own:
        return None
    table = table_of(material, units_of(material))
    if table.master is None or table.submission is None:
        return None
    column = table.raters.index(own[0].reviewer)
    both = (table.levels[:, column] >= 0) & (table.master >= 0)
    if not both.any():
        return None
    numbers = table.scale.numbers()
    away = numbers[table.levels[both, column]] - numbers[table.master[both]]
    units = table.submission[both]
    mean, low, high = mean_interval(away, units)
    _, place = np.unique(units, return_inverse=True)
    by_submission = np.bincount(place, weights=away) / np.bincount(place)
    n = len(by_submission)
    known = n >= 2 and np.isfinite(low)
    at = max(s.decision.decided_at for s in own)
    point = Point(
        at=at,
        label=material.set.title,
        value=mean,
        low=low if known else None,
        high=high if known else None,
        n=n,
    )
    return point, by_submission


def note_on_size(n: int, agreed: int) -> str:
    """How far the figures carry, in a few words."""
    size = {
        Strength.COUNTS: f"Only {n} shared submission{'s' if n != 1 else ''}: counts, no coefficients.",
        Strength.ROUGH: "Small set: intervals are wide.",
        Strength.SOUND: "",
    }[strength(n)]
    room = f"{agreed} master{'s' if agreed != 1 else ''} settled anew by consensus." if agreed else ""
    return " ".join(part for part in (size, room) if part)
