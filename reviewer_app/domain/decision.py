"""Program and review to a decision, with its reasons. Pure: ids and the time come in from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviewer_app.domain.citation import Citation
from reviewer_app.domain.events import Event
from reviewer_app.domain.ids import (
    ComponentId,
    DecisionId,
    IndicatorId,
    ItemId,
    KeyId,
    ReviewId,
    SubmissionId,
)
from reviewer_app.domain.passing import Reason as Reason
from reviewer_app.domain.passing import (
    Score,
    Scores,
    SettledScore,
    asked,
    below_asked,
    check,
    choices,
    counted,
    lowest,
    rule_of,
    rule_text,
    settled_scores,
    top,
)
from reviewer_app.domain.program import Component, Indicator, Program
from reviewer_app.domain.review import Condition, Review
from reviewer_app.domain.rules import PassRule
from reviewer_app.domain.submission import ProgramRef, Purpose, Submission


class Outcome(StrEnum):
    """What a review comes to."""

    MET = "met"
    NOT_MET = "not-met"
    INCOMPLETE = "incomplete"  # conditions stand in the way: neither met nor not met
    FORMATIVE = "formative"  # feedback only
    OPEN = "open"  # something is still to be scored


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome so far. ``open_indicators`` are not scored yet; ``unmet`` are scored below what the rule asks."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    rule_text: str = ""
    open_indicators: tuple[IndicatorId, ...] = ()
    unmet: tuple[IndicatorId, ...] = ()
    not_scorable: tuple[IndicatorId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDigest:
    """Which evidence was judged."""

    item: ItemId
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorScore:
    """The level given to an indicator."""

    indicator: IndicatorId
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Feedback for the candidate on an indicator or (None) over all."""

    indicator: IndicatorId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSeconds:
    """Attention spent on one evidence item, in seconds."""

    item: ItemId
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A finalised review as it goes into a bundle. ``supersedes`` names the decision it replaces on the same review."""

    id: DecisionId
    review: ReviewId
    submission: SubmissionId
    candidate: str  # the office's code, never a name
    package: str  # SHA-256 of the package's tag manifest
    program: ProgramRef
    component: ComponentId
    attempt: int
    purpose: Purpose
    evidence: tuple[EvidenceDigest, ...]
    scores: tuple[IndicatorScore, ...]
    citations: tuple[Citation, ...]
    conditions: tuple[Condition, ...]
    comments: tuple[Comment, ...]
    outcome: Outcome
    reasons: tuple[Reason, ...]
    seconds: tuple[ItemSeconds, ...]
    decided_at: datetime  # aware UTC
    key: KeyId
    events: tuple[Event, ...]
    focus: str = ""
    window: str = ""
    nonce: str = ""
    supersedes: DecisionId | None = None
    settled: tuple[SettledScore, ...] = ()  # an adjudication's: what stands instead of ``scores``


# --- what is scored --------------------------------------------------------------------------------------------------


def is_formative(component: Component, submission: Submission) -> bool:
    """Whether feedback is all that is given."""
    return component.review == "formative" or submission.purpose is Purpose.FORMATIVE


def in_scope(program: Program, component: Component, submission: Submission) -> tuple[Indicator, ...]:
    """The indicators this submission is scored on, in the program's order.

    Formative: none. With a focus: those of the focus and those that belong to none. A resubmission where only the
    unmet is redone: what the newest earlier attempt left unmet.
    """
    if is_formative(component, submission):
        return ()
    scored = _counted(program, component, submission)
    if program.rules.resubmission.redo == "all" or submission.attempt <= 1:
        return scored
    newest_first = sorted(submission.earlier, key=lambda e: e.attempt, reverse=True)
    unmet = next((set(e.unmet) for e in newest_first if e.unmet), set())
    return tuple(i for i in scored if i.id in unmet) or scored


def _counted(program: Program, component: Component, submission: Submission) -> tuple[Indicator, ...]:
    return counted(rule_of(program, component), program.indicators_of(component), submission.focus)


def carried(
    rule: PassRule, whole: Sequence[Indicator], scope: Sequence[Indicator], submission: Submission
) -> dict[IndicatorId, Score]:
    """Scores from earlier attempts for what is not redone; where the package keeps them back, what the rule asks."""
    redone = {i.id for i in scope}
    earlier: dict[IndicatorId, int] = {}
    for attempt in sorted(submission.earlier, key=lambda e: e.attempt):
        earlier.update(attempt.scores)
    carried: dict[IndicatorId, Score] = {}
    for indicator in whole:
        if indicator.id not in redone:
            wanted = asked(rule, indicator, submission.focus)
            carried[indicator.id] = earlier.get(indicator.id, lowest(indicator) if wanted is None else wanted)
    return carried


# --- the outcome -----------------------------------------------------------------------------------------------------


def decide(
    program: Program, component: Component, submission: Submission, review: Review, given: Scores | None = None
) -> Verdict:
    """What the review comes to as it stands; ``given``: the scores that count instead of its own, once settled.

    An indicator under a condition has no score in any rule, whatever was entered for it: the outcome is Met only if it
    would be at any level of that indicator, Not met only if it would be at none; else it is Incomplete. While a
    condition stands on the whole submission nothing is Not met.
    """
    if is_formative(component, submission):
        reason = Reason(code="formative", text="Feedback only: no scores, no outcome.")
        return Verdict(outcome=Outcome.FORMATIVE, reasons=(reason,))
    rule = rule_of(program, component)
    scope = in_scope(program, component, submission)
    flagged = {c.indicator for c in review.conditions if c.indicator is not None}
    barred = tuple(i.id for i in scope if i.id in flagged)
    source: Scores = review.scores if given is None else given
    scores: dict[IndicatorId, Score] = {i.id: source[i.id] for i in scope if i.id in source and i.id not in flagged}
    still_open = tuple(i.id for i in scope if i.id not in scores and i.id not in flagged)
    below = below_asked(rule, scope, scores, submission.focus)

    def verdict(outcome: Outcome, reasons: tuple[Reason, ...]) -> Verdict:
        return Verdict(
            outcome=outcome,
            reasons=reasons,
            rule_text=rule_text(rule),
            open_indicators=still_open if outcome is Outcome.OPEN else (),
            unmet=tuple(r.indicator for r in below if r.indicator is not None),
            not_scorable=barred,
        )

    stopped = _stopped(program, component, submission, review)
    if stopped:
        return verdict(Outcome.INCOMPLETE, stopped)
    if still_open:
        to_do = tuple(Reason(code="open", text=f"{i} has no score yet.", indicator=i) for i in still_open)
        return verdict(Outcome.OPEN, to_do + below)
    whole = _counted(program, component, submission)
    known = {**carried(rule, whole, scope, submission), **scores}
    return _weigh(program, rule, whole, known, submission.focus, review.conditions, verdict)


def _weigh(
    program: Program,
    rule: PassRule,
    whole: Sequence[Indicator],
    known: dict[IndicatorId, Score],
    focus: str,
    conditions: Sequence[Condition],
    verdict: Callable[[Outcome, tuple[Reason, ...]], Verdict],
) -> Verdict:
    """Met, not met, or incomplete where what could not be scored would make the difference."""
    worst = check(rule, whole, {i.id: known.get(i.id, lowest(i)) for i in whole}, focus)
    if worst.passed:
        return verdict(Outcome.MET, worst.reasons)
    best = check(rule, whole, {i.id: known.get(i.id, top(i)) for i in whole}, focus)
    if not best.passed and all(c.indicator is not None for c in conditions):
        scored = [i for i in whole if i.id in known]
        below = below_asked(rule, scored, known, focus)
        return verdict(Outcome.NOT_MET, tuple(dict.fromkeys((*best.reasons, *below))))
    return verdict(Outcome.INCOMPLETE, _condition_reasons(program, conditions))


def _condition_reasons(program: Program, conditions: Sequence[Condition]) -> tuple[Reason, ...]:
    reasons = []
    for condition in conditions:
        known = program.rules.conditions.code(condition.code)
        label = known.label if known else condition.code
        what = f"{condition.indicator} could not be scored" if condition.indicator else "The submission is not scorable"
        reasons.append(Reason(code=condition.code, text=f"{what}: {label}.", indicator=condition.indicator))
    return tuple(reasons)


def _stopped(program: Program, component: Component, submission: Submission, review: Review) -> tuple[Reason, ...]:
    """Why there can be no outcome, whatever the scores; empty when there can be one."""
    rule = program.rules.conditions
    standing = review.conditions
    offered = choices(rule_of(program, component), program.indicators_of(component))
    if offered and submission.focus not in offered:
        chosen = f"“{submission.focus}” is not a focus of this program" if submission.focus else "No focus was chosen"
        text = f"{chosen}; it can be {', '.join(offered)}."
        return (Reason(code="no-focus", text=text), *_condition_reasons(program, standing))
    stops = any(c.indicator is None and (known := rule.code(c.code)) is not None and known.stops for c in standing)
    if not stops and len(standing) < rule.incomplete_at:
        return ()
    count = "1 condition stands" if len(standing) == 1 else f"{len(standing)} conditions stand"
    lead = Reason(code="incomplete", text=f"Incomplete: {count}, so there is no outcome.")
    return (lead, *_condition_reasons(program, standing))


# --- the decision ----------------------------------------------------------------------------------------------------


def make_decision(
    *,
    decision_id: DecisionId,
    program: Program,
    component: Component,
    submission: Submission,
    review: Review,
    events: Sequence[Event],
    package: str,
    decided_at: datetime,
    key: KeyId,
    supersedes: DecisionId | None = None,
    given: Scores | None = None,
    also: tuple[Reason, ...] = (),
) -> Decision:
    """The decision as it goes into a bundle; what an indicator under a condition was given is left out.

    ``given`` are settled scores that count instead of the review's own, which stay as they are; ``also`` are reasons
    to add, such as that a second score is to come.
    """
    verdict = decide(program, component, submission, review, given)
    scope = [i.id for i in in_scope(program, component, submission)]
    return Decision(
        id=decision_id,
        review=review.id,
        submission=submission.id,
        candidate=submission.candidate,
        package=package,
        program=submission.program,
        component=component.id,
        attempt=submission.attempt,
        purpose=submission.purpose,
        evidence=tuple(EvidenceDigest(item=i.id, sha256=i.sha256) for i in submission.evidence),
        scores=_scores(scope, review, verdict),
        citations=review.citations,
        conditions=review.conditions,
        comments=_comments(scope, review),
        outcome=verdict.outcome,
        reasons=(*verdict.reasons, *also),
        seconds=tuple(ItemSeconds(item=i, seconds=s) for i, s in sorted(review.seconds.items())),
        decided_at=decided_at,
        key=key,
        events=tuple(events),
        focus=submission.focus,
        window=submission.window,
        nonce=submission.nonce,
        supersedes=supersedes,
        settled=settled_scores(given, scope),
    )


def _scores(scope: Sequence[IndicatorId], review: Review, verdict: Verdict) -> tuple[IndicatorScore, ...]:
    given = [i for i in scope if i in review.scores and i not in verdict.not_scorable]
    return tuple(IndicatorScore(indicator=i, level=review.scores[i]) for i in given)


def _comments(scope: Sequence[IndicatorId], review: Review) -> tuple[Comment, ...]:
    written = [i for i in (None, *scope) if review.comments.get(i, "").strip()]
    return tuple(Comment(indicator=i, text=review.comments[i]) for i in written)
