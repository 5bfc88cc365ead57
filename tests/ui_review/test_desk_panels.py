"""What stands beside the scores: holds, the second screen, snippets, spelling, starting over, reading ahead."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAccessible, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from reviewer_app.domain.holding import HoldKind
from reviewer_app.ui.widgets import spoken
from reviewer_app.workflow.holding import hold
from reviewer_app.workflow.snippets import own_snippets
from tests.ui_review.conftest import Hands
from tests.ui_review.material import SID, VIDEO

pytestmark = pytest.mark.gui


def test_a_privacy_hold_hides_the_evidence_and_says_why(hands: Hands) -> None:
    hands.open()
    assert hands.view.stage.viewers
    hold(hands.ws, SID, "A name can be read on the board", HoldKind.PRIVACY)
    hands.presenter._read()
    hands.rest()
    assert hands.view.stage.viewers == {} and hands.view.hidden_note.isVisible()
    assert "A name can be read on the board." in hands.view.banner.words.text()
    hands.presenter.select(VIDEO)
    hands.rest()
    assert hands.view.stage.viewers == {}, "no key or click shows it"


def test_the_second_screen_takes_keys_and_closes_with_the_review(hands: Hands) -> None:
    hands.open().key("W")
    window = hands.view.second.window
    assert window is not None and window.isVisible() and hands.view.second.place.isVisible()
    spoken.install()  # as the main window does
    assert QAccessible.queryAccessibleInterface(window).role() is QAccessible.Role.Window
    assert window.focusWidget() is window, "no button is pressed by Space, which plays"
    wide = hands.view.rubric.width()
    hands.view.resize(1280, 690)
    hands.rest()
    assert hands.view.rubric.width() == wide, "what is there instead of the stage gives way, not the rubric"
    QTest.keyClick(window, Qt.Key.Key_3)
    hands.rest()
    assert hands.scores() == {"3.1": 3}
    hands.view.leave()
    assert hands.view.second.window is None and hands.view.splitter.indexOf(hands.view.stage) == 1
    assert len(hands.ws.settings.layout["review.second-screen"]) == 4


def test_snippets_are_inserted_by_typing_and_kept_as_ones_own(hands: Hands) -> None:
    hands.open().key("/")
    box = hands.body().snippets
    assert box is not None and box.isVisible()
    QTest.keyClicks(box.box, "strong")
    QTest.keyClick(box.box, Qt.Key.Key_Return)
    field = hands.body().comment
    assert field.toPlainText().startswith("The evidence for Knows own expectations")
    hands.body().offer_snippets()
    QTest.keyClicks(box.box, "keep")
    box._take(box._model.index(box._model.rowCount() - 2, 0))
    hands.rest()
    assert [s.text for s in own_snippets(hands.ws)] == [field.toPlainText()]
    assert hands.state.active is not None and any(s.own for s in hands.state.active.snippets)


def test_marks_are_light_and_paste_is_plain(hands: Hands) -> None:
    hands.open()
    field = hands.body().comment
    field.setFocus()
    data = QMimeData()
    data.setHtml("<b>Bold</b> words")
    data.setText("Bold\r\nwords\x00")
    field.insertFromMimeData(data)
    assert field.toPlainText() == "Bold\nwords"
    field.selectAll()
    hands.body().bullets.click()
    assert field.toPlainText() == "- Bold\n- words"
    cursor = field.textCursor()
    cursor.setPosition(4)
    field.setTextCursor(cursor)
    QTest.keyClick(field, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert field.toPlainText() == "- **Bold**\n- words"


def test_a_misspelt_word_is_marked_and_can_be_put_right_or_learnt(hands: Hands) -> None:
    hands.open()
    field, spelling = hands.body().comment, hands.view.spelling
    assert spelling is not None
    QTest.keyClicks(field, "The evidense is clear. ")
    hands.until(lambda: spelling.is_wrong("evidense"))
    cursor = field.textCursor()
    cursor.setPosition(6)
    cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    menu = QMenu(field)
    field.offer_words(menu, cursor)
    hands.until(lambda: any(a.text() == "evidence" for a in menu.actions()))
    next(a for a in menu.actions() if a.text() == "evidence").trigger()
    assert field.toPlainText() == "The evidence is clear. "


def test_starting_over_is_undone_by_one_key(hands: Hands) -> None:
    hands.open().key("3").key("J").key("2")
    hands.presenter.start_over()
    hands.rest()
    assert hands.scores() == {}
    hands.key("Ctrl+Z")
    assert hands.scores() == {"3.1": 3, "3.2": 2}


def test_what_was_read_ahead_opens_without_asking_again(hands: Hands) -> None:
    hands.open()
    hands.view.leave()
    hands.rest()
    hands.presenter._ahead.want(SID)
    hands.rest()
    assert hands.presenter._ahead._found is not None
    started = time.perf_counter()
    hands.view.open(SID)
    took = (time.perf_counter() - started) * 1000
    assert hands.view.state is not None, "known before anything was asked"
    hands.until(lambda: hands.stage_full() and not hands.view.turns.waiting)
    assert took < 1500, took
    hands.rest()
    hands.key("3")
    assert hands.scores() == {"3.1": 3}
