"""The person's own filters of the queue: what one leaves, and its text in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from reviewer_app.errors import UsageError

OPEN = "open"
LONGEST_NAME = 40
_LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows are left and in which order. ``state`` is the name of a queue state, ``open`` or ``new``."""

    state: str = OPEN
    program: str = ""  # empty: all
    text: str = ""
    sort: str = "due"
    descending: bool = False


def to_text(wanted: Filter) -> str:
    """A filter as one line; what is as always is left out."""
    plain = Filter()
    names = ("state", "program", "text", "sort")
    said = {n: getattr(wanted, n) for n in names if getattr(wanted, n) != getattr(plain, n)}
    return urlencode(said | ({"descending": "yes"} if wanted.descending else {}))


def of_text(text: str) -> Filter:
    """The filter of such a line; what is not understood is passed over."""
    found = dict(parse_qsl(text[:_LONGEST]))
    plain = Filter()
    return Filter(
        state=found.get("state", plain.state),
        program=found.get("program", plain.program),
        text=found.get("text", plain.text),
        sort=found.get("sort", plain.sort),
        descending=found.get("descending") == "yes",
    )


def keep(filters: Mapping[str, str], name: str, wanted: Filter) -> dict[str, str]:
    """All filters with one more (or the one of that name changed); UsageError ``filter-name`` for a bad name."""
    return {**filters, _named(name): to_text(wanted)}


def rename(filters: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """All filters with one called otherwise, at its place; UsageError ``filter-name`` or ``filter-exists``."""
    wanted = _named(new)
    if wanted != old and wanted in filters:
        raise UsageError(
            f"There is a filter called {wanted} already.", hint="Choose another name.", code="filter-exists"
        )
    return {wanted if name == old else name: text for name, text in filters.items()}


def without(filters: Mapping[str, str], name: str) -> dict[str, str]:
    """All filters but one."""
    return {n: text for n, text in filters.items() if n != name}


def _named(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or not wanted.isprintable():
        raise UsageError(
            f"A filter needs a name of 1 to {LONGEST_NAME} characters.", hint="Call it otherwise.", code="filter-name"
        )
    return wanted
