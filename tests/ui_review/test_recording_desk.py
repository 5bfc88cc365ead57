"""A recording on the desk: lines of its transcript cited with their words, edges trimmed, all in the journal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.workflow import scoring
from tests.ui_review.conftest import Hands
from tests.ui_review.material import SID, VIDEO, Recipe

pytestmark = pytest.mark.gui
CASE = Recipe(captions=True, only=("Family conference", "Reflection"))


def test_a_line_of_the_transcript_is_cited_with_its_words(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(CASE).open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration and viewer.speech_desk.cues.cues)
    assert viewer.speech_desk.tracks == ("Family conference, captions",)
    hands.key("T")
    assert viewer.transcript.isVisible()
    lines = viewer.transcript.lines
    box = lines.visualRect(viewer.transcript.model.index(1))
    hands.click(lines.viewport(), box.center())
    hands.key("C")
    (citation,) = hands.desk.review.citations
    assert citation.selector == Selector(time=TimeSpan(start=2000, end=3900)) and citation.indicator == "3.1"
    assert citation.note == "…so what would help at home this week?"


def test_an_edge_that_was_dragged_is_in_the_journal_and_undone(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(CASE).open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration and viewer.player.frames.exact)
    scoring.cite(hands.ws, SID, VIDEO, Selector(time=TimeSpan(start=1020, end=2020)), IndicatorId("3.1"), "asks")
    hands.presenter._read()
    hands.rest()
    line = viewer.timeline
    hands.drag(line, QPoint(round(line.x_of(2020)) - 1, 4), QPoint(round(line.x_of(4000)), 4))
    (citation,) = hands.desk.review.citations
    assert citation.selector.time is not None
    assert citation.selector.time.start == 1020 and 3_900 < citation.selector.time.end < 4_100
    assert citation.note == "asks" and citation.indicator == "3.1"
    hands.key("Ctrl+Z")
    (citation,) = hands.desk.review.citations
    assert citation.selector.time == TimeSpan(start=1020, end=2020)


def test_the_wheel_over_the_timeline_changes_no_score(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(CASE).open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration)
    hands.key("3")
    before = hands.scores()
    QTest.mouseMove(viewer.timeline, QPoint(100, 30))
    hands.key("Ctrl+=")
    assert viewer.timeline.scale.zoomed and hands.scores() == before == {"3.1": 3}


def test_keys_work_on_the_full_screen_too(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(CASE).open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.player.duration and viewer.player.frames.exact)
    hands.key("F")
    assert viewer.is_full
    before = viewer.player.frame
    hands.key(".", on=viewer._full)
    hands.until(lambda: viewer.player.settled and viewer.player.frame == before + 1)
    hands.key("C", on=viewer._full)
    assert len(hands.desk.review.citations) == 1
    QTest.keyClick(viewer._full, Qt.Key.Key_Escape)
    assert not viewer.is_full


def test_a_press_on_controls_that_came_late_takes_the_recording_in_hand(hands_on: Callable[[Recipe], Hands]) -> None:
    hands = hands_on(CASE).open()
    viewer = hands.viewer(VIDEO)
    hands.until(lambda: viewer.has_controls and viewer.player.duration)
    stage = hands.view.stage
    other = next(item for item in stage.viewers if item != VIDEO)
    hands.presenter.focus(other)
    hands.rest()
    assert stage.current is stage.viewers[other]
    hands.click(viewer.controls.back)
    hands.rest()
    assert stage.current is viewer
