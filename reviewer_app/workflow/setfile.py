"""What a lead writes down for a new calibration set: title, reviewers, submissions, masters; read strictly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from reviewer_app.bundles.yamltree import Parsed, Path, parse, path_text
from reviewer_app.domain.calibration_set import Expected, SetUse
from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import IndicatorId, ItemId, SubmissionId
from reviewer_app.domain.selectors import parse_place
from reviewer_app.errors import BadInput, Problem, ReviewerError

FORMAT = 1
_TOP = {"format", "title", "due", "use", "reviewers", "items"}
_ITEM = {"submission", "label", "masters"}
_MASTER = {"level", "why", "cite"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecMaster:
    """A master as the lead gives it; ``places`` are cited."""

    indicator: IndicatorId
    level: int
    rationale: str = ""
    places: tuple[tuple[ItemId, Selector], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecItem:
    """A submission of this workspace for the set; without ``masters`` the lead's own finalised review gives them."""

    submission: SubmissionId
    label: str = ""
    masters: tuple[SpecMaster, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpec:
    """A set that is to be made."""

    title: str
    items: tuple[SpecItem, ...]
    expected: tuple[Expected, ...] = ()
    due: datetime | None = None
    use: SetUse = SetUse.CALIBRATION


def read_spec(data: bytes, name: str) -> SetSpec:
    """The set that a YAML file describes; BadInput with every problem and its line."""
    parsed = parse(data, name)
    reader = _Reader(parsed, name)
    spec = reader.spec()
    problems = [*parsed.problems, *reader.problems]
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise BadInput(
            f"{name} has {count}: {problems[0].message}",
            hint="Correct it, then try again.",
            code="bad-set-file",
            problems=tuple(problems),
        )
    return spec


class _Reader:
    """Takes values out of the tree and notes each that is not what it should be."""

    def __init__(self, parsed: Parsed, name: str) -> None:
        self._parsed, self._name = parsed, name
        self.problems: list[Problem] = []

    def spec(self) -> SetSpec:
        """The whole file."""
        tree = self._parsed.tree
        if not isinstance(tree, dict):
            self._wrong((), "The file must be a mapping with title and items.")
            return SetSpec(title="", items=())
        newer = tree.get("format")
        if type(newer) is int and newer > FORMAT:
            self._wrong(("format",), f"The file is of format {newer}; this version of Reviewer reads format {FORMAT}.")
            return SetSpec(title="", items=())
        self._known(tree, (), _TOP)
        items = self._list(tree, "items", self._item)
        if not items:
            self._wrong(("items",), "The set needs a submission.")
        return SetSpec(
            title=self._text(tree, (), "title", needed=True),
            items=tuple(items),
            expected=tuple(self._list(tree, "reviewers", self._reviewer)),
            due=self._due(tree),
            use=self._use(tree),
        )

    def _item(self, value: object, path: Path) -> SpecItem:
        if not isinstance(value, dict):
            self._wrong(path, "An item is a mapping with a submission.")
            return SpecItem(submission=SubmissionId(""))
        self._known(value, path, _ITEM)
        given = value.get("masters", {})
        masters = []
        if isinstance(given, dict):
            masters = [self._master(k, v, (*path, "masters", str(k))) for k, v in given.items()]
        else:
            self._wrong((*path, "masters"), "Masters are a mapping from indicator to level.")
        return SpecItem(
            submission=SubmissionId(self._text(value, path, "submission", needed=True)),
            label=self._text(value, path, "label"),
            masters=tuple(masters),
        )

    def _master(self, indicator: object, value: object, path: Path) -> SpecMaster:
        name = IndicatorId(str(indicator))
        if type(value) is int:
            return SpecMaster(indicator=name, level=value)
        if not isinstance(value, dict) or type(value.get("level")) is not int:
            self._wrong(path, "A master is a level, or a mapping with level, why and cite.")
            return SpecMaster(indicator=name, level=0)
        self._known(value, path, _MASTER)
        cited = value.get("cite", [])
        places = []
        for n, text in enumerate(cited if isinstance(cited, list) else [cited]):
            try:
                places.append(parse_place(str(text)))
            except ReviewerError as error:
                self._wrong((*path, "cite", n), error.message)
        return SpecMaster(
            indicator=name, level=value["level"], rationale=self._text(value, path, "why"), places=tuple(places)
        )

    def _reviewer(self, value: object, path: Path) -> Expected:
        if isinstance(value, str) and value.strip():
            return Expected(label=value.strip())
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            self._known(value, path, {"name", "key"})
            return Expected(label=value["name"].strip(), key=self._text(value, path, "key").lower())
        self._wrong(path, "A reviewer is a name, or a mapping with name and key.")
        return Expected(label="")

    def _due(self, tree: dict[str, Any]) -> datetime | None:
        value = tree.get("due")
        if value is None:
            return None
        try:
            if isinstance(value, str) and len(value) > 10:
                found = datetime.fromisoformat(value)
                return found if found.tzinfo else found.replace(tzinfo=UTC)
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self._wrong(("due",), "“due” must be a day such as 2026-12-01.")
            return None
        return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)

    def _use(self, tree: dict[str, Any]) -> SetUse:
        value = tree.get("use", SetUse.CALIBRATION.value)
        try:
            return SetUse(value)
        except ValueError:
            self._wrong(("use",), "“use” is calibration or seeded.")
            return SetUse.CALIBRATION

    def _list(self, tree: dict[str, Any], key: str, read: Callable[[object, Path], Any]) -> list[Any]:
        value = tree.get(key, [])
        if not isinstance(value, list):
            self._wrong((key,), f"“{key}” must be a list.")
            return []
        return [read(one, (key, n)) for n, one in enumerate(value)]

    def _text(self, tree: dict[str, Any], path: Path, key: str, *, needed: bool = False) -> str:
        value = tree.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None and not isinstance(value, str):
            self._wrong((*path, key), f"“{key}” must be text.")
        elif needed:
            self._wrong((*path, key), f"“{key}” is missing.")
        return ""

    def _known(self, tree: dict[str, Any], path: Path, known: set[str]) -> None:
        for key in tree:
            if key not in known:
                self._wrong((*path, key), f"“{key}” is not known here; there can be {', '.join(sorted(known))}.")

    def _wrong(self, path: Path, message: str) -> None:
        line = self._parsed.line(path)
        self.problems.append(
            Problem(code="bad-set-file", message=message, where=f"{self._name}:{line} {path_text(path)}".strip())
        )
