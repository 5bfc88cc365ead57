"""What an item's viewer is told beside the item: other pictures to compare with, and how many words are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.ui.viewers.base import Sibling

if TYPE_CHECKING:
    from reviewer_app.domain.ids import ItemId
    from reviewer_app.evidence.values import Probe
    from reviewer_app.workflow.desk import Desk
    from reviewer_app.workspace import Workspace


def pictures_beside(
    ws: Workspace, evidence: Iterable[EvidenceItem], item: EvidenceItem, probe_of: Callable[[ItemId], Probe | None]
) -> tuple[Sibling, ...]:
    """The other pictures of the submission that can be shown; by title or number, never by file name."""
    found = []
    for other in evidence:
        probe = probe_of(other.id)
        if other.id != item.id and probe is not None and probe.readable and probe.kind is Kind.IMAGE:
            title = other.title or f"Item {other.id}"
            found.append(Sibling(title=title, probe=probe, recipe=partial(ws.recipe, other)))
    return tuple(found)


def words_allowed(desk: Desk | None, item: EvidenceItem) -> tuple[int | None, int | None]:
    """The least and most words that the program asks for in this item."""
    asked = desk.component.requirements if desk is not None else ()
    found = next((r for r in asked if r.id == item.requirement), None)
    return (found.min_words, found.max_words) if found is not None else (None, None)
