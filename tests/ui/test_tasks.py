"""The one thread place: order, answers on the GUI thread, failures, progress, closing while busy, collection."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from functools import partial
from typing import NoReturn

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from reviewer_app.domain.changes import Changes
from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.ui.tasks import Tasks

pytestmark = pytest.mark.gui


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    assert made.close(20)


def test_twenty_thousand_acts_come_back_in_order_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    done: list[int] = []
    answered: list[int] = []
    homes: set[str] = set()

    def answer(n: int) -> None:
        answered.append(n)
        homes.add(threading.current_thread().name)

    def act(n: int) -> int:
        done.append(n)
        return n

    for n in range(20_000):
        tasks.write(partial(act, n), answer)
    qtbot.waitUntil(lambda: len(answered) == 20_000, timeout=60_000)
    assert done == answered == list(range(20_000))
    assert homes == {threading.main_thread().name}


def test_work_is_done_off_the_gui_thread_writes_by_one_thread(qtbot: QtBot, tasks: Tasks) -> None:
    names: list[str] = []
    reads: list[str] = []
    for _ in range(50):
        tasks.write(lambda: threading.current_thread().name, names.append)
        tasks.read(lambda: threading.current_thread().name, reads.append)
    qtbot.waitUntil(lambda: len(names) == len(reads) == 50)
    assert set(names) == {"write-0"}
    assert set(reads) <= {"read-0", "read-1"}


def test_changes_are_announced_before_the_caller_is_answered(qtbot: QtBot, tasks: Tasks) -> None:
    said: list[str] = []
    tasks.changed.connect(lambda changes: said.append(f"changed {changes.queue}"))
    tasks.write(lambda: Changes(queue=True), lambda _: said.append("answered"))
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said == ["changed True", "answered"]


def test_a_read_never_announces_changes(qtbot: QtBot, tasks: Tasks) -> None:
    said: list[object] = []
    answers: list[Changes] = []
    tasks.changed.connect(said.append)
    tasks.read(lambda: Changes(queue=True), answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert said == []


def test_of_reads_with_one_key_only_the_latest_answers(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    answers: list[int] = []

    def slow() -> int:
        gate.wait(10)
        return 1

    tasks.read(slow, answers.append, key="queue")
    tasks.read(lambda: 2, answers.append, key="queue")
    qtbot.waitUntil(lambda: answers == [2])
    gate.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert answers == [2]


def test_an_error_goes_to_who_asked_else_to_failed(qtbot: QtBot, tasks: Tasks) -> None:
    here: list[str] = []
    there: list[str] = []

    def fail() -> NoReturn:
        raise ReviewerError("No space left.", code="no-space")

    tasks.failed.connect(lambda error: there.append(error.code))
    tasks.write(fail, failed=lambda error: here.append(error.code))
    tasks.write(fail)
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert (here, there) == (["no-space"], ["no-space"])


def test_a_bug_is_reported_and_the_thread_lives_on(qtbot: QtBot, tasks: Tasks) -> None:
    bugs: list[str] = []
    told: list[str] = []
    after: list[int] = []
    tasks.crashed.connect(lambda error: bugs.append(type(error).__name__))

    def leave() -> NoReturn:
        raise SystemExit(1)

    tasks.write(lambda: 1 // 0, failed=lambda error: told.append(error.code))
    tasks.write(leave)
    tasks.write(lambda: 3, after.append)
    qtbot.waitUntil(lambda: after == [3])
    assert bugs == ["ZeroDivisionError", "SystemExit"]
    assert told == ["unexpected"]


def test_progress_arrives_and_a_job_can_be_stopped(qtbot: QtBot, tasks: Tasks) -> None:
    seen: list[Progress] = []
    ended: list[ReviewerError] = []

    def long(job: Job) -> None:
        for n in range(100_000):
            job.report(n, 100_000, "Checking")
            time.sleep(0.001)

    task = tasks.run(long, failed=ended.append, progress=seen.append)
    qtbot.waitUntil(lambda: len(seen) >= 3)
    task.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], Cancelled)
    assert [p.done for p in seen] == sorted(p.done for p in seen)


def _minute(job: Job) -> None:
    for _ in range(60_000):
        job.report(0, 0, "Waiting")
        time.sleep(0.001)


@pytest.mark.parametrize("round_", range(20))
def test_closing_while_busy_completes_the_acts_and_waits(qtbot: QtBot, round_: int) -> None:
    tasks = Tasks()
    done: list[int] = []

    def act(n: int) -> None:
        time.sleep(0.0005)
        done.append(n)

    for n in range(40):
        tasks.write(partial(act, n))
        tasks.read(lambda: time.sleep(0.002), lambda _: None)
    tasks.run(_minute)
    assert tasks.close(20)
    assert done == list(range(40))
    assert not [t for t in threading.enumerate() if t.name == "write-0"]
    tasks.write(lambda: done.append(99))
    assert 99 not in done


def test_finish_lets_acts_complete_and_then_says_so(qtbot: QtBot, tasks: Tasks) -> None:
    done: list[int] = []

    def act(n: int) -> None:
        time.sleep(0.001)
        done.append(n)

    for n in range(30):
        tasks.write(partial(act, n))
    with qtbot.waitSignal(tasks.drained, timeout=10_000):
        tasks.finish()
        tasks.write(lambda: done.append(99))
    assert done == list(range(30))


def test_garbage_is_collected_on_the_gui_thread_only(qtbot: QtBot, tasks: Tasks) -> None:
    ends: list[str] = []

    class Ring(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.me = self
            weakref.finalize(self, lambda: ends.append(threading.current_thread().name))

    def litter() -> None:
        for _ in range(50_000):
            ring: list[object] = []
            ring.append(ring)

    Ring()
    for _ in range(4):
        tasks.write(litter)
        tasks.read(litter, lambda _: None)
    qtbot.waitUntil(lambda: bool(ends), timeout=10_000)
    assert ends == [threading.main_thread().name]


def test_a_widget_held_by_work_is_let_go_on_the_gui_thread(qtbot: QtBot, tasks: Tasks) -> None:
    ends: list[str] = []

    def ask() -> None:
        held = QObject()
        weakref.finalize(held, lambda: ends.append(threading.current_thread().name))
        tasks.write(lambda: held.objectName() and None)

    for _ in range(300):
        ask()
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=10_000)
    qtbot.waitUntil(lambda: len(ends) == 300)
    assert set(ends) == {threading.main_thread().name}


def test_collection_is_automatic_again_after_the_end(qtbot: QtBot) -> None:
    gc.enable()  # as it is where a program begins; tests of windows run without
    tasks = Tasks()
    assert not gc.isenabled()
    assert tasks.close(5)
    assert gc.isenabled()


def test_long_work_holds_up_no_act(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    done: list[str] = []
    tasks.run(lambda job: gate.wait(20), lambda _: done.append("long"))
    tasks.write(lambda: None, lambda _: done.append("act"))
    qtbot.waitUntil(lambda: "act" in done)
    assert done == ["act"], "the long work goes on meanwhile"
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done == ["act", "long"]


def test_work_in_turn_waits_for_the_acts_before_it(qtbot: QtBot, tasks: Tasks) -> None:
    gate = threading.Event()
    done: list[str] = []

    def act() -> None:
        gate.wait(20)
        done.append("act")

    tasks.write(act)
    tasks.run(lambda job: done.append("in turn"), in_turn=True)
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 2)
    assert done == ["act", "in turn"]


def test_the_last_thing_is_done_after_everything_else(qtbot: QtBot) -> None:
    tasks = Tasks()
    done: list[str] = []
    tasks.write(lambda: done.append("act"))
    tasks.run(lambda job: done.append("long"))
    assert tasks.close(20, lambda: done.append(f"last on {threading.current_thread().name}"))
    assert sorted(done[:2]) == ["act", "long"]
    assert done[2:] == ["last on write-0"]


def test_what_was_not_looked_up_because_the_program_ends_is_not_answered(qtbot: QtBot, tasks: Tasks) -> None:
    go_on = threading.Event()
    told: list[int] = []
    for _ in range(8):  # every reader is held
        tasks.read(lambda: go_on.wait(5), lambda _: None)
    tasks.read(lambda: 1, told.append)
    tasks.finish()
    with qtbot.waitSignal(tasks.drained, timeout=5_000):
        go_on.set()
    assert told == [], "and certainly not with nothing"
