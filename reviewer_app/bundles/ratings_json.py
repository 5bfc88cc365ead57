"""The JSON of reference cases: ``ratings`` (units x raters), ``table``, ``rows``, ``series``, or several ``cases``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

import numpy as np

from reviewer_app.bundles.ratings_cells import MOST_SHOWN, Cell, number_of
from reviewer_app.bundles.ratings_table import Sheet
from reviewer_app.bundles.ratings_text import bad
from reviewer_app.domain.agreement.table import Floats, Scale, ScaleKind
from reviewer_app.domain.agreement.weights import from_disagreement
from reviewer_app.errors import BadInput, Problem

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonCase:
    """One case: a sheet of cells or a series, with what is declared about it."""

    name: str
    sheet: Sheet | None = None
    scale: Scale | None = None
    kind: ScaleKind | None = None
    anchors: object = None
    series: Floats | None = None
    parameters: dict[str, float] = field(default_factory=dict)
    custom: dict[str, Floats] = field(default_factory=dict)


def read_json(text: str) -> list[JsonCase]:
    """All cases of the document; BadInput for what it can't mean."""
    document = _parse(text)
    if isinstance(document, list):
        document = {"ratings": document}
    if not isinstance(document, dict):
        raise bad("not-a-table", "The JSON holds no ratings table.")
    cases = document.get("cases")
    if cases is None:
        return [_case(document)]
    if not isinstance(cases, list) or not cases or not all(isinstance(case, dict) for case in cases):
        raise bad("not-a-table", "“cases” is not a list of ratings tables.", where="cases")
    return [_case(case) for case in cases]


def _parse(text: str) -> object:
    try:
        parsed: object = json.loads(text, object_pairs_hook=_no_twice, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise bad("not-json", "The file is not valid JSON.", error.msg, where) from error
    except (RecursionError, ValueError) as error:
        raise bad(
            "not-json", "The file is not JSON that can be read.", "It is nested or numbered beyond reason."
        ) from error
    return parsed


def _no_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise bad("not-json", f"The key “{twice}” is there twice.", "Keep one of them.")
    return found


def _no_constant(text: str) -> NoReturn:
    raise bad("not-json", f"{text} is not a number in JSON.", "Write null where there is no score.")


def _case(case: Json) -> JsonCase:
    name = str(case.get("name") or "")
    scale, kind = _scale(case.get("scale"))
    if case.get("ratings") is not None:
        sheet = _matrix(case)
    elif case.get("rows") is not None:
        sheet = _long(case)
    elif case.get("table") is not None:
        sheet = _expanded(case, scale)
    elif case.get("series") is not None:
        return JsonCase(name=name, series=_series(case["series"]), parameters=_parameters(case.get("parameters")))
    else:
        hint = "It needs “ratings” (units x raters), “rows” with “rows_columns”, “table”, or “series”."
        raise bad("not-a-table", "The JSON holds no ratings table.", hint)
    return JsonCase(
        name=name, sheet=sheet, scale=scale, kind=kind, anchors=case.get("anchors"), custom=_custom(case, scale)
    )


def _scale(declared: object) -> tuple[Scale | None, ScaleKind | None]:
    if declared is None:
        return None, None
    if not isinstance(declared, dict):
        raise bad("bad-scale", "“scale” is not an object with level and categories.", where="scale")
    level = declared.get("level", "ordinal")
    if level not in set(ScaleKind):
        raise bad("bad-scale", f"“{level}” is no level of measurement.", f"Use {', '.join(ScaleKind)}.", "scale")
    kind = ScaleKind(str(level))
    categories = declared.get("categories")
    if categories is None:
        return None, kind
    sound = isinstance(categories, list) and all(_is_category(c) for c in categories)
    if not sound or len(set(categories)) < len(categories) or not categories:
        raise bad("bad-scale", "“categories” is not a list of different numbers or names.", where="scale")
    if all(not isinstance(c, str) for c in categories):
        categories = sorted(float(c) for c in categories)
    return Scale(kind=kind, categories=tuple(categories)), kind


def _is_category(value: object) -> bool:
    return isinstance(value, str) or number_of(value if isinstance(value, (int, float)) else None) is not None


def _cells(rows: object, where: str) -> list[list[Cell]]:
    """Rows of equal length of numbers, texts and nulls."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("not-a-table", f"“{where}” is not a list of rows.", where=where)
    width = max((len(row) for row in rows), default=0)
    problems = []
    for place, row in enumerate(rows, 1):
        if len(row) != width:
            message = f"This row has {len(row)} cells where the longest has {width}."
            problems.append(
                Problem(code="ragged-row", message=message, hint="Write null for no score.", where=f"row {place}")
            )
        elif any(isinstance(cell, (list, dict)) for cell in row):
            message = "A cell holds a list or an object."
            problems.append(Problem(code="not-a-number", message=message, where=f"row {place}"))
    if problems:
        raise BadInput("The rows can't be read.", code="bad-table", problems=tuple(problems[:MOST_SHOWN]))
    return rows


def _names(given: object, width: int, letter: str) -> tuple[str, ...]:
    if isinstance(given, list) and len(given) == width:
        return tuple(str(name) for name in given)
    return tuple(f"{letter}{place + 1}" for place in range(width))


def _matrix(case: Json) -> Sheet:
    rows = _cells(case["ratings"], "ratings")
    width = len(rows[0]) if rows else 0
    columns = _names(case.get("raters"), width, "R")
    lines = range(1, len(rows) + 1)
    units = case.get("units")
    if isinstance(units, list) and len(units) == len(rows):
        named: list[list[Cell]] = [[str(unit), *row] for unit, row in zip(units, rows, strict=True)]
        return Sheet(columns=("unit", *columns), rows=named, lines=lines)
    # An unnamed first column would be looked at for unit names: here every column is a rater.
    numbered: list[list[Cell]] = [[str(line), *row] for line, row in zip(lines, rows, strict=True)]
    return Sheet(columns=("unit", *columns), rows=numbered, lines=lines)


def _long(case: Json) -> Sheet:
    rows = _cells(case["rows"], "rows")
    columns = case.get("rows_columns")
    if not isinstance(columns, list) or (rows and len(columns) != len(rows[0])):
        raise bad("not-a-table", "“rows_columns” does not name each column of “rows”.", where="rows_columns")
    return Sheet(columns=tuple(str(c) for c in columns), rows=rows, lines=range(1, len(rows) + 1))


def _expanded(case: Json, scale: Scale | None) -> Sheet:
    """A confusion table as one row per unit: its rows are the levels of rater 1."""
    table = _cells(case["table"], "table")
    levels = scale.categories if scale is not None else tuple(float(i + 1) for i in range(len(table)))
    if len(table) != len(levels) or any(len(row) != len(levels) for row in table):
        raise bad("not-a-table", "“table” does not have a row and a column for each level.", where="table")
    rows: list[list[Cell]] = []
    for first, row in zip(levels, table, strict=True):
        for second, count in zip(levels, row, strict=True):
            number = number_of(count)
            if number is None or number < 0 or number != int(number) or number > 1_000_000:
                raise bad("not-a-number", f"“{count}” is not a count.", where="table")
            rows += [[str(len(rows) + 1 + extra), first, second] for extra in range(int(number))]
    return Sheet(columns=("unit", "R1", "R2"), rows=rows, lines=range(1, len(rows) + 1))


def _series(given: object) -> Floats:
    if not isinstance(given, list) or not given:
        raise bad("no-rows", "“series” is not a list of numbers.", where="series")
    numbers = [number_of(value) if isinstance(value, (int, float)) else None for value in given]
    for place, (value, number) in enumerate(zip(given, numbers, strict=True), 1):
        if value is not None and number is None:
            raise bad("not-a-number", f"“{value}” is not a number.", where=f"series, place {place}")
    return np.array([np.nan if number is None else number for number in numbers], dtype=np.float64)


def _parameters(given: object) -> dict[str, float]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise bad("not-a-number", "“parameters” is not an object of numbers.", where="parameters")
    found = {}
    for name, value in given.items():
        number = number_of(value) if isinstance(value, (int, float)) else None
        if number is None:
            raise bad("not-a-number", f"“{name}” is not a number.", where="parameters")
        found[str(name)] = number
    share = found.get("lambda_", 0.5)
    if not 0 < share <= 1 or found.get("sigma", 1.0) <= 0:
        raise bad("not-a-number", "lambda_ is above 0 and up to 1, sigma above 0.", where="parameters")
    return found


def _custom(case: Json, scale: Scale | None) -> dict[str, Floats]:
    """Weights of one's own for kappa, as similarity or as disagreement."""
    for key in ("custom_similarity_weights", "custom_disagreement_weights"):
        if case.get(key) is None:
            continue
        rows = _cells(case[key], key)
        weights = _square(rows, len(scale.categories) if scale is not None else len(rows), key)
        return {"custom": weights if key == "custom_similarity_weights" else from_disagreement(weights)}
    return {}


def _square(rows: Sequence[Sequence[Cell]], size: int, where: str) -> Floats:
    numbers = [[number_of(cell) for cell in row] for row in rows]
    flat = [n for row in numbers for n in row if n is not None]
    if len(rows) != size or len(flat) != size * size or max(flat) <= 0:
        raise bad("not-a-number", "The weights are not a square of numbers, one row for each level.", where=where)
    return np.array(flat, dtype=np.float64).reshape(size, size)
