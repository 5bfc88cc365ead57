"""Asks for a reason in one line above the table. Not modal: Enter does it, Escape leaves everything as it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card
from reviewer_app.ui.widgets.labels import Text


class _Line(QLineEdit):
    """While a reason is written, letters are letters."""

    def event(self, event: QEvent) -> bool:
        """Take every key before a shortcut does."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


class ReasonBar(Card):
    """One question at a time."""

    def __init__(self) -> None:
        super().__init__("accent", margins=8, spacing=6)
        self._act: Callable[[str], object] | None = None
        self._before: QWidget | None = None
        self._must = True
        self.question = Text("", "strong", wrap=True)
        self.line = _Line()
        self.line.setMaxLength(400)
        self.line.returnPressed.connect(self._take)
        self.line.textChanged.connect(self._typed)
        self.do_button = Button("Do it", "primary", key="⏎")
        self.do_button.clicked.connect(self._take)
        cancel = Button("Cancel", key="Esc")
        cancel.clicked.connect(self.leave)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.do_button)
        row.addWidget(cancel)
        self.body.addWidget(self.question)
        self.body.addLayout(row)
        self.hide()

    def ask(self, question: str, verb: str, act: Callable[[str], object], *, must: bool = True, hint: str = "") -> None:
        """Ask, and do ``act`` with the answer; ``must``: there is no empty answer."""
        self._act, self._must = act, must
        self.question.setText(question)
        self.line.setAccessibleName(question)
        self.line.setPlaceholderText(hint)
        self.line.clear()
        self.do_button.setText(verb)
        self.do_button.setAccessibleName(verb)
        self._typed()
        self._before = self.window().focusWidget()
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Put it away."""
        self._act = None
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        self.do_button.setEnabled(bool(self.line.text().strip()) or not self._must)

    def _take(self) -> None:
        act, text = self._act, self.line.text().strip()
        if act is not None and (text or not self._must):
            self.leave()
            act(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
