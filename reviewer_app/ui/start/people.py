"""Who is working: the reviewers who share this workspace, each with a key of their own; one more of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, centred, clear
from reviewer_app.ui.widgets.choices import Choice
from reviewer_app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from reviewer_app.workflow.identities import IdentityRow


class People(QWidget):
    """Shown whole; asks who goes on working, or for a new reviewer's name."""

    use_asked = Signal(str, str)  # key, passphrase (empty: none)
    add_asked = Signal(str, str)  # name, passphrase (empty: none)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Who is working?")
        self._rows: tuple[IdentityRow, ...] = ()
        card = Card(margins=24, spacing=8)
        card.setMaximumWidth(620)
        self._build_who(card)
        card.body.addSpacing(10)
        self._build_new(card)
        body = QWidget()
        column = QVBoxLayout(body)
        column.addStretch(1)
        column.addLayout(centred(card))
        column.addStretch(2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _build_who(self, card: Card) -> None:
        card.body.addWidget(Text("Who is working?", "big"))
        card.body.addWidget(
            Text(
                "Each reviewer sees only their own scores, notes and feedback, and signs with a key of their own.",
                "second",
                wrap=True,
            )
        )
        self.group = QButtonGroup(card)
        self._names = QVBoxLayout()
        card.body.addLayout(self._names)
        self.passphrase = _secret("Passphrase of that key, if it has one")
        self.passphrase.returnPressed.connect(self._use)
        card.body.addWidget(self.passphrase)
        self.problem = Text("", "bad", wrap=True)
        self.problem.hide()
        card.body.addWidget(self.problem)
        row = QHBoxLayout()
        self.use_button = Button("Go on as this reviewer", "primary")
        self.use_button.clicked.connect(self._use)
        self.back_button = Button("Back", key="Esc")
        self.back_button.clicked.connect(self.closed)
        row.addWidget(self.use_button)
        row.addWidget(self.back_button)
        row.addStretch(1)
        card.body.addLayout(row)

    def _build_new(self, card: Card) -> None:
        card.body.addWidget(Text("Add a reviewer", "strong"))
        self.name_box = QLineEdit()
        self.name_box.setPlaceholderText("Name or reviewer id, for example R-18")
        self.name_box.setAccessibleName("Name or id of the new reviewer")
        self.name_box.setMaxLength(64)
        self.name_box.textChanged.connect(self._typed)
        self.name_box.returnPressed.connect(self._add)
        self.new_passphrase = _secret("A passphrase for the new key (may be left empty)")
        self.new_passphrase.returnPressed.connect(self._add)
        self.add_button = Button("Add and make a key")
        self.add_button.clicked.connect(self._add)
        card.body.addWidget(self.name_box)
        card.body.addWidget(self.new_passphrase)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addWidget(
            Text(
                "With a passphrase nobody else can work under that name. It can't be brought back: keep it safe.",
                "small",
                wrap=True,
            )
        )
        self._typed()

    # --- showing -----------------------------------------------------------------------------------------------------

    def show_people(self, rows: Sequence[IdentityRow]) -> None:
        """Who there is."""
        self._rows = tuple(rows)
        clear(self._names)
        for button in self.group.buttons():
            self.group.removeButton(button)
        for n, row in enumerate(self._rows):
            choice = Choice(f"{row.name} · key {row.short}{' · at work' if row.at_work else ''}")
            choice.setChecked(row.at_work)
            self.group.addButton(choice, n)
            self._names.addWidget(choice)
        self.problem.hide()
        for box in (self.passphrase, self.name_box, self.new_passphrase):
            box.clear()
        checked = self.group.checkedButton()
        if checked is not None:
            checked.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, message: str) -> None:
        """It could not be done: say why."""
        self.problem.setText(message)
        self.problem.show()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- asking ------------------------------------------------------------------------------------------------------

    def _use(self) -> None:
        place = self.group.checkedId()
        if 0 <= place < len(self._rows):
            self.use_asked.emit(str(self._rows[place].id), self.passphrase.text())

    def _add(self) -> None:
        name = self.name_box.text().strip()
        if name:
            self.add_asked.emit(name, self.new_passphrase.text())

    def _typed(self) -> None:
        self.add_button.setEnabled(bool(self.name_box.text().strip()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _secret(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    return made
