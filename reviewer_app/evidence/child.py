"""The child process: reads requests from its standard input, opens evidence, answers, and may do nothing else.

It may not write a file, start a process or open a socket, has bounded memory and time, and ends when its standard
input closes.
Libraries are imported when a file of their kind comes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence import wire
from reviewer_app.evidence.clock import START_SECONDS, Clock
from reviewer_app.evidence.shared import Shared
from reviewer_app.evidence.vault import Recipe

MEMORY = 1 << 30  # bytes of data the child may hold
OUT_OF_MEMORY_EXIT = 77

Answer = Callable[[str, Recipe | None, dict[str, Any], bytes], None]


class Pipe:
    """The child's side of the two pipes."""

    def __init__(self, requests: int, answers: int, shared: Shared) -> None:
        self._requests = requests
        self._answers = answers
        self._shared = shared
        self.clock = Clock()

    def read(self, count: int) -> bytes:
        """Exactly ``count`` bytes; EOFError when the program has gone."""
        data = bytearray()
        while len(data) < count:
            part = os.read(self._requests, count - len(data))
            if not part:
                raise EOFError
            data += part
        return bytes(data)

    def send(self, header: dict[str, Any], body: bytes | bytearray | memoryview = b"") -> None:
        """Send one frame; a large body is left in the shared memory until the program asks for something else."""
        left = self.clock.stop()  # a program that does not take it is no fault of the file
        if self._shared.put(body):
            header, body = {**header, "shared": len(body)}, b""
        for data in (wire.head(header, len(body)), body):
            view = memoryview(data)
            while view:
                view = view[os.write(self._answers, view) :]
        self.clock.go_on(left)

    def part(self, header: dict[str, Any], body: bytes | bytearray | memoryview) -> bool:
        """Send a part of a long answer; whether the program wants the next."""
        self.send({**header, "reply": "part"}, body)
        self.clock.stop()
        answer, _ = wire.unpack(self.read)
        self.clock.again()
        return bool(answer.get("go"))

    @contextmanager
    def loading(self) -> Iterator[None]:
        """While libraries are imported, which the file's time does not count."""
        self.send({"reply": "loading"})
        left = self.clock.stop()
        self.clock.go_on(START_SECONDS)
        yield
        self.clock.stop()
        self.clock.go_on(left)
        self.send({"reply": "loaded"})


def serve() -> int:
    """Answer requests until the program closes the pipe."""
    pipe = _take_pipes()
    pipe.clock.start(START_SECONDS)
    _confine()
    from reviewer_app.evidence.answers import Answers

    answers = Answers(pipe)
    pipe.send({"reply": "began"})
    while True:
        pipe.clock.stop()
        try:
            header, body = wire.unpack(pipe.read)
        except EOFError:
            return 0
        pipe.clock.start(float(header["seconds"]))
        if not _answer(pipe, answers.to, header, body):
            return OUT_OF_MEMORY_EXIT


def _answer(pipe: Pipe, answer: Answer, header: dict[str, Any], body: bytes = b"") -> bool:
    """Answer one request; False when the memory is too broken up to go on."""
    try:
        recipe = header["recipe"]
        answer(str(header["op"]), Recipe.from_json(recipe) if recipe else None, header["args"], body)
    except ReviewerError as error:
        _report(pipe, error.code, error.message, error.hint)
    except MemoryError:
        _report(pipe, "reader-memory", fatal=True)
        return False
    except EOFError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a decoder raises over a broken file is that file's fault
        _report(
            pipe,
            "cannot-read",
            "This file can't be read.",
            f"It may be damaged or of another kind than it seems. Ask for a new copy. ({type(error).__name__})",
        )
    return True


def _report(pipe: Pipe, code: str, message: str = "", hint: str = "", fatal: bool = False) -> None:
    pipe.send({"reply": "error", "code": code, "message": message, "hint": hint, "fatal": fatal})


def _take_pipes() -> Pipe:
    """Keep the pipes for ourselves: what a library prints must not get between the answers."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    if sys.platform == "win32":  # pragma: no cover
        import msvcrt

        msvcrt.setmode(requests, os.O_BINARY)
        msvcrt.setmode(answers, os.O_BINARY)
    return Pipe(requests, answers, Shared.inherited())


def _confine() -> None:
    """Give up what a decoder does not need, from the kernel where it offers that, and within Python everywhere."""
    sys.dont_write_bytecode = True
    if sys.platform == "linux":
        _leave_network()
    if sys.platform != "win32":
        import resource

        limits = [(resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_AS, 8 * MEMORY)]
        limits += [(resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]
        for which, value in limits:
            _, hard = resource.getrlimit(which)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            with suppress(OSError, ValueError):  # macOS knows some of them by name only
                resource.setrlimit(which, (value, value))
    else:  # pragma: no cover
        from reviewer_app.evidence.windows import limit_memory

        limit_memory(MEMORY)
    sys.addaudithook(_forbid)


_FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.utime", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _forbid(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: it can't be taken off again."""
    if event == "open":
        flags = args[2]
        if isinstance(flags, int) and flags & _WRITING:
            raise PermissionError("the evidence reader writes no files")
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(f"the evidence reader may not do this: {event}")


def _leave_network() -> None:
    """Move to an empty network of our own, where the system lets us: then code in C has no way out either."""
    import ctypes

    new_user, new_network = 0x10000000, 0x40000000
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(new_network) != 0:
        libc.unshare(new_user | new_network)
