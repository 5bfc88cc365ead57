"""Scales as people write them (``1-4``, ``0,1,2``, ``Not met,Met``, ``nominal:1-5``), and guessed from the scores."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reviewer_app.domain.agreement.table import MOST_LEVELS, Scale, ScaleKind
from reviewer_app.errors import UsageError

_RANGE = re.compile(r"(-?\d+)\s*(?:-|–|\.\.)\s*(-?\d+)")
_LONGEST_GUESS = 10


def parse_scale(text: str) -> Scale:
    """The scale that a person wrote; UsageError when it makes no sense."""
    kind, _, rest = text.rpartition(":")
    kind = kind.strip().lower()
    if kind and kind not in set(ScaleKind):
        raise UsageError(
            f"“{kind}” is no kind of scale.", hint=f"Kinds are {', '.join(ScaleKind)}.", code="scale-not-understood"
        )
    categories = _categories(rest.strip())
    if len(categories) < 2 or len(set(categories)) < len(categories) or len(categories) > MOST_LEVELS:
        raise UsageError(
            f"“{text}” is not a scale of two to {MOST_LEVELS} different levels, lowest first.",
            hint="Write for example 1-4, or 0,1,2, or “Not met,Partly met,Met”.",
            code="scale-not-understood",
        )
    return Scale(kind=ScaleKind(kind or "ordinal"), categories=categories)


def _categories(text: str) -> tuple[float | str, ...]:
    found = _RANGE.fullmatch(text)
    if found:
        low, high = int(found[1]), int(found[2])
        return tuple(float(level) for level in range(low, min(high, low + MOST_LEVELS + 1) + 1))
    parts = [part.strip() for part in text.split(",") if part.strip()]
    try:
        return tuple(sorted(float(part) for part in parts))
    except ValueError:
        return tuple(parts)


def guess_scale(values: Sequence[float], kind: ScaleKind | None = None) -> Scale:
    """A scale with all these values: the whole numbers from lowest to highest if these are few, else the values."""
    levels = tuple(sorted(set(values)))
    whole = all(value == int(value) for value in levels)
    if levels and whole and levels[-1] - levels[0] < _LONGEST_GUESS:
        levels = tuple(float(level) for level in range(int(levels[0]), int(levels[-1]) + 1))
    small = whole and len(levels) <= _LONGEST_GUESS
    return Scale(kind=kind or (ScaleKind.ORDINAL if small else ScaleKind.INTERVAL), categories=levels, declared=False)
