"""Standing by a review, and the decision it comes to, derivable for ever from its events."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decision import Decision, make_decision
from reviewer_app.domain.events import Finalised
from reviewer_app.domain.holding import Held, Lifted
from reviewer_app.domain.ids import DecisionId, SubmissionId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.review import fold
from reviewer_app.domain.roles import second_reasons
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import BadInput, UsageError
from reviewer_app.workflow.cases import Case, append, case_of, obstacles, open_case, peers_of, setting_of
from reviewer_app.workflow.settling import adjudicated
from reviewer_app.workspace import Workspace


def finalise(ws: Workspace, submission: SubmissionId) -> Changes:
    """Stand by the review as it is; BadInput ``not-ready`` with everything that is missing."""
    case = open_case(ws, submission)
    missing = obstacles(ws, case)
    if missing:
        first = missing[0]
        raise BadInput(
            f"{submission} can't be finalised yet. {first.message}",
            hint=first.hint,
            code="not-ready",
            problems=tuple(missing),
        )
    outcome = case.verdict().outcome
    act = Finalised(decision=DecisionId(ws.clock.new_id()), outcome=outcome.value)
    return append(ws, case, act, outbox=True)


def decision_of(ws: Workspace, submission: SubmissionId) -> Decision:
    """The decision of a finalised review, from its events up to the finalising; UsageError ``not-finalised``."""
    case = case_of(ws, submission)
    events = ws.journal.events(case.review.id) if case.review.id else ()
    last = next((n for n in reversed(range(len(events))) if isinstance(events[n].act, Finalised)), None)
    if case.review.open or last is None or case.review.decision is None:
        raise UsageError(
            f"The review of {submission} is not finalised.", hint="Finalise it first.", code="not-finalised"
        )
    until = events[: last + 1]
    review = fold(case.review.id, until)
    return make_decision(
        decision_id=case.review.decision,
        program=case.program,
        component=case.component,
        submission=case.submission,
        review=review,
        events=until,
        package=case.record.tagmanifest_sha256,
        decided_at=events[last].at,
        key=events[last].by,
        supersedes=review.last_sealed,
        given=None if case.settled is None else case.settled.scores,
        also=_also(ws, case),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Whether a finalised decision is the last word on its submission, and whether its letter may go out."""

    final: bool
    letter: bool
    text: str = ""  # why not, in a sentence


def stands(ws: Workspace, submission: SubmissionId) -> Stands:
    """What one's own finalised decision is worth by itself; UsageError ``not-finalised``.

    A decision is sealed as it was made, for the office settles double scores. Until it stands no letter goes out.
    """
    case = case_of(ws, submission)
    if case.review.open:
        raise UsageError(
            f"The review of {submission} is not finalised.", hint="Finalise it first.", code="not-finalised"
        )
    if holds := [h for h in ws.marks.of(submission).holds if h.kind.by_office]:
        return Stands(final=False, letter=False, text=f"{holds[0].text}. The office lifts it.")
    if case.recused:
        return Stands(
            final=False, letter=False, text="Handed back for a conflict of interest: another reviewer scores it."
        )
    if case.role.waiting_on:
        text = f"This decision does not stand alone: it waits for {case.role.waiting_on}."
        return Stands(final=False, letter=False, text=text)
    if case.submission.purpose is Purpose.CALIBRATION:
        return Stands(final=True, letter=False, text="A calibration: nothing goes to a candidate.")
    if adjudicated(ws, submission) and case.submission.purpose is not Purpose.ADJUDICATION:
        return Stands(final=False, letter=False, text="An adjudication settled it; this score stays as it was given.")
    if case.submission.purpose is Purpose.SECOND:
        return Stands(final=True, letter=False, text="A second score: the letter is that of the first review.")
    return Stands(final=True, letter=True)


def _also(ws: Workspace, case: Case) -> tuple[Reason, ...]:
    """What a decision says beside its scores: whose word lifted a hold, and how it goes with the other reviews."""
    return (*_lifted(ws, case), *_beside(ws, case))


def _lifted(ws: Workspace, case: Case) -> tuple[Reason, ...]:
    """The office's holds that were lifted, by which key, so that the office sees whether the word was its own."""
    history = ws.marks.history(case.submission.id)
    held = {m.id: m.act for m in history if isinstance(m.act, Held)}
    reasons = []
    for mark in history:
        if isinstance(mark.act, Lifted) and mark.act.signed_by and mark.act.hold in held:
            what = held[mark.act.hold].what.label
            text = f"{what} lifted by the signed word of key {mark.act.signed_by}: {mark.act.reason}"
            reasons.append(Reason(code="hold-lifted", text=text))
    return tuple(reasons)


def _beside(ws: Workspace, case: Case) -> tuple[Reason, ...]:
    """What a decision says of the reviews beside it: that a second score is to come, or how two were settled."""
    if case.settled is not None:
        return case.settled.reasons
    if case.submission.purpose is not Purpose.FIRST or case.recused:
        return ()
    setting = replace(setting_of(ws, case.record, case.program, case.component), picked=())
    mine, _ = peers_of(ws, case.record)
    why = " ".join(r.text for r in second_reasons(setting, mine))
    text = f"A second reviewer scores it as well; this decision does not stand alone until then. {why}"
    return (Reason(code="second-wanted", text=text),) if why else ()
