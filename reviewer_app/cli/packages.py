"""``init``, ``pack``, ``check`` and ``intake``: a workspace, and packages on their way in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.session import (
    all_as_json,
    job,
    print_json,
    problem_lines,
    program_library,
    say,
    session,
    tell,
    unlock,
)
from reviewer_app.errors import UsageError

if TYPE_CHECKING:
    from reviewer_app.workflow.checking import CheckReport
    from reviewer_app.workflow.intake import IntakeResult
    from reviewer_app.workflow.packing import Packed

JSON = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (init, pack, check, intake):
        app.command(command.__name__)(command)


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help="Who signs here, such as “Reviewer 17”.")],
    passphrase: Annotated[bool, typer.Option("--passphrase", help="Ask for a passphrase for the key.")] = False,
    as_json: JSON = False,
) -> None:
    """Make a workspace and its signing key."""
    from reviewer_app.workflow import keyring
    from reviewer_app.workspace import Workspace

    given = session(context)
    with Workspace.create(given.root, name=name, passphrase=given.new_passphrase(passphrase)) as workspace:
        key = keyring.show(workspace)
        if as_json:
            print_json({"workspace": str(workspace.root), "name": key.name, "key": key.id, "public": key.line})
        else:
            tell(f"A workspace for {key.name} is in {workspace.root}.")
            tell(f"Its key is {key.short}; give this line to the office:\n{key.line}")


def pack(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder with submission.yaml and the files.", show_default=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="The package to write.")] = None,
    new: Annotated[bool, typer.Option("--new", help="Write a first submission.yaml for the files there.")] = False,
    program: Annotated[str, typer.Option("--program", help="With --new: the program's id.")] = "",
    component: Annotated[str, typer.Option("--component", help="With --new: the part that was submitted.")] = "",
    label: Annotated[str, typer.Option("--id", help="With --new: the submission's blind label.")] = "",
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Don't sign.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a package that is there.")] = False,
    as_json: JSON = False,
) -> None:
    """Make a package of a folder; with --new, write the submission.yaml it needs."""
    from reviewer_app.workflow import packing
    from reviewer_app.workspace import SystemClock

    with session(context).open_if_there() as workspace:
        programs = program_library(workspace)
        if new:
            chosen = programs.get(program).program if program else None
            written = packing.draft(folder, program=chosen, component=component, submission=label)
            _say_drafted(written, as_json)
            return
        if output is None:
            raise UsageError("Where is the package to go?", hint="Add: -o FILE.zip", code="bad-usage")
        signer = None
        if workspace is not None and not unsigned:
            unlock(workspace)
            signer = workspace.signer()
        clock = workspace.clock if workspace is not None else SystemClock()
        packed = packing.pack(folder, output, signer=signer, clock=clock, programs=programs, job=job(), force=force)
    _say_packed(packed, as_json)


def _say_packed(packed: Packed, as_json: bool) -> None:
    if packed.notes:
        say(problem_lines(packed.notes))
    if as_json:
        print_json(
            {
                "path": str(packed.path),
                "submission": packed.submission,
                "package": packed.package,
                "items": packed.items,
                "bytes": packed.size,
                "signed": packed.signed,
                "notes": all_as_json(packed.notes),
            }
        )
    else:
        how = "signed" if packed.signed else "not signed"
        tell(f"{packed.submission}: {packed.items} files, {packed.size:,} bytes, {how}, in {packed.path}")


def _say_drafted(written: Path, as_json: bool) -> None:
    if as_json:
        print_json({"path": str(written)})
    else:
        tell(f"{written}\nRead it through, correct it, then: reviewer-app pack {written.parent} -o FILE.zip")


def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A package, bundle, or any BagIt zip or folder.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Is it whole, genuine, by somebody trusted, and in order?"""
    from reviewer_app.workflow import checking

    with session(context).open_if_there() as workspace:
        report = checking.check(file, workspace, job())
    if as_json:
        print_json(_checked(report))
    else:
        tell("\n".join(_check_lines(report)))
    raise typer.Exit(0 if report.valid else 1)


def _checked(report: CheckReport) -> dict[str, Any]:
    signer = report.signer
    return {
        "path": report.path,
        "kind": report.kind,
        "valid": report.valid,
        "problems": all_as_json(report.problems),
        "signer": None if signer is None else {"key": signer.key, "name": signer.name, "trusted": signer.trusted},
        "id": report.id,
        "seq": report.seq,
        "decisions": report.decisions,
        "files": report.files,
        "steps": [{"title": s.title, "detail": s.detail, "ok": s.ok} for s in report.steps],
        "headline": report.headline,
        "summary": report.summary,
    }


def _check_lines(report: CheckReport) -> list[str]:
    marks = {True: "ok ", False: "NO ", None: " - "}
    lines = [report.headline, report.summary, ""]
    lines += [f"{marks[s.ok]} {s.title}{f' · {s.detail}' if s.detail else ''}" for s in report.steps]
    if report.problems:
        lines += ["", problem_lines(report.problems)]
    return lines


def intake(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Packages, folders of them, batch zips.", show_default=False)],
    as_json: JSON = False,
) -> None:
    """Take packages in; what is wrong is refused with its reasons, and the rest goes on."""
    from reviewer_app.workflow import intake as work

    with session(context).open() as workspace:
        result = work.intake(workspace, paths, job())
    if as_json:
        print_json(
            {
                "added": list(result.added),
                "already": list(result.already),
                "refused": [{"path": r.path, "problems": all_as_json(r.problems)} for r in result.refused],
                "notes": [{"submission": n.submission, "problems": all_as_json(n.notes)} for n in result.notes],
            }
        )
    else:
        tell("\n".join(_intake_lines(result)))
    raise typer.Exit(1 if result.refused else 0)


def _intake_lines(result: IntakeResult) -> list[str]:
    lines = [f"Added: {', '.join(result.added) or 'nothing'}"]
    if result.already:
        lines.append(f"Here already: {', '.join(result.already)}")
    for note in result.notes:
        lines += [f"{note.submission}:", problem_lines(note.notes)]
    for refused in result.refused:
        lines += [f"Refused: {refused.path}", problem_lines(refused.problems)]
    return lines
