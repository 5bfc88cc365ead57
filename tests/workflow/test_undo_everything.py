"""Every kind of act there is: undo restores the state exactly, or another act of one step does, or here is why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.citation import Region, Selector, TimeSpan
from reviewer_app.domain.events import ACTS
from reviewer_app.domain.holding import MARKS, HoldKind, Standing
from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.review import UNDOABLE, Review
from reviewer_app.errors import UsageError
from reviewer_app.workflow import deciding, holding, scoring, sealing
from reviewer_app.workflow.history import start_over
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, SID, make_case, score_all
from tests.workflow.test_holding import code

Do = Callable[[Workspace], object]
CLIP = Selector(time=TimeSpan(start=1000, end=2000))
PART = Selector(region=Region(x=1, y=2, w=3, h=4))


@dataclass(frozen=True, kw_only=True)
class Way:
    """How an act is done and how it is taken back; ``back`` None: by undo, and redo brings it again."""

    do: Do
    back: Do | None = None


def citation(ws: Workspace, place: int = 0) -> Any:
    return scoring.desk(ws, SID).review.citations[place].id


WAYS: dict[str, Way] = {
    "scored": Way(do=lambda ws: scoring.score(ws, SID, I1, 4)),
    "commented": Way(do=lambda ws: scoring.comment(ws, SID, I1, "Another text.")),
    "noted": Way(do=lambda ws: scoring.note(ws, SID, I1, "Another note.")),
    "confided": Way(do=lambda ws: scoring.confide(ws, SID, I1, "unsure")),
    "cited": Way(do=lambda ws: scoring.cite(ws, SID, ItemId("0002"), CLIP, I2, "there")),
    "recited": Way(do=lambda ws: scoring.recite(ws, SID, citation(ws), PART, I2, "elsewhere")),
    "uncited": Way(do=lambda ws: scoring.uncite(ws, SID, citation(ws))),
    "flagged": Way(do=lambda ws: scoring.flag(ws, SID, "too-little", I2, "one page")),
    "unflagged": Way(do=lambda ws: scoring.unflag(ws, SID, "bad-sound", I1)),
    "started-over": Way(do=lambda ws: start_over(ws, SID)),
    "undone": Way(do=lambda ws: scoring.undo(ws, SID), back=lambda ws: scoring.redo(ws, SID)),
    "finalised": Way(do=lambda ws: closed(ws), back=lambda ws: scoring.reopen(ws, SID, "Too early.")),
    "held": Way(do=lambda ws: holding.hold(ws, SID, "Ask first."), back=lambda ws: holding.lift(ws, SID)),
    "lifted": Way(do=lambda ws: holding.lift(ws, SID), back=lambda ws: holding.hold(ws, SID, "First hold.")),
    "prioritised": Way(do=lambda ws: holding.prioritise(ws, SID, 1), back=lambda ws: holding.prioritise(ws, SID, 0)),
    "picked": Way(do=lambda ws: holding.pick(ws, SID, "Read it too."), back=lambda ws: holding.unpick(ws, SID)),
    "unpicked": Way(do=lambda ws: holding.unpick(ws, SID), back=lambda ws: holding.pick(ws, SID, "First pick.")),
}
KEPT = {
    "opened": "That it was looked at is so; nothing of the review is another by it.",
    "viewed": "What was looked at was looked at: coverage and time are facts, no judgement.",
    "reopened": "Finalising again closes it; that it was open meanwhile, and why, stays to be read.",
    "sealed": "A bundle that may have gone out is never called back: reopening makes one that supersedes it.",
}
"""What undo leaves, and why a user accepts it."""


def closed(ws: Workspace) -> object:
    scoring.unflag(ws, SID, "bad-sound", I1)
    return deciding.finalise(ws, SID)


def prepared(root: Path, kind: str) -> Workspace:
    """A review with something of everything in it, and what the act needs before."""
    ws = make_case(root)
    score_all(ws)
    scoring.note(ws, SID, I1, "A note.")
    scoring.confide(ws, SID, I1, "sure")
    for n in ("0001", "0002"):
        scoring.cite(ws, SID, ItemId(n), CLIP, I1, f"place {n}")
    scoring.flag(ws, SID, "bad-sound", I1)
    scoring.viewed(ws, SID, ItemId("0001"), 0, 5, 9)
    if kind == "lifted":
        holding.hold(ws, SID, "First hold.")
    if kind == "unpicked":
        holding.pick(ws, SID, "First pick.")
    if kind == "finalised":
        scoring.unflag(ws, SID, "bad-sound", I1)
    return ws


def of_review(review: Review) -> Review:
    """What a review says, without the moments at which it was touched."""
    return replace(review, can_undo=None, can_redo=None, last_at=None, reopened=())


def of_standing(stands: Standing) -> tuple[Any, ...]:
    """What stands, without the ids of the marks."""
    return tuple((h.kind, h.reason, h.by) for h in stands.holds), stands.priority, stands.picked


def state(ws: Workspace) -> tuple[Any, ...]:
    return of_review(scoring.desk(ws, SID).review), of_standing(ws.marks.of(SID))


def last_kind(ws: Workspace, kind: str) -> str:
    acts = ws.marks.history(SID) if kind in MARKS else scoring.desk(ws, SID).events
    return acts[-1].act.kind


def test_every_kind_of_act_is_here() -> None:
    assert set(WAYS) | set(KEPT) == set(ACTS) | set(MARKS)
    assert not set(WAYS) & set(KEPT)
    assert {a.kind for a in UNDOABLE} == {kind for kind, way in WAYS.items() if way.back is None}


@pytest.mark.parametrize("kind", WAYS)
def test_it_is_taken_back_exactly(tmp_path: Path, kind: str) -> None:
    way = WAYS[kind]
    with prepared(tmp_path, kind) as ws:
        before = state(ws)
        way.do(ws)
        assert last_kind(ws, kind) == kind
        after = state(ws)
        assert after != before
        if kind == "started-over":
            bare = after[0]
            assert not (bare.scores or bare.comments or bare.notes or bare.confidence)
            assert not (bare.citations or bare.conditions)
        if way.back is None:
            scoring.undo(ws, SID)
            assert state(ws) == before
            scoring.redo(ws, SID)
            assert state(ws) == after
            scoring.undo(ws, SID)
        else:
            way.back(ws)
        assert state(ws) == before
    with Workspace.open(tmp_path / "ws") as ws:
        assert state(ws) == before, "and so it is kept"


def test_all_of_a_review_is_undone_step_by_step_and_redone(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        scoring.start(ws, SID)
        steps = [state(ws)]
        score_all(ws)
        scoring.undo(ws, SID)
        scoring.redo(ws, SID)
        for kind, way in WAYS.items():
            if way.back is None and kind != "unflagged":
                way.do(ws)
        with pytest.raises(UsageError, match="nothing to redo"):
            scoring.redo(ws, SID)
        last = state(ws)
        while scoring.desk(ws, SID).review.can_undo is not None:
            scoring.undo(ws, SID)
        assert state(ws) == steps[0]
        while scoring.desk(ws, SID).review.can_redo is not None:
            scoring.redo(ws, SID)
        assert state(ws) == last


def test_what_is_kept_is_no_obstacle(tmp_path: Path) -> None:
    """Looking is no act that undo would stop at; what was reopened or sealed has a way on."""
    with make_case(tmp_path) as ws:
        scoring.start(ws, SID)
        score_all(ws)
        before = scoring.desk(ws, SID).review.scores
        scoring.score(ws, SID, I1, 1)
        scoring.viewed(ws, SID, ItemId("0001"), 0, 5, 9)
        scoring.undo(ws, SID)
        assert scoring.desk(ws, SID).review.scores == before
        deciding.finalise(ws, SID)
        first = sealing.seal(ws).decisions
        scoring.reopen(ws, SID, "Looked again.")
        assert scoring.desk(ws, SID).review.scores == before
        scoring.score(ws, SID, I1, 1)
        scoring.undo(ws, SID)
        assert scoring.desk(ws, SID).review.scores == before, "what stood before is no act of this time"
        deciding.finalise(ws, SID)
        assert deciding.decision_of(ws, SID).supersedes == first[0]


def test_what_the_office_lifts_nobody_undoes(tmp_path: Path) -> None:
    for kind in (HoldKind.PRIVACY, HoldKind.INTEGRITY):
        with make_case(tmp_path / kind) as ws:
            score_all(ws)
            holding.hold(ws, SID, "Ask the office.", kind)
            assert code(lambda ws=ws: scoring.undo(ws, SID)) == "on-hold"  # type: ignore[misc]
            assert code(lambda ws=ws: holding.lift(ws, SID)) == "office-lifts"  # type: ignore[misc]
            assert ws.marks.of(SID).holds


def test_picking_is_not_taken_back_from_under_whoever_began(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        assert code(lambda: holding.unpick(ws, SID)) == "not-picked"
        score_all(ws)
        deciding.finalise(ws, SID)
        holding.pick(ws, SID, "Read it too.")
        ws.become(ws.add_identity("Reviewer 18").id)
        scoring.score(ws, SID, I1, 2)
        assert code(lambda: holding.unpick(ws, SID)) == "second-begun"
