"""The right panel of the overview: the largest disagreement, and the result by the program's rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.domain.calibration_report import Standing
from reviewer_app.ui import theme
from reviewer_app.ui.calibration.drawing import STANDINGS
from reviewer_app.ui.calibration.voices import Voices
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import clear, line
from reviewer_app.ui.widgets.labels import Pill, Text, section

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, Dispute, ResultRow


def scrolled(inner: QWidget) -> QScrollArea:
    """A column that scrolls where there is no room."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    return area


def heading(dispute: Dispute) -> str:
    """A disagreement's name."""
    return f"{dispute.submission.label} · {dispute.indicator} {dispute.title}"


def spread(dispute: Dispute) -> str:
    """How far apart, in words."""
    base = f"Master {dispute.master.level} · " if dispute.master is not None else ""
    levels = [v.level for v in dispute.voices]
    if not levels:
        return f"{base}no scores"
    low, high = min(levels), max(levels)
    return f"{base}scores from {low} to {high}" if low != high else f"{base}everybody gave {low}"


class Results(QWidget):
    """Who qualified, by the program's rule."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(6, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(2, 1)

    def show_rows(self, rows: tuple[ResultRow, ...]) -> None:
        """Show these results."""
        clear(self._grid)
        for n, row in enumerate(rows):
            words, tone = STANDINGS[row.standing]
            spare = row.attempts_left is None or row.standing is Standing.QUALIFIED
            left = "" if spare else f" · {row.attempts_left} attempts left"
            more = Text(f"{row.words}{left}", "third", wrap=True)
            more.setToolTip("\n".join(row.reasons))
            pill = Pill(words, tone)
            pill.setAccessibleName(f"{row.reviewer}: {words}. {row.words}")
            self._grid.addWidget(Text(row.reviewer), 2 * n, 0)
            self._grid.addWidget(pill, 2 * n, 1, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(more, 2 * n, 2)
            self._grid.addWidget(line(), 2 * n + 1, 0, 1, 3)


class Side(QFrame):
    """The panel."""

    evidence_asked = Signal(object, object)  # Dispute, Citation or None

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "details")
        self.setAccessibleName("Largest disagreement and results")
        self.dispute: Dispute | None = None
        self.fit()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(section("Largest disagreement"))
        self.title, self.spread = Text("", "strong", wrap=True), Text("", "second", wrap=True)
        self.voices = Voices(short=True)
        self.open_button = Button("Open evidence with everyone's citations")
        self.open_button.clicked.connect(lambda: self.evidence_asked.emit(self.dispute, None))
        self.voices.citation_asked.connect(lambda c: self.evidence_asked.emit(self.dispute, c))
        for widget in (self.title, self.spread, self.voices, self.open_button):
            column.addWidget(widget)
        column.addSpacing(8)
        self._results_head = section("Result for this set")
        column.addWidget(self._results_head)
        self.rule = Text("", "third", wrap=True)
        self.results = Results()
        column.addWidget(self.rule)
        column.addWidget(self.results)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._inner, self._area = inner, scrolled(inner)
        outer.addWidget(self._area)

    def fit(self) -> None:
        """Follow the text size."""
        self.setMinimumWidth(theme.px(270))
        self.setMaximumWidth(theme.px(350))

    def give_away(self) -> QWidget:
        """What stands in it, to stand elsewhere; the panel itself is hidden."""
        self.hide()
        return self._area.takeWidget()

    def take_back(self) -> None:
        """Have it again."""
        self._area.setWidget(self._inner)
        self._inner.show()
        self.show()

    def show_report(self, report: CalibrationReport, chosen: Dispute | None = None) -> None:
        """Show its largest disagreement (or the one that was chosen) and its results."""
        self.dispute = chosen or (report.disputes[0] if report.disputes else None)
        for widget in (self.spread, self.voices, self.open_button):
            widget.setVisible(self.dispute is not None)
        if self.dispute is None:
            self.title.setText("Everybody agrees with everybody.")
        else:
            self.title.setText(heading(self.dispute))
            self.spread.setText(spread(self.dispute))
            self.voices.show_dispute(self.dispute)
        if self.dispute is not None:
            self.open_button.setVisible(bool(self.dispute.submission.evidence))
        self._results_head.setVisible(bool(report.results))
        self.rule.setText(report.rule)
        self.rule.setVisible(bool(report.rule))
        self.results.show_rows(report.results)
