"""The scoring screen on a real case, with hands."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.domain.ids import IndicatorId, ItemId, SubmissionId
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui import theme
from reviewer_app.ui.review.card import IndicatorCard
from reviewer_app.ui.review.card_body import CardBody
from reviewer_app.ui.review.citation_line import CitationLine
from reviewer_app.ui.review.presenter import ReviewPresenter
from reviewer_app.ui.review.state import CardState, ReviewState
from reviewer_app.ui.review.view import ReviewView
from reviewer_app.ui.tasks import Tasks
from reviewer_app.workflow import scoring
from reviewer_app.workflow.desk import Desk
from reviewer_app.workspace import Workspace
from tests.builders import FixedClock
from tests.ui_review.material import SID, Recipe, make_case
from tests.ui_review.still import Bench
from tests.ui_review.viewing import Viewing

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Hands:
    """A scoring screen and what a person does with it."""

    def __init__(self, qtbot: QtBot, ws: Workspace) -> None:
        self.qtbot, self.ws = qtbot, ws
        self.crashes: list[object] = []
        self.tasks, self.readers = Tasks(), Readers()
        self.tasks.crashed.connect(self.crashes.append)
        self.view = ReviewView()
        self.presenter = ReviewPresenter(ws, self.tasks, self.view, self.readers)
        self.view.resize(1440, 870)
        self.view.show()
        self.view.activateWindow()
        qtbot.waitActive(self.view)

    def open(self, sid: SubmissionId = SID) -> Hands:
        """Open a submission and wait until its first items stand on the stage."""
        self.view.open(sid)
        self.until(lambda: self.view.state is not None and self.stage_full() and not self.view.turns.waiting)
        return self.rest()

    def stage_full(self) -> bool:
        """Whether every item that should be on the stage is."""
        shown = self.presenter._stage.shown
        return bool(shown) and all(i in self.view.stage.viewers for i in shown)

    def until(self, met: Callable[[], object], timeout: int = 15_000) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(lambda: bool(met()), timeout=timeout)

    def rest(self) -> Hands:
        """Wait until everything that was asked is done."""
        self.until(self.at_rest, timeout=40_000)
        QTest.qWait(1)
        self.until(self.at_rest, timeout=40_000)
        assert not self.crashes, self.crashes
        return self

    def at_rest(self) -> bool:
        """Whether everything that was asked is done."""
        return not (self.tasks.is_busy or self.presenter.unsaved or self.view.turns.waiting)

    def key(self, keys: str, on: QWidget | None = None) -> Hands:
        """Press a key where the keyboard is."""
        QTest.keySequence(on or QApplication.focusWidget() or self.view, keys)
        return self.rest()

    def click(self, widget: QWidget, at: QPoint | None = None) -> Hands:
        """Click a widget."""
        QTest.mouseClick(widget, LEFT, NONE, at or widget.rect().center())
        return self.rest()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint, *, shift: bool = False) -> Hands:
        """Press, move in steps, let go."""
        held = Qt.KeyboardModifier.ShiftModifier if shift else NONE
        QTest.mousePress(widget, LEFT, held, start)
        for step in range(1, 6):
            QTest.mouseMove(widget, start + (end - start) * step / 5)
            QTest.qWait(5)
        QTest.mouseRelease(widget, LEFT, held, end)
        return self.rest()

    def type(self, text: str) -> Hands:
        """Type where the keyboard is."""
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)
        return self

    # -- what is there --
    @property
    def desk(self) -> Desk:
        """What the journal says, read anew."""
        return scoring.desk(self.ws, SID)

    @property
    def state(self) -> ReviewState:
        """What is shown."""
        assert self.view.state is not None
        return self.view.state

    def card(self, indicator: str) -> IndicatorCard:
        """An indicator's card."""
        found = self.view.rubric.card(IndicatorId(indicator))
        assert found is not None
        return found

    def body(self) -> CardBody:
        """The open card's inside."""
        card = self.view.rubric.active_card
        assert card is not None and card.body is not None
        return card.body

    def scores(self) -> dict[str, int]:
        """The scores the journal has."""
        return {str(k): v for k, v in self.desk.review.scores.items()}

    def comments(self) -> dict[str, str]:
        """The comments the journal has."""
        return {str(k): v for k, v in self.desk.review.comments.items()}

    def line(self, place: int = 0) -> CitationLine:
        """A citation in the open card."""
        found = self.body().findChildren(CitationLine)[place]
        assert isinstance(found, CitationLine)
        return found

    def shown_card(self, indicator: str) -> CardState:
        """An indicator's state as shown."""
        return next(c for c in self.state.cards if c.id == indicator)

    def viewer(self, item: ItemId) -> Any:
        """The viewer of an item; selects the item when it is not open."""
        if item not in self.view.stage.viewers or not self.view.stage.viewers[item].isVisible():
            button = self.view.evidence.button(item)
            assert button is not None
            self.click(button)
            self.until(lambda: item in self.view.stage.viewers)
        return self.view.stage.viewers[item]

    def close(self) -> None:
        """End it as the program does."""
        self.view.leave()
        self.readers.close()
        assert self.tasks.close()
        self.view.close()
        self.view.deleteLater()
        QTest.qWait(1)
        self.ws.close()


@pytest.fixture(scope="session")
def case_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case made once; tests work on copies."""
    root = tmp_path_factory.mktemp("case")
    make_case(root, Recipe(), str(SID)).close()
    return root / "ws"


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    theme.load_fonts()
    theme.apply(qapp, "light")


@pytest.fixture
def hands(qtbot: QtBot, case_folder: Path, tmp_path: Path) -> Iterator[Hands]:
    """The scoring screen on a copy of the case."""
    root = tmp_path / "ws"
    shutil.copytree(case_folder, root)
    made = Hands(qtbot, Workspace.open(root, clock=FixedClock(salt=77)))
    yield made
    made.close()


@pytest.fixture
def hands_on(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[Recipe], Hands]]:
    """The scoring screen on a case of another make."""
    made: list[Hands] = []

    def make(recipe: Recipe) -> Hands:
        made.append(Hands(qtbot, make_case(tmp_path, recipe)))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def viewing(qtbot: QtBot) -> Iterator[Viewing]:
    """Viewers of recordings, on real files."""
    begun = Viewing(qtbot)
    yield begun
    begun.close()


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    """Viewers of still things, on real files."""
    begun = Bench(qtbot)
    yield begun
    begun.close()
