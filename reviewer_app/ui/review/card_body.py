"""What the active card shows below its title: levels, citations, feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from reviewer_app.ui.review.citation_list import CitationList
from reviewer_app.ui.review.comment_box import CommentBox
from reviewer_app.ui.review.guide_box import GuideBox, PeersBox
from reviewer_app.ui.review.levels import Levels
from reviewer_app.ui.review.menus import condition_row, conditions_menu, popup_below
from reviewer_app.ui.review.snippet_box import SnippetBox
from reviewer_app.ui.review.state import CardState, ConditionChoice, Mode
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from reviewer_app.ui.review.card import IndicatorCard

CONFIDENCE = (("sure", "Sure"), ("fairly", "Fairly sure"), ("unsure", "Unsure"))


class CardBody(QWidget):
    """What the active card shows below its title."""

    def __init__(self, card: IndicatorCard, mode: Mode) -> None:
        super().__init__()
        self._card, self._mode = card, mode
        self._state = card.state
        self._standing: object = None
        self.levels = Levels(cards=True)
        self.guide, self.peers = GuideBox(), PeersBox()
        self.guide.setVisible(False)
        self.earlier, self.advice = Text("", "second", wrap=True), Text("", "caution", wrap=True)
        self.conditions = QVBoxLayout()
        self.citations = CitationList()
        whole = card.state.id is None
        self.comment = CommentBox("Feedback", "Feedback for the candidate" if not whole else "Feedback on the whole")
        self.note = CommentBox("Private note", "Private note: never in the letter")
        self.snippet = Button("+ Snippet", "quiet", key="/", name="Insert a snippet")
        self.snippets: SnippetBox | None = None
        self.bold = IconButton("text-bolder", "Bold", key="Ctrl+B")
        self.bullets = IconButton("list-bullets", "List", key="Ctrl+Shift+8")
        self.help = IconButton("info", "Look-fors and examples")
        self.private = IconButton("lock-simple", "Private note")
        self.flag = IconButton("flag", "Not scorable…")
        self.confidence = Button("Confidence", "quiet")
        self.confidence.let_elide()  # with large text the row would be wider than the panel
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        card = self._card
        self.levels.chosen.connect(lambda value: card.level_chosen.emit(self._state.id, value))
        self.comment.save.connect(lambda text: card.commented.emit(self._state.id, text))
        self.note.save.connect(lambda text: card.noted.emit(self._state.id, text))
        for field in (self.comment, self.note):
            field.typing.connect(card.typing)
            field.entered.connect(card.entered)
            field.set_spelling(card.spelling)
        self.comment.snippet_wanted.connect(self.offer_snippets)
        self.snippet.clicked.connect(self.offer_snippets)
        self.bold.clicked.connect(self.comment.toggle_bold)
        self.bullets.clicked.connect(self.comment.toggle_list)
        for button, act in ((self.private, self._on_private), (self.help, self.guide.setVisible)):
            button.setCheckable(True)
            button.toggled.connect(act)
        self.flag.clicked.connect(self.offer_conditions)
        self.confidence.clicked.connect(self._offer_confidence)
        lines = self.citations
        lines.jump.connect(card.jump)
        lines.removed.connect(card.uncited)
        lines.annotated.connect(card.annotated)
        lines.moved.connect(card.moved)
        lines.nudged.connect(card.nudged)
        lines.replaced.connect(card.replaced)
        lines.sort_wanted.connect(card.sort_wanted)
        lines.only_wanted.connect(lambda on: card.only_wanted.emit(self._state.id, on))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 2)
        column.setSpacing(6)
        over: tuple[QWidget, ...] = (self.guide, self.levels, self.peers, self.earlier)
        under: tuple[QWidget, ...] = (self.citations, self.comment, self.note, self.advice)
        for widget in over:
            column.addWidget(widget)
        column.addLayout(self.conditions)
        for widget in under:
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in (self.snippet, self.bold, self.bullets, self.private, self.help, self.flag):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.confidence)
        column.addLayout(row)

    def render_body(self, state: CardState, enabled: bool, settled: bool) -> None:
        """Show a state."""
        self._state = state
        self.levels.setVisible(bool(state.levels))
        self.levels.show_levels(state.levels, enabled)
        self.help.setVisible(GuideBox.has(state))
        self.guide.show_card(state)
        self.peers.show_peers(state.peers)
        self.citations.show_card(state, enabled)
        self._show_conditions(state.conditions if state.id is not None else (), enabled)
        for label, words in ((self.earlier, state.earlier), (self.advice, "\n".join(_tail(a) for a in state.advice))):
            label.setText(words)
            label.setVisible(bool(words))
        self.advice.setVisible(bool(state.advice) and enabled and bool(state.comment))
        self._show_texts(state, enabled, settled)
        self.flag.setVisible(state.id is not None and self._mode is not Mode.FORMATIVE)
        self.flag.setEnabled(enabled)
        self.confidence.setVisible(bool(state.levels))
        self.confidence.setEnabled(enabled)
        words = dict(CONFIDENCE).get(state.confidence, "")
        self.confidence.setText(f"Confidence: {words.lower()}" if words else "Confidence…")
        self.confidence.setToolTip(self.confidence.text())
        self.confidence.updateGeometry()

    def _show_texts(self, state: CardState, enabled: bool, settled: bool) -> None:
        self.comment.show_text(state.comment, settled)
        self.note.show_text(state.note, settled)
        for field in (self.comment, self.note):
            field.setReadOnly(not enabled)
        if state.note and not self.private.isChecked():
            self.private.setChecked(True)
        self.note.setVisible(self.private.isChecked())
        for button in (self.snippet, self.bold, self.bullets):
            button.setEnabled(enabled)

    def _show_conditions(self, choices: tuple[ConditionChoice, ...], enabled: bool) -> None:
        if (choices, enabled) == self._standing:
            return
        self._standing = (choices, enabled)
        clear(self.conditions)
        for choice in choices:
            if choice.on:
                self.conditions.addWidget(condition_row(choice, enabled, self._unflag))

    def _unflag(self, code: str) -> None:
        self._card.flagged.emit(self._state.id, code, False)

    def _on_private(self, on: bool) -> None:
        self.note.setVisible(on)
        if on and self.isVisible():
            self.note.setFocus()

    # -- what is offered beside a button, never modal --
    def offer_snippets(self) -> None:
        """The pieces of feedback that fit, to be narrowed by typing."""
        if self.comment.isReadOnly():
            return
        if self.snippets is None:
            self.snippets = SnippetBox(self.window(), self.comment)
            self.snippets.keep_wanted.connect(lambda text: self._card.snippet_kept.emit(self._state.id, text))
            self.snippets.edit_wanted.connect(self._card.snippets_wanted)
        self.snippets.offer(self._state.snippets, self.comment.selected_or_all())

    def offer_conditions(self) -> None:
        """Why this indicator is not scorable."""
        menu = conditions_menu(
            self, self._state.conditions, lambda c, on: self._card.flagged.emit(self._state.id, c, on)
        )
        popup_below(menu, self.flag)

    def _offer_confidence(self) -> None:
        menu = QMenu(self)
        for code, label in CONFIDENCE:
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setChecked(code == self._state.confidence)
            action.triggered.connect(lambda _on=False, c=code: self._card.confided.emit(self._state.id, c))
        if self._state.confidence:
            menu.addSeparator()
            menu.addAction("Don't say").triggered.connect(lambda: self._card.confided.emit(self._state.id, ""))
        if self._state.scored is not None:
            menu.addSeparator()
            menu.addAction("Take the score away").triggered.connect(
                lambda: self._card.level_chosen.emit(self._state.id, None)
            )
        popup_below(menu, self.confidence)


def _tail(advice: str) -> str:
    """The advice without the indicator it stands under."""
    before, _, after = advice.partition(": ")
    words = after if after and " " not in before else advice
    return words[:1].upper() + words[1:]
