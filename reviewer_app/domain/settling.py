"""Second scoring and adjudication: who is scored twice and why, when two reviews differ too much, and what stands then.

Selection is drawn from a recorded seed by SHA-256, so that anybody can draw it again; the order in which submissions
come in does not matter. Raw scores are never overwritten: what is settled stands beside them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import IndicatorId, KeyId, SubmissionId
from reviewer_app.domain.passing import Reason, Score, Scores, show
from reviewer_app.domain.rules import (
    Adjudication,
    AllNotMet,
    AllResubmissions,
    Always,
    Backread,
    DifferByMoreThan,
    NearCut,
    OutcomeDiffers,
    RandomShare,
    SecondRule,
)

_DRAWS = 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstScore:
    """What is known of a first review when it is asked whether there should be a second."""

    submission: SubmissionId
    attempt: int
    outcome: Outcome
    distance: Fraction | None = None  # to the cut, see ``passing.distance``
    reviewer: KeyId | None = None


def draw(seed: str, purpose: str, submission: str, attempt: int) -> Fraction:
    """A number from 0 up to 1 for a submission: the first 64 bits of SHA-256 of seed, purpose, id and attempt."""
    text = "\x1f".join((seed, purpose, submission, str(attempt)))
    return Fraction(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"), _DRAWS)


def second_score(rules: Sequence[SecondRule], seed: str, first: FirstScore) -> tuple[Reason, ...]:
    """Why this submission is scored a second time; empty when it is not. Back-reading is chosen over a batch instead.

    What is not scorable is not scored twice: there is nothing to compare.
    """
    if first.outcome not in (Outcome.MET, Outcome.NOT_MET):
        return ()
    found = [reason for rule in rules if (reason := _why(rule, seed, first)) is not None]
    return tuple(dict.fromkeys(found))


def _why(rule: SecondRule, seed: str, first: FirstScore) -> Reason | None:
    match rule:
        case Always():
            return Reason(code="always", text="Every submission is scored twice.")
        case RandomShare():
            return _by_chance(rule, seed, first)
        case NearCut() if first.distance is not None and first.distance <= rule.within:
            text = f"Near the cut: {show(first.distance)} would turn the outcome, the rule says {rule.within}."
            return Reason(code="near-cut", text=text)
        case AllNotMet() if first.outcome is Outcome.NOT_MET:
            return Reason(code="all-not-met", text="Every submission that was not met is scored twice.")
        case AllResubmissions() if first.attempt > 1:
            text = f"Attempt {first.attempt}: every resubmission is scored twice."
            return Reason(code="all-resubmissions", text=text)
        case _:
            return None


def _by_chance(rule: RandomShare, seed: str, first: FirstScore) -> Reason | None:
    drawn = draw(seed, "random", first.submission, first.attempt)
    if drawn >= Fraction(rule.percent, 100):
        return None
    return Reason(code="random", text=f"Drawn at random: {float(drawn):.4f}, below {rule.percent} % (seed {seed}).")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A submission chosen from a batch for back-reading, and why."""

    submission: SubmissionId
    reason: Reason


def backread(
    rule: Backread,
    seed: str,
    batch: Sequence[FirstScore],
    shaky: frozenset[KeyId] = frozenset(),
    *,
    picked: frozenset[SubmissionId] = frozenset(),
    closed: frozenset[SubmissionId] = frozenset(),
) -> tuple[Selected, ...]:
    """``percent`` of the batch, rounded up: the work of shaky reviewers first where the rule says so, then as drawn.

    What was ``picked`` before counts; ``closed`` can't be picked any more. The reason names nobody and no outcome: the
    second reviewer reads it.
    """
    count = -(-rule.percent * len(batch) // 100) - sum(b.submission in picked for b in batch)

    def rank(first: FirstScore) -> tuple[bool, Fraction, str]:
        steady = not (rule.shaky_first and first.reviewer in shaky)
        return steady, draw(seed, "backread", first.submission, first.attempt), first.submission

    text = f"Read again: the program asks for {rule.percent} % of {len(batch)} finalised reviews (seed {seed})."
    reason = Reason(code="backread", text=text)
    left = sorted((b for b in batch if b.submission not in picked | closed), key=rank)
    return tuple(Selected(submission=first.submission, reason=reason) for first in left[: max(0, count)])


# --- adjudication ----------------------------------------------------------------------------------------------------


def needs_adjudication(
    rule: Adjudication, first: Scores, second: Scores, outcomes: tuple[Outcome, Outcome]
) -> tuple[Reason, ...]:
    """Why two reviews of one submission need a third look; empty when they don't.

    An indicator that only one of them could score always needs one: its missing score counts as nothing.
    """
    reasons = []
    for when in rule.when:
        match when:
            case DifferByMoreThan():
                reasons += _apart(when, first, second)
            case OutcomeDiffers():
                if outcomes[0] is not outcomes[1]:
                    said = [str(o).replace("-", " ") for o in outcomes]
                    text = f"One review comes to {said[0]}, the other to {said[1]}."
                    reasons.append(Reason(code="outcome-differs", text=text))
    for indicator in sorted(set(first) ^ set(second)):
        text = f"{indicator} has a score in one review only."
        reasons.append(Reason(code="scored-once", text=text, indicator=indicator))
    return tuple(reasons)


def _apart(when: DifferByMoreThan, first: Scores, second: Scores) -> list[Reason]:
    reasons = []
    for indicator in sorted(set(first) & set(second)):
        steps = abs(Fraction(first[indicator]) - Fraction(second[indicator]))
        if steps > when.levels:
            text = f"{indicator}: {show(first[indicator])} and {show(second[indicator])} are {show(steps)} apart."
            reasons.append(Reason(code="differ", text=text, indicator=indicator))
    return reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What stands for each indicator, how it came about, and what still waits for a third score."""

    scores: Mapping[IndicatorId, Score]
    reasons: tuple[Reason, ...]
    waiting: tuple[IndicatorId, ...] = ()


def settle(rule: Adjudication, first: Scores, second: Scores, third: Scores | None = None) -> Settled:
    """Settle two reviews, with the third scores where there are any.

    ``mean_if_adjacent``: equal or neighbouring scores give their mean, others wait for the third, which then stands.
    ``expert``: equal scores stand, for the others the third stands. ``tertium_quid``: the third is paired with the
    closer of the two; right between them it stands alone. ``parity``: the mean of all three (Johnson, Penny, Fisher and
    Kuhs 2003). An indicator that one of the two could not score waits for the third.
    """
    scores: dict[IndicatorId, Score] = {}
    reasons: list[Reason] = []
    waiting: list[IndicatorId] = []
    for indicator in sorted({*first, *second}):
        a, b, c = first.get(indicator), second.get(indicator), (third or {}).get(indicator)
        found = _settle_one(rule, a, b, c)
        if found is None:
            waiting.append(indicator)
            continue
        score, how = found
        scores[indicator] = score
        reasons.append(Reason(code="settled", text=f"{indicator}: {show(score)}, {how}.", indicator=indicator))
    return Settled(scores=scores, reasons=tuple(reasons), waiting=tuple(waiting))


def _settle_one(rule: Adjudication, a: Score | None, b: Score | None, c: Score | None) -> tuple[Score, str] | None:
    """The score that stands and how it came about; None while a third is needed."""
    if a is None or b is None:
        return None if c is None else (c, "the third reviewer's, as one of the two could not score it")
    if a == b:
        return a, "both reviewers agree"
    if rule.how == "mean_if_adjacent" and abs(Fraction(a) - Fraction(b)) <= 1:
        return Fraction(a + b, 2), f"the mean of {show(a)} and {show(b)}"
    if c is None:
        return None
    if rule.how == "parity":
        return Fraction(a + b + c, 3), f"the mean of {show(a)}, {show(b)} and {show(c)}"
    if rule.how == "tertium_quid":
        return _with_closer(a, b, c)
    return c, f"the expert's, instead of {show(a)} and {show(b)}"


def _with_closer(a: Score, b: Score, c: Score) -> tuple[Score, str]:
    from_a, from_b = abs(Fraction(a) - Fraction(c)), abs(Fraction(b) - Fraction(c))
    if from_a == from_b:
        return c, f"the third reviewer's, right between {show(a)} and {show(b)}"
    closer = a if from_a < from_b else b
    return Fraction(closer + c, 2), f"the mean of the third reviewer's {show(c)} and the closer {show(closer)}"
