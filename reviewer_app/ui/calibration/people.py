"""Reviewers one by one: what stands out, how they use the levels, drift, halo, what they did not look at."""

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
from reviewer_app.ui.plots.lines import Lines
from reviewer_app.ui.plots.shares import Shares
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.labels import Pill, Text, section
from reviewer_app.ui.words import listed

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, ReviewerRow

_FIGURES = 6


class People(OneByOne):
    """The list at the left, one reviewer at the right."""

    why_asked = Signal(object, object)
    said = Signal(str, str)

    def __init__(self) -> None:
        super().__init__("Reviewers")
        self._report: CalibrationReport | None = None
        self.column.addLayout(self._build_head())
        self.figures, self.more_figures = Figures(), Figures()
        for figures in (self.figures, self.more_figures):
            figures.why_asked.connect(lambda card, s: self.why_asked.emit(card, drawing.why(s)))
            self.column.addWidget(figures)
        self.column.addLayout(self._build_plots())
        self.unseen = Card(margins=14)
        self._unseen = QVBoxLayout()
        self._unseen.setSpacing(4)
        self.unseen.body.addWidget(section("Not looked at"))
        self.unseen.body.addLayout(self._unseen)
        self.column.addWidget(self.unseen)
        self.column.addStretch(1)

    def _build_head(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        row = QHBoxLayout()
        self.title, self.standing = Text("", "big"), Pill("")
        row.addWidget(self.title)
        row.addWidget(self.standing)
        row.addStretch(1)
        self.facts = Text("", "second", wrap=True)
        self.flags = QVBoxLayout()
        column.addLayout(row)
        column.addWidget(self.facts)
        column.addLayout(self.flags)
        return column

    def _build_plots(self) -> QVBoxLayout:
        self.shares, self.confusion = Shares(), Grid("Confusion", (38, 25))
        self.cards = (
            PlotCard("Levels given", self.shares),
            PlotCard("Given beside master", self.confusion, scroll=True),
        )
        for card, share in zip(self.cards, (3, 2), strict=True):
            card.plot.said.connect(self.said)
            card.setMinimumHeight(theme.px(230))
            self.pair.addWidget(card, share)
        self._sessions = QVBoxLayout()
        self._drift: tuple[Lines, PlotCard] | None = None  # made for the first who scored in several sessions
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(self.pair)
        column.addLayout(self._sessions)
        return column

    def _over_sessions(self) -> tuple[Lines, PlotCard]:
        if self._drift is None:
            lines = Lines("Drift over sessions")
            card = PlotCard("Over sessions", lines)
            lines.said.connect(self.said)
            card.setMinimumHeight(theme.px(270))
            self._sessions.addWidget(card)
            self._drift = lines, card
        return self._drift

    def show_report(self, report: CalibrationReport) -> None:
        """Show its reviewers."""
        self._report = report
        self.show_lines([(r.reviewer, _second(r)) for r in report.reviewers])

    def show_row(self, row: int) -> None:
        """Show the reviewer in this row."""
        report = self._report
        if report is None:
            return
        one = report.reviewers[row]
        self.title.setText(one.reviewer)
        result = next((r for r in report.results if r.reviewer == one.reviewer), None)
        self.standing.set(*(drawing.STANDINGS[result.standing] if result is not None else ("", "neutral")))
        against = f" · {one.exact} of {one.of} exact · {one.off_by_two} off by two or more" if one.of else ""
        self.facts.setText(
            f"{one.scores} scores on {one.submissions} submissions{against} · {one.minutes:.0f} min of attention"
        )
        clear(self.flags)
        for flag in one.flags:
            line = QHBoxLayout()
            line.addWidget(Pill(flag.pattern, "bad"))
            line.addWidget(Text(flag.words.removeprefix(f"{flag.pattern}: "), wrap=True), 1)
            self.flags.addLayout(line)
        self.figures.show_statistics(one.statistics[:_FIGURES])
        self.more_figures.show_statistics(one.statistics[_FIGURES:])
        self.more_figures.setVisible(len(one.statistics) > _FIGURES)
        self._show_plots(report, one)
        self._show_unseen(one)

    def _show_plots(self, report: CalibrationReport, one: ReviewerRow) -> None:
        self.shares.show_data(drawing.shares(one, report.levels, report.against))
        grid = next((c for c in report.confusions if c.reviewer == one.reviewer), None)
        self.cards[1].setVisible(grid is not None)
        if grid is not None:
            self.confusion.show_data(drawing.confusion(grid, report.levels))
        line = next((x for x in report.over_time if x.reviewer == one.reviewer), None)
        several = line is not None and len(line.points) > 1
        if self._drift is not None:
            self._drift[1].setVisible(several)
        if line is not None and several:
            drift, card = self._over_sessions()
            card.set_note(f"· {line.words}" if line.words else "")
            drift.show_data(drawing.over_time((line,)))
            card.refresh()
        for card in self.cards:
            card.refresh()

    def _show_unseen(self, one: ReviewerRow) -> None:
        clear(self._unseen)
        self.unseen.setVisible(bool(one.unseen))
        places: dict[str, list[str]] = {}
        for label, unseen in one.unseen:
            places.setdefault(unseen.words, []).append(label)
        for words, labels in places.items():
            self._unseen.addWidget(Text(f"{listed(labels)}: {words}", "second", wrap=True))


def _second(row: ReviewerRow) -> str:
    marks = [f.pattern for f in row.flags] + (["late"] if row.late else [])
    exact = f"{100 * row.exact // row.of} % exact" if row.of else f"{row.scores} scores"
    return " · ".join([exact, *marks])
