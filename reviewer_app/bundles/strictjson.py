"""JSON as it must come in: bounded, UTF-8, no key twice, no NaN, no number that other programs would change."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from reviewer_app.errors import BadInput, Problem

MAX_BYTES = 32 << 20
MAX_DEPTH = 32
MAX_INT = 2**53 - 1
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


class _Twice(dict[str, Any]):
    """An object in which a key came twice."""

    key = ""


class _Wrong:
    """Stands for a number that is refused."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text


def parse(data: bytes, name: str) -> Any:
    """The values in ``data``; BadInput with every problem, each with its JSON path, when it is not strict JSON."""
    if len(data) > MAX_BYTES:
        _refuse("json-too-large", f"{name} has more than {MAX_BYTES >> 20} MiB.", name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse("json-encoding", f"{name} is not UTF-8 text (byte {error.start}).", name)
    if _depth(data) > MAX_DEPTH:
        _refuse("json-too-deep", f"{name} is nested more than {MAX_DEPTH} levels deep.", name)
    watch = _Watch()
    try:
        tree = json.loads(
            text,
            object_pairs_hook=watch.pairs,
            parse_int=watch.whole,
            parse_float=watch.decimal,
            parse_constant=watch.constant,
        )
    except json.JSONDecodeError as error:
        _refuse("json-broken", f"{name} is not JSON: line {error.lineno}, column {error.colno}.", name)
    if watch.found:
        problems = tuple(_walk(tree, "$"))
        raise BadInput(problems[0].message, code=problems[0].code, problems=problems)
    return tree


class _Watch:
    """Takes what ``json`` reads and marks what is refused; where it lies is found out later, and only then."""

    def __init__(self) -> None:
        self.found = False

    def pairs(self, items: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object."""
        made = dict(items)
        if len(made) == len(items):
            return made
        self.found = True
        twice, keys = _Twice(made), set()
        for key, _ in items:
            if key in keys:
                twice.key = key
            keys.add(key)
        return twice

    def whole(self, text: str) -> int | _Wrong:
        """A whole number."""
        if len(text) > 17 or abs(int(text)) > MAX_INT:
            return self._wrong("json-number-too-large", text)
        return int(text)

    def decimal(self, text: str) -> float | _Wrong:
        """A number with a point or exponent."""
        value = float(text)
        return value if abs(value) <= MAX_INT else self._wrong("json-number-too-large", text)

    def constant(self, text: str) -> _Wrong:
        """NaN or an infinity."""
        return self._wrong("json-nan", text)

    def _wrong(self, code: str, text: str) -> _Wrong:
        self.found = True
        return _Wrong(code, text[:40])


def _walk(tree: Any, path: str) -> list[Problem]:
    problems: list[Problem] = []
    if isinstance(tree, _Wrong):
        what = "is not a number that JSON knows" if tree.code == "json-nan" else "is beyond 2^53"
        problems.append(Problem(code=tree.code, message=f"{tree.text} {what}.", where=path))
    elif isinstance(tree, dict):
        if isinstance(tree, _Twice):
            message = f"The key “{tree.key[:80]}” is there twice."
            problems.append(Problem(code="json-duplicate-key", message=message, where=step(path, tree.key)))
        for key, value in tree.items():
            problems += _walk(value, step(path, key))
    elif isinstance(tree, list):
        for n, value in enumerate(tree):
            problems += _walk(value, step(path, n))
    return problems


def step(path: str, part: str | int) -> str:
    """The JSON path of a part of what lies at ``path``."""
    if isinstance(part, int):
        return f"{path}[{part}]"
    return f"{path}.{part}" if re.fullmatch(r"\w{1,60}", part) else f"{path}[{json.dumps(part[:60])}]"


def _depth(data: bytes) -> int:
    deepest = depth = 0
    for token in _STRUCTURE.finditer(data):
        sign = token[0]
        if sign in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                break
        elif sign in b"]}":
            depth -= 1
    return deepest


def _refuse(code: str, message: str, name: str) -> NoReturn:
    problem = Problem(code=code, message=message, where=name, hint="Ask whoever made the file for a new one.")
    raise BadInput(message, hint=problem.hint, code=code, problems=(problem,))
