"""Whose turn it is when several people review one submission: first, second, third, or somebody else's.

What a review is made as is settled when it is finalised: the first to stand by theirs is the first reviewer. Until both
are final nobody learns anything of the other's but that it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from reviewer_app.domain.decision import Outcome, carried, decide, in_scope
from reviewer_app.domain.ids import IndicatorId, KeyId
from reviewer_app.domain.passing import Reason, Score, counted, distance, rule_of
from reviewer_app.domain.program import Component, Program
from reviewer_app.domain.review import Review, Stage
from reviewer_app.domain.rules import AllNotMet, Always, NearCut
from reviewer_app.domain.settling import FirstScore, Settled, needs_adjudication, second_score, settle
from reviewer_app.domain.submission import Purpose, Submission

CONFLICT = "conflict"
_DECISIVE = (Outcome.MET, Outcome.NOT_MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One reviewer's review of a submission; ``purpose`` is what it was first finalised as, None until then."""

    reviewer: KeyId
    name: str
    review: Review
    purpose: Purpose | None = None

    @property
    def recused(self) -> bool:
        """Whether this reviewer handed it back for a conflict of interest: it counts as nobody's review then."""
        return any(c.code == CONFLICT and c.indicator is None for c in self.review.conditions)

    @property
    def final(self) -> bool:
        """Whether this reviewer stands by it."""
        return not self.review.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a submission is and what is drawn from: everything about it that is no review."""

    program: Program
    component: Component
    submission: Submission
    seed: str
    picked: tuple[Reason, ...] = ()  # why a leader wants it read again


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a reviewer has to do with a submission. ``reasons``: why there is a second or third review.

    ``waiting_on``: who or what comes first; ``mine`` False: it is with another reviewer, there is nothing to do.
    ``closed``: others have done all that is asked for, so that nobody begins another review.
    """

    purpose: Purpose
    reasons: tuple[Reason, ...] = ()
    waiting_on: str = ""
    mine: bool = True
    closed: bool = False


def role_of(setting: Setting, mine: Peer, others: Sequence[Peer]) -> Role:
    """What that reviewer has to do, given everybody else's reviews of the submission."""
    given = setting.submission.purpose
    if given is Purpose.CALIBRATION:
        return Role(purpose=given)
    others = [o for o in others if o.review.stage is not Stage.NEW and not o.recused]
    if mine.recused and mine.final:
        return Role(purpose=mine.purpose or given, waiting_on="" if others else "another reviewer")
    if given is not Purpose.FIRST:
        return _as_packed(given, mine, others)
    if mine.final:
        return _after(setting, mine, others)
    return _before(setting, mine, others)


def _as_packed(given: Purpose, mine: Peer, others: Sequence[Peer]) -> Role:
    """The office wants one review of this purpose: whoever begins has it."""
    if others and mine.review.stage is Stage.NEW:
        return Role(purpose=given, waiting_on=_at_work(others), mine=False)
    return Role(purpose=given)


def _after(setting: Setting, mine: Peer, others: Sequence[Peer]) -> Role:
    """What one's own finalised review still waits for."""
    purpose = mine.purpose or Purpose.FIRST
    finals = [o for o in others if o.final]
    if purpose is Purpose.ADJUDICATION or any(o.purpose is Purpose.ADJUDICATION for o in finals):
        return Role(purpose=purpose)
    if not finals:
        reasons = second_reasons(setting, mine)
        return Role(purpose=purpose, reasons=reasons, waiting_on="a second score" if reasons else "")
    reasons = third_reasons(setting, mine, finals[0])
    return Role(purpose=purpose, reasons=reasons, waiting_on="an adjudicator" if reasons else "")


def _before(setting: Setting, mine: Peer, others: Sequence[Peer]) -> Role:
    """Whose turn it is while one's own review is not final."""
    begun = mine.review.stage is not Stage.NEW
    finals = sorted((o for o in others if o.final), key=_by_purpose)
    under_way = [o for o in others if not o.final]
    if mine.purpose is not None:  # taken up again
        return Role(purpose=mine.purpose)
    if not finals:
        both = any(isinstance(r, Always) for r in setting.program.rules.second_scoring)
        if under_way and not begun and not (both and len(under_way) < 2):
            return Role(purpose=Purpose.FIRST, waiting_on=_at_work(under_way), mine=False)
        return Role(purpose=Purpose.FIRST)
    if len(finals) == 1:
        reasons, purpose = _blind(setting, second_reasons(setting, finals[0])), Purpose.SECOND
    elif any(o.purpose is Purpose.ADJUDICATION for o in finals):
        reasons, purpose = (), Purpose.ADJUDICATION
    else:
        reasons, purpose = third_reasons(setting, finals[0], finals[1]), Purpose.ADJUDICATION
    if begun:  # nothing of it may depend on what the other one came to
        both_begun = Reason(code="both-begun", text="Another reviewer scores it as well.")
        return Role(purpose=purpose, reasons=(both_begun,) if len(finals) == 1 else reasons or (both_begun,))
    if not reasons:
        return Role(purpose=purpose, waiting_on=_done_by(finals), mine=False, closed=True)
    if under_way:
        return Role(purpose=purpose, reasons=reasons, waiting_on=_at_work(under_way), mine=False)
    return Role(purpose=purpose, reasons=reasons)


def _blind(setting: Setting, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons as the second reviewer may read them: where a rule looks at the first score, none of them is told."""
    if not reasons or not any(isinstance(r, NearCut | AllNotMet) for r in setting.program.rules.second_scoring):
        return reasons
    return (Reason(code="second-wanted", text="The program asks for a second score."),)


def _by_purpose(peer: Peer) -> int:
    """A review from before there were second ones was the first."""
    return {Purpose.SECOND: 1, Purpose.ADJUDICATION: 2}.get(peer.purpose or Purpose.FIRST, 0)


def _at_work(peers: Sequence[Peer]) -> str:
    return f"{peers[0].name}, who scores it"


def _done_by(peers: Sequence[Peer]) -> str:
    return f"nobody: {' and '.join(p.name for p in peers)} scored it"


def scores_of(setting: Setting, review: Review) -> dict[IndicatorId, Score]:
    """The scores of a review that count: those in scope that no condition stands on."""
    barred = {c.indicator for c in review.conditions}
    scope = in_scope(setting.program, setting.component, setting.submission)
    return {i.id: review.scores[i.id] for i in scope if i.id in review.scores and i.id not in barred}


def outcome_of(setting: Setting, review: Review) -> Outcome:
    """What a review comes to by itself."""
    return decide(setting.program, setting.component, setting.submission, review).outcome


def second_reasons(setting: Setting, first: Peer) -> tuple[Reason, ...]:
    """Why a finalised first review is followed by a second; empty when it is not."""
    outcome = outcome_of(setting, first.review)
    submission = setting.submission
    if submission.purpose is not Purpose.FIRST or outcome not in _DECISIVE:
        return ()
    found = second_score(
        setting.program.rules.second_scoring,
        setting.seed,
        FirstScore(
            submission=submission.id,
            attempt=submission.attempt,
            outcome=outcome,
            distance=_distance(setting, first.review),
            reviewer=first.reviewer,
        ),
    )
    return (*found, *setting.picked)


def _distance(setting: Setting, review: Review) -> Fraction | None:
    rule = rule_of(setting.program, setting.component)
    submission = setting.submission
    whole = counted(rule, setting.program.indicators_of(setting.component), submission.focus)
    scope = in_scope(setting.program, setting.component, submission)
    scores = {**carried(rule, whole, scope, submission), **scores_of(setting, review)}
    if any(i.id not in scores for i in whole):
        return None  # something was not scorable: how near it was can't be said
    return distance(rule, whole, scores, submission.focus)


def third_reasons(setting: Setting, first: Peer, second: Peer) -> tuple[Reason, ...]:
    """Why two finalised reviews need a third look; empty when they don't."""
    outcomes = outcome_of(setting, first.review), outcome_of(setting, second.review)
    rule = setting.program.rules.adjudication
    return needs_adjudication(rule, scores_of(setting, first.review), scores_of(setting, second.review), outcomes)


def settled_by(setting: Setting, first: Peer, second: Peer, third: Review | None = None) -> Settled:
    """What stands for each indicator of two finalised reviews, with the third reviewer's scores so far."""
    more = None if third is None else scores_of(setting, third)
    rule = setting.program.rules.adjudication
    return settle(rule, scores_of(setting, first.review), scores_of(setting, second.review), more)


def final_two(others: Sequence[Peer]) -> tuple[Peer, Peer] | None:
    """The first and the second review when both are final, and None until then, and for a review of another purpose."""
    double = (None, Purpose.FIRST, Purpose.SECOND)
    finals = [p for p in others if p.final and not p.recused and p.purpose in double]
    if len(finals) != 2:
        return None
    one, two = sorted(finals, key=_by_purpose)
    return one, two
