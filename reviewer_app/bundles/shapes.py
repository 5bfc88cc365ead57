"""Domain values in and out of JSON, over the very classes of ``domain``: pydantic models are derived, never written.

``TypeAdapter`` alone can't do it: an act is told apart by a class constant, and a citation's place is written as W3C
selectors, and ``domain`` knows nothing of either. So each class gives a model with the same fields whose validated form
is the class again.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    Literal,
    NewType,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from reviewer_app.bundles.strictjson import MAX_INT, parse, step
from reviewer_app.domain.citation import Selector
from reviewer_app.domain.selectors import from_annotation, to_annotation
from reviewer_app.errors import BadInput, Problem, ReviewerError

T = TypeVar("T")
MOST_PROBLEMS = 50
_CONFIG = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)
_TEXT = Annotated[str, Field(max_length=1_000_000)]
_INT = Annotated[int, Field(ge=-MAX_INT, le=MAX_INT)]
_COUNT = Annotated[int, Field(ge=0, le=MAX_INT)]
_DIGEST = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_PLAIN = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"  # no control, line end or change of direction
_NAME = Annotated[str, Field(min_length=1, max_length=200, pattern=f"^{_PLAIN}*$")]
_LINE = Annotated[str, Field(max_length=300, pattern=f"^{_PLAIN}*$")]
_LABEL = Annotated[str, Field(min_length=1, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
_ITEM = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
_BY_NAME: dict[str, Any] = {"sha256": _DIGEST, "size": _COUNT, "seconds": _COUNT, "seq": _COUNT, "attempt": _COUNT}
_BY_FIELD: dict[str, Any] = {
    "CalibrationSet.commitment": _DIGEST,
    "CitedStill.path": Annotated[str, Field(pattern=r"^data/stills/[0-9a-f-]{1,64}\.jpg$")],
    "CalibrationSet.id": _LABEL,
    "CalibrationSet.title": _LINE,
    "Consensus.set": _LABEL,
    "Expected.label": _LINE,
    "Masters.salt": _DIGEST,
    "Masters.set": _LABEL,
    "Reveal.set": _LABEL,
    "SetItem.label": _LABEL,
    "SetItem.package": _DIGEST,
    "StandingNote.words": _LINE,
    "Decision.package": _DIGEST,
    "EvidenceItem.title": _LINE,
    "SignedBy.name": _LINE,
    "Submission.candidate": _LABEL,
}
_LATER = {"Decision": "settled", "DecisionsFile": "stills"}
"""Fields that came later: left out when empty, so that an older version reads all that it can understand."""
_BY_ID: dict[str, Any] = {"ItemId": _ITEM, "KeyId": _DIGEST, "SubmissionId": _LABEL}


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _place(value: list[dict[str, Any]]) -> Selector:
    try:
        return from_annotation(value)
    except BadInput as error:
        raise PydanticCustomError("bad_selector", "{why}", {"why": error.message}) from error


_SELECTOR_SCHEMA: dict[str, Any] = {
    "type": "array",
    "description": "W3C Web Annotation selectors that all name the same place; empty: the whole item",
    "maxItems": 8,
    "items": {
        "type": "object",
        "properties": {"type": {"enum": ["FragmentSelector", "TextQuoteSelector", "TextPositionSelector"]}},
        "required": ["type"],
    },
}
_PLACE = Annotated[list[dict[str, Any]], AfterValidator(_place), WithJsonSchema(_SELECTOR_SCHEMA)]


class Codec(Generic[T]):
    """Reads and writes one kind of JSON document; ``rename`` turns a field's name into its key."""

    def __init__(self, root: type[T], name: str, rename: Callable[[str], str] = str) -> None:
        self._root = root
        self._name = name
        self._rename = rename
        self._models: dict[type, Any] = {}
        self._made: TypeAdapter[T] | None = None

    @property
    def _adapter(self) -> TypeAdapter[T]:
        if self._made is None:
            self._made = TypeAdapter(self._model(self._root))
        return self._made

    def read(self, data: bytes, check: Callable[[Any], None] | None = None) -> T:
        """The value in ``data``; BadInput with every problem. ``check`` sees the bare JSON first."""
        tree = parse(data, self._name)
        if check is not None:
            check(tree)
        try:
            return self._adapter.validate_json(data)
        except ValidationError as error:
            problems = tuple(_problem(e) for e in error.errors(include_url=False, include_input=False)[:MOST_PROBLEMS])
        raise BadInput(
            f"{self._name} is not what it should be: {problems[0].message}",
            code="json-shape",
            hint="Ask whoever made the file for a new one.",
            problems=problems,
        )

    def write(self, value: T) -> bytes:
        """The value as JSON text, for people to read as well; what ``read`` would refuse can't be written."""
        text = json.dumps(self._plain(value), ensure_ascii=False, indent=1, allow_nan=False)
        data = text.encode("utf-8") + b"\n"
        try:
            self.read(data)
        except BadInput as error:
            raise ReviewerError(
                f"{self._name} can't be written: {error.problems[0].message}",
                code="cannot-write",
                problems=error.problems,
            ) from error
        return data

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (2020-12) of the document."""
        return self._adapter.json_schema()

    def _model(self, cls: type) -> Any:
        if cls not in self._models:
            hints = get_type_hints(cls)
            fields: dict[str, Any] = {}
            if kind := getattr(cls, "kind", None) if _tagged(cls) else None:
                fields["kind"] = (Literal[kind], ...)
            for f in dataclasses.fields(cls):
                default = ... if f.default is dataclasses.MISSING else f.default
                key = self._rename(f.name)
                place = Field(default, alias=key) if key != f.name else default
                hint = hints[f.name]
                known = (
                    (_BY_FIELD.get(f"{cls.__name__}.{f.name}") or _BY_NAME.get(f.name)) if hint in (str, int) else None
                )
                fields[f.name] = (known or self._type(hint), place)
            model = create_model(cls.__name__, __config__=_CONFIG, __doc__=cls.__doc__, **fields)
            self._models[cls] = Annotated[model, AfterValidator(partial(_back, cls))]
        return self._models[cls]

    def _type(self, hint: Any) -> Any:
        if isinstance(hint, NewType):
            return _BY_ID.get(hint.__name__, _NAME)
        if hint in _SIMPLE:
            return _SIMPLE[hint]
        if dataclasses.is_dataclass(hint):
            return self._model(cast(type, hint))
        origin, parts = get_origin(hint), get_args(hint)
        if origin is tuple:
            return tuple.__class_getitem__(tuple(p if p is ... else self._type(p) for p in parts))
        if origin in (types.UnionType, Union):
            union: Any = Union.__getitem__(tuple(self._type(p) for p in parts))
            return Annotated[union, Field(discriminator="kind")] if all(map(_tagged, parts)) else union
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint
        raise TypeError(f"no JSON form for {hint}")

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Selector):
            return to_annotation(value)
        if dataclasses.is_dataclass(value):
            made: dict[str, Any] = {"kind": getattr(value, "kind", "")} if _tagged(type(value)) else {}
            later = _LATER.get(type(value).__name__)
            for f in dataclasses.fields(value):
                if f.name != later or getattr(value, f.name):
                    made[self._rename(f.name)] = self._plain(getattr(value, f.name))
            return made
        if isinstance(value, tuple):
            return [self._plain(v) for v in value]
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        if isinstance(value, date):
            return value.isoformat()
        return value


_SIMPLE: Mapping[Any, Any] = {
    str: _TEXT,
    int: _INT,
    float: Annotated[float, Field(ge=-MAX_INT, le=MAX_INT, allow_inf_nan=False)],
    bool: bool,
    type(None): None,
    date: date,
    datetime: Annotated[AwareDatetime, AfterValidator(_utc)],
    Selector: _PLACE,
}


def _tagged(cls: Any) -> bool:
    """Whether values of that class are told apart by a constant ``kind``."""
    return isinstance(cls, type) and ClassVar[str] == get_type_hints(cls).get("kind")


def _back(cls: type, model: BaseModel) -> Any:
    return cls(**{f.name: getattr(model, f.name) for f in dataclasses.fields(cls)})


_WORDS = {
    "missing": "“{key}” is missing",
    "extra_forbidden": "“{key}” is not known here",
    "string_type": "“{key}” must be text",
    "int_type": "“{key}” must be a whole number",
    "bool_type": "“{key}” must be true or false",
    "tuple_type": "“{key}” must be a list",
    "list_type": "“{key}” must be a list",
    "model_type": "“{key}” must be an object",
    "string_pattern_mismatch": "“{key}” is not of the form that it must be, or has signs that it must not have",
}


def _problem(error: Any) -> Problem:
    path, key = "$", "the document"
    for part in error["loc"]:
        if isinstance(part, str) and path.endswith(".act") and error["loc"][-1] != part:
            continue  # the tag of a union, not a key
        path, key = step(path, part), str(part)[:80]
    words = _WORDS.get(error["type"])
    message = words.format(key=key) if words else f"“{key}”: {error['msg']}"
    return Problem(code="json-" + error["type"].replace("_", "-"), message=message.rstrip(".") + ".", where=path)
