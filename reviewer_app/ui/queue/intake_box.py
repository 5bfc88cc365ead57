"""The drop zone under the queue: at rest, working with progress, or saying what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.jobs import Progress
from reviewer_app.ui.queue.state import IntakeState, RefusedFile
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text, restyle
from reviewer_app.ui.widgets.progress import ProgressStrip

_AT_REST = "Drop packages here, or plug in the drive and choose “Add packages…”."


class IntakeBox(QFrame):
    """Where packages are dropped, and what became of them."""

    cancelled = Signal()
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        self.setAccessibleName("Drop zone for packages")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(6)
        self._rest = Text(_AT_REST, "second", wrap=True)
        self._rest.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.strip = ProgressStrip()
        self.strip.cancelled.connect(self.cancelled)
        self._outcome = self._build_outcome()
        for part in (self._rest, self.strip, self._outcome):
            column.addWidget(part)
        self.render_state(IntakeState())

    def _build_outcome(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.summary = Text("", "strong", wrap=True)
        self.more = Button("Show why", "link")
        self.more.clicked.connect(self._unfold)
        close = IconButton("x", "Put this away")
        close.clicked.connect(self.dismissed)
        row.addWidget(self.summary, 1)
        row.addWidget(self.more)
        row.addWidget(close)
        self._list = QWidget()
        self._lines = QVBoxLayout(self._list)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(8)
        self.reasons = QScrollArea()
        self.reasons.setWidgetResizable(True)
        self.reasons.setWidget(self._list)
        self.reasons.setMaximumHeight(190)
        self.reasons.setMinimumHeight(90)
        self.reasons.setAccessibleName("Packages that were refused")
        column.addLayout(row)
        column.addWidget(self.reasons)
        return made

    def render_state(self, state: IntakeState) -> None:
        """At rest, working, or the outcome."""
        if state.working:
            self.strip.start("Looking at what you gave…")
        self._rest.setVisible(not state.working and not state.summary)
        self.strip.setVisible(state.working)
        self._outcome.setVisible(bool(state.summary) and not state.working)
        tone = state.tone if state.tone in ("good", "caution", "bad") else "strong"
        self.summary.set_role(tone)
        self.summary.setText(state.summary)
        self._fill(state.refused)
        self.more.setVisible(bool(state.refused))
        self.reasons.setVisible(False)
        self.more.setText("Show why")

    def _fill(self, refused: Sequence[RefusedFile]) -> None:
        clear(self._lines)
        for file in refused:
            self._lines.addWidget(Text(file.name, "strong"))
            for what, hint in file.problems[:12]:
                self._lines.addWidget(Text(f"•  {what}", wrap=True))
                if hint:
                    self._lines.addWidget(Text(f"    {hint}", "second", wrap=True))
            if len(file.problems) > 12:
                self._lines.addWidget(Text(f"    and {len(file.problems) - 12} more", "second"))
        self._lines.addStretch(1)

    def _unfold(self) -> None:
        self.reasons.setVisible(not self.reasons.isVisible())
        self.more.setText("Hide" if self.reasons.isVisible() else "Show why")

    def show_progress(self, progress: Progress) -> None:
        """How far the intake is."""
        self.strip.set_progress(progress)

    def set_hot(self, hot: bool) -> None:
        """Something is held over the window and may be dropped."""
        self.setProperty("hot", hot)
        restyle(self)
