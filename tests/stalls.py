"""Finds what holds the window: measures how long the GUI thread does not turn its event loop, and says what ran.

``QTest.qWait`` keeps the interpreter to itself, so that workers starve and nothing measured under it is true. Here acts
are done inside the real event loop::

    with Stalls() as stalls:
        stalls.do(lambda: QTest.keyClick(box, "a"), "a key in the search box")
        stalls.until(lambda: model.rowCount() == 5)
    stalls.assert_none_over(0.05)

A heartbeat in the loop takes the time between two beats. A second thread looks at the GUI thread's stack when a beat is
late; while one long call keeps the interpreter it has to wait, and then sees the line that made the call. It asks
``faulthandler`` and never holds a frame: that would keep the painters in it alive, and end them on the wrong thread.
On a busy machine the system itself takes the thread away for a while: ``cpu`` tells how much of a stall was work.
"""

from __future__ import annotations

import faulthandler
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from PySide6.QtCore import QEventLoop, Qt, QTimer

_BEAT_MS = 2
_LATE = 0.02  # seconds without a beat after which the stack is looked at
_WAIT_SECONDS = 60.0
_SPIN = 0.1  # seconds of work by which a busy machine is known
_DEPTH = 12  # lines of a stack that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """One time that the loop did not turn: seconds, seconds of them at work, during which act, and what ran."""

    seconds: float
    cpu: float
    during: str
    ran: str

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.0f} ms ({self.cpu * 1000:.0f} ms at work) during: {self.during}\n{self.ran}"


class Stalls:
    """Measures while it drives; use it as a context manager on the GUI thread."""

    def __init__(self) -> None:
        self.found: list[Stall] = []
        self._during = "nothing"
        self._beat = QTimer()
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._tick)
        self._last = self._cpu = 0.0
        self._running = False
        self._stacks: list[str] = []
        self._end = threading.Event()
        self._page = tempfile.TemporaryFile()  # noqa: SIM115  closed at the end
        self._gui = threading.get_ident()
        self._looker = threading.Thread(target=self._look, name="stall-looker", daemon=True)

    def __enter__(self) -> Self:
        self._looker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._looker.join()
        self._page.close()

    # --- driving -----------------------------------------------------------------------------------------------------

    def do(self, act: Callable[[], object], what: str, settle_ms: int = 120) -> None:
        """Do something inside the loop, and let the program go on for a while."""
        self._during = what
        loop = QEventLoop()
        QTimer.singleShot(0, act)
        QTimer.singleShot(settle_ms, loop.quit)
        self._turn(loop)

    def turn(self, milliseconds: int, what: str = "nothing") -> None:
        """Let the program go on."""
        self.do(lambda: None, what, milliseconds)

    def until(self, met: Callable[[], object], what: str = "") -> None:
        """Let the program go on until something is so."""
        end = time.monotonic() + _WAIT_SECONDS
        while not met():
            if time.monotonic() > end:
                raise TimeoutError(f"waited in vain: {what or met}")
            self.turn(10, what or self._during)

    def _turn(self, loop: QEventLoop) -> None:
        self._last, self._cpu, self._running = time.monotonic(), time.thread_time(), True
        self._beat.start()
        loop.exec()
        self._tick()
        self._beat.stop()
        self._running = False

    # --- measuring ---------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        now, cpu = time.monotonic(), time.thread_time()
        seconds, worked = now - self._last, cpu - self._cpu
        stacks, self._stacks = self._stacks, []
        self._last, self._cpu = now, cpu
        if seconds > _LATE:
            ran = stacks[-1] if stacks else "(not seen)"
            self.found.append(Stall(seconds=seconds, cpu=worked, during=self._during, ran=ran))

    def _look(self) -> None:
        while not self._end.wait(_LATE / 2):
            if self._running and time.monotonic() - self._last > _LATE:
                self._stacks.append(self._stack())

    def _stack(self) -> str:
        """What the GUI thread does now, the innermost line first."""
        self._page.seek(0)
        self._page.truncate()
        faulthandler.dump_traceback(self._page, all_threads=True)
        self._page.seek(0)
        _, _, after = self._page.read().decode(errors="replace").partition(f"Thread 0x{self._gui:016x}")
        return "\n".join(after.partition("\n\n")[0].splitlines()[1:_DEPTH])

    # --- saying ------------------------------------------------------------------------------------------------------

    @property
    def longest(self) -> float:
        """Seconds of the longest stall; 0.0 when there was none to speak of."""
        return max((s.seconds for s in self.found), default=0.0)

    def figures(self) -> str:
        """The longest stall of each act, the worst first."""
        worst: dict[str, Stall] = {}
        for stall in self.found:
            if stall.during not in worst or worst[stall.during].seconds < stall.seconds:
                worst[stall.during] = stall
        ordered = sorted(worst.values(), key=lambda s: -s.seconds)
        lines = (f"{s.seconds * 1000:6.0f} ms, {s.cpu * 1000:4.0f} ms of work: {s.during}" for s in ordered)
        return "\n".join(lines) or f"no stall over {_LATE * 1000:.0f} ms"

    @property
    def most_work(self) -> float:
        """Seconds of work in the stall that had the most: what a machine that does nothing else would see of it."""
        return max((s.cpu for s in self.found), default=0.0)

    def assert_no_work_over(self, limit: float) -> None:
        """Fail with what ran when the GUI thread worked for longer than ``limit`` seconds at a time."""
        over = [s for s in self.found if s.cpu > limit]
        assert not over, "the window worked too long:\n" + "\n".join(str(s) for s in over)

    def assert_none_over(self, limit: float) -> None:
        """Fail with what ran when the window was held for longer than ``limit`` seconds."""
        over = [s for s in self.found if s.seconds > limit]
        assert not over, "the window was held:\n" + "\n".join(str(s) for s in over)


def crowding() -> float:
    """How many times longer than its work a piece of work takes now: 1.0 on a machine that does nothing else."""
    began, worked = time.monotonic(), time.thread_time()
    while time.thread_time() - worked < _SPIN:
        pass
    return max(1.0, (time.monotonic() - began) / _SPIN)


def calm_at_work(run: Callable[[Stalls], object], limit: float, tries: int = 3) -> Stalls:
    """Drive something up to ``tries`` times until the GUI thread never worked (CPU) over ``limit`` seconds at once.

    What truly holds the window does so each time, also where other programs take the processor away. Returns the
    calmest run; fails when even that was over the limit.
    """
    best: Stalls | None = None
    for _ in range(tries):
        with Stalls() as stalls:
            run(stalls)
        if best is None or stalls.most_work < best.most_work:
            best = stalls
        if best.most_work <= limit:
            break
    assert best is not None
    best.assert_no_work_over(limit)
    return best
