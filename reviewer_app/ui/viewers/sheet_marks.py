"""Citations and hits on a sheet of flowing text: those in view are highlighted, all have a tick in the margin."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from reviewer_app.ui.viewers.hits import Hits
from reviewer_app.ui.viewers.paper import hit_ground, paper_hue, soft
from reviewer_app.ui.viewers.places import Mark
from reviewer_app.ui.viewers.sheet import Sheet

FEW = 120  # highlights that are all drawn, wherever they are
_BESIDE = 800  # positions above and below the view that are highlighted, too
_EXACT = 1_500  # ticks that are worked out from the layout
_LATER_MS = 150


class SheetMarks:
    """Positions are Qt's (UTF-16), in the sheet's document."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._marks: list[tuple[int, int, Mark]] = []
        self._hits = Hits()
        self._later = QTimer(sheet, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._tick)
        sheet.verticalScrollBar().valueChanged.connect(lambda _: self._on_scrolled())
        sheet.document().documentLayout().documentSizeChanged.connect(lambda _: self._later.start())

    def set_marks(self, marks: list[tuple[int, int, Mark]]) -> None:
        """Where the citations are."""
        self._marks = marks
        self._show()
        self._tick()

    def set_hits(self, hits: Hits) -> None:
        """Where the hits are."""
        self._hits = hits
        self._show()
        self._tick()

    def mark_at(self, position: int) -> Mark | None:
        """The citation at a position."""
        return next((mark for start, end, mark in self._marks if start <= position < end), None)

    def _on_scrolled(self) -> None:
        if len(self._marks) + len(self._hits.spans) > FEW:
            self._show()

    def _view(self) -> tuple[int, int]:
        sheet = self._sheet
        if len(self._marks) + len(self._hits.spans) <= FEW:
            return 0, sheet.document().characterCount()
        box = sheet.viewport().rect()
        first = sheet.cursorForPosition(QPoint(0, 0)).position()
        last = sheet.cursorForPosition(box.bottomRight()).position()
        return max(0, min(first, last) - _BESIDE), max(first, last) + _BESIDE

    def _show(self) -> None:
        low, high = self._view()
        found = []
        for start, end, current in self._hits.between(low, high):
            look = QTextCharFormat()
            look.setBackground(hit_ground(current))
            found.append(self._one(start, end, look))
        for start, end, mark in self._marks:
            if start < high and end > low:
                look = QTextCharFormat()
                look.setBackground(soft(mark.hue))
                look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
                look.setUnderlineColor(paper_hue(mark.hue))
                found.append(self._one(start, end, look))
        self._sheet.setExtraSelections(found)

    def _one(self, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self._sheet.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        made.cursor = cursor
        made.format = look
        return made

    def _tick(self) -> None:
        sheet, hits = self._sheet, self._hits
        exact = len(hits.spans) <= _EXACT
        current = self._share(hits.current[0], exact=True) if hits.current is not None else None
        sheet.ticks.set_hits([self._share(start, exact=exact) for start, _ in hits.spans], current)
        marks: list[tuple[float, QColor]] = []
        for start, _, mark in self._marks:
            marks.append((self._share(start, exact=True), paper_hue(mark.hue)))
        sheet.ticks.set_marks(marks)

    def _share(self, position: int, *, exact: bool) -> float:
        """How far down a position is; by the layout, or by its place in the text."""
        document = self._sheet.document()
        if not exact:
            return position / max(1, document.characterCount())
        block = document.findBlock(position)
        box = document.documentLayout().blockBoundingRect(block)
        within = (position - block.position()) / max(1, block.length()) * box.height()
        return (box.top() + within) / max(1.0, document.documentLayout().documentSize().height())
