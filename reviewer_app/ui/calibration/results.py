"""Results by the program's rule: who is qualified, who trains again, attempts left, valid until."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from reviewer_app.ui.calibration.drawing import STANDINGS
from reviewer_app.ui.calibration.side import scrolled
from reviewer_app.ui.widgets.cards import Card, clear, line
from reviewer_app.ui.widgets.labels import Pill, Text

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, ResultRow

_HEADS = ("Reviewer", "Result", "Attempt", "Left", "Valid until", "Why")


class ResultList(QWidget):
    """One row a reviewer."""

    def __init__(self) -> None:
        super().__init__()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(10)
        self.title, self.rule = Text("Result for this set", "title"), Text("", "second", wrap=True)
        column.addWidget(self.title)
        column.addWidget(self.rule)
        card = Card(margins=14)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(5, 1)
        card.body.addLayout(self._grid)
        column.addWidget(card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolled(inner))

    def show_report(self, report: CalibrationReport) -> None:
        """Show its results."""
        self.rule.setText(
            f"Rule of the program: {report.rule}" if report.rule else "The program has no calibration rule."
        )
        clear(self._grid)
        for column, head in enumerate(_HEADS):
            self._grid.addWidget(Text(head, "third"), 0, column)
        for n, row in enumerate(report.results):
            self._add(2 * n + 2, row)

    def _add(self, at: int, row: ResultRow) -> None:
        words, tone = STANDINGS[row.standing]
        pill = Pill(words, tone)
        pill.setAccessibleName(f"{row.reviewer}: {words}")
        left = "as many as wanted" if row.attempts_left is None else str(row.attempts_left)
        until = f"{row.valid_until:%b} {row.valid_until.day} {row.valid_until.year}" if row.valid_until else "–"
        cells = (
            Text(row.reviewer, "strong"),
            pill,
            Text(str(row.attempt or "–")),
            Text(left, "second"),
            Text(until, "second"),
        )
        for column, widget in enumerate(cells):
            self._grid.addWidget(widget, at, column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        why = Text("\n".join((row.words, *row.reasons)), "second", wrap=True)
        self._grid.addWidget(why, at, 5)
        self._grid.addWidget(line(), at - 1, 0, 1, len(_HEADS))
