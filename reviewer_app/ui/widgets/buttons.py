"""Buttons with icons and key hints, chips that filter, entries of the navigation."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
)

from reviewer_app.ui import theme
from reviewer_app.ui.widgets import paint

_GAP = 6
_ICON = 16
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_INK = {"primary": "on_accent", "quiet": "ink2", "danger": "bad", "link": "accent", "nav": "ink2", "chip": "ink2"}


def enter_presses(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Enter presses the button that has the keyboard; Qt itself does so only in dialogs."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & ~_KEYPAD:
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class Button(QPushButton):
    """A push button. ``kind``: plain, primary, quiet, danger, link. ``key`` is shown as a key cap behind the text.

    The key is only a hint: who owns the shortcut binds it. Reachable by Tab, but a click doesn't take the keyboard away
    from where the person is working.
    """

    def __init__(self, text: str, kind: str = "plain", *, key: str = "", icon: str = "", name: str = "") -> None:
        super().__init__(text)
        self._key, self._icon, self._elides, self._bare = key, icon, False, False
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name or text.rstrip("…"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if key:
            self.setAccessibleDescription(f"Key: {key}")
            self.setToolTip(f"{(name or text).rstrip('…')} ({key})")

    @property
    def kind(self) -> str:
        """Which kind of button it is."""
        return str(self.property("kind"))

    def set_icon(self, icon: str) -> None:
        """Show another icon of the family."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def let_elide(self) -> None:
        """Where there is no room its words end in an ellipsis; who asks for it gives it a tool tip with the whole."""
        self._elides = True
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_bare(self, bare: bool) -> None:
        """Show the icon alone."""
        if bare != self._bare:
            self._bare = bare
            self.updateGeometry()
            self.update()

    def _ink(self) -> QColor:
        if not self.isEnabled():
            return theme.colour("ink3" if self.kind == "primary" else "faint")
        if self.isChecked():
            return theme.colour("accent")
        return theme.colour(_INK.get(self.kind, "ink"))

    def _plain(self) -> str:
        """The words as they are shown: Qt writes an ampersand twice."""
        return self.text().replace("&&", "&")

    def _font(self) -> QFont:
        """A style sheet can't change the weight with the state."""
        made = QFont(self.font())
        if self.isChecked() and self.kind == "nav":
            made.setWeight(QFont.Weight.DemiBold)
        return made

    def _extra(self) -> float:
        extra = _ICON + _GAP if self._icon else 0.0
        return extra + (paint.key_size(self._key).width() + _GAP if self._key else 0.0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Room for icon, text and key cap."""
        whole = super().sizeHint() + QSize(round(self._extra()), 0)
        return QSize(_ICON + 20, whole.height()) if self._bare else whole

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``: a button is never cut, unless it elides."""
        return QSize(40, self.sizeHint().height()) if self._elides else self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style draws the ground; icon, text and key cap follow."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        metrics = QFontMetricsF(self._font())
        shown = "" if self._bare else self._plain()
        if self._elides:
            room = self.width() - self._extra() - 14
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room)
        words = metrics.horizontalAdvance(shown)
        left = (self.width() - words - self._extra() + (_GAP if self._bare else 0)) / 2
        if self.kind in ("link", "nav"):
            left = 10.0 if self.kind == "nav" else 4.0
        self._paint_content(painter, left, words, shown)

    def _paint_content(self, painter: QPainter, left: float, words: float, shown: str) -> None:
        ink = self._ink()
        if self._icon:
            rect = QRectF(left, (self.height() - _ICON) / 2, _ICON, _ICON).toRect()
            theme.icon(self._icon, ink.name()).paint(painter, rect)
            left += _ICON + _GAP
        painter.setPen(ink)
        painter.setFont(self._font())
        painter.drawText(
            QRectF(left, 0, words + 2, self.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            shown,
        )
        if self._key:
            paint.draw_key(painter, QPointF(left + words + _GAP, self.height() / 2), self._key, ink)


class NavButton(Button):
    """An entry of the left navigation: words at the left, a count at the right."""

    def __init__(self, text: str, key: str = "") -> None:
        super().__init__(text, "nav")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._count = ""
        if key:
            self.setToolTip(f"{text} ({key})")

    def set_count(self, count: int | None) -> None:
        """Show how many wait there."""
        self._count = str(count) if count else ""
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """As a button, and the count."""
        super().paintEvent(event)
        if self._count:
            painter = QPainter(self)
            painter.setFont(self._font())
            painter.setPen(self._ink())
            rect = QRectF(0, 0, self.width() - 10, self.height())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._count)


class Chip(Button):
    """A filter that is on or off, with a count."""

    def __init__(self, text: str, count: int | None = None, *, name: str = "") -> None:
        super().__init__(text, "chip", name=name)
        self._words = text
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int | None) -> None:
        """Show how many it would leave."""
        self.setText(self._words if count is None else f"{self._words} {count}")
        self.setAccessibleName(self.text())


class IconButton(QToolButton):
    """A button that is only an icon; ``name`` is what screen readers say and the tool tip shows."""

    def __init__(self, icon: str, name: str, *, key: str = "", role: str = "ink2") -> None:
        super().__init__()
        self._icon, self._role = icon, role
        self.setProperty("kind", "quiet")
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({key})" if key else name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(_ICON, _ICON))
        self.setAutoRaise(True)

    def set_icon(self, icon: str, name: str = "") -> None:
        """Show another icon, and say another name."""
        self._icon = icon
        self.setIcon(theme.icon(icon, self._role))
        if name:
            self.setAccessibleName(name)
            self.setToolTip(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Colour the icon anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setIcon(QIcon())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon is made when it is first drawn."""
        if self.icon().isNull() and not (made := theme.icon(self._icon, self._role)).isNull():
            self.setIcon(made)
        super().paintEvent(event)
