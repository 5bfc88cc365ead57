"""Where the pages of a PDF stand: one under the other or one at a time, turned, enlarged. Arithmetic only."""

from __future__ import annotations

import bisect

from PySide6.QtCore import QPointF, QRectF, QSizeF

from reviewer_app.evidence.values import PageSize

GAP, EDGE = 14, 16
MAX_ZOOM, MIN_ZOOM = 8.0, 0.1


def turned(part: QRectF, turn: int) -> QRectF:
    """A part of a page in fractions of it, as fractions of the page turned clockwise by ``turn`` degrees."""
    x, y, w, h = part.x(), part.y(), part.width(), part.height()
    if turn == 90:
        return QRectF(1 - y - h, x, h, w)
    if turn == 180:
        return QRectF(1 - x - w, 1 - y - h, w, h)
    if turn == 270:
        return QRectF(y, 1 - x - w, h, w)
    return QRectF(part)


def upright(place: QPointF, turn: int) -> QPointF:
    """A place on the turned page, as a place of the page itself."""
    x, y = place.x(), place.y()
    if turn == 90:
        return QPointF(y, 1 - x)
    if turn == 180:
        return QPointF(1 - x, 1 - y)
    if turn == 270:
        return QPointF(1 - y, x)
    return QPointF(x, y)


class PageGeometry:
    """Sizes are in points, everything else in dots of the screen; pages count from 1."""

    def __init__(self) -> None:
        self.sizes: tuple[PageSize, ...] = ()
        self.zoom = 1.0
        self.turn = 0
        self.single = False
        self.fit = "width"  # width, page, or "" for a zoom of one's own
        self.page = 1
        self._tops: list[float] = []
        self.width = self.height = 0.0

    @property
    def count(self) -> int:
        """How many pages."""
        return len(self.sizes)

    def points(self, page: int) -> QSizeF:
        """A page's size in points as it is turned now."""
        size = self.sizes[page - 1]
        return QSizeF(size.height, size.width) if self.turn in (90, 270) else QSizeF(size.width, size.height)

    def fitted(self, view: QSizeF) -> float:
        """The zoom that the fit asks for."""
        if not self.fit or not self.sizes:
            return self.zoom
        pages = [self.page] if self.single else range(1, self.count + 1)
        return self._fitting([self.points(n) for n in pages], view)

    def _fitting(self, sizes: list[QSizeF], view: QSizeF) -> float:
        zoom = (view.width() - 2 * EDGE) / max(s.width() for s in sizes)
        if self.fit == "page":
            zoom = min(zoom, (view.height() - 2 * EDGE) / max(s.height() for s in sizes))
        return max(MIN_ZOOM, min(MAX_ZOOM, zoom))

    def zoom_of(self, page: int, view: QSizeF) -> float:
        """The zoom that a page will have when it is in view: one at a time, each is fitted by itself."""
        if not self.single or not self.fit or page == self.page:
            return self.zoom
        return self._fitting([self.points(page)], view)

    def arrange(self) -> None:
        """Work out where every page is."""
        self._tops, y, widest = [], float(EDGE), 1.0
        for number in range(1, self.count + 1):
            size = self.points(number)
            if self.single:
                self._tops.append(float(EDGE))
                if number == self.page:
                    y, widest = EDGE + size.height() * self.zoom + GAP, size.width()
            else:
                self._tops.append(y)
                y += size.height() * self.zoom + GAP
                widest = max(widest, size.width())
        self.width, self.height = widest * self.zoom + 2 * EDGE, y - GAP + EDGE

    def rect(self, page: int, view: QSizeF, left: float, top: float) -> QRectF:
        """Where a page is in a view that is scrolled to ``left``, ``top``; in the middle where there is room."""
        size = self.points(page) * self.zoom
        x = max(float(EDGE), (view.width() - size.width()) / 2) - left
        y = self._tops[page - 1] - top
        if self.single:
            y = max(y, (view.height() - size.height()) / 2 - top)
        return QRectF(x, y, size.width(), size.height())

    def top(self, page: int) -> float:
        """Where a page begins."""
        return self._tops[page - 1]

    def visible(self, top: float, height: float) -> range:
        """The pages in view."""
        if not self._tops:
            return range(0)
        if self.single:
            return range(self.page, self.page + 1)
        first = max(1, bisect.bisect_right(self._tops, top + EDGE))
        if self.rect(first, QSizeF(), 0, top).bottom() < 0 and first < self.count:
            first += 1
        last = max(first, bisect.bisect_left(self._tops, top + height))
        return range(first, min(last, self.count) + 1)

    def share(self, page: int, place: float) -> float:
        """A place of a page (share of its height) as a share of everything there is to scroll through."""
        if not 1 <= page <= self.count:
            return 0.0
        if self.single:
            return (page - 1 + place) / self.count
        size = self.points(page).height() * self.zoom
        return (self._tops[page - 1] + place * size) / max(1.0, self.height)
