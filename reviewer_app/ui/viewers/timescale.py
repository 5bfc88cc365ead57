"""Where times and marks lie on a timeline: the part in view, rows of bars, what is under the pointer."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from reviewer_app.ui.viewers.places import Mark

ROWS = 4  # overlapping citations get rows of their own, up to so many
ROWS_OF_MANY = 12  # where many people's are shown
ROW = 8
LEAST_WIDTH = 6.0
EDGE = 4.0  # so near to a bar's end it can be taken by that end
CLOSEST_MS = 2_000  # no closer look than so much time across the whole width


class TimeScale:
    """Time from left to right: all of the recording, or the part that was zoomed to."""

    def __init__(self) -> None:
        self.duration = 0
        self.width = 1.0
        self.start = 0.0
        self.span = 0.0

    @property
    def zoomed(self) -> bool:
        """Whether only a part is in view."""
        return self.duration > 0 and self.span < self.duration - 0.5

    def set_duration(self, ms: int) -> None:
        """The length; a zoom stays where it was if it still fits."""
        whole = not self.zoomed
        self.duration = max(0, ms)
        if whole or self.start + self.span > self.duration:
            self.start, self.span = 0.0, float(self.duration)

    def x_of(self, ms: float) -> float:
        """Where a time is."""
        return (ms - self.start) / self.span * self.width if self.span else 0.0

    def ms_of(self, x: float) -> int:
        """The time at a place, never outside the recording."""
        if not self.span:
            return 0
        ms = self.start + max(0.0, min(1.0, x / max(1.0, self.width))) * self.span
        return round(max(0.0, min(float(self.duration), ms)))

    def zoom(self, factor: float, x: float) -> None:
        """Look closer (above 1) or further away; the time under ``x`` stays where it is."""
        if not self.duration:
            return
        held = self.start + x / max(1.0, self.width) * self.span
        least = min(float(CLOSEST_MS), float(self.duration))
        self.span = max(least, min(float(self.duration), self.span / factor))
        self._place(held - x / max(1.0, self.width) * self.span)

    def whole(self) -> None:
        """All of it."""
        self.start, self.span = 0.0, float(self.duration)

    def pan(self, ms: float) -> None:
        """Move the part in view."""
        self._place(self.start + ms)

    def follow(self, ms: float) -> bool:
        """Bring a time into view; whether anything moved."""
        if not self.zoomed or self.start <= ms <= self.start + self.span:
            return False
        self._place(ms - self.span * 0.1)
        return True

    def _place(self, start: float) -> None:
        self.start = max(0.0, min(start, self.duration - self.span))


class Bar(NamedTuple):
    """A citation on the timeline; a tuple, because thousands are made while a window is drawn wider."""

    mark: Mark
    left: float
    right: float
    row: int


Span = tuple[int, int, Mark]


def in_order(marks: Iterable[Mark]) -> list[Span]:
    """The marks that have a time, by when they begin."""
    timed = [(m.selector.time, m) for m in marks]
    return sorted(((t.start, t.end, m) for t, m in timed if t is not None), key=itemgetter(0, 1))


def lay_spans(spans: Iterable[Span], scale: TimeScale, most: int = ROWS) -> tuple[list[Bar], int]:
    """The bars in view, each in the first row where nothing is in its way, and the number of rows."""
    ends: list[float] = []
    bars: list[Bar] = []
    begin, each = scale.start, scale.width / scale.span if scale.span else 0.0
    for start, end, mark in spans:
        left = (start - begin) * each
        right = max((end - begin) * each, left + LEAST_WIDTH)
        for row, taken in enumerate(ends):  # the first row that is free from here on
            if taken <= left:
                ends[row] = right
                break
        else:
            row = len(ends)
            if row < most:
                ends.append(right)
            else:  # of the most there may be, the one that is free first
                row = ends.index(min(ends))
                ends[row] = max(ends[row], right)
        if right >= 0 and left <= scale.width:
            if left > scale.width - LEAST_WIDTH:
                left, right = scale.width - LEAST_WIDTH, scale.width
            bars.append(Bar(mark, left, right, row))
    return bars, max(1, len(ends))


def bar_at(bars: list[Bar], x: float, row: int) -> Bar | None:
    """The bar under the pointer, the narrowest where there are several."""
    near = [b for b in bars if b.row == row and b.left - 2 <= x <= b.right + 2]
    return min(near, key=lambda b: b.right - b.left, default=None)


def edge_of(bar: Bar, x: float) -> str:
    """``start`` or ``end`` when the pointer is at that end of the bar; short bars are taken just outside of it."""
    inside = min(EDGE, (bar.right - bar.left) / 4)
    if bar.left - EDGE <= x <= bar.left + inside:
        return "start"
    if bar.right - inside <= x <= bar.right + EDGE:
        return "end"
    return ""
