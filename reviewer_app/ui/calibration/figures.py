"""The figures at the head of the overview: value, what it is made of, its interval; a click says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.calibration import drawing
from reviewer_app.ui.plots.strip import Strip
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.cards import Card, clear
from reviewer_app.ui.widgets.labels import Text, section

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import Statistic

_NARROWEST = 104
_GAP = 10


class FigureCard(Card):
    """One figure; the whole card is a button that says why."""

    why_asked = Signal(object, object)  # this card, Statistic

    def __init__(self, statistic: Statistic) -> None:
        super().__init__(margins=12, spacing=2)
        self.statistic = statistic
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # each as wide as the others
        head = section(statistic.label)
        head.setText(head.text().replace("Α", "α"))  # its name is the small letter
        head.setWordWrap(True)
        self.value = Text(drawing.figure(statistic), "big")
        self.under = Text(drawing.below(statistic), "second", wrap=True)
        self.strip = Strip()
        self.strip.show_interval(drawing.strip(statistic))
        for widget in (head, self.value, self.under):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.body.addWidget(self.strip)
        self.strip.setVisible(statistic.value is not None)
        said = f"{statistic.label}: {drawing.figure(statistic)}, {drawing.below(statistic)}"
        self.setAccessibleName(f"{said}. Press for the reason.")
        self.setToolTip("Why? Click for the formula, the interval and what to mind.")

    def _ask(self) -> None:
        self.why_asked.emit(self, self.statistic)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Say why."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space say why."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._ask()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring where the keyboard is."""
        super().paintEvent(event)
        if self.hasFocus():
            paint.draw_focus(QPainter(self), QRectF(self.rect()), 8)

    def minimumSizeHint(self) -> QSize:
        """Five stand side by side in the smallest window; each as high as its words are when they wrap."""
        height = max(super().minimumSizeHint().height(), self.body.heightForWidth(self.width()))
        return QSize(theme.px(_NARROWEST), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may take another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


class Figures(QWidget):
    """All of them in a row, or in as many rows of the same length as it takes."""

    why_asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._across = 0
        self.cards: list[FigureCard] = []

    def show_statistics(self, statistics: tuple[Statistic, ...]) -> None:
        """Show these figures."""
        clear(self._grid)
        self._across = 0
        self.cards = []
        for statistic in statistics:
            card = FigureCard(statistic)
            card.why_asked.connect(self.why_asked)
            self.cards.append(card)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may take other rows."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """One beside the other is enough."""
        return QSize(theme.px(_NARROWEST), super().minimumSizeHint().height())

    def _arrange(self) -> None:
        count = len(self.cards)
        fit = max(1, (self.width() + _GAP) // (theme.px(_NARROWEST) + _GAP))
        rows = -(-count // fit)
        across = -(-count // rows) if rows else 0  # rows of about the same length
        if across == self._across:
            return
        self._across = across
        while self._grid.takeAt(0) is not None:
            pass
        for column in range(max(across, self._grid.columnCount())):
            self._grid.setColumnStretch(column, int(column < across))
        for n, card in enumerate(self.cards):
            self._grid.addWidget(card, n // across, n % across)
