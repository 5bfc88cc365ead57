"""``reviewer-app programs list|show|check``: the programs at hand, and what is wrong with a program file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reviewer_app.cli.session import print_json, say, tell

if TYPE_CHECKING:
    from reviewer_app.bundles.library import Shelf
    from reviewer_app.bundles.programfile import LoadedProgram
    from reviewer_app.errors import Problem
    from reviewer_app.workflow.programs import FileCheck

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]

commands = typer.Typer(name="programs", help="The programs at hand: list, show, check.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands)


def _workspace(context: typer.Context) -> Path | None:
    """The folder given with ``--workspace``, if any."""
    given = context.find_root().params.get("workspace")
    return Path(given) if given else None


@commands.command("list")
def list_programs(context: typer.Context, as_json: AsJson = False) -> None:
    """List the programs that can be used."""
    from reviewer_app.workflow.programs import library

    shelf = library(_workspace(context)).shelf()
    if as_json:
        found = {"programs": [_row(p) for p in shelf.programs], "problems": [_problem(p) for p in shelf.problems]}
        print_json(found)
    else:
        tell(_shelf_text(shelf))
        _complain(shelf.problems)


@commands.command("show")
def show_program(
    context: typer.Context,
    program: Annotated[str, typer.Argument(help="The program's id, such as crt-micro-courses.")],
    version: Annotated[str, typer.Option(help="The version; the newest when left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show one program: what is handed in, how it is scored, what is earned."""
    from reviewer_app.workflow.programs import library

    loaded = library(_workspace(context)).get(program, version)
    if as_json:
        print_json(_whole(loaded))
    else:
        tell(_program_text(loaded))


@commands.command("check")
def check_programs(
    files: Annotated[list[Path], typer.Argument(help="Program files.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Check program files and say everything that is wrong with them."""
    from reviewer_app.workflow.programs import check_files

    checks = check_files(files)
    if as_json:
        print_json({"files": [_checked(c) for c in checks]})
    else:
        for check in checks:
            if check.loaded is not None:
                ref = check.loaded.ref
                tell(f"{check.path}: {ref.id} {ref.version} is in order.")
            else:
                count = len(check.problems)
                tell(f"{check.path}: {count} problem{'' if count == 1 else 's'}.")
            _complain(check.problems)
    raise typer.Exit(0 if all(c.loaded is not None for c in checks) else 1)


def _complain(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        say(f"  {problem.where}: {problem.message} {problem.hint}".rstrip())


def _problem(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "message": problem.message, "hint": problem.hint, "where": problem.where}


def _row(loaded: LoadedProgram) -> dict[str, Any]:
    program = loaded.program
    return {
        "id": program.id,
        "version": program.version,
        "sha256": loaded.ref.sha256,
        "title": program.title,
        "issuer": program.issuer,
        "status": program.approval.status.value,
        "sample": program.sample,
        "components": len(program.components),
        "indicators": len(program.indicators),
        "awards": len(program.awards),
        "file": loaded.name,
    }


def _whole(loaded: LoadedProgram) -> dict[str, Any]:
    from reviewer_app.bundles.programfile import as_data
    from reviewer_app.domain.wording import rules_in_words

    words = [{"rule": title, "text": text} for title, text in rules_in_words(loaded.program)]
    return {"sha256": loaded.ref.sha256, "file": loaded.name, "program": as_data(loaded.program), "in_words": words}


def _checked(check: FileCheck) -> dict[str, Any]:
    found: dict[str, Any] = {"path": str(check.path), "valid": check.loaded is not None}
    if check.loaded is not None:
        ref = check.loaded.ref
        found |= {"id": ref.id, "version": ref.version, "sha256": ref.sha256}
    return found | {"problems": [_problem(p) for p in check.problems]}


def _shelf_text(shelf: Shelf) -> str:
    if not shelf.programs:
        return "There are no programs here."
    lines = []
    for loaded in shelf.programs:
        program = loaded.program
        counts = f"{len(program.components)} components, {len(program.indicators)} indicators"
        sample = ", sample wording" if program.sample else ""
        status = program.approval.status.value
        lines.append(f"{program.id:<20} {program.version:<6} {program.title} ({counts}; {status}{sample})")
    return "\n".join(lines)


def _program_text(loaded: LoadedProgram) -> str:
    from reviewer_app.domain.wording import need_in_words, rules_in_words

    program = loaded.program
    approval = program.approval
    by = f" by {approval.by}" if approval.by else ""
    on = f" on {approval.on}" if approval.on else ""
    lines = [program.title, f"{program.id} {program.version} · {program.issuer} · {approval.status.value}{by}{on}"]
    lines += [program.sample_note] if program.sample else []
    lines += ["", "Rules", *(f"  {title}: {text}." for title, text in rules_in_words(program))]
    lines += ["", "Indicators"]
    for indicator in program.indicators:
        lines.append(f"  {indicator.id}  {indicator.title}")
        lines += [f"      {level.value} {level.name}: {level.descriptor}" for level in indicator.levels]
    lines += ["", "Components"]
    for component in program.components:
        stars = f" {'★' * component.effort}" if component.effort else ""
        lines.append(f"  {component.id}  {component.title}{stars}")
    lines += ["", "Awards"]
    lines += [f"  {award.id}  {award.title}: {need_in_words(award.requires, program)}" for award in program.awards]
    return "\n".join([*lines, "", f"SHA-256 {loaded.ref.sha256}"])
