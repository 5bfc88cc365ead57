"""A calibration report as what the plots draw and what the figures say. Plain Python but for the plots' values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.domain.calibration_report import Against, Standing, Strength
from reviewer_app.ui.plots.grid import Cell, GridData
from reviewer_app.ui.plots.lines import LinesData, Series
from reviewer_app.ui.plots.severity import Lean
from reviewer_app.ui.plots.shares import SharesData
from reviewer_app.ui.plots.strip import Interval
from reviewer_app.ui.words import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reviewer_app.domain.calibration_report import (
        CalibrationReport,
        ConfusionGrid,
        Line,
        Matrix,
        MatrixRow,
        ReviewerRow,
        Severity,
        Statistic,
        Step,
    )

STANDINGS = {
    Standing.QUALIFIED: ("Qualified", "good"),
    Standing.RETRAIN: ("Retrain", "bad"),
    Standing.EXPIRED: ("Expired", "caution"),
    Standing.INCOMPLETE: ("Not all in", "neutral"),
    Standing.NONE: ("No session yet", "neutral"),
}
STRENGTHS = {
    Strength.COUNTS: "Small set: fewer than 10 submissions, so read the counts.",
    Strength.ROUGH: "Rough: with fewer than 30 submissions the interval is wide.",
    Strength.SOUND: "",
}


def number(value: float | None, *, percent: bool) -> str:
    """A figure as it is written; nothing is ever shown as a number that isn't one."""
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return "–"
    if percent:
        return f"{100 * value:.1f} %"
    text = f"{abs(value):.2f}"
    return f"−{text}" if value < 0 and float(text) else text


def figure(statistic: Statistic) -> str:
    """The value of a statistic, or a dash."""
    return number(statistic.value, percent=statistic.percent)


def below(statistic: Statistic) -> str:
    """What stands under a figure: counts, or the interval and the goal, or why there is none."""
    if statistic.value is None:
        return statistic.reason or "not computable"
    if statistic.counts:
        return statistic.counts
    parts = [_range(statistic)] if statistic.low is not None else []
    if statistic.goal is not None:
        parts.append(f"goal {number(statistic.goal, percent=statistic.percent)}")
    return " · ".join(parts) or f"{statistic.n} submissions"


def _range(statistic: Statistic) -> str:
    low, high = (number(v, percent=statistic.percent).removesuffix(" %") for v in (statistic.low, statistic.high))
    return f"95 % {low} – {high}{' %' if statistic.percent else ''}"


def strip(statistic: Statistic) -> Interval:
    """The line under a figure; chance stands where the goal would where there is no goal."""
    mark = statistic.goal if statistic.goal is not None else statistic.chance
    words = [f"{statistic.label}: {figure(statistic)}"]
    if statistic.low is not None and statistic.high is not None:
        words.append(_range(statistic))
    if statistic.goal is not None:
        words.append(f"goal {number(statistic.goal, percent=statistic.percent)}")
    if statistic.chance is not None:
        words.append(f"chance alone {number(statistic.chance, percent=statistic.percent)}")
    ends = [v for v in (statistic.low, statistic.value, mark) if v is not None]
    least = 0.0 if min(ends, default=0.0) >= 0 else -1.0
    most = max(1.0, *(v for v in (statistic.value, statistic.high, mark) if v is not None), 0.0)
    return Interval(
        value=statistic.value, low=statistic.low, high=statistic.high, goal=mark, least=least, most=most,
        words=", ".join(words),
    )  # fmt: skip


def why(statistic: Statistic) -> tuple[tuple[str, str], ...]:
    """What "Why?" says: pairs of a heading and a sentence."""
    lines = [(statistic.label, f"{figure(statistic)}{f' · {statistic.counts}' if statistic.counts else ''}")]
    if statistic.value is None:
        lines.append(("Not shown because", statistic.reason or "it can't be computed from these scores"))
    lines.append(("How it is computed", statistic.formula))
    lines.append(("From", f"{statistic.n} submissions"))
    if statistic.low is not None and statistic.high is not None:
        lines.append(("Interval", f"{_range(statistic)}, from submissions drawn again and again"))
    if statistic.chance is not None:
        lines.append(("By chance alone", number(statistic.chance, percent=statistic.percent)))
    if statistic.goal is not None:
        lines.append(("Goal", number(statistic.goal, percent=statistic.percent)))
    lines.append(("Mind", " ".join(p for p in (statistic.caveat, STRENGTHS[statistic.strength]) if p)))
    return tuple((head, text) for head, text in lines if text)


# --- plots -----------------------------------------------------------------------------------------------------------


def _share(level: int | None, levels: Sequence[Step]) -> float | None:
    places = [s.value for s in levels]
    if level is None or level not in places:
        return None
    return places.index(level) / max(1, len(places) - 1)


def grid(matrix: Matrix, levels: Sequence[Step]) -> GridData:
    """The score matrix; the masters stand in the first row where there are any."""
    rows, sums = [], []
    has_master = any(m is not None for m in matrix.masters)
    if has_master:
        cells = tuple(
            Cell(
                text="–" if m is None else str(m),
                words=f"{label}, master: {_level(m, levels)}. Enter opens the disagreement.",
                share=_share(m, levels),
            )
            for label, m in zip(matrix.submissions, matrix.masters, strict=True)
        )
        rows.append(("Master", cells))
        sums.append("")
    for row in matrix.rows:
        rows.append((row.reviewer, _row(matrix, row, levels)))
        sums.append(f"{100 * row.exact // row.of} %" if row.of else "–")
    return GridData(
        columns=matrix.submissions,
        rows=tuple(rows),
        sums=tuple(sums) if has_master else (),
        sum_title="exact" if has_master else "",
        lead=has_master,
    )


def _row(matrix: Matrix, row: MatrixRow, levels: Sequence[Step]) -> tuple[Cell, ...]:
    cells = []
    for label, cell in zip(matrix.submissions, row.cells, strict=True):
        off = cell.off or 0
        side = f", {abs(off)} {'above' if off > 0 else 'below'} the master" if off else ""
        words = f"{row.reviewer}, {label}: {_level(cell.level, levels)}{side}"
        text = "–" if cell.level is None else str(cell.level)
        cells.append(Cell(text=text, words=words, share=_share(cell.level, levels), off=off))
    return tuple(cells)


def _level(level: int | None, levels: Sequence[Step]) -> str:
    if level is None:
        return "not scored"
    name = next((s.name for s in levels if s.value == level), "")
    return f"{level} {name}".strip()


def confusion(grid_: ConfusionGrid, levels: Sequence[Step]) -> GridData:
    """How often a level was given (rows) where the master has another (columns)."""
    most = max((c for row in grid_.counts for c in row), default=0) or 1
    rows = []
    for given, counts in zip(levels, grid_.counts, strict=False):
        cells = tuple(
            Cell(
                text=str(count),
                words=f"Gave {given.value} {given.name}, master {master.value} {master.name}: {count} times",
                share=None if not count else 0.34 + 0.66 * count / most if given == master else 0.33,
                off=0 if not count or given == master else given.value - master.value,
            )
            for master, count in zip(levels, counts, strict=False)
        )
        rows.append((f"gave {given.value}", cells))
    return GridData(columns=tuple(str(s.value) for s in levels), rows=tuple(rows), corner="Master →")


def confused(matrix: Matrix, levels: Sequence[Step]) -> ConfusionGrid:
    """Everybody's confusions on one indicator, counted from its scores."""
    from reviewer_app.domain.calibration_report import ConfusionGrid

    place = {step.value: n for n, step in enumerate(levels)}
    counts = [[0] * len(levels) for _ in levels]
    for row in matrix.rows:
        for cell, master in zip(row.cells, matrix.masters, strict=True):
            if cell.level in place and master in place:
                counts[place[cell.level]][place[master]] += 1
    return ConfusionGrid(reviewer="", counts=tuple(tuple(row) for row in counts))


def leans(severity: Severity) -> tuple[Lean, ...]:
    """The severity plot's rows."""
    return tuple(
        Lean(name=r.reviewer, value=r.value, low=r.low, high=r.high, flagged=r.flagged, n=r.n, reason=r.reason)
        for r in severity.rows
    )


def shares(row: ReviewerRow, levels: Sequence[Step], against: Against) -> SharesData:
    """How one reviewer uses the levels, beside everybody."""
    other = "Everybody" if against is Against.EACH_OTHER else "All reviewers"
    return SharesData(
        levels=tuple(f"{s.value}" for s in levels), rows=((row.reviewer, row.distribution), (other, row.group))
    )


def over_time(lines: Sequence[Line], only: str = "") -> LinesData:
    """Mean difference from the master, session by session, with the smoothed line."""
    shown = [line for line in lines if not only or line.reviewer == only]
    moments = sorted({(p.at, p.label) for line in shown for p in line.points})
    series = []
    for line in shown:
        at = {(p.at, p.label): (p.value, n) for n, p in enumerate(line.points)}
        values = tuple(at[m][0] if m in at else None for m in moments)
        smooth = tuple(line.smoothed[at[m][1]] if m in at and at[m][1] < len(line.smoothed) else None for m in moments)
        series.append(
            Series(name=line.reviewer, values=values, smooth=smooth, flagged=any(p.signal for p in line.points))
        )
    limits: tuple[float, ...] = ()
    if len(shown) == 1 and shown[0].low is not None and shown[0].high is not None:
        limits = (shown[0].low, shown[0].high)
    return LinesData(
        places=tuple(label for _, label in moments),
        series=tuple(series),
        limits=limits,
        title="severe  ←  levels  →  lenient",
    )


def sizes(report: CalibrationReport) -> tuple[str, ...]:
    """How large a session is, in fewer and fewer words."""
    people, work = many(len(report.reviewers), "reviewer"), many(len(report.submissions), "submission")
    kinds = many(len(report.indicators), "indicator")
    if not report.submissions:  # a table too large to list them
        return f"{people} · {kinds}", people
    return f"{people} · {work} · {kinds}", f"{people} · {work}", people


def foot(report: CalibrationReport) -> str:
    """How the figures were made."""
    made = f"Seed {report.seed} · {report.resamples:,} resamples".replace(",", " ")
    return f"{len(report.reviewers)} reviewers in the figures     {made}"
