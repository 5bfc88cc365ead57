"""What several reviewers of one workspace keep in one settings file, each their own: an entry begins with its owner.

Entries of before the owners were told apart belong to everybody who is there, until somebody changes something: then
each gets a copy of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from reviewer_app.domain.ids import KeyId
from reviewer_app.workspace import Workspace

_OWNED = re.compile(r"([0-9a-f]{16}):(.*)", re.DOTALL)


def table_of(ws: Workspace, kept: Mapping[str, str]) -> dict[str, str]:
    """The entries of the reviewer at work, by their names."""
    return {name: kept[entry] for entry, name in _mine(ws, kept)}


def with_table(ws: Workspace, kept: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str]:
    """All entries, those of the reviewer at work being these."""
    others = {e: kept[old] for old, e in _others(ws, kept)}
    return {**others, **{_entry(ws.key_id, name): text for name, text in wanted.items()}}


def list_of(ws: Workspace, kept: Iterable[str]) -> list[str]:
    """The entries of the reviewer at work, in their order."""
    return [name for _, name in _mine(ws, kept)]


def with_list(ws: Workspace, kept: Iterable[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """All entries, those of the reviewer at work first and being these."""
    return (*(_entry(ws.key_id, name) for name in wanted), *(e for _, e in _others(ws, kept)))


def _entry(owner: KeyId, name: str) -> str:
    return f"{owner[:16]}:{name}"


def _mine(ws: Workspace, kept: Iterable[str]) -> list[tuple[str, str]]:
    """Entry and name of what the reviewer at work has; what is their own goes before what was everybody's."""
    found: dict[str, str] = {}
    for entry in kept:
        owned = _OWNED.fullmatch(entry)
        if owned is None:
            found.setdefault(entry, entry)
        elif owned[1] == ws.key_id[:16]:
            found[owned[2]] = entry
    return [(entry, name) for name, entry in found.items()]


def _others(ws: Workspace, kept: Iterable[str]) -> list[tuple[str, str]]:
    """What there is and the entry it becomes, for everybody else; what was everybody's becomes each one's."""
    people = [record.id for record in ws.identities() if record.id != ws.key_id]
    entries = list(kept)
    found = [(e, e) for e in entries if (o := _OWNED.fullmatch(e)) and o[1] != ws.key_id[:16]]
    taken = {entry for entry, _ in found}
    legacy = [e for e in entries if not _OWNED.fullmatch(e)]
    return found + [(e, made) for who in people for e in legacy if (made := _entry(who, e)) not in taken]
