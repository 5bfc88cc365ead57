"""The whole of scoring by mouse and keys, on real evidence: what the person does is in the journal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.domain.review import Stage
from tests.ui_review.conftest import Hands
from tests.ui_review.material import REFLECTION, VIDEO, Recipe

pytestmark = pytest.mark.gui


def test_scoring_by_keys_is_in_the_journal(hands: Hands) -> None:
    hands.open()
    hands.key("3").key("J").key("2").key("J").key("4")
    assert hands.scores() == {"3.1": 3, "3.2": 2, "3.3": 4}
    hands.key("K").key("3")
    assert hands.scores()["3.2"] == 3
    assert hands.state.outcome.badge.text == "Demonstrated"
    assert hands.state.save.text.startswith("Saved ")


def test_a_level_the_scale_lacks_scores_nothing(hands: Hands) -> None:
    hands.open().key("7")
    assert hands.scores() == {}


def test_one_press_scores_once_and_a_double_click_not_twice(hands: Hands) -> None:
    hands.open()
    dot = hands.card("3.3").dots.buttons[1]
    QTest.mouseClick(dot, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(dot, Qt.MouseButton.LeftButton)
    hands.rest()
    assert hands.scores() == {"3.3": 2}
    assert sum(e.act.kind == "scored" for e in hands.desk.events) == 1
    card = hands.body().levels.buttons[2]  # what may have moved under the pointer between the two presses
    middle = QPointF(card.rect().center())
    twice = QMouseEvent(
        QEvent.Type.MouseButtonDblClick, middle, card.mapToGlobal(middle), Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(card, twice)
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton)
    hands.rest()
    assert "3.1" not in hands.scores()


def test_the_wheel_never_changes_a_score(hands: Hands) -> None:
    hands.open().key("2")
    for widget in (*hands.body().levels.buttons, *hands.card("3.2").dots.buttons, hands.body().confidence):
        middle = QPointF(widget.rect().center())
        wheel = QWheelEvent(
            middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, wheel)
    hands.rest()
    assert hands.scores() == {"3.1": 2}


def test_comment_is_kept_on_enter_on_leaving_and_after_a_pause(hands: Hands) -> None:
    hands.open()
    hands.key("Return")
    hands.type("The plan is clear")
    hands.key("Shift+Return")
    hands.type("J 3 C N are letters here")
    hands.key("Return")
    assert hands.comments()["3.1"] == "The plan is clear\nJ 3 C N are letters here"
    assert hands.scores() == {}, "digits typed into a field are no scores"
    hands.key("J")
    hands.click(hands.body().comment)
    QTest.keyClicks(hands.body().comment, "Left by a click elsewhere")
    hands.click(hands.card("3.3").title)
    assert hands.comments()["3.2"] == "Left by a click elsewhere"
    QTest.keyClicks(hands.body().comment, "Paused")
    hands.until(lambda: hands.comments().get("3.3") == "Paused", timeout=4000)


def test_a_comment_is_kept_when_the_screen_is_left(hands: Hands) -> None:
    hands.open()
    QTest.keyClicks(hands.body().comment, "Half a sen")
    hands.view.leave()
    hands.rest()
    assert hands.comments()["3.1"] == "Half a sen"


def test_undo_and_redo_say_what_they_did(hands: Hands) -> None:
    hands.open().key("3")
    hands.key("Ctrl+Z")
    assert hands.scores() == {}
    assert "Undone: level 3 for 3.1." in notices(hands)
    hands.key("Ctrl+Shift+Z")
    assert hands.scores() == {"3.1": 3}
    assert "Redone: level 3 for 3.1." in notices(hands)


def notices(hands: Hands) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for n in hands.view.notices.shown() for label in n.findChildren(QLabel))


def test_a_comment_that_was_undone_leaves_the_field(hands: Hands) -> None:
    hands.open()
    QTest.keyClicks(hands.body().comment, "Too harsh")
    hands.key("Return")
    hands.key("Ctrl+Z")
    assert hands.body().comment.toPlainText() == ""


def test_finalise_says_what_is_missing_then_finalises_and_reopens(hands: Hands) -> None:
    hands.open()
    box = hands.view.rubric.outcome
    assert not box.button.isEnabled() and "3.1" in box.button.toolTip()
    hands.key("3").key("J").key("2").key("J").key("3")
    assert not box.button.isEnabled() and "3.2" in box.missing.text()
    hands.key("Ctrl+Return")
    assert hands.desk.review.open and "3.2" in notices(hands)
    hands.key("K").key("Return")
    QTest.keyClicks(hands.body().comment, "Show where the family changed the plan.")
    hands.key("Ctrl+Return")
    assert hands.desk.review.stage is Stage.FINALISED
    assert hands.desk.verdict.outcome is Outcome.NOT_MET
    assert box.done.text() == "Finalised. Not yet. It waits in the Outbox."
    hands.key("4")
    assert hands.scores()["3.2"] == 2, "a finalised review takes no scores"
    hands.click(box.reopen_button)
    assert not box.reopen_button.isEnabled(), "a reason is asked for"
    QTest.keyClicks(box.why, "Missed the second clip")
    hands.click(box.reopen_button)
    assert hands.desk.review.open
    assert hands.desk.review.reopened == ("Missed the second clip",)
    assert box.button.isVisible()


def test_next_asks_for_the_next_submission(hands: Hands) -> None:
    hands.open()
    asked: list[bool] = []
    hands.view.next_requested.connect(lambda: asked.append(True))
    hands.key("N")
    assert asked == [True]


def test_conditions_on_an_indicator_and_on_the_whole(hands: Hands) -> None:
    hands.open()
    hands.presenter.flag("bad-sound", IndicatorId("3.1"), True)
    hands.rest()
    assert hands.shown_card("3.1").summary == "Not scorable · sound can't be followed"
    hands.presenter.flag("name-exposed", None, True)
    hands.rest()
    assert hands.state.outcome.badge.text == "Incomplete"
    hands.key("Ctrl+Z").key("Ctrl+Z")
    assert hands.desk.review.conditions == ()


def test_a_conflict_is_declared_with_a_reason_in_place(hands: Hands) -> None:
    hands.open()
    side = hands.view.evidence
    hands.click(side.conflict)
    assert hands.desk.review.open and side.why.isVisible(), "the first press only asks"
    QTest.keyClicks(side.why, "I taught with them last year")
    QTest.keyClick(side.why, Qt.Key.Key_Return)
    hands.rest()
    review = hands.desk.review
    assert [(c.code, c.note) for c in review.conditions] == [("conflict", "I taught with them last year")]
    assert not review.open and hands.state.done is not None
    assert not side.conflict.isVisible() and not side.why.isVisible()


def test_single_letters_can_be_turned_off(hands: Hands) -> None:
    hands.open()
    hands.presenter.preferences.set(single_letter_keys=False)
    hands.rest()
    hands.key("3").key("J")
    assert hands.scores() == {}
    assert hands.view.rubric.hint.text() == "" or hands.state.active is not None
    hands.presenter.preferences.set(single_letter_keys=True, keys={"review.level-3": "Ctrl+3"})
    hands.rest()
    hands.key("3")
    assert hands.scores() == {}
    hands.key("Ctrl+3")
    assert hands.scores() == {"3.1": 3}


def test_what_is_shown_never_names_the_candidate_or_a_file(hands: Hands) -> None:
    from PySide6.QtWidgets import QWidget

    hands.open()
    hands.viewer(REFLECTION)
    said = []
    for widget in hands.view.findChildren(QWidget):
        text = getattr(widget, "text", None)
        said += [widget.accessibleName(), widget.toolTip(), str(text()) if callable(text) else ""]
    assert not [s for s in said if any(secret in s for secret in ("Maria", "Lopez", "IMG_2041", ".docx", ".mp4"))]


def test_a_formative_review_shows_no_levels(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(Recipe(component="intent", attempt=1, only=("Reflection", "Student work A"))).open()
    assert all(not c.levels for c in hands.state.cards)
    hands.key("3")
    assert hands.scores() == {}
    hands.key("Return")
    QTest.keyClicks(hands.body().comment, "A good beginning; choose one family to start with.")
    hands.key("Ctrl+Return")
    assert hands.desk.review.stage is Stage.FINALISED


def test_a_quick_review_is_scored_in_two_keys(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(Recipe(component="look", attempt=1, only=("Student work A",))).open()
    assert hands.view.rubric.head_title.text() == "Quick review"
    hands.key("4").key("Ctrl+Return")
    assert hands.desk.review.stage is Stage.FINALISED
    assert hands.desk.verdict.outcome is Outcome.MET


def test_layouts_are_remembered(hands: Hands) -> None:
    hands.open()
    hands.click(hands.view.stage.beside)
    assert hands.view.stage.splitter.orientation() is Qt.Orientation.Horizontal
    assert hands.ws.settings.stage_layout == "side-by-side"
    hands.click(hands.view.stage.beside)
    assert [p.isVisible() for p in hands.view.stage.panes] == [True, False]
    hands.view.leave()
    hands.open()
    assert [p.isVisible() for p in hands.view.stage.panes] == [True, False]


def test_typing_holds_the_video_and_enter_plays_on(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    hands.key("Space")
    hands.until(lambda: viewer.player.playing)
    field = hands.body().comment
    field.setFocus()
    QTest.keyClicks(field, "a")
    assert not viewer.player.playing
    QTest.keyClick(field, Qt.Key.Key_Return)
    hands.until(lambda: viewer.player.playing or viewer.player.frame > 140)
    viewer.hush()
