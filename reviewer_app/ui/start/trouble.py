"""The workspace can't be opened: what happened, what it means for the work, what to do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.errors import ReviewerError
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, centred
from reviewer_app.ui.widgets.labels import Text

_TITLES = {
    "workspace-busy": "Your workspace is open elsewhere",
    "newer-workspace": "Your workspace was made by a newer Reviewer",
    "damaged-workspace": "Your workspace is damaged",
}


class Trouble(QWidget):
    """A calm page instead of the queue."""

    again_asked = Signal()
    quit_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        card = Card(margins=28, spacing=10)
        card.setFixedWidth(560)
        self.title = Text("", "big", wrap=True)
        self.message = Text("", wrap=True)
        self.hint = Text("", "second", wrap=True)
        self.place = Text("", "small", wrap=True)
        for part in (self.title, self.message, self.hint):
            card.body.addWidget(part)
        card.body.addSpacing(8)
        row = QHBoxLayout()
        self.again_button = Button("Try again", "primary")
        self.again_button.clicked.connect(self.again_asked)
        quit_button = Button("Quit")
        quit_button.clicked.connect(self.quit_asked)
        row.addWidget(self.again_button)
        row.addWidget(quit_button)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addWidget(self.place)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(centred(card))
        column.addStretch(3)

    def show_error(self, error: ReviewerError, root: Path) -> None:
        """Say what happened and what to do."""
        self.title.setText(_TITLES.get(error.code, "Your workspace can't be opened"))
        self.message.setText(error.message)
        self.hint.setText(error.hint or "Your work is not touched. Try again, or ask the office.")
        self.place.setText(f"Workspace: {root}")
        self.setAccessibleName(f"{self.title.text()}. {error.message} {error.hint}")
        self.again_button.setFocus()
