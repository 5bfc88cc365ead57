"""The live outcome below the rubric: what it would come to now, why, and what is still missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from reviewer_app.ui.review.line_field import LineField
from reviewer_app.ui.review.state import AdviceRow, OutcomeState, ReviewState
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Elided, Pill, Text

MOST_ADVICE = 3


class OutcomeBox(QFrame):
    """Outcome so far with Finalise & sign; afterwards the calm line that it is done, with Reopen and Next."""

    finalise = Signal()
    reopen = Signal(str)
    next_wanted = Signal()
    advice_taken = Signal(object)  # the indicator whose feedback wants another look

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._build_live())
        self._pages.addWidget(self._build_done())

    def _build_live(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(5)
        top = QHBoxLayout()
        top.setSpacing(8)
        self.title, self.badge = Text("Outcome so far", "strong"), Pill("", "caution")
        self.rule = Elided("", "second")
        self.rule.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.title)
        top.addWidget(self.badge)
        top.addWidget(self.rule, 1)
        self.reason = Text("", "second", wrap=True)
        self._advised: tuple[AdviceRow, ...] = ()
        self.advice = QVBoxLayout()
        self.advice.setSpacing(0)
        low = QHBoxLayout()
        low.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.counts = Text("", "second", wrap=True)
        self.missing = Text("", "caution", wrap=True)
        words.addWidget(self.counts)
        words.addWidget(self.missing)
        self.button = Button("Finalise & sign", "primary", key="Ctrl ⏎", name="Finalise and sign")
        self.button.setShortcut(QKeySequence())  # the ampersand is a word here, not a mnemonic
        self.button.clicked.connect(self.finalise)
        low.addLayout(words, 1)
        low.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(top)
        column.addWidget(self.reason)
        column.addLayout(self.advice)
        column.addLayout(low)
        return page

    def _build_done(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.done = Text("", "strong", wrap=True)
        self.done_reason = Text("", "second", wrap=True)
        self.reopen_button = Button("Reopen…", name="Reopen this review")
        self.why = LineField()
        self.why.setPlaceholderText("Why is it reopened? Esc leaves it as it is")
        self.why.setAccessibleName("Reason for reopening")
        self.why.setVisible(False)
        self.why.returnPressed.connect(self._on_reopen)
        self.why.textChanged.connect(self._on_reason)
        self.why.left.connect(self._give_up)
        row = QHBoxLayout()
        self.reopen_button.clicked.connect(self._on_reopen)
        self.next_button = Button("Next", "primary", key="N")
        self.next_button.clicked.connect(self.next_wanted)
        row.addWidget(self.reopen_button)
        row.addStretch(1)
        row.addWidget(self.next_button)
        column.addWidget(self.done)
        column.addWidget(self.done_reason)
        column.addWidget(self.why)
        column.addLayout(row)
        return page

    def render_outcome(self, state: ReviewState) -> None:
        """Show it live, or done."""
        self._pages.setCurrentIndex(1 if state.done is not None else 0)
        if state.done is not None:
            self.done.setText(state.done.text)
            self.done_reason.setText(state.outcome.reason)
            self.done_reason.setVisible(bool(state.outcome.reason))
            self.reopen_button.setVisible(state.done.can_reopen)
        else:
            self._close_reopen()
            self._render_live(state.outcome)
            here = state.active.id if state.active is not None else None
            self._render_advice(tuple(a for a in state.advice if a.indicator != here))

    def _render_advice(self, rows: tuple[AdviceRow, ...]) -> None:
        """A quiet list; it hinders nothing."""
        if rows == self._advised:
            return
        self._advised = rows
        clear(self.advice)
        for row in rows[:MOST_ADVICE]:
            button = Button(row.text, "link", icon="caret-right")
            button.let_elide()
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(row.text)
            button.clicked.connect(lambda _on=False, i=row.indicator: self.advice_taken.emit(i))
            self.advice.addWidget(button)
        if len(rows) > MOST_ADVICE:
            more = Text(f"and {len(rows) - MOST_ADVICE} more", "third")
            more.setToolTip("\n".join(r.text for r in rows[MOST_ADVICE:]))
            self.advice.addWidget(more)

    def _render_live(self, outcome: OutcomeState) -> None:
        self.title.setText(outcome.title)
        self.badge.set(outcome.badge.text, outcome.badge.tone)
        self.rule.set_text(outcome.rule)
        self.reason.setText(outcome.reason)
        self.reason.setVisible(bool(outcome.reason))
        self.counts.setText(outcome.counts)
        self.missing.setText(outcome.first)
        self.missing.setToolTip("\n".join(outcome.missing))
        self.missing.setVisible(bool(outcome.first))
        self.button.setEnabled(outcome.can_finalise)
        self.button.setToolTip("" if outcome.can_finalise else "\n".join(outcome.missing))

    # -- reopening: a reason first, in place --
    def _on_reopen(self) -> None:
        if self.why.isHidden():
            self.why.setVisible(True)
            self.why.setFocus()
            self.reopen_button.setText("Reopen")
            self.reopen_button.setEnabled(False)
        elif self.why.text().strip():
            self.reopen.emit(self.why.text().strip())

    def _on_reason(self, text: str) -> None:
        self.reopen_button.setEnabled(bool(text.strip()))

    def _give_up(self) -> None:
        self._close_reopen()
        self.reopen_button.setFocus()

    def _close_reopen(self) -> None:
        self.why.clear()
        self.why.setVisible(False)
        self.reopen_button.setText("Reopen…")
        self.reopen_button.setEnabled(True)
