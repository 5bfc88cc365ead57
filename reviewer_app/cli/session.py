"""What the commands share: the workspace they work on, how they speak, and how an error becomes an exit code."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from reviewer_app import paths
from reviewer_app.bundles.names import plain
from reviewer_app.errors import Problem, ReviewerError, UsageError, could_not

if TYPE_CHECKING:
    from reviewer_app.bundles.library import ProgramLibrary
    from reviewer_app.jobs import Job, Progress
    from reviewer_app.workspace import Workspace

_WIDE = 240  # columns for output that is not a terminal, so that nothing is folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The options given before the command. ``named`` is the workspace that was asked for by name, if any was."""

    named: Path | None = None
    passphrase_file: Path | None = None
    identity: str = ""

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.named or paths.default_workspace()

    def passphrase(self) -> str | None:
        """The passphrase in the file that was given: its first line."""
        if self.passphrase_file is None:
            return None
        try:
            lines = self.passphrase_file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            refusal = error if isinstance(error, OSError) else OSError(22, "not text")
            raise could_not("read the passphrase file", refusal) from error
        if not lines or not lines[0]:
            raise UsageError("The passphrase file is empty.", hint="Put it on the first line.", code="no-passphrase")
        return lines[0]

    def new_passphrase(self, wanted: bool) -> str | None:
        """The passphrase for a new key: the file's first line, else typed twice where one is ``wanted``."""
        given = self.passphrase()
        if given is None and wanted:
            given = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
        return given

    @contextlib.contextmanager
    def open(self) -> Iterator[Workspace]:
        """The workspace, opened for this command alone."""
        from reviewer_app.workspace import Workspace

        with Workspace.open(self.root, passphrase=self.passphrase(), identity=self.identity) as workspace:
            if len(workspace.identities()) > 1 and workspace.locked:
                unlock(workspace)  # where several review, nobody sees another's work without their passphrase
            yield workspace

    @contextlib.contextmanager
    def open_if_there(self) -> Iterator[Workspace | None]:
        """The workspace, or None when there is none (one that was named must be there) or it is open elsewhere."""
        from reviewer_app.workspace import DATABASE

        if self.named is None and not (self.root / DATABASE).exists():
            yield None
            return
        with contextlib.ExitStack() as stack:
            try:
                workspace = stack.enter_context(self.open())
            except ReviewerError as error:
                if error.code != "workspace-busy":
                    raise
                say("The workspace is open elsewhere, so it was not asked whose keys are trusted.")
                workspace = None
            yield workspace


def session(context: typer.Context) -> Session:
    """The session of a command."""
    found = context.find_object(Session)
    return found if found is not None else Session()


def program_library(workspace: Workspace | None) -> ProgramLibrary:
    """The programs at hand, with or without a workspace."""
    from reviewer_app.bundles.library import ProgramLibrary

    return workspace.programs if workspace is not None else ProgramLibrary([paths.rubrics()])


def unlock(workspace: Workspace) -> None:
    """Make the signing key ready; asks for its passphrase when a person sits at the terminal."""
    try:
        workspace.signer()
    except ReviewerError as error:
        if error.code != "passphrase-needed" or not sys.stdin.isatty():
            raise
        workspace.unlock(typer.prompt("Passphrase", hide_input=True, err=True))


def ready_streams() -> None:
    """Let nothing that is printed fail for want of a letter: a terminal or pipe may know only a few hundred."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """A message for the person; never on standard output."""
    typer.echo(plain(text), err=True)


def tell(text: str) -> None:
    """What was asked for, for people, on standard output; text from files can't move the cursor or hide anything."""
    typer.echo(plain(text))


def print_json(document: Any) -> None:
    """The one JSON document of a command, as UTF-8; in ASCII where standard output knows less."""
    text = json.dumps(document, indent=2, ensure_ascii=not _in_unicode(), allow_nan=False)
    typer.echo(re.sub("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", _escaped, text))


def _in_unicode() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def as_json(problem: Problem) -> dict[str, str]:
    """A problem in the documented form; ``severity`` is there when it is only a note."""
    found = {"code": problem.code, "message": problem.message, "hint": problem.hint, "where": problem.where}
    return found if problem.severity == "error" else {**found, "severity": problem.severity}


def all_as_json(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems in the documented form."""
    return [as_json(p) for p in problems]


def problem_lines(problems: Sequence[Problem]) -> str:
    """Problems for people: one paragraph each."""
    lines = []
    for problem in problems:
        mark = "note: " if problem.severity == "note" else ""
        where = f" ({problem.where})" if problem.where else ""
        lines.append(f"- {mark}{problem.message}{where}")
        if problem.hint:
            lines.append(f"  {problem.hint}")
    return "\n".join(lines)


def report_error(error: ReviewerError, in_json: bool) -> None:
    """Say why the work can't go on: on stderr, and as the JSON document when one was asked for."""
    problems = list(error.problems) or [error.as_problem()]
    if in_json:
        print_json({"problems": all_as_json(problems)})
    say(error.message)
    if error.problems:
        say(problem_lines(problems))
    elif error.hint:
        say(error.hint)


def job() -> Job:
    """A job that shows how far it is, when somebody watches."""
    from reviewer_app.jobs import Job

    return Job(_Line()) if sys.stderr.isatty() else Job()


class _Line:
    """One line on the terminal that is written over and over."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, progress: Progress) -> None:
        share = f" {100 * progress.done // progress.total} %" if progress.total else ""
        text = f"{progress.what}{share}"
        if text != self._shown:
            typer.echo(f"\r{text:<60}", nl=progress.total > 0 and progress.done >= progress.total, err=True)
            self._shown = text


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column)
    for row in rows:
        made.add_row(*(Text(plain(cell).replace("\n", " ")) for cell in row))
    width = None if sys.stdout.isatty() else _WIDE
    Console(file=sys.stdout, highlight=False, width=width).print(made)
