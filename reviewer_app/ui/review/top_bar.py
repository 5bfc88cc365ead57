"""The top bar: back to the queue, what is open (ids only), what is known of it, how it is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from reviewer_app.ui.review.state import Chip, ReviewState
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Elided, Pill, Text


class TopBar(QFrame):
    """What is always in sight."""

    back = Signal()
    find_wanted = Signal()
    retry = Signal()
    history_wanted = Signal()
    letter_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setFixedHeight(48)
        self.back_button = Button("‹ Queue", "quiet", name="Back to the queue")
        self.back_button.clicked.connect(self.back)
        self.title = Elided("", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.title.setMinimumWidth(90)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        self._shown: object = None
        self._pills: list[tuple[Chip, Pill]] = []
        self.today = Text("", "second")
        self.saved = Pill("", "good")
        self.retry_button = Button("Try again", "link")
        self.retry_button.clicked.connect(self.retry)
        self.find_button = Button("Find…", key="Ctrl K")
        self.find_button.clicked.connect(self.find_wanted)
        self.history = IconButton("clock-counter-clockwise", "History of this review", key="H")
        self.letter = IconButton("envelope-simple", "The letter as it will be read", key="Ctrl+L")
        self.history.clicked.connect(self.history_wanted)
        self.letter.clicked.connect(self.letter_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 14, 0)
        row.setSpacing(10)
        row.addWidget(self.back_button)
        row.addWidget(self.title, 0)
        row.addLayout(self._chips)
        row.addStretch(1)
        for widget in (self.today, self.saved, self.retry_button, self.history, self.letter, self.find_button):
            row.addWidget(widget)

    def show_bare(self, title: str) -> None:
        """Only what is to be opened: nothing is known of it (yet), and nothing of the one before is still true."""
        self.title.set_text(title)
        self._shown = None
        self._pills = []
        clear(self._chips)
        for part in (self.today, self.saved, self.retry_button, self.history, self.letter):
            part.setVisible(False)

    def render_bar(self, state: ReviewState) -> None:
        """Show a state."""
        self.title.set_text(state.title)
        if state.chips != self._shown:
            self._show_chips(state.chips)
        for part in (self.today, self.history, self.letter):
            part.setVisible(True)
        self.today.setText(state.today)
        self.saved.set(state.save.text, state.save.tone)
        self.saved.setAccessibleName(state.save.text)
        self.retry_button.setVisible(state.save.retry)
        self._fit()

    def _show_chips(self, chips: tuple[Chip, ...]) -> None:
        self._shown = chips
        clear(self._chips)
        self._pills = [(chip, Pill(chip.text, chip.tone)) for chip in chips]
        for chip, pill in self._pills:
            pill.setToolTip(chip.tip)
            self._chips.addWidget(pill)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the chips say less, so that the title is whole."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for chip, pill in self._pills:
            pill.set(chip.text)
        self._chips.invalidate()  # what it measured before
        row = self.layout()
        if row is None or row.sizeHint().width() <= self.width():
            return
        for chip, pill in self._pills:
            if chip.short:
                pill.set(chip.short)
                pill.setToolTip(chip.tip or chip.text)
