"""Choosing a level: small number buttons in a collapsed row, cards with descriptors in the expanded one.

A score is set by one deliberate press: the wheel does nothing, the second press of a double click does nothing, and a
press during which the window was left does nothing.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.review.state import LevelState
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import enter_presses
from reviewer_app.ui.widgets.labels import Text

LONG = 130  # characters; longer descriptors get a row of their own
_SIDES = 16  # pixels beside a card's words
_SPARE = 12  # more than a scroll bar that comes or goes takes from a card
_LARGE = 125  # % of the text beyond which a word may be wider than a card beside others


@lru_cache(maxsize=512)
def _widest(words: str, font: str) -> int:
    """How wide the widest word is, in pixels; asked for at each step of a window that is drawn larger."""
    written = QFont()
    written.fromString(font)
    metrics = QFontMetrics(written)
    return max((metrics.horizontalAdvance(word) for word in words.split()), default=0)


class LevelButton(QAbstractButton):
    """Sets one level."""

    def __init__(self, level: LevelState) -> None:
        super().__init__()
        self.level = level
        self._left = False  # whether the window was left since the press
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_level(level)

    def show_level(self, level: LevelState) -> None:
        """Show it chosen or not."""
        self.level = level
        state = ", chosen" if level.chosen else ""
        self.setAccessibleName(f"Level {level.value} {level.name}{state}")
        self.setAccessibleDescription(level.descriptor)
        if level.anchors:
            self.setToolTip("\n".join(level.anchors))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A new press counts."""
        self._left = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A press that no longer counts does not begin to again."""
        if self._left:
            event.accept()
        else:
            super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of a double click scores nothing."""
        event.accept()

    def let_go(self) -> None:
        """A press under way no longer counts."""
        self._left = True
        self.setDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if not enter_presses(self, event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls, it never scores."""
        event.ignore()


class LevelDot(LevelButton):
    """The number alone."""

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(20, 20)

    def show_level(self, level: LevelState) -> None:
        """Show it; its name is the tool tip."""
        super().show_level(level)
        self.setToolTip(f"{level.value} {level.name}")
        self.setFixedSize(20, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A number in a small box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.level.chosen
        box = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(theme.colour("accent" if chosen else "line_strong"), 1))
        hover = "hover" if self.underMouse() and self.isEnabled() else "panel"
        painter.setBrush(theme.colour("accent" if chosen else hover))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(theme.font(11, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
        painter.setPen(theme.colour("on_accent" if chosen else "ink2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.level.value))
        if self.hasFocus():
            paint.draw_focus(painter, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class LevelCard(LevelButton):
    """Number, name and descriptor."""

    def __init__(self, level: LevelState, *, wide: bool) -> None:
        self._title = Text("", "level", wrap=True)
        self._words = Text("", "level-words", wrap=True)
        super().__init__(level)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 7, _SIDES - 9, 9)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._words)
        if not wide:
            column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for label in (self._title, self._words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setMinimumWidth(40)

    def show_level(self, level: LevelState) -> None:
        """Show it chosen or not."""
        super().show_level(level)
        self._title.setText(f"{level.value} {level.name}")
        self._words.setText(level.descriptor)
        if not level.descriptor:
            self._words.hide()

    def longest_word(self) -> int:
        """How wide its longest word is, in pixels."""
        widths = [0]
        for label in (self._title, self._words):
            label.ensurePolished()
            widths.append(_widest(label.text(), label.font().toString()))
        return max(widths)

    def hasHeightForWidth(self) -> bool:
        """The words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height the words take."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        """As its words ask."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize(90, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A card, framed in the accent when chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.level.chosen
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.colour("accent" if chosen else "line"), 2 if chosen else 1))
        hover = "hover" if self.underMouse() and self.isEnabled() else "panel"
        painter.setBrush(theme.colour("accent_soft" if chosen else hover))
        painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus():
            paint.draw_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 7)


class Levels(QWidget):
    """All levels of an indicator, as dots or as cards."""

    chosen = Signal(int)

    def __init__(self, *, cards: bool) -> None:
        super().__init__()
        self._cards = cards
        self._buttons: list[LevelButton] = []
        self._shape: tuple[object, ...] = ()
        self._wide = False  # they are always to stand below each other
        self._below: bool | None = None  # they do; None: not placed yet
        self._row: QHBoxLayout | QGridLayout
        if cards:
            self._row = QGridLayout(self)
            self._row.setSpacing(6)
        else:
            self._row = QHBoxLayout(self)
            self._row.setSpacing(3)
        self._row.setContentsMargins(0, 0, 0, 0)

    @property
    def buttons(self) -> tuple[LevelButton, ...]:
        """The buttons, lowest level first."""
        return tuple(self._buttons)

    def event(self, event: QEvent) -> bool:
        """Another window came to the front: a press under way no longer counts."""
        if event.type() == QEvent.Type.WindowDeactivate:
            for button in self._buttons:
                button.let_go()
        return super().event(event)

    def show_levels(self, levels: tuple[LevelState, ...], enabled: bool) -> None:
        """Show the levels; buttons stay the same as long as the scale does."""
        wide = len(levels) > 4 or theme.px(100) > _LARGE or any(len(x.descriptor) > LONG for x in levels)
        shape = (wide, *((x.value, x.name, x.descriptor) for x in levels))
        if shape != self._shape:
            self._shape = shape
            self._rebuild(levels, wide=wide)
        for button, level in zip(self._buttons, levels, strict=True):
            if button.level != level:
                button.show_level(level)
            button.setEnabled(enabled)

    def _rebuild(self, levels: tuple[LevelState, ...], *, wide: bool) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for level in levels:
            button = LevelCard(level, wide=wide) if self._cards else LevelDot(level)
            button.clicked.connect(lambda _checked=False, value=level.value: self.chosen.emit(value))
            self._buttons.append(button)
            if not self._cards:
                self._row.addWidget(button)
        self._wide, self._below = wide, None
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where a word would be cut off, the cards stand below each other."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        below = self._wide or self._cramped()
        if not isinstance(self._row, QGridLayout) or below == self._below:
            return
        self._below = below
        for place, button in enumerate(self._buttons):
            self._row.removeWidget(button)
            self._row.addWidget(button, place if below else 0, 0 if below else place)
            self._row.setColumnStretch(place, 0 if below and place else 1)

    def _cramped(self) -> bool:
        """Whether the longest word is wider than a card's inside; back only where there is room to spare."""
        cards = [b for b in self._buttons if isinstance(b, LevelCard)]
        if not cards:
            return False
        spare = _SPARE if self._below else 0
        inside = (self.width() - self._row.spacing() * (len(cards) - 1)) // len(cards) - _SIDES - spare
        return max(card.longest_word() for card in cards) > inside
