"""Bytes on their way from a sealed file: hashed and written at the same time, in large pieces.

The one place below the window that starts a thread: hashing and writing both let go of the interpreter, so on two
cores a big file takes as long as the slower of the two. The thread ends before ``pour`` returns.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Protocol

from reviewer_app.bundles.source import Blocks
from reviewer_app.jobs import Job

PIECE = 1 << 20
_PIECES = 6  # in flight
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
    if size < _ALONE:
        buffer = memoryview(bytearray(min(size, PIECE) + 1))
        while n := blocks.readinto(buffer):
            for h in hashes:
                h.update(buffer[:n])
            _pass_on(buffer[:n], meter, write)
    else:
        _in_parallel(blocks, hashes, meter, write)
    return tuple(h.hexdigest() for h in hashes)


def _pass_on(data: memoryview, meter: Meter, write: Callable[[memoryview], object] | None) -> None:
    if write is not None:
        write(data)
    meter.add(len(data))


def _in_parallel(
    blocks: Blocks, hashes: list[hashlib._Hash], meter: Meter, write: Callable[[memoryview], object] | None
) -> None:
    free: SimpleQueue[memoryview] = SimpleQueue()
    full: SimpleQueue[tuple[memoryview, int] | None] = SimpleQueue()
    for _ in range(_PIECES):
        free.put(memoryview(bytearray(PIECE)))

    def digest() -> None:
        while (piece := full.get()) is not None:
            for h in hashes:
                h.update(piece[0][: piece[1]])
            free.put(piece[0])

    thread = threading.Thread(target=digest, name="hashing")
    thread.start()
    try:
        while n := blocks.readinto(buffer := free.get()):
            full.put((buffer, n))
            _pass_on(buffer[:n], meter, write)
    finally:
        full.put(None)
        thread.join()
