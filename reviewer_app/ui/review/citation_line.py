"""One citation in its indicator's card: click to go there, × to take it out, a pencil to say what it shows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy

from reviewer_app.ui import theme
from reviewer_app.ui.review.state import CitationRow
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Elided, Text


class _Words(QLineEdit):
    """Enter keeps, Escape leaves as it was."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class CitationLine(QFrame):
    """A citation."""

    jump = Signal(object)  # CitationId
    removed = Signal(object)
    annotated = Signal(object, str)

    def __init__(self, row: CitationRow, hue: int, enabled: bool) -> None:
        super().__init__()
        self.row = row
        self._hue = hue
        self.setFixedHeight(28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"Citation {row.place} {row.words}")
        self.setAccessibleDescription("Enter shows it, Delete takes it out")
        line = QHBoxLayout(self)
        line.setContentsMargins(30, 0, 2, 0)
        line.setSpacing(7)
        place = Text(row.place, "mono")
        place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._words = Elided(row.words)
        self._words.setFont(theme.font(12))
        self._field = _Words(row.words.strip("“”") if not row.selector.quote else "")
        self._field.setPlaceholderText("What does it show?")
        self._field.setAccessibleName("What the citation shows")
        self._field.setVisible(False)
        self._pencil = IconButton("pencil-simple", "Say what it shows")
        self.cross = IconButton("x", "Take out this citation")
        for button in (self._pencil, self.cross):
            button.setIconSize(QSize(13, 13))
            button.setCursor(Qt.CursorShape.ArrowCursor)
        line.addWidget(place)
        line.addWidget(self._words, 1)
        line.addWidget(self._field, 1)
        line.addWidget(self._pencil)
        line.addWidget(self.cross)
        for button in (self._pencil, self.cross):
            button.setVisible(enabled)
        self.cross.clicked.connect(lambda: self.removed.emit(row.id))
        self._pencil.clicked.connect(self._edit)
        self._field.returnPressed.connect(self._keep)
        self._field.left.connect(self._leave)

    def _edit(self) -> None:
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

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.jump.emit(self.row.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Taken here, so that the card below does not get it."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As one press."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there, Delete takes it out."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.jump.emit(self.row.id)
        elif event.key() == Qt.Key.Key_Delete and self.cross.isVisible():
            self.removed.emit(self.row.id)
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
