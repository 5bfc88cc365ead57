"""Domain values as the JSON text of a row, and back: the same classes, by pydantic."""

from __future__ import annotations

from typing import Any, TypeVar

import pydantic.types  # noqa: F401 - first: with Qt's import hook at work, pydantic's lazy modules fail in another order
from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from reviewer_app.domain.events import ACTS, Act
from reviewer_app.errors import UsageError

T = TypeVar("T")
_adapters: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """The adapter of a class, made once: making one takes milliseconds."""
    adapter = _adapters.get(kind)
    if adapter is None:
        adapter = _adapters[kind] = TypeAdapter(kind)
    return adapter


def encode(value: object) -> str:
    """The JSON text of a value; UsageError ``bad-text`` when a text in it is no Unicode."""
    try:
        return _adapter(type(value)).dump_json(value).decode()
    except PydanticSerializationError as error:
        raise UsageError(
            "That text holds signs that can't be kept. Nothing was changed.",
            hint="Write it again, without what was pasted.",
            code="bad-text",
        ) from error


def decode(kind: type[T], text: str) -> T:
    """The value of a JSON text; pydantic's ValidationError when the row is not of that kind."""
    value: T = _adapter(kind).validate_json(text)
    return value


def decode_act(kind: str, body: str) -> Act:
    """The act of a journal row; KeyError for a kind that this version doesn't know."""
    act: Act = _adapter(ACTS[kind]).validate_json(body)
    return act
