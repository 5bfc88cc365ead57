"""A clock that goes back, a computer that sleeps, a database that somebody else holds: nothing is lost or made up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.errors import ReviewerError
from reviewer_app.store import database
from reviewer_app.workflow import deciding, holding, scoring, sealing
from reviewer_app.workflow.checking import check
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, SID, FixedClock, make_case, make_workspace, score_all

OTHER = SubmissionId("R-0418")


class TurnedBack(FixedClock):
    """A clock that somebody sets back by an hour before each look."""

    def now(self) -> datetime:
        """An hour earlier each time."""
        self._now -= timedelta(hours=1)
        return self._now


def test_what_was_done_last_counts_though_the_clock_says_it_was_first(tmp_path: Path) -> None:
    make_case(tmp_path, SID, OTHER).close()
    with Workspace.open(tmp_path / "ws", clock=TurnedBack(salt=5)) as ws:
        for level in (1, 2, 4):
            scoring.score(ws, SID, I1, level)
        scoring.undo(ws, SID)
        assert scoring.desk(ws, SID).review.scores == {I1: 2}
        score_all(ws, level=3)
        deciding.finalise(ws, SID)
        scoring.reopen(ws, SID, "Looked again.")
        score_all(ws, level=4)
        deciding.finalise(ws, SID)
        score_all(ws, OTHER)
        deciding.finalise(ws, OTHER)
        holding.prioritise(ws, SID, 1)
        holding.prioritise(ws, SID, -1)
        before = (scoring.desk(ws, SID).review, {r.submission: r for r in scoring.queue(ws)})
        assert [s.level for s in deciding.decision_of(ws, SID).scores] == [4, 4]
        bundle = sealing.seal(ws)
        assert check(bundle.path, ws).valid
    with Workspace.open(tmp_path / "ws") as ws:
        review = scoring.desk(ws, SID).review
        assert (review.scores, review.comments) == (before[0].scores, before[0].comments)
        assert scoring.desk(ws, SID).priority == -1
        assert set(before[1]) == {r.submission for r in scoring.queue(ws)}
        assert sealing.bundles(ws)[0].seq == 1


@pytest.mark.parametrize(("told", "counted"), [(8 * 3600, 300), (300, 300), (12, 12)])
def test_a_night_of_sleep_is_no_attention(tmp_path: Path, told: int, counted: int) -> None:
    with make_case(tmp_path) as ws:
        scoring.viewed(ws, SID, ItemId("0002"), 1, 1, told)
        assert scoring.desk(ws, SID).review.seconds == {"0002": counted}
        assert scoring.queue(ws)[0].seconds == counted


def test_sleeping_between_two_acts_scores_nothing(tmp_path: Path) -> None:
    clock = FixedClock()
    with make_workspace(tmp_path / "empty") as ws:
        assert scoring.queue(ws) == ()
    make_case(tmp_path).close()
    with Workspace.open(tmp_path / "ws", clock=clock) as ws:
        scoring.score(ws, SID, I1, 3)
        before = scoring.desk(ws, SID).review
        clock._now += timedelta(hours=9)
        assert scoring.desk(ws, SID).review == before
        scoring.score(ws, SID, I2, 2)
        assert scoring.desk(ws, SID).review.scores == {I1: 3, I2: 2}
        assert sum(scoring.desk(ws, SID).review.seconds.values()) == 0


ACTS: dict[str, Callable[[Workspace], object]] = {
    "first act": lambda ws: scoring.score(ws, OTHER, I1, 2),
    "later act": lambda ws: scoring.score(ws, SID, I1, 2),
    "undo": lambda ws: scoring.undo(ws, SID),
    "finalise": lambda ws: deciding.finalise(ws, SID),
    "hold": lambda ws: holding.hold(ws, SID, "Ask first."),
    "conflict": lambda ws: holding.declare_conflict(ws, OTHER, "A friend."),
    "identity": lambda ws: ws.add_identity("Reviewer 18"),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_while_another_program_holds_the_database_is_refused_and_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    act = ACTS[name]
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0)
    with make_case(tmp_path, SID, OTHER) as ws:
        score_all(ws)
        before = (scoring.queue(ws), scoring.desk(ws, SID).review, scoring.desk(ws, OTHER).review, ws.identities())
        other = sqlite3.connect(ws.root / "reviewer.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ReviewerError) as caught:
            act(ws)
        assert caught.value.code == "workspace-busy"
        now = (scoring.queue(ws), scoring.desk(ws, SID).review, scoring.desk(ws, OTHER).review, ws.identities())
        assert now == before
        assert len(list((ws.root / "keys").glob("*.key"))) == 1
        other.execute("COMMIT")
        other.close()
        act(ws)
        told = (scoring.queue(ws), scoring.desk(ws, SID).review, scoring.desk(ws, OTHER).review)
    with Workspace.open(tmp_path / "ws") as ws:
        assert (scoring.queue(ws), scoring.desk(ws, SID).review, scoring.desk(ws, OTHER).review) == told
