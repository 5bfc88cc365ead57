"""The watch kept over every test: network, log records, threads, timers, windows and child processes."""

from __future__ import annotations

import gc
import logging
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

GRACE = 3.0
"""Seconds that a thread or child process gets to end after its test."""

Expect = Callable[[str], None]


class NetworkTouched(AssertionError):
    """A test tried to reach another machine."""


def _is_local(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse connections of this process to anything but itself."""
    connect, connect_ex, lookup = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_local(address):
            raise NetworkTouched(f"a test tried to connect to {address!r}")
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        if not _is_local(address):
            raise NetworkTouched(f"a test tried to connect to {address!r}")
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *rest: Any, **named: Any) -> Any:
        if host is not None and not _is_local((host,)):
            raise NetworkTouched(f"a test tried to look up {host!r}")
        return lookup(host, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        yield


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.expected: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def unexpected(self) -> list[str]:
        lines = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in self.records]
        return [line for line in lines if not any(p.search(line) for p in self.expected)]

    def missing(self) -> list[str]:
        lines = [f"{r.levelname} {r.name}: {r.getMessage()}" for r in self.records]
        return [p.pattern for p in self.expected if not any(p.search(line) for line in lines)]


@pytest.fixture(autouse=True)
def _log_watch() -> Iterator[_Heard]:
    """Fail a test in which anything at WARNING or above is logged and not expected."""
    heard = _Heard()
    root = logging.getLogger()
    root.addHandler(heard)
    try:
        yield heard
    finally:
        root.removeHandler(heard)
    if lines := heard.unexpected():
        pytest.fail("unexpected log lines:\n" + "\n".join(lines), pytrace=False)
    if patterns := heard.missing():
        pytest.fail("log lines expected and never seen:\n" + "\n".join(patterns), pytrace=False)


@pytest.fixture
def expect_log(_log_watch: _Heard) -> Expect:
    """``expect_log("WARNING .*busy")``: a log line that must come; matched against ``LEVEL logger: message``."""

    def expect(pattern: str) -> None:
        _log_watch.expected.append(re.compile(pattern))

    return expect


def children() -> dict[int, str]:
    """Living child processes of this one with their command lines (Linux; elsewhere none are seen)."""
    found: dict[int, str] = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            listed = listing.read_text().split()
        except OSError:  # the thread has ended meanwhile
            continue
        for pid in listed:
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if state not in "ZX" and "resource_tracker" not in command:
                found[int(pid)] = command
    return found


def _wait_until_gone(left: Callable[[], list[str]]) -> list[str]:
    until = time.monotonic() + GRACE
    while (found := left()) and time.monotonic() < until:
        time.sleep(0.01)
    return found


def _qt_is_running() -> bool:
    if "PySide6.QtWidgets" not in sys.modules:
        return False
    from PySide6.QtWidgets import QApplication

    return QApplication.instance() is not None


def _windows() -> dict[int, str]:
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return {id(w): f"window {type(w).__name__} {w.objectName()!r}" for w in shown}


def _timers() -> dict[int, str]:
    import shiboken6
    from PySide6.QtCore import QTimer

    found = [o for o in gc.get_objects() if isinstance(o, QTimer)]
    return {id(t): f"timer of {type(t.parent()).__name__}" for t in found if shiboken6.isValid(t) and t.isActive()}


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, child process, timer or window behind."""
    gui = "qtbot" in request.fixturenames
    threads, processes = set(threading.enumerate()), set(children())
    windows = set(_windows()) if gui and _qt_is_running() else set()
    timers = set(_timers()) if gui else set()
    yield
    left: list[str] = []
    if gui:
        left += [name for key, name in _windows().items() if key not in windows]
        left += [name for key, name in _timers().items() if key not in timers]
    left += _wait_until_gone(lambda: [f"thread {t.name}" for t in threading.enumerate() if t not in threads])
    left += _wait_until_gone(lambda: [f"process {p}: {c}" for p, c in children().items() if p not in processes])
    if left:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


def on_screen() -> bool:
    """Whether windows go to a real or virtual X screen rather than to memory."""
    return os.environ.get("QT_QPA_PLATFORM", "").startswith("xcb")
