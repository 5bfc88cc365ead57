"""Program files: YAML to a ``Program``, or every problem with its line and path in one go; and the JSON Schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from reviewer_app.bundles.programcheck import FORMAT, flaws
from reviewer_app.bundles.yamltree import Parsed, Path, Tree, parse, path_text
from reviewer_app.domain.program import Program
from reviewer_app.domain.submission import ProgramRef
from reviewer_app.errors import BadInput, Problem

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedProgram:
    """A program with the exact text it came from; ``name`` is the file's name."""

    program: Program
    ref: ProgramRef
    name: str


def load_program(data: bytes, name: str) -> LoadedProgram:
    """Read a program file; raises ``BadInput`` with every problem, in the order of the lines."""
    parsed = parse(data, name)
    newer = _newer_format(parsed, name)
    if newer:
        raise BadInput(newer.message, hint=newer.hint, code=newer.code, problems=(newer,))
    program, found = _structure(parsed, name)
    if not parsed.complete:
        found = [p for p in found if p.code != "missing-field"]
    found += [*parsed.problems, *(_soundness(parsed, name) if parsed.complete else ())]
    if found or program is None:
        problems = tuple(sorted(dict.fromkeys(found), key=_order))
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise BadInput(
            f"{name} has {count}.", hint="Correct them and try again.", code="bad-program", problems=problems
        )
    digest = hashlib.sha256(data).hexdigest()
    ref = ProgramRef(id=program.id, version=program.version, sha256=digest)
    return LoadedProgram(program=program, ref=ref, name=name)


def as_data(program: Program) -> dict[str, Any]:
    """The program as plain JSON values, in the shape of its file."""
    (data,) = _adapter().dump_python([program], mode="json")
    return dict(data)


def program_schema() -> dict[str, Any]:
    """The JSON Schema of a program file (draft 2020-12), made from the classes themselves."""
    adapter = _adapter()
    schema = adapter.json_schema(mode="validation")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:reviewer-app:schema:program:v1",
        "title": "Program",
        **schema["items"],
        "$defs": schema["$defs"],
    }
    for definition in whole["$defs"].values():
        _require_tag(definition)
    return whole


def _require_tag(definition: dict[str, Any]) -> None:
    """The tag of a union's member is a constant with a default; a file has to write it."""
    for field in ("rule", "need"):
        constant = definition.get("properties", {}).get(field, {})
        if "const" in constant:
            constant.pop("default", None)
            definition["required"] = [*definition.get("required", []), field]


@cache
def _adapter() -> TypeAdapter[list[Program]]:
    """Reads programs; within a list, so that the strict settings reach the plain dataclasses inside."""
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(list[Program], config=ConfigDict(extra="forbid"))


def _newer_format(parsed: Parsed, name: str) -> Problem | None:
    """A file of a later format: nothing else can be said about it."""
    tree = parsed.tree
    number = tree.get("format") if isinstance(tree, dict) else None
    if isinstance(number, bool) or not isinstance(number, int) or number <= FORMAT:
        return None
    where = f"{name}:{parsed.line(('format',))} format"
    message = f"This program is written in format {number}; this version reads up to format {FORMAT}."
    return Problem(code="newer-format", message=message, hint="Update the application.", where=where)


def _structure(parsed: Parsed, name: str) -> tuple[Program | None, list[Problem]]:
    """The program, or what does not fit its classes."""
    if not isinstance(parsed.tree, dict):
        if not parsed.complete:
            return None, []
        message = "A program file is a mapping: title, indicators, components and so on."
        return None, [
            Problem(code="not-a-program", message=message, hint="See rubrics/ for whole ones.", where=f"{name}:1")
        ]
    from pydantic import ValidationError

    try:
        (program,) = _adapter().validate_json(json.dumps([parsed.tree]), strict=True)
    except ValidationError as error:
        return None, [_problem(parsed, name, detail) for detail in error.errors(include_url=False)]
    return program, []


def _problem(parsed: Parsed, name: str, detail: ErrorDetails) -> Problem:
    path = _real_path(parsed.tree, detail["loc"][1:])
    code, message, hint = _wording(detail, path)
    return Problem(code=code, message=message, hint=hint, where=_where(parsed, name, path))


def _where(parsed: Parsed, name: str, path: Path) -> str:
    return f"{name}:{parsed.line(path)} {path_text(path)}".rstrip()


def _real_path(tree: Tree, loc: tuple[int | str, ...]) -> Path:
    """The place in the file: the location without the names of union members, which are not in the file."""
    path: list[int | str] = []
    node: Tree = tree
    for index, part in enumerate(loc):
        if isinstance(node, dict) and part not in node and part in (node.get("rule"), node.get("need")):
            last = index == len(loc) - 1
            if not last:
                continue
        path.append(part)
        if isinstance(node, dict) and isinstance(part, str):
            node = node.get(part)
        elif isinstance(node, list) and isinstance(part, int) and part < len(node):
            node = node[part]
        else:
            node = None
    return tuple(path)


_PLAIN: dict[str, tuple[str, str]] = {
    "string_type": ("text", "Put it in quotes."),
    "int_type": ("a whole number", "Write it without quotes."),
    "int_from_float": ("a whole number", "Write it without a point."),
    "bool_type": ("true or false", "Write true or false without quotes."),
    "tuple_type": ("a list", "Start each entry with a dash."),
    "dataclass_type": ("a mapping", "Write its fields below it, one a line."),
    "dataclass_exact_type": ("a mapping", "Write its fields below it, one a line."),
    "date_type": ("a date", "Write it as 2026-08-16."),
    "date_parsing": ("a date", "Write it as 2026-08-16."),
    "date_from_datetime_parsing": ("a date", "Write it as 2026-08-16."),
    "decimal_type": ("a number", "Write it as 0.5."),
    "decimal_parsing": ("a number", "Write it as 0.5."),
}


def _wording(detail: ErrorDetails, path: Path) -> tuple[str, str, str]:
    """Code, message and hint for one misfit, in plain words."""
    kind, context = detail["type"], detail.get("ctx") or {}
    last = path[-1] if path else "the file"
    label = f"entry {last + 1}" if isinstance(last, int) else f"“{last}”"
    if kind == "missing":
        return "missing-field", f"{label} is missing.", "Add it."
    if kind == "unexpected_keyword_argument":
        return "unknown-key", f"{label} is not a field here.", "Check its spelling and how far it is indented."
    if kind == "union_tag_not_found":
        tag = str(context.get("discriminator", "")).strip("'")
        return "missing-field", f"{label} does not say which “{tag}” it is.", f"Add “{tag}: …”."
    if kind == "union_tag_invalid":
        known = str(context.get("expected_tags", "")).replace("'", "")
        wrong = context.get("tag")
        return "unknown-rule", f"There is no “{wrong}” here.", f"It can be one of: {known}."
    if kind in ("enum", "literal_error"):
        known = str(context.get("expected", "")).replace("'", "")
        return "unknown-value", f"{label} can't be that.", f"It can be one of: {known}."
    if kind in _PLAIN:
        wanted, hint = _PLAIN[kind]
        return "wrong-type", f"{label} has to be {wanted}.", hint
    return "wrong-value", f"{label}: {detail['msg']}.", ""


def _soundness(parsed: Parsed, name: str) -> Iterable[Problem]:
    """What fits the classes and still makes no sense; looked for even where something else does not fit."""
    if not isinstance(parsed.tree, dict):
        return ()
    return [
        Problem(code=f.code, message=f.message, hint=f.hint, where=_where(parsed, name, f.path))
        for f in flaws(parsed.tree)
    ]


def _order(problem: Problem) -> tuple[int, str]:
    """By line."""
    place = problem.where.split(" ", 1)[0].rsplit(":", 1)[-1]
    return (int(place) if place.isdigit() else 0, problem.where)
