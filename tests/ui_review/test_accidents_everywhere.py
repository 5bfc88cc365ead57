"""The wheel over every control, double clicks on every level, words dragged in, held keys, a clock that jumps."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.workflow import scoring
from tests.builders import FixedClock
from tests.ui_review.conftest import LEFT, NONE, Hands
from tests.ui_review.material import REFLECTION, SID, VIDEO
from tests.ui_review.test_no_accidents import kinds, levels, to_the_front

pytestmark = pytest.mark.gui
I1 = IndicatorId("3.1")
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def turn(widget: QWidget) -> None:
    """The wheel up and down over a widget, alone and with each modifier."""
    middle = QPointF(widget.rect().center())
    for modifiers in (NONE, CTRL, SHIFT):
        for step in (120, -120):
            event = QWheelEvent(
                middle,
                widget.mapToGlobal(middle),
                QPoint(),
                QPoint(0, step),
                Qt.MouseButton.NoButton,
                modifiers,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(widget, event)


def everything(hands: Hands) -> list[QWidget]:
    """All that can be seen of the screen, and the menus over it."""
    menus = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()]
    roots: list[QWidget] = [hands.view, *menus]
    return [w for root in roots for w in (root, *root.findChildren(QWidget)) if w.isVisible()]


def test_the_wheel_over_every_control_changes_nothing(hands: Hands) -> None:
    hands.open()
    scoring.cite(hands.ws, SID, VIDEO, Selector(time=TimeSpan(start=1000, end=1900)), I1, "at 1000")
    hands.presenter._read()
    hands.rest().key("2")
    body = hands.body()
    body.private.click()
    body.comment.insertPlainText("Half a word\nand more\n" * 9)
    QTest.keyClicks(body.note, "Mine")
    hands.view.rubric.flush()
    hands.rest()
    before, review = kinds(hands), hands.desk.review
    openers: tuple[Callable[[], object], ...] = (
        lambda: None,
        lambda: body.confidence.click(),
        body.offer_conditions,
        body.offer_snippets,
        hands.view.toggle_history,
        hands.view.toggle_letter,
    )
    seen = 0
    for opened in openers:
        opened()
        hands.rest()
        body.comment.setFocus()
        for widget in everything(hands):
            seen += 1
            turn(widget)
        hands.rest()
        for menu in (w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible()):
            menu.close()
    hands.rest()
    now = hands.desk.review
    assert seen > 300, "every control was tried"
    assert kinds(hands) == before
    assert (now.scores, now.comments, now.notes, now.confidence, now.citations, now.conditions) == (
        review.scores, review.comments, review.notes, review.confidence, review.citations, review.conditions,
    )  # fmt: skip


def test_a_double_click_on_any_level_scores_once(hands: Hands) -> None:
    hands.open()
    for many, level in enumerate(hands.body().levels.buttons, 1):
        QTest.mouseClick(level, LEFT)
        QTest.mouseDClick(level, LEFT)
        hands.rest()
        assert hands.scores() == {"3.1": level.level.value} and kinds(hands) == ["scored"] * many
    before = kinds(hands)
    for name in ("3.2", "3.3"):
        dot = hands.card(name).dots.buttons[0]
        QTest.mouseClick(dot, LEFT)
        QTest.mouseDClick(dot, LEFT)
        hands.rest()
        before.append("scored")
        assert kinds(hands) == before and hands.scores()[name] == dot.level.value


def drop(target: QWidget, words: str) -> None:
    """Words are carried over a widget and let go there."""
    data, at = QMimeData(), target.rect().center()
    data.setText(words)
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(target, QDragEnterEvent(at, copy, data, LEFT, NONE))
    QApplication.sendEvent(target, QDragMoveEvent(at, copy, data, LEFT, NONE))
    QApplication.sendEvent(target, QDropEvent(QPointF(at), copy, data, LEFT, NONE))


def test_words_dragged_into_the_feedback_are_feedback_and_no_more(hands: Hands) -> None:
    hands.open()
    for target in (*levels(hands), hands.card("3.2"), hands.view.rubric, hands.view.rubric.outcome, hands.view.stage):
        drop(target, "3")
    hands.rest()
    assert kinds(hands) == [] and hands.scores() == {}
    field = hands.body().comment
    drop(field.viewport(), "3")
    field.flush()
    hands.rest()
    assert hands.comments() == {"3.1": "3"} and hands.scores() == {} and kinds(hands) == ["commented"]
    for name in ("3.1", "3.2", "3.3"):
        scoring.score(hands.ws, SID, IndicatorId(name), 3)
    hands.presenter._read()
    hands.rest().key("Ctrl+Return")
    assert not hands.desk.review.open
    before = kinds(hands)
    drop(hands.body().comment.viewport(), "more")
    hands.body().comment.flush()
    hands.rest()
    assert kinds(hands) == before and hands.comments() == {"3.1": "3"}, "what is finalised takes no words"


def held(widget: QWidget, key: Qt.Key, text: str = "", times: int = 30) -> None:
    """A key that is held down repeats itself."""
    for _ in range(times):
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, NONE, text, True))


def test_a_held_key_scores_once_and_never_the_next_indicator(hands: Hands) -> None:
    hands.open().key("3")
    held(hands.view, Qt.Key.Key_3, "3")
    hands.rest().key("J")
    held(hands.view, Qt.Key.Key_3, "3")
    held(hands.view, Qt.Key.Key_N, "n")
    held(hands.view, Qt.Key.Key_J, "j")
    hands.rest()
    assert hands.scores() == {"3.1": 3} and kinds(hands) == ["scored"]
    assert hands.presenter._pointer.active == "3.2", "nor does it run on"
    level = hands.body().levels.buttons[1]
    level.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        held(level, key)
    hands.rest()
    assert kinds(hands) == ["scored"]


def test_a_half_typed_comment_survives_the_window_being_left(hands: Hands) -> None:
    hands.open()
    field, elsewhere = hands.body().comment, QWidget()
    hands.qtbot.addWidget(elsewhere)
    field.setFocus()
    QTest.keyClicks(field, "Half a sen")
    to_the_front(hands, elsewhere)
    hands.rest()
    assert hands.comments() == {"3.1": "Half a sen"}, "kept on leaving"
    to_the_front(hands, hands.view)
    hands.rest()
    assert field.toPlainText() == "Half a sen"
    field.setFocus()
    QTest.keyClicks(field, "tence 3")
    field.flush()
    hands.rest()
    assert hands.comments() == {"3.1": "Half a sentence 3"} and hands.scores() == {}


def test_a_clock_that_jumps_while_the_desk_is_open_makes_nothing_up(hands: Hands) -> None:
    hands.open().key("2")
    player = hands.viewer(VIDEO)
    player.key("play")
    field, clock = hands.body().comment, hands.ws.clock
    assert isinstance(clock, FixedClock)
    for hours, words in ((9, "Before the sleep"), (-20, ", and after")):
        field.setFocus()
        QTest.keyClicks(field, words)
        clock._now += timedelta(hours=hours)
        time.sleep(1.8)  # every timer is due at once afterwards
        hands.until(lambda words=words: hands.comments().get("3.1", "").endswith(words), timeout=5000)  # type: ignore[misc]
    hands.viewer(REFLECTION)
    hands.rest()
    review = hands.desk.review
    assert hands.scores() == {"3.1": 2} and hands.comments() == {"3.1": "Before the sleep, and after"}
    assert not review.citations and not review.conditions and review.open
    assert sum(review.seconds.values()) < 30, "hours of sleep are no attention"
    for left in ("Before the sleep", ""):
        hands.presenter.undo()
        hands.rest()
        assert hands.comments().get("3.1", "") == left, "undo goes by the order of the acts, not by their times"
    hands.presenter.undo()
    hands.rest()
    assert hands.scores() == {}
