"""``reviewer-app demo --headless``: the whole job on the samples. Without the option the window opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.session import print_json, say, tell
from reviewer_app.errors import UsageError

if TYPE_CHECKING:
    from reviewer_app.workflow.demo import DemoRun


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Do the whole job without a window.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where the bundle is to go.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Try the program on a throw-away workspace with sample submissions of every program."""
    from reviewer_app.jobs import Job
    from reviewer_app.workflow.demo import whole_job

    if not headless:
        raise UsageError("The window can't take these options.", hint="Use: reviewer-app demo", code="bad-usage")
    dest = output or Path("demo-decisions.zip")
    if dest.exists() and not force:
        raise UsageError(
            f"There is a file {dest.name} already. It was left alone.",
            hint="Choose another name with -o, or add --force.",
            code="file-exists",
        )
    run = whole_job(dest, Job(lambda progress: say(progress.what)), force=force)
    if as_json:
        print_json(_as_json(run))
    else:
        tell(_as_text(run))
    raise typer.Exit(0 if run.report.valid else 1)


def _as_json(run: DemoRun) -> dict[str, Any]:
    decisions = [
        {
            "submission": r.submission,
            "program": r.program,
            "component": r.component,
            "outcome": r.outcome,
            "reason": r.reason,
        }
        for r in run.reviewed
    ]
    return {"bundle": str(run.path), "valid": run.report.valid, "decisions": decisions}


def _as_text(run: DemoRun) -> str:
    lines = [f"{r.submission:<8} {r.outcome:<11} {r.program} · {r.component}: {r.reason}" for r in run.reviewed]
    state = "whole and genuine" if run.report.valid else "NOT valid"
    return "\n".join([*lines, f"{len(run.reviewed)} decisions sealed in {run.path} ({state})"])
