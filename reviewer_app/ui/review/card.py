"""An indicator's card: one row when collapsed; levels, citations and feedback when it is the active one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.review.citation_line import CitationLine
from reviewer_app.ui.review.comment_box import CommentBox
from reviewer_app.ui.review.levels import Levels
from reviewer_app.ui.review.state import CardState, ConditionChoice, Mode
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import Button, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Elided, Pill, Text

CONFIDENCE = (("sure", "Sure"), ("fairly", "Fairly sure"), ("unsure", "Unsure"))
EDGE = 16


class IndicatorCard(QFrame):
    """One card; ``render`` shows a state, signals say what is wanted."""

    activated = Signal(object)
    level_chosen = Signal(object, object)  # indicator, level or None
    jump = Signal(object)
    uncited = Signal(object)
    annotated = Signal(object, str)
    commented = Signal(object, str)
    noted = Signal(object, str)
    confided = Signal(object, str)
    flagged = Signal(object, str, bool)
    typing = Signal()
    entered = Signal()

    def __init__(self, state: CardState) -> None:
        super().__init__()
        self.state = state
        self.body: CardBody | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.title = Text("", "strong", wrap=True)
        self.dots = Levels(cards=False)
        self.dots.chosen.connect(lambda value: self.level_chosen.emit(self.state.id, value))
        self.summary = Elided("", "third")
        self.flags = QWidget()
        self._flag_row = QHBoxLayout(self.flags)
        self._flag_row.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(17, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.dots, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(EDGE, 11, EDGE, 11)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self.summary)

    def render_card(self, state: CardState, mode: Mode, enabled: bool, settled: bool) -> None:
        """Show a state."""
        self.state = state
        self.title.setText(state.title)
        self.title.setToolTip(state.description)
        self.setAccessibleName(f"{state.title}. {state.summary}")
        self.setCursor(
            Qt.CursorShape.ArrowCursor if state.active or state.reference else Qt.CursorShape.PointingHandCursor
        )
        self.dots.show_levels(state.levels, enabled)
        self.dots.setVisible(bool(state.levels) and not state.active)
        self.summary.set_role(state.summary_tone)
        self.summary.set_text(state.summary)
        self.summary.setVisible(not state.active)
        if state.active and self.body is None:
            self._open(mode)
        if self.body is not None:
            self.body.setVisible(state.active)
            if state.active:
                self.body.render_body(state, enabled, settled)
        self.update()

    def _open(self, mode: Mode) -> None:
        body = CardBody(self, mode)
        self.body = body
        self._column.addWidget(body)

    def flush(self) -> None:
        """Keep what was typed."""
        if self.body is not None:
            self.body.comment.flush()
            self.body.note.flush()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A collapsed card opens."""
        if event.button() == Qt.MouseButton.LeftButton and not self.state.active and not self.state.reference:
            self.activated.emit(self.state.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As one press."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open a collapsed card that has the keyboard."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self.hasFocus() and event.key() in keys and not self.state.active and not self.state.reference:
            self.activated.emit(self.state.id)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The indicator's colour as a square, and as a bar at the left of the active one; a hairline below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("panel"))
        hue = theme.indicator_colour(self.state.hue) if self.state.hue >= 0 else theme.colour("ink3")
        if self.state.active:
            painter.fillRect(QRectF(0, 0, 3, self.height()), hue)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue)
        painter.drawRoundedRect(QRectF(EDGE, 11 + self.title.fontMetrics().height() / 2 - 4.5, 9, 9), 2.5, 2.5)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.colour("line"))
        if self.hasFocus():
            paint.draw_focus(painter, QRectF(self.rect()).adjusted(2, 2, -2, -3))


class CardBody(QWidget):
    """What the active card shows below its title."""

    def __init__(self, card: IndicatorCard, mode: Mode) -> None:
        super().__init__()
        self._card, self._mode = card, mode
        self._state = card.state
        self._lines: tuple[object, ...] = ()
        self.levels = Levels(cards=True)
        self.levels.chosen.connect(lambda value: card.level_chosen.emit(self._state.id, value))
        self.conditions = QVBoxLayout()
        self.citations = QVBoxLayout()
        self.citations.setSpacing(4)
        whole = card.state.id is None
        self.comment = CommentBox("Feedback", "Feedback for the candidate" if not whole else "Feedback on the whole")
        self.note = CommentBox("Private note", "Private note: never in the letter")
        self.snippet = Button("+ Snippet", "quiet", key="/")
        self.private = Button("Private note", "quiet")
        self.private.setCheckable(True)
        self.flag = IconButton("flag", "Not scorable…")
        self.confidence = Button("Confidence", "quiet")
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        card = self._card
        self.comment.save.connect(lambda text: card.commented.emit(self._state.id, text))
        self.note.save.connect(lambda text: card.noted.emit(self._state.id, text))
        for field in (self.comment, self.note):
            field.typing.connect(card.typing)
            field.entered.connect(card.entered)
        self.comment.snippet_wanted.connect(self.offer_snippets)
        self.snippet.clicked.connect(self.offer_snippets)
        self.private.toggled.connect(self._on_private)
        self.flag.clicked.connect(self._offer_conditions)
        self.confidence.clicked.connect(self._offer_confidence)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 2)
        column.setSpacing(6)
        column.addWidget(self.levels)
        column.addLayout(self.conditions)
        column.addLayout(self.citations)
        column.addWidget(self.comment)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.snippet)
        row.addWidget(self.private)
        row.addWidget(self.flag)
        row.addStretch(1)
        row.addWidget(self.confidence)
        column.addLayout(row)

    def render_body(self, state: CardState, enabled: bool, settled: bool) -> None:
        """Show a state."""
        self._state = state
        self.levels.setVisible(bool(state.levels))
        self.levels.show_levels(state.levels, enabled)
        self._show_citations(state, enabled)
        self._show_conditions(state.conditions if state.id is not None else (), enabled)
        self.comment.show_text(state.comment, settled)
        self.note.show_text(state.note, settled)
        for field in (self.comment, self.note):
            field.setReadOnly(not enabled)
        if state.note and not self.private.isChecked():
            self.private.setChecked(True)
        self.note.setVisible(self.private.isChecked())
        self.snippet.setEnabled(enabled and bool(state.snippets))
        self.flag.setVisible(state.id is not None and self._mode is not Mode.FORMATIVE)
        self.flag.setEnabled(enabled)
        self.confidence.setVisible(bool(state.levels))
        self.confidence.setEnabled(enabled)
        words = dict(CONFIDENCE).get(state.confidence, "")
        self.confidence.setText(f"Confidence: {words.lower()}" if words else "Confidence…")
        self.confidence.updateGeometry()

    def _show_citations(self, state: CardState, enabled: bool) -> None:
        wanted = (state.citations, state.hue, enabled)
        if wanted == self._lines:
            return
        self._lines = wanted
        clear(self.citations)
        for row in state.citations:
            line = CitationLine(row, state.hue, enabled)
            line.jump.connect(self._card.jump)
            line.removed.connect(self._card.uncited)
            line.annotated.connect(self._card.annotated)
            self.citations.addWidget(line)

    def _show_conditions(self, choices: tuple[ConditionChoice, ...], enabled: bool) -> None:
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

    # -- menus: shown beside their button, never modal --
    def offer_snippets(self) -> None:
        """The pieces of feedback that fit."""
        if not self._state.snippets or self.comment.isReadOnly():
            return
        menu = QMenu(self)
        for choice in self._state.snippets:
            action = menu.addAction(choice.title)
            action.setToolTip(choice.text)
            action.triggered.connect(lambda _on=False, text=choice.text: self.comment.insert(text))
        menu.setToolTipsVisible(True)
        self._popup(menu, self.snippet)

    def _offer_conditions(self) -> None:
        menu = conditions_menu(
            self, self._state.conditions, lambda c, on: self._card.flagged.emit(self._state.id, c, on)
        )
        self._popup(menu, self.flag)

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
        self._popup(menu, self.confidence)

    @staticmethod
    def _popup(menu: QMenu, below: QWidget) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))


def condition_row(choice: ConditionChoice, enabled: bool, take_away: object) -> QWidget:
    """A standing condition with its × ."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(4)
    pill = Pill(f"Not scorable: {choice.label.lower()}", "caution")
    pill.setToolTip(choice.advice)
    row.addWidget(pill)
    if enabled and callable(take_away):
        cross = IconButton("x", f"Take away: {choice.label}")
        cross.clicked.connect(lambda: take_away(choice.code))
        row.addWidget(cross)
    row.addStretch(1)
    return made


def conditions_menu(parent: QWidget, choices: tuple[ConditionChoice, ...], act: object) -> QMenu:
    """The reasons why something is not scorable, those that stand ticked."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    for choice in choices:
        action = menu.addAction(choice.label)
        action.setCheckable(True)
        action.setChecked(choice.on)
        action.setToolTip(choice.advice)
        if callable(act):
            action.triggered.connect(lambda on, code=choice.code: act(code, on))
    return menu
