"""Work of the scoring screen that is put off for a moment, a few milliseconds of it at each turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

_SOON_MS = 15
_ENOUGH = 0.006  # seconds of work after which the window has its say; between two turns it may be laid out anew


class Turns(QObject):
    """What is asked for several times before its turn is done once; between two pieces the window has its say."""

    done = Signal()  # nothing waits any more

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Callable[[], None]] = []
        self._timer = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._timer.timeout.connect(self._next)

    def soon(self, act: Callable[[], None], wait: int = _SOON_MS) -> None:
        """Do it in its turn, which comes after so many milliseconds where nothing else waits."""
        if act not in self._waiting:
            self._waiting.append(act)
        if not self._timer.isActive():
            self._timer.start(wait)

    def first(self, act: Callable[[], None]) -> None:
        """Do it in the next turn, before all that waits."""
        if act in self._waiting:
            self._waiting.remove(act)
        self._waiting.insert(0, act)
        self._timer.start(0)

    def drop(self) -> None:
        """Do none of it."""
        self._timer.stop()
        self._waiting.clear()
        self.done.emit()

    @property
    def waiting(self) -> bool:
        """Whether something is still to be done."""
        return bool(self._waiting)

    def _next(self) -> None:
        began = monotonic()
        while self._waiting:
            self._waiting.pop(0)()
            if monotonic() - began > _ENOUGH:
                break
        if self._waiting:
            self._timer.start(0)
        else:
            self.done.emit()
