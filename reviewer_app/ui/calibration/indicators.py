"""Indicators one by one: how well each is agreed on, and which of its descriptors are read two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from reviewer_app.ui import theme
from reviewer_app.ui.calibration import drawing
from reviewer_app.ui.calibration.figures import Figures
from reviewer_app.ui.calibration.picks import OneByOne
from reviewer_app.ui.plots.card import PlotCard
from reviewer_app.ui.plots.grid import Grid
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.labels import Pill, Text, section

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, IndicatorRow, Mixed


class Indicators(OneByOne):
    """The list at the left, one indicator at the right."""

    why_asked = Signal(object, object)
    said = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("Indicators")
        self._report: CalibrationReport | None = None
        self.title, self.facts = Text("", "big", wrap=True), Text("", "second")
        self.figures = Figures()
        self.figures.why_asked.connect(lambda card, s: self.why_asked.emit(card, drawing.why(s)))
        self._mixed = QVBoxLayout()
        self._mixed.setSpacing(10)
        for widget in (self.title, self.facts, self.figures, section("Read two ways")):
            self.column.addWidget(widget)
        self.column.addLayout(self._mixed)
        self.scores, self.confusion = Grid("Scores"), Grid("Confusion with the master", (38, 25))
        self.cards = (
            PlotCard("Scores", self.scores, scroll=True),
            PlotCard("Given beside master", self.confusion, scroll=True),
        )
        for card, share in zip(self.cards, (5, 3), strict=True):
            card.plot.said.connect(self.said)
            self.pair.addWidget(card, share)
        self.column.addLayout(self.pair)
        self.column.addStretch(1)

    def show_report(self, report: CalibrationReport) -> None:
        """Show its indicators."""
        self._report = report
        self.show_lines([(f"{r.indicator} {r.title}", _second(r)) for r in report.by_indicator])

    def show_row(self, row: int) -> None:
        """Show the indicator in this row."""
        if self._report is None:
            return
        one = self._report.by_indicator[row]
        self.title.setText(f"{one.indicator} {one.title}")
        self.facts.setText(f"{one.exact} of {one.of} scores are exactly the master's" if one.of else "No masters yet")
        self.figures.show_statistics(one.statistics)
        clear(self._mixed)
        for mixed in one.mixed:
            self._mixed.addWidget(_card(one, mixed))
        if not one.mixed:
            words = "No two levels of this indicator are mixed up more than now and then."
            self._mixed.addWidget(Text(words, "second", wrap=True))
        self._show_plots(self._report, one)

    def _show_plots(self, report: CalibrationReport, one: IndicatorRow) -> None:
        matrix = next((m for m in report.matrices if m.indicator == one.indicator), None)
        self.cards[0].setVisible(matrix is not None)
        self.cards[1].setVisible(matrix is not None and any(m is not None for m in matrix.masters))
        if matrix is None:
            return
        self.scores.show_data(drawing.grid(matrix, report.levels))
        self.confusion.show_data(drawing.confusion(drawing.confused(matrix, report.levels), report.levels))
        for card, grid in zip(self.cards, (self.scores, self.confusion), strict=True):
            card.setMinimumHeight(min(grid.sizeHint().height(), theme.px(520)) + theme.px(76))
            grid.fit_width(card.stack.width())
            card.refresh()


def _card(row: IndicatorRow, mixed: Mixed) -> Card:
    """Two descriptors beside each other: what the master settled on and what was given."""
    card = Card(margins=14)
    card.body.addWidget(Text(mixed.words, "strong", wrap=True))
    beside = QHBoxLayout()
    beside.setSpacing(16)
    texts = dict(row.descriptors)
    for head, step, tone in (("Settled as", mixed.settled, "good"), ("Confused with", mixed.given, "caution")):
        column = QVBoxLayout()
        title = QHBoxLayout()
        title.addWidget(Text(head, "third"))
        title.addWidget(Pill(f"{step.value} {step.name}", tone))
        title.addStretch(1)
        column.addLayout(title)
        column.addWidget(Text(texts.get(step.value, ""), "second", wrap=True))
        column.addStretch(1)
        beside.addLayout(column, 1)
    card.body.addLayout(beside)
    return card


def _second(row: IndicatorRow) -> str:
    exact = f"{100 * row.exact // row.of} % exact" if row.of else "no masters"
    return f"{exact} · {row.mixed[0].words}" if row.mixed else exact
