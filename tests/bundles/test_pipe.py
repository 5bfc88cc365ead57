from __future__ import annotations

import hashlib
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.bundles import pipe
from reviewer_app.bundles.pipe import Meter, pour
from reviewer_app.errors import Cancelled
from reviewer_app.jobs import Job

BIG = 9_000_001


class Memory:
    """Bytes as blocks, a few at a time; may break off."""

    def __init__(self, data: bytes, step: int = 1 << 20, breaks: int | None = None) -> None:
        self._data, self._step, self._breaks, self._at = data, step, breaks, 0

    def readinto(self, buffer: memoryview) -> int:
        """Fill part of the buffer."""
        if self._breaks is not None and self._at >= self._breaks:
            raise OSError("broken")
        piece = self._data[self._at : self._at + min(self._step, len(buffer))]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def meter() -> Meter:
    """One that nobody looks at."""
    return Meter(Job(), 0, "x")


@pytest.mark.parametrize("size", [0, 1, pipe.PIECE, BIG])
def test_digests_and_bytes_are_right(size: int) -> None:
    data = (b"0123456789" * (size // 10 + 1))[:size]
    kept = bytearray()
    found = pour(Memory(data), size, ["sha256", "md5"], meter(), kept.extend)
    assert found == (hashlib.sha256(data).hexdigest(), hashlib.md5(data).hexdigest())
    assert bytes(kept) == data


@given(st.integers(4 << 20, 12 << 20), st.integers(1 << 16, 3 << 20))
@settings(max_examples=15)
def test_any_size_in_any_steps_keeps_its_order(size: int, step: int) -> None:
    data = (b"".join(n.to_bytes(4, "big") for n in range(size // 4 + 1)))[:size]
    kept = bytearray()
    assert pour(Memory(data, step), size, ["sha256"], meter(), kept.extend) == (hashlib.sha256(data).hexdigest(),)
    assert bytes(kept) == data


def test_a_writer_that_fails_ends_it_and_no_thread_stays() -> None:
    before = threading.active_count()

    def fail(data: memoryview) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        pour(Memory(bytes(BIG)), BIG, ["sha256"], meter(), fail)
    assert threading.active_count() == before


def test_a_reader_that_fails_or_a_stop_ends_it_and_no_thread_stays() -> None:
    before = threading.active_count()
    with pytest.raises(OSError, match="broken"):
        pour(Memory(bytes(BIG), breaks=5 << 20), BIG, ["sha256"], meter(), lambda data: None)
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        pour(Memory(bytes(BIG)), BIG, ["sha256"], Meter(job, BIG, "x"), lambda data: None)
    assert threading.active_count() == before


def test_a_slow_writer_never_sees_a_buffer_change_under_it() -> None:
    data = b"".join(bytes([n]) * pipe.PIECE for n in range(12))
    kept = bytearray()

    def slow(piece: memoryview) -> None:
        first = bytes(piece[:1])
        time.sleep(0.005)
        assert bytes(piece[-1:]) == first == bytes(piece[:1])
        kept.extend(piece)

    pour(Memory(data, pipe.PIECE), len(data), ["sha256"], meter(), slow)
    assert bytes(kept) == data
