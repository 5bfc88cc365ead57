"""An indicator's card: one row when collapsed; levels, citations and feedback when it is the active one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from reviewer_app.domain.ids import CitationId
from reviewer_app.ui import theme
from reviewer_app.ui.review.card_body import CardBody
from reviewer_app.ui.review.citation_line import MIME
from reviewer_app.ui.review.levels import Levels
from reviewer_app.ui.review.state import CardState, Mode
from reviewer_app.ui.review.writing import Spelling
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.labels import Elided, Text

EDGE = 16
_FEW = 3  # lines that are made in a turn of the event loop


class CardSignals(QFrame):
    """What a card asks for; the panel passes it on as it is."""

    activated = Signal(object)
    level_chosen = Signal(object, object)  # indicator, level or None
    jump = Signal(object)
    uncited = Signal(object)
    annotated = Signal(object, str)
    moved = Signal(object, object)  # citation, indicator or None
    nudged = Signal(object, str, int)
    replaced = Signal(object)
    sort_wanted = Signal(str)
    only_wanted = Signal(object, bool)
    commented = Signal(object, str)
    noted = Signal(object, str)
    confided = Signal(object, str)
    flagged = Signal(object, str, bool)
    snippet_kept = Signal(object, str)  # indicator, text
    snippets_wanted = Signal()
    typing = Signal()
    entered = Signal()


NAMES = (
    "activated", "level_chosen", "jump", "uncited", "annotated", "moved", "nudged", "replaced", "sort_wanted",
    "only_wanted", "commented", "noted", "confided", "flagged", "snippet_kept", "snippets_wanted", "typing", "entered",
)  # fmt: skip
"""All of them."""


class IndicatorCard(CardSignals):
    """One card; ``render_card`` shows a state, signals say what is wanted."""

    def __init__(self, state: CardState, spelling: Spelling | None = None) -> None:
        super().__init__()
        self.state, self.spelling = state, spelling
        self.body: CardBody | None = None
        self._drawn: object = None
        self._hot = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAcceptDrops(True)
        self.title = Text("", "strong", wrap=True)
        self.dots = Levels(cards=False)
        self.spread: Levels | None = None
        self.dots.chosen.connect(lambda value: self.level_chosen.emit(self.state.id, value))
        self.summary = Elided("", "third")
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

    def render_card(self, state: CardState, mode: Mode, enabled: bool, settled: bool, spread: bool = False) -> None:
        """Show a state; ``spread``: there is room for every card's descriptors."""
        wanted = (state, mode, enabled, settled, spread, theme.px(13))
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self.state = state
        self.title.setText(state.title)
        self.title.setToolTip(state.description)
        self.setAccessibleName(f"{state.title}. {state.summary}")
        self.setCursor(
            Qt.CursorShape.ArrowCursor if state.active or state.reference else Qt.CursorShape.PointingHandCursor
        )
        self.dots.show_levels(state.levels, enabled)
        self.dots.setVisible(bool(state.levels) and not state.active and not spread)
        self._show_spread(state, enabled, spread)
        self.summary.set_role(state.summary_tone)
        self.summary.set_text(state.summary)
        self.summary.setVisible(not state.active)
        if state.active:
            self._make_body(mode)
        if self.body is not None:
            self.body.setVisible(state.active)
            if state.active:
                self.body.render_body(state, enabled, settled)
        self.update()

    def make_ready(self, state: CardState, mode: Mode) -> bool:
        """Make a piece of what the card needs to open at once; whether any was missing."""
        if state.reference:
            return False
        made = self._make_body(mode)
        return made or (self.body is not None and self.body.citations.make_lines(state.citations, _FEW))

    def _make_body(self, mode: Mode) -> bool:
        if self.body is not None:
            return False
        self.body = CardBody(self, mode)
        self.body.setVisible(False)
        self._column.addWidget(self.body)
        return True

    def _show_spread(self, state: CardState, enabled: bool, spread: bool) -> None:
        wanted = spread and bool(state.levels) and not state.active
        if wanted and self.spread is None:
            self.spread = Levels(cards=True)
            self.spread.chosen.connect(lambda value: self.level_chosen.emit(self.state.id, value))
            self._column.insertWidget(1, self.spread)
        if self.spread is not None:
            self.spread.setVisible(wanted)
            if wanted:
                self.spread.show_levels(state.levels, enabled)

    def flush(self) -> None:
        """Keep what was typed."""
        if self.body is not None:
            self.body.comment.flush()
            self.body.note.flush()

    # -- a citation dropped here is moved here --
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A citation of another card may be dropped."""
        if event.mimeData().hasFormat(MIME) and not self.state.reference:
            event.acceptProposedAction()
            self._heat(True)

    def dragLeaveEvent(self, event: object) -> None:
        """It went on."""
        self._heat(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """It is this indicator's from now on."""
        self._heat(False)
        data = bytes(event.mimeData().data(MIME).data())
        if data:
            self.moved.emit(CitationId(data.decode("ascii", "replace")), self.state.id)
            event.acceptProposedAction()

    def _heat(self, hot: bool) -> None:
        self._hot = hot
        self.update()

    # -- opening --
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

    @property
    def _first_line(self) -> float:
        """Where the middle of the title's first line is."""
        title = self.title
        free = max(0, title.height() - title.heightForWidth(title.width()))
        return title.y() + free / 2 + title.fontMetrics().height() / 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The indicator's colour as a square, and as a bar at the left of the active one; a hairline below."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("accent_soft" if self._hot else "panel"))
        hue = theme.indicator_colour(self.state.hue) if self.state.hue >= 0 else theme.colour("ink3")
        if self.state.active:
            painter.fillRect(QRectF(0, 0, 3, self.height()), hue)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hue)
        painter.drawRoundedRect(QRectF(EDGE, self._first_line - 4.5, 9, 9), 2.5, 2.5)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), theme.colour("line"))
        if self.hasFocus():
            paint.draw_focus(painter, QRectF(self.rect()).adjusted(2, 2, -2, -3))
