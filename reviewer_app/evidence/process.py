"""One child process, seen from the program: starts it, sends a request, reads the answer in time, ends it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

from reviewer_app.errors import BadInput, ReviewerError
from reviewer_app.evidence import wire
from reviewer_app.evidence.clock import START_SECONDS, TIME_IS_UP
from reviewer_app.evidence.shared import VARIABLE, Shared
from reviewer_app.evidence.vault import Recipe

_ENVIRONMENT = ("PATH", "SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "WINDIR", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_OUT_OF_MEMORY_EXIT = 77
_NO_ANSWERS = ("began", "loading", "loaded")
PIPE = 1 << 20  # bytes; a page crosses it in a few steps instead of a hundred


def crashed() -> ReviewerError:
    """The child ended by itself while it read a file."""
    return ReviewerError(
        "This file made its reader stop.",
        hint="It may be damaged. The rest of the submission can still be opened; ask for a new copy of this file.",
        code="reader-crashed",
    )


def not_started() -> ReviewerError:
    """The child did not begin, or died before it was given anything to read: the file has nothing to do with it."""
    return ReviewerError(
        "The reader could not be started in time. Nothing is wrong with this file.",
        hint="The computer may be very busy. Try again in a moment.",
        code="reader-not-started",
    )


def too_slow(seconds: float) -> ReviewerError:
    """The child did not answer in time."""
    return ReviewerError(
        f"Reading this file took longer than {seconds:g} seconds, so it was stopped.",
        hint="It may be damaged or built to hang. The rest of the submission can still be opened.",
        code="reader-timeout",
    )


def too_big() -> ReviewerError:
    """The child met its memory limit."""
    return ReviewerError(
        "Reading this file needs more memory than is allowed, so it was stopped.",
        hint="It may be far too large, or built to fill memory. Ask for a smaller copy.",
        code="reader-memory",
    )


class Child:
    """A running child, used by one thread at a time.

    ``last`` is the file it read last, whose document it may still have open. ``settled`` is False from a request until
    its whole answer has been read: a child that is left in between can't be used again.
    """

    def __init__(self) -> None:
        frozen = bool(getattr(sys, "frozen", False))
        start = ["--evidence-worker"] if frozen else ["-m", "reviewer_app.evidence.worker"]
        environment = {k: v for k, v in os.environ.items() if k in _ENVIRONMENT}
        if not frozen:
            paths = [p for p in sys.path if p]
            environment["PYTHONPATH"] = os.pathsep.join(paths)
        self._shared = Shared.make()
        handed = (self._shared.handle,) if self._shared.handle >= 0 else ()
        environment[VARIABLE] = str(self._shared.handle)
        environment.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MALLOC_ARENA_MAX="2", PYTHONUTF8="1")
        self._popen = subprocess.Popen(
            [sys.executable, *start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
            close_fds=True,
            pass_fds=handed,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        for pipe in (self._popen.stdin, self._popen.stdout):
            assert pipe is not None
            _widen(pipe.fileno())
        self.last = ""
        self.settled = True
        self._greeted = False  # whether it has said that it began
        self._may_load = True

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._popen.poll() is None

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        """Send one frame; ``reader-crashed`` when the child is gone."""
        assert self._popen.stdin is not None
        try:
            for data in (wire.head(header, len(body)), body):
                view = memoryview(data)
                while view:
                    view = view[self._popen.stdin.write(view) or 0 :]
        except OSError as error:
            raise self._gone() from error

    def ask(self, op: str, recipe: Recipe | None, args: dict[str, Any], body: bytes = b"", *, seconds: float) -> None:
        """Send a request about a file, or about what is sent with it; waits until the child has begun.

        After so many ``seconds`` of work on an answer, or on a part of it, the child ends itself.
        """
        if not self._greeted:
            self._greet()
        self._may_load = True
        if recipe is not None:
            self.last = recipe.path
        self.settled = False
        about = recipe.to_json() if recipe is not None else None
        self.send({"op": op, "recipe": about, "args": args, "seconds": seconds}, body)

    def _greet(self) -> None:
        """Wait for the child to say that it began; ``reader-not-started`` when it does not."""
        deadline = time.monotonic() + START_SECONDS
        try:
            header, _ = wire.unpack(lambda count: self._read(count, deadline, START_SECONDS))
        except (ReviewerError, wire.WireError, ValueError) as error:
            self.end()
            raise not_started() from error
        if header != {"reply": "began"}:
            self.end()
            raise not_started()
        self._greeted = True

    def _frame(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        """The next frame within a time in which libraries that come for the first time don't count."""
        deadline = time.monotonic() + seconds
        header, body = wire.unpack(lambda count: self._read(count, deadline, seconds))
        if header.get("reply") != "loading" or not self._may_load:
            return header, body
        self._may_load = False  # once a request: it can't be put off again and again
        came = time.monotonic()
        header, body = wire.unpack(lambda count: self._read(count, came + START_SECONDS, START_SECONDS))
        if header.get("reply") != "loaded":
            return header, body
        return self._frame(max(0.0, deadline - came))

    def answer(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        """The next frame; ReviewerError when the child crashed, ran out of memory or time, or reports an error."""
        try:
            header, body = self._frame(seconds)
            if header.get("reply") in _NO_ANSWERS:
                raise wire.WireError("out of turn")
            if "shared" in header:
                body = self._shared.take(int(header.pop("shared")))
        except (wire.WireError, ValueError, TypeError) as error:
            self.end()
            raise crashed() from error
        self.settled = header.get("reply") != "part"
        if header.get("reply") == "error":
            self._raise(header)
        return header, body

    def kill(self) -> None:
        """End it from another thread; the one that uses it sees the end of the pipe."""
        self._popen.kill()

    def end(self) -> None:
        """End it now and let go of its pipes."""
        self._popen.kill()
        self._popen.wait()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                pipe.close()
        self._shared.close()

    def _raise(self, header: dict[str, Any]) -> None:
        if header.get("fatal"):
            self.end()
        if header.get("code") == "reader-memory":
            raise too_big()
        message, hint, code = (str(header.get(key, ""))[:2000] for key in ("message", "hint", "code"))
        raise BadInput(message, hint=hint, code=code)

    def _read(self, count: int, deadline: float, seconds: float) -> bytes:
        assert self._popen.stdout is not None
        handle = self._popen.stdout.fileno()
        parts: list[bytes] = []
        while count > 0:
            if not _readable(handle, deadline - time.monotonic()):
                self.end()
                raise too_slow(seconds)
            part = os.read(handle, min(count, PIPE))
            if not part:
                raise self._gone(seconds)
            parts.append(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _gone(self, seconds: float = 0.0) -> ReviewerError:
        self.end()
        if seconds and self._popen.returncode == TIME_IS_UP:
            return too_slow(seconds)
        return too_big() if self._popen.returncode == _OUT_OF_MEMORY_EXIT else crashed()


def _widen(handle: int) -> None:
    """Let a pipe hold more, where the system can and allows it."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(handle, fcntl.F_SETPIPE_SZ, PIPE)


if sys.platform == "win32":  # pragma: no cover - pipes can't be polled there

    def _readable(handle: int, seconds: float) -> bool:
        import _winapi
        import msvcrt

        end = time.monotonic() + seconds
        while True:
            try:
                waiting, _ = _winapi.PeekNamedPipe(msvcrt.get_osfhandle(handle), 0)
            except OSError:
                return True  # closed: the read that follows says so
            if waiting:
                return True
            if time.monotonic() >= end:
                return False
            time.sleep(0.002)

else:

    def _readable(handle: int, seconds: float) -> bool:
        import select

        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(max(0, int(seconds * 1000))))
