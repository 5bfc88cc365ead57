"""One citation in its indicator's card: click to go there, × to take it out, a menu for everything else.

It can be dragged onto another indicator's card. By key: Enter goes there, E says what it shows, M moves it, Shift and
the arrows trim its beginning, Ctrl+Shift and the arrows its end, Delete takes it out.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QSizePolicy

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import CitationId, ItemId
from reviewer_app.ui import theme
from reviewer_app.ui.review.line_field import LineField
from reviewer_app.ui.review.menus import popup_below
from reviewer_app.ui.review.state import CitationRow, MoveTarget
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Elided, Text

MIME = "application/x-reviewer-citation"
STEP_MS = 500
NO_ROW = CitationRow(id=CitationId(""), item=ItemId(""), icon="file", place="", words="", selector=Selector())
NUDGES = (
    ("Begin half a second earlier\tShift+←", "start", -STEP_MS),
    ("Begin half a second later\tShift+→", "start", STEP_MS),
    ("End half a second earlier\tCtrl+Shift+←", "end", -STEP_MS),
    ("End half a second later\tCtrl+Shift+→", "end", STEP_MS),
)


class CitationLine(QFrame):
    """A citation; ``show_row`` gives it another one."""

    jump = Signal(object)  # CitationId
    removed = Signal(object)
    annotated = Signal(object, str)
    moved = Signal(object, object)  # CitationId, IndicatorId or None
    nudged = Signal(object, str, int)  # CitationId, start or end, milliseconds
    replaced = Signal(object)  # CitationId: take what is chosen in the evidence instead

    def __init__(self) -> None:
        super().__init__()
        self.row = NO_ROW
        self._hue, self._enabled = -1, False
        self._targets: tuple[MoveTarget, ...] = ()
        self._pressed_at: QPoint | None = None
        self.setFixedHeight(28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription("Enter shows it, E says what it shows, M moves it, Delete takes it out")
        self._place = Text("", "mono")
        self._place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._words = Elided("")
        self._words.setFont(theme.font(12))
        self._field = LineField()
        self._field.setPlaceholderText("What does it show?")
        self._field.setAccessibleName("What the citation shows")
        self._field.setVisible(False)
        self.more = IconButton("dots-three-bold", "More about this citation", key="M")
        self.cross = IconButton("x", "Take out this citation")
        self._lay_out()

    def _lay_out(self) -> None:
        line = self._line = QHBoxLayout(self)
        line.setContentsMargins(30, 0, 2, 0)
        line.setSpacing(7)
        for button in (self.more, self.cross):
            button.setIconSize(QSize(13, 13))
            button.setCursor(Qt.CursorShape.ArrowCursor)
        line.addWidget(self._place)
        line.addWidget(self._words, 1)
        line.addWidget(self._field, 1)
        line.addWidget(self.more)
        line.addWidget(self.cross)
        self.cross.clicked.connect(lambda: self.removed.emit(self.row.id))
        self.more.clicked.connect(self.offer)
        self._field.returnPressed.connect(self._keep)
        self._field.left.connect(self._leave)

    def show_row(self, row: CitationRow, hue: int, enabled: bool, targets: tuple[MoveTarget, ...]) -> None:
        """Show this citation."""
        if (row, hue, enabled, targets) == (self.row, self._hue, self._enabled, self._targets):
            return
        if row.id != self.row.id and not self._field.isHidden():
            self._leave()
        self.row, self._hue, self._enabled, self._targets = row, hue, enabled, targets
        self.setAccessibleName(f"Citation {row.place} {row.words}")
        self._place.setText(row.place)
        self._words.set_text(row.words)
        for button in (self.more, self.cross):
            button.setVisible(enabled)
        self._line.setContentsMargins(30, 0, 2 if enabled else 10, 0)
        self.update()

    def offer(self) -> None:
        """What can be done with it."""
        menu = QMenu(self)
        menu.addAction("Show its place").triggered.connect(lambda: self.jump.emit(self.row.id))
        menu.addAction("Say what it shows…\tE").triggered.connect(self._edit)
        to = menu.addMenu("Move to")
        for target in self._targets:
            action = to.addAction(target.title.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, i=target.id: self.moved.emit(self.row.id, i))
        if self.row.selector.time is not None:
            trim = menu.addMenu("Trim")
            for title, which, ms in NUDGES:
                action = trim.addAction(title)
                action.triggered.connect(lambda _on=False, w=which, m=ms: self.nudged.emit(self.row.id, w, m))
        menu.addAction("Take what is chosen now instead").triggered.connect(lambda: self.replaced.emit(self.row.id))
        menu.addSeparator()
        menu.addAction("Take it out\tDelete").triggered.connect(lambda: self.removed.emit(self.row.id))
        popup_below(menu, self.more)

    def _edit(self) -> None:
        self._field.setText(self.row.words if self.row.selector.quote is None else "")
        self._words.setVisible(False)
        self._field.setVisible(True)
        self._field.setFocus()
        self._field.selectAll()

    def _keep(self) -> None:
        self.annotated.emit(self.row.id, self._field.text().strip())
        self._leave()

    def _leave(self) -> None:
        self._field.setVisible(False)
        self._words.setVisible(True)
        self.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Taken here, so that the card below does not get it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Held and moved, it is carried to another indicator."""
        start = self._pressed_at
        far = QApplication.startDragDistance()
        if start is None or not self._enabled or (event.position().toPoint() - start).manhattanLength() < far:
            return
        self._pressed_at = None
        data = QMimeData()
        data.setData(MIME, str(self.row.id).encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.exec(Qt.DropAction.MoveAction)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is not None and self.rect().contains(event.position().toPoint()):
            self.jump.emit(self.row.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """As the button with the dots."""
        if self._enabled:
            self.offer()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As one press."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Its own keys; all others go to the screen."""
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_E: self._edit,
            Qt.Key.Key_M: self.offer,
            Qt.Key.Key_Delete: lambda: self.removed.emit(self.row.id),
        }
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.jump.emit(self.row.id)
        elif self._enabled and key in acts and not event.modifiers():
            acts[key]()
        elif self._enabled and shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            end = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            step = STEP_MS if key == Qt.Key.Key_Right else -STEP_MS
            self.nudged.emit(self.row.id, "end" if end else "start", step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A hairline box with the indicator's colour at its left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "panel"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.indicator_colour(self._hue) if self._hue >= 0 else theme.colour("ink3"))
        painter.drawRoundedRect(QRectF(0, 0, 3, self.height()), 1.5, 1.5)
        theme.icon(self.row.icon, "ink").paint(painter, QRectF(10, 7, 14, 14).toRect())
        if self.hasFocus():
            paint.draw_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1))
