"""A piece of memory that the program and one child both see: a page's dots need not go through a pipe.

Where the system has none (anything but Linux) the pipe does. The program copies out what it takes before it looks at
it, so the child can change nothing afterwards.
"""

from __future__ import annotations

import mmap
import os
import sys
from contextlib import suppress

SIZE = 24 << 20  # bytes: a page 2,400 dots wide; larger pictures go through the pipe
LEAST = 64 << 10  # smaller bodies are quicker through the pipe
VARIABLE = "REVIEWER_EVIDENCE_SHARED"


class Shared:
    """The memory, seen from either side. ``handle`` is what the child inherits, -1 where there is none."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self._memory = mmap.mmap(handle, SIZE) if handle >= 0 else None

    @classmethod
    def make(cls) -> Shared:
        """New memory, if the system gives any."""
        handle = -1
        if sys.platform == "linux":
            with suppress(OSError):
                handle = os.memfd_create("evidence")
                os.ftruncate(handle, SIZE)
        return cls(handle)

    @classmethod
    def inherited(cls) -> Shared:
        """That which the program handed to this child."""
        named = os.environ.get(VARIABLE, "")
        return cls(int(named) if named.isdecimal() else -1)

    def put(self, body: bytes | bytearray | memoryview) -> bool:
        """Put a body there; False when it must go through the pipe."""
        size = len(body)
        if self._memory is None or not LEAST <= size <= SIZE:
            return False
        self._memory[:size] = body
        return True

    def take(self, size: int) -> bytes:
        """A copy of that many bytes; ValueError when there can't be as many."""
        if self._memory is None or not 0 <= size <= SIZE:
            raise ValueError("nothing is shared")
        return self._memory[:size]

    def close(self) -> None:
        """Let go of it."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None
            os.close(self.handle)
