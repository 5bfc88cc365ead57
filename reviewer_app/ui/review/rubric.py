"""The rubric at the right: every indicator in sight, the active one open, the outcome below."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from reviewer_app.domain.ids import IndicatorId
from reviewer_app.ui.review.card import NAMES, CardSignals, IndicatorCard
from reviewer_app.ui.review.outcome_box import OutcomeBox
from reviewer_app.ui.review.state import CardState, EarlierState, Mode, ReviewState
from reviewer_app.ui.review.writing import Spelling
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Elided, Pill, Text

ROOMY = 520  # pixels
BESIDE_MS = 250  # after which the cards beside the open one are made ready


class RubricPanel(CardSignals):
    """Cards stay the same widgets as long as the submission does, so that nothing jumps while scoring."""

    grow_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "details")
        self.setAccessibleName("Indicator rubric")
        self.spelling: Spelling | None = None
        self._cards: dict[IndicatorId | None, IndicatorCard] = {}
        self._shape: tuple[object, ...] = ()
        self._active: IndicatorId | None = None
        self._drawn: object = None
        self._state: ReviewState | None = None
        self._keys = ""
        self._beside = QTimer(self, singleShot=True)
        self._beside.timeout.connect(self._make_beside)
        self.outcome = OutcomeBox()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self._build_area(), 1)
        column.addWidget(self.outcome)

    def _build_head(self) -> QFrame:
        head = QFrame()
        head.setProperty("role", "bar")
        head.setFixedHeight(44)
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 10, 0)
        row.setSpacing(8)
        self.head_title = Text("Indicator rubric", "strong")
        self.program = Pill("", "neutral", elide=True)
        self.hint = Elided("", "third")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.guide = IconButton("clipboard-text", "Scoring protocol", key="P")
        self.grow = IconButton("arrows-out-line-horizontal", "More room for the rubric", key="G")
        for button in (self.guide, self.grow):
            button.setCheckable(True)
        self.grow.toggled.connect(self._on_grow)
        self.guide.toggled.connect(self._on_guide)
        row.addWidget(self.head_title)
        row.addWidget(self.program)
        row.addStretch(1)
        row.addWidget(self.hint, 1)
        row.addWidget(self.guide)
        row.addWidget(self.grow)
        return head

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the program's name goes before the keys, which the sheet of keys lists as well."""
        super().resizeEvent(event)
        self.hint.setVisible(self.width() > ROOMY)

    def _on_grow(self, on: bool) -> None:
        self.grow_wanted.emit(on)
        self._drawn = None
        if self._state is not None:
            self.render_rubric(self._state, self._keys)

    def _on_guide(self, on: bool) -> None:
        self.protocol.setVisible(on)
        if on:
            self.area.verticalScrollBar().setValue(0)

    def _build_area(self) -> QScrollArea:
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._following = QTimer(self, singleShot=True, interval=250)  # while an opened card finds its height
        self.area.verticalScrollBar().rangeChanged.connect(self._on_range)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.protocol = Text("", "second", wrap=True)
        self.protocol.setContentsMargins(16, 8, 16, 8)
        self.protocol.setVisible(False)
        self.carried = Text("", "second", wrap=True)
        self.carried.setContentsMargins(16, 6, 16, 6)
        self._list.addWidget(self.protocol)
        self._list.addWidget(self.carried)
        self._earlier = QVBoxLayout()
        self._list.addLayout(self._earlier)
        self._places = QVBoxLayout()
        self._list.addLayout(self._places)
        self._list.addStretch(1)
        self.area.setWidget(inside)
        return self.area

    # -- showing --
    def render_rubric(self, state: ReviewState, keys: str) -> None:
        """Show a state; cards that stay as they are cost nothing."""
        self.make_cards(state)
        self._state, self._keys = state, keys
        self._render_head(state, keys)
        spread = self.grow.isChecked()
        for card_state in state.cards:
            self._cards[card_state.id].render_card(card_state, state.mode, state.open, state.settled, spread)
        self.outcome.render_outcome(state)
        active = state.active
        if (active is not None and active.id != self._active) or self._active is None:
            self._following.start()
            QTimer.singleShot(0, self, self.show_active)
        self._active = active.id if active is not None else None
        self._beside.start(BESIDE_MS)

    def make_cards(self, state: ReviewState) -> None:
        """The cards of another submission, with nothing in them yet."""
        if (state.submission, tuple(c.id for c in state.cards)) != self._shape:
            self._rebuild(state)

    def make_ready(self, state: ReviewState, *more: int) -> bool:
        """Make a piece of what the active card, or those so far from it, need to open; whether any was missing."""
        order = list(state.cards)
        place = next((n for n, c in enumerate(order) if c.active), 0)
        near = [order[place + step] for step in (0, *more) if 0 <= place + step < len(order)]
        cards = [(self._cards.get(c.id), c) for c in near]
        return any(card.make_ready(c, state.mode) for card, c in cards if card is not None)

    def _make_beside(self) -> None:
        """The next indicator and the one before open at once: what their cards need is made while nothing is asked."""
        if self._state is not None and self.make_ready(self._state, 1, -1):
            self._beside.start(0)

    def _render_head(self, state: ReviewState, keys: str) -> None:
        wanted = (state.mode, state.program, state.sample, state.protocol, state.carried, keys)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self.head_title.setText(_TITLES[state.mode])
        self.program.set(state.program, "neutral")
        self.program.setToolTip("\n\n".join(p for p in (state.program, state.sample) if p))
        self.hint.set_text(keys)
        self.hint.setToolTip(f"Keys: {keys.replace(' · ', ' give a level, ')} move between indicators" if keys else "")
        self.guide.setVisible(bool(state.protocol))
        self.protocol.setText("\n".join(f"{n}. {line}" for n, line in enumerate(state.protocol, 1)))
        self.carried.setText(state.carried)
        self.carried.setVisible(bool(state.carried))

    def forget(self) -> None:
        """Let go of the cards: another submission comes, and nothing may be scored on those of this one."""
        self._beside.stop()
        clear(self._earlier)
        clear(self._places)
        self._cards, self._shape = {}, ()
        self._active = self._state = None
        self.outcome.setEnabled(False)

    def _rebuild(self, state: ReviewState) -> None:
        self.forget()
        self._shape = (state.submission, tuple(c.id for c in state.cards))
        self.outcome.setEnabled(True)
        for earlier in state.earlier:
            self._earlier.addWidget(EarlierBox(earlier))
        for card_state in state.cards:
            self._places.addWidget(self._make(card_state))

    def _make(self, state: CardState) -> IndicatorCard:
        card = IndicatorCard(state, self.spelling)
        self._cards[state.id] = card
        for name in NAMES:
            getattr(card, name).connect(getattr(self, name))
        return card

    def card(self, indicator: IndicatorId | None) -> IndicatorCard | None:
        """The card of an indicator."""
        return self._cards.get(indicator)

    @property
    def active_card(self) -> IndicatorCard | None:
        """The card that is open."""
        return self._cards.get(self._active)

    def show_active(self) -> None:
        """Bring the open card into view."""
        card = self.active_card
        inside = self.area.widget()
        if card is not None and inside is not None:
            top = card.mapTo(inside, QPoint(0, 0)).y()
            bar, room = self.area.verticalScrollBar(), self.area.viewport().height()
            low = top + card.height() - room  # the least that shows its end
            bar.setValue(min(max(bar.value(), low), top))

    def _on_range(self) -> None:
        if self._following.isActive():
            self.show_active()

    def flush(self) -> None:
        """Keep what was typed anywhere."""
        for card in self._cards.values():
            card.flush()


_TITLES = {Mode.QUICK: "Quick review", Mode.FORMATIVE: "Feedback", Mode.SCORED: "Indicator rubric"}


class EarlierBox(QFrame):
    """An earlier attempt: one line; its feedback folds out."""

    def __init__(self, state: EarlierState) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 6)
        row = QHBoxLayout()
        title = Elided(state.title, "second")
        row.addWidget(title, 1)
        self.words = Text(state.feedback, "second", wrap=True)
        self.words.setVisible(False)
        column.addLayout(row)
        column.addWidget(self.words)
        if state.feedback:
            self.button = Button("Feedback then", "link")
            self.button.setCheckable(True)
            self.button.toggled.connect(self.words.setVisible)
            row.addWidget(self.button)
