"""Unions whose members are told apart by a field, such as ``rule: all_at_least``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, get_args


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """Written beside a union in ``Annotated``: ``field`` holds the member's name, which is that field's default."""

    field: str

    def members(self, union: object) -> dict[str, type]:
        """The members of the union by the name in their tag field."""
        found = {}
        for member in get_args(union):
            tag = next(f.default for f in fields(member) if f.name == self.field)
            found[str(tag)] = member
        return found

    def __get_pydantic_core_schema__(self, union: object, handler: Any) -> dict[str, Any]:
        """Tells a reader of values to look at the tag first: one clear complaint instead of one for each member."""
        choices = {tag: handler.generate_schema(member) for tag, member in self.members(union).items()}
        return {"type": "tagged-union", "discriminator": self.field, "choices": choices}
