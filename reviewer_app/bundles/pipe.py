"""Bytes on their way from a sealed file: hashed and written at the same time, in large pieces.

The one place below the window that starts threads: hashing and writing let go of the interpreter, so on two cores a
big file takes as long as the slowest of reading, hashing and writing. The threads end before ``pour`` returns.
"""

from __future__ import annotations

import hashlib
import mmap
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Protocol

from reviewer_app.bundles.source import Blocks
from reviewer_app.jobs import Job

PIECE = 1 << 20
_PIECES = 16  # in flight: enough to ride over a disk that pauses
_ALONE = 4 << 20  # smaller files are not worth a thread


class Sink(Protocol):
    """Where bytes go; nothing counts until ``commit``. ``write`` must be done with the buffer when it returns."""

    def write(self, data: memoryview, /) -> object:
        """Append bytes."""

    def commit(self, sha256: str, /) -> object:
        """Keep what was written, under its digest."""

    def discard(self) -> object:
        """Forget what was written; harmless after ``commit`` or a second time."""


class Meter:
    """Counts bytes over several files and tells the job at every piece."""

    def __init__(self, job: Job, total: int, what: str) -> None:
        self._job, self._total, self._what = job, total, what
        self._done = 0

    def add(self, count: int) -> None:
        """So many bytes more; raises Cancelled when the person asked to stop."""
        self._done += count
        self._job.report(min(self._done, self._total), self._total, self._what)


def pour(
    blocks: Blocks,
    size: int,
    algorithms: Sequence[str],
    meter: Meter,
    write: Callable[[memoryview], object] | None = None,
) -> tuple[str, ...]:
    """Read all blocks, hand each piece to ``write``, and return the digests (hex) in the order of ``algorithms``."""
    hashes = [hashlib.new(a, usedforsecurity=False) for a in algorithms]
    takers: list[Callable[[memoryview], object]] = [h.update for h in hashes]
    if write is not None:
        takers.insert(0, write)
    if size < _ALONE:
        buffer = memoryview(bytearray(min(size, PIECE) + 1))
        while n := blocks.readinto(buffer):
            for take in takers:
                take(buffer[:n])
            meter.add(n)
    else:
        _in_parallel(blocks, takers, meter)
    return tuple(h.hexdigest() for h in hashes)


class _Taker:
    """Takes pieces in order; after an error it only lets them go, and the error waits to be raised by the reader."""

    def __init__(self, take: Callable[[memoryview], object], done: Callable[[int], None]) -> None:
        self.queue: SimpleQueue[tuple[int, memoryview] | None] = SimpleQueue()
        self.error: BaseException | None = None
        self._take, self._done = take, done
        self.thread = threading.Thread(target=self.run, name="bytes on their way")

    def run(self) -> None:
        """Take pieces until None comes."""
        while (piece := self.queue.get()) is not None:
            if self.error is None:
                try:
                    self._take(piece[1])
                except BaseException as error:  # noqa: BLE001 - raised again where it can be handled
                    self.error = error
            self._done(piece[0])


def _in_parallel(blocks: Blocks, takers: Sequence[Callable[[memoryview], object]], meter: Meter) -> None:
    buffers = [memoryview(mmap.mmap(-1, PIECE)) for _ in range(_PIECES)]  # aligned to pages
    free: SimpleQueue[int] = SimpleQueue()
    for n in range(_PIECES):
        free.put(n)
    waiting = [0] * _PIECES
    lock = threading.Lock()

    def done(n: int) -> None:
        with lock:
            waiting[n] -= 1
            last = not waiting[n]
        if last:
            free.put(n)

    workers = [_Taker(take, done) for take in takers]
    for worker in workers:
        worker.thread.start()
    try:
        while (count := blocks.readinto(buffers[n := free.get()])) and not any(w.error for w in workers):
            waiting[n] = len(workers)
            for worker in workers:
                worker.queue.put((n, buffers[n][:count]))
            meter.add(count)
    finally:
        for worker in workers:
            worker.queue.put(None)
        for worker in workers:
            worker.thread.join()
    if errors := [w.error for w in workers if w.error]:
        raise errors[0]
