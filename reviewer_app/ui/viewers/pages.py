"""The pages of a PDF as one long strip: drawn when seen, words selected, areas dragged, citations highlighted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.page_layout import PageLayout, Selection, lines_of
from reviewer_app.ui.viewers.places import region_of
from reviewer_app.ui.viewers.toolbar import ground

PICK = QColor(90, 140, 235, 90)


class PageStrip(PageLayout):
    """Asks for pages and words by signals and draws what it is given."""

    # -- the mouse --
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin an area or a selection."""
        found = self._at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or found is None:
            return
        page, place = found
        self.selection = self.draft = None
        if self.region_tool or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._from = found
        else:
            word = self._word_at(page, place, near=False)
            self._selecting = (page, word) if word is not None else None
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the area or the selection on; show what the pointer would do."""
        place = event.position()
        if self._from is not None:
            page, start = self._from
            box = self.rect_of(page)
            end = QPointF((place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height())
            self.draft = (page, QRectF(start, end).normalized() & QRectF(0, 0, 1, 1))
            self.viewport().update()
        elif self._selecting is not None:
            self._extend(place)
        else:
            found = self._at(place)
            over = found is not None and self._word_at(*found, near=False) is not None
            self.viewport().setCursor(Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor)

    def _extend(self, place: QPointF) -> None:
        if self._selecting is None:
            return
        page, first = self._selecting
        box = self.rect_of(page)
        on_page = QPointF((place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height())
        last = self._word_at(page, on_page, near=True)
        if last is not None:
            self.selection = Selection(page, first, last)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The area or selection is done."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._from is not None and self.draft is not None:
            page, box = self.draft
            made = region_of(box.x(), box.y(), box.width(), box.height())
            if made is None:
                self.draft = None
            self.region_drawn.emit(page, made)
        if self.selection is not None:
            self.selected.emit()
        self._from = self._selecting = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """One word."""
        found = self._at(event.position())
        if found is None:
            return
        word = self._word_at(*found, near=False)
        if word is not None:
            self.selection = Selection(found[0], word, word)
            self.selected.emit()
            self.viewport().update()

    # -- painting --
    def paintEvent(self, _event: QPaintEvent) -> None:
        """The pages in view; what is missing is asked for."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.viewport().rect(), ground())
        for page in self.visible_pages():
            box = self.rect_of(page)
            painter.fillRect(box, QColor("#ffffff"))
            picture = self._pictures.get(page)
            if picture is not None:
                painter.drawImage(box, picture)
            self._want(page, box)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            self._paint_over(painter, page, box)

    def _want(self, page: int, box: QRectF) -> None:
        width = round(box.width() * self.devicePixelRatioF())
        if self._asked.get(page) != width:
            self._asked[page] = width
            self.page_wanted.emit(page, width)
        if page not in self._words_asked:
            self._words_asked.add(page)
            self.words_wanted.emit(page)

    def _paint_over(self, painter: QPainter, page: int, box: QRectF) -> None:
        def place(part: QRectF) -> QRectF:
            w, h = box.width(), box.height()
            return QRectF(box.x() + part.x() * w, box.y() + part.y() * h, part.width() * w, part.height() * h)

        for part, hue in self._tints.get(page, ()):
            tint = QColor(hue)
            tint.setAlpha(46)
            line = place(part)
            painter.fillRect(line, tint)
            painter.fillRect(QRectF(line.x(), line.bottom() - 1, line.width(), 2), hue)
        for region, hue in self._boxes.get(page, ()):
            painter.setPen(QPen(hue, 2))
            painter.drawRect(place(QRectF(region.x / 1e4, region.y / 1e4, region.w / 1e4, region.h / 1e4)))
        if self.selection is not None and self.selection.page == page:
            for part in lines_of(self._words.get(page, ()), self.selection.first, self.selection.last):
                painter.fillRect(place(part), PICK)
        if self.draft is not None and self.draft[0] == page:
            painter.setPen(QPen(QColor("#2457c5"), 2, Qt.PenStyle.DashLine))
            painter.drawRect(place(self.draft[1]))

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Everything is painted anew."""
        self.viewport().update()

    def place_of_word(self, page: int, index: int) -> QPoint:
        """The middle of a word in the view, in its coordinates."""
        word, box = self._words[page][index], self.rect_of(page)
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        return QPoint(round(box.x() + x * box.width()), round(box.y() + y * box.height()))
