"""The first start: who is reviewing, and whether to begin with the samples."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, centred
from reviewer_app.ui.widgets.labels import Text


class Welcome(QWidget):
    """Asks for a name or id, and makes the workspace and its key."""

    create_asked = Signal(str, bool)  # name, with samples

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Welcome")
        card = Card(margins=28, spacing=10)
        card.setFixedWidth(520)
        self._fill(card, root)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)

    def _fill(self, card: Card, root: Path) -> None:
        card.body.addWidget(Text("Welcome to Reviewer", "big"))
        card.body.addWidget(
            Text(
                "Score evidence beside its rubric, without any connection, and hand over decisions that anybody can "
                "check. Everything stays on this computer until you carry it away.",
                "second",
                wrap=True,
            )
        )
        card.body.addSpacing(8)
        card.body.addWidget(Text("Your name or reviewer id", "strong"))
        self.name_box = QLineEdit()
        self.name_box.setPlaceholderText("For example R-17")
        self.name_box.setAccessibleName("Your name or reviewer id")
        self.name_box.setMaxLength(64)
        self.name_box.textChanged.connect(self._changed)
        self.name_box.returnPressed.connect(lambda: self._ask(samples=False))
        card.body.addWidget(self.name_box)
        card.body.addWidget(
            Text("It stands in what you sign, so that the office knows whose decision it is.", "small", wrap=True)
        )
        self.problem = Text("", "bad", wrap=True)
        self.problem.hide()
        card.body.addWidget(self.problem)
        card.body.addSpacing(8)
        row = QHBoxLayout()
        self.start_button = Button("Start", "primary", key="⏎")
        self.samples_button = Button("Open the sample submissions")
        self.start_button.clicked.connect(lambda: self._ask(samples=False))
        self.samples_button.clicked.connect(lambda: self._ask(samples=True))
        row.addWidget(self.start_button)
        row.addWidget(self.samples_button)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addSpacing(4)
        card.body.addWidget(Text(f"Your work is kept in {root}", "small", wrap=True))
        self._changed()

    def _changed(self) -> None:
        ready = bool(self.name_box.text().strip())
        self.start_button.setEnabled(ready)
        self.samples_button.setEnabled(ready)

    def _ask(self, *, samples: bool) -> None:
        name = self.name_box.text().strip()
        if name:
            self.problem.hide()
            self.setEnabled(False)
            self.create_asked.emit(name, samples)

    def refuse(self, message: str) -> None:
        """The workspace could not be made: say why, and let the person try again."""
        self.setEnabled(True)
        self.problem.setText(message)
        self.problem.show()
        self.name_box.setFocus()
