"""Long work that reports how far it is and can be stopped without a trace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from reviewer_app.errors import Cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far: ``done`` of ``total`` bytes (or steps; ``total`` 0 is unknown), and what is being done now."""

    done: int
    total: int
    what: str


class Job:
    """Handed to long work; ``report`` is called from the working thread, ``cancel`` from any."""

    def __init__(self, listener: Callable[[Progress], None] | None = None) -> None:
        self._listener = listener
        self._stop = threading.Event()

    def report(self, done: int, total: int, what: str) -> None:
        """Tell how far the work is; raises ``Cancelled`` when the person asked to stop."""
        self.check()
        if self._listener is not None:
            self._listener(Progress(done=done, total=total, what=what))

    def check(self) -> None:
        """Raise ``Cancelled`` when the person asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()
