"""Over time: everybody's mean difference from the master, session after session, smoothed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.ui.calibration import drawing
from reviewer_app.ui.calibration.overview import Chips
from reviewer_app.ui.plots.card import PlotCard
from reviewer_app.ui.plots.lines import Lines
from reviewer_app.ui.widgets.cards import EmptyState
from reviewer_app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport

_HOW = (
    ("Over time", "mean difference from the master in each session"),
    ("How it is computed", "The line is an exponentially weighted moving average (weight .2 for the newest session)."),
    ("Mind", "A session of ten masters is ten observations. With one reviewer chosen the dashed limits are shown."),
)


class Timeline(QWidget):
    """The plot, all reviewers or one."""

    why_asked = Signal(object, object)
    said = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._report: CalibrationReport | None = None
        self._only = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(10)
        self.who = Chips("Reviewers")
        self.who.chosen.connect(self._choose)
        self.lines = Lines("Over time")
        self.card = PlotCard("Over time", self.lines, why=lambda: self.why_asked.emit(self.card.why, _HOW))
        self.lines.said.connect(self.said)
        self.words = Text("", "second", wrap=True)
        self.empty = EmptyState(
            "chart-line", "One session so far", "Drift shows once the same reviewers have scored a second set."
        )
        column.addWidget(self.who)
        column.addWidget(self.card, 1)
        column.addWidget(self.words)
        column.addWidget(self.empty, 1)

    def show_report(self, report: CalibrationReport) -> None:
        """Show everybody's line."""
        self._report = report
        names = [line.reviewer for line in report.over_time]
        self._only = self._only if self._only in names else ""
        self.who.show_choices((("", "Everybody", ""), *((n, n, "") for n in names)), self._only)
        some = any(len(line.points) > 1 for line in report.over_time)
        for widget in (self.who, self.card, self.words):
            widget.setVisible(some)
        self.empty.setVisible(not some)
        self._show()

    def _choose(self, name: str) -> None:
        self._only = name
        self._show()

    def _show(self) -> None:
        if self._report is None:
            return
        lines = self._report.over_time
        self.lines.show_data(drawing.over_time(lines, self._only))
        said = [x.words for x in lines if x.words and (x.reviewer == self._only or not self._only)]
        self.words.setText(" ".join(said))
        self.card.refresh()
