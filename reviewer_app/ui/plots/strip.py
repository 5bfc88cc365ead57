"""A thin line under a figure: its interval, its value, and the goal."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.plots.base import mix


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A value with its interval on a line from ``least`` to ``most``; ``goal`` is what is asked or chance."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    least: float = 0.0
    most: float = 1.0
    words: str = ""


class Strip(QWidget):
    """Draws an interval; its words are its accessible name and tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.interval = Interval()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_interval(self, interval: Interval) -> None:
        """Show this one instead."""
        self.interval = interval
        self.setAccessibleName(interval.words)
        self.setToolTip(interval.words)
        self.update()

    def sizeHint(self) -> QSize:
        """A line and the marks over it."""
        return QSize(80, 14)

    def _x(self, value: float) -> float:
        shown = self.interval
        span = shown.most - shown.least or 1.0
        return max(0.0, min(1.0, (value - shown.least) / span)) * (self.width() - 2) + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, band, goal (a thin line with a foot), value (a thick line)."""
        painter, shown, middle = QPainter(self), self.interval, self.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(QRectF(0, middle - 3, self.width(), 6), 3, 3)
        if shown.low is not None and shown.high is not None:
            left, right = self._x(shown.low), self._x(shown.high)
            band = QRectF(left, middle - 3, max(3.0, right - left), 6)
            painter.setBrush(theme.colour("panel"))
            painter.drawRect(band.adjusted(-1, 0, 1, 0))  # parts it from the track in every theme
            painter.setBrush(mix(theme.colour("panel"), theme.colour("accent"), 0.6))
            painter.drawRoundedRect(band, 3, 3)
        if shown.goal is not None:
            painter.setBrush(theme.colour("bad"))
            painter.drawRect(QRectF(self._x(shown.goal) - 0.8, 0, 1.6, self.height()))
            painter.drawRect(QRectF(self._x(shown.goal) - 2.5, self.height() - 1.6, 5, 1.6))
        if shown.value is not None:
            painter.setBrush(theme.colour("accent"))
            painter.drawRect(QRectF(self._x(shown.value) - 1.2, 1, 2.4, self.height() - 2))
