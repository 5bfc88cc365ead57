"""The button that cites for the active indicator, in the indicator's colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.places import Target
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import enter_presses

KEY = "C"


class CiteButton(QPushButton):
    """``Cite for 3.2 [C]``; ``stage`` True where it lies on the dark stage."""

    def __init__(self, *, stage: bool) -> None:
        super().__init__()
        self._stage = stage
        self._hue = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_target(None)

    def show_target(self, target: Target | None) -> None:
        """What a citation would be for; nothing to press without."""
        self.setEnabled(target is not None)
        self._hue = target.hue if target is not None else -1
        self.setText(f"Cite for {target.label}" if target is not None else "Cite")
        self.setAccessibleName(self.text())
        self.setToolTip(f"{self.text()} ({KEY})" if target is not None else "The review is finalised")
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def _font(self) -> QFont:
        return theme.font(13, QFont.Weight.DemiBold)

    def sizeHint(self) -> QSize:
        """Room for text and key cap."""
        width = QFontMetricsF(self._font()).horizontalAdvance(self.text()) + paint.key_size(KEY).width()
        return QSize(round(width) + 32, max(28, round(QFontMetricsF(self._font()).height()) + 8))

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``: a button is never cut."""
        return self.sizeHint()

    def _colours(self) -> tuple[QColor, QColor]:
        if not self.isEnabled():
            return (QColor("#2a313b"), QColor("#a9b3c0")) if self._stage else _quiet()
        ground = theme.indicator_colour(self._hue) if self._hue >= 0 else theme.colour("ink2")  # as its card
        dark = theme.contrast(ground.name(), "#14161a") >= theme.contrast(ground.name(), "#ffffff")
        return ground, QColor("#14161a" if dark else "#ffffff")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, words and key cap."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = self._colours()
        if self.isDown():
            ground = ground.darker(112)
        elif self.underMouse() and self.isEnabled():
            ground = ground.lighter(106)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6, 6)
        painter.setFont(self._font())
        painter.setPen(ink)
        words = QRectF(box.left() + 12, box.top(), box.width(), box.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        left = words.left() + QFontMetricsF(self._font()).horizontalAdvance(self.text()) + 8
        paint.draw_key(painter, QPointF(left, box.center().y()), KEY, ink)
        if self.hasFocus():
            paint.draw_focus(painter, box.adjusted(-1, -1, 1, 1), 7)


def _quiet() -> tuple[QColor, QColor]:
    return theme.colour("neutral_soft"), theme.colour("ink3")
