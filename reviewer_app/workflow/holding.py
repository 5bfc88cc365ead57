"""Before and beside scoring: holds, priority, handing back what can't be scored, stepping back for a conflict."""

from __future__ import annotations

from dataclasses import replace

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.completeness import remarks
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.events import Commented, Finalised, Flagged, Unflagged
from reviewer_app.domain.holding import Held, Hold, HoldKind, Lifted, Mark, MarkAct, Picked, Prioritised, Unpicked
from reviewer_app.domain.ids import DecisionId, EventId, SubmissionId
from reviewer_app.domain.review import Condition
from reviewer_app.domain.roles import CONFLICT
from reviewer_app.errors import UsageError
from reviewer_app.workflow.cases import Case, append, case_of, open_case, package_of, stands_for
from reviewer_app.workspace import Workspace


def hold(ws: Workspace, submission: SubmissionId, reason: str, kind: HoldKind = HoldKind.OWN) -> Changes:
    """Put a submission aside for a reason; a privacy or integrity hold stands for everybody until the office lifts it.

    UsageError ``reason-missing`` or ``held-already``.
    """
    package_of(ws, submission)
    reason = _needed(reason, "A hold needs a reason.")
    if any(h.kind is kind for h in stands_for(ws, submission).holds):
        raise UsageError(f"{submission} is held for that already.", hint="See why on its page.", code="held-already")
    return replace(_mark(ws, submission, Held(what=kind, reason=reason)), calibration=kind is HoldKind.PRIVACY)


def lift(ws: Workspace, submission: SubmissionId, reason: str = "") -> Changes:
    """Lift one's own hold; UsageError ``not-held``, or ``office-lifts`` when it takes the office's signed word."""
    package_of(ws, submission)
    holds = stands_for(ws, submission).holds
    own = [h for h in holds if not h.kind.by_office]
    if own:
        return _mark(ws, submission, Lifted(hold=own[0].id, reason=reason.strip()))
    if holds:
        raise UsageError(
            f"Only the office lifts this. {holds[0].text}",
            hint="Send it the request, and bring back its answer: reviewer-app holds ask, holds lift",
            code="office-lifts",
        )
    raise UsageError(f"{submission} is not on hold.", code="not-held")


def lift_signed(ws: Workspace, submission: SubmissionId, hold_id: EventId, reason: str, signed_by: str) -> Changes:
    """Lift a hold by the office's signed word, which ``releasing`` has checked."""
    return replace(_mark(ws, submission, Lifted(hold=hold_id, reason=reason, signed_by=signed_by)), calibration=True)


def prioritise(ws: Workspace, submission: SubmissionId, priority: int, reason: str = "") -> Changes:
    """Have it scored before (1) or after (-1) the others, or (0) in its turn; UsageError ``bad-priority``."""
    package_of(ws, submission)
    if priority not in (-1, 0, 1):
        raise UsageError("A priority is first, last or none.", hint="1, -1 or 0.", code="bad-priority")
    if ws.marks.of(submission).priority == priority:
        return Changes()
    return _mark(ws, submission, Prioritised(priority=priority, reason=reason.strip()))


def pick(ws: Workspace, submission: SubmissionId, reason: str) -> Changes:
    """Have it read a second time by another reviewer, whatever the rules drew; UsageError ``reason-missing``."""
    package_of(ws, submission)
    return _mark(ws, submission, Picked(reason=_needed(reason, "Picking needs a reason.")))


def unpick(ws: Workspace, submission: SubmissionId, reason: str = "") -> Changes:
    """Take that back; UsageError ``not-picked``, or ``second-begun`` once somebody else has begun it."""
    package_of(ws, submission)
    if not ws.marks.of(submission).picked:
        raise UsageError(f"{submission} was not picked for a second reading.", code="not-picked")
    if len(ws.catalogue.reviews_of(submission)) > 1:
        raise UsageError(
            f"Another reviewer has begun {submission} already.", hint="Let it be finished.", code="second-begun"
        )
    return _mark(ws, submission, Unpicked(reason=reason.strip()))


def declare_conflict(ws: Workspace, submission: SubmissionId, reason: str) -> Changes:
    """Step back from a submission: the review ends as Incomplete for a conflict of interest.

    It leaves this reviewer's queue, another may score it, and the bundle tells the office. A hold does not stand in the
    way. UsageError ``review-finalised`` or ``reason-missing``.
    """
    case = case_of(ws, submission)
    if not case.review.open:
        raise UsageError(f"The review of {submission} is finalised.", hint="Reopen it first.", code="review-finalised")
    note = _needed(reason, "Say in a few words what the conflict is.")
    append(ws, case, Flagged(condition=CONFLICT, indicator=None, note=note))
    return _finish(ws, case_of(ws, submission))


def return_incomplete(
    ws: Workspace, submission: SubmissionId, condition: str, missing: str = "", note: str = ""
) -> Changes:
    """Hand a submission back unscored: ``missing`` tells the candidate what to send; empty: what was found missing.

    UsageError ``unknown-condition``, ``reason-missing``, or ``does-not-stop`` when there would still be an outcome.
    """
    case = open_case(ws, submission)
    rule = case.program.rules.conditions
    known = rule.code(condition)
    if known is None or condition == CONFLICT:
        names = ", ".join(c.code for c in rule.codes if c.code != CONFLICT)
        raise UsageError(
            f"There is no condition “{condition}” to hand it back for.",
            hint=f"There are: {names}.",
            code="unknown-condition",
        )
    standing = [c for c in case.review.conditions if (c.code, c.indicator) != (condition, None)]
    wanted = replace(case.review, conditions=(*standing, Condition(code=condition, note=note)))
    if case.verdict(wanted).outcome is not Outcome.INCOMPLETE:
        raise UsageError(
            f"“{known.label}” alone does not make a submission incomplete in this program.",
            hint="Add the other condition too, or score what is there.",
            code="does-not-stop",
        )
    text = missing.strip() or what_is_missing(case)
    text = _needed(text or known.advice, "Say what is missing.")
    append(ws, case, Flagged(condition=condition, indicator=None, note=note))
    if case.review.comments.get(None, "") != text:
        append(ws, case, Commented(indicator=None, text=text))
    return _finish(ws, case_of(ws, submission))


def take_back(ws: Workspace, submission: SubmissionId, condition: str, reason: str) -> Changes:
    """Undo handing back or stepping back: reopened, the condition gone, and the feedback as it stood before.

    UsageError as ``scoring.reopen`` has them.
    """
    from reviewer_app.workflow.scoring import reopen  # which is made of this module's words, too

    before = _said_before(ws, case_of(ws, submission), condition)
    changes = reopen(ws, submission, reason)
    case = case_of(ws, submission)
    if before is not None and case.review.comments.get(None, "") != before:
        append(ws, case, Commented(indicator=None, text=before))
    if any((c.code, c.indicator) == (condition, None) for c in case_of(ws, submission).review.conditions):
        return append(ws, case_of(ws, submission), Unflagged(condition=condition, indicator=None))
    return changes


def _said_before(ws: Workspace, case: Case, condition: str) -> str | None:
    """What the feedback on the whole was before the submission was handed back; None: it was not touched by that."""
    acts = [e.act for e in ws.journal.events(case.review.id)]
    closed = max((n for n, a in enumerate(acts) if isinstance(a, Finalised)), default=-1)
    if closed < 2 or not isinstance(acts[closed - 1], Commented):
        return None
    flagged = acts[closed - 2]
    if not (isinstance(flagged, Flagged) and flagged.condition == condition):
        return None
    earlier = [a.text for a in acts[: closed - 2] if isinstance(a, Commented) and a.indicator is None]
    return earlier[-1] if earlier else ""


def what_is_missing(case: Case) -> str:
    """What was found missing or too much, as text for the candidate; empty when nothing was."""
    found = remarks(case.program, case.component, case.submission)
    return "\n".join(r.text for r in found)


def _finish(ws: Workspace, case: Case) -> Changes:
    outcome = case.verdict().outcome
    act = Finalised(decision=DecisionId(ws.clock.new_id()), outcome=outcome.value)
    return append(ws, case, act, outbox=True)


def _mark(ws: Workspace, submission: SubmissionId, act: MarkAct) -> Changes:
    mark = Mark(id=EventId(ws.clock.new_id()), submission=submission, at=ws.clock.now(), by=ws.key_id, act=act)
    ws.marks.add((mark,))
    return Changes(review=True, queue=True, submissions=(submission,))


def _needed(text: str, message: str) -> str:
    if not text.strip():
        raise UsageError(message, hint="Say it in a few words; it is kept.", code="reason-missing")
    return text.strip()


__all__ = [
    "Hold",
    "HoldKind",
    "declare_conflict",
    "hold",
    "lift",
    "lift_signed",
    "pick",
    "prioritise",
    "return_incomplete",
    "take_back",
    "unpick",
    "what_is_missing",
]
