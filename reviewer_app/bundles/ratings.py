"""Ratings tables from bytes: CSV (units x raters, or one row per score) or the JSON of reference cases."""

from __future__ import annotations

from dataclasses import dataclass, field

from reviewer_app.bundles.ratings_json import JsonCase, read_json
from reviewer_app.bundles.ratings_table import Built, Sheet, build_long, build_wide, is_long
from reviewer_app.bundles.ratings_text import decode, read_sheet
from reviewer_app.domain.agreement.table import Floats, Ratings, Scale
from reviewer_app.errors import BadInput, Problem, errors_only

LARGEST = 200_000_000  # bytes
MOST_CELLS = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingsCase:
    """One table (``ratings``) or one ``series`` with its chart's ``parameters``; ``notes`` say what was assumed."""

    name: str
    ratings: Ratings | None = None
    series: Floats | None = None
    parameters: dict[str, float] = field(default_factory=dict)
    custom: dict[str, Floats] = field(default_factory=dict)
    facet: str = "r"
    notes: tuple[Problem, ...] = ()


def read_ratings(data: bytes, *, scale: Scale | None = None, master: str | None = None) -> tuple[RatingsCase, ...]:
    """All tables of the file; BadInput with every problem when one of them can't be read.

    ``scale`` overrides what the file declares; ``master`` names the column (or reviewer) of the master scores.
    """
    if len(data) > LARGEST:
        message = f"The file is larger than {LARGEST // 1_000_000} MB."
        raise _bad([Problem(code="too-large", message=message, hint="Split it, or leave out what is no score.")])
    text, notes = decode(data)
    if text.lstrip()[:1] in ("{", "["):
        return tuple(_case(case, scale, master, notes) for case in read_json(text))
    return (_case(JsonCase(name="", sheet=read_sheet(text, scale)), scale, master, notes),)


def _case(case: JsonCase, scale: Scale | None, master: str | None, notes: tuple[Problem, ...]) -> RatingsCase:
    if case.sheet is None:
        return RatingsCase(name=case.name, series=case.series, parameters=case.parameters, notes=notes)
    built = _build(case, case.sheet, scale or case.scale, master)
    wrong = errors_only(list(built.problems))
    if wrong or built.ratings is None:
        raise _bad(wrong)
    return RatingsCase(
        name=case.name,
        ratings=built.ratings,
        custom=case.custom,
        facet=built.facet,
        notes=(*notes, *built.problems),
    )


def _build(case: JsonCase, sheet: Sheet, scale: Scale | None, master: str | None) -> Built:
    if not sheet.rows:
        message = "The table has no rows of scores."
        hint = "Give one row per submission and one column per reviewer."
        raise _bad([Problem(code="no-rows", message=message, hint=hint)])
    if len(sheet.rows) * len(sheet.columns) > MOST_CELLS:
        message = f"The table has {len(sheet.rows) * len(sheet.columns):,} cells; at most {MOST_CELLS:,} are read."
        raise _bad([Problem(code="too-large", message=message, hint="Split it by indicator or by year.")])
    if is_long(sheet):
        return build_long(sheet, scale, case.kind, master, case.anchors)
    return build_wide(sheet, scale, case.kind, master)


def _bad(problems: list[Problem]) -> BadInput:
    count = len(problems)
    message = "The ratings table can't be read." if count == 1 else f"The ratings table has {count} problems."
    return BadInput(message, code="bad-table", problems=tuple(problems))
