"""A scroll bar with ticks in its margin: where the hits of a search and the citations are."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from reviewer_app.ui import theme

_EDGE = 2


class HitBar(QScrollBar):
    """Ticks are shares (0 to 1) of the whole height; many that fall on the same dot are drawn once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._hits: tuple[float, ...] = ()
        self._marks: tuple[tuple[float, QColor], ...] = ()
        self._current: float | None = None

    @property
    def hits(self) -> tuple[float, ...]:
        """Where hits are."""
        return self._hits

    @property
    def marks(self) -> tuple[tuple[float, QColor], ...]:
        """Where citations are, in their colours."""
        return self._marks

    def set_hits(self, shares: Iterable[float], current: float | None = None) -> None:
        """Where the hits of a search are."""
        self._hits, self._current = tuple(shares), current
        self.update()

    def set_marks(self, marks: Iterable[tuple[float, QColor]]) -> None:
        """Where citations are."""
        self._marks = tuple(marks)
        self.update()

    def row_of(self, share: float) -> int:
        """The dot at which a share is drawn."""
        return _EDGE + round(max(0.0, min(1.0, share)) * (self.height() - 2 * _EDGE - 3))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar, then the ticks: hits in its whole width, citations at its left edge."""
        super().paintEvent(event)
        painter = QPainter(self)
        hue = theme.colour("caution")
        for row in {self.row_of(share) for share in self._hits}:
            painter.fillRect(QRectF(1, row, self.width() - 2, 2), hue)
        if self._current is not None:
            painter.fillRect(QRectF(0, self.row_of(self._current) - 1, self.width(), 4), theme.colour("bad"))
        for row, mark in {self.row_of(share): mark for share, mark in self._marks}.items():
            painter.fillRect(QRectF(0, row, 4, 3), mark)
