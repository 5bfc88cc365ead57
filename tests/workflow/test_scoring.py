"""The reviewer's acts: each is one event on disk; what makes no sense is refused in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, SubmissionId
from reviewer_app.domain.review import Review, Stage
from reviewer_app.errors import BadInput, UsageError
from reviewer_app.workflow import deciding, scoring
from reviewer_app.workflow.cases import case_of
from reviewer_app.workflow.deciding import decision_of
from reviewer_app.workflow.desk import QueueState
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, SID, FixedClock, make_case, score_all

ITEM = ItemId("0001")


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with make_case(tmp_path) as made:
        yield made


def review(ws: Workspace) -> Review:
    return case_of(ws, SID).review


def count(ws: Workspace) -> int:
    return len(ws.journal.events(review(ws).id))


def test_each_act_is_one_event_and_says_what_it_touched(ws: Workspace) -> None:
    acts: list[Callable[[], Changes]] = [
        lambda: scoring.start(ws, SID),
        lambda: scoring.score(ws, SID, I1, 3),
        lambda: scoring.comment(ws, SID, I1, "Seen."),
        lambda: scoring.comment(ws, SID, None, "Overall."),
        lambda: scoring.note(ws, SID, I1, "Ask."),
        lambda: scoring.confide(ws, SID, I1, "sure"),
        lambda: scoring.cite(ws, SID, ITEM, Selector(quote=TextQuote(exact="asked")), I1, "here"),
        lambda: scoring.flag(ws, SID, "bad-sound", I2, "hum"),
        lambda: scoring.unflag(ws, SID, "bad-sound", I2),
        lambda: scoring.viewed(ws, SID, ITEM, 1, 2, 9),
        lambda: scoring.undo(ws, SID),
        lambda: scoring.redo(ws, SID),
    ]
    for number, act in enumerate(acts, 1):
        changes = act()
        assert changes == Changes(review=True, queue=True, submissions=(SID,))
        assert count(ws) == number
    state = review(ws)
    assert (state.scores, state.comments) == ({I1: 3}, {I1: "Seen.", None: "Overall."})
    assert (state.notes, state.confidence) == ({I1: "Ask."}, {I1: "sure"})
    assert [(c.item, c.indicator, c.note) for c in state.citations] == [(ITEM, I1, "here")]
    assert state.citations[0].sha256 == case_of(ws, SID).submission.evidence[0].sha256
    assert (state.conditions, state.seconds) == ((), {ITEM: 9})


def test_an_act_that_changes_nothing_leaves_no_event(ws: Workspace) -> None:
    scoring.start(ws, SID)
    scoring.score(ws, SID, I1, 3)
    scoring.comment(ws, SID, I1, "Seen.")
    scoring.flag(ws, SID, "bad-sound")
    before = count(ws)
    for changes in (
        scoring.start(ws, SID),
        scoring.score(ws, SID, I1, 3),
        scoring.score(ws, SID, I2, None),
        scoring.comment(ws, SID, I1, "Seen."),
        scoring.note(ws, SID, I1, ""),
        scoring.confide(ws, SID, I1, ""),
        scoring.flag(ws, SID, "bad-sound"),
        scoring.unflag(ws, SID, "wrong-file"),
    ):
        assert changes == Changes()
    assert count(ws) == before


def test_a_citation_is_trimmed_and_taken_out(ws: Workspace) -> None:
    scoring.cite(ws, SID, ITEM, Selector(time=TimeSpan(start=0, end=9000)), None)
    made = review(ws).citations[0]
    scoring.recite(ws, SID, made.id, Selector(time=TimeSpan(start=1000, end=2000)), I2, "trimmed")
    assert review(ws).citations[0].selector.time == TimeSpan(start=1000, end=2000)
    assert review(ws).citations_of(I2)[0].note == "trimmed"
    scoring.uncite(ws, SID, made.id)
    assert review(ws).citations == ()
    scoring.undo(ws, SID)
    scoring.undo(ws, SID)
    assert review(ws).citations == (made,)


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("unknown-submission", lambda ws: scoring.score(ws, SubmissionId("R-0000"), I1, 3)),
        ("unknown-indicator", lambda ws: scoring.score(ws, SID, IndicatorId("9.9"), 3)),
        ("unknown-indicator", lambda ws: scoring.comment(ws, SID, IndicatorId("9.9"), "x")),
        ("unknown-level", lambda ws: scoring.score(ws, SID, I1, 5)),
        ("unknown-condition", lambda ws: scoring.flag(ws, SID, "boring")),
        ("unknown-confidence", lambda ws: scoring.confide(ws, SID, I1, "certain")),
        ("unknown-item", lambda ws: scoring.cite(ws, SID, ItemId("0009"), Selector(), I1)),
        ("unknown-item", lambda ws: scoring.viewed(ws, SID, ItemId("0009"), 0, 1, 1)),
        ("bad-span", lambda ws: scoring.viewed(ws, SID, ITEM, 5, 1, 1)),
        ("unknown-citation", lambda ws: scoring.uncite(ws, SID, CitationId("c"))),
        ("nothing-to-undo", lambda ws: scoring.undo(ws, SID)),
        ("nothing-to-redo", lambda ws: scoring.redo(ws, SID)),
        ("not-finalised", lambda ws: scoring.reopen(ws, SID, "why")),
        ("not-finalised", lambda ws: decision_of(ws, SID)),
    ],
)
def test_what_makes_no_sense_is_refused(ws: Workspace, code: str, act: Callable[[Workspace], object]) -> None:
    with pytest.raises(UsageError) as caught:
        act(ws)
    assert caught.value.code == code
    assert count(ws) == 0


def test_a_region_outside_the_picture_is_refused(ws: Workspace) -> None:
    with pytest.raises(BadInput):
        scoring.cite(ws, SID, ITEM, Selector(region=Region(x=9000, y=0, w=2000, h=10)), I1)
    assert count(ws) == 0


def test_finalising_says_everything_that_is_missing(ws: Workspace) -> None:
    scoring.score(ws, SID, I1, 2)
    with pytest.raises(BadInput) as caught:
        deciding.finalise(ws, SID)
    assert caught.value.code == "not-ready"
    assert {(p.code, p.where) for p in caught.value.problems} >= {("not-scored", I2), ("feedback-missing", I1)}
    assert review(ws).stage is Stage.IN_PROGRESS


def test_a_finalised_review_refuses_acts_until_it_is_reopened_with_a_reason(ws: Workspace) -> None:
    score_all(ws)
    changes = deciding.finalise(ws, SID)
    assert changes == Changes(review=True, queue=True, outbox=True, submissions=(SID,))
    before = count(ws)
    acts: tuple[Callable[[], Changes], ...] = (
        lambda: scoring.score(ws, SID, I1, 1),
        lambda: scoring.comment(ws, SID, None, "x"),
        lambda: scoring.undo(ws, SID),
        lambda: scoring.flag(ws, SID, "bad-sound"),
        lambda: deciding.finalise(ws, SID),
    )
    for act in acts:
        with pytest.raises(UsageError) as caught:
            act()
        assert caught.value.code == "review-finalised"
    assert scoring.viewed(ws, SID, ITEM, 0, 1, 1) == Changes()
    with pytest.raises(UsageError) as caught:
        scoring.reopen(ws, SID, "  ")
    assert caught.value.code == "reason-missing"
    assert count(ws) == before
    assert scoring.reopen(ws, SID, "a slip").outbox
    scoring.score(ws, SID, I1, 1)
    assert review(ws).scores[I1] == 1


def test_the_decision_is_the_same_for_ever(ws: Workspace) -> None:
    scoring.viewed(ws, SID, ITEM, 0, 5, 30)
    score_all(ws)
    deciding.finalise(ws, SID)
    first = decision_of(ws, SID)
    assert (first.outcome, first.package) == (Outcome.MET, case_of(ws, SID).record.tagmanifest_sha256)
    assert [(s.indicator, s.level) for s in first.scores] == [(I1, 3), (I2, 3)]
    assert [(s.item, s.seconds) for s in first.seconds] == [(ITEM, 30)]
    assert first.events == ws.journal.events(first.review)
    assert (first.key, first.nonce, first.supersedes) == (ws.key_id, "n-R-0417", None)
    root = ws.root
    ws.close()
    with Workspace.open(root, clock=FixedClock(salt=7)) as again:
        assert decision_of(again, SID) == first
        scoring.reopen(again, SID, "a slip")
        scoring.score(again, SID, I1, 2)
        deciding.finalise(again, SID)
        second = decision_of(again, SID)
    assert (second.outcome, second.supersedes) == (Outcome.NOT_MET, None)  # the first was never sealed
    assert second.id != first.id


def test_the_queue_follows_the_work(tmp_path: Path) -> None:
    with make_case(tmp_path, "R-1", "R-2", "R-3") as ws:
        one, two, three = (SubmissionId(f"R-{n}") for n in (1, 2, 3))

        def states() -> dict[str, QueueState]:
            return {r.submission: r.state for r in scoring.queue(ws)}

        assert states() == dict.fromkeys((one, two, three), QueueState.TO_SCORE)
        scoring.start(ws, two)
        scoring.score(ws, two, I1, 3)
        scoring.flag(ws, three, "release-missing")
        row = {r.submission: r for r in scoring.queue(ws)}
        assert (row[two].state, row[two].scored, row[two].of) == (QueueState.IN_PROGRESS, 1, 2)
        assert (row[three].state, row[three].state_label) == (QueueState.HOLD, "Hold · release statement missing")
        assert scoring.desk(ws, one).position == (1, 3)
        score_all(ws, one)
        deciding.finalise(ws, one)
        rows = scoring.queue(ws)
        assert [r.submission for r in rows] == [two, three, one]
        assert (rows[2].state, rows[2].outcome, rows[2].outcome_label) == (
            QueueState.FINALISED,
            Outcome.MET,
            "Demonstrated",
        )
        assert rows[2].finalised_at is not None
        assert scoring.desk(ws, one).position == (1, 3)
        assert scoring.desk(ws, two).position == (2, 3)


def test_the_desk_has_everything_and_no_name(ws: Workspace) -> None:
    desk = scoring.desk(ws, SID)
    assert [i.id for i in desk.indicators] == [I1, I2]
    assert desk.verdict.open_indicators == (I1, I2)
    assert desk.can_finalise
    assert (desk.package.signed_by, desk.package.trusted) == ("", None)
    assert (desk.due, desk.outcome_label) == (desk.submission.due, "Open")
    score_all(ws)
    assert scoring.desk(ws, SID).can_finalise == ()


def test_a_row_shows_even_when_its_program_is_gone(ws: Workspace) -> None:
    root = ws.root
    ws.close()
    for file in (root / "programs").iterdir():
        file.unlink()
    with Workspace.open(root) as again:
        row = scoring.queue(again)[0]
        assert (row.submission, row.program_title, row.of) == (SID, "test-program", 0)
        with pytest.raises(BadInput) as caught:
            scoring.desk(again, SID)
        assert caught.value.code == "unknown-program"
