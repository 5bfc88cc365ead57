"""A ratings table (units x raters on a declared scale) and what a statistic of it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MISSING = -1
MOST_LEVELS = 60  # beyond this many different values nothing that counts levels is computed


class ScaleKind(StrEnum):
    """What the levels mean: only names, an order, equal steps, or multiples of a true zero."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """All levels that may be given, lowest first. ``declared`` is false when they were guessed from the scores."""

    kind: ScaleKind
    categories: tuple[float | str, ...]
    declared: bool = True

    @property
    def numeric(self) -> bool:
        """Whether the levels are numbers (otherwise their positions count)."""
        return all(not isinstance(c, str) for c in self.categories)

    def numbers(self) -> Floats:
        """The levels as numbers: themselves, or 1, 2, 3 … for named levels."""
        if self.numeric:
            return np.array([float(c) for c in self.categories])
        return np.arange(1.0, len(self.categories) + 1.0)

    def positions(self) -> Floats:
        """Where each level stands for distances: its place when ordered, its number when the steps are equal."""
        if self.kind in (ScaleKind.INTERVAL, ScaleKind.RATIO):
            return self.numbers()
        return np.arange(float(len(self.categories)))

    def label(self, level: int) -> str:
        """How the level is written."""
        return category_text(self.categories[level])


def category_text(category: float | str) -> str:
    """The level as people write it: ``3``, not ``3.0``."""
    return category if isinstance(category, str) else f"{category:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One statistic. ``value`` is None when it can't be computed, and ``reason`` then says why in plain words.

    ``low`` and ``high`` are a 95 % interval; ``n`` counts the submissions that two reviewers or more scored.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    reason: str = ""


def estimate(value: float, n: int, reason: str, *, low: float = math.nan, high: float = math.nan) -> Estimate:
    """An estimate without NaN, infinity or inverted interval: those become None, the value's with the reason."""
    if not math.isfinite(value):
        return Estimate(value=None, n=n, reason=reason)
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        return Estimate(value=value + 0.0, n=n)
    return Estimate(value=value + 0.0, low=low + 0.0, high=high + 0.0, n=n)


def missing(keys: Sequence[str], n: int, reason: str) -> dict[str, Estimate]:
    """The same "not computable" for every key."""
    return {key: Estimate(value=None, n=n, reason=reason) for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratings:
    """Units x raters. ``levels`` holds positions in the scale, ``MISSING`` (-1) where nobody scored.

    ``submission`` says which submission each unit belongs to (units of one submission are not independent and are
    resampled together; by default each unit is its own). ``indicator`` is the unit's indicator. ``when`` is the time
    of each score in any unit (NaN: unknown). ``master`` is the master level of each unit.
    """

    scale: Scale
    raters: tuple[str, ...]
    units: tuple[str, ...]
    levels: Ints
    submission: Ints | None = None
    indicator: Ints | None = None
    when: Floats | None = None
    master: Ints | None = None

    @property
    def present(self) -> Bools:
        """Where there is a score."""
        return np.asarray(self.levels >= 0)

    def scores(self) -> Floats:
        """The scores as numbers, NaN where missing."""
        return lookup(self.scale.numbers(), self.levels)

    def only(self, units: Bools, raters: Bools) -> Ratings:
        """The table of these units and raters."""
        return replace(
            self,
            raters=tuple(r for r, keep in zip(self.raters, raters, strict=True) if keep),
            units=tuple(u for u, keep in zip(self.units, units, strict=True) if keep),
            levels=self.levels[units][:, raters],
            submission=None if self.submission is None else self.submission[units],
            indicator=None if self.indicator is None else self.indicator[units],
            when=None if self.when is None else self.when[units][:, raters],
            master=None if self.master is None else self.master[units],
        )

    def scored(self) -> Ratings:
        """Without the units that nobody scored and the raters who scored nothing."""
        present = self.present
        units, raters = present.any(axis=1), present.any(axis=0)
        if units.all() and raters.all():
            return self
        return self.only(np.asarray(units), np.asarray(raters))


def lookup(values: Floats, levels: Ints) -> Floats:
    """``values[levels]`` with NaN where the level is missing."""
    return np.asarray(np.append(values, np.nan)[levels], dtype=np.float64)


def ratings_of(
    rows: Sequence[Sequence[float | str | None]],
    categories: Sequence[float | str] | None = None,
    kind: ScaleKind = ScaleKind.ORDINAL,
    *,
    raters: Sequence[str] | None = None,
) -> Ratings:
    """A table from plain rows (None = not scored); a value that is not a level is a ValueError."""
    width = max((len(row) for row in rows), default=0)
    declared = categories is not None
    if categories is None:
        categories = sorted({value for row in rows for value in row if value is not None}, key=str)
        if all(not isinstance(value, str) for value in categories):
            categories = sorted(categories, key=float)
    index = {value: position for position, value in enumerate(categories)}
    levels = np.full((len(rows), width), MISSING, dtype=np.int64)
    for u, row in enumerate(rows):
        for r, value in enumerate(row):
            if value is not None:
                if value not in index:
                    raise ValueError(f"{value!r} is not a level of the scale")
                levels[u, r] = index[value]
    return Ratings(
        scale=Scale(kind=kind, categories=tuple(categories), declared=declared),
        raters=tuple(raters) if raters is not None else tuple(f"R{r + 1}" for r in range(width)),
        units=tuple(str(u + 1) for u in range(len(rows))),
        levels=levels,
    )
