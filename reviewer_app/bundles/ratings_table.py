"""Cells of a ratings table to a domain table: one row per unit (wide) or one row per score (long)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from reviewer_app.bundles.ratings_cells import MOST_SHOWN, Cell, Levels, notes_of, number_of, problems_of, short
from reviewer_app.domain.agreement.scales import guess_scale
from reviewer_app.domain.agreement.table import MISSING, Floats, Ints, Ratings, Scale, ScaleKind, category_text
from reviewer_app.errors import Problem, UsageError

UNIT: Final = frozenset(
    [
        "unit",
        "units",
        "submission",
        "submissions",
        "subject",
        "subjects",
        "item",
        "items",
        "id",
        "ids",
        "case",
        "cases",
        "target",
        "targets",
        "candidate",
        "candidates",
        "person",
        "persons",
        "p",
        "#",
        "no",
    ]
)
PERSON: Final = frozenset(["person", "submission", "candidate", "unit", "subject", "case", "target", "p"])
ITEM: Final = frozenset(["item", "indicator", "criterion", "trait", "i"])
RATER: Final = frozenset(["reviewer", "rater", "judge", "coder", "observer", "assessor", "scorer"])
TIME: Final = frozenset(["week", "day", "date", "time", "when", "session", "round", "occasion"])
SCORE: Final = frozenset(["score", "rating", "level", "value", "mark"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Named columns and rows of cells; ``lines`` says where each row stands in the file."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[int]
    named: bool = True


def choose_scale(cells: Iterable[Sequence[Cell]], kind: ScaleKind | None) -> Scale:
    """The scale guessed from the numbers in the cells."""
    seen: set[Cell] = set()
    for row in cells:
        seen.update(row)
    numbers = [number for number in map(number_of, seen) if number is not None]
    return guess_scale(numbers, kind)


def naturally(name: str) -> list[tuple[int, str]]:
    """A sort key in which R10 comes after R9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A table, or the problems that prevent it, with notes."""

    ratings: Ratings | None
    problems: tuple[Problem, ...]
    facet: str = "r"


def column_called(sheet: Sheet, names: frozenset[str]) -> int | None:
    """The first column with one of these names."""
    for place, column in enumerate(sheet.columns):
        if column.strip().lower() in names:
            return place
    return None


def is_long(sheet: Sheet) -> bool:
    """Whether the sheet has one row per score."""
    if not sheet.named or column_called(sheet, PERSON) is None or column_called(sheet, SCORE) is None:
        return False
    return column_called(sheet, RATER) is not None or column_called(sheet, frozenset(["occasion"])) is not None


def build_wide(sheet: Sheet, scale: Scale | None, kind: ScaleKind | None, master: str | None) -> Built:
    """One row per unit, one column per rater; first columns may name unit, submission, indicator and week."""
    roles = _wide_roles(sheet, scale)
    chosen = [c for c in range(len(sheet.columns)) if c not in roles.values()]
    names = [sheet.columns[c] for c in chosen]
    master_at = _master(master, names)
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        message = f"Two columns are called “{repeated[0]}”."
        return Built(ratings=None, problems=(Problem(code="column-twice", message=message, where="heading"),))
    cells = [[row[c] for c in chosen] for row in sheet.rows]
    levels = Levels(scale=scale or choose_scale(cells, kind))
    grid = [levels.row(row, f"row {line}", names) for row, line in zip(cells, sheet.lines, strict=True)]
    filled = np.array(grid, dtype=np.int64).reshape(len(cells), len(names))
    problems = [*problems_of(levels), *notes_of(levels, scale), *_unit_note(sheet, roles)]
    raters = [c for c in range(len(names)) if c != master_at]
    return Built(
        ratings=Ratings(
            scale=levels.scale,
            raters=tuple(names[c] for c in raters),
            units=_unit_names(sheet, roles),
            levels=filled[:, raters],
            submission=_index(sheet, roles.get("submission") if "indicator" in roles else None),
            indicator=_index(sheet, roles.get("indicator")),
            when=_when(sheet, roles.get("when"), len(raters)),
            master=None if master_at is None else filled[:, master_at],
        ),
        problems=tuple(problems),
    )


def _wide_roles(sheet: Sheet, scale: Scale | None) -> dict[str, int]:
    roles: dict[str, int] = {}
    if sheet.named:
        item = column_called(sheet, frozenset(["indicator", "criterion", "trait"]))
        person = column_called(sheet, UNIT)
        when = column_called(sheet, frozenset(["week", "date"]))
        if person is not None:
            roles["submission"] = person
        if item is not None and person is not None:
            roles["indicator"] = item
        if when is not None:
            roles["when"] = when
    if "submission" not in roles and _names_units(sheet, scale):
        roles["submission"] = 0
    return roles


def _names_units(sheet: Sheet, scale: Scale | None) -> bool:
    """Whether the first column, though not called so, names the units: text throughout, or a running number."""
    if len(sheet.columns) < 2 or not sheet.rows:
        return False
    first = [row[0] for row in sheet.rows]
    if sheet.named and not sheet.columns[0].strip():
        return True
    if any(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in first):
        return False
    if len(set(first)) < len(first):
        return False
    numbers = [number_of(cell) for cell in first]
    if all(number is None for number in numbers):
        if scale is not None and not scale.numeric:
            return not {str(cell).strip() for cell in first} & {category_text(c) for c in scale.categories}
        return any(number_of(row[c]) is not None for row in sheet.rows for c in range(1, len(sheet.columns)))
    return len(first) > 12 and all(number is not None and number == int(number) for number in numbers)


def _unit_note(sheet: Sheet, roles: dict[str, int]) -> list[Problem]:
    place = roles.get("submission")
    if place is None or sheet.columns[place].strip().lower() in UNIT or not sheet.columns[place].strip():
        return []
    message = f"The column “{sheet.columns[place]}” was taken for the names of the units, not for a reviewer."
    return [Problem(code="column-of-units", message=message, where="heading", severity="note")]


def _master(master: str | None, names: Sequence[str]) -> int | None:
    if master is None:
        return None
    if master not in names:
        known = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
        raise UsageError(
            f"There is no column “{master}” of scores.", hint=f"The columns are: {known}.", code="master-not-found"
        )
    return list(names).index(master)


def _unit_names(sheet: Sheet, roles: dict[str, int]) -> tuple[str, ...]:
    shown = [roles[role] for role in ("submission", "indicator") if role in roles]
    if not shown:
        return tuple(str(line) for line in range(1, len(sheet.rows) + 1))
    return tuple(" ".join(short(row[c]) for c in shown) for row in sheet.rows)


def _index(sheet: Sheet, column: int | None) -> Ints | None:
    if column is None:
        return None
    known: dict[Cell, int] = {}
    return np.array([known.setdefault(row[column], len(known)) for row in sheet.rows], dtype=np.int64)


def _when(sheet: Sheet, column: int | None, raters: int) -> Floats | None:
    if column is None:
        return None
    times = np.array([moment(row[column]) for row in sheet.rows], dtype=np.float64)
    return np.repeat(times[:, None], raters, axis=1)


def moment(cell: Cell) -> float:
    """A week number, or a date (days since the year 1); NaN when it is neither."""
    number = number_of(cell)
    if number is not None:
        return number
    try:
        at = datetime.fromisoformat(str(cell).strip())
    except ValueError:
        return math.nan
    return at.toordinal() + (at.hour * 60 + at.minute) / 1440


def build_long(
    sheet: Sheet, scale: Scale | None, kind: ScaleKind | None, master: str | None, anchors: object = None
) -> Built:
    """One row per score: person, (item,) rater, (time,) score. ``master`` names the rater who gave the masters."""
    person, score = column_called(sheet, PERSON), column_called(sheet, SCORE)
    rater, facet = column_called(sheet, RATER), "r"
    if rater is None:
        rater, facet = column_called(sheet, frozenset(["occasion"])), "o"
    if person is None or score is None or rater is None:
        message = "The columns of who, by whom and which score were not all found."
        hint = "Name them submission, indicator, reviewer, week, score."
        return Built(ratings=None, problems=(Problem(code="columns-missing", message=message, hint=hint),))
    item, when = column_called(sheet, ITEM - {"p"}), column_called(sheet, TIME if facet == "r" else frozenset())
    levels = Levels(scale=scale or choose_scale(([row[score]] for row in sheet.rows), kind))
    wheres = [f"row {line}" for line in sheet.lines]
    keys = [(short(row[person]), "" if item is None else short(row[item])) for row in sheet.rows]
    units = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    names = sorted({short(row[rater]) for row in sheet.rows}, key=naturally)
    raters = {name: place for place, name in enumerate(names)}
    grid = np.full((len(units), len(names)), MISSING, dtype=np.int64)
    times = np.full(grid.shape, np.nan)
    problems: list[Problem] = []
    for key, row, where in zip(keys, sheet.rows, wheres, strict=True):
        level = levels.row([row[score]], where, [sheet.columns[score]])[0]
        u, r = units[key], raters[short(row[rater])]
        if level >= 0 and grid[u, r] >= 0 and len(problems) < MOST_SHOWN:
            message = f"{short(row[rater])} scored “{' '.join(key).strip()}” twice."
            problems.append(Problem(code="scored-twice", message=message, where=where))
        if level >= 0:
            grid[u, r] = level
            times[u, r] = math.nan if when is None else moment(row[when])
    problems += [*problems_of(levels), *notes_of(levels, scale)]
    people = {name: place for place, name in enumerate(dict.fromkeys(key[0] for key in units))}
    items = {name: place for place, name in enumerate(sorted({key[1] for key in units}, key=naturally))}
    ratings = Ratings(
        scale=levels.scale,
        raters=tuple(names),
        units=tuple(" ".join(key).strip() for key in units),
        levels=grid,
        submission=np.array([people[key[0]] for key in units], dtype=np.int64),
        indicator=None if item is None else np.array([items[key[1]] for key in units], dtype=np.int64),
        when=None if when is None else times,
        master=_anchors(anchors, list(units), levels, problems),
    )
    return Built(ratings=_masters_out(ratings, master), problems=tuple(problems), facet=facet)


def _masters_out(ratings: Ratings, master: str | None) -> Ratings:
    place = _master(master, ratings.raters)
    if place is None:
        return ratings
    others = np.arange(len(ratings.raters)) != place
    everyone = np.ones(len(ratings.units), dtype=bool)
    return replace(ratings.only(everyone, others), master=ratings.levels[:, place])


def _anchors(anchors: object, units: Sequence[tuple[str, str]], levels: Levels, problems: list[Problem]) -> Ints | None:
    """Master levels from {submission: {indicator: level}} or {submission: level}."""
    if anchors is None:
        return None
    if not isinstance(anchors, dict):
        problems.append(Problem(code="anchors-not-understood", message="“anchors” is not an object.", where="anchors"))
        return None
    book = Levels(scale=levels.scale)
    found = []
    for person, item in units:
        cell = anchors.get(person)
        cell = cell.get(item) if isinstance(cell, dict) else cell
        if isinstance(cell, (list, dict)):
            cell = str(cell)
        found.append(book.row([cell], f"anchors, {person}", [item or "master"])[0])
    problems += book.problems
    return np.array(found, dtype=np.int64)
