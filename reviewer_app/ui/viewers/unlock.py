"""A locked file asks for its password where it will be shown; the password stays in memory only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, centred
from reviewer_app.ui.widgets.labels import Text


class PasswordField(QLineEdit):
    """Enter opens; letters typed here are text, whatever shortcut they are elsewhere."""

    def event(self, event: QEvent) -> bool:
        """Enter is for this field."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in enter:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes no further than this field."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class UnlockPanel(QWidget):
    """Asks for a password; says when it was wrong."""

    given = Signal(str)
    not_scorable = Signal()

    def __init__(self) -> None:
        super().__init__()
        card = Card("", margins=18, spacing=8)
        card.setMaximumWidth(460)
        card.body.addWidget(Text("This PDF is protected by a password.", "strong", wrap=True))
        card.body.addWidget(
            Text(
                "Type it to open the file here. It is kept in memory only, until the submission is closed.",
                "second",
                wrap=True,
            )
        )
        self.field = PasswordField()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("Password of this PDF")
        self.field.setPlaceholderText("Password")
        self.wrong = Text("", "bad", wrap=True)
        self.wrong.setVisible(False)
        card.body.addWidget(self.field)
        card.body.addWidget(self.wrong)
        self.open = Button("Open", "primary")
        self.refuse = Button("Not scorable…", icon="flag")
        row = QHBoxLayout()
        row.addWidget(self.open)
        row.addWidget(self.refuse)
        row.addStretch(1)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(centred(card))
        column.addStretch(2)
        self.field.returnPressed.connect(self._give)
        self.open.clicked.connect(self._give)
        self.refuse.clicked.connect(self.not_scorable)
        self.setFocusProxy(self.field)

    def _give(self) -> None:
        if self.field.text() and self.open.isEnabled():
            self.open.setEnabled(False)
            self.given.emit(self.field.text())

    def tell(self, why: str) -> None:
        """It did not open: say why, and let the person try again."""
        self.open.setEnabled(True)
        self.wrong.setText(why)
        self.wrong.setVisible(bool(why))
        self.wrong.setAccessibleName(why)
        self.field.selectAll()
        self.field.setFocus()

    def forget(self) -> None:
        """Keep nothing of what was typed."""
        self.field.clear()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground behind the card."""
        QPainter(self).fillRect(self.rect(), theme.colour("window"))
