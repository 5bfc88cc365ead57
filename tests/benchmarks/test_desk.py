"""The scoring desk: the next submission by key, read ahead; the longest hold of the window on a heavy submission."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.ui import theme
from reviewer_app.workspace import SystemClock, Workspace
from tests import screens
from tests.benchmarks.conftest import FULL, Budget, Result, best, keep
from tests.stalls import Stalls, crowding
from tests.ui_review.conftest import Hands
from tests.ui_review.material import Recipe, take_in
from tests.ui_review.test_heavy import heavy as heavy
from tests.ui_review.test_heavy import heavy_folder as heavy_folder
from tests.ui_review.test_heavy import work_through

pytestmark = [pytest.mark.gui, pytest.mark.serial]
NEXT_SECONDS, HOLD_SECONDS, PATIENCE_MS = 0.15, 0.05, 10_000
HOLD_ROUNDS = 3


class Painted(QObject):
    """Knows when a widget was first painted while something was so.

    Waits in a loop of its own: ``QTest.qWait`` holds the interpreter, and what was asked of other threads comes late.
    """

    def __init__(self, widget: QWidget, so: Callable[[], bool]) -> None:
        super().__init__()
        self._widget, self._so, self._loop, self._at = widget, so, QEventLoop(), 0.0
        widget.installEventFilter(self)

    def wait(self) -> float:
        """The time at which that was done."""
        patience = QTimer(singleShot=True, interval=PATIENCE_MS)
        patience.timeout.connect(self._loop.quit)
        patience.start()
        self._loop.exec()
        self._widget.removeEventFilter(self)
        assert self._at, "it was never painted"
        return self._at

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """The turn after the paint event: all that lies on the widget has been painted then, too."""
        if event.type() == QEvent.Type.Paint and not self._at and self._so():
            QTimer.singleShot(0, self, self._done)
        return False

    def _done(self) -> None:
        self._at = self._at or time.perf_counter()
        self._loop.quit()


@pytest.fixture(scope="module")
def held() -> dict[str, list[float]]:
    """The longest hold of each act, each time over: what truly holds the window does so each time."""
    return {}


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[screens.Stage]:
    with Workspace.create(tmp_path / "ws", name="Reviewer 17", clock=SystemClock()) as ws:
        take_in(ws, tmp_path / "case", Recipe(), "R-0417", "R-0418", "R-0419")
    theme.load_fonts()
    made = screens.Stage(tmp_path / "ws", tmp_path, "light", screens.FULL).ready()
    yield made
    made.close()


def test_the_next_submission_is_there_at_once(stage: screens.Stage, budget: Budget) -> None:
    """From the key N to the cards, the levels and the first items of the next one, none of it finalised."""
    stage.key("N").rest(300)
    view = stage.shell.review
    assert view is not None
    presenter = view.presenter
    assert presenter is not None
    seen: list[str] = []

    def there(before: object) -> bool:
        shown = presenter._stage.shown
        ready = view.state is not None and presenter.submission != before and not view.turns.waiting
        return ready and bool(shown) and all(i in view.stage.viewers for i in shown)

    def to_next() -> float:
        stage.until(lambda: presenter._ahead._found is not None, "reading ahead")
        stage.rest()
        before = presenter.submission
        last = view.stage  # the parts are painted one after the other
        painted = Painted(last, lambda: there(before) and last.updatesEnabled())
        began = time.perf_counter()
        QTest.keyClick(view, Qt.Key.Key_N)
        took = painted.wait() - began
        assert view.rubric.active_card is not None
        seen.append(str(presenter.submission))
        return took

    budget("next submission by N, read ahead", to_next, NEXT_SECONDS, rounds=9 if FULL else 5)
    assert set(seen[:3]) == {"R-0417", "R-0418", "R-0419"}, "each in its turn, though none is done"


@pytest.mark.parametrize("time_over", range(1, HOLD_ROUNDS + 1))
def test_the_longest_hold_on_a_heavy_submission(
    request: pytest.FixtureRequest, heavy: Hands, held: dict[str, list[float]], time_over: int
) -> None:
    """Work of the window's thread within one turn: 1 h of video, 300 pages, 40 pictures, 3,000 citations."""
    with Stalls() as stalls:
        work_through(heavy, stalls)
    acts = {s.during for s in stalls.found} | set(held)
    for act in acts:
        longest = max((s.cpu for s in stalls.found if s.during == act), default=0.0)
        held.setdefault(act, [0.0] * (time_over - 1)).append(longest)
    if time_over < HOLD_ROUNDS:
        return
    worst = max((best(each) for each in held.values()), default=0.0)
    limit = HOLD_SECONDS * (1.0 if FULL else crowding())
    keep(
        request.config,
        Result(
            subject="heavy submission, longest hold of an act", baseline="limit", of="best", unit="s",
            subject_value=worst, baseline_value=limit, limit=1.0, rounds=time_over,
        ),
    )  # fmt: skip
