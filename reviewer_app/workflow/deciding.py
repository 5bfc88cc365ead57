"""Standing by a review, and the decision it comes to, derivable for ever from its events."""

from __future__ import annotations

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decision import Decision, decide, make_decision
from reviewer_app.domain.events import Finalised
from reviewer_app.domain.ids import DecisionId, SubmissionId
from reviewer_app.domain.review import fold
from reviewer_app.errors import BadInput, UsageError
from reviewer_app.workflow.cases import append, case_of, obstacles, open_case
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
    outcome = decide(case.program, case.component, case.submission, case.review).outcome
    act = Finalised(decision=DecisionId(ws.clock.new_id()), outcome=outcome.value)
    return append(ws, case, act, outbox=True)


def decision_of(ws: Workspace, submission: SubmissionId) -> Decision:
    """The decision of a finalised review, from its events up to the finalising; UsageError ``not-finalised``."""
    case = case_of(ws, submission)
    events = ws.journal.events(case.review.id)
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
    )
