"""What is known of a candidate over programs and years: results, attested facts, awards from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reviewer_app.domain.decision import Decision, Outcome
from reviewer_app.domain.ids import ComponentId, ProgramId, SubmissionId
from reviewer_app.domain.submission import Purpose, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one submission led to."""

    program: ProgramId
    component: ComponentId
    outcome: Outcome
    on: date
    attempt: int = 1
    submission: SubmissionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something somebody vouches for, such as a finished book study; ``on`` None: the day is not known."""

    code: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An award the candidate has from elsewhere or from a time before the records."""

    program: ProgramId
    award: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All of it for one candidate; ``today`` is the day it is looked at."""

    candidate: str
    today: date
    results: tuple[Result, ...] = ()
    facts: tuple[Fact, ...] = ()
    holdings: tuple[Holding, ...] = ()


def facts_of(submissions: Iterable[Submission]) -> tuple[Fact, ...]:
    """The statements that were given in a candidate's packages; the day is the package's where none is named."""
    found: dict[str, Fact] = {}
    for submission in submissions:
        for statement in submission.statements:
            if statement.given:
                fact = Fact(code=statement.code, on=statement.on or submission.packed_at.date())
                known = found.get(fact.code)
                if known is None or _day(fact) < _day(known):
                    found[fact.code] = fact
    return tuple(found[code] for code in sorted(found))


def _day(fact: Fact) -> date:
    return fact.on or date.max


def results_of(decisions: Iterable[Decision]) -> tuple[Result, ...]:
    """One result for each submission that is settled; decisions that were superseded and calibration don't count.

    Nor does the decision of somebody who stepped back for a conflict of interest: another reviewer's takes its place.

    An adjudication settles a submission. Without one, first and second review have to come to the same outcome; where
    they don't there is no result yet.
    """
    every = list(decisions)
    replaced = {d.supersedes for d in every if d.supersedes is not None}
    standing: dict[tuple[str, SubmissionId], list[Decision]] = {}
    for decision in every:
        if decision.id not in replaced and decision.purpose is not Purpose.CALIBRATION and not _recused(decision):
            standing.setdefault((decision.candidate, decision.submission), []).append(decision)
    settled = (_settled(group) for group in standing.values())
    results = [_result(decision) for decision in settled if decision is not None]
    return tuple(sorted(results, key=lambda r: (r.on, r.program, r.component, r.attempt, r.submission or "")))


def _recused(decision: Decision) -> bool:
    return any(c.code == "conflict" and c.indicator is None for c in decision.conditions)


def _settled(decisions: list[Decision]) -> Decision | None:
    """The decision that stands for a submission, None while two of them disagree."""
    scored = [d for d in decisions if d.purpose is not Purpose.FORMATIVE]
    ordered = sorted(scored or decisions, key=lambda d: (d.decided_at, d.id))
    adjudicated = [d for d in ordered if d.purpose is Purpose.ADJUDICATION]
    if adjudicated:
        return adjudicated[-1]
    return ordered[-1] if len({d.outcome for d in ordered}) == 1 else None


def _result(decision: Decision) -> Result:
    return Result(
        program=decision.program.id,
        component=decision.component,
        outcome=decision.outcome,
        on=decision.decided_at.date(),
        attempt=decision.attempt,
        submission=decision.submission,
    )
