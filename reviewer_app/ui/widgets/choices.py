"""Check boxes and radio buttons in the theme's colours, with a ring where the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

from reviewer_app.ui import theme
from reviewer_app.ui.widgets import paint

_SIGN, _GAP, _EDGE = 16, 8, 5


class Check(QCheckBox):
    """On or off."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Sign and words."""
        return _size(self)

    def hitButton(self, pos: object) -> bool:
        """All of it takes clicks."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Box, tick, words, ring."""
        painter = QPainter(self)
        paint.draw_box(painter, _sign(self), checked=self.isChecked())
        _words(self, painter)


class Choice(QRadioButton):
    """One of several."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        """Sign and words."""
        return _size(self)

    def hitButton(self, pos: object) -> bool:
        """All of it takes clicks."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Circle, dot, words, ring."""
        painter = QPainter(self)
        paint.draw_dot(painter, _sign(self), checked=self.isChecked())
        _words(self, painter)


def _size(button: QAbstractButton) -> QSize:
    metrics = QFontMetrics(button.font())
    width = _SIGN + _GAP + metrics.horizontalAdvance(button.text()) + 2 * _EDGE
    return QSize(width, max(_SIGN, metrics.height()) + 2 * _EDGE)


def _sign(button: QAbstractButton) -> QRect:
    return QRect(_EDGE, (button.height() - _SIGN) // 2, _SIGN, _SIGN)


def _words(button: QAbstractButton, painter: QPainter) -> None:
    painter.setPen(theme.colour("ink" if button.isEnabled() else "faint"))
    painter.setFont(button.font())
    where = QRect(_EDGE + _SIGN + _GAP, 0, button.width(), button.height())
    painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, button.text())
    if button.hasFocus():
        paint.draw_focus(painter, QRectF(button.rect()))
