"""The files of a bag, wherever they come from: safe names, sizes and readable bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import RawIOBase
from typing import Protocol

from reviewer_app.bundles.names import folded, unsafe
from reviewer_app.bundles.zipdir import entry_problem
from reviewer_app.errors import Problem

MOST_PROBLEMS = 100


class Broken(Exception):
    """The bytes of one file can't be read as claimed; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Blocks(Protocol):
    """The bytes of one file, in order."""

    def readinto(self, buffer: memoryview) -> int:
        """Fill (part of) the buffer; 0 at the end. Raises Broken when the bytes are not what was claimed."""


class Openable(Protocol):
    """What opens like a ``Path``: a zip that lies inside another one."""

    def open_raw(self) -> RawIOBase:
        """A seekable stream of its bytes."""


@dataclass(slots=True, kw_only=True)
class Source:
    """An opened zip or folder. ``files`` are sizes by path below ``top``; ``problems`` make it unusable if errors."""

    top: str = ""
    zipped: bool = False
    tidy: bool = False  # a zip exactly as our own writer makes it
    files: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    opener: Callable[[str], Blocks] = field(repr=False, default=lambda path: _nothing(path))
    closer: Callable[[], None] = field(repr=False, default=lambda: None)

    def open(self, path: str) -> Blocks:
        """The bytes of one of ``files``."""
        return self.opener(path)

    def read(self, path: str, limit: int) -> bytes:
        """All of a small file; Broken ``file-too-large`` beyond the limit."""
        size = self.files[path]
        if size > limit:
            what = f"has {size:,} bytes; no more than {limit:,} are read"
            raise Broken(entry_problem("file-too-large", path, what))
        blocks, buffer, parts = self.open(path), memoryview(bytearray(min(size, 1 << 20) + 1)), []
        while n := blocks.readinto(buffer):
            parts.append(bytes(buffer[:n]))
        return b"".join(parts)

    def close(self) -> None:
        """Let go of the file."""
        self.closer()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _nothing(path: str) -> Blocks:
    raise KeyError(path)


def checked_names(files: list[str], listed: list[str]) -> list[Problem]:
    """Unsafe names, names that come twice, and names that are a file and a folder at once."""
    problems: list[Problem] = []
    kinds: dict[str, str] = {}
    for path, kind in [(f, "file") for f in files] + [(d, "folder") for d in listed]:
        if why := unsafe(path):
            problems.append(entry_problem(why[0], path, why[1]))
        elif path in kinds:
            problems.append(entry_problem("duplicate-name", path, "is there twice"))
        else:
            kinds[path] = kind
    for path in list(kinds):
        parents = (path[:i] for i, c in enumerate(path) if c == "/")
        if clash := next((p for p in parents if kinds.get(p) == "file"), None):
            problems.append(entry_problem("duplicate-name", clash, "is a file and a folder at once"))
    return problems


def twins(paths: list[str]) -> list[tuple[str, str]]:
    """Pairs of paths, folders included, that differ only in case or in how accents are written."""
    seen: dict[str, str] = {}
    found = []
    for path in paths:
        ends = [i for i, c in enumerate(path) if c == "/"] + [len(path)]
        for part in (path[:i] for i in ends):
            other = seen.setdefault(folded(part), part)
            if other != part:
                found.append((other, part))
                break
    return found


def limited(problems: list[Problem]) -> list[Problem]:
    """The first hundred, and a line that says how many more there are."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    more = Problem(code="more-problems", message=f"There are {len(problems) - MOST_PROBLEMS:,} more such problems.")
    return [*problems[:MOST_PROBLEMS], more]
