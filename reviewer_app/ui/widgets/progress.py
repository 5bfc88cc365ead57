"""Long work: what it is doing, how far, how long is left, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from reviewer_app.jobs import Progress
from reviewer_app.ui.widgets import paint
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Elided
from reviewer_app.ui.words import Pace, size_text

_MIB = 1024 * 1024


class Bar(QWidget):
    """A thin bar filled to a share; ``role`` is its colour."""

    def __init__(self, role: str = "accent", height: int = 4) -> None:
        super().__init__()
        self._share, self._role = 0.0, role
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float:
        """How far it is filled, 0 to 1."""
        return self._share

    def set_share(self, share: float, role: str = "") -> None:
        """Fill it so far."""
        self._share, self._role = max(0.0, min(1.0, share)), role or self._role
        self.setAccessibleName(f"{round(self._share * 100)} percent")
        self.update()

    def sizeHint(self) -> QSize:
        """Some width; the height is fixed."""
        return QSize(80, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        paint.draw_bar(QPainter(self), QRectF(self.rect()), self._share, self._role)


class ProgressStrip(QWidget):
    """One line of words with a Cancel, and a bar below."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._words = Elided("", "second", Qt.TextElideMode.ElideMiddle)
        self._cancel = Button("Cancel", "quiet")
        self._cancel.clicked.connect(self._on_cancel)
        self._bar = Bar()
        row.addWidget(self._words, 1)
        row.addWidget(self._cancel)
        column.addLayout(row)
        column.addWidget(self._bar)
        self._pace = Pace()

    def start(self, what: str) -> None:
        """A new piece of work begins."""
        self._pace = Pace()
        self._cancel.setEnabled(True)
        self._cancel.setText("Cancel")
        self._bar.set_share(0)
        self._words.set_text(what)

    def set_progress(self, progress: Progress, *, bytes_: bool = True) -> None:
        """Show how far it is."""
        parts = [progress.what]
        if progress.total > 0:
            counted = (
                f"{size_text(progress.done)} of {size_text(progress.total)}"
                if bytes_ and progress.total > _MIB // 8
                else f"{progress.done} of {progress.total}"
            )
            parts.append(counted)
            self._bar.set_share(progress.done / progress.total)
        parts.append(self._pace.left(progress.done, progress.total))
        self._words.set_text(" · ".join(p for p in parts if p))

    def text(self) -> str:
        """What is shown."""
        return self._words.accessibleName()

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._cancel.setText("Stopping…")
        self.cancelled.emit()
