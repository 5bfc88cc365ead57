"""The programs at hand: those shipped and those of the workspace. Files are read when asked for, and parsed once."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reviewer_app.bundles.programfile import LoadedProgram, load_program
from reviewer_app.bundles.yamltree import MAX_BYTES
from reviewer_app.domain.ids import ProgramId
from reviewer_app.domain.submission import ProgramRef
from reviewer_app.errors import BadInput, Problem, could_not

_HEAD = re.compile(rb"^(id|version):[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A program file as it lies on disk: what it says it is, and its digest; not parsed."""

    ref: ProgramRef
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All program files: those that can be used, and the problems of those that can't."""

    programs: tuple[LoadedProgram, ...]
    problems: tuple[Problem, ...]


class ProgramLibrary:
    """Finds programs in folders, the earlier folder first. May be used from any thread.

    Nothing is parsed before it is asked for, and each text only once: a file is known by its SHA-256.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._lock = threading.Lock()
        self._parsed: dict[str, LoadedProgram] = {}
        self._heads: dict[tuple[Path, int, int], Shelved] = {}

    def get(self, program_id: str, version: str = "", sha256: str = "") -> LoadedProgram:
        """The program of that id, version and digest (empty: any; the newest version of what is left).

        Raises ``BadInput`` with code ``unknown-program`` when it is not at hand.
        """
        found = self.find(program_id, version, sha256)
        if found is None:
            wanted = f"{program_id} version {version}" if version else program_id
            hint = "Ask the office for the program's file and put it in the workspace's programs folder."
            if sha256 and self.find(program_id, version) is not None:
                hint = "A program of that name is here, but its text is another one. " + hint
            message = f"The program {wanted} is not here."
            problem = Problem(code="unknown-program", message=message, hint=hint)
            raise BadInput(message, hint=hint, code="unknown-program", problems=(problem,))
        return found

    def find(self, program_id: str, version: str = "", sha256: str = "") -> LoadedProgram | None:
        """The same, or None when it is not at hand."""
        fits = [
            s
            for s in self.shelved()
            if s.ref.id == program_id and version in ("", s.ref.version) and sha256 in ("", s.ref.sha256)
        ]
        if not fits:
            return None
        newest = max(fits, key=lambda s: version_key(s.ref.version))
        return self._load(newest)

    def all(self) -> tuple[LoadedProgram, ...]:
        """Every program that can be used, by title and version."""
        return self.shelf().programs

    def shelf(self) -> Shelf:
        """Every program that can be used, and what is wrong with the others."""
        loaded: dict[ProgramRef, LoadedProgram] = {}
        problems: list[Problem] = []
        for path in self._files():
            try:
                program = self._load(self._shelved(path))
            except BadInput as error:
                problems += error.problems
            except OSError as error:
                problems.append(could_not("read the program file", error).as_problem(path.name))
            else:
                loaded.setdefault(program.ref, program)
        ordered = sorted(loaded.values(), key=lambda p: (p.program.title.casefold(), version_key(p.ref.version)))
        return Shelf(programs=tuple(ordered), problems=tuple(problems))

    def shelved(self) -> tuple[Shelved, ...]:
        """Every program file by what its head says, without parsing it; those that can't be read are left out."""
        found = []
        for path in self._files():
            with suppress(OSError):
                found.append(self._shelved(path))
        return tuple(found)

    def _files(self) -> Iterator[Path]:
        for folder in self._folders:
            if folder.is_dir():
                yield from sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml") and p.is_file())

    def _shelved(self, path: Path) -> Shelved:
        """What the file says it is; remembered until the file changes."""
        state = path.stat()
        key = (path, state.st_mtime_ns, state.st_size)
        with self._lock:
            known = self._heads.get(key)
        if known is not None:
            return known
        data = _read(path)
        head = {name.decode(): value.decode("utf-8", "replace") for name, value in _HEAD.findall(data)[:2]}
        ref = ProgramRef(
            id=ProgramId(head.get("id", path.stem)),
            version=head.get("version", ""),
            sha256=hashlib.sha256(data).hexdigest(),
        )
        shelved = Shelved(ref=ref, path=path)
        with self._lock:
            self._heads[key] = shelved
        return shelved

    def _load(self, shelved: Shelved) -> LoadedProgram:
        with self._lock:
            known = self._parsed.get(shelved.ref.sha256)
        if known is not None:
            return known
        loaded = load_program(_read(shelved.path), shelved.path.name)
        with self._lock:
            return self._parsed.setdefault(loaded.ref.sha256, loaded)


def _read(path: Path) -> bytes:
    """The file's bytes, one more than a program may have at most: the parser then says that it is too large."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def version_key(version: str) -> tuple[tuple[int, str], ...]:
    """Orders versions as people count: 2.10 after 2.9, and 1.0-rc before 1.0."""
    parts = re.split(r"[.\-+]", version)
    return (*((int(p), "") if p.isdecimal() else (-1, p) for p in parts), (0, ""))
