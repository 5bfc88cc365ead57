"""The fold: what undo and redo mean, and what holds after any run of acts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from reviewer_app.domain.citation import Citation, Selector, TimeSpan
from reviewer_app.domain.events import (
    Act,
    Cited,
    Commented,
    Event,
    Finalised,
    Flagged,
    Opened,
    Recited,
    Reopened,
    Scored,
    Sealed,
    StartedOver,
    Uncited,
    Undone,
    Unflagged,
    Viewed,
)
from reviewer_app.domain.ids import BundleId, CitationId, DecisionId, EventId, IndicatorId, ItemId, KeyId, ReviewId
from reviewer_app.domain.review import Folding, Review, Stage, fold, merge_spans

REVIEW = ReviewId("r")
A, B = IndicatorId("3.1"), IndicatorId("3.2")
START = datetime(2026, 11, 21, tzinfo=UTC)


def events(*acts: Act) -> list[Event]:
    return [
        Event(id=EventId(f"e{n}"), review=REVIEW, at=START + timedelta(seconds=n), by=KeyId("k"), act=act)
        for n, act in enumerate(acts)
    ]


def after(*acts: Act) -> Review:
    return fold(REVIEW, events(*acts))


def score(indicator: IndicatorId, level: int | None) -> Scored:
    return Scored(indicator=indicator, level=level)


def undo(number: int) -> Undone:
    return Undone(event=EventId(f"e{number}"))


def test_nothing_done_is_new() -> None:
    assert after() == Review(id=REVIEW, stage=Stage.NEW)


def test_the_last_score_counts_and_none_takes_it_away() -> None:
    assert after(score(A, 2), score(A, 3), score(B, 1)).scores == {A: 3, B: 1}
    assert after(score(A, 2), score(A, None)).scores == {}


def test_undo_brings_the_former_level_back_and_redo_the_later() -> None:
    undone = after(score(A, 2), score(A, 3), undo(1))
    assert undone.scores == {A: 2}
    assert (undone.can_undo, undone.can_redo) == ("e0", "e2")
    redone = after(score(A, 2), score(A, 3), undo(1), undo(2))
    assert redone.scores == {A: 3}
    assert (redone.can_undo, redone.can_redo) == ("e1", None)


def test_an_undo_that_is_not_the_latest_has_no_effect() -> None:
    assert after(score(A, 2), score(B, 3), undo(0)).scores == {A: 2, B: 3}


def test_a_newer_act_ends_redo_but_looking_does_not() -> None:
    assert after(score(A, 2), undo(0), score(B, 1)).can_redo is None
    looked = after(score(A, 2), undo(0), Viewed(item=ItemId("0001"), seconds=3, start=0, end=900))
    assert looked.can_redo == "e1"


def test_undo_does_not_reach_behind_a_reopening() -> None:
    done = Finalised(decision=DecisionId("d1"), outcome="met")
    review = after(score(A, 2), done, Reopened(reason="a slip"))
    assert review.can_undo is None
    assert review.scores == {A: 2}
    assert (review.stage, review.decision, review.reopened) == (Stage.IN_PROGRESS, None, ("a slip",))


def test_a_finalised_review_listens_to_nothing() -> None:
    done = Finalised(decision=DecisionId("d1"), outcome="met")
    review = after(score(A, 2), done, score(A, 4), undo(0), Viewed(item=ItemId("0001"), seconds=3))
    assert review.scores == {A: 2}
    assert review.seconds == {}
    assert (review.stage, review.decision) == (Stage.FINALISED, "d1")


def test_sealing_names_the_bundle_and_a_later_decision_knows_what_it_supersedes() -> None:
    done = Finalised(decision=DecisionId("d1"), outcome="met")
    sealed = Sealed(decision=DecisionId("d1"), bundle=BundleId("b1"))
    review = after(score(A, 2), done, sealed)
    assert (review.stage, review.bundle, review.last_sealed) == (Stage.SEALED, "b1", "d1")
    again = after(score(A, 2), done, sealed, Reopened(reason="new evidence"))
    assert (again.stage, again.bundle, again.last_sealed) == (Stage.IN_PROGRESS, None, "d1")
    assert after(score(A, 2), done, Sealed(decision=DecisionId("d9"), bundle=BundleId("b1"))).stage is Stage.FINALISED


def test_a_citation_is_changed_and_taken_out() -> None:
    first = Citation(
        id=CitationId("c1"), item=ItemId("0001"), sha256="0" * 64, selector=Selector(time=TimeSpan(start=5, end=9))
    )
    moved = Recited(citation=CitationId("c1"), selector=Selector(page=2), indicator=B, note="here")
    review = after(Cited(citation=first), moved)
    assert [(c.selector.page, c.indicator, c.note, c.sha256) for c in review.citations] == [(2, B, "here", "0" * 64)]
    assert review.citations_of(B) == review.citations
    assert after(Cited(citation=first), Uncited(citation=CitationId("c1"))).citations == ()


def test_conditions_stand_until_taken_away() -> None:
    flagged = Flagged(condition="bad-sound", indicator=A, note="hum")
    assert [(c.code, c.indicator, c.note) for c in after(flagged).conditions] == [("bad-sound", A, "hum")]
    assert after(flagged, Unflagged(condition="bad-sound", indicator=None)).conditions != ()
    assert after(flagged, Unflagged(condition="bad-sound", indicator=A)).conditions == ()


def test_spans_that_touch_are_one() -> None:
    assert merge_spans([(5, 9), (0, 4), (20, 30), (25, 26)]) == ((0, 9), (20, 30))
    item = ItemId("0001")
    review = after(*(Viewed(item=item, seconds=2, start=s, end=e) for s, e in ((0, 10), (40, 50), (8, 20))))
    assert review.viewed == {item: ((0, 20), (40, 50))}
    assert review.seconds == {item: 6}


class ReviewMachine(RuleBasedStateMachine):
    """Any run of acts, as the workflow would append them."""

    def __init__(self) -> None:
        super().__init__()
        self.folding = Folding(REVIEW)
        self.count = 0

    def act(self, act: Act) -> Review:
        self.count += 1
        event = Event(
            id=EventId(f"e{self.count}"),
            review=REVIEW,
            at=START + timedelta(seconds=self.count),
            by=KeyId("k"),
            act=act,
        )
        self.folding.add(event)
        return self.now

    @property
    def now(self) -> Review:
        return self.folding.review()

    def is_open(self) -> bool:
        return self.now.open

    @precondition(is_open)
    @rule(indicator=st.sampled_from([A, B]), level=st.sampled_from([None, 1, 2, 3, 4]))
    def score(self, indicator: IndicatorId, level: int | None) -> None:
        before = self.now
        after = self.act(Scored(indicator=indicator, level=level))
        assert after.scores.get(indicator) == level
        assert {k: v for k, v in after.scores.items() if k != indicator} == {
            k: v for k, v in before.scores.items() if k != indicator
        }

    @precondition(is_open)
    @rule(text=st.sampled_from(["", "good", "more"]))
    def comment(self, text: str) -> None:
        assert self.act(Commented(indicator=A, text=text)).comments.get(A, "") == text

    @precondition(is_open)
    @rule(start=st.integers(0, 50), length=st.integers(0, 20))
    def look(self, start: int, length: int) -> None:
        before = self.now
        after = self.act(Viewed(item=ItemId("0001"), seconds=1, start=start, end=start + length))
        assert (after.scores, after.can_undo, after.can_redo) == (before.scores, before.can_undo, before.can_redo)

    @precondition(is_open)
    @rule(indicator=st.sampled_from([None, A]))
    def flag(self, indicator: IndicatorId | None) -> None:
        before = self.now
        assert self.act(Flagged(condition="bad-sound", indicator=indicator)).scores == before.scores

    @precondition(is_open)
    @rule(number=st.integers(0, 3))
    def cite(self, number: int) -> None:
        citation = Citation(id=CitationId(f"c{number}"), item=ItemId("0001"), sha256="0" * 64, selector=Selector())
        self.act(Cited(citation=citation))

    @precondition(lambda self: self.now.can_undo is not None)
    @rule()
    def undo_then_redo_is_as_if_nothing_happened(self) -> None:
        before = self.now
        target = before.can_undo
        assert target is not None
        undone = self.act(Undone(event=target))
        assert undone.can_redo == self.folding.events[-1].id
        assert undone.can_redo is not None
        after = self.act(Undone(event=undone.can_redo))
        for name in ("stage", "scores", "comments", "citations", "conditions", "viewed", "seconds", "can_undo"):
            assert getattr(after, name) == getattr(before, name), name

    @precondition(lambda self: self.now.can_undo is not None)
    @rule()
    def undo(self) -> None:
        target = self.now.can_undo
        assert target is not None
        assert self.act(Undone(event=target)).can_undo != target

    @precondition(is_open)
    @rule()
    def finalise(self) -> None:
        before = self.now
        after = self.act(Finalised(decision=DecisionId(f"d{self.count}"), outcome="met"))
        assert (after.stage, after.scores, after.can_undo) == (Stage.FINALISED, before.scores, None)

    @precondition(lambda self: self.now.stage is Stage.FINALISED)
    @rule()
    def seal(self) -> None:
        decision = self.now.decision
        assert decision is not None
        after = self.act(Sealed(decision=decision, bundle=BundleId(f"b{self.count}")))
        assert (after.stage, after.last_sealed) == (Stage.SEALED, decision)

    @precondition(lambda self: not self.now.open)
    @rule()
    def reopen(self) -> None:
        before = self.now
        after = self.act(Reopened(reason="again"))
        assert (after.stage, after.scores, after.decision) == (Stage.IN_PROGRESS, before.scores, None)
        assert len(after.reopened) == len(before.reopened) + 1

    @precondition(lambda self: not self.now.open)
    @rule(act=st.sampled_from([Scored(indicator=A, level=1), Opened(), Undone(event=EventId("e1"))]))
    def a_closed_review_does_not_move(self, act: Act) -> None:
        before = self.now
        after = self.act(act)
        assert (after.stage, after.scores, after.decision) == (before.stage, before.scores, before.decision)

    @invariant()
    def folding_at_once_is_folding_one_by_one(self) -> None:
        assert fold(REVIEW, self.folding.events) == self.now

    @invariant()
    def events_are_all_kept(self) -> None:
        assert len(self.folding.events) == self.count


TestReviewMachine = ReviewMachine.TestCase
TestReviewMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_starting_over_puts_everything_aside_and_undo_brings_it_back() -> None:
    acts = (score(A, 3), Commented(indicator=None, text="Thank you."), Flagged(condition="bad-sound", indicator=A))
    empty = after(*acts, StartedOver())
    assert (empty.scores, empty.comments, empty.conditions, empty.open) == ({}, {}, (), True)
    again = after(*acts, StartedOver(), undo(3))
    assert (again.scores, again.comments, len(again.conditions)) == ({A: 3}, {None: "Thank you."}, 1)
