"""The children that decode: they are replaced when they crash, hang or fill memory, and may do nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.evidence import child
from reviewer_app.evidence.values import Film, Picture, Span, Status
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job
from tests.evidence import made

posix = pytest.mark.skipif(os.name == "nt", reason="signals")


def test_nothing_starts_before_the_first_question(tmp_path: Path) -> None:
    with Readers() as readers:
        assert readers.pids() == ()
        readers.probe(made.saved(tmp_path, "a.txt", b"hello"))
        assert len(readers.pids()) == 1


def test_at_most_two_children_serve_many_threads(tmp_path: Path) -> None:
    files = [made.saved(tmp_path, f"{n}.pdf", made.pdf((f"page {n}",) * 3)) for n in range(6)]
    seen: list[int] = []
    found: dict[int, str] = {}

    def ask(number: int) -> None:
        found[number] = readers.text(files[number]).text.split("\f")[0]
        seen.append(len(readers.pids()))

    with Readers() as readers:
        threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {n: f"page {n}" for n in range(6)}
    assert max(seen) == 2


@posix
def test_a_child_that_dies_is_a_clear_message_and_the_next_request_works(tmp_path: Path) -> None:
    clip = made.saved(tmp_path, "a.mp4", made.clip(50, sound=False))
    with Readers() as readers:

        def kill(_: Picture) -> None:
            os.kill(readers.pids()[0], signal.SIGKILL)

        with pytest.raises(ReviewerError) as caught:
            readers.filmstrip(clip, Film(8, 40), kill)
        assert caught.value.code == "reader-crashed"
        assert readers.frame(clip, 0).width == 32 * made.FRAME_BITS


@posix
def test_a_child_that_hangs_is_ended_in_time(tmp_path: Path) -> None:
    document = made.saved(tmp_path, "a.pdf", made.pdf(("one",)))
    with Readers(seconds=4) as readers:
        readers.pages(document)
        (first,) = readers.pids()
        os.kill(first, signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(ReviewerError, match=r"took longer than 4 seconds") as caught:
            readers.page(document, 1, 100)
        assert caught.value.code == "reader-timeout"
        assert time.monotonic() - began < 6
        assert readers.page(document, 1, 100).width == 100
        assert first not in readers.pids()


@posix
def test_a_dead_idle_child_is_replaced_without_a_word(tmp_path: Path) -> None:
    document = made.saved(tmp_path, "a.pdf", made.pdf(("one",)))
    with Readers() as readers:
        readers.pages(document)
        (first,) = readers.pids()
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 5
        while readers.pids() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert readers.page(document, 1, 100).width == 100


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limit on data")
def test_the_memory_of_a_child_is_bounded() -> None:
    code = """
from reviewer_app.evidence import child
child._confine()
print(len(bytearray(child.MEMORY // 2)))
try:
    bytearray(child.MEMORY)
except MemoryError:
    print("stopped")
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert out.stdout.split() == [str(child.MEMORY // 2), "stopped"]


class _Sent:
    """A pipe that only remembers."""

    def __init__(self) -> None:
        self.headers: list[dict[str, Any]] = []

    def send(self, header: dict[str, Any], body: bytes = b"") -> None:
        self.headers.append(header)


@pytest.mark.parametrize(
    ("error", "code", "goes_on"), [(MemoryError, "reader-memory", False), (KeyError, "cannot-read", True)]
)
def test_what_a_decoder_raises_is_reported(error: type[Exception], code: str, goes_on: bool) -> None:
    """After running out of memory the child gives way to a new one; any other error is the file's."""
    pipe = _Sent()

    def fail(*_: object) -> None:
        raise error

    request = {"op": "x", "recipe": {"path": "a", "size": 1, "sha256": ""}, "args": {}}
    assert child._answer(pipe, fail, request) is goes_on  # type: ignore[arg-type]
    assert (pipe.headers[0]["code"], pipe.headers[0]["fatal"]) == (code, not goes_on)


def test_a_huge_picture_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    bomb = made.saved(tmp_path, "bomb.png", made.huge_png(30_000, 30_000))
    assert bomb.size < 2000
    with Readers() as readers:
        found = readers.probe(bomb)
        assert (found.status, found.problems[0].code) == (Status.REFUSED, "too-large")
        assert "30,000 by 30,000" in found.problems[0].message
        with pytest.raises(ReviewerError) as caught:
            readers.picture(bomb, 200)
        assert caught.value.code == "too-large"


def test_long_work_comes_in_parts_and_can_be_cancelled(tmp_path: Path) -> None:
    clip = made.saved(tmp_path, "a.mp4", made.clip(100))
    job = Job()
    pictures: list[Picture] = []

    def take(picture: Picture) -> None:
        pictures.append(picture)
        if len(pictures) == 3:
            job.cancel()

    with Readers() as readers:
        with pytest.raises(Cancelled):
            readers.filmstrip(clip, Film(20, 40), take, job)
        assert len(pictures) == 3
        (pid,) = readers.pids()
        assert readers.filmstrip(clip, Film(5, 40), pictures.append) == 5
        assert readers.pids() == (pid,), "cancelling does not cost a child"


def test_an_error_in_the_callers_own_code_leaves_the_readers_usable(tmp_path: Path) -> None:
    clip = made.saved(tmp_path, "a.mp4", made.clip(50))

    def fail(_: Picture | Span) -> None:
        raise ZeroDivisionError

    with Readers() as readers:
        with pytest.raises(ZeroDivisionError):
            readers.filmstrip(clip, Film(5, 40), fail)
        with pytest.raises(ZeroDivisionError):
            readers.waveform(clip, 50, fail)
        assert readers.probe(clip).status is Status.OPEN


def test_an_answer_that_nobody_waited_for_is_never_taken_for_the_next(tmp_path: Path) -> None:
    document = made.saved(tmp_path, "a.pdf", made.pdf(("one", "two")))
    with Readers(children=1) as readers:

        def ask_and_leave() -> None:
            with readers._child(document) as asked:
                asked.ask("words", document, {"number": 1}, seconds=8)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            ask_and_leave()
        assert [w.text for w in readers.words(document, 2)] == ["two"]


def test_closing_ends_the_children_and_those_who_wait(tmp_path: Path) -> None:
    clip = made.saved(tmp_path, "a.mp4", made.clip(100))
    readers = Readers()
    started = threading.Event()
    codes: list[str] = []

    def slowly(_: Picture) -> None:
        started.set()
        time.sleep(0.05)

    def ask() -> None:
        try:
            readers.filmstrip(clip, Film(50, 40), slowly)
        except ReviewerError as error:
            codes.append(error.code)

    thread = threading.Thread(target=ask)
    thread.start()
    assert started.wait(10)
    readers.close()
    thread.join(10)
    assert codes == ["readers-closed"]
    assert readers.pids() == ()
    with pytest.raises(ReviewerError) as caught:
        readers.probe(clip)
    assert caught.value.code == "readers-closed"


def test_evidence_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    here = made.saved(tmp_path, "a.txt", b"hello")
    (tmp_path / "a.txt").unlink()
    with Readers() as readers, pytest.raises(ReviewerError) as caught:
        readers.probe(here)
    assert caught.value.code == "evidence-missing"


@pytest.mark.parametrize(
    ("act", "event"),
    [
        ("open", ("open", ("x", "w", os.O_WRONLY | os.O_CREAT))),
        ("append", ("open", ("x", "a", os.O_APPEND | os.O_WRONLY))),
        ("socket", ("socket.__new__", (None, 2, 1, 0))),
        ("connect", ("socket.connect", (None, ("127.0.0.1", 47999)))),
        ("process", ("subprocess.Popen", ("ls", ["ls"], None, None))),
        ("shell", ("os.system", (b"ls",))),
        ("remove", ("os.remove", ("x", -1))),
    ],
)
def test_the_child_may_not(act: str, event: tuple[str, tuple[object, ...]]) -> None:
    with pytest.raises(PermissionError):
        child._forbid(*event)


def test_the_child_may_read() -> None:
    refused = []
    for event in (("open", ("x", "r", os.O_RDONLY)), ("import", ("json",))):
        try:
            child._forbid(*event)
        except PermissionError:
            refused.append(event)
    assert refused == []


@posix
def test_a_real_child_is_confined(tmp_path: Path) -> None:
    """The same, from inside a real child: every way out is tried after it has confined itself."""
    attempts = f"""
import os, socket, subprocess
from reviewer_app.evidence import child
child._confine()
def tried(act):
    try:
        act()
    except (PermissionError, OSError) as error:
        return type(error).__name__
    return "done"
print(tried(lambda: open({str(tmp_path / "x")!r}, "w")))
print(tried(lambda: socket.create_connection(("127.0.0.1", 9))))
print(tried(lambda: subprocess.run(["true"])))
print(tried(lambda: os.remove({str(tmp_path / "keep")!r})))
"""
    (tmp_path / "keep").write_text("keep")
    out = subprocess.run([sys.executable, "-c", attempts], capture_output=True, text=True, check=True, timeout=60)
    assert out.stdout.split() == ["PermissionError"] * 4
    assert sorted(p.name for p in tmp_path.iterdir()) == ["keep"]


def test_starting_a_child_is_quick(tmp_path: Path) -> None:
    """Nothing heavy is imported to start: only what the kind of file needs."""
    code = (
        "import sys; from reviewer_app.evidence import worker, child, answers; "
        "heavy = ('av', 'numpy', 'pymupdf', 'PIL', 'mammoth', 'lxml', 'pydantic', 'docx', 'cv2'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert out.stdout.strip() == "[]"


# --- a slow start is not the file's fault ---


def slowed(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Every child runs this before anything else."""
    (folder / "early").mkdir()
    (folder / "early" / "sitecustomize.py").write_text(code)
    monkeypatch.syspath_prepend(str(folder / "early"))


def test_the_start_of_a_child_does_not_count_for_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slowed(tmp_path, monkeypatch, "import time; time.sleep(2)")
    with Readers(seconds=1.5) as readers:
        assert readers.probe(made.saved(tmp_path, "a.txt", b"hello")).status is Status.OPEN


SLOW_LIBRARY = """
import sys, time
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name in ("pymupdf", "av"):
            time.sleep(2)
sys.meta_path.insert(0, Slow())
"""


def test_the_import_of_a_library_does_not_count_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slowed(tmp_path, monkeypatch, SLOW_LIBRARY)
    document = made.saved(tmp_path, "a.pdf", made.pdf(("one",)))
    clip = made.saved(tmp_path, "a.mp4", made.clip(10))
    with Readers(seconds=1.5, children=1) as readers:
        assert readers.probe(document).status is Status.OPEN
        assert readers.frame(clip, 0).width


@posix
@pytest.mark.parametrize("code", ["import time; time.sleep(60)", "import os; os._exit(3)"])
def test_a_child_that_never_begins_is_not_blamed_on_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    slowed(tmp_path, monkeypatch, code)
    monkeypatch.setattr("reviewer_app.evidence.process.START_SECONDS", 1.0)
    with Readers(seconds=5) as readers:
        for ask in (readers.probe, readers.text):
            began = time.monotonic()
            with pytest.raises(ReviewerError, match="Nothing is wrong with this file") as caught:
                ask(made.saved(tmp_path, "a.txt", b"hello"))
            assert caught.value.code == "reader-not-started"
            assert time.monotonic() - began < 4 and readers.pids() == ()


@posix
def test_after_the_start_the_time_of_the_file_counts_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that says it loads a library, again and again, gains nothing."""
    hang = "import reviewer_app.evidence.answers as a\nload = a.Answers._load\n"
    hang += "def _load(self, reader):\n    while True:\n        self._loaded.clear()\n        load(self, reader)\n"
    slowed(tmp_path, monkeypatch, hang + "a.Answers._load = _load\n")
    with Readers(seconds=2) as readers:
        began = time.monotonic()
        with pytest.raises(ReviewerError):
            readers.text(made.saved(tmp_path, "a.txt", b"hello"))
        assert time.monotonic() - began < 8
        assert readers.pids() == ()
