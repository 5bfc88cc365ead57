"""The navigation of the calibration screens: the parts of a set, and the sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Signal, SignalInstance
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from reviewer_app.ui import theme
from reviewer_app.ui.calibration.state import Part
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import NavButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text, section

if TYPE_CHECKING:
    from reviewer_app.ui.calibration.state import CalibrationState

_PARTS = (
    (Part.OVERVIEW, "Overview"),
    (Part.DISAGREEMENTS, "Disagreements"),
    (Part.REVIEWERS, "Reviewers"),
    (Part.INDICATORS, "Indicators"),
    (Part.OVER_TIME, "Over time"),
    (Part.RESULTS, "Results"),
    (Part.WHO_IS_IN, "Who is in"),
)
WIDTH = 195


class BadgeButton(NavButton):
    """An entry whose count is a badge that asks for attention."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._badge = ""

    def set_badge(self, count: int) -> None:
        """Show how many; nothing for none."""
        self._badge = str(count) if count else ""
        self.setAccessibleName(f"{self.text()}, {count} large" if count else self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The badge at the right."""
        super().paintEvent(event)
        if self._badge:
            width = paint.pill_size(self._badge).width()
            paint.draw_pill(QPainter(self), QPointF(self.width() - width - 8, self.height() / 2), self._badge, "bad")


class Nav(QFrame):
    """At the left; takes the place of the window's own navigation."""

    part_chosen = Signal(object)
    set_chosen = Signal(str)
    new_asked = Signal()
    take_asked = Signal()
    table_asked = Signal()
    monitoring_asked = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(theme.px(WIDTH))
        self.setAccessibleName("Calibration: parts and sets")
        self.parts: dict[Part, BadgeButton] = {}
        self.sets: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(2)
        column.addWidget(self._head("Calibration"))
        for part, words in _PARTS:
            button = BadgeButton(words)
            button.setAutoExclusive(False)
            button.clicked.connect(lambda _on=False, p=part: self.part_chosen.emit(p))
            column.addWidget(button)
            self.parts[part] = button
        column.addSpacing(10)
        column.addWidget(self._head("Sets"))
        self._sets = QVBoxLayout()
        self._sets.setSpacing(2)
        column.addLayout(self._sets)
        self.new = self._entry(column, "New set…", self.new_asked, place=True)
        self.take = self._entry(column, "Open a set or reveal…", self.take_asked)
        self.table = self._entry(column, "Open a ratings table…", self.table_asked)
        column.addStretch(1)
        self.monitoring = self._entry(column, "Live scoring", self.monitoring_asked, place=True)
        self.back = self._entry(column, "‹ Back to the queue", self.left)

    def _head(self, words: str) -> Text:
        made = section(words)
        made.setContentsMargins(8, 0, 0, 4)
        return made

    def _entry(self, column: QVBoxLayout, words: str, signal: SignalInstance, *, place: bool = False) -> NavButton:
        made = NavButton(words)
        made.setAutoExclusive(False)
        made.setCheckable(place)  # one can be there
        made.clicked.connect(lambda _on=False: signal.emit())
        column.addWidget(made)
        return made

    def show_state(self, state: CalibrationState) -> None:
        """Mark where one is."""
        line = state.line
        for part, button in self.parts.items():
            shown = state.report is not None if part is not Part.WHO_IS_IN else line is not None
            if part is Part.RESULTS or part is Part.OVER_TIME or part is Part.INDICATORS:
                shown = shown and not state.table
            button.setEnabled(shown)
            here = state.part is part or (part is Part.DISAGREEMENTS and state.part is Part.EVIDENCE)
            button.setChecked(here and shown)
        self.parts[Part.DISAGREEMENTS].set_badge(state.large)
        if list(self.sets) != [s.id for s in state.sets]:
            clear(self._sets)
            self.sets = {}
            for one in state.sets:
                made = NavButton(one.title)
                made.setToolTip(f"{one.title} · {'led here' if one.lead else 'taken in'}")
                made.setAutoExclusive(False)
                made.clicked.connect(lambda _on=False, s=one.id: self.set_chosen.emit(s))
                self._sets.addWidget(made)
                self.sets[one.id] = made
        for set_id, entry in self.sets.items():
            entry.setChecked(set_id == state.chosen and not state.apart)
        self.new.setChecked(state.part is Part.NEW)
        self.monitoring.setChecked(state.part is Part.MONITORING)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.width() != theme.px(WIDTH):
            self.setFixedWidth(theme.px(WIDTH))
