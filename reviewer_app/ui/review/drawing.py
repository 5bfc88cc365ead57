"""Draws a state into the parts of the scoring screen: at first a part at each turn of the event loop, then at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from reviewer_app.evidence.values import Probe
from reviewer_app.ui.review.keys import key_of
from reviewer_app.ui.review.side import ReviewSide
from reviewer_app.ui.review.state import Mode, ReviewState
from reviewer_app.ui.review.turns import Turns
from reviewer_app.ui.viewers.factory import load_for
from reviewer_app.ui.widgets.cards import EmptyState


class ReviewDrawing(ReviewSide):
    """What is drawn, and when."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden_note = EmptyState("eye-slash", "", "")
        self.loading = EmptyState("hourglass", "Opening…", "The evidence is being read.")
        self._slow_start = QTimer(self, singleShot=True, interval=200)
        self.turns = Turns(self)
        self.turns.done.connect(self._uncover)
        self._unmade: list[Callable[[], None]] = []  # parts that the open submission has not been drawn in yet

    def soon(self, act: Callable[[], None]) -> None:
        """Do it after a moment; what is asked for again meanwhile is done once."""
        self.turns.soon(act)

    def load_for(self, probe: Probe) -> None:
        """Load the code that will show such an item; touches no widget, called off the window's thread."""
        load_for(probe)

    def _show_parts(self) -> None:
        self._slow_start.stop()
        self.loading.setVisible(False)
        self.splitter.setVisible(True)

    def render(self, state: ReviewState) -> None:  # type: ignore[override]
        """Show the state."""
        first, self.state = self.state is None, state
        self.bar.render_bar(state)
        self.banner.render_banner(state)
        self._hide_evidence(state)
        parts = (self._render_list, self._render_rubric, self._render_stage)
        if first:
            self._show_parts()
            for place in (self.evidence, self.stage, self.rubric):
                place.setUpdatesEnabled(False)  # painted once, when all of them stand
            self._unmade = [*parts]
            for act in (self._render_list, self._make_cards, self._make_ready, self._render_rubric, self._render_stage):
                self.turns.soon(act, 0)
        else:
            for part in parts:
                if part not in self._unmade:
                    part()

    def _begun(self, part: Callable[[], None]) -> ReviewState | None:
        """A part is drawn for the first time in a turn of its own: making it takes long."""
        if part in self._unmade:
            self._unmade.remove(part)
        return self.state

    def _uncover(self) -> None:
        """Paint what was drawn, a part at each turn of the event loop; the stage last, whose viewers then make more."""
        covered = [part for part in (self.evidence, self.rubric, self.stage) if not part.updatesEnabled()]
        if covered:
            covered[0].setUpdatesEnabled(True)
            QTimer.singleShot(0, self, self._uncover)

    def _render_list(self) -> None:
        state = self._begun(self._render_list)
        if state is not None:
            self.evidence.render_list(state)

    def _make_cards(self) -> None:
        if self.state is not None:
            self.rubric.make_cards(self.state)

    def _make_ready(self) -> None:
        """The open card's parts, a few in each turn."""
        if self.state is not None and self._render_rubric in self._unmade and self.rubric.make_ready(self.state):
            self.turns.first(self._make_ready)

    def _render_rubric(self) -> None:
        state = self._begun(self._render_rubric)
        if state is not None:
            self.rubric.render_rubric(state, self._key_hint(state))

    def _render_stage(self) -> None:
        state = self._begun(self._render_stage)
        if state is not None:
            self.stage.render_stage(state)

    def _hide_evidence(self, state: ReviewState) -> None:
        """While a privacy hold stands nothing of the evidence is shown, opened or kept open."""
        hidden = state.hold is not None and state.hold.hides
        if hidden and state.hold is not None:
            self.stage.release()
            if self.hidden_note.isHidden():
                self.put_away()  # a letter from before
            kind = state.hold.title[:1].lower() + state.hold.title[1:]
            self.hidden_note.set("The evidence is not shown", f"It stays closed until the office lifts the {kind}.")
        self.hidden_note.setVisible(hidden)
        self.stage.set_covered(hidden)
        self.stage.splitter.setVisible(not hidden)

    def _key_hint(self, state: ReviewState) -> str:
        if self.presenter is None or not self.presenter.preferences.settings.single_letter_keys:
            return ""
        levels = next((c.levels for c in state.cards if c.levels), ())
        changed = self.presenter.preferences.settings.keys
        move = f"{key_of('review.next-indicator', changed)}/{key_of('review.previous-indicator', changed)}"
        if not levels or state.mode is Mode.FORMATIVE:
            return ""
        return f"{levels[0].value}–{levels[-1].value} · {move}"
