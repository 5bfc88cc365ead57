"""The child's own clock: it ends this process when an answer takes too long, whoever else could not.

The program ends a reader that is late, but only while it runs: not when it was stopped or killed, nor while its window
keeps Python's lock. This clock is the kernel's (on Windows a thread of C) and needs neither that lock nor the program.
"""

from __future__ import annotations

import sys
import time

START_SECONDS = 60.0  # for a child to begin, and again for its libraries: the file can't help how busy the computer is
_LEAST = 0.001

if sys.platform == "win32":  # pragma: no cover
    import faulthandler

    TIME_IS_UP = 1
    _LATER = 1.0  # the program, which knows better why the child ends, is to be the first

    def _take() -> None:
        """Nothing to prepare."""

    def _set(seconds: float) -> None:
        faulthandler.dump_traceback_later(seconds + _LATER, exit=True, file=2)

    def _clear() -> None:
        faulthandler.cancel_dump_traceback_later()

else:
    import signal

    TIME_IS_UP = -signal.SIGALRM

    def _take() -> None:
        """The signal ends the process, whatever was inherited."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})

    def _set(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def _clear() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Clock:
    """Runs while the child works, and not while it waits for the program. ``TIME_IS_UP`` is how such a child exits."""

    def __init__(self) -> None:
        self._limit = self._end = 0.0
        _take()

    def start(self, seconds: float) -> None:
        """From now on so many seconds."""
        self._limit = seconds
        self.go_on(seconds)

    def again(self) -> None:
        """From now on as many as the last time."""
        self.go_on(self._limit)

    def stop(self) -> float:
        """No limit from now on; the seconds that were left, 0 when there was none."""
        if not self._end:
            return 0.0
        _clear()
        left, self._end = self._end - time.monotonic(), 0.0
        return max(left, _LEAST)

    def go_on(self, left: float) -> None:
        """Let what ``stop`` gave run on."""
        if left > 0:
            self._end = time.monotonic() + left
            _set(left)
