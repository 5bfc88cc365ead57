"""Where people differ, largest first: the list, and everybody's voice on the one in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui.calibration.consensus import ConsensusForm
from reviewer_app.ui.calibration.picks import Picks
from reviewer_app.ui.calibration.side import heading, scrolled, spread
from reviewer_app.ui.calibration.voices import Voices
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import EmptyState
from reviewer_app.ui.widgets.flow import FlowLayout
from reviewer_app.ui.widgets.labels import Pill, Text

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, Dispute, Step


class Disagreements(QWidget):
    """The list at the left, the detail at the right."""

    evidence_asked = Signal(object, object)  # Dispute, Citation or None
    recorded = Signal(object, int, str, object)  # Dispute, level, rationale, citations

    def __init__(self) -> None:
        super().__init__()
        self.disputes: tuple[Dispute, ...] = ()
        self._levels: tuple[Step, ...] = ()
        self._lead = False
        self.row = 0
        self.list = Picks("Disagreements, largest first")
        self.list.picked.connect(self.pick)
        self.empty = EmptyState("handshake", "No disagreement", "Everybody gave every indicator the same level.")
        self.detail = self._build_detail()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self.empty, 1)
        row.addWidget(self.detail, 1)

    def _build_detail(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        self.title, self.spread, self.apart = Text("", "title", wrap=True), Text("", "second"), Pill("")
        row = QHBoxLayout()
        row.addWidget(self.title, 1)
        row.addWidget(self.apart)
        column.addLayout(row)
        column.addWidget(self.spread)
        self.open_button = Button("Open evidence with everyone's citations", icon="eye")
        self.open_button.clicked.connect(lambda: self._emit_evidence(None))
        self.consensus_button = Button("Record consensus…", "primary")
        self.consensus_button.clicked.connect(self.begin)
        buttons = FlowLayout()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.consensus_button)
        column.addLayout(buttons)
        self.form = ConsensusForm()
        self.form.hide()
        self.form.cancelled.connect(self._put_away)
        self.form.recorded.connect(self._record)
        column.addWidget(self.form)
        self.voices = Voices()
        self.voices.citation_asked.connect(self._emit_evidence)
        column.addWidget(self.voices)
        column.addStretch(1)
        return scrolled(inner)

    @property
    def current(self) -> Dispute | None:
        """The disagreement in hand."""
        return self.disputes[self.row] if 0 <= self.row < len(self.disputes) else None

    def _emit_evidence(self, citation: object) -> None:
        if self.current is not None:
            self.evidence_asked.emit(self.current, citation)

    def begin(self) -> None:
        """Open the form for the disagreement in hand."""
        if self.current is not None:
            self.form.open(self.current, self._levels)
            self.consensus_button.hide()

    def _put_away(self) -> None:
        self.form.hide()
        self.consensus_button.setVisible(self._lead)

    def _record(self, dispute: object, level: int, why: str, citations: object) -> None:
        self._put_away()
        self.recorded.emit(dispute, level, why, citations)

    def show_report(self, report: CalibrationReport, *, lead: bool = True) -> None:
        """Show its disagreements; the one in hand stays in hand."""
        now = self.current
        self.disputes, self._levels = report.disputes, report.levels
        keys = [(d.submission.id, d.indicator) for d in report.disputes]
        self.row = (
            keys.index((now.submission.id, now.indicator))
            if now is not None and (now.submission.id, now.indicator) in keys
            else 0
        )
        self._lead = lead
        self.list.show_lines([(heading(d), _second(d)) for d in report.disputes], self.row)
        some = bool(report.disputes)
        self.list.setVisible(some)
        self.detail.setVisible(some)
        self.empty.setVisible(not some)
        self._show()

    def pick(self, row: int) -> None:
        """Take another one in hand."""
        self.row = row
        self._show()

    def take(self, indicator: str, label: str) -> bool:
        """Take the disagreement of that indicator and submission in hand; False when all agree there."""
        for n, dispute in enumerate(self.disputes):
            if (str(dispute.indicator), dispute.submission.label) == (indicator, label):
                self.list.setCurrentRow(n)
                self.pick(n)
                return True
        return False

    def _show(self) -> None:
        dispute = self.current
        self._put_away()
        if dispute is None:
            return
        self.title.setText(heading(dispute))
        self.spread.setText(spread(dispute))
        self.apart.set(f"{dispute.apart} apart", "bad" if dispute.large else "caution")
        self.open_button.setVisible(bool(dispute.submission.evidence))
        self.voices.show_dispute(dispute)


def _second(dispute: Dispute) -> str:
    agreed = f" · agreed on {dispute.consensus[-1].level}" if dispute.consensus else ""
    return f"{spread(dispute)} · {dispute.apart} apart{agreed}"
