"""Where the pages of a PDF are on a long strip, which are in view, and what the readers have given of them."""

from __future__ import annotations

import bisect
from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from reviewer_app.domain.citation import Region
from reviewer_app.evidence.values import PageSize, Word

GAP, EDGE = 14, 16
KEPT = 14  # page pictures kept; each is at most a few megabytes
MAX_ZOOM, MIN_ZOOM = 5.0, 0.2


class Selection:
    """Words ``first`` to ``last`` of a page."""

    __slots__ = ("first", "last", "page")

    def __init__(self, page: int, first: int, last: int) -> None:
        self.page, self.first, self.last = page, min(first, last), max(first, last)


class PageLayout(QAbstractScrollArea):
    """Where each page is; which are in view; what has come of them. Pages count from 1."""

    page_wanted = Signal(int, int)  # number, width in device pixels
    words_wanted = Signal(int)
    page_changed = Signal(int)
    region_drawn = Signal(int, object)  # page, Region or None
    selected = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Pages")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._sizes: tuple[PageSize, ...] = ()
        self._tops: list[float] = []
        self._zoom = 1.0
        self._fit = True
        self._pictures: OrderedDict[int, QImage] = OrderedDict()
        self._asked: dict[int, int] = {}
        self._words: dict[int, tuple[Word, ...]] = {}
        self._words_asked: set[int] = set()
        self._tints: dict[int, list[tuple[QRectF, QColor]]] = {}
        self._boxes: dict[int, list[tuple[Region, QColor]]] = {}
        self.selection: Selection | None = None
        self.draft: tuple[int, QRectF] | None = None  # page, fractions
        self.region_tool = False
        self._from: tuple[int, QPointF] | None = None
        self._selecting: tuple[int, int] | None = None
        self._page = 1
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    # -- what to show --
    def set_pages(self, sizes: tuple[PageSize, ...]) -> None:
        """The sizes of all pages, in points."""
        self._sizes = sizes
        self._arrange()

    def set_picture(self, page: int, picture: QImage) -> None:
        """A page that was drawn."""
        self._pictures[page] = picture
        self._pictures.move_to_end(page)
        while len(self._pictures) > KEPT:
            gone, _ = self._pictures.popitem(last=False)
            self._asked.pop(gone, None)
        self.viewport().update()

    def set_words(self, page: int, words: tuple[Word, ...]) -> None:
        """The words of a page."""
        self._words[page] = words
        self.viewport().update()

    def words(self, page: int) -> tuple[Word, ...] | None:
        """The words of a page, once they have come."""
        return self._words.get(page)

    def set_tints(
        self, tints: dict[int, list[tuple[QRectF, QColor]]], boxes: dict[int, list[tuple[Region, QColor]]]
    ) -> None:
        """Highlights (in fractions of the page) and areas of citations."""
        self._tints, self._boxes = tints, boxes
        self.viewport().update()

    def select(self, page: int, first: int, last: int) -> None:
        """Select words and bring them into view."""
        self.selection = Selection(page, first, last)
        words = self._words.get(page, ())
        if words:
            self.show_place(page, words[self.selection.first].y0)
        self.viewport().update()

    def clear(self) -> None:
        """Nothing selected, no area."""
        self.selection, self.draft = None, None
        self.viewport().update()

    # -- geometry --
    @property
    def count(self) -> int:
        """How many pages."""
        return len(self._sizes)

    @property
    def zoom(self) -> float:
        """Screen pixels to a point."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Another size; the place in the middle stays."""
        self._fit = False
        self._rezoom(max(MIN_ZOOM, min(MAX_ZOOM, zoom)))

    def fit_width(self) -> None:
        """As wide as the view."""
        self._fit = True
        self._arrange()

    def _rezoom(self, zoom: float) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum() + self.viewport().height())
        self._zoom = zoom
        self._asked.clear()
        self._arrange()
        bar.setValue(round(share * (bar.maximum() + self.viewport().height())))

    def _arrange(self) -> None:
        if not self._sizes:
            return
        widest = max(s.width for s in self._sizes)
        if self._fit:
            zoom = max(MIN_ZOOM, min(MAX_ZOOM, (self.viewport().width() - 2 * EDGE) / widest))
            if abs(zoom - self._zoom) > 1e-6:
                self._zoom = zoom
                self._asked.clear()
        self._tops, y = [], float(EDGE)
        for size in self._sizes:
            self._tops.append(y)
            y += size.height * self._zoom + GAP
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(y - GAP + EDGE) - view.height()))
        vertical.setPageStep(view.height())
        vertical.setSingleStep(40)
        horizontal.setRange(0, max(0, round(widest * self._zoom + 2 * EDGE) - view.width()))
        horizontal.setPageStep(view.width())
        self.viewport().update()

    def rect_of(self, page: int) -> QRectF:
        """Where a page is in the view."""
        size = self._sizes[page - 1]
        width, height = size.width * self._zoom, size.height * self._zoom
        left = max(float(EDGE), (self.viewport().width() - width) / 2) - self.horizontalScrollBar().value()
        return QRectF(left, self._tops[page - 1] - self.verticalScrollBar().value(), width, height)

    def visible_pages(self) -> range:
        """The pages in view."""
        if not self._tops:
            return range(0)
        top = self.verticalScrollBar().value()
        first = max(1, bisect.bisect_right(self._tops, top + EDGE))
        last = max(first, bisect.bisect_left(self._tops, top + self.viewport().height()))
        return range(first, min(last, self.count) + 1)

    def show_place(self, page: int, share: float = 0.0) -> None:
        """Scroll so that a place of a page (share of its height) is in the upper third."""
        if not 1 <= page <= self.count:
            return
        at = self._tops[page - 1] + share * self._sizes[page - 1].height * self._zoom
        lead = self.viewport().height() / 3 if share else EDGE / 2
        self.verticalScrollBar().setValue(round(at - lead))

    def _at(self, place: QPointF) -> tuple[int, QPointF] | None:
        """The page under a place, and where on it in fractions (may lie outside 0..1 beside the page)."""
        for page in self.visible_pages():
            box = self.rect_of(page)
            if box.top() - GAP / 2 <= place.y() <= box.bottom() + GAP / 2:
                return page, QPointF((place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height())
        return None

    def _word_at(self, page: int, place: QPointF, near: bool) -> int | None:
        best, best_distance = None, 1e9
        for index, word in enumerate(self._words.get(page, ())):
            dx = max(word.x0 - place.x(), 0.0, place.x() - word.x1)
            dy = max(word.y0 - place.y(), 0.0, place.y() - word.y1)
            distance = dx + 4 * dy  # the same line is nearer than the next one
            if distance < best_distance:
                best, best_distance = index, distance
        return best if near or best_distance < 0.004 else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        page = self._page
        self._arrange()
        if self._fit and self.count:
            self.show_place(page)

    def _on_scrolled(self) -> None:
        pages = self.visible_pages()
        if pages:
            middle = self.viewport().height() / 2
            now = next((p for p in pages if self.rect_of(p).bottom() + GAP >= middle), pages[-1])
            if now != self._page:
                self._page = now
                self.page_changed.emit(now)
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page in the middle of the view."""
        return self._page

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_zoom(self._zoom * 1.15 ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def want_words(self, page: int) -> None:
        """Ask for the words of a page that is not in view yet."""
        if page not in self._words_asked:
            self._words_asked.add(page)
            self.words_wanted.emit(page)


def lines_of(words: tuple[Word, ...], first: int, last: int) -> list[QRectF]:
    """The words as one box a line, in fractions of the page."""
    boxes: list[QRectF] = []
    for word in words[first : last + 1]:
        box = QRectF(word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0)
        same = boxes and abs(boxes[-1].center().y() - box.center().y()) < box.height() * 0.6
        if same and box.left() >= boxes[-1].left():
            boxes[-1] = boxes[-1] | box
        else:
            boxes.append(box)
    return boxes
