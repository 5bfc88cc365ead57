"""Agree on a level together: the level, why, and which citations show it. What everybody gave stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout

from reviewer_app.ui import theme
from reviewer_app.ui.calibration.evidence import everyone
from reviewer_app.ui.calibration.voices import citation_words
from reviewer_app.ui.viewers.places import shorten
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.choices import Check, Choice
from reviewer_app.ui.widgets.flow import FlowLayout
from reviewer_app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import Dispute, Step
    from reviewer_app.domain.citation import Citation


class ConsensusForm(Card):
    """Says what is missing; nothing is recorded before all is there."""

    recorded = Signal(object, int, str, object)  # Dispute, level, rationale, citations
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__("accent", margins=14, spacing=8)
        self.setAccessibleName("Record consensus")
        self._dispute: Dispute | None = None
        self.levels: dict[int, Choice] = {}
        self.boxes: list[tuple[Check, Citation]] = []
        self.body.addWidget(Text("Record consensus", "strong"))
        self.body.addWidget(
            Text(
                "Say what the room agreed on and why. Everybody's own scores and the master stay as they are.",
                "second",
                wrap=True,
            )
        )
        self._levels = FlowLayout(spacing=6)
        self.body.addLayout(self._levels)
        self.why = QPlainTextEdit()
        self.why.setAccessibleName("Rationale")
        self.why.setPlaceholderText(
            "Why this level: what in the evidence meets its descriptor, what is missing for the next."
        )
        self.why.setTabChangesFocus(True)
        self.why.setFixedHeight(theme.px(74))
        self.body.addWidget(self.why)
        self._evidence_head = Text("Citations that show it", "third")
        self._evidence = QVBoxLayout()
        self._evidence.setSpacing(0)
        self.body.addWidget(self._evidence_head)
        self.body.addLayout(self._evidence)
        self.missing = Text("", "caution", wrap=True)
        self.save_button = Button("Record consensus", "primary")
        self.cancel_button = Button("Not now", "quiet")
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addWidget(self.cancel_button)
        row.addWidget(self.missing, 1)
        self.body.addLayout(row)

    def open(self, dispute: Dispute, levels: tuple[Step, ...]) -> None:
        """Begin with a disagreement."""
        self._dispute = dispute
        clear(self._levels)
        clear(self._evidence)
        self.levels, self.boxes = {}, []
        for step in levels:
            choice = Choice(f"{step.value} {step.name}")
            self._levels.addWidget(choice)
            self.levels[step.value] = choice
        for cited in everyone(dispute):
            words = f"{cited.who}: {shorten(citation_words(cited.citation, dispute.submission.evidence), 90)}"
            box = Check(words)
            self._evidence.addWidget(box)
            self.boxes.append((box, cited.citation))
        self._evidence_head.setVisible(bool(self.boxes))
        self.why.clear()
        self.missing.setText("")
        self.show()
        first = next(iter(self.levels.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        level = next((v for v, c in self.levels.items() if c.isChecked()), None)
        text = self.why.toPlainText().strip()
        if self._dispute is None:
            return
        if level is None or not text:
            self.missing.setText("Choose the level first." if level is None else "Say why, in a sentence or two.")
            (self.why if level is not None else next(iter(self.levels.values()))).setFocus()
            return
        chosen = tuple(c for box, c in self.boxes if box.isChecked())
        self.recorded.emit(self._dispute, level, text, chosen)
