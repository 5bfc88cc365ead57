"""What is said instead of an item that can't be shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from reviewer_app.domain.citation import Selector
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.base import Material, Viewer
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card
from reviewer_app.ui.widgets.labels import Text


class MessageViewer(Viewer):
    """One plain sentence, what it means for the work, and what can be done."""

    def __init__(self, material: Material, why: str, hint: str = "") -> None:
        super().__init__(material)
        card = Card("caution", margins=18, spacing=8)
        card.setMaximumWidth(520)
        self.words = Text(sentence(why), "strong", wrap=True)
        card.body.addWidget(self.words)
        card.body.addWidget(Text("The rest of the submission is not affected.", "second", wrap=True))
        if hint:
            card.body.addWidget(Text(hint, "second", wrap=True))
        row = QHBoxLayout()
        self.button = Button("Not scorable…", icon="flag")
        self.button.clicked.connect(self.not_scorable)
        row.addWidget(self.button)
        row.addStretch(1)
        card.body.addSpacing(4)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card, 8)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(2)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground behind the words."""
        QPainter(self).fillRect(self.rect(), theme.colour("window"))

    def go_to(self, selector: Selector) -> None:
        """The place can't be shown either."""
        self.said.emit("This citation can't be shown: its file can't be opened.")


def sentence(why: str) -> str:
    """``This file can't be shown: …`` with one full stop and one subject; a cause that says so itself stands alone."""
    cause = why.strip().rstrip(".") or "the cause is not known"
    if cause.startswith("This ") and "can't " in cause:
        return f"{cause}."
    if cause.startswith(("This file ", "This is ")):
        cause = f"it {cause.removeprefix('This ').removeprefix('file ')}"
    elif cause[1:2].islower():
        cause = cause[0].lower() + cause[1:]
    return f"This file can't be shown: {cause}."
