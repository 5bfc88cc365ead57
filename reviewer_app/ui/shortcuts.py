"""Every key in one table: what it does, which key it has now and had at first; who else has it. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RESERVED = ("Tab", "Shift+Tab", "Backtab", "Shift+Backtab", "Esc", "Escape")
_EVERYWHERE = "Everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """One act by key. ``first`` are its keys before anybody changed them."""

    id: str
    group: str
    title: str
    first: tuple[str, ...] = ()

    def keys(self, changed: Mapping[str, str]) -> tuple[str, ...]:
        """The keys it has now; none when they were taken away."""
        if self.id in changed:
            return (changed[self.id],) if changed[self.id] else ()
        return self.first


def same(one: str, other: str) -> bool:
    """Whether that is the same key."""
    return _plain(one) == _plain(other)


def _plain(keys: str) -> str:
    return keys.casefold().replace("enter", "return").replace("escape", "esc")


def taken_by(table: Sequence[Shortcut], changed: Mapping[str, str], wanted: Shortcut, keys: str) -> Shortcut | None:
    """Who has that key where the two would meet: those of the queue and of the desk never do."""
    for other in table:
        meet = _EVERYWHERE in (other.group, wanted.group) or other.group == wanted.group
        if other.id != wanted.id and meet and any(same(k, keys) for k in other.keys(changed)):
            return other
    return None


def with_key(
    changed: Mapping[str, str], wanted: Shortcut, keys: str, from_other: Shortcut | None = None
) -> dict[str, str]:
    """The changed keys with one more; ``from_other`` loses it."""
    made = {**changed, wanted.id: keys}
    if (keys,) == wanted.first or (not keys and not wanted.first):
        del made[wanted.id]
    if from_other is not None:
        rest = [k for k in from_other.keys(changed) if not same(k, keys)]
        made[from_other.id] = rest[0] if rest else ""
    return made


def without(changed: Mapping[str, str], wanted: Shortcut) -> dict[str, str]:
    """The changed keys without one: it has again what it had at first."""
    return {i: k for i, k in changed.items() if i != wanted.id}
