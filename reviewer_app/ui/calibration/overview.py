"""The overview: do we agree, who is off; the score matrix, the confusions, the severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from reviewer_app.domain.calibration_report import Against
from reviewer_app.ui import theme
from reviewer_app.ui.calibration import drawing
from reviewer_app.ui.calibration.figures import Figures
from reviewer_app.ui.calibration.side import scrolled
from reviewer_app.ui.plots.card import PlotCard
from reviewer_app.ui.plots.grid import Grid
from reviewer_app.ui.plots.severity import MOST, Severity
from reviewer_app.ui.widgets.buttons import Chip, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.flow import FlowLayout
from reviewer_app.ui.widgets.labels import Elided, Pill, Text

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, Matrix


_BESIDE = 720  # with less room across the plots stand below each other


class Chips(QWidget):
    """One of several, as chips in a row, or in as many as it takes; ``one_row`` never breaks."""

    chosen = Signal(str)

    def __init__(self, name: str, *, one_row: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._row: QLayout = QHBoxLayout() if one_row else FlowLayout(spacing=6)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.setLayout(self._row)
        self.chips: dict[str, Chip] = {}

    def show_choices(self, choices: tuple[tuple[str, str, str], ...], chosen: str) -> None:
        """Show these (id, words, tool tip)."""
        if [c for c, _, _ in choices] != list(self.chips):
            clear(self._row)
            self.chips = {}
            for choice, words, tip in choices:
                chip = Chip(words, name=tip or words)
                chip.setToolTip(tip)
                chip.clicked.connect(lambda _on=False, c=choice: self._choose(c))
                self._row.addWidget(chip)
                self.chips[choice] = chip
        for choice, chip in self.chips.items():
            chip.setChecked(choice == chosen)

    def _choose(self, choice: str) -> None:
        for other, chip in self.chips.items():
            chip.setChecked(other == choice)
        self.chosen.emit(choice)


class Veil(QWidget):
    """Lies over figures that are no longer those asked for, so that they are dimmed; clicks go through."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        below.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what lies below."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        ground = theme.colour("window")
        ground.setAlphaF(0.6)
        QPainter(self).fillRect(self.rect(), ground)


class Overview(QWidget):
    """Figures, plots, words."""

    indicator_wanted = Signal(str)
    against_wanted = Signal(str)
    why_asked = Signal(object, object)  # anchor, lines
    cell_opened = Signal(str, str)  # indicator, label of the submission
    said = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._report: CalibrationReport | None = None
        self._matrix = 0
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 12, 18, 6)
        column.setSpacing(12)
        self._column = column
        column.addLayout(self._build_chips())
        self.figures = Figures()
        self.figures.why_asked.connect(lambda card, s: self.why_asked.emit(card, drawing.why(s)))
        self.shown = QWidget()
        self.veil = Veil(self.shown)
        below = QVBoxLayout(self.shown)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(12)
        below.addWidget(self.figures)
        below.addLayout(self._build_plots(), 1)
        column.addWidget(self.shown, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scrolled(inner), 1)
        outer.addLayout(self._build_foot())

    def _build_chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self.indicators, self.against = Chips("Indicators"), Chips("Against", one_row=True)
        self.indicators.chosen.connect(self.indicator_wanted)
        self.against.chosen.connect(self.against_wanted)
        row.addWidget(self.indicators, 1)
        row.addStretch()
        self.computing = Text("Computing…", "second")
        self.computing.hide()
        row.addWidget(self.computing)
        row.addSpacing(18)
        row.addWidget(Text("Against:", "third"))
        row.addWidget(self.against)
        return row

    def _build_plots(self) -> QGridLayout:
        self.grid = Grid("Scores")
        self.grid.opened.connect(self._on_cell)
        self.scores = PlotCard("Scores", self.grid, scroll=True)
        self.before, self.after = (
            IconButton("caret-left", "Indicator before"),
            IconButton("caret-right", "Next indicator"),
        )
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.scores.add_buttons(self.before, self.after)
        self.confusion = Grid("Confusion with the master", (38, 25))
        self.mixed = PlotCard("Given beside master", self.confusion, scroll=True)
        self.severity_plot = Severity()
        self.severity = PlotCard("Severity", self.severity_plot, why=self._why_severity)
        self.sentences = QVBoxLayout()
        self.sentences.setSpacing(6)
        self.severity.body.addLayout(self.sentences)
        for card in (self.scores, self.mixed, self.severity):
            card.plot.said.connect(self.said)
        self._plots, self._beside = QGridLayout(), False
        self._plots.setSpacing(12)
        self._arrange(beside=True)
        return self._plots

    def _arrange(self, *, beside: bool) -> None:
        """Scores and confusions at the left of the severity, or all below each other."""
        if beside == self._beside:
            return
        self._beside = beside
        for card in (self.scores, self.mixed, self.severity):
            self._plots.removeWidget(card)
        self._plots.addWidget(self.scores, 0, 0)
        self._plots.addWidget(self.mixed, 1 if beside else 2, 0)
        self._plots.addWidget(self.severity, 0 if beside else 1, int(beside), 2 if beside else 1, 1)
        for column, share in enumerate((57, 43) if beside else (1, 0)):
            self._plots.setColumnStretch(column, share)
        for row, share in enumerate((3, 2, 0) if beside else (0, 0, 1)):
            self._plots.setRowStretch(row, share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The plots stand beside each other as long as there is room."""
        super().resizeEvent(event)
        self._arrange(beside=self.width() >= theme.px(_BESIDE))

    def put_below(self, widget: QWidget) -> None:
        """Something more below the plots."""
        self._column.addWidget(widget)
        widget.show()

    def _build_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(18, 4, 18, 4)
        self.made, self.note = Elided("", "small"), Text("", "small")
        row.addWidget(self.made, 1)
        row.addWidget(self.note)
        return row

    # --- what it shows -----------------------------------------------------------------------------------------------

    def show_report(self, report: CalibrationReport) -> None:
        """Show this report."""
        if self._report is None or self._report.set_id != report.set_id or self._report.indicator != report.indicator:
            self._matrix = _first_matrix(report)
        self._report = report
        chips = tuple((i.id, i.id, i.title) for i in report.indicators)
        self.indicators.show_choices((("", "All indicators", ""), *chips), str(report.indicator or ""))
        self.indicators.setVisible(len(report.indicators) > 1)
        self.against.show_choices(
            ((Against.MASTER.value, "Master scores", ""), (Against.EACH_OTHER.value, "Each other", "")),
            report.against.value,
        )
        self.figures.show_statistics(report.overview)
        self._show_matrix()
        self._show_confusion(report)
        self._show_severity(report)
        self.made.set_text(drawing.foot(report))
        self.note.setText(report.note)

    def show_computing(self, computing: bool) -> None:
        """Say that other figures are being computed: those before stay, dimmed, until they are there."""
        self.computing.setVisible(computing)
        self.veil.setVisible(computing)
        if computing:
            self.veil.setGeometry(self.shown.rect())
            self.veil.raise_()

    @property
    def matrix(self) -> Matrix | None:
        """The matrix that is shown."""
        found = self._report.matrices if self._report is not None else ()
        return found[min(self._matrix, len(found) - 1)] if found else None

    def _turn(self, by: int) -> None:
        if self._report is not None and self._report.matrices:
            self._matrix = (self._matrix + by) % len(self._report.matrices)
            self._show_matrix()

    def _show_matrix(self) -> None:
        matrix, report = self.matrix, self._report
        self.scores.setVisible(matrix is not None)
        if matrix is None or report is None:
            return
        several = len(report.matrices) > 1
        self.before.setVisible(several)
        self.after.setVisible(several)
        outlined = " · outlined: off the master" if any(m is not None for m in matrix.masters) else ""
        which = f"· {matrix.indicator}" if several or report.indicator else ""
        self.scores.set_note(f"{which}{outlined}".strip())
        self.grid.show_data(drawing.grid(matrix, report.levels))
        self.scores.setMinimumHeight(min(self.grid.sizeHint().height(), theme.px(300)) + theme.px(56))
        self.grid.fit_width(self.scores.stack.width())
        self.scores.refresh()

    def _show_confusion(self, report: CalibrationReport) -> None:
        whole = next((c for c in report.confusions if not c.reviewer), None)
        self.mixed.setVisible(whole is not None)
        if whole is None:
            return
        self.mixed.set_note("· how often, by the master's level")
        self.confusion.show_data(drawing.confusion(whole, report.levels))
        self.mixed.setMinimumHeight(min(self.confusion.sizeHint().height(), theme.px(200)) + theme.px(56))
        self.mixed.refresh()

    def _show_severity(self, report: CalibrationReport) -> None:
        severity = report.severity
        many = f" · {MOST} of {len(severity.rows):,}, the farthest off" if len(severity.rows) > MOST else ""
        self.severity.set_note(f"· {severity.title}{many}")
        self.severity_plot.show_leans(drawing.leans(severity))
        self.severity.refresh()
        clear(self.sentences)
        if severity.warning:
            self.sentences.addWidget(Text(severity.warning, "caution", wrap=True))
        flagged = {r.reviewer: r.word for r in severity.rows if r.flagged}
        for words in severity.sentences:
            row = QHBoxLayout()
            who = next((name for name in flagged if words.startswith(name)), "")
            if who:
                row.addWidget(Pill(flagged[who] or "stands out", "bad"))
            row.addWidget(Text(words, wrap=True), 1)
            self.sentences.addLayout(row)

    def _why_severity(self) -> None:
        if self._report is not None:
            shown = self._report.severity
            lines = (("Severity", shown.title), ("How it is computed", shown.formula), ("Mind", shown.caveat))
            self.why_asked.emit(self.severity.why, tuple(x for x in lines if x[1]))

    def _on_cell(self, _row: int, column: int) -> None:
        matrix = self.matrix
        if matrix is not None:
            self.cell_opened.emit(str(matrix.indicator), matrix.submissions[column])


def _first_matrix(report: CalibrationReport) -> int:
    """The indicator with the largest disagreement stands first."""
    wanted = report.disputes[0].indicator if report.disputes else None
    return next((n for n, m in enumerate(report.matrices) if m.indicator == wanted), 0)
