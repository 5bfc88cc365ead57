"""The panel about the submission under the cursor."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.ui.queue.hits import Hits
from reviewer_app.ui.queue.state import Details
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Facts, clear
from reviewer_app.ui.widgets.labels import Elided, Text, section


class DetailsPanel(QFrame):
    """What is known about one submission, and the button to score it."""

    open_asked = Signal()
    place_asked = Signal(object)  # Hit

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "details")
        self.setAccessibleName("About this submission")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget()
        self._body.setProperty("ground", "panel")
        self._body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body)
        outer.addWidget(scroll)
        self._build()
        self.show_details(None)

    def _build(self) -> None:
        column = QVBoxLayout(self._body)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(6)
        self.heading = Elided("", "title")
        self.subheading = Text("", "second", wrap=True)
        self.facts = Facts(92)
        self.problem = Text("", "bad", wrap=True)
        self._feedback = QVBoxLayout()
        self._feedback.setSpacing(6)
        self.button = Button("Start scoring", "primary", key="⏎", name="Score this submission")
        self.button.clicked.connect(self.open_asked)
        self.nothing = Text("Choose a submission to see what is known about it.", "third", wrap=True)
        for part in (self.heading, self.subheading):
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(self.facts)
        self.hits = Hits()
        self.hits.asked.connect(self.place_asked)
        column.addWidget(self.problem)
        column.addLayout(self._feedback)
        column.addSpacing(8)
        column.addWidget(self.button)
        column.addWidget(self.hits)
        column.addWidget(self.nothing)
        column.addStretch(1)

    def show_details(self, details: Details | None) -> None:
        """Show one submission, or none."""
        for part in (self.heading, self.subheading, self.facts, self.button):
            part.setVisible(details is not None)
        self.nothing.setVisible(details is None)
        self.problem.setVisible(bool(details and details.problem))
        self.hits.show_hits(() if details is None else details.hits)
        clear(self._feedback)
        if details is None:
            return
        self.heading.set_text(details.title)
        self.subheading.setText(details.subtitle)
        self.facts.set(details.facts)
        self.problem.setText(details.problem)
        self.button.setText(details.action)
        self.button.setVisible(bool(details.action))
        for heading, words in details.feedback:
            self._feedback.addSpacing(8)
            self._feedback.addWidget(section(heading))
            quote = QFrame()
            quote.setProperty("role", "quote")
            inside = QVBoxLayout(quote)
            inside.setContentsMargins(10, 0, 0, 0)
            inside.addWidget(Text(f"“{words}”", "second", wrap=True))
            self._feedback.addWidget(quote)
