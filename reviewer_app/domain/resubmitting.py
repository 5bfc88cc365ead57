"""Trying again: whether one may, what the next reviewer sees of it, and who may score it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reviewer_app.domain.ids import KeyId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.rules import Resubmission
from reviewer_app.domain.submission import EarlierAttempt, Submission


def may_resubmit(rule: Resubmission, attempts_made: int, facts: frozenset[str] = frozenset()) -> tuple[Reason, ...]:
    """What stands in the way of another attempt; empty when nothing does. ``facts`` are the attested ones."""
    if rule.attempts is not None and attempts_made >= rule.attempts:
        text = f"All {rule.attempts} attempts are used up."
        return (Reason(code="attempts-used-up", text=text),)
    coach = rule.coach_after
    if coach is not None and attempts_made >= coach and rule.coach_fact not in facts:
        text = f"After attempt {attempts_made} a meeting with a coach comes first."
        return (Reason(code="coach-meeting", text=text),)
    return ()


def visible_earlier(rule: Resubmission, submission: Submission) -> tuple[EarlierAttempt, ...]:
    """The earlier attempts as the next reviewer may see them: without scores and feedback where the rule hides them.

    What was unmet stays: it says what is to be scored.
    """
    if rule.sees_earlier:
        return submission.earlier
    return tuple(replace(e, scores=(), feedback="") for e in submission.earlier)


def may_score(rule: Resubmission, reviewer: KeyId, earlier_scorers: Iterable[KeyId]) -> tuple[Reason, ...]:
    """What stands in the way of this reviewer; empty when nothing does."""
    if rule.exclude_earlier_scorers and reviewer in set(earlier_scorers):
        return (Reason(code="scored-before", text="Whoever scored an earlier attempt does not score this one."),)
    return ()
