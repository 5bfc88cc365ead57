"""Safe YAML: text to plain values with the line of each, and every fault at once.

Only mappings, lists and scalars; no tags, anchors, aliases or second document. A plain scalar is null, true, false or a
whole number; all else is text, so that an indicator ``3.10`` stays ``3.10`` and a key ``on`` stays ``on``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer_app.errors import Problem

if TYPE_CHECKING:
    import yaml

Tree = dict[str, "Tree"] | list["Tree"] | str | int | bool | None
Path = tuple[str | int, ...]

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
_INT = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The values, the line (from 1) of each path, and what was wrong; ``tree`` is None when nothing could be read.

    ``complete`` False: reading broke off, so what seems to be missing may only come later.
    """

    tree: Tree
    lines: dict[Path, int]
    problems: tuple[Problem, ...]
    complete: bool = True

    def line(self, path: Path) -> int:
        """The line of that path, or of the nearest part of it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True, kw_only=True)
class _Open:
    """A mapping or list that is being filled."""

    value: dict[str, Tree] | list[Tree]
    path: Path
    key: str | None = None  # of a mapping: the key whose value comes next
    skip: bool = False  # its value is thrown away (a key that was there before)


def path_text(path: Path) -> str:
    """A path as people read it: ``components[2].indicators[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def parse(data: bytes, name: str) -> Parsed:
    """Read YAML; ``name`` is the file's name in the problems."""
    if len(data) > MAX_BYTES:
        return _refused(
            name, 0, "too-large", f"The file is larger than {MAX_BYTES // 2**20} MB.", "Is it the right file?"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _refused(name, line, "not-utf8", "The file is not UTF-8 text.", "Save it as UTF-8.")
    import yaml

    reader = _Reader(name)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if not reader.take(event):
                reader.broken = True
                break
    except yaml.MarkedYAMLError as error:
        reader.broken = True
        mark = error.problem_mark or error.context_mark
        what = " ".join(x for x in (error.problem, error.context) if x)
        hint = "Look at the spaces at the start of the lines, the colons and the quotes."
        reader.fault(mark.line + 1 if mark else 1, "not-yaml", f"Not readable as YAML: {what}.", hint)
    except yaml.reader.ReaderError as error:
        reader.broken = True
        line = text.count("\n", 0, error.position) + 1
        reader.fault(line, "not-yaml", "A character that YAML does not allow.", "Remove it.")
    return Parsed(tree=reader.root, lines=reader.lines, problems=tuple(reader.problems), complete=not reader.broken)


def _refused(name: str, line: int, code: str, message: str, hint: str) -> Parsed:
    where = f"{name}:{line}" if line else name
    problem = Problem(code=code, message=message, hint=hint, where=where)
    return Parsed(tree=None, lines={}, problems=(problem,), complete=False)


@dataclass(slots=True)
class _Reader:
    """Builds the tree from the parser's events; an own stack, so depth can't exhaust Python's."""

    name: str
    root: Tree = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    broken: bool = False

    def fault(self, line: int, code: str, message: str, hint: str, path: Path = ()) -> None:
        """Note one fault."""
        where = f"{self.name}:{line} {path_text(path)}".rstrip()
        self.problems.append(Problem(code=code, message=message, hint=hint, where=where))

    def take(self, event: object) -> bool:
        """One event; False when reading further makes no sense."""
        import yaml

        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.fault(_line(event), "second-document", "A second document.", "Keep one program a file.")
                return False
        elif isinstance(event, yaml.NodeEvent):
            return self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        return True

    def _node(self, event: yaml.NodeEvent) -> bool:
        import yaml

        line = _line(event)
        if event.anchor is not None:
            hint = "Write the text out where it is needed."
            self.fault(
                line, "alias", f"“{event.anchor}” is an anchor or alias, which is not used here.", hint, self._here()
            )
            if isinstance(event, yaml.AliasEvent):
                self._scalar(None, line)
                return True
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self.fault(line, "tag", f"The tag {tag} is not used here.", "Take it out.", self._here())
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            self._scalar(event.value, line, plain=plain)
            return True
        return self._collection({} if isinstance(event, yaml.MappingStartEvent) else [], line)

    def _here(self) -> Path:
        """The path of the value that comes next."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            return (*top.path, len(top.value))
        return (*top.path, top.key) if top.key is not None else top.path

    def _collection(self, value: dict[str, Tree] | list[Tree], line: int) -> bool:
        top = self.stack[-1] if self.stack else None
        path = self._here()
        if top and isinstance(top.value, dict) and top.key is None:
            self.fault(
                line, "bad-key", "A key has to be a word, not a list or mapping.", "Put the key in quotes.", path
            )
            return False
        if len(self.stack) >= MAX_DEPTH:
            self.fault(line, "too-deep", f"Nested more than {MAX_DEPTH} deep.", "No program needs that.", path)
            return False
        self._put(value, line)
        self.stack.append(_Open(value=value, path=path))
        return True

    def _scalar(self, text: str | None, line: int, *, plain: bool = True) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or isinstance(top.value, list) or top.key is not None:
            self._put(_resolved(text or "") if plain else text, line)
            return
        key = text or ""
        top.key, top.skip = key, key in top.value
        path = (*top.path, key)
        if top.skip:
            message = f"“{key}” is there twice; the first is in line {self.lines[path]}."
            self.fault(line, "duplicate-key", message, "Keep one of them.", path)
        else:
            self.lines[path] = line

    def _put(self, value: Tree, line: int) -> None:
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return
        top = self.stack[-1]
        if isinstance(top.value, list):
            self.lines[(*top.path, len(top.value))] = line
            top.value.append(value)
        elif top.key is not None:
            if not top.skip:
                top.value[top.key] = value
            top.key, top.skip = None, False


def _line(event: yaml.Event) -> int:
    """The event's line, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def _resolved(text: str) -> Tree:
    """What a plain scalar means."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return int(text) if _INT.fullmatch(text) else text
