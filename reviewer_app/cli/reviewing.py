"""``queue``, ``show``, ``score`` and the other acts of a reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.packages import JSON
from reviewer_app.cli.session import all_as_json, print_json, session, table, tell
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, SubmissionId
from reviewer_app.errors import BadInput, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.citation import Citation, Selector
    from reviewer_app.domain.submission import EarlierAttempt, EvidenceItem
    from reviewer_app.workflow.desk import Desk, QueueRow
    from reviewer_app.workspace import Workspace

SUBMISSION = Annotated[str, typer.Argument(help="The submission's label, such as R-0417.", show_default=False)]
INDICATOR = Annotated[str, typer.Argument(help="The indicator's code, such as 3.2.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (queue, show, score, comment, cite, uncite, flag, undo, redo, decide, reopen):
        app.command(command.__name__)(command)


def queue(context: typer.Context, as_json: JSON = False) -> None:
    """List the submissions here: what is to be done first."""
    from reviewer_app.workflow import scoring

    with session(context).open() as workspace:
        rows = scoring.queue(workspace)
    if as_json:
        print_json({"queue": [_row(r) for r in rows]})
        return
    cells = [
        (
            r.submission,
            f"{r.program_title} · {r.component_title}",
            f"{r.attempt} of {r.attempts_allowed}" if r.attempts_allowed else str(r.attempt),
            ", ".join(f"{n} {kind}" for kind, n in r.evidence),
            f"{r.scored} of {r.of}",
            r.due.isoformat() if r.due else "",
            f"{r.state_label}{f' · {r.outcome_label}' if r.outcome_label else ''}",
        )
        for r in rows
    ]
    table("", ("Submission", "Program", "Attempt", "Evidence", "Scored", "Due", "State"), cells)


def _row(row: QueueRow) -> dict[str, Any]:
    return {
        "submission": row.submission,
        "program": row.program,
        "component": row.component,
        "title": f"{row.program_title} · {row.component_title}",
        "purpose": row.purpose,
        "attempt": row.attempt,
        "attempts_allowed": row.attempts_allowed,
        "evidence": {str(kind): n for kind, n in row.evidence},
        "scored": row.scored,
        "of": row.of,
        "due": row.due.isoformat() if row.due else None,
        "state": row.state,
        "hold": row.hold,
        "waiting_on": row.waiting_on,
        "why": list(row.why),
        "priority": row.priority,
        "new": row.is_new,
        "seconds": row.seconds,
        "outcome": row.outcome,
        "finalised_at": row.finalised_at.isoformat() if row.finalised_at else None,
        "added_at": row.added_at.isoformat(),
    }


def show(context: typer.Context, submission: SUBMISSION, as_json: JSON = False) -> None:
    """Show a submission and its review as they stand."""
    from reviewer_app.workflow import scoring

    with session(context).open() as workspace:
        desk = scoring.desk(workspace, SubmissionId(submission))
    if as_json:
        print_json(_desk(desk))
    else:
        tell("\n".join(_desk_lines(desk)))


def _desk(desk: Desk) -> dict[str, Any]:
    s, review, package = desk.submission, desk.review, desk.package
    return {
        "submission": s.id,
        "program": {"id": s.program.id, "version": s.program.version, "sha256": s.program.sha256},
        "component": s.component,
        "purpose": s.purpose,
        "attempt": s.attempt,
        "focus": s.focus,
        "due": s.due.isoformat() if s.due else None,
        "state": desk.state,
        "package": {
            "signed_by": package.signed_by or None,
            "key": package.signer_key or None,
            "trusted": package.trusted,
            "tagmanifest_sha256": package.tagmanifest,
        },
        "evidence": [_item(i, review.seconds.get(i.id, 0)) for i in s.evidence],
        "remarks": [{"code": r.code, "text": r.text} for r in desk.remarks],
        "duplicates": [{"item": d.item, "text": d.text, "percent": d.percent} for d in desk.duplicates],
        "holds": [{"id": h.id, "kind": h.kind, "reason": h.reason} for h in desk.holds],
        "waiting_on": desk.waiting_on,
        "why": list(desk.why),
        "earlier": [_earlier(e) for e in s.earlier],
        "statements": [{"code": x.code, "text": x.text, "given": x.given} for x in s.statements],
        "indicators": [_indicator(desk, i.id, i.title) for i in desk.indicators],
        "comment": review.comments.get(None, ""),
        "conditions": [{"code": c.code, "indicator": c.indicator, "note": c.note} for c in review.conditions],
        "citations": [_citation(c) for c in review.citations],
        "outcome": desk.verdict.outcome,
        "label": desk.outcome_label,
        "reasons": [r.text for r in desk.verdict.reasons],
        "missing": all_as_json(desk.can_finalise),
        "decision": review.decision,
        "bundle": review.bundle,
    }


def _item(item: EvidenceItem, seconds: int) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "kind": item.kind,
        "media_type": item.media_type,
        "size": item.size,
        "sha256": item.sha256,
        "seconds": seconds,
    }


def _earlier(attempt: EarlierAttempt) -> dict[str, Any]:
    return {
        "attempt": attempt.attempt,
        "outcome": attempt.outcome,
        "unmet": list(attempt.unmet),
        "scores": dict(attempt.scores),
        "feedback": attempt.feedback,
        "decided_on": attempt.decided_on.isoformat() if attempt.decided_on else None,
    }


def _indicator(desk: Desk, code: IndicatorId, title: str) -> dict[str, Any]:
    review = desk.review
    return {
        "id": code,
        "title": title,
        "level": review.scores.get(code),
        "comment": review.comments.get(code, ""),
        "confidence": review.confidence.get(code),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    from reviewer_app.domain.selectors import format_place

    place = format_place(citation.item, citation.selector)
    return {"id": citation.id, "place": place, "indicator": citation.indicator, "note": citation.note}


def _desk_lines(desk: Desk) -> list[str]:
    s, review = desk.submission, desk.review
    signed = f"signed by {desk.package.signed_by}" if desk.package.signed_by else "not signed"
    lines = [
        f"{s.id} · {desk.program.title} · {desk.component.title}",
        f"{desk.state.label}, attempt {s.attempt}, package {signed}",
        "",
        *(f"  {i.id}  {i.kind:<9} {i.title}" for i in s.evidence),
        "",
    ]
    lines += [f"  {h.text}" for h in desk.holds]
    lines += [f"  {text}" for text in desk.why]
    lines += [f"  Waits for {desk.waiting_on}"] if desk.waiting_on else []
    lines += [f"  Note: {text}" for text in (*(r.text for r in desk.remarks), *(d.text for d in desk.duplicates))]
    for attempt in s.earlier:
        lines.append(f"  Attempt {attempt.attempt}: {attempt.outcome}, unmet: {', '.join(attempt.unmet) or 'none'}")
        lines += [f"        {attempt.feedback}"] if attempt.feedback else []
    for indicator in desk.indicators:
        level = review.scores.get(indicator.id)
        lines.append(f"  {indicator.id}  {'-' if level is None else level}  {indicator.title}")
        if text := review.comments.get(indicator.id):
            lines.append(f"        {text}")
    lines += [f"  {c.code} {c.indicator or ''} {c.note}".rstrip() for c in review.conditions]
    lines += [f"  {_citation(c)['place']}  for {c.indicator or 'no indicator yet'}" for c in review.citations]
    lines += ["", f"Outcome so far: {desk.outcome_label}", *(f"  {r.text}" for r in desk.verdict.reasons)]
    return lines


def score(
    context: typer.Context,
    submission: SUBMISSION,
    indicator: INDICATOR,
    level: Annotated[str, typer.Argument(help="The level's number; “none” takes the score away.", show_default=False)],
    comment: Annotated[str | None, typer.Option("--comment", metavar="TEXT", help="Feedback on it.")] = None,
    cite: Annotated[list[str] | None, typer.Option("--cite", metavar="SELECTOR", help="Such as 0001#t=12.5,47")] = None,
    as_json: JSON = False,
) -> None:
    """Give an indicator a level, with feedback and citations."""
    from reviewer_app.workflow import scoring

    if level != "none" and not level.removeprefix("-").isdecimal():
        raise UsageError("A level is a whole number.", hint="Such as 3, or “none”.", code="unknown-level")
    places = [_place(text) for text in cite or []]
    sid, code = SubmissionId(submission), IndicatorId(indicator)
    with session(context).open() as workspace:
        known = {i.id for i in scoring.desk(workspace, sid).submission.evidence}
        if strange := [item for item, _ in places if item not in known]:
            raise UsageError(
                f"There is no evidence item {strange[0]}.", hint=f"There are: {', '.join(known)}.", code="unknown-item"
            )
        scoring.score(workspace, sid, code, None if level == "none" else int(level))
        if comment is not None:
            scoring.comment(workspace, sid, code, comment)
        for item, selector in places:
            scoring.cite(workspace, sid, item, selector, code)
        _say(workspace, sid, as_json)


def comment(
    context: typer.Context,
    submission: SUBMISSION,
    text: Annotated[str, typer.Argument(help="The whole feedback; empty takes it away.", show_default=False)],
    indicator: Annotated[str, typer.Option("--indicator", help="The indicator it is about; else over all.")] = "",
    as_json: JSON = False,
) -> None:
    """Write feedback on an indicator or over all."""
    from reviewer_app.workflow import scoring

    _act(context, submission, as_json, lambda ws, sid: scoring.comment(ws, sid, _optional(indicator), text))


def cite(
    context: typer.Context,
    submission: SUBMISSION,
    place: Annotated[str, typer.Argument(help="Such as 0001#t=12.5,47.25 or 0002#page=3", show_default=False)],
    indicator: Annotated[str, typer.Option("--indicator", help="The indicator it speaks for.")] = "",
    note: Annotated[str, typer.Option("--note", help="A few words.")] = "",
    as_json: JSON = False,
) -> None:
    """Tie a place in the evidence to an indicator."""
    from reviewer_app.workflow import scoring

    item, selector = _place(place)
    _act(
        context, submission, as_json, lambda ws, sid: scoring.cite(ws, sid, item, selector, _optional(indicator), note)
    )


def uncite(
    context: typer.Context,
    submission: SUBMISSION,
    citation: Annotated[str, typer.Argument(help="The citation's id, as “show --json” tells it.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Take a citation out."""
    from reviewer_app.workflow import scoring

    _act(context, submission, as_json, lambda ws, sid: scoring.uncite(ws, sid, CitationId(citation)))


def flag(
    context: typer.Context,
    submission: SUBMISSION,
    condition: Annotated[str, typer.Argument(help="Such as will-not-play or wrong-file.", show_default=False)],
    indicator: Annotated[str, typer.Option("--indicator", help="Only this indicator; else the whole.")] = "",
    note: Annotated[str, typer.Option("--note", help="A few words.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the condition away again.")] = False,
    as_json: JSON = False,
) -> None:
    """Say why a submission or an indicator is not scorable."""
    from reviewer_app.workflow import scoring

    def act(ws: Workspace, sid: SubmissionId) -> Changes:
        if remove:
            return scoring.unflag(ws, sid, condition, _optional(indicator))
        return scoring.flag(ws, sid, condition, _optional(indicator), note)

    _act(context, submission, as_json, act)


def undo(context: typer.Context, submission: SUBMISSION, as_json: JSON = False) -> None:
    """Take back the latest act on a submission."""
    from reviewer_app.workflow import scoring

    _act(context, submission, as_json, scoring.undo)


def redo(context: typer.Context, submission: SUBMISSION, as_json: JSON = False) -> None:
    """Bring back what undo took."""
    from reviewer_app.workflow import scoring

    _act(context, submission, as_json, scoring.redo)


def decide(context: typer.Context, submission: SUBMISSION, as_json: JSON = False) -> None:
    """Stand by the review: finalise it."""
    from reviewer_app.workflow import deciding

    _act(context, submission, as_json, deciding.finalise)


def reopen(
    context: typer.Context,
    submission: SUBMISSION,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")],
    as_json: JSON = False,
) -> None:
    """Take a finalised review up again."""
    from reviewer_app.workflow import scoring

    _act(context, submission, as_json, lambda ws, sid: scoring.reopen(ws, sid, reason))


def _act(
    context: typer.Context, submission: str, as_json: bool, act: Callable[[Workspace, SubmissionId], Changes]
) -> None:
    sid = SubmissionId(submission)
    with session(context).open() as workspace:
        act(workspace, sid)
        _say(workspace, sid, as_json)


def _say(workspace: Workspace, submission: SubmissionId, as_json: bool) -> None:
    """How the review stands after the act."""
    from reviewer_app.workflow import scoring

    desk = scoring.desk(workspace, submission)
    scores = {i.id: desk.review.scores.get(i.id) for i in desk.indicators}
    if as_json:
        print_json(
            {
                "submission": submission,
                "state": desk.state,
                "scores": scores,
                "outcome": desk.verdict.outcome,
                "label": desk.outcome_label,
                "reasons": [r.text for r in desk.verdict.reasons],
                "decision": desk.review.decision,
            }
        )
        return
    given = ", ".join(f"{code} {level}" for code, level in scores.items() if level is not None)
    tell(f"Saved. {submission}: {desk.state.label}, {desk.outcome_label}. {given}".rstrip())


def _optional(indicator: str) -> IndicatorId | None:
    return IndicatorId(indicator) if indicator else None


def _place(text: str) -> tuple[ItemId, Selector]:
    from reviewer_app.domain.selectors import parse_place

    try:
        return parse_place(text)
    except BadInput as error:
        raise UsageError(error.message, hint=error.hint, code=error.code) from error
