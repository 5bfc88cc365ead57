"""The window is never held: the queue with 20,000 submissions, driven in the real event loop."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.ui import theme
from reviewer_app.workflow import scoring
from tests import screens
from tests.benchmarks import twenty_thousand
from tests.builders import I1
from tests.stalls import Stalls, calm_at_work

pytestmark = [pytest.mark.gui, pytest.mark.slow]
LIMIT = 0.05  # seconds of the GUI thread's own work; how long it was kept waiting by others is printed


def test_a_hold_is_found_with_what_ran_and_how_long(qtbot: QtBot) -> None:
    def dawdle() -> None:
        time.sleep(0.12)

    with Stalls() as stalls:
        stalls.turn(60)
        assert stalls.longest < 0.1
        stalls.do(dawdle, "dawdling")
    assert 0.11 < stalls.longest < 0.5
    worst = max(stalls.found, key=lambda s: s.seconds)
    assert worst.during == "dawdling"
    assert worst.cpu < 0.08
    assert "dawdle" in worst.ran
    with pytest.raises(AssertionError, match="dawdle"):
        stalls.assert_none_over(0.1)


def test_a_worker_that_keeps_the_interpreter_is_found(qtbot: QtBot) -> None:
    with Stalls() as stalls:
        stalls.do(lambda: sum(range(9_000_000)), "counting")
    assert stalls.longest > 0.05
    assert max(stalls.found, key=lambda s: s.seconds).cpu > 0.04


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[screens.Stage]:
    twenty_thousand.fill(tmp_path / "w").close()
    theme.load_fonts()
    made = screens.Stage(tmp_path / "w" / "ws", tmp_path, "light", screens.FULL).ready()
    yield made
    made.close()


@pytest.mark.serial  # it measures work, which takes longer where another test shares the caches
def test_the_queue_with_twenty_thousand_submissions_never_holds_the_window(stage: screens.Stage) -> None:
    queue, session = stage.window.queue, stage.shell.session
    assert session is not None
    assert queue.model.rowCount() == twenty_thousand.MANY + 1
    ws, sid, level = session.workspace, SubmissionId("Q-00007"), iter(range(1, 1000))

    def use(stalls: Stalls) -> None:
        box, table = queue.search_box, queue.table
        for letter in "q-12":
            stalls.do(lambda letter=letter: QTest.keyClicks(box, letter), f"the letter {letter} in the search box")  # type: ignore[misc]
        stalls.turn(400, "the words are looked for in texts")
        stalls.do(box.clear, "the search box is emptied", 300)
        stalls.do(lambda: queue.filters.chip_chosen.emit("IN_PROGRESS"), "a chip")
        stalls.do(lambda: queue.filters.chip_chosen.emit("open"), "all again")
        stalls.do(lambda: queue.filters.sort_chosen.emit("submission"), "another order")
        for _ in range(3):
            stalls.do(lambda: QTest.keyClick(table, Qt.Key.Key_PageDown), "a page down")
        stalls.do(lambda: table.verticalScrollBar().setValue(300_000), "a far scroll")
        stalls.do(lambda: session.tasks.write(lambda: scoring.score(ws, sid, I1, next(level) % 4 + 1)), "an act", 300)
        stalls.do(stage.shell.actions.finder.open, "Ctrl+K")  # type: ignore[union-attr]
        for letter in "q19":
            stalls.do(
                lambda letter=letter: QTest.keyClicks(stage.shell.actions.finder.box, letter),  # type: ignore[misc, union-attr]
                f"the letter {letter} after Ctrl+K",
            )
        stalls.do(stage.shell.actions.finder.leave, "Escape")  # type: ignore[union-attr]
        stalls.do(queue.presenter.load, "the queue is read anew", 2_500)  # type: ignore[union-attr]

    print(calm_at_work(use, LIMIT).figures())  # noqa: T201  the figures for the report


def test_sleep_and_resume_score_nothing(stage: screens.Stage) -> None:
    session = stage.shell.session
    assert session is not None
    stage.shell.open_review("Q-00003")
    stage.rest(300)
    review = scoring.desk(session.workspace, SubmissionId("Q-00003")).review
    with Stalls() as stalls:
        stalls.do(lambda: time.sleep(2.0), "the computer sleeps", 600)
    stage.rest(300)
    again = scoring.desk(session.workspace, SubmissionId("Q-00003")).review
    assert (again.scores, again.comments, again.citations, again.stage) == (
        review.scores,
        review.comments,
        review.citations,
        review.stage,
    )
