"""What a program file says that makes no sense, though its shape may be right.

It looks at the plain values of the file rather than at a ``Program``, so that a file with a wrong type in one place
still gets everything else said in one go. A value of the wrong type is passed over: ``programfile`` complains about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reviewer_app.bundles.yamltree import Path, Tree
from reviewer_app.domain.submission import Kind

FORMAT = 1
"""The newest program format that this version reads."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSION = re.compile(r"[0-9A-Za-z]+([.\-+][0-9A-Za-z]+)*")
_KINDS = tuple(k.value for k in Kind)
_STIPEND_TO = ("person", "school-project")

Map = dict[str, Tree]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that makes no sense, and where."""

    path: Path
    code: str
    message: str
    hint: str


# --- tolerant looks at the tree --------------------------------------------------------------------------------------


def sub(node: Tree, key: str) -> Tree:
    """The value below a key, None when there is none."""
    return node.get(key) if isinstance(node, dict) else None


def entries(node: Tree, key: str) -> list[tuple[int, Map]]:
    """The mappings in the list below a key, with their place in it."""
    below = sub(node, key)
    return [(i, x) for i, x in enumerate(below) if isinstance(x, dict)] if isinstance(below, list) else []


def texts(node: Tree, key: str) -> list[tuple[int, str]]:
    """The texts in the list below a key, with their place in it."""
    below = sub(node, key)
    return [(i, x) for i, x in enumerate(below) if isinstance(x, str)] if isinstance(below, list) else []


def text(node: Tree, key: str) -> str:
    """The text below a key, empty when there is none."""
    below = sub(node, key)
    return below if isinstance(below, str) else ""


def number(node: Tree, key: str) -> int | None:
    """The whole number below a key, None when there is none."""
    below = sub(node, key)
    return below if isinstance(below, int) and not isinstance(below, bool) else None


def values(levels: list[tuple[int, Map]]) -> list[int]:
    """The values of levels."""
    return [v for _, level in levels if (v := number(level, "value")) is not None]


# --- all of it -------------------------------------------------------------------------------------------------------


def flaws(tree: Map) -> list[Flaw]:
    """Everything that makes no sense in a program file."""
    from reviewer_app.bundles.programneeds import need_flaws
    from reviewer_app.bundles.programrules import rule_flaws

    found: list[Flaw] = []
    for part in (
        _identity,
        _scale,
        _indicators,
        _components,
        _sections,
        _statements,
        _awards,
        _feedback,
        rule_flaws,
        need_flaws,
    ):
        found += part(tree)
    return found


def unknown(path: Path, what: str, name: str, known: list[str] | tuple[str, ...]) -> Flaw:
    """A name that stands for nothing in this file."""
    known = tuple(dict.fromkeys(known))
    few = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    hint = f"It can be one of: {few}." if known else "There is none in this file."
    return Flaw(path=path, code=f"unknown-{what.replace(' ', '-')}", message=f"There is no {what} “{name}”.", hint=hint)


def repeated(tree: Tree, key: str, what: str, *, field: str = "id", at: Path = ()) -> Iterator[Flaw]:
    """Ids that are there twice."""
    seen: set[str] = set()
    for index, entry in entries(tree, key):
        name = text(entry, field)
        if name and name in seen:
            message = f"There is another {what} “{name}”."
            yield Flaw(path=(*at, key, index, field), code="duplicate-id", message=message, hint="Give each its own.")
        seen.add(name)


def _identity(tree: Map) -> Iterator[Flaw]:
    number_of = number(tree, "format")
    if number_of is not None and number_of < 1:
        yield Flaw(path=("format",), code="unknown-format", message="There is no such format.", hint=f"Write {FORMAT}.")
    if text(tree, "id") and not _SLUG.fullmatch(text(tree, "id")):
        hint = "Small letters, digits and single hyphens, such as crt-partnerships."
        yield Flaw(path=("id",), code="bad-id", message="The id can't be used in file names.", hint=hint)
    if text(tree, "version") and not _VERSION.fullmatch(text(tree, "version")):
        hint = "Digits and letters with points, such as 2.1."
        yield Flaw(path=("version",), code="bad-version", message="The version can't be ordered.", hint=hint)
    approval = sub(tree, "approval")
    if text(approval, "status") == "approved" and not (text(approval, "by") and sub(approval, "on")):
        hint = "Add “by” and “on”, or make it a draft."
        message = "An approved program says who approved it and when."
        yield Flaw(path=("approval",), code="approval-incomplete", message=message, hint=hint)
    if sub(tree, "sample") is True and not text(tree, "sample_note"):
        message = "A sample says whose wording it is."
        yield Flaw(path=("sample",), code="sample-note-missing", message=message, hint="Add “sample_note”.")


def _levels(levels: list[tuple[int, Map]], at: Path) -> Iterator[Flaw]:
    """Levels that are named, and go up step by step."""
    for (_, before), (index, after) in pairwise(levels):
        low, high = number(before, "value"), number(after, "value")
        if low is not None and high is not None and high <= low:
            message = f"Level {high} comes after level {low}."
            hint = "Write the levels from the lowest to the highest, each once."
            yield Flaw(path=(*at, index, "value"), code="levels-not-ascending", message=message, hint=hint)
    for index, level in levels:
        if "name" in level and not text(level, "name").strip():
            hint = "Say in a word or two what the level means."
            yield Flaw(path=(*at, index, "name"), code="empty-level", message="A level has no name.", hint=hint)


def _scale(tree: Map) -> Iterator[Flaw]:
    levels = entries(tree, "scale")
    if isinstance(sub(tree, "scale"), list) and len(levels) < 2:
        hint = "Write each level with its value and name, the lowest first."
        yield Flaw(path=("scale",), code="empty-scale", message="A scale has at least two levels.", hint=hint)
    yield from _levels(levels, ("scale",))


def _indicators(tree: Map) -> Iterator[Flaw]:
    yield from repeated(tree, "indicators", "indicator")
    scale = list(dict.fromkeys(values(entries(tree, "scale"))))
    for index, indicator in entries(tree, "indicators"):
        at: Path = ("indicators", index)
        yield from _bad_id(indicator, at)
        levels = entries(indicator, "levels")
        yield from _levels(levels, (*at, "levels"))
        for place, level in levels:
            value = number(level, "value")
            if value is not None and scale and value not in scale:
                message = f"Level {value} is not on the scale ({', '.join(map(str, scale))})."
                hint = "Use the values of the scale."
                yield Flaw(path=(*at, "levels", place, "value"), code="level-off-scale", message=message, hint=hint)
            if not text(level, "descriptor").strip():
                message = f"Level {value} of “{text(indicator, 'id')}” does not say what is seen at it."
                hint = "Add a descriptor."
                yield Flaw(path=(*at, "levels", place), code="empty-level", message=message, hint=hint)
        absent = [v for v in scale if v not in values(levels)]
        if isinstance(sub(indicator, "levels"), list) and absent:
            message = f"“{text(indicator, 'id')}” lacks level {', '.join(map(str, absent))}."
            hint = "Describe every level of the scale."
            yield Flaw(path=(*at, "levels"), code="level-missing", message=message, hint=hint)
        weight = number(indicator, "weight")
        if weight is not None and weight < 1:
            message = "A weight is 1 or more."
            yield Flaw(path=(*at, "weight"), code="out-of-range", message=message, hint="Leave it out for 1.")


def _bad_id(entry: Map, at: Path) -> Iterator[Flaw]:
    name = text(entry, "id")
    if "id" in entry and isinstance(entry["id"], str) and not _ID.fullmatch(name):
        hint = "Letters, digits, points, hyphens and underscores."
        yield Flaw(path=(*at, "id"), code="bad-id", message=f"“{name}” can't be an id.", hint=hint)


def indicator_ids(tree: Map) -> list[str]:
    """The ids of all indicators."""
    return [text(i, "id") for _, i in entries(tree, "indicators")]


def _components(tree: Map) -> Iterator[Flaw]:
    yield from repeated(tree, "components", "component")
    known = indicator_ids(tree)
    if isinstance(sub(tree, "components"), list) and not entries(tree, "components"):
        message = "There is nothing to hand in."
        yield Flaw(path=("components",), code="no-components", message=message, hint="Add at least one component.")
    for index, component in entries(tree, "components"):
        at: Path = ("components", index)
        yield from _bad_id(component, at)
        for place, name in texts(component, "indicators"):
            if name not in known:
                yield unknown((*at, "indicators", place), "indicator", name, known)
        names = [name for _, name in texts(component, "indicators")]
        if len(set(names)) < len(names):
            message = "An indicator is listed twice."
            yield Flaw(path=(*at, "indicators"), code="duplicate-id", message=message, hint="List each once.")
        if text(component, "review") != "formative" and not names and not known:
            message = f"“{text(component, 'id')}” is scored, but there are no indicators."
            yield Flaw(path=at, code="no-indicators", message=message, hint="Add indicators, or make it formative.")
        yield from _dates(component, at)
        yield from _requirements(component, at)


def _dates(entry: Map, at: Path) -> Iterator[Flaw]:
    """A close date before the opening."""
    opens, closes = text(entry, "opens"), text(entry, "closes")
    iso = re.compile(r"\d{4}-\d\d-\d\d")
    if iso.fullmatch(opens) and iso.fullmatch(closes) and closes < opens:
        message = f"It closes on {closes}, before it opens on {opens}."
        yield Flaw(path=(*at, "closes"), code="dates-reversed", message=message, hint="Swap the two dates.")


def _requirements(component: Map, at: Path) -> Iterator[Flaw]:
    yield from repeated(component, "requirements", "evidence requirement", at=at)
    for index, requirement in entries(component, "requirements"):
        here: Path = (*at, "requirements", index)
        for place, kind in texts(requirement, "kinds"):
            if kind not in _KINDS:
                yield unknown((*here, "kinds", place), "kind", kind, _KINDS)
        if isinstance(sub(requirement, "kinds"), list) and not texts(requirement, "kinds"):
            message = "No kind of file answers it."
            yield Flaw(path=(*here, "kinds"), code="no-kinds", message=message, hint=f"Add one of {', '.join(_KINDS)}.")
        for low, high in (("minimum", "maximum"), ("min_words", "max_words")):
            least, most = number(requirement, low), number(requirement, high)
            if least is not None and most is not None and least > most:
                message = f"At least {least} and at most {most} can't both be."
                yield Flaw(path=(*here, high), code="limits-reversed", message=message, hint="Swap the two numbers.")
        for limit in ("minimum", "maximum", "max_minutes", "min_words", "max_words", "max_pages"):
            amount = number(requirement, limit)
            if amount is not None and amount < (0 if limit == "minimum" else 1):
                message = f"“{limit}” can't be {amount}."
                yield Flaw(path=(*here, limit), code="out-of-range", message=message, hint="Leave it out for no limit.")


def _sections(tree: Map) -> Iterator[Flaw]:
    yield from repeated(tree, "sections", "section")
    groups = list(dict.fromkeys(text(c, "group") for _, c in entries(tree, "components") if text(c, "group")))
    for index, section in entries(tree, "sections"):
        group = text(section, "group")
        if group and group not in groups:
            yield unknown(("sections", index, "group"), "group", group, groups)
        yield from _dates(section, ("sections", index))


def _statements(tree: Map) -> Iterator[Flaw]:
    yield from repeated(tree, "statements", "statement", field="code")


def _awards(tree: Map) -> Iterator[Flaw]:
    yield from repeated(tree, "awards", "award")
    for index, award in entries(tree, "awards"):
        yield from _bad_id(award, ("awards", index))
        earns = sub(award, "earns")
        at: Path = ("awards", index, "earns")
        stipend = number(earns, "stipend")
        if stipend is not None and stipend < 0:
            yield Flaw(path=(*at, "stipend"), code="out-of-range", message="A stipend is not negative.", hint="")
        if stipend and not texts(earns, "stipend_to"):
            message = "It does not say who gets the stipend."
            hint = f"Add “stipend_to” with {' or '.join(_STIPEND_TO)}."
            yield Flaw(path=(*at, "stipend"), code="stipend-to-missing", message=message, hint=hint)
        for place, name in texts(earns, "stipend_to"):
            if name not in _STIPEND_TO:
                yield unknown((*at, "stipend_to", place), "recipient", name, _STIPEND_TO)
        if str(sub(earns, "credit")).startswith("-"):
            yield Flaw(path=(*at, "credit"), code="out-of-range", message="Credit is not negative.", hint="")


def _feedback(tree: Map) -> Iterator[Flaw]:
    known = indicator_ids(tree)
    for index, snippet in entries(sub(tree, "feedback"), "snippets"):
        name = text(snippet, "indicator")
        if name and name not in known:
            yield unknown(("feedback", "snippets", index, "indicator"), "indicator", name, known)
