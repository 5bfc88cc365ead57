"""Which one or two items stand on the stage, and which of them is in hand. Plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reviewer_app.domain.ids import ItemId

LAYOUTS = ("single", "side-by-side", "stacked")


class Arrangement:
    """At most two items; ``current`` is the one that keys and citing go to."""

    def __init__(self, layout: str = "stacked") -> None:
        self.layout = layout if layout in LAYOUTS else "stacked"
        self.shown: tuple[ItemId, ...] = ()
        self.current: ItemId | None = None

    @property
    def double(self) -> bool:
        """Whether there is room for two."""
        return self.layout != "single"

    def begin(self, items: Sequence[ItemId], alike: Callable[[ItemId, ItemId], bool]) -> None:
        """The first item, and where there is room the first of another sort."""
        self.shown, self.current = tuple(items[:1]), (items[0] if items else None)
        self._fill(items, alike)

    def _fill(self, items: Sequence[ItemId], alike: Callable[[ItemId, ItemId], bool]) -> None:
        if not self.double or len(self.shown) != 1:
            return
        here = self.shown[0]
        others = [i for i in items if i != here]
        second = next((i for i in others if not alike(i, here)), None)
        if second is not None:
            self.shown = (here, second)

    def set_layout(self, layout: str, items: Sequence[ItemId], alike: Callable[[ItemId, ItemId], bool]) -> None:
        """One item, or two in another order of space."""
        self.layout = layout
        if not self.double:
            self.shown = (self.current,) if self.current is not None else ()
            return
        self._fill(items, alike)
        if len(self.shown) == 1:
            self.shown = (*self.shown, *[i for i in items if i not in self.shown][:1])

    def take(self, item: ItemId, alike: Callable[[ItemId, ItemId], bool]) -> None:
        """Have this item in hand: where it stands, else in the place of one of its sort, else of the one in hand."""
        if item not in self.shown:
            if len(self.shown) < 2:
                self.shown = (item,)
            else:
                place = next((n for n, i in enumerate(self.shown) if alike(i, item)), None)
                if place is None:
                    place = self.shown.index(self.current) if self.current in self.shown else 0
                self.shown = tuple(item if n == place else i for n, i in enumerate(self.shown))
        self.current = item
