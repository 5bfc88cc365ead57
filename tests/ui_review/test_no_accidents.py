"""No score and no citation changes by a slip: presses that wander, drags let go of in the wrong place, lost windows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from reviewer_app.domain.citation import Citation, Selector, TimeSpan
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.ui.review.citation_line import MIME
from reviewer_app.ui.review.levels import LevelButton
from reviewer_app.ui.review.popout import PLACE, StageWindow
from reviewer_app.workflow import scoring
from tests.ui_review.conftest import LEFT, NONE, Hands
from tests.ui_review.material import SID, VIDEO

pytestmark = pytest.mark.gui
I1 = IndicatorId("3.1")
MOVE = Qt.DropAction.MoveAction


def cite(hands: Hands) -> Citation:
    scoring.cite(hands.ws, SID, VIDEO, Selector(time=TimeSpan(start=1000, end=1900)), I1, "at 1000")
    hands.presenter._read()
    hands.rest()
    (only,) = hands.desk.review.citations
    return only


def kinds(hands: Hands) -> list[str]:
    """What was done, but for opening and looking."""
    return [e.act.kind for e in hands.desk.events if e.act.kind not in ("opened", "viewed")]


def levels(hands: Hands) -> list[LevelButton]:
    """Every level that can be pressed: the open card's, and the numbers in the others' rows."""
    return [*hands.body().levels.buttons, *hands.card("3.2").dots.buttons, *hands.card("3.3").dots.buttons]


def wander(start: QWidget, end: QPoint) -> None:
    """Press a widget, go elsewhere (global) with the button held, and let go there."""
    QTest.mousePress(start, LEFT, NONE, start.rect().center())
    there = start.mapFromGlobal(end)
    for step in range(1, 5):
        QTest.mouseMove(start, start.rect().center() + (there - start.rect().center()) * step / 4)
    QTest.mouseRelease(start, LEFT, NONE, there)


def to_the_front(hands: Hands, window: QWidget) -> None:
    window.show()
    window.activateWindow()
    hands.until(window.isActiveWindow)


def middle(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().center())


def test_a_press_that_ends_on_another_level_or_outside_scores_neither(hands: Hands) -> None:
    hands.open()
    cards, dots = hands.body().levels.buttons, hands.card("3.2").dots.buttons
    view = hands.view
    outside = (middle(view.stage), middle(view.rubric.outcome), view.mapToGlobal(QPoint(-300, 900)))
    for start in (*cards, *dots):
        for end in (middle(cards[0]), middle(cards[-1]), middle(dots[0]), middle(dots[-1]), *outside):
            if end != middle(start):
                wander(start, end)
    hands.rest()
    assert hands.scores() == {} and kinds(hands) == []
    assert not any(b.isDown() for b in levels(hands))
    hands.click(hands.body().levels.buttons[2])
    assert hands.scores() == {"3.1": 3}, "a press that stays scores"


def test_a_press_that_begins_outside_and_ends_on_a_level_scores_nothing(hands: Hands) -> None:
    hands.open()
    card = hands.card("3.2")
    for start in (hands.view.stage, hands.view.rubric, hands.card("3.1").title, hands.view.rubric.outcome):
        wander(start, middle(hands.body().levels.buttons[1]))
        wander(start, middle(hands.card("3.3").dots.buttons[1]))
    wander(card, middle(card.dots.buttons[1]))  # opens the card: its levels come under the held pointer
    hands.rest()
    assert hands.view.rubric.active_card is card
    wander(hands.card("3.1"), middle(hands.body().levels.buttons[1]))
    hands.rest()
    assert hands.scores() == {} and kinds(hands) == []


def test_other_buttons_of_the_mouse_score_nothing(hands: Hands) -> None:
    hands.open()
    others = (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.BackButton)
    for level in levels(hands):
        for button in others:
            QTest.mouseClick(level, button, NONE, level.rect().center())
            QTest.keyClick(hands.view, Qt.Key.Key_Escape)
    hands.rest()
    assert hands.scores() == {} and kinds(hands) == []


def test_a_press_during_which_the_window_is_left_scores_nothing(hands: Hands) -> None:
    hands.open().key("2")
    before, elsewhere = kinds(hands), QWidget()
    elsewhere.setGeometry(0, 0, 200, 100)
    hands.qtbot.addWidget(elsewhere)
    for level in levels(hands):
        QTest.mousePress(level, LEFT, NONE, level.rect().center())
        to_the_front(hands, elsewhere)
        to_the_front(hands, hands.view)
        for end in (QPoint(-40, -40), level.rect().center()):  # out and in again would press it anew
            held = QMouseEvent(
                QEvent.Type.MouseMove,
                QPointF(end),
                QPointF(level.mapToGlobal(end)),
                Qt.MouseButton.NoButton,
                LEFT,
                NONE,
            )
            QApplication.sendEvent(level, held)
        QTest.mouseRelease(level, LEFT, NONE, level.rect().center())
    hands.rest()
    assert hands.scores() == {"3.1": 2} and kinds(hands) == before
    hands.click(hands.body().levels.buttons[2])
    assert hands.scores() == {"3.1": 3}, "the next press scores again"


def test_a_key_held_while_the_window_is_left_scores_nothing(hands: Hands) -> None:
    hands.open()
    level = hands.body().levels.buttons[1]
    level.setFocus(Qt.FocusReason.TabFocusReason)
    elsewhere = QWidget()
    hands.qtbot.addWidget(elsewhere)
    QTest.keyPress(level, Qt.Key.Key_Space)
    to_the_front(hands, elsewhere)
    QTest.keyRelease(level, Qt.Key.Key_Space)
    hands.rest()
    assert hands.scores() == {} and kinds(hands) == []


def test_a_citation_carried_off_and_dropped_nowhere_stays_where_it_is(hands: Hands) -> None:
    hands.open()
    only = cite(hands)
    before, jumps = kinds(hands), list[object]()
    line = hands.line()
    line.jump.connect(jumps.append)
    for end in (middle(hands.view.stage), hands.view.mapToGlobal(QPoint(-300, 900)), middle(hands.view.rubric.outcome)):
        wander(line, end)  # a real drag: where no desktop takes it, it is dropped nowhere at once
    hands.rest()
    assert hands.desk.review.citations == (only,) and kinds(hands) == before
    assert hands.scores() == {} and jumps == []


def test_a_citation_dropped_on_a_level_scores_nothing(hands: Hands) -> None:
    hands.open()
    only = cite(hands)
    data = QMimeData()
    data.setData(MIME, str(only.id).encode())
    for level in levels(hands):
        at = level.rect().center()
        QApplication.sendEvent(level, QDragEnterEvent(at, MOVE, data, LEFT, NONE))
        QApplication.sendEvent(level, QDragMoveEvent(at, MOVE, data, LEFT, NONE))
        QApplication.sendEvent(level, QDropEvent(QPointF(at), MOVE, data, LEFT, NONE))
        hands.rest()
    assert hands.scores() == {} and set(kinds(hands)) <= {"cited", "recited", "citation-moved"}
    assert len(hands.desk.review.citations) == 1


def test_a_citation_carried_over_a_card_and_on_changes_nothing(hands: Hands) -> None:
    hands.open()
    only = cite(hands)
    before, data = kinds(hands), QMimeData()
    data.setData(MIME, str(only.id).encode())
    for name in ("3.2", "3.3"):
        card = hands.card(name)
        QApplication.sendEvent(card, QDragEnterEvent(QPoint(20, 10), MOVE, data, LEFT, NONE))
        assert card._hot
        QApplication.sendEvent(card, QDragLeaveEvent())
        assert not card._hot, "the card no longer looks as if it took it"
    hands.rest()
    assert hands.desk.review.citations == (only,) and kinds(hands) == before and hands.scores() == {}


def test_a_citation_dropped_on_its_own_card_is_no_act(hands: Hands) -> None:
    hands.open()
    only = cite(hands)
    before, data, card = kinds(hands), QMimeData(), hands.card("3.1")
    data.setData(MIME, str(only.id).encode())
    QApplication.sendEvent(card, QDragEnterEvent(QPoint(20, 10), MOVE, data, LEFT, NONE))
    QApplication.sendEvent(card, QDropEvent(QPointF(20, 10), MOVE, data, LEFT, NONE))
    hands.rest()
    assert hands.desk.review.citations == (only,) and kinds(hands) == before


def test_a_citation_held_while_the_window_is_left_is_not_carried_off_later(hands: Hands) -> None:
    hands.open()
    only = cite(hands)
    before, line = kinds(hands), hands.line()
    elsewhere = QWidget()
    hands.qtbot.addWidget(elsewhere)
    QTest.mousePress(line, LEFT, NONE, QPoint(60, 12))
    to_the_front(hands, elsewhere)
    to_the_front(hands, hands.view)
    QTest.mouseRelease(line, LEFT, NONE, QPoint(60, 12))
    hands.rest()
    assert hands.desk.review.citations == (only,) and kinds(hands) == before and hands.scores() == {}


# -- the evidence in a window of its own --
def screen_gone() -> None:
    """As the system says it when a screen is unplugged."""
    app = QApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.screenRemoved.emit(None)


def test_the_other_window_comes_to_a_screen_that_is_there(hands: Hands) -> None:
    hands.open().key("3")
    hands.view.second.take_out()
    window = hands.view.second.window
    assert window is not None and window.isVisible()
    here = QGuiApplication.primaryScreen()
    window.setGeometry(here.geometry().right() + 500, 40, 900, 600)  # where the second screen was
    screen_gone()
    assert here.availableGeometry().contains(window.geometry()), "all of it can be seen and taken hold of"
    assert window.isVisible() and hands.view.stage.isVisible() and hands.scores() == {"3.1": 3}
    hands.view.second.bring_back()
    assert hands.view.splitter.indexOf(hands.view.stage) >= 0 and hands.view.stage.isVisible()
    kept = hands.presenter.preferences.settings.layout[PLACE]
    assert here.availableGeometry().contains(QPoint(kept[0], kept[1]))


def test_a_window_on_a_screen_that_stays_is_left_alone(hands: Hands) -> None:
    hands.open()
    hands.view.second.take_out()
    window = hands.view.second.window
    assert window is not None
    window.setGeometry(10, 10, 500, 400)
    before = window.geometry()
    screen_gone()
    assert window.geometry() == before


def test_the_other_window_closes_with_the_review(hands: Hands) -> None:
    hands.open()
    hands.view.second.take_out()
    window = hands.view.second.window
    assert window is not None and window.isVisible()
    hands.view.leave()
    assert hands.view.second.window is None and not window.isVisible()
    assert hands.view.stage.window() is hands.view
    hands.rest()
    assert not any(isinstance(w, StageWindow) and w.isVisible() for w in QApplication.topLevelWidgets())
