"""The pages of a PDF as they are seen: with citations, hits, links and what is selected drawn on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.page_geometry import turned
from reviewer_app.ui.viewers.page_paint import draw_over, draw_page, fill_around
from reviewer_app.ui.viewers.page_pick import PagePick
from reviewer_app.ui.viewers.toolbar import ground
from reviewer_app.ui.widgets import paint

_AHEAD = 3  # pages after those in view that are drawn while they are read
_STANDING_MS = 30  # a page has stood so long before anything but its picture is asked for


class PageStrip(PagePick):
    """Asks for pages, words and links by signals and draws what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self._standing = QTimer(self, singleShot=True, interval=_STANDING_MS)
        self._standing.timeout.connect(self._ask_around)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pages in view; what is missing is asked for."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pages = self.visible_pages()
        boxes = [self.rect_of(page) for page in pages]
        fill_around(painter, self.viewport().rect(), boxes, ground())
        for page, box in zip(pages, boxes, strict=True):
            draw_page(painter, box, self.feed.picture(page), self.turn, self.feed.trouble(page))
            self._paint_over(painter, page, box)
        self._want(pages)
        if self.hasFocus():
            paint.draw_focus(painter, QRectF(self.viewport().rect()), 2)

    def prime(self) -> None:
        """Ask for what is in view before it is painted."""
        self._want(self.visible_pages())

    def _want(self, pages: range) -> None:
        """The pages in view; the rest when they stand, so that a turn of the page never waits for it."""
        wanted = [(n, self._width_of(n)) for n in pages]
        if self.settling:
            wanted = [(n, width) for n, width in wanted if self.feed.picture(n) is None]
        self.feed.want(wanted)
        if not self._standing.isActive():
            self._standing.start()

    def _ask_around(self) -> None:
        """Words and links of the pages in view; then, so that a turn finds them ready, some after and one before."""
        pages = self.visible_pages()
        for page in pages:
            self.text.words(page)
            self.links.of(page)
        if self.settling or not pages:
            return
        wanted = [(n, self._width_of(n)) for n in pages]
        after = range(pages[-1] + 1, min(self.count, pages[-1] + _AHEAD) + 1)
        before = range(max(1, pages[0] - 1), pages[0])
        self.feed.want([*wanted, *self._that_fit([*after, *before], sum(map(self._bytes, wanted)))])

    def _width_of(self, page: int) -> int:
        """How many dots wide a page is drawn when it comes into view."""
        points = self.geometry_.sizes[page - 1].width
        return max(8, round(points * self.geometry_.zoom_of(page, self._size()) * self.devicePixelRatioF()))

    def _bytes(self, wanted: tuple[int, int]) -> int:
        """What the picture of a page takes."""
        page, width = wanted
        size = self.geometry_.sizes[page - 1]
        return round(width * width * size.height / size.width) * 4

    def _that_fit(self, pages: list[int], taken: int) -> list[tuple[int, int]]:
        """Those that can be kept beside what is in view: a page that pushes out the one being read helps nobody."""
        kept = []
        for one in ((n, self._width_of(n)) for n in pages):
            taken += self._bytes(one)
            if taken <= self.feed.most:
                kept.append(one)
        return kept

    def _paint_over(self, painter: QPainter, page: int, box: QRectF) -> None:
        picked = self.text.boxes(self.selection, page) if self.selection is not None else []
        draw_over(painter, box, self.turn, self.overlay, self.links.known(page), page, picked)
        if self.draft is not None and self.draft[0] == page:
            painter.setPen(QPen(QColor(theme.load("light").roles["accent"]), 2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            part = turned(self.draft[1], self.turn)
            w, h = box.width(), box.height()
            painter.drawRect(
                QRectF(box.x() + part.x() * w, box.y() + part.y() * h, part.width() * w, part.height() * h)
            )

    def viewportEvent(self, event: QEvent) -> bool:
        """A tool tip says where a link leads and what a citation is for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._under(QPointF(event.pos()))
            words = self._tip(*found) if found is not None else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, page: int, place: QPointF) -> str:
        link = self.links.at(page, place)
        if link is not None:
            return self.links.told(link)
        mark = self.overlay.mark_at(page, place)
        return f"Cited for {mark.label}" if mark is not None else ""
