"""Which part of a sheet is seen: words brought into view, and what stands at the top kept while the text grows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit


def select(sheet: QTextEdit, start: int, end: int) -> None:
    """Select these words and bring them into the upper third of what is seen."""
    cursor = QTextCursor(sheet.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    sheet.setTextCursor(cursor)
    bar = sheet.verticalScrollBar()
    bar.setValue(bar.value() + sheet.cursorRect().top() - sheet.viewport().height() // 3)


class SheetTop:
    """Places are Qt's positions in the text; ``ready`` says whether all of the text is on paper."""

    def __init__(self, sheet: QTextEdit, ready: Callable[[], bool]) -> None:
        self._sheet, self._ready = sheet, ready
        self._wanted = 0  # what should be at the top as soon as the bar reaches that far
        sheet.verticalScrollBar().rangeChanged.connect(lambda: self._on_range())

    def place(self) -> int:
        """The first words in view; between the cells of a table Qt names the table's beginning."""
        if not self._sheet.verticalScrollBar().value():
            return 0
        points = [QPoint(x, y) for y in range(4, 60, 8) for x in (4, 60)]
        found = [self._sheet.cursorForPosition(point) for point in points]
        return next((c.position() for c in found if c.block().text()), found[0].position())

    def show(self, place: int) -> None:
        """Let what stands at that position be at the top."""
        if place:
            cursor = QTextCursor(self._sheet.document())
            cursor.setPosition(place)
            bar = self._sheet.verticalScrollBar()
            wanted = bar.value() + self._sheet.cursorRect(cursor).top() - 4
            bar.setValue(wanted)
            self._wanted = place if wanted > bar.maximum() else 0

    def forget(self) -> None:
        """The text is put on paper anew: what was wanted is shown again by whoever does that."""
        self._wanted = 0

    def _on_range(self) -> None:
        """The bar learns of a longer document later than the document does."""
        if self._wanted and self._ready():
            place, self._wanted = self._wanted, 0
            self.show(place)
