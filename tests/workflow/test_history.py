"""A review's history: what it lists, what a moment was, what differs, starting over."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.ids import EventId, ItemId
from reviewer_app.errors import UsageError
from reviewer_app.workflow import deciding, scoring
from reviewer_app.workflow.history import compare, moments, review_at, start_over
from tests.builders import I1, I2, SID, make_case, score_all


def test_it_lists_what_was_done_and_what_was_taken_back(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        scoring.start(ws, SID)
        scoring.score(ws, SID, I1, 2)
        for text in ("The", "The plan", "The plan is yours."):
            scoring.comment(ws, SID, I1, text)
        scoring.viewed(ws, SID, ItemId("0001"), 0, 100, 5)
        scoring.score(ws, SID, I2, 3)
        scoring.undo(ws, SID)
        found = moments(scoring.desk(ws, SID).events)
        assert [(m.act.kind, m.taken_back, m.repeats) for m in found] == [
            ("opened", False, 1), ("scored", False, 1), ("commented", False, 3), ("scored", True, 1),
        ]  # fmt: skip
        scoring.redo(ws, SID)
        assert not any(m.taken_back for m in moments(scoring.desk(ws, SID).events))


def test_an_earlier_moment_is_compared_with_now(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        scoring.score(ws, SID, I1, 2)
        scoring.comment(ws, SID, I1, "Yours.")
        then = scoring.desk(ws, SID).events[-1].id
        scoring.score(ws, SID, I1, 3)
        scoring.flag(ws, SID, "bad-sound", I2)
        assert review_at(ws, SID, then).scores == {I1: 2}
        found = [(d.indicator, d.what, d.then, d.now) for d in compare(ws, SID, then)]
        assert found == [(I1, "level", "2 Emerging", "3 Meets"), (I2, "conditions", "", "bad-sound")]
        with pytest.raises(UsageError, match="not in the history"):
            review_at(ws, SID, EventId("nothing"))


def test_a_moment_before_a_reopening_is_what_it_was(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        score_all(ws, level=3)
        deciding.finalise(ws, SID)
        final = scoring.desk(ws, SID).events[-1].id
        scoring.reopen(ws, SID, "Second look")
        scoring.score(ws, SID, I1, 4)
        assert not review_at(ws, SID, final).open
        assert [(d.then, d.now) for d in compare(ws, SID, final)] == [("3 Meets", "4 Exceeds")]


def test_starting_over_is_one_act_that_undo_takes_back(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        with pytest.raises(UsageError, match="nothing to put aside"):
            start_over(ws, SID)
        score_all(ws, level=3)
        before = scoring.desk(ws, SID).review
        start_over(ws, SID)
        assert (scoring.desk(ws, SID).review.scores, scoring.desk(ws, SID).review.comments) == ({}, {})
        scoring.undo(ws, SID)
        assert scoring.desk(ws, SID).review.scores == before.scores
        assert scoring.desk(ws, SID).review.comments == before.comments
