"""Indicators one by one: how well each is agreed on, and which of its descriptors are read two ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from reviewer_app.ui.calibration import drawing
from reviewer_app.ui.calibration.figures import Figures
from reviewer_app.ui.calibration.picks import Picks
from reviewer_app.ui.calibration.side import scrolled
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.labels import Pill, Text, section

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, IndicatorRow, Mixed


class Indicators(QWidget):
    """The list at the left, one indicator at the right."""

    why_asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._report: CalibrationReport | None = None
        self.row = 0
        self.list = Picks("Indicators")
        self.list.picked.connect(self.pick)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self.title, self.facts = Text("", "big", wrap=True), Text("", "second")
        self.figures = Figures()
        self.figures.why_asked.connect(lambda card, s: self.why_asked.emit(card, drawing.why(s)))
        self._mixed = QVBoxLayout()
        self._mixed.setSpacing(10)
        for widget in (self.title, self.facts, self.figures, section("Read two ways")):
            column.addWidget(widget)
        column.addLayout(self._mixed)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(scrolled(inner), 1)

    def show_report(self, report: CalibrationReport) -> None:
        """Show its indicators."""
        self._report = report
        self.row = min(self.row, max(0, len(report.by_indicator) - 1))
        self.list.show_lines([(f"{r.indicator} {r.title}", _second(r)) for r in report.by_indicator], self.row)
        self._show()

    def pick(self, row: int) -> None:
        """Show another one."""
        self.row = row
        self._show()

    def _show(self) -> None:
        report = self._report
        if report is None or not report.by_indicator:
            return
        one = report.by_indicator[self.row]
        self.title.setText(f"{one.indicator} {one.title}")
        self.facts.setText(f"{one.exact} of {one.of} scores are exactly the master's" if one.of else "No masters yet")
        self.figures.show_statistics(one.statistics)
        clear(self._mixed)
        for mixed in one.mixed:
            self._mixed.addWidget(_card(one, mixed))
        if not one.mixed:
            words = "No two levels of this indicator are mixed up more than now and then."
            self._mixed.addWidget(Text(words, "second", wrap=True))


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
