"""The panel that says whether a sealed file is whole and genuine, step by step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.jobs import Progress
from reviewer_app.ui.outbox.state import CheckState
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, Code, EmptyState, Step, clear
from reviewer_app.ui.widgets.labels import Text, section
from reviewer_app.ui.widgets.progress import ProgressStrip

_SIGNS = {"good": "✓ ", "bad": "✗ ", "caution": "! "}


class CheckPanel(QFrame):
    """Empty, checking, or the outcome."""

    copy_asked = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "details")
        self.setAccessibleName("Check of a sealed file")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        body.setProperty("ground", "panel")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        outer.addWidget(area)
        self._build(QVBoxLayout(body))
        self.show_state(CheckState())

    def _build(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(8)
        self.empty = EmptyState(
            "shield-check",
            "Is a bundle whole and genuine?",
            "Choose a sealed bundle, or drop any package or bundle here to check it.",
        )
        self.card = Card("good")
        self.headline = Text("", "strong", wrap=True)
        self.summary = Text("", "second", wrap=True)
        self.card.body.addWidget(self.headline)
        self.card.body.addWidget(self.summary)
        self.strip = ProgressStrip()
        self.strip.cancelled.connect(self.cancelled)
        self._steps = QVBoxLayout()
        self._steps.setSpacing(10)
        self._anyone = section("Anyone can check it")
        self.code = Code()
        self.copy_button = Button("Copy to a drive…", "plain")
        self.copy_button.clicked.connect(self.copy_asked)
        column.addWidget(self.empty, 1)
        column.addWidget(self.strip)
        column.addWidget(self.card)
        column.addSpacing(4)
        column.addLayout(self._steps)
        column.addSpacing(4)
        column.addWidget(self._anyone)
        column.addWidget(self.code)
        column.addSpacing(2)
        column.addWidget(self.copy_button)
        column.addStretch(1)

    def show_state(self, state: CheckState) -> None:
        """Show a check."""
        done = bool(state.headline) and not state.working
        self.empty.setVisible(not state.headline)
        self.strip.setVisible(state.working)
        if state.working:
            self.strip.start(state.headline)
        self.card.setVisible(done)
        self.card.set_tone(state.tone)
        self.headline.setText(f"{_SIGNS.get(state.tone, '')}{state.headline}")
        self.summary.setText(state.summary)
        clear(self._steps)
        for step in state.steps if done else ():
            self._steps.addWidget(Step(step.title, step.detail, step.ok))
        for tone, what, hint in state.problems if done else ():
            self._add_problem(tone, what, hint)
        self._anyone.setVisible(done and bool(state.command))
        self.code.setVisible(done and bool(state.command))
        self.code.set_text(f"{state.command}\n… or with ssh-keygen alone: see VERIFY.txt inside")
        self.copy_button.setVisible(done and state.bundle is not None)

    def _add_problem(self, tone: str, what: str, hint: str) -> None:
        card = Card(tone, margins=10, spacing=2)
        card.body.addWidget(Text(what, wrap=True))
        if hint:
            card.body.addWidget(Text(hint, "second", wrap=True))
        self._steps.addWidget(card)

    def show_progress(self, progress: Progress) -> None:
        """How far the check is."""
        self.strip.set_progress(progress)
