"""The programs at hand: list them, look at one, check files. Needs no opened workspace, only its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reviewer_app import paths
from reviewer_app.bundles.library import ProgramLibrary as ProgramLibrary
from reviewer_app.bundles.programfile import LoadedProgram, load_program
from reviewer_app.bundles.yamltree import MAX_BYTES
from reviewer_app.errors import BadInput, Problem

PROGRAMS = "programs"
"""The folder of a workspace in which its own programs lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """What came of checking one program file."""

    path: Path
    loaded: LoadedProgram | None
    problems: tuple[Problem, ...]


def library(workspace: Path | None = None) -> ProgramLibrary:
    """The programs of a workspace's folder (None: of the default one) and those shipped."""
    root = paths.default_workspace() if workspace is None else workspace
    return ProgramLibrary([root / PROGRAMS, paths.rubrics()])


def check_files(files: Sequence[Path]) -> tuple[FileCheck, ...]:
    """Check program files; each gets every problem it has."""
    return tuple(_check(path) for path in files)


def _check(path: Path) -> FileCheck:
    try:
        if path.exists() and not path.is_file():
            raise OSError(22, "not a file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = "There is no such file." if isinstance(error, FileNotFoundError) else "The file can't be read."
        problem = Problem(code="cannot-read", message=why, hint="Look at its name and folder.", where=str(path))
        return FileCheck(path=path, loaded=None, problems=(problem,))
    try:
        return FileCheck(path=path, loaded=load_program(data, str(path)), problems=())
    except BadInput as error:
        return FileCheck(path=path, loaded=None, problems=error.problems)
