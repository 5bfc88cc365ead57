"""``hold``, ``release``, ``priority``, ``conflict``, ``return``, ``pick``, ``backread``, ``adjudicate``, ``holds``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.packages import JSON
from reviewer_app.cli.reviewing import SUBMISSION
from reviewer_app.cli.session import print_json, session, table, tell, unlock
from reviewer_app.domain.holding import Hold, HoldKind
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer_app.domain.changes import Changes
    from reviewer_app.workflow.deskvalues import Adjudication, OneReview
    from reviewer_app.workspace import Workspace

REASON = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (hold, release, priority, conflict, pick, backread, adjudicate):
        app.command(command.__name__)(command)
    app.command("return")(hand_back)
    holds = typer.Typer(help="Holds that only the office lifts.", no_args_is_help=True)
    holds.command("ask")(ask)
    holds.command("answer")(answer)
    holds.command("lift")(lift)
    app.add_typer(holds, name="holds")


def hold(
    context: typer.Context,
    submission: SUBMISSION,
    reason: REASON,
    kind: Annotated[HoldKind, typer.Option("--kind", help="Who lifts it: you, or for the others the office.")] = (
        HoldKind.OWN
    ),
    as_json: JSON = False,
) -> None:
    """Put a submission aside for a reason."""
    from reviewer_app.workflow import holding

    _act(context, submission, as_json, lambda ws, sid: holding.hold(ws, sid, reason, kind))


def release(
    context: typer.Context,
    submission: SUBMISSION,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")] = "",
    as_json: JSON = False,
) -> None:
    """Lift your own hold."""
    from reviewer_app.workflow import holding

    _act(context, submission, as_json, lambda ws, sid: holding.lift(ws, sid, reason))


def priority(
    context: typer.Context,
    submission: SUBMISSION,
    when: Annotated[str, typer.Argument(help="first, last or none.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")] = "",
    as_json: JSON = False,
) -> None:
    """Have a submission scored before or after the others."""
    from reviewer_app.workflow import holding

    wanted = {"first": 1, "last": -1, "none": 0}.get(when)
    if wanted is None:
        raise UsageError("A priority is first, last or none.", hint="Say one of them.", code="bad-priority")
    _act(context, submission, as_json, lambda ws, sid: holding.prioritise(ws, sid, wanted, reason))


def conflict(context: typer.Context, submission: SUBMISSION, reason: REASON, as_json: JSON = False) -> None:
    """Step back for a conflict of interest: another reviewer scores it, and the bundle tells the office."""
    from reviewer_app.workflow import holding

    _act(context, submission, as_json, lambda ws, sid: holding.declare_conflict(ws, sid, reason))


def hand_back(
    context: typer.Context,
    submission: SUBMISSION,
    condition: Annotated[str, typer.Argument(help="Such as wrong-file.", show_default=False)],
    missing: Annotated[str, typer.Option("--missing", metavar="TEXT", help="What the candidate is to send.")] = "",
    note: Annotated[str, typer.Option("--note", help="A few words.")] = "",
    as_json: JSON = False,
) -> None:
    """Hand a submission back unscored; the candidate learns what is missing."""
    from reviewer_app.workflow import holding

    _act(context, submission, as_json, lambda ws, sid: holding.return_incomplete(ws, sid, condition, missing, note))


def pick(
    context: typer.Context,
    submission: SUBMISSION,
    reason: REASON,
    remove: Annotated[bool, typer.Option("--remove", help="Take that back, while nobody has begun.")] = False,
    as_json: JSON = False,
) -> None:
    """Have a submission scored a second time by another reviewer."""
    from reviewer_app.workflow import holding

    act = holding.unpick if remove else holding.pick
    _act(context, submission, as_json, lambda ws, sid: act(ws, sid, reason))


def backread(
    context: typer.Context,
    first: Annotated[
        list[str] | None, typer.Option("--first", metavar="NAME", help="Whose work comes first; may be repeated.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Choose the share of finalised reviews that the programs want read again by a second reviewer."""
    from reviewer_app.workflow import backreading

    with session(context).open() as workspace:
        made = backreading.choose_backreads(workspace, first or ()).programs
    if as_json:
        rows = [
            {
                "program": m.program,
                "percent": m.percent,
                "of": m.of,
                "before": m.before,
                "chosen": [c.submission for c in m.chosen],
            }
            for m in made
        ]
        print_json({"programs": rows})
        return
    for m in made:
        which = ", ".join(c.submission for c in m.chosen) or "none more"
        tell(f"{m.program}: {m.percent} % of {m.of} finalised reviews, {m.before} chosen before, now {which}")


def adjudicate(context: typer.Context, submission: SUBMISSION, as_json: JSON = False) -> None:
    """Show two finalised reviews side by side, and what is left to settle; score that as ever."""
    from reviewer_app.workflow import settling

    with session(context).open() as workspace:
        found = settling.side_by_side(workspace, SubmissionId(submission))
    if found is None:
        raise UsageError(
            f"There are no two finalised reviews of {submission} here.",
            hint="Each shows only when both are final.",
            code="not-both-final",
        )
    if as_json:
        print_json({"submission": submission, **_material(found)})
        return
    indicators = sorted({*found.first.review.scores, *found.second.review.scores})
    rows = [
        (
            i,
            str(found.first.review.scores.get(i, "-")),
            str(found.second.review.scores.get(i, "-")),
            str(found.settled.scores.get(i, "to settle")),
        )
        for i in indicators
    ]
    table("", ("Indicator", found.first.label, found.second.label, "Settled"), rows)
    tell("\n".join(r.text for r in found.why) or "The two agree as far as the program asks.")


def ask(
    context: typer.Context,
    submission: SUBMISSION,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The request to write.")],
    as_json: JSON = False,
) -> None:
    """Write a signed request to the office about what is held."""
    from reviewer_app.workflow import releasing

    with session(context).open() as workspace:
        unlock(workspace)
        found = releasing.ask(workspace, SubmissionId(submission), output)
    if as_json:
        print_json({"submission": submission, "path": str(output), "holds": [_hold(h) for h in found]})
    else:
        tell(f"Send {output} to the office. It asks about: {'; '.join(h.text for h in found)}")


def answer(
    context: typer.Context,
    request: Annotated[Path, typer.Argument(help="The reviewer's request.", show_default=False)],
    reason: REASON,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The answer to write.")],
    which: Annotated[str, typer.Option("--hold", help="Its id, when there are several.")] = "",
    as_json: JSON = False,
) -> None:
    """At the office: write the signed word that lifts a hold."""
    from reviewer_app.workflow import releasing

    with session(context).open() as workspace:
        unlock(workspace)
        lifted = releasing.answer(workspace, request, output, reason, which)
    if as_json:
        print_json({"hold": lifted, "path": str(output)})
    else:
        tell(f"Send {output} back to the reviewer.")


def lift(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The office's answer.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Lift the hold that the office's signed answer names."""
    from reviewer_app.workflow import releasing

    with session(context).open() as workspace:
        (sid,) = releasing.take_answer(workspace, file).submissions
        _say(workspace, sid, as_json)


def _act(
    context: typer.Context, submission: str, as_json: bool, act: Callable[[Workspace, SubmissionId], Changes]
) -> None:
    sid = SubmissionId(submission)
    with session(context).open() as workspace:
        act(workspace, sid)
        _say(workspace, sid, as_json)


def _say(workspace: Workspace, submission: SubmissionId, as_json: bool) -> None:
    from reviewer_app.workflow import desk

    (row,) = desk.rows_of(workspace, [submission])
    holds = workspace.marks.of(submission).seen_by(workspace.key_id).holds
    if as_json:
        print_json(
            {
                "submission": submission,
                "state": row.state,
                "holds": [_hold(h) for h in holds],
                "priority": row.priority,
                "waiting_on": row.waiting_on,
                "outcome": row.outcome,
            }
        )
    else:
        tell(f"Saved. {submission}: {row.state_label}{f', waits for {row.waiting_on}' if row.waiting_on else ''}")


def _hold(found: Hold) -> dict[str, Any]:
    return {"id": found.id, "kind": found.kind, "reason": found.reason, "at": found.at.isoformat()}


def _material(found: Adjudication) -> dict[str, Any]:
    return {
        "how": found.how,
        "why": [r.text for r in found.why],
        "first": _one(found.first),
        "second": _one(found.second),
        "settled": {i: float(s) for i, s in found.settled.scores.items()},
        "reasons": [r.text for r in found.settled.reasons],
        "waiting": list(found.settled.waiting),
    }


def _one(one: OneReview) -> dict[str, Any]:
    from reviewer_app.domain.selectors import format_place

    review = one.review
    return {
        "label": one.label,
        "outcome": one.outcome,
        "scores": dict(review.scores),
        "comments": {i or "": text for i, text in review.comments.items()},
        "conditions": [{"code": c.code, "indicator": c.indicator, "note": c.note} for c in review.conditions],
        "citations": [
            {"place": format_place(c.item, c.selector), "indicator": c.indicator, "note": c.note}
            for c in review.citations
        ],
    }
