"""``seal``, ``send`` and ``outbox``: decisions on their way out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.packages import JSON
from reviewer_app.cli.session import job, print_json, session, table, tell, unlock
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import UsageError

if TYPE_CHECKING:
    from reviewer_app.workflow.sealing import BundleRow, ReadyRow


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (seal, send, outbox):
        app.command(command.__name__)(command)


def seal(
    context: typer.Context,
    submissions: Annotated[
        list[str] | None, typer.Argument(help="Only these submissions; else all that wait.", show_default=False)
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Also copy it there.")] = None,
    as_json: JSON = False,
) -> None:
    """Seal finalised decisions in a signed bundle."""
    from reviewer_app.workflow import sealing

    with session(context).open() as workspace:
        unlock(workspace)
        chosen = [SubmissionId(s) for s in submissions] if submissions else None
        made = sealing.seal(workspace, output, chosen, job())
    if as_json:
        print_json(
            {
                "id": made.id,
                "path": str(made.path),
                "copy": str(made.copy) if made.copy is not None else None,
                "seq": made.seq,
                "decisions": list(made.decisions),
                "submissions": list(made.submissions),
                "stills": made.stills,
            }
        )
    else:
        number = "1 decision" if len(made.decisions) == 1 else f"{len(made.decisions)} decisions"
        where = made.copy or made.path
        along = f" with {made.stills} stills of cited areas" if made.stills else ""
        tell(f"{number} sealed{along} in {where}\nAnyone can check it: reviewer-app check {where}")


def send(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="A folder or drive.", show_default=False)],
    bundle: Annotated[
        list[str] | None, typer.Option("--bundle", help="This bundle (number, name or id); else all never sent.")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Copy bundles to a folder or drive, and compare what arrived."""
    from reviewer_app.workflow import sealing, syncing

    with session(context).open() as workspace:
        made = sealing.bundles(workspace)
        if not made:
            raise UsageError(
                "There is no bundle to send.", hint="Seal one first: reviewer-app seal", code="nothing-to-send"
            )
        wanted = bundle or [b.id for b in made if not b.sent][::-1]
        if not wanted:
            raise UsageError(
                "Every bundle was sent already.",
                hint="Name one to send it again: --bundle NUMBER",
                code="nothing-to-send",
            )
        sent = [syncing.send(workspace, one, target, job()) for one in wanted]
    if as_json:
        print_json(
            {"sent": [{"bundle": s.bundle, "name": s.name, "path": str(s.path), "at": s.at.isoformat()} for s in sent]}
        )
    else:
        tell("\n".join(f"{s.name} is in {s.path.parent}, read back and compared." for s in sent))


def outbox(context: typer.Context, as_json: JSON = False) -> None:
    """What waits to be sealed, and the bundles sealed here."""
    from reviewer_app.workflow import sealing

    with session(context).open() as workspace:
        ready, sealed = sealing.ready(workspace), sealing.bundles(workspace)
    if as_json:
        print_json({"ready": [_ready(r) for r in ready], "bundles": [_bundle(b) for b in sealed]})
        return
    rows = [(r.submission, f"{r.program_title} · {r.component_title}", r.outcome_label or r.problem) for r in ready]
    table("Ready to seal", ("Submission", "Program", "Outcome"), rows)
    lines = [
        (
            b.name,
            str(b.decisions),
            f"{b.sealed_at:%Y-%m-%d %H:%M} UTC",
            ", ".join(s.where for s in b.sent) or "not sent",
        )
        for b in sealed
    ]
    table("\nSealed bundles", ("Bundle", "Decisions", "Sealed", "Where it went"), lines)


def _ready(row: ReadyRow) -> dict[str, Any]:
    return {
        "submission": row.submission,
        "program": row.program,
        "component": row.component,
        "decision": row.decision,
        "outcome": row.outcome,
        "label": row.outcome_label,
        "reasons": list(row.reasons),
        "finalised_at": row.finalised_at.isoformat() if row.finalised_at else None,
        "package_sha256": row.tagmanifest,
        "audience": row.audience,
        "problem": row.problem,
        "stands": row.stands,
    }


def _bundle(row: BundleRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "seq": row.seq,
        "decisions": row.decisions,
        "submissions": list(row.submissions),
        "sealed_at": row.sealed_at.isoformat(),
        "path": str(row.path),
        "sent": [{"where": s.where, "at": s.at.isoformat()} for s in row.sent],
    }
