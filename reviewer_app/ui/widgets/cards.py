"""Surfaces: cards, hairlines, boxes of code to copy, pairs of key and value, steps with a check mark, empty states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.labels import Pill, Text, restyle


def line() -> QFrame:
    """A horizontal hairline."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets are deleted by the event loop."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def centred(widget: QWidget) -> QHBoxLayout:
    """A row with the widget in its middle; unlike an alignment this lets wrapped words have their height."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 8)  # up to its greatest width
    row.addStretch(1)
    return row


class Card(QFrame):
    """A panel with a hairline; ``tone`` good, caution, bad or accent colours it. Fill its ``body``."""

    def __init__(self, tone: str = "", *, margins: int = 12, spacing: int = 6) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setProperty("tone", tone)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margins, margins, margins, margins)
        self.body.setSpacing(spacing)

    def set_tone(self, tone: str) -> None:
        """Colour it otherwise."""
        self.setProperty("tone", tone)
        restyle(self)


class Code(QFrame):
    """A command to copy."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setProperty("role", "code")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 4, 6)
        self._text = Text(text, "mono", wrap=True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._copy = IconButton("copy", "Copy")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._text.text()))
        row.addWidget(self._text, 1)
        row.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)

    def set_text(self, text: str) -> None:
        """Show another command."""
        self._text.setText(text)

    def text(self) -> str:
        """The command shown."""
        return self._text.text()


class Facts(QWidget):
    """Pairs of a name and a value, one a row; a value may be a text or a (text, tone) pill."""

    def __init__(self, name_width: int = 100) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, name_width)
        self._grid.setColumnStretch(1, 1)

    def set(self, rows: Sequence[tuple[str, str | tuple[str, str]]]) -> None:
        """Show these rows instead."""
        clear(self._grid)
        for n, (name, value) in enumerate(rows):
            shown: QLabel = Pill(*value) if isinstance(value, tuple) else Text(value, wrap=True)
            if isinstance(value, str):
                shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            shown.setAccessibleName(f"{name}: {shown.text()}")
            pill = isinstance(value, tuple)
            upper = Qt.AlignmentFlag.AlignVCenter if pill else Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(Text(name, "third"), n, 0, upper)
            side = Qt.AlignmentFlag.AlignLeft if pill else Qt.AlignmentFlag(0)
            self._grid.addWidget(shown, n, 1, side)


_SIGNS = {
    True: ("check", "good", "good_soft"),
    False: ("x", "bad", "bad_soft"),
    None: ("minus", "ink2", "neutral_soft"),
}
_SAID = {True: "passed", False: "failed", None: "not checked"}


class Mark(QWidget):
    """A small round sign: a tick, a cross, or a dash for what could not be checked."""

    def __init__(self, ok: bool | None) -> None:
        super().__init__()
        self._ok = ok
        self.setFixedSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and sign."""
        icon, ink, ground = _SIGNS[self._ok]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawEllipse(QRectF(0, 0, 20, 20))
        theme.icon(icon, ink).paint(painter, QRectF(4, 4, 12, 12).toRect())


class Step(QWidget):
    """A step that was checked: its sign, what, and a detail."""

    def __init__(self, title: str, detail: str, ok: bool | None) -> None:
        super().__init__()
        self._title, self._detail, self._ok = title, detail, ok
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._words = Text("", wrap=True, rich=True)
        row.addWidget(Mark(ok), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.setAccessibleName(f"{title}: {_SAID[ok]}. {detail}")
        self._colour()

    def _colour(self) -> None:
        roles = theme.current().roles
        ink = roles["bad" if self._ok is False else "ink"]
        more = f" <span style='color: {roles['ink3']}'>· {escape(self._detail)}</span>" if self._detail else ""
        self._words.setText(f"<span style='color: {ink}'>{escape(self._title)}</span>{more}")

    def changeEvent(self, event: QEvent) -> None:
        """The new theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._colour()


class EmptyState(QWidget):
    """What an empty screen says: a sign, what is (not) here, what to do next, and buttons for it."""

    def __init__(
        self, icon: str, title: str, text: str, actions: Sequence[tuple[str, str, Callable[[], object]]] = ()
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        self._sign = _Sign(icon)
        column.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        self._title, self._text = Text(title, "title"), Text(text, "second", wrap=True)
        for words in (self._title, self._text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setMinimumWidth(theme.px(240))
        self._text.setMaximumWidth(theme.px(420))
        column.addWidget(self._title)
        column.addLayout(centred(self._text))
        row = QHBoxLayout()
        row.addStretch(1)
        for label, kind, act in actions:
            button = Button(label, kind)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        column.addSpacing(4)
        column.addLayout(row)
        column.addStretch(3)

    def set(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)


class _Sign(QWidget):
    """A large quiet icon."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(QSize(44, 44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the theme's faint ink."""
        painter = QPainter(self)
        theme.icon(self._icon, "faint").paint(painter, self.rect().adjusted(2, 2, -2, -2))
