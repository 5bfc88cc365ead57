"""Words of a PDF's pages selected and areas of them marked, by mouse and by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from reviewer_app.evidence.values import Word
from reviewer_app.ui.viewers.page_feed import PageFeed
from reviewer_app.ui.viewers.page_geometry import turned
from reviewer_app.ui.viewers.page_keys import area_by_key, extended
from reviewer_app.ui.viewers.page_layout import PageLayout
from reviewer_app.ui.viewers.page_links import PageLinks
from reviewer_app.ui.viewers.page_overlay import PageOverlay
from reviewer_app.ui.viewers.page_text import PageText, Selection, Spot
from reviewer_app.ui.viewers.places import region_of

_NEAR = 0.004  # how far beside a word a press still means it
_DRAFT = QRectF(0.3, 0.3, 0.4, 0.2)


class PagePick(PageLayout):
    """Knows words, links and citations of the pages; ``PageStrip`` draws them."""

    page_wanted = Signal(int, int)  # number, width in device pixels
    words_wanted = Signal(int)
    links_wanted = Signal(int)
    region_drawn = Signal(int, object)  # page, Region or None
    selected = Signal()
    pressed = Signal(int, QPointF)  # page, place: a click that was no drag

    def __init__(self) -> None:
        super().__init__()
        self.feed = PageFeed(lambda page, width: self.page_wanted.emit(page, width))
        self.text = PageText(self.words_wanted.emit)
        self.links = PageLinks(self.links_wanted.emit)
        self.overlay = PageOverlay(self.text)
        self.selection: Selection | None = None
        self.draft: tuple[int, QRectF] | None = None  # page, fractions of the upright page
        self._region_tool = False
        self._from: tuple[int, QPointF] | None = None
        self._selecting: Spot | None = None
        self._press: QPointF | None = None

    # -- words --
    def set_words(self, page: int, words: tuple[Word, ...]) -> None:
        """The words of a page."""
        self.text.set_words(page, words)
        self.viewport().update()

    def words(self, page: int) -> tuple[Word, ...] | None:
        """The words of a page, once they have come."""
        return self.text.words(page) if 1 <= page <= self.count else None

    def select(self, selection: Selection) -> None:
        """Select words and bring them into view."""
        self.selection = selection
        page = selection.page
        boxes = self.text.boxes(selection, page)
        if boxes:
            box = turned(boxes[0], self.turn)
            self.show_place(page, box.y(), box.x())
        self.viewport().update()

    def clear(self) -> None:
        """Nothing selected, no area."""
        self.selection, self.draft = None, None
        self.viewport().update()

    @property
    def region_tool(self) -> bool:
        """Whether dragging draws an area."""
        return self._region_tool

    @region_tool.setter
    def region_tool(self, on: bool) -> None:
        self._region_tool = on
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)

    def word_at(self, page: int, place: QPointF, near: bool) -> int | None:
        """The word at a place of the upright page; the nearest with ``near``."""
        best, best_distance = None, 1e9
        for index, word in enumerate(self.text.known(page)):
            dx = max(word.x0 - place.x(), 0.0, place.x() - word.x1)
            dy = max(word.y0 - place.y(), 0.0, place.y() - word.y1)
            distance = dx + 4 * dy  # the same line is nearer than the next one
            if distance < best_distance:
                best, best_distance = index, distance
        return best if near or best_distance < _NEAR else None

    def place_of_word(self, page: int, index: int) -> QPoint:
        """The middle of a word in the view, in its coordinates."""
        word, box = self.text.known(page)[index], self.rect_of(page)
        part = turned(QRectF(word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0), self.turn).center()
        return QPoint(round(box.x() + part.x() * box.width()), round(box.y() + part.y() * box.height()))

    # -- the mouse --
    def _under(self, at: QPointF) -> tuple[int, QPointF] | None:
        found = self.place_at(at)
        return (found[0], self.place_on(found[0], at)) if found is not None else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin an area or a selection."""
        found = self._under(event.position())
        if event.button() != Qt.MouseButton.LeftButton or found is None:
            return
        page, place = found
        had = self.draft is not None
        self.selection = self.draft = None
        self._press = event.position()
        if had:
            self.region_drawn.emit(page, None)
        if self._region_tool or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._from = found
        else:
            word = self.word_at(page, place, near=False)
            self._selecting = (page, word) if word is not None else None
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the area or the selection on; show what the pointer would do."""
        at = event.position()
        if self._press is not None and (at - self._press).manhattanLength() > 4:
            self._press = None
        if self._from is not None:
            page, start = self._from
            self.draft = (page, QRectF(start, self.place_on(page, at)).normalized() & QRectF(0, 0, 1, 1))
            self.viewport().update()
        elif self._selecting is not None:
            self._extend(at)
        elif not self._region_tool:
            self._point(at)

    def _point(self, at: QPointF) -> None:
        found = self._under(at)
        shape = Qt.CursorShape.ArrowCursor
        if found is not None:
            link = self.links.at(*found)
            if link is not None and link.page:
                shape = Qt.CursorShape.PointingHandCursor
            elif self.word_at(*found, near=False) is not None:
                shape = Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def _extend(self, at: QPointF) -> None:
        found = self._under(at)
        if self._selecting is None or found is None:
            return
        last = self.word_at(*found, near=True)
        if last is not None and self._press is None:
            self.selection = Selection.between(self._selecting, (found[0], last))
            self.viewport().update()
        edge = 24
        if at.y() < edge or at.y() > self.viewport().height() - edge:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + (-20 if at.y() < edge else 20))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The area or selection is done."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._from is not None and self.draft is not None:
            self._finish_area()
        elif self._press is not None:
            found = self._under(event.position())
            if found is not None:
                self.pressed.emit(*found)
        if self.selection is not None:
            self.selected.emit()
        self._from = self._selecting = self._press = None

    def _finish_area(self) -> None:
        if self.draft is None:
            return
        page, box = self.draft
        made = region_of(box.x(), box.y(), box.width(), box.height())
        if made is None:
            self.draft = None
        self.region_drawn.emit(page, made)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """One word."""
        found = self._under(event.position())
        word = self.word_at(*found, near=False) if found is not None else None
        if found is not None and word is not None:
            self.selection = Selection((found[0], word), (found[0], word))
            self.selected.emit()
            self.viewport().update()

    # -- the keyboard --
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift and arrows select words; with the area tool arrows move the area, with Shift they size it."""
        if self._region_tool and self.count:
            page, box = self.draft or (self.page, _DRAFT)
            moved = area_by_key(box, event, fresh=self.draft is None)
            if moved is not None:
                self.draft = (page, moved)
                self._finish_area()
                self.viewport().update()
                return
        picked = extended(self.text, self.selection, self.page, event)
        if picked is not None:
            self.selection = picked
            self._follow(picked)
            self.selected.emit()
            self.viewport().update()
        elif event.key() == Qt.Key.Key_Escape and (self.selection or self.draft):
            self.clear()
            self.region_drawn.emit(self.page, None)
        else:
            super().keyPressEvent(event)

    def _follow(self, picked: Selection) -> None:
        page, word = picked.last
        place = self.place_of_word(page, word)
        if not self.viewport().rect().adjusted(0, 10, 0, -10).contains(place):
            found = self.text.known(page)[word]
            self.show_place(page, turned(QRectF(found.x0, found.y0, 0.001, 0.001), self.turn).y())
