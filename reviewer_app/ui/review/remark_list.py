"""What is to be known before scoring: a sign and a sentence each, calm enough to be read."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text

_SIGN = 14


class RemarkList(QWidget):
    """The sentences below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("To know before you score")
        self.lines: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.setSpacing(8)

    def show_lines(self, lines: tuple[str, ...]) -> None:
        """Show these instead."""
        if lines == self.lines:
            return
        self.lines = lines
        clear(self._column)
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(6)
            words = Text(line, "small", wrap=True)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)  # long words never widen it
            words.setAccessibleName(f"Caution: {line}")
            row.addWidget(_Sign(), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(words, 1)
            self._column.addLayout(row)


class _Sign(QWidget):
    """The sign of a caution, as high as the first line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(_SIGN, theme.metrics(12).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the middle of the line."""
        top = (self.height() - _SIGN) // 2
        theme.icon("warning", "caution").paint(QPainter(self), QRect(0, top, _SIGN, _SIGN))
