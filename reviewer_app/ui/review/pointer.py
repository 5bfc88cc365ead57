"""Where the screen is: the active card, the item in hand, how things are sorted. No data: none of it is kept."""

from __future__ import annotations

from reviewer_app.domain.ids import IndicatorId, ItemId
from reviewer_app.workflow.snippets import OwnSnippet


class Pointer:
    """What the person looks at."""

    def __init__(self, by: str = "place", own: tuple[OwnSnippet, ...] = ()) -> None:
        self.active: IndicatorId | None = None
        self.item: ItemId | None = None
        self.shown: tuple[ItemId, ...] = ()
        self.settled = True
        self.by = by  # how citations are sorted: place, made
        self.only: IndicatorId | None = None  # only its marks are shown
        self.own = own  # one's own snippets
