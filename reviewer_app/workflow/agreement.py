"""Statistics of any ratings table in a file. Needs no workspace and changes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.errors import Problem, ReviewerError, UsageError

if TYPE_CHECKING:
    from reviewer_app.bundles.ratings import RatingsCase
    from reviewer_app.domain.agreement.report import Comparison
    from reviewer_app.domain.agreement.table import Ratings, Scale

MOST_RESAMPLES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRequest:
    """What to compute: the column of masters, the scale as written, the lowest level that is met, the resampling."""

    master: str | None = None
    scale: str | None = None
    cut: str | None = None
    resamples: int = 1000
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """The statistics of one table (or of one series in time: then there is no scale and no rater)."""

    name: str
    scale: Scale | None
    units: int
    raters: tuple[str, ...]
    comparison: Comparison
    notes: tuple[Problem, ...] = ()


DEFAULT_REQUEST = AgreementRequest()


def agreement(path: Path, request: AgreementRequest = DEFAULT_REQUEST) -> tuple[AgreementReport, ...]:
    """The statistics of each table in the file.

    Raises BadInput with every problem of the table, UsageError for a master, scale or level that makes no sense.
    """
    from reviewer_app.bundles.ratings import read_ratings
    from reviewer_app.domain.agreement.scales import parse_scale

    if not 0 <= request.resamples <= MOST_RESAMPLES or request.seed < 0:
        raise UsageError(f"Resamples are from 0 to {MOST_RESAMPLES:,}, and the seed is not negative.", code="bad-usage")
    scale = None if request.scale is None else parse_scale(request.scale)
    cases = read_ratings(_read(path), scale=scale, master=request.master)
    return tuple(_report(case if case.name else replace(case, name=path.name), request) for case in cases)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}.", hint="Check the name.", code="file-not-found") from error
    except IsADirectoryError as error:
        raise UsageError(f"{path} is a folder.", hint="Give a CSV or JSON file.", code="not-a-file") from error
    except OSError as error:
        raise ReviewerError(f"{path} can't be read: {error.strerror}.", code="file-not-readable") from error


def _report(case: RatingsCase, request: AgreementRequest) -> AgreementReport:
    from reviewer_app.domain.agreement.report import Comparison, Options, chart, compare

    if case.ratings is None:
        series = () if case.series is None else case.series
        statistics = {} if case.series is None else chart(case.series, case.parameters)
        return AgreementReport(
            name=case.name,
            scale=None,
            units=len(series),
            raters=(),
            comparison=Comparison(statistics=statistics),
            notes=case.notes,
        )
    ratings = case.ratings
    options = Options(
        resamples=request.resamples,
        seed=request.seed,
        cut=_cut(request.cut, ratings.scale),
        facet=case.facet,
        custom=case.custom,
    )
    return AgreementReport(
        name=case.name,
        scale=ratings.scale,
        units=len(ratings.units),
        raters=ratings.raters,
        comparison=compare(ratings, options),
        notes=(*case.notes, *_notes(ratings)),
    )


def _cut(text: str | None, scale: Scale) -> int | None:
    """The position of the lowest level that is met."""
    if text is None:
        return None
    for place in range(len(scale.categories)):
        if scale.label(place).casefold() == text.strip().casefold():
            return place
    raise UsageError(
        f"“{text}” is not a level of the scale.", hint="Give the lowest level that is met.", code="no-level"
    )


def _notes(ratings: Ratings) -> list[Problem]:
    """What was left out because it is empty."""
    present = ratings.present
    notes = []
    silent = [name for place, name in enumerate(ratings.raters) if not present[:, place].any()]
    if silent:
        message = f"No scores from {', '.join(silent[:10])}{' …' if len(silent) > 10 else ''}: left out."
        notes.append(Problem(code="reviewer-without-scores", message=message, severity="note"))
    empty = int((~present.any(axis=1)).sum())
    if empty:
        what = "1 unit has no score and was" if empty == 1 else f"{empty:,} units have no score and were"
        notes.append(Problem(code="unit-without-scores", message=f"{what} left out.", severity="note"))
    return notes
