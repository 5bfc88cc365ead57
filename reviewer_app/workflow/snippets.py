"""The reviewer's own pieces of feedback, kept in the workspace beside the program's; and what fills their fields."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.feedback import fill
from reviewer_app.errors import UsageError, could_not
from reviewer_app.files import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from reviewer_app.domain.ids import IndicatorId
    from reviewer_app.domain.program import Program
    from reviewer_app.workspace import Workspace

FILE = "snippets.json"
MOST, LONGEST = 500, 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSnippet:
    """A reusable piece of feedback of one's own. ``program`` and ``indicator`` empty: it fits everywhere."""

    title: str
    text: str
    program: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A snippet ready to insert; ``own`` says whose it is."""

    title: str
    text: str
    own: bool = False


def own_snippets(ws: Workspace) -> tuple[OwnSnippet, ...]:
    """One's own snippets, in the order they were made; what is unreadable in the file is passed over."""
    try:
        found = json.loads(_path(ws).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    entries = found if isinstance(found, list) else []
    return tuple(x for x in (_read(e) for e in entries[:MOST]) if x is not None)


def _read(entry: object) -> OwnSnippet | None:
    if not isinstance(entry, dict):
        return None
    values = {k: entry.get(k, "") for k in ("title", "text", "program", "indicator")}
    if not all(isinstance(v, str) for v in values.values()) or not str(values["text"]).strip():
        return None
    cut = {k: str(v)[:LONGEST].encode("utf-8", "ignore").decode() for k, v in values.items()}
    return OwnSnippet(**cut)


def keep_snippet(ws: Workspace, snippet: OwnSnippet, *, instead_of: str = "") -> Changes:
    """Keep a snippet; one of the same title (or of the title ``instead_of``) gives way to it, in its place."""
    if not snippet.text.strip():
        raise UsageError("A snippet needs some text.", hint="Write it first.", code="snippet-empty")
    made = snippet if snippet.title.strip() else _titled(snippet)
    old = own_snippets(ws)
    place = next((n for n, x in enumerate(old) if x.title in (instead_of or made.title, made.title)), len(old))
    rest = [x for n, x in enumerate(old) if n != place and x.title != made.title]
    _write(_path(ws), (*rest[:place], made, *rest[place:]))
    return Changes(settings=True)


def drop_snippet(ws: Workspace, title: str) -> Changes:
    """Take one of one's own snippets away."""
    _write(_path(ws), tuple(x for x in own_snippets(ws) if x.title != title))
    return Changes(settings=True)


def fitting(
    program: Program, indicator: IndicatorId | None, own: tuple[OwnSnippet, ...], values: Mapping[str, str]
) -> tuple[Filled, ...]:
    """What fits an indicator (None: the whole), filled in: one's own first, and those for this indicator first."""
    here = [x for x in own if x.program in ("", program.id) and x.indicator in ("", indicator or "")]
    mine = [Filled(title=x.title, text=fill(x.text, values), own=True) for x in here]
    theirs = [x for x in program.feedback.snippets if x.indicator in (None, indicator)]
    theirs.sort(key=lambda x: x.indicator is None)
    return (*mine, *(Filled(title=x.title, text=fill(x.text, values)) for x in theirs))


def _titled(snippet: OwnSnippet) -> OwnSnippet:
    from dataclasses import replace

    words = " ".join(snippet.text.split())
    return replace(snippet, title=words if len(words) <= 40 else words[:39].rstrip() + "…")


def own_file(ws: Workspace, name: str) -> Path:
    """The file of that name of the reviewer at work: each writes, and finds, only their own."""
    first = ws.identities()[:1]
    own = not first or first[0].id == ws.key_id
    stem, _, ending = name.partition(".")
    return ws.root / (name if own else f"{stem}-{ws.key_id[:16]}.{ending}")


def _path(ws: Workspace) -> Path:
    return own_file(ws, FILE)


def _write(path: Path, snippets: tuple[OwnSnippet, ...]) -> None:
    text = json.dumps([asdict(x) for x in snippets], ensure_ascii=False, indent=1)
    write_text(path, text.encode("utf-8", "ignore").decode(), "keep the snippets")


def write_text(path: Path, text: str, doing: str) -> None:
    """Put a small text in place of what is there, in one step; ``doing`` completes "Could not …"."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        sync_folder(path.parent)
    except OSError as error:
        raise could_not(doing, error) from error
