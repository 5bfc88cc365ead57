"""Any ratings table as a calibration report, so that the same screens show it. Needs no workspace, changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.calibration_report import (
    Against,
    CalibrationReport,
    Cell,
    ConfusionGrid,
    Dispute,
    Matrix,
    MatrixRow,
    Named,
    ReviewerRow,
    Ruling,
    SetSubmission,
    Statistic,
    Step,
    Voice,
)
from reviewer_app.domain.ids import IndicatorId, KeyId, SubmissionId
from reviewer_app.errors import BadInput, ReviewerError, UsageError

if TYPE_CHECKING:
    from reviewer_app.domain.agreement.report import Comparison
    from reviewer_app.domain.agreement.table import Estimate, Ratings

MOST_BYTES = 200_000_000
MOST_CELLS = 20_000  # beyond it the grid is not drawn, only the figures
_RESAMPLES = 1000
_SEED = 1
_WHOLE = IndicatorId("scores")
_SHARES = (
    ("exact_agreement", "Exact, between reviewers", "pairs of scores that are equal, divided by all pairs"),
    ("within1_agreement", "Within one level, between reviewers", "pairs at most one level apart, divided by all pairs"),
)
_COEFFICIENTS = (
    (
        "conger_kappa.quadratic",
        "Weighted kappa",
        "(observed − chance) / (1 − chance); a miss counts by its distance squared",
    ),
    ("alpha.ordinal", "Krippendorff α (ordinal)", "1 − observed disagreement / disagreement expected by chance"),
    ("gwet_ac2.quadratic", "Gwet AC2", "(observed − chance) / (1 − chance) with Gwet's chance"),
)
_CAVEAT = "Of this table as a whole; weights come from its scale."


def table_report(path: Path, against: Against = Against.MASTER) -> CalibrationReport:
    """The report of a CSV or JSON file; BadInput with every problem of the table, in plain words."""
    from reviewer_app.bundles.ratings import read_ratings
    from reviewer_app.domain.agreement.report import Options, compare

    data = _bytes(path)
    found = next((c.ratings for c in read_ratings(data) if c.ratings is not None), None)
    named = next((r for r in found.raters if r.casefold() == "master"), None) if found is not None else None
    if named is not None:
        found = next((c.ratings for c in read_ratings(data, master=named) if c.ratings is not None), None)
    if found is None:
        raise BadInput(
            f"{path.name} has no table of scores in it.",
            hint="Give a CSV with a row for each submission and a column for each reviewer, or JSON.",
            code="no-ratings",
        )
    compared = compare(found, Options(resamples=_RESAMPLES, seed=_SEED))
    return _report(path.stem, found, compared, against)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput(f"{path.name} is too large for a table of scores.", code="too-large")
        return path.read_bytes()
    except IsADirectoryError as error:
        raise UsageError(f"{path.name} is a folder.", hint="Choose a CSV or JSON file.", code="not-a-file") from error
    except OSError as error:
        raise ReviewerError(f"{path.name} can't be read: {error.strerror}.", code="file-not-readable") from error


def _report(name: str, table: Ratings, found: Comparison, against: Against) -> CalibrationReport:
    from reviewer_app.domain.calibration_people import severity

    against = Against.EACH_OTHER if table.master is None else against
    steps = _steps(table)
    reviewers = _reviewers(table, steps)
    small = table.levels.size <= MOST_CELLS
    return CalibrationReport(
        set_id=f"table:{name}",
        title=name,
        program="Ratings table",
        against=against,
        indicator=None,
        indicators=(Named(id=_WHOLE, title="All scores"),),
        submissions=tuple(_submission(u) for u in table.units) if small else (),
        levels=steps,
        reviewers=reviewers,
        overview=(*_to_master(table, reviewers, against), *_overview(table, found)),
        matrices=(_matrix(table, steps),) if small and table.units else (),
        confusions=_confusions(found),
        severity=severity(table, found, against),
        disputes=_disputes(table, steps, found),
        by_indicator=(),
        over_time=(),
        results=(),
        seed=_SEED,
        resamples=_RESAMPLES,
        note=f"{len(table.units):,} rows, {len(table.raters)} reviewers"
        + (" · too many to draw each score" if not small else "")
        + (" · small table: intervals are wide" if len(table.units) < 30 else ""),
        everything=tuple(found.statistics.items()),
    )


def _steps(table: Ratings) -> tuple[Step, ...]:
    """The levels; where they are not whole numbers their places count and their names say which."""
    categories = table.scale.categories
    whole = all(not isinstance(c, str) and float(c).is_integer() for c in categories)
    return tuple(
        Step(value=int(c) if whole and not isinstance(c, str) else n + 1, name="" if whole else table.scale.label(n))
        for n, c in enumerate(categories)
    )


def _to_master(table: Ratings, reviewers: tuple[ReviewerRow, ...], against: Against) -> tuple[Statistic, ...]:
    """Exact agreement with the masters, where the table has some."""
    from reviewer_app.domain.agreement.table import Estimate
    from reviewer_app.domain.calibration_statistic import statistic

    exact, of = sum(r.exact for r in reviewers), sum(r.of for r in reviewers)
    if against is not Against.MASTER or not of:
        return ()
    n = int((table.master >= 0).sum()) if table.master is not None else 0
    return (
        statistic(
            "exact",
            "Exact, with the master",
            Estimate(value=exact / of, n=n),
            formula="scores equal to the master's, divided by all scores that have a master",
            caveat=_CAVEAT,
            percent=True,
            counts=f"{exact:,} of {of:,} scores",
        ),
    )


def _overview(table: Ratings, found: Comparison) -> tuple[Statistic, ...]:
    rows = [(key, label, how, True) for key, label, how in _SHARES]
    rows += [(key, label, how, False) for key, label, how in _COEFFICIENTS]
    return tuple(_statistic(key, label, how, share, found.statistics) for key, label, how, share in rows)


def _statistic(key: str, label: str, how: str, share: bool, found: dict[str, Estimate]) -> Statistic:
    from reviewer_app.domain.agreement.table import Estimate
    from reviewer_app.domain.calibration_statistic import sparing, statistic

    value = found.get(key) or Estimate(value=None, reason="only one reviewer scored: agreement needs two")
    chance = found.get(f"{key}.chance")
    return statistic(
        key,
        label,
        value if share else sparing(value),
        formula=how,
        caveat=_CAVEAT,
        percent=share,
        chance=chance.value if share and chance is not None else None,
    )


def _submission(unit: str) -> SetSubmission:
    return SetSubmission(label=unit, id=SubmissionId(unit), component="", evidence=())


def _level(steps: tuple[Step, ...], place: int) -> int | None:
    return steps[place].value if place >= 0 else None


def _matrix(table: Ratings, steps: tuple[Step, ...]) -> Matrix:
    master = table.master
    rows = []
    for column, name in enumerate(table.raters):
        cells, exact, of = [], 0, 0
        for unit in range(len(table.units)):
            own = int(table.levels[unit, column])
            right = int(master[unit]) if master is not None else -1
            both = own >= 0 and right >= 0
            cells.append(Cell(level=_level(steps, own), off=own - right if both else None))
            exact, of = exact + (both and own == right), of + both
        rows.append(MatrixRow(reviewer=name, cells=tuple(cells), exact=exact, of=of))
    masters = tuple(
        None if master is None else _level(steps, int(m)) for m in (master if master is not None else table.units)
    )
    return Matrix(indicator=_WHOLE, title="All scores", submissions=table.units, masters=masters, rows=tuple(rows))


def _reviewers(table: Ratings, steps: tuple[Step, ...]) -> tuple[ReviewerRow, ...]:
    import numpy as np

    def counts(levels: object) -> tuple[int, ...]:
        return tuple(int(np.count_nonzero(np.asarray(levels) == place)) for place in range(len(steps)))

    group = counts(table.levels)
    rows = []
    for column, name in enumerate(table.raters):
        own = table.levels[:, column]
        both = (own >= 0) & (table.master >= 0) if table.master is not None else np.zeros(len(own), dtype=bool)
        apart = np.abs(own - table.master)[both] if table.master is not None else np.zeros(0)
        rows.append(
            ReviewerRow(
                reviewer=name,
                key=KeyId(""),
                scores=int((own >= 0).sum()),
                submissions=int((own >= 0).sum()),
                distribution=counts(own),
                group=group,
                exact=int((apart == 0).sum()),
                of=int(both.sum()),
                off_by_two=int((apart > 1).sum()),
                statistics=(),
                flags=(),
                unseen=(),
                minutes=0.0,
            )
        )
    return tuple(rows)


def _confusions(found: Comparison) -> tuple[ConfusionGrid, ...]:
    if not found.confusions:
        return ()
    grids = tuple(ConfusionGrid(reviewer=name, counts=counts) for name, counts in found.confusions.items())
    size = len(grids[0].counts)
    whole = tuple(tuple(sum(g.counts[row][column] for g in grids) for column in range(size)) for row in range(size))
    return (ConfusionGrid(reviewer="", counts=whole), *grids)


def _disputes(table: Ratings, steps: tuple[Step, ...], found: Comparison) -> tuple[Dispute, ...]:
    value_of = {table.scale.label(n): step.value for n, step in enumerate(steps)}
    made = []
    for one in found.disagreements:
        master = value_of.get(one.master)
        voices = tuple(
            Voice(reviewer=name, level=value_of[level], off=None if master is None else value_of[level] - master)
            for name, level in one.given
        )
        levels = [v.level for v in voices]
        made.append(
            Dispute(
                submission=_submission(one.unit),
                indicator=_WHOLE,
                title="",
                apart=one.apart,
                lowest=min(levels),
                highest=max(levels),
                voices=tuple(sorted(voices, key=lambda v: -abs(v.off or 0))),
                master=None if master is None else Ruling(level=master, rationale="", citations=()),
            )
        )
    return tuple(made)
