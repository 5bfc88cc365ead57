"""Shots that change slowly: one picture turning into another (a dissolve), and through black (a fade).

While one picture dissolves into another each picture between is a mixture of the two. When a camera turns, or someone
walks through, it is not; when it only grows lighter, both have the same shapes. All is measured on very small pictures.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import Any

import numpy as np

Small = np.ndarray[Any, Any]

SPANS_MS = (480.0, 800.0, 1300.0, 2200.0)  # how long a dissolve may take, with the stillness around it
EVERY_MS = 38.0
_LEAST = 18.0  # mean change of a dot (0..255) between the two pictures
_ALIKE = 0.5  # correlation of their shapes from which on it is the same place in another light
_REST = 0.12  # of that change: what is left when a picture between is explained as their mixture
_FLAT = 6.0  # spread of a picture without shapes
_BETWEEN = 12  # pictures between the two that are looked at
_MIXED = 2  # so many of them must be mixtures of both; fewer is a hard cut
_SLACK = 0.06
_STILL = 4  # pictures at either end over which little changes
_DARK, _LIGHT = 16.0, 30.0  # mean brightness of black, and of a picture again
_DARK_MS = 70.0  # shorter is a flicker


class Dissolves:
    """Takes pictures in the order of time, tells when one shot has turned into the next."""

    def __init__(self) -> None:
        self._kept: deque[tuple[float, Small]] = deque()

    def take(self, ms: float, rgb: Small) -> float | None:
        """The middle of a dissolve that has just ended, or None."""
        kept = self._kept
        if kept and not EVERY_MS <= ms - kept[-1][0] < SPANS_MS[0]:
            if ms > kept[-1][0] and ms - kept[-1][0] < EVERY_MS:
                return None
            kept.clear()
        kept.append((ms, rgb.astype(np.float32)))
        while ms - kept[0][0] > SPANS_MS[-1] + EVERY_MS:
            kept.popleft()
        for span in SPANS_MS:
            if ms - kept[0][0] < span:
                return None
            first = next(n for n in range(len(kept) - 1, -1, -1) if ms - kept[n][0] >= span)
            found = middle_of([kept[n] for n in range(first, len(kept))])
            if found is not None:
                kept.clear()
                return found
        return None


def middle_of(shots: list[tuple[float, Small]]) -> float | None:
    """When the first picture is half the last one, if those between are mixtures of the two; else None."""
    start, end = shots[0][1], shots[-1][1]
    way = start - end
    much = float(np.abs(way).mean())
    if much < _LEAST or len(shots) < _MIXED + 2 * _STILL or _alike(start, end) > _ALIKE:
        return None
    power = float((way * way).sum())

    def part(picture: Small) -> float:
        return float(((picture - end) * way).sum()) / power

    moved = 0.5 * _STILL / len(shots) + 0.02  # it must have begun and ended in between
    if 1 - part(shots[_STILL][1]) > moved or part(shots[-1 - _STILL][1]) > moved:
        return None
    between = shots[_STILL : -_STILL : max(1, (len(shots) - 2 * _STILL) // _BETWEEN)]
    parts = [part(picture) for _, picture in between]
    if any(later > earlier + _SLACK for earlier, later in pairwise(parts)):
        return None  # it went back
    rest = [float(np.abs(one - end - much_of * way).mean()) for (_, one), much_of in zip(between, parts, strict=True)]
    if sum(0.12 < one < 0.88 for one in parts) < _MIXED or sum(rest) / len(rest) > _REST * much:
        return None
    return next((ms for (ms, _), one in zip(between, parts, strict=True) if one <= 0.5), None)


def _alike(a: Small, b: Small) -> float:
    """How much two pictures have the same shapes, whatever their brightness; 1 also where one has none."""
    one, two = a.mean(axis=2) - a.mean(), b.mean(axis=2) - b.mean()
    spreads = float(one.std()), float(two.std())
    if min(spreads) < _FLAT:
        return 1.0
    return float((one * two).mean()) / (spreads[0] * spreads[1])


class Fades:
    """Tells when a picture comes out of black again, after one went into it."""

    def __init__(self) -> None:
        self._seen_light = False
        self._dark_since: float | None = None

    def take(self, ms: float, brightness: float) -> bool:
        """Whether a shot begins here."""
        if brightness < _DARK:
            if self._seen_light and self._dark_since is None:
                self._dark_since = ms
            return False
        if brightness < _LIGHT:
            return False
        since, self._dark_since, self._seen_light = self._dark_since, None, True
        return since is not None and ms - since >= _DARK_MS
