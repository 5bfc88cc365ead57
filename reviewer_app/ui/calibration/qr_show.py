"""A small sealed file as QR codes, one after another, for the other laptop's camera."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from reviewer_app.errors import ReviewerError
    from reviewer_app.sync.qr import Transfer
    from reviewer_app.ui.tasks import Tasks

Modules = tuple[tuple[bool, ...], ...]
QUIET = 4  # modules of white around a code (ISO/IEC 18004)
_FASTEST, _SLOWEST = 120, 1000


def draw_code(painter: QPainter, rect: QRectF, modules: Modules) -> None:
    """A code with its quiet zone: always black on white, whatever the theme, for cameras."""
    painter.fillRect(rect, QColor("white"))
    count = len(modules) + 2 * QUIET
    side = max(1, int(min(rect.width(), rect.height()) // count))
    left = rect.left() + (rect.width() - side * len(modules)) / 2
    top = rect.top() + (rect.height() - side * len(modules)) / 2
    black = QColor("black")
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(QRectF(round(left) + x * side, round(top) + y * side, side, side), black)


class Code(QWidget):
    """The code that is shown now."""

    def __init__(self) -> None:
        super().__init__()
        self.modules: Modules = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("QR code")

    def sizeHint(self) -> QSize:
        """Large enough to be read across a table."""
        return QSize(560, 560)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        side = min(self.width(), self.height())
        rect = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_code(QPainter(self), rect, self.modules)


class QrShow(QWidget):
    """Goes round until it is closed; the next code is made off the GUI thread while one is shown."""

    closed = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._transfer: Transfer | None = None
        self._index = 0
        self._next: Modules | None = None
        self.code = Code()
        self.words = Text("", "strong")
        self.hint = Text(
            "Point the other laptop's camera at this screen and wait. The codes may be read in any order; "
            "what is missed comes again.", "second", wrap=True,
        )  # fmt: skip
        self.pause = Button("Pause", icon="pause")
        self.slower, self.faster = Button("Slower"), Button("Faster")
        self.done = Button("Done", "primary")
        self.pause.clicked.connect(self._toggle)
        self.slower.clicked.connect(lambda: self._pace(1.4))
        self.faster.clicked.connect(lambda: self._pace(1 / 1.4))
        self.done.clicked.connect(self.stop)
        self._timer = QTimer(self, interval=200)
        self._timer.timeout.connect(self._step)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 14)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        for button in (self.pause, self.slower, self.faster, self.done):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(self.hint)
        column.addWidget(self.code, 1)

    def show_bytes(self, data: bytes, name: str) -> None:
        """Show a file."""
        self._transfer, self._index, self._next = None, 0, None
        self.code.modules = ()
        self.words.setText(f"Preparing {name}…")

        def work() -> Transfer:
            from reviewer_app.sync import qr

            return qr.transfer(data)

        self._tasks.read(work, lambda made: self._begin(made, name), self._refused, key="qr.transfer")

    def _refused(self, error: ReviewerError) -> None:
        self.words.setText(f"{error.message} {error.hint}".strip())

    def _begin(self, transfer: Transfer, name: str) -> None:
        self._transfer = transfer
        count = len(transfer.pieces)
        self.words.setText(f"{name}: {count} codes, about {max(1, round(transfer.seconds))} s a round")
        self._ask()
        self._timer.start()

    def _ask(self) -> None:
        transfer, index = self._transfer, self._index
        if transfer is None:
            return

        def work() -> Modules:
            from reviewer_app.sync import qr

            return qr.matrix(transfer.frame(index))

        self._tasks.read(work, self._made, self._refused)

    def _made(self, modules: Modules) -> None:
        self._next = modules
        if not self.code.modules:
            self._step()

    def _step(self) -> None:
        if self._next is None:
            return
        self.code.modules, self._next = self._next, None
        self.code.setAccessibleDescription(f"Code {self._index + 1}")
        self.code.update()
        self._index += 1
        self._ask()

    def _toggle(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.pause.setText("Go on")
        else:
            self._timer.start()
            self.pause.setText("Pause")

    def _pace(self, factor: float) -> None:
        self._timer.setInterval(max(_FASTEST, min(_SLOWEST, round(self._timer.interval() * factor))))

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the window allows."""
        super().showEvent(event)
        self.code.setMinimumSize(theme.px(320), theme.px(320))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing goes on where nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
        self._transfer = None

    def stop(self) -> None:
        """Put it away."""
        self._timer.stop()
        self._transfer = None
        self.closed.emit()
