"""A reader that spins ends within its time by itself: with the program stopped, killed, or keeping Python's lock."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

pytestmark = [
    pytest.mark.serial,  # seconds are counted
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 2.0
LATE = 1.5  # what a busy machine may add
PROGRAM = f"""
import sys, threading
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers

bomb, plain = (Recipe(path=p, size=int(s), sha256="") for p, s in zip(sys.argv[1::2], sys.argv[2::2]))
readers = Readers(seconds={SECONDS}, children=1)
readers.pages(plain)
print(readers.pids()[0], flush=True)
try:
    readers.page(bomb, 1, 300)
except ReviewerError as error:
    print(error.code, readers.page(plain, 1, 100).width, flush=True)
readers.close()
"""


def state(pid: int) -> str:
    """How the kernel has a process; Z when it has ended and nobody has taken note, "" when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def worked(pid: int) -> float:
    """The seconds of the processor that it has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait_until_at_work(pid: int) -> None:
    """It has begun to draw what never ends."""
    had, end = worked(pid), time.monotonic() + 10
    while worked(pid) < had + 0.2:
        assert time.monotonic() < end and state(pid) not in ("", "Z")
        time.sleep(0.01)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Recipe, Recipe]:
    """One that is never drawn to its end, and one that is."""
    bomb, plain = made.nested_pdf(), made.pdf(("one",))
    return made.saved(tmp_path, "bomb.pdf", bomb), made.saved(tmp_path, "plain.pdf", plain)


@pytest.fixture
def program(files: tuple[Recipe, Recipe]) -> Iterator[subprocess.Popen[str]]:
    """Another program that asks for the page which never ends."""
    given = [word for recipe in files for word in (recipe.path, str(recipe.size))]
    command = [sys.executable, "-c", PROGRAM, *given]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.kill()


def spinning(program: subprocess.Popen[str]) -> int:
    """Its reader, once that is at it."""
    assert program.stdout is not None
    pid = int(program.stdout.readline())
    wait_until_at_work(pid)
    return pid


def ends(pid: int) -> bool:
    """Whether a process ends in its time and little more."""
    end = time.monotonic() + SECONDS + LATE
    while state(pid) not in ("", "Z") and time.monotonic() < end:
        time.sleep(0.02)
    return state(pid) in ("", "Z")


def test_a_reader_ends_while_the_program_is_stopped_and_the_program_goes_on(program: subprocess.Popen[str]) -> None:
    reader = spinning(program)
    program.send_signal(signal.SIGSTOP)
    assert ends(reader)
    program.send_signal(signal.SIGCONT)
    told, _ = program.communicate(timeout=30)
    assert told.split() == ["reader-timeout", "100"]


def test_a_reader_ends_when_the_program_was_killed(program: subprocess.Popen[str]) -> None:
    reader = spinning(program)
    program.kill()
    program.wait()
    assert ends(reader)


def ended_while_locked(pid: int) -> bool:
    """Keep Python's lock, as some of Qt's calls do, and tell whether a child has ended by then."""
    library, told = ctypes.PyDLL(None), ctypes.create_string_buffer(128)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1000)  # nor between the calls
    try:
        library.usleep(int((SECONDS + LATE) * 1_000_000))
        library.waitid(os.P_PID, pid, told, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return told.raw[0] == signal.SIGCHLD
    finally:
        sys.setswitchinterval(interval)


def test_a_reader_ends_while_the_window_keeps_pythons_lock(files: tuple[Recipe, Recipe]) -> None:
    bomb, plain = files
    codes: list[str] = []
    with Readers(seconds=SECONDS, children=1) as readers:
        readers.pages(plain)
        (reader,) = readers.pids()

        def ask() -> None:
            try:
                readers.page(bomb, 1, 300)
            except ReviewerError as error:
                codes.append(error.code)

        asking = threading.Thread(target=ask)
        asking.start()
        wait_until_at_work(reader)
        ended = ended_while_locked(reader)
        asking.join(10)
    assert ended and codes == ["reader-timeout"]


def test_its_own_end_is_told_as_the_end_of_its_time(files: tuple[Recipe, Recipe]) -> None:
    bomb, plain = files
    with Readers(children=1) as readers:

        def draw() -> None:
            with readers._child(bomb) as asked:
                asked.ask("page", bomb, {"number": 1, "width": 300}, seconds=0.5)
                asked.answer(30)

        readers.pages(plain)
        with pytest.raises(ReviewerError, match="took longer than 30 seconds") as caught:
            draw()
        assert caught.value.code == "reader-timeout"
        assert readers.page(plain, 1, 100).width == 100


def test_the_clock_stands_while_nothing_is_asked_and_while_the_program_thinks(tmp_path: Path) -> None:
    clip = made.saved(tmp_path, "a.mp4", made.clip(50))
    with Readers(seconds=1.0, children=1) as readers:
        readers.pages(made.saved(tmp_path, "a.pdf", made.pdf(("one",))))
        (reader,) = readers.pids()
        time.sleep(1.2)
        for _ in readers._parts("filmstrip", clip, None, count=3, height=40):
            time.sleep(1.2)
        assert readers.pids() == (reader,)
