"""What is to be known before scoring, in plain words: items by title, the like of several in one line; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.ui.words import listed, many
from reviewer_app.workflow.desk import Desk
from reviewer_app.workflow.deskvalues import Duplicate

_ITEM = re.compile(r"\b[Ii]tem (\d{4})\b(?! of )")  # not another submission's: of that only the number is known
_THEIRS = re.compile(r"\bitem \d{4} of (?=\S)")
_MOST_NAMED = 3
_TOGETHER = {
    "name-in-file-name": "A person's name may be in the file name of {items}. It is not shown here.",
    "name-in-properties": "A person's name is in the document properties of {items}. It is not shown here.",
}


def remarks_of(desk: Desk) -> tuple[str, ...]:
    """All of it, a sentence or two each."""
    titles = {i.id: _title(i) for i in desk.submission.evidence}
    return (*_told(desk.remarks, titles), *_again(desk.duplicates, titles))


def _title(item: EvidenceItem) -> str:
    return f"“{item.title}”" if item.title else f"item {item.id}"


def _told(remarks: Iterable[Reason], titles: Mapping[ItemId, str]) -> list[str]:
    found: list[str] = []
    together: dict[str, list[str]] = {}
    for reason in remarks:
        if reason.code in _TOGETHER:
            named = [titles[ItemId(i)] for i in _ITEM.findall(reason.text) if ItemId(i) in titles]
            if named:
                together.setdefault(reason.code, []).extend(named)
                continue
        found.append(_by_title(reason.text, titles))
    for code, items in together.items():
        found.append(_TOGETHER[code].format(items=_some(items)))
    return found


def _again(duplicates: Iterable[Duplicate], titles: Mapping[ItemId, str]) -> list[str]:
    """The same file with several other submissions is one line."""
    found: list[str] = []
    groups: dict[tuple[ItemId, bool], list[str]] = {}
    for one in duplicates:
        plain = one.exact and one.text.startswith(f"Item {one.item} is the very same file as item")
        if plain and one.item in titles:
            groups.setdefault((one.item, one.same_candidate), []).append(str(one.other))
        else:
            found.append(_by_title(one.text, titles))
    for (item, same), others in groups.items():
        whose = "of the same candidate" if same else "of another candidate" if len(others) == 1 else "of others"
        found.append(f"{titles[item]} is the very same file as one in {_some(others)}, {whose}.")
    return found


def _by_title(text: str, titles: Mapping[ItemId, str]) -> str:
    """A sentence with the items' titles instead of their numbers, which nothing else on the screen shows."""

    def name(match: re.Match[str]) -> str:
        return titles.get(ItemId(match[1]), match[0])

    said = _THEIRS.sub("one in ", _ITEM.sub(name, text)).replace(" %", "\u00a0%")
    return said[:1].upper() + said[1:]


def _some(words: list[str]) -> str:
    """``a, b and c``; of many the first few and how many more."""
    if len(words) <= _MOST_NAMED + 1:
        return listed(words)
    return f"{', '.join(words[:_MOST_NAMED])} and {many(len(words) - _MOST_NAMED, 'other')}"
