"""Citations in the rubric: sorted, moved, trimmed, noted, paged, shown alone; and what the screen makes of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reviewer_app.domain.citation import Citation, Selector, TimeSpan
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.ui.review.citation_line import MIME
from reviewer_app.ui.review.citation_list import PAGE
from reviewer_app.workflow import scoring
from tests.ui_review.conftest import Hands
from tests.ui_review.material import SID, SURVEY, VIDEO

pytestmark = pytest.mark.gui
I1, I2 = IndicatorId("3.1"), IndicatorId("3.2")


def cite(hands: Hands, *starts: int) -> tuple[Citation, ...]:
    for start in starts:
        scoring.cite(hands.ws, SID, VIDEO, Selector(time=TimeSpan(start=start, end=start + 900)), I1, f"at {start}")
    hands.presenter._read()
    hands.rest()
    return hands.desk.review.citations


def drop(hands: Hands, indicator: str, kind: str, words: bytes) -> None:
    """Carry something onto a card and let go of it."""
    data, card = QMimeData(), hands.card(indicator)
    data.setData(kind, words)
    left, none, move = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.MoveAction
    QApplication.sendEvent(card, QDragEnterEvent(QPoint(20, 10), move, data, left, none))
    QApplication.sendEvent(card, QDropEvent(QPointF(20, 10), move, data, left, none))
    hands.rest()


def shown(hands: Hands) -> list[str]:
    return [line.row.words for line in hands.body().citations.lines if line.isVisible()]


def test_they_are_sorted_by_place_or_as_made_and_that_is_remembered(hands: Hands) -> None:
    hands.open()
    cite(hands, 3000, 1000, 2000)
    assert shown(hands) == ["at 1000", "at 2000", "at 3000"]
    hands.click(hands.body().citations.sort)
    assert shown(hands) == ["at 3000", "at 1000", "at 2000"]
    hands.view.leave()
    hands.open()
    assert shown(hands) == ["at 3000", "at 1000", "at 2000"]


def test_one_is_moved_by_dropping_it_on_another_card(hands: Hands) -> None:
    hands.open()
    (only,) = cite(hands, 1000)
    drop(hands, "3.2", MIME, str(only.id).encode())
    assert [c.indicator for c in hands.desk.review.citations] == [I2]
    assert hands.scores() == {}, "dropping a citation scores nothing"
    hands.key("Ctrl+Z")
    assert [c.indicator for c in hands.desk.review.citations] == [I1]


def test_foreign_things_dropped_on_a_card_do_nothing(hands: Hands) -> None:
    hands.open()
    cite(hands, 1000)
    drop(hands, "3.2", MIME, b"no-such-citation")
    drop(hands, "3.2", "text/plain", b"3")
    assert [c.indicator for c in hands.desk.review.citations] == [I1] and hands.scores() == {}


def test_a_line_is_trimmed_by_keys(hands: Hands) -> None:
    hands.open()
    cite(hands, 1000)
    line = hands.line()
    line.setFocus()
    hands.key("Shift+Right", on=line)
    hands.key("Ctrl+Shift+Right", on=line)
    (now,) = hands.desk.review.citations
    assert now.selector.time == TimeSpan(start=1500, end=2400)
    assert now.note == "at 1000" and now.indicator == I1


def test_a_mark_trimmed_in_the_viewer_is_kept(hands: Hands) -> None:
    hands.open()
    (only,) = cite(hands, 1000)
    hands.viewer(VIDEO).recited.emit(only.id, Selector(time=TimeSpan(start=1200, end=1700)))
    hands.rest()
    assert hands.desk.review.citations[0].selector.time == TimeSpan(start=1200, end=1700)
    assert hands.desk.review.citations[0].note == "at 1000"


def test_many_are_shown_a_page_at_a_time_and_a_new_one_comes_into_sight(hands: Hands) -> None:
    hands.open()
    cite(hands, *range(0, 20_000, 1000))
    lines = hands.body().citations
    assert len(lines.lines) == PAGE and len(shown(hands)) == PAGE
    hands.click(lines.on)
    hands.click(lines.on)
    assert lines.page.text() == "17–20 of 20" and len(shown(hands)) == 4
    cite(hands, 500)
    assert "at 500" in shown(hands)
    assert len(lines.lines) == PAGE, "lines are shown other citations, none is made anew"


def test_only_one_indicators_marks_are_shown_and_all_again(hands: Hands) -> None:
    hands.open()
    cite(hands, 1000, 2000)
    scoring.cite(hands.ws, SID, VIDEO, Selector(time=TimeSpan(start=4000, end=4500)), I2, "other")
    hands.presenter._read()
    hands.rest()
    hands.key("V")
    assert hands.state.only == I1 and hands.view.stage._only[VIDEO] == I1
    assert hands.body().citations.only.isChecked()
    hands.key("V")
    assert hands.view.stage._only == dict.fromkeys(hands.view.stage.viewers)


def test_what_has_no_citation_and_what_was_not_looked_at_is_said(hands: Hands) -> None:
    hands.open()
    cite(hands, 1000)
    hands.key("3").key("J").key("3")
    assert "none for 3.2" in hands.state.outcome.counts
    row = next(r for r in hands.state.items if r.id == SURVEY)
    assert row.coverage == "Not looked at yet"
    scoring.viewed(hands.ws, SID, SURVEY, 1, 2, 5)
    hands.presenter._read()
    hands.rest()
    row = next(r for r in hands.state.items if r.id == SURVEY)
    assert row.coverage == "2 of 3 pages seen"


def test_dragging_and_double_clicking_a_citation_scores_nothing(hands: Hands) -> None:
    hands.open()
    cite(hands, 1000)
    line = hands.line()
    QTest.mouseDClick(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 12))
    dot = hands.card("3.2").dots.buttons[1]
    QTest.mousePress(dot, Qt.MouseButton.LeftButton)
    QTest.mouseMove(hands.card("3.3"), QPoint(5, 5))
    QTest.mouseRelease(dot, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(-200, 300))
    hands.rest()
    assert hands.scores() == {}


def test_leaving_the_window_and_coming_back_changes_nothing(hands: Hands) -> None:
    hands.open().key("3")
    before = hands.desk.events
    for _ in range(3):
        hands.view.hide()
        hands.rest()
        hands.view.show()
        hands.view.activateWindow()
        hands.rest()
    kinds = [e.act.kind for e in hands.desk.events[len(before) :]]
    assert set(kinds) <= {"viewed"} and hands.scores() == {"3.1": 3}
