"""Live scoring watched with the same figures: seeded masters, double scores, backreads, by program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui.calibration import drawing
from reviewer_app.ui.calibration.figures import Figures
from reviewer_app.ui.calibration.side import scrolled
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, EmptyState, clear
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.ui.words import listed, many

if TYPE_CHECKING:
    from reviewer_app.workflow.calibrating_live import LiveReport

_NOTHING = (
    "Figures appear once submissions were scored twice, read back or adjudicated, or a seeded "
    "set hides among normal work. Bundles sealed here are looked at by themselves; add those of other reviewers."
)


class MonitoringPanel(QWidget):
    """A card a program; its button opens the whole report."""

    why_asked = Signal(object, object)
    open_asked = Signal(object)  # LiveReport
    bundles_given = Signal(object)  # paths
    backreads_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.addWidget(Text("Live scoring", "title"))
        row.addStretch(1)
        self.backread_button = Button("Choose what is read again")
        self.backread_button.setToolTip("The share of finalised reviews here that the programs' rules want read back")
        self.backread_button.clicked.connect(self.backreads_asked)
        self.add_button = Button("Add live bundles…", icon="plus")
        self.add_button.clicked.connect(self._choose)
        row.addWidget(self.backread_button)
        row.addWidget(self.add_button)
        column.addLayout(row)
        self.words = Text("Reading…", "second", wrap=True)
        column.addWidget(self.words)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(12)
        column.addLayout(self._cards)
        self.empty = EmptyState("chart-line", "Nothing to compare yet", _NOTHING)
        self.empty.hide()
        column.addWidget(self.empty, 100)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))

    def show_reports(self, reports: tuple[LiveReport, ...]) -> None:
        """Show these programs."""
        clear(self._cards)
        self.words.setText("Decisions of normal work, compared where two people or a master scored.")
        self.words.setVisible(bool(reports))
        self.empty.setVisible(not reports)
        for live in reports:
            self._cards.addWidget(self._card(live))

    def _card(self, live: LiveReport) -> Card:
        card = Card(margins=14, spacing=8)
        row = QHBoxLayout()
        row.addWidget(Text(live.report.program, "strong"))
        row.addWidget(
            Text(
                f"{many(live.submissions, 'submission')} · {live.twice} scored twice · {live.masters} with a master",
                "third",
            ),
            1,
        )
        button = Button("Open the figures")
        button.setAccessibleName(f"Open the figures of {live.report.program}")
        button.clicked.connect(lambda: self.open_asked.emit(live))
        row.addWidget(button)
        card.body.addLayout(row)
        figures = Figures()
        figures.why_asked.connect(lambda anchor, s: self.why_asked.emit(anchor, drawing.why(s)))
        figures.show_statistics(live.report.overview)
        card.body.addWidget(figures)
        for sentence in live.report.severity.sentences:
            card.body.addWidget(Text(sentence, "second", wrap=True))
        if live.seeded:
            card.body.addWidget(Text(seeded_words(live), "caution", wrap=True))
        return card

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add live bundles", "", "Sealed files (*.zip);;All files (*)")
        if chosen:
            self.bundles_given.emit(tuple(chosen))


def seeded_words(live: LiveReport) -> str:
    """Which submissions nobody may be told a result of."""
    there = list(dict.fromkeys(str(s.submission) for s in live.seeded))
    shown = listed(there if len(there) <= 12 else [*there[:12], f"{len(there) - 12} more"])
    return (
        f"Seeded by you, nobody's result: leave out of what candidates are told ({shown}). "
        f"{many(len(live.seeded), 'decision')} on them."
    )
