"""``reviewer-app self-test``: check an installed or built program, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.session import print_json, say, tell

if TYPE_CHECKING:
    from reviewer_app.workflow.selftest import Part


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("self-test")(self_test)


def self_test(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check this installation part by part: files, programs, database, signing, readers, window, sound and picture."""
    from reviewer_app.jobs import Job
    from reviewer_app.workflow import selftest

    job = Job(lambda progress: say(f"{progress.done}/{progress.total} {progress.what}"))
    parts = selftest.self_test(job)
    passed = all(part.passed for part in parts)
    if as_json:
        print_json(_as_json(parts, passed))
    else:
        tell(_as_text(parts, passed))
    raise typer.Exit(0 if passed else 1)


def _as_json(parts: tuple[Part, ...], passed: bool) -> dict[str, Any]:
    listed = [{"name": p.name, "passed": p.passed, "detail": p.detail, "seconds": p.seconds} for p in parts]
    return {"passed": passed, "parts": listed}


def _as_text(parts: tuple[Part, ...], passed: bool) -> str:
    lines = [f"{'ok    ' if p.passed else 'FAILED'}  {p.name:<9} {p.seconds:6.1f} s  {p.detail}" for p in parts]
    failed = [p.name for p in parts if not p.passed]
    end = "Every part works." if passed else f"{len(failed)} of {len(parts)} parts failed: {', '.join(failed)}."
    return "\n".join([*lines, end])
