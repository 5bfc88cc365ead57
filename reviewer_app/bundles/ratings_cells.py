"""Cells of a ratings table to levels of a scale: what is missing, what is a level, what is a problem."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.table import MISSING, Scale, category_text
from reviewer_app.errors import Problem

Cell = str | float | int | None

NOT_SCORED: Final = frozenset(["", "na", "n/a", "nan", "null", "none", "-", "–", ".", "?"])
MOST_SHOWN = 20
_UNKNOWN = -2


@dataclass(slots=True, kw_only=True)
class Levels:
    """Cells to levels of a scale; remembers what it saw and where it went wrong."""

    scale: Scale
    problems: list[Problem] = field(default_factory=list)
    spelled_missing: int = 0
    wrong: int = 0
    _known: dict[Cell, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The levels under their own names."""
        for place, category in enumerate(self.scale.categories):
            self._known[category] = place
            self._known[category_text(category)] = place
        self._known[None] = MISSING
        self._known[""] = MISSING

    def row(self, cells: Sequence[Cell], where: str, names: Sequence[str]) -> list[int]:
        """The levels of a row of cells; what is no level becomes a problem."""
        known = self._known
        found = [known.get(cell, _UNKNOWN) for cell in cells]
        if _UNKNOWN in found or bool in set(map(type, cells)):
            found = [self._slow(cell, where, name) for cell, name in zip(cells, names, strict=True)]
        return found

    def _slow(self, cell: Cell, where: str, name: str) -> int:
        if isinstance(cell, str):
            if cell.strip().lower() in NOT_SCORED:
                self.spelled_missing += cell.strip() != ""
                return MISSING
            folded = cell.strip().casefold()
            for place, category in enumerate(self.scale.categories):
                if category_text(category).casefold() == folded:
                    return place
        number = number_of(cell)
        if number is not None and number in self._known:
            return self._known[number]
        self.wrong += 1
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(self._problem(cell, number, f"{where}, column {name}"))
        return MISSING

    def _problem(self, cell: Cell, number: float | None, where: str) -> Problem:
        scale = self.scale
        span = scale_text(scale)
        if number is None and scale.numeric and not isinstance(cell, bool):
            hint = "Write a number, or leave the cell empty where there is no score."
            if not scale.declared:
                hint += " If the levels are words, name them: --scale “Not met,Met”."
            return Problem(code="not-a-number", message=f"“{short(cell)}” is not a number.", hint=hint, where=where)
        return Problem(
            code="not-on-scale",
            message=f"“{short(cell)}” is not a level of the scale {span}.",
            hint="Correct the cell, or declare the right scale with --scale.",
            where=where,
        )


def short(cell: Cell) -> str:
    """The cell as shown in a message."""
    text = category_text(cell) if isinstance(cell, float) else str(cell)
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def scale_text(scale: Scale) -> str:
    """The scale in few words: ``1-4`` or ``Not met, Met``."""
    if not scale.categories:
        return "(none)"
    names = [category_text(c) for c in scale.categories]
    if scale.numeric and len(names) > 2 and np.allclose(np.diff(scale.numbers()), 1):
        return f"{names[0]}-{names[-1]}"
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "")


def number_of(cell: Cell) -> float | None:
    """The finite number in a cell (a decimal comma is read too), or None."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, str):
        try:
            value = float(cell.strip().replace(",", "."))
        except ValueError:
            return None
    else:
        try:
            value = float(cell)
        except OverflowError:
            return None
    return value if math.isfinite(value) else None


def problems_of(levels: Levels) -> list[Problem]:
    """The wrong cells, the first of them one by one."""
    found = list(levels.problems)
    rest = levels.wrong - len(found)
    if rest > 0:
        found.append(Problem(code="more-cells", message=f"And {rest:,} more cells that are not levels of the scale."))
    return found


def notes_of(levels: Levels, declared: Scale | None) -> list[Problem]:
    """What was assumed about missing scores and the scale."""
    notes = []
    if levels.spelled_missing:
        message = f"{levels.spelled_missing:,} cells say NA, NaN or the like: taken as not scored."
        notes.append(Problem(code="not-scored", message=message, severity="note"))
    if declared is None and levels.scale.categories:
        message = f"No scale was declared: {scale_text(levels.scale)} was guessed from the scores."
        hint = "Levels that nobody used are then unknown. Declare the scale, for example --scale 1-4."
        notes.append(Problem(code="scale-guessed", message=message, hint=hint, severity="note"))
    return notes
