"""The one thread place: one writer, a few readers, two for long work, one queued hop back to the window.

An act goes ``presenter -> Tasks.write(workflow function) -> Changes -> Tasks.changed -> presenters read again``. Work
never touches Qt: a QObject made or destroyed off the GUI thread is a crash waiting to happen. For the same reason
CPython's cyclic garbage collector, which runs on whichever thread allocates, is switched off while ``Tasks`` lives and
runs from a timer on the GUI thread; and a task's functions, which hold on to widgets, are let go there.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from reviewer_app.domain.changes import Changes
from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job, Progress

T = TypeVar("T")
_LANES = {"write": 1, "read": 2, "long": 2}  # how many threads each has
_COLLECT_MS = 1_000
_SWITCH_SECONDS = 0.0005
"""How long a worker may keep the interpreter while the window waits for it. Each call into Qt lets go of it and has to
have it back, so that with Python's 5 ms painting beside a busy worker takes many times as long."""


class Task:
    """One piece of work under way; ``cancel`` asks a long one to stop."""

    __slots__ = (
        "done",
        "error",
        "failed",
        "job",
        "key",
        "lane",
        "left_out",
        "listener",
        "long",
        "pending",
        "result",
        "seen",
        "then",
        "work",
        "writes",
    )

    def __init__(self, work: Callable[[Job], Any], *, lane: str, writes: bool = True, key: str = "") -> None:
        self.work: Callable[[Job], Any] | None = work
        self.lane = lane
        self.writes = writes  # whether what it returns may announce changes
        self.key = key
        self.job = Job(None)
        self.then: Callable[[Any], None] | None = None
        self.failed: Callable[[ReviewerError], None] | None = None
        self.listener: Callable[[Progress], None] | None = None
        self.pending: Progress | None = None
        self.seen = True  # whether the latest progress was shown
        self.result: Any = None
        self.error: BaseException | None = None
        self.long = False
        self.left_out = False  # the program ends: nothing was looked up, so there is nothing to tell
        self.done = False

    def cancel(self) -> None:
        """Ask the work to stop at its next step; it then fails with ``Cancelled``."""
        self.job.cancel()

    def release(self) -> None:
        """Let go of everything that may hold a widget; GUI thread only."""
        self.work = self.then = self.failed = self.listener = None
        self.result = self.error = self.pending = None


class Tasks(QObject):
    """Runs work off the GUI thread and brings the answers back to it, in order."""

    changed = Signal(object)  # Changes, after each write that returned some
    failed = Signal(object)  # ReviewerError of work whose caller did not ask for it
    crashed = Signal(object)  # any other exception: a bug
    busy = Signal(bool)  # whether any work is under way
    drained = Signal()  # after ``finish``: everything that was asked is done
    _hop = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queues: dict[str, SimpleQueue[Task | None]] = {lane: SimpleQueue() for lane in _LANES}
        self._alive: set[Task] = set()
        self._latest: dict[str, Task] = {}
        self._finishing = self._closed = False
        self._collected_before = gc.isenabled()
        gc.disable()
        self._switched_before = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._collector = QTimer(self)
        self._collector.timeout.connect(self._collect)
        self._collector.start(_COLLECT_MS)
        self._hop.connect(self._arrive, Qt.ConnectionType.QueuedConnection)
        self._threads: dict[str, list[threading.Thread]] = {
            lane: [
                threading.Thread(target=self._work, args=(self._queues[lane],), name=f"{lane}-{n}", daemon=True)
                for n in range(count)
            ]
            for lane, count in _LANES.items()
        }
        for thread in self._all_threads():
            thread.start()

    # --- asking for work ---------------------------------------------------------------------------------------------

    def write(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[ReviewerError], None] | None = None,
    ) -> Task:
        """Do an act on the writer thread, in the order asked; its ``Changes`` go out by ``changed`` before ``then``."""
        return self._ask(Task(lambda _job: work(), lane="write"), then, failed)

    def read(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[ReviewerError], None] | None = None,
        *,
        key: str = "",
    ) -> Task:
        """Look something up on a reader thread. Of several reads with the same ``key`` only the latest answers."""
        return self._ask(Task(lambda _job: work(), lane="read", writes=False, key=key), then, failed)

    def run(
        self,
        work: Callable[[Job], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[ReviewerError], None] | None = None,
        *,
        progress: Callable[[Progress], None] | None = None,
        in_turn: bool = False,
    ) -> Task:
        """Do long work that reports progress and can be cancelled (``Task.cancel``), beside the acts.

        ``in_turn``: on the writer thread, after the acts asked before it and before those asked later.
        """
        task = Task(work, lane="write" if in_turn else "long")
        task.listener, task.long = progress, True
        task.job = Job(lambda p: self._progressed(task, p))
        return self._ask(task, then, failed)

    def _ask(
        self, task: Task, then: Callable[[Any], None] | None, failed: Callable[[ReviewerError], None] | None
    ) -> Task:
        task.then, task.failed = then, failed
        if self._finishing or self._closed:
            task.release()
            task.done = True
            return task
        if task.key:
            self._latest[task.key] = task
        self._alive.add(task)
        if len(self._alive) == 1:
            self.busy.emit(True)
        self._queues[task.lane].put(task)
        return task

    @property
    def is_busy(self) -> bool:
        """Whether any work is under way or waiting."""
        return bool(self._alive)

    # --- worker threads: plain Python only ---------------------------------------------------------------------------

    def _work(self, queue: SimpleQueue[Task | None]) -> None:
        while (task := queue.get()) is not None:
            self._perform(task)

    def _perform(self, task: Task) -> None:
        work = task.work
        task.left_out = task.lane == "read" and self._finishing
        if work is not None and not task.left_out:
            try:
                task.result = work(task.job)
            except BaseException as error:  # noqa: BLE001  every failure crosses to the GUI thread; the thread lives on
                task.error = error
        del work
        task.done = True
        self._hop.emit(task)

    def _progressed(self, task: Task, progress: Progress) -> None:
        """From the working thread: keep the latest, and hop only when the one before was shown."""
        task.pending = progress
        if task.seen:
            task.seen = False
            self._hop.emit(task)

    # --- back on the GUI thread --------------------------------------------------------------------------------------

    @Slot(object)
    def _arrive(self, task: Task) -> None:
        if self._closed:
            return
        if task.pending is not None and not task.seen:
            self._show_progress(task)
        if task.done and task in self._alive:
            self._alive.discard(task)
            try:
                self._answer(task)
            finally:
                task.release()
                self._settle()

    def _show_progress(self, task: Task) -> None:
        progress, task.pending, task.seen = task.pending, None, True
        if task.listener is not None and progress is not None and not task.done:
            task.listener(progress)

    def _answer(self, task: Task) -> None:
        """Tell who asked; ``changed`` first, so that what they then read is already announced."""
        if task.left_out:
            return
        if task.key and self._latest.get(task.key) is not task:
            return
        self._latest.pop(task.key, None)
        if isinstance(task.error, ReviewerError):
            (task.failed or self.failed.emit)(task.error)
        elif task.error is not None:
            self.crashed.emit(task.error)
            if task.failed is not None:
                task.failed(ReviewerError("Something went wrong inside the program.", code="unexpected"))
        else:
            found = task.result if isinstance(task.result, Changes) else getattr(task.result, "changes", None)
            if task.writes and isinstance(found, Changes):
                self.changed.emit(found)
            if task.then is not None:
                task.then(task.result)

    def _settle(self) -> None:
        if not self._alive:
            self.busy.emit(False)
            if self._finishing:
                self.drained.emit()

    @Slot()
    def _collect(self) -> None:
        """The cyclic collector, on the GUI thread only; the older generations when their counts ask for it."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if limits[generation] and counts[generation] > limits[generation]:
                gc.collect(generation)
                return

    # --- the end -----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Take no more work, ask long work to stop, let acts already asked complete; then ``drained``."""
        self._finishing = True
        for task in self._alive:
            if task.long:
                task.cancel()
        if not self._alive:
            QTimer.singleShot(0, self, self.drained.emit)

    def close(self, timeout: float = 60.0, last: Callable[[], None] | None = None) -> bool:
        """Complete the acts already asked, stop the threads and wait for them. True when all ended in time.

        Safe from the GUI thread: workers never wait for it. ``last`` is done by the writer after all else.
        """
        if self._closed:
            return True
        self._finishing = True
        for task in self._alive:
            if task.long:
                task.cancel()
        deadline = time.monotonic() + timeout
        self._end(("read", "long"), deadline)
        if last is not None:
            final = last
            self._queues["write"].put(Task(lambda _job: final(), lane="write"))
        self._end(("write",), deadline)
        self._closed = True
        self._collector.stop()
        ended = not any(thread.is_alive() for thread in self._all_threads())
        if ended:
            for task in self._alive:
                task.release()
            self._alive.clear()
            sys.setswitchinterval(self._switched_before)
            if self._collected_before:
                gc.enable()
        return ended

    def _end(self, lanes: tuple[str, ...], deadline: float) -> None:
        """Let the threads of these lanes complete what is queued, and wait for them."""
        for lane in lanes:
            for _ in self._threads[lane]:
                self._queues[lane].put(None)
        for lane in lanes:
            for thread in self._threads[lane]:
                thread.join(max(0.0, deadline - time.monotonic()))

    def _all_threads(self) -> list[threading.Thread]:
        return [thread for threads in self._threads.values() for thread in threads]
