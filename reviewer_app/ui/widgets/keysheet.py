"""The sheet of all keys: one place, as they now are. Not modal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text, section


class KeyCap(QWidget):
    """A key, drawn as a cap."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setAccessibleName(key)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """The room it takes."""
        return paint.key_size(self._key).toSize() + QSize(1, 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        paint.draw_key(QPainter(self), QPointF(0, self.height() / 2), self._key, theme.colour("ink"))


class KeySheet(QFrame):
    """All keys by group, in two columns."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("role", "card")
        self.setAccessibleName("Keyboard")
        self._before: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 12, 16)
        top = QHBoxLayout()
        top.addWidget(Text("Keyboard", "title"))
        top.addStretch(1)
        self.close_button = IconButton("x", "Close", key="Esc")
        self.close_button.clicked.connect(self.leave)
        top.addWidget(self.close_button)
        column.addLayout(top)
        self._body = QWidget()
        self._columns = QHBoxLayout(self._body)
        self._columns.setContentsMargins(0, 0, 8, 0)
        self._columns.setSpacing(36)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._body)
        column.addWidget(area)
        host.installEventFilter(self)
        self.hide()

    def open(self, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], note: str = "") -> None:
        """Show these groups of (key, what it does)."""
        clear(self._columns)
        total = sum(len(lines) + 2 for _, lines in groups)
        column, used = self._column(), 0
        for heading, lines in groups:
            if used and used + len(lines) > total / 2 and self._columns.count() == 1:
                column.addStretch(1)
                column, used = self._column(), 0
            column.addWidget(section(heading))
            column.addLayout(_lines(lines))
            column.addSpacing(10)
            used += len(lines) + 2
        if note:
            column.addWidget(Text(note, "second", wrap=True))
        column.addStretch(1)
        self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Put it away and give the keyboard back."""
        if self.isVisible():
            self.hide()
            if self._before is not None and self._before.isVisible():
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _column(self) -> QVBoxLayout:
        made = QVBoxLayout()
        made.setSpacing(6)
        self._columns.addLayout(made, 1)
        return made

    def _place(self) -> None:
        host = self.parentWidget()
        if host is not None:
            width = min(theme.px(860), host.width() - 60)
            wanted = self._body.sizeHint().height() + theme.px(90)
            height = min(wanted, host.height() - 60)
            self.setGeometry((host.width() - width) // 2, (host.height() - height) // 2, width, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the host's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False


def _lines(lines: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(5)
    grid.setColumnMinimumWidth(0, theme.px(110))
    grid.setColumnStretch(1, 1)
    for n, (key, what) in enumerate(lines):
        grid.addWidget(KeyCap(key), n, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(Text(what, wrap=True), n, 1)
    return grid
