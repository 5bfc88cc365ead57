"""A small card beside what was asked about: "Why?". Escape, a click elsewhere or its cross put it away; never modal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text, section

_WIDTH = 340


class Popover(QFrame):
    """One for a page; ``open`` shows it at an anchor."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setProperty("role", "card")
        self.setAccessibleName("Why")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._before: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 14)
        column.setSpacing(2)
        row = QHBoxLayout()
        self._title = Text("", "strong", wrap=True)
        row.addWidget(self._title, 1)
        self.close_button = IconButton("x", "Close", key="Esc")
        self.close_button.clicked.connect(self.leave)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(3)
        column.addLayout(self._lines)
        self.words = ""
        self.hide()

    def open(self, anchor: QWidget, lines: Sequence[tuple[str, str]]) -> None:
        """Show these (heading, sentence) pairs; the first is the title."""
        if not lines:
            return
        self._before = QApplication.focusWidget()
        self.words = "\n".join(f"{head}: {text}" for head, text in lines)
        self.setAccessibleDescription(self.words)
        head, text = lines[0]
        self._title.setText(f"{head} · {text}")
        clear(self._lines)
        for head, text in lines[1:]:
            self._lines.addSpacing(5)
            self._lines.addWidget(section(head))
            self._lines.addWidget(Text(text, "second", wrap=True))
        self.setFixedWidth(theme.px(_WIDTH))
        self._place(anchor)
        self.show()
        self.raise_()
        self.close_button.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def _place(self, anchor: QWidget) -> None:
        host = self.parentWidget()
        if host is None:
            return
        self.ensurePolished()
        layout = self.layout()
        height = layout.heightForWidth(self.width()) if layout is not None and layout.hasHeightForWidth() else 0
        self.setFixedHeight(min(host.height() - 24, max(height, 80)))
        corner = anchor.mapTo(host, QPoint(0, anchor.height() + 6))
        left = max(12, min(corner.x(), host.width() - self.width() - 12))
        top = max(12, min(corner.y(), host.height() - self.height() - 12))
        self.move(left, top)

    def leave(self) -> None:
        """Put it away and give the keyboard back."""
        if self.isVisible():
            self.hide()
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
            if self._before is not None and self._before.isVisible():
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            self._before = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press anywhere else closes it, the press itself goes on; so does another size, which moves all under it."""
        pressed, resized = event.type() == QEvent.Type.MouseButtonPress, event.type() == QEvent.Type.Resize
        elsewhere = watched is not self and isinstance(watched, QWidget) and not self.isAncestorOf(watched)
        if (pressed and elsewhere) or (resized and watched is self.parentWidget()):
            self.leave()
        return False
