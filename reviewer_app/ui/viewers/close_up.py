"""Finer pictures for the part of a timeline that is looked at closely: asked for a few at a time, never waited for."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, QTimer

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Film, Picture
from reviewer_app.ui.viewers.base import Material, to_image
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.timeline_paint import Key
from reviewer_app.ui.viewers.timescale import TimeScale

COARSE = 60  # pictures of the whole, made of its key frames
SHORT_MS = 150_000  # of so short a recording exact ones are quickly made
FINER = 4  # times as many from one level to the next
TILE = 16  # pictures that are asked for at once
CLOSEST_MS = 40  # nearer ones would hardly differ
KEPT = 640  # pictures in memory
REST_MS = 180  # the view must have come to rest for so long


def level_for(scale: TimeScale, cells: int) -> int:
    """How many pictures the whole would have so that each cell in view has its own; ``COARSE``: there are enough."""
    count = COARSE
    while scale.span and count * scale.span < cells * scale.duration and scale.duration / (count * FINER) >= CLOSEST_MS:
        count *= FINER
    return count


def tiles_in_view(scale: TimeScale, count: int) -> list[range]:
    """The pictures of that level that are in view, in tiles, those in the middle first."""
    first = int(scale.start / scale.duration * count) // TILE
    last = min(count - 1, int((scale.start + scale.span) / scale.duration * count)) // TILE
    middle = (first + last) / 2
    tiles = sorted(range(first, last + 1), key=lambda tile: abs(tile - middle))
    return [range(tile * TILE, min(count, (tile + 1) * TILE)) for tile in tiles]


class CloseUp(QObject):
    """Watches what is in view of a timeline and fetches what it lacks, one tile after another."""

    def __init__(self, material: Material, timeline: Timeline, height: int, parent: QObject) -> None:
        super().__init__(parent)
        self._material, self._timeline, self._height = material, timeline, height
        self._tiles: OrderedDict[Key, None] = OrderedDict()  # fetched, or not to be had; the latest last
        self._busy = self._ended = False
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._next)
        timeline.moved.connect(self._rest.start)

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._ended = True
        self._rest.stop()

    def _next(self) -> None:
        """Ask for the tile in view that is lacking most."""
        scale = self._timeline.scale
        if self._busy or self._ended or not scale.zoomed:
            return
        count = level_for(scale, self._timeline.cells)
        wanted = count > COARSE or scale.duration <= SHORT_MS
        self._timeline.set_closer(count if wanted else 0)
        if not wanted:
            return
        for places in tiles_in_view(scale, count):
            if (count, places.start) not in self._tiles:
                self._fetch(count, places)
                return

    def _fetch(self, count: int, places: range) -> None:
        self._busy = True
        m, found, film = self._material, list[Picture](), Film(count, self._height, places)

        def read() -> object:
            if m.strips is not None:
                return m.strips.filmstrip(m.readers, m.recipe(), film, found.append)
            return m.readers.filmstrip(m.recipe(), film, found.append)

        def done(_answer: object) -> None:
            self._busy = False
            if not self._ended:
                self._tiles[count, places.start] = None
                self._timeline.add_closer({(count, p.index): to_image(p) for p in found})
                self._forget()
                self._next()

        def failed(_error: ReviewerError) -> None:
            done(None)

        m.tasks.read(read, done, failed)

    def _forget(self) -> None:
        """Let go of what was fetched longest ago and is not in view."""
        scale = self._timeline.scale
        count = level_for(scale, self._timeline.cells)
        seen = {(count, places.start) for places in tiles_in_view(scale, count)}
        for tile in [t for t in self._tiles if t not in seen][: max(0, len(self._tiles) - KEPT // TILE)]:
            del self._tiles[tile]
            self._timeline.drop_closer([(tile[0], tile[1] + n) for n in range(TILE)])
