"""Trying again."""

from __future__ import annotations

from reviewer_app.domain.ids import IndicatorId, KeyId
from reviewer_app.domain.resubmitting import may_resubmit, may_score, visible_earlier
from reviewer_app.domain.rules import Resubmission
from reviewer_app.domain.submission import EarlierAttempt
from tests.domain.programs_made import ids, submission

COACH = frozenset({"coach-meeting"})


def codes(rule: Resubmission, made: int, facts: frozenset[str] = frozenset()) -> list[str]:
    return [r.code for r in may_resubmit(rule, made, facts)]


def test_attempts_are_counted() -> None:
    rule = Resubmission(attempts=3)
    assert [codes(rule, n) for n in (1, 2, 3)] == [[], [], ["attempts-used-up"]]
    assert codes(Resubmission(), 99) == []


def test_a_coach_meeting_comes_after_so_many_attempts() -> None:
    rule = Resubmission(attempts=3, coach_after=2)
    assert codes(rule, 1) == []
    assert codes(rule, 2) == ["coach-meeting"]
    assert codes(rule, 2, COACH) == []
    assert codes(rule, 3, COACH) == ["attempts-used-up"]


def test_the_next_reviewer_sees_what_the_rule_says() -> None:
    tried = EarlierAttempt(
        attempt=1, outcome="not-met", unmet=ids("3.2"), scores=((IndicatorId("3.2"), 2),), feedback="Show more."
    )
    again = submission(attempt=2, earlier=(tried,))
    assert visible_earlier(Resubmission(sees_earlier=True), again) == (tried,)
    (hidden,) = visible_earlier(Resubmission(sees_earlier=False), again)
    assert (hidden.scores, hidden.feedback, hidden.unmet, hidden.attempt) == ((), "", ids("3.2"), 1)


def test_earlier_scorers_are_kept_out_where_the_rule_says_so() -> None:
    scored = [KeyId("k1")]
    strict = Resubmission(exclude_earlier_scorers=True)
    assert [r.code for r in may_score(strict, KeyId("k1"), scored)] == ["scored-before"]
    assert may_score(strict, KeyId("k2"), scored) == ()
    assert may_score(Resubmission(), KeyId("k1"), scored) == ()
