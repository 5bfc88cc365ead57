"""``submission.yaml``, which the office writes beside a candidate's files: read strictly, problems with their lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from reviewer_app.bundles.names import odd, tricky
from reviewer_app.bundles.yamltree import Parsed, Path, parse, path_text
from reviewer_app.domain.ids import ComponentId, IndicatorId, ProgramId, SubmissionId
from reviewer_app.domain.submission import EarlierAttempt, Kind, Purpose, Statement
from reviewer_app.errors import Problem

NAME = "submission.yaml"
FORMAT = 1
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST = 20_000  # characters of one text
_LONGEST_LINE = 200
_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One evidence file as the office lists it; ``kind`` None: found from the content."""

    file: str
    title: str
    line: int
    kind: Kind | None = None
    requirement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionDraft:
    """What ``submission.yaml`` says. Fields that could not be read have their empty value."""

    id: SubmissionId
    program: ProgramId
    version: str
    component: ComponentId
    candidate: str
    attempt: int
    purpose: Purpose
    evidence: tuple[FileEntry, ...]
    statements: tuple[Statement, ...] = ()
    earlier: tuple[EarlierAttempt, ...] = ()
    focus: str = ""
    window: str = ""
    handed_in: date | None = None
    due: date | None = None
    audience: str = ""
    nonce: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    def where(self, key: str) -> str:
        """The place of a key in the file, for problems."""
        return f"{NAME}:{self.lines.get(key, 1)} {key}"


def read(data: bytes) -> tuple[SubmissionDraft | None, list[Problem]]:
    """What the file says and everything wrong with it; None when nothing could be read."""
    parsed = parse(data, NAME)
    if not isinstance(parsed.tree, dict):
        problem = Problem(
            code="not-a-submission",
            message="submission.yaml must be a mapping of fields such as id, program and evidence.",
            hint="Make a new one with: reviewer-app pack --new FOLDER",
            where=f"{NAME}:1",
        )
        return None, [*parsed.problems, problem]
    newer = parsed.tree.get("format")
    if type(newer) is int and newer > FORMAT:
        message = f"This submission.yaml is of format {newer}; this version of Reviewer reads format {FORMAT}."
        hint = "Install the newest version of Reviewer."
        return None, [
            Problem(code="newer-format", message=message, hint=hint, where=f"{NAME}:{parsed.line(('format',))}")
        ]
    reader = _Reader(parsed)
    draft = reader.draft()
    return draft, sorted([*parsed.problems, *reader.problems], key=_line)


def _line(problem: Problem) -> int:
    number = problem.where.partition(":")[2].partition(" ")[0]
    return int(number) if number.isdecimal() else 0


_TOP = {
    "format", "id", "program", "version", "component", "candidate", "attempt", "purpose", "evidence", "statements",
    "earlier", "focus", "window", "handed_in", "due", "audience", "nonce",
}  # fmt: skip


class _Reader:
    """Takes values out of the parsed tree and notes each that is not what it should be."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self.problems: list[Problem] = []

    def draft(self) -> SubmissionDraft:
        """The whole file."""
        tree = self._parsed.tree
        assert isinstance(tree, dict)
        self._known(tree, (), _TOP)
        self._format(tree)
        return SubmissionDraft(
            id=SubmissionId(self._name(tree, "id")),
            program=ProgramId(self._line(tree, (), "program", needed=True)),
            version=self._line(tree, (), "version"),
            component=ComponentId(self._line(tree, (), "component", needed=True)),
            candidate=self._name(tree, "candidate"),
            attempt=self._number(tree, (), "attempt", 1, 1, 99),
            purpose=self._choice(tree, (), "purpose", Purpose) or Purpose.FIRST,
            evidence=tuple(self._each(tree, "evidence", self._file, needed=True)),
            statements=tuple(self._each(tree, "statements", self._statement)),
            earlier=tuple(self._each(tree, "earlier", self._attempt)),
            focus=self._line(tree, (), "focus"),
            window=self._line(tree, (), "window"),
            handed_in=self._date(tree, (), "handed_in"),
            due=self._date(tree, (), "due"),
            audience=self._line(tree, (), "audience"),
            nonce=self._line(tree, (), "nonce"),
            lines={key: self._parsed.line((key,)) for key in _TOP},
        )

    def _format(self, tree: dict[str, Any]) -> None:
        if type(tree.get("format")) is not int or tree["format"] != FORMAT:
            self._bad(("format",), "unknown-format", "The format must be 1.", "Write: format: 1")

    def _file(self, entry: dict[str, Any], path: Path) -> FileEntry:
        self._known(entry, path, {"file", "title", "kind", "requirement"})
        return FileEntry(
            file=self._text(entry, path, "file", needed=True),
            title=self._line(entry, path, "title", needed=True),
            line=self._parsed.line(path),
            kind=self._choice(entry, path, "kind", Kind),
            requirement=self._text(entry, path, "requirement"),
        )

    def _statement(self, entry: dict[str, Any], path: Path) -> Statement:
        self._known(entry, path, {"code", "text", "given", "on"})
        given = entry.get("given")
        if not isinstance(given, bool):
            self._bad((*path, "given"), "wrong-type", "given must be true or false.", "Write: given: true")
        return Statement(
            code=self._text(entry, path, "code", needed=True),
            text=self._text(entry, path, "text"),
            given=given is True,
            on=self._date(entry, path, "on"),
        )

    def _attempt(self, entry: dict[str, Any], path: Path) -> EarlierAttempt:
        self._known(entry, path, {"attempt", "outcome", "unmet", "scores", "feedback", "decided_on"})
        return EarlierAttempt(
            attempt=self._number(entry, path, "attempt", 0, 1, 99),
            outcome=self._text(entry, path, "outcome", needed=True),
            unmet=tuple(IndicatorId(x) for x in self._texts(entry, path, "unmet")),
            scores=self._scores(entry, path),
            feedback=self._text(entry, path, "feedback"),
            decided_on=self._date(entry, path, "decided_on"),
        )

    def _each(
        self, tree: dict[str, Any], key: str, read_one: Callable[[dict[str, Any], Path], _T], needed: bool = False
    ) -> list[_T]:
        entries = tree.get(key)
        if entries is None:
            entries = []
        if not isinstance(entries, list):
            self._bad((key,), "wrong-type", f"{key} must be a list.", "Start each entry with a dash.")
            return []
        if needed and not entries:
            self._bad((key,), "missing", f"{key} is missing or empty.", "List at least one file.")
        found = []
        for number, entry in enumerate(entries):
            if isinstance(entry, dict):
                found.append(read_one(entry, (key, number)))
            else:
                self._bad((key, number), "wrong-type", f"An entry of {key} must be a mapping.", "See pack --new.")
        return found

    def _texts(self, entry: dict[str, Any], path: Path, key: str) -> list[str]:
        value = entry.get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(_scalar(v) for v in value):
            self._bad((*path, key), "wrong-type", f"{key} must be a list of texts.", f'Write: {key}: ["3.2"]')
            return []
        return [str(v) for v in value]

    def _scores(self, entry: dict[str, Any], path: Path) -> tuple[tuple[IndicatorId, int], ...]:
        value = entry.get("scores")
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(type(v) is int for v in value.values()):
            hint = 'Write: scores: {"3.1": 2}'
            self._bad((*path, "scores"), "wrong-type", "scores must name a level for each indicator.", hint)
            return ()
        return tuple((IndicatorId(k), v) for k, v in value.items())

    def _name(self, tree: dict[str, Any], key: str) -> str:
        value = self._text(tree, (), key, needed=True)
        if value and (not _ID.fullmatch(value) or odd(value)):
            hint = "Use letters, digits, dots, dashes: at most 64. Never a person's name."
            self._bad((key,), "bad-id", f"{key} must be a short code.", hint)
        return value

    def _line(self, entry: dict[str, Any], path: Path, key: str, needed: bool = False) -> str:
        text = self._text(entry, path, key, needed)
        if tricky(text):
            self._bad((*path, key), "bad-text", f"{key} must be one line of plain text.", "Take odd signs out.")
        elif _LONGEST_LINE < len(text) <= _LONGEST:
            self._bad((*path, key), "too-long", f"{key} is longer than {_LONGEST_LINE} characters.", "Shorten it.")
        return text

    def _text(self, entry: dict[str, Any], path: Path, key: str, needed: bool = False) -> str:
        value = entry.get(key)
        if value is not None and not _scalar(value):
            self._bad((*path, key), "wrong-type", f"{key} must be text.", "Put it in quotes.")
            return ""
        text = "" if value is None else str(value).strip()
        if needed and not text:
            self._bad((*path, key), "missing", f"{key} is missing.", f"Add a line: {key}: …")
        if len(text) > _LONGEST:
            self._bad((*path, key), "too-long", f"{key} is longer than {_LONGEST} characters.", "Shorten it.")
        return text

    def _number(self, entry: dict[str, Any], path: Path, key: str, default: int, low: int, high: int) -> int:
        value = entry.get(key, default)
        if type(value) is not int or not low <= value <= high:
            message = f"{key} must be a whole number from {low} to {high}."
            self._bad((*path, key), "wrong-type", message, f"Write: {key}: {low}")
            return low
        return value

    def _date(self, entry: dict[str, Any], path: Path, key: str) -> date | None:
        value = entry.get(key)
        if value is None or value == "":
            return None
        try:
            if isinstance(value, str):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self._bad((*path, key), "wrong-type", f"{key} must be a date.", f"Write: {key}: 2026-12-04")
        return None

    def _choice(self, entry: dict[str, Any], path: Path, key: str, kinds: type[_E]) -> _E | None:
        value = entry.get(key)
        if value is None or value == "":
            return None
        try:
            return kinds(value)
        except ValueError:
            known = ", ".join(str(k) for k in kinds)
            self._bad((*path, key), "unknown-value", f"{key} is not one of: {known}.", "Choose one of these.")
            return None

    def _known(self, entry: dict[str, Any], path: Path, keys: set[str]) -> None:
        for key in entry:
            if key not in keys:
                hint = f"Known here: {', '.join(sorted(keys))}."
                self._bad((*path, key), "unknown-key", f"“{key[:40]}” is not a known field.", hint)

    def _bad(self, path: Path, code: str, message: str, hint: str) -> None:
        where = f"{NAME}:{self._parsed.line(path)} {path_text(path)}"
        self.problems.append(Problem(code=code, message=message, hint=hint, where=where))


def _scalar(value: object) -> bool:
    return isinstance(value, str) or type(value) is int
