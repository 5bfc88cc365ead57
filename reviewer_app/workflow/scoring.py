"""A reviewer's acts on a submission: each appends one event, which is on disk when the function returns.

An act that would change nothing (the same level again) appends nothing, so that undo always takes back something seen.
"""

from __future__ import annotations

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.events import (
    Act,
    Cited,
    Commented,
    Confided,
    Flagged,
    Noted,
    Opened,
    Recited,
    Reopened,
    Scored,
    Uncited,
    Undone,
    Unflagged,
    Viewed,
)
from reviewer_app.domain.ids import CitationId, EventId, IndicatorId, ItemId, SubmissionId
from reviewer_app.domain.review import Condition, Review, Stage
from reviewer_app.domain.selectors import sensible
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.errors import UsageError
from reviewer_app.workflow.cases import Case, append, case_of, open_case, stands_for
from reviewer_app.workflow.desk import (
    Desk,
    PackageInfo,
    QueueRow,
    QueueState,
    desk,
    outcome_label,
    queue,
)
from reviewer_app.workflow.settling import both_final
from reviewer_app.workspace import Workspace

__all__ = [
    "CONFIDENCE",
    "Desk",
    "PackageInfo",
    "QueueRow",
    "QueueState",
    "cite",
    "comment",
    "confide",
    "desk",
    "flag",
    "note",
    "outcome_label",
    "queue",
    "recite",
    "redo",
    "reopen",
    "score",
    "start",
    "uncite",
    "undo",
    "unflag",
    "viewed",
]

_MOST_SECONDS = 300  # the screen tells what was looked at every few seconds
CONFIDENCE = ("sure", "fairly", "unsure")


def start(ws: Workspace, submission: SubmissionId) -> Changes:
    """Note that the reviewer took the submission up; only the first time counts."""
    case = case_of(ws, submission)
    idle = case.role.closed or stands_for(ws, submission).holds
    return append(ws, case, Opened()) if case.review.stage is Stage.NEW and not idle else Changes()


def score(ws: Workspace, submission: SubmissionId, indicator: IndicatorId, level: int | None) -> Changes:
    """Give an indicator a level, or (None) take its score away; UsageError ``unknown-level``."""
    case = open_case(ws, submission)
    scale = case.indicator(indicator)
    if level is not None and scale.level(level) is None:
        known = ", ".join(f"{x.value} {x.name}" for x in scale.levels)
        raise UsageError(f"{indicator} has no level {level}.", hint=f"Its levels are: {known}.", code="unknown-level")
    return _if(case.review.scores.get(indicator) != level, ws, case, Scored(indicator=indicator, level=level))


def comment(ws: Workspace, submission: SubmissionId, indicator: IndicatorId | None, text: str) -> Changes:
    """Write the feedback on an indicator or (None) over all: the whole new text; empty takes it away."""
    case = _scored_or_overall(ws, submission, indicator)
    return _if(case.review.comments.get(indicator, "") != text, ws, case, Commented(indicator=indicator, text=text))


def note(ws: Workspace, submission: SubmissionId, indicator: IndicatorId | None, text: str) -> Changes:
    """Write a private note: the whole new text; empty takes it away."""
    case = _scored_or_overall(ws, submission, indicator)
    return _if(case.review.notes.get(indicator, "") != text, ws, case, Noted(indicator=indicator, text=text))


def confide(ws: Workspace, submission: SubmissionId, indicator: IndicatorId, confidence: str) -> Changes:
    """Say how sure one is of a score; empty takes it away."""
    case = open_case(ws, submission)
    case.indicator(indicator)
    if confidence and confidence not in CONFIDENCE:
        raise UsageError(
            "That is no degree of confidence.", hint=f"Choose of: {', '.join(CONFIDENCE)}.", code="unknown-confidence"
        )
    changed = case.review.confidence.get(indicator, "") != confidence
    return _if(changed, ws, case, Confided(indicator=indicator, confidence=confidence))


def cite(
    ws: Workspace,
    submission: SubmissionId,
    item: ItemId,
    selector: Selector,
    indicator: IndicatorId | None,
    note: str = "",
) -> Changes:
    """Tie a place in the evidence to an indicator (None: not assigned yet); UsageError ``unknown-item``."""
    case = _scored_or_overall(ws, submission, indicator)
    citation = Citation(
        id=CitationId(ws.clock.new_id()),
        item=item,
        sha256=_item(case, item).sha256,
        selector=sensible(selector),
        indicator=indicator,
        note=note,
    )
    return append(ws, case, Cited(citation=citation))


def recite(
    ws: Workspace,
    submission: SubmissionId,
    citation: CitationId,
    selector: Selector,
    indicator: IndicatorId | None,
    note: str,
) -> Changes:
    """Trim a citation, move it to another indicator or change its note; UsageError ``unknown-citation``."""
    case = _scored_or_overall(ws, submission, indicator)
    old = _citation(case.review, citation)
    changed = (old.selector, old.indicator, old.note) != (selector, indicator, note)
    act = Recited(citation=citation, selector=sensible(selector), indicator=indicator, note=note)
    return _if(changed, ws, case, act)


def uncite(ws: Workspace, submission: SubmissionId, citation: CitationId) -> Changes:
    """Take a citation out; UsageError ``unknown-citation``."""
    case = open_case(ws, submission)
    _citation(case.review, citation)
    return append(ws, case, Uncited(citation=citation))


def flag(
    ws: Workspace, submission: SubmissionId, condition: str, indicator: IndicatorId | None = None, note: str = ""
) -> Changes:
    """Say why an indicator or (None) the submission is not scorable; UsageError ``unknown-condition``."""
    case = _scored_or_overall(ws, submission, indicator)
    rule = case.program.rules.conditions
    if rule.code(condition) is None:
        known = ", ".join(c.code for c in rule.codes)
        raise UsageError(
            f"This program knows no condition “{condition}”.", hint=f"It knows: {known}.", code="unknown-condition"
        )
    wanted = Condition(code=condition, indicator=indicator, note=note)
    act = Flagged(condition=condition, indicator=indicator, note=note)
    return _if(wanted not in case.review.conditions, ws, case, act)


def unflag(ws: Workspace, submission: SubmissionId, condition: str, indicator: IndicatorId | None = None) -> Changes:
    """Take a condition away."""
    case = open_case(ws, submission)
    standing = any((c.code, c.indicator) == (condition, indicator) for c in case.review.conditions)
    return _if(standing, ws, case, Unflagged(condition=condition, indicator=indicator))


def viewed(ws: Workspace, submission: SubmissionId, item: ItemId, start: int, end: int, seconds: int) -> Changes:
    """Note what was looked at (pages, or whole milliseconds) and for how long; a finalised review stays as it is.

    More than five minutes at once is no attention: the computer slept, or its clock was set.
    """
    case = case_of(ws, submission)
    _item(case, item)
    if stands_for(ws, submission).hides_evidence:
        return Changes()
    if start < 0 or end < start or seconds < 0:
        raise UsageError("What was looked at makes no sense.", hint="Give 0 ≤ start ≤ end.", code="bad-span")
    return _if(case.review.open, ws, case, Viewed(item=item, seconds=min(seconds, _MOST_SECONDS), start=start, end=end))


def undo(ws: Workspace, submission: SubmissionId) -> Changes:
    """Take back the latest act; UsageError ``nothing-to-undo``."""
    case = open_case(ws, submission)
    return _take_back(ws, case, case.review.can_undo, "undo")


def redo(ws: Workspace, submission: SubmissionId) -> Changes:
    """Bring back what undo took, as long as nothing newer was done; UsageError ``nothing-to-redo``."""
    case = open_case(ws, submission)
    return _take_back(ws, case, case.review.can_redo, "redo")


def reopen(ws: Workspace, submission: SubmissionId, reason: str) -> Changes:
    """Take a finalised review up again, for a reason; UsageError ``not-finalised``, ``both-final``, ``reason-missing``.

    Once a second reviewer's is final too, each may have been seen: from then on only an adjudication changes anything.
    """
    case = case_of(ws, submission)
    if case.review.open:
        raise UsageError(
            f"The review of {submission} is not finalised.", hint="Go on scoring it.", code="not-finalised"
        )
    if both_final(ws, submission) and not case.recused:
        raise UsageError(
            f"Both reviews of {submission} are final and may have been seen, so neither is changed any more.",
            hint="An adjudication settles them; what was scored stays.",
            code="both-final",
        )
    if not reason.strip():
        raise UsageError("Reopening needs a reason.", hint="Say why; it is kept.", code="reason-missing")
    return append(ws, case, Reopened(reason=reason.strip()), outbox=True)


def _if(changed: bool, ws: Workspace, case: Case, act: Act) -> Changes:
    return append(ws, case, act) if changed else Changes()


def _take_back(ws: Workspace, case: Case, event: EventId | None, what: str) -> Changes:
    if event is None:
        raise UsageError(f"There is nothing to {what}.", code=f"nothing-to-{what}")
    return append(ws, case, Undone(event=event))


def _scored_or_overall(ws: Workspace, submission: SubmissionId, indicator: IndicatorId | None) -> Case:
    case = open_case(ws, submission)
    if indicator is not None:
        case.indicator(indicator)
    return case


def _item(case: Case, item: ItemId) -> EvidenceItem:
    found = case.submission.item(item)
    if found is None:
        known = ", ".join(i.id for i in case.submission.evidence)
        raise UsageError(f"There is no evidence item {item}.", hint=f"There are: {known}.", code="unknown-item")
    return found


def _citation(review: Review, citation: CitationId) -> Citation:
    found = next((c for c in review.citations if c.id == citation), None)
    if found is None:
        raise UsageError("That citation is not there.", hint="Look at the review again.", code="unknown-citation")
    return found
