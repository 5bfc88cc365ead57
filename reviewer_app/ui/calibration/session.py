"""A set before its scores are revealed: who is in, late or missing; adding bundles; revealing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.domain.calibration_report import Arrival
from reviewer_app.ui import theme
from reviewer_app.ui.calibration.side import scrolled
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, clear, line
from reviewer_app.ui.widgets.flow import FlowLayout
from reviewer_app.ui.widgets.labels import Pill, Text, section
from reviewer_app.ui.words import uncapped, when_text

if TYPE_CHECKING:
    from datetime import datetime

    from reviewer_app.domain.calibration_report import SetStatus, StatusRow

ARRIVALS = {
    Arrival.IN: ("In", "good"),
    Arrival.PART: ("Partly in", "caution"),
    Arrival.LATE: ("In, late", "caution"),
    Arrival.AFTER: ("After the reveal", "caution"),
    Arrival.MISSING: ("Missing", "bad"),
}


class Waiting(QWidget):
    """The lead's page of a set whose scores are locked."""

    add_asked = Signal()
    folder_asked = Signal()
    copy_asked = Signal()
    scan_asked = Signal()
    reveal_confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(12)
        self.words = Text("", "title", wrap=True)
        self.due = Text("", "second")
        column.addWidget(self.words)
        self.copy_button = Button("Save the set's file again…", "link")
        self.copy_button.clicked.connect(self.copy_asked)
        self.seal_button = Button("Seal masters and what was agreed…", "link")
        self.seal_button.setToolTip("A signed file for the reviewers: masters, and each consensus with its reasons")
        self.seal_button.clicked.connect(self.reveal_confirmed)
        self.due.setMinimumHeight(self.copy_button.sizeHint().height())  # in the middle of its row
        row = FlowLayout()
        for widget in (self.due, self.copy_button, self.seal_button):
            row.addWidget(widget)
        column.addLayout(row)
        column.addWidget(self._build_locked())
        column.addWidget(self._build_confirm())
        column.addWidget(section("Reviewers"))
        self._card = Card(margins=14)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(3, 1)
        self._card.body.addLayout(self._grid)
        column.addWidget(self._card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))

    def _build_locked(self) -> Card:
        self.locked = Card("accent", margins=14, spacing=8)
        self.locked.body.addWidget(Text("Scores are locked until you reveal them", "strong"))
        self.locked.body.addWidget(
            Text(
                "Nobody sees a score before, you included: only who is in. Add bundles from a drive or a folder, drop "
                "them here, or read them from another laptop's screen.", "second", wrap=True,
            )
        )  # fmt: skip
        self.add_button = Button("Add score bundles…", icon="plus")
        self.folder_button = Button("From a folder or drive…", icon="folder-open")
        self.scan_button = Button("Read from a screen…", icon="qr-code")
        self.reveal_button = Button("Reveal scores…", "primary")
        self.add_button.clicked.connect(self.add_asked)
        self.folder_button.clicked.connect(self.folder_asked)
        self.scan_button.clicked.connect(self.scan_asked)
        self.reveal_button.clicked.connect(self.ask)
        row = FlowLayout()
        for button in (self.add_button, self.folder_button, self.scan_button, self.reveal_button):
            row.addWidget(button)
        self.locked.body.addLayout(row)
        return self.locked

    def _build_confirm(self) -> Card:
        self.confirm = Card("caution", margins=14, spacing=8)
        self._question = Text("", wrap=True)
        self.yes, self.no = Button("Reveal now", "primary"), Button("Not yet", "quiet")
        self.yes.clicked.connect(self._reveal)
        self.no.clicked.connect(self.confirm.hide)
        row = QHBoxLayout()
        row.addWidget(self.yes)
        row.addWidget(self.no)
        row.addStretch(1)
        self.confirm.body.addWidget(self._question)
        self.confirm.body.addLayout(row)
        self.confirm.hide()
        return self.confirm

    def show_status(self, status: SetStatus, now: datetime, *, lead: bool) -> None:
        """Show who is in."""
        self._status = status
        self.words.setText(status.words)
        self.due.setText(f"Due {uncapped(when_text(status.due, now))}" if status.due is not None else "No due time")
        self.copy_button.setVisible(status.kept)
        self.locked.setVisible(lead and status.revealed_at is None)
        self.seal_button.setVisible(lead and status.revealed_at is not None)
        self.reveal_button.setEnabled(any(r.scored for r in status.rows))
        self.reveal_button.setToolTip("" if self.reveal_button.isEnabled() else "No scores are in yet.")
        clear(self._grid)
        self._card.setVisible(bool(status.rows))
        for n, row in enumerate(status.rows):
            if n:
                self._grid.addWidget(line(), 2 * n - 1, 0, 1, 4)
            self._add_row(2 * n, row, now)

    def _add_row(self, at: int, row: StatusRow, now: datetime) -> None:
        words, tone = ARRIVALS[row.arrival]
        pill = Pill(words, tone)
        pill.setAccessibleName(f"{row.reviewer}: {words}")
        left = Qt.AlignmentFlag.AlignLeft
        name = Text(row.reviewer, "strong")
        name.setMinimumWidth(theme.px(120))
        self._grid.addWidget(name, at, 0)
        self._grid.addWidget(pill, at, 1, left)
        self._grid.addWidget(Text(f"{row.scored} of {row.of} submissions", "second"), at, 2)
        more = [when_text(row.at, now)] if row.at is not None else []
        more += [] if row.on_roster else ["not expected in this set"]
        more += [row.words] if row.words else []
        self._grid.addWidget(Text(" · ".join(more), "third", wrap=True), at, 3)

    def ask(self) -> None:
        """Say what revealing means, and wait for the answer."""
        missing = [r.reviewer for r in self._status.rows if r.arrival in (Arrival.PART, Arrival.MISSING)]
        still = (
            f"Not wholly in: {', '.join(missing)}. What comes later is shown as late and counts for nobody. "
            if missing
            else ""
        )
        self._question.setText(
            f"{still}Once revealed, masters and everybody's scores are open, and no later score of this set counts as "
            "blind. This can't be taken back."
        )
        self.confirm.show()
        self.yes.setFocus(Qt.FocusReason.TabFocusReason)

    def _reveal(self) -> None:
        self.confirm.hide()
        self.reveal_confirmed.emit()


class Taken(QWidget):
    """The reviewer's page of a set that was taken in."""

    score_asked = Signal()
    reveal_asked = Signal()
    qr_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(10)
        self.title, self.words = Text("", "title", wrap=True), Text("", "second", wrap=True)
        self.score_button = Button("Score in the queue", "primary")
        self.reveal_button = Button("Open the reveal file…", icon="lock-open")
        self.qr_button = Button("Show my bundle as QR codes…", icon="qr-code")
        self.score_button.clicked.connect(self.score_asked)
        self.reveal_button.clicked.connect(self.reveal_asked)
        self.qr_button.clicked.connect(self.qr_asked)
        row = QHBoxLayout()
        for button in (self.score_button, self.qr_button, self.reveal_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(row)
        column.addStretch(1)

    def show_set(self, title: str, count: int) -> None:
        """Say what is to be done."""
        self.title.setText(title)
        self.words.setText(
            f"{count} submissions of this set lie in your queue under “Calibration”. Score them alone, as any other. "
            "Then seal your decisions in the Outbox and hand the bundle to the lead, on a drive or as QR codes. "
            "After the session open the lead's reveal file here to see your own result."
        )
