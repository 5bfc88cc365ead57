"""Pictures of pages: those in view are asked for first, few at a time; what is kept is bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtGui import QImage

MOST_BYTES = 192 << 20
AT_ONCE = 2


class PageFeed:
    """``ask(page, width)`` draws a page; who asked calls ``arrived`` or ``failed``."""

    def __init__(self, ask: Callable[[int, int], None], most: int = MOST_BYTES) -> None:
        self._ask, self.most = ask, most
        self._kept: OrderedDict[int, tuple[int, QImage]] = OrderedDict()
        self._waiting: list[tuple[int, int]] = []
        self._under_way: dict[int, int] = {}
        self._failed: dict[int, str] = {}
        self.bytes = 0

    def picture(self, page: int) -> QImage | None:
        """The picture of a page, perhaps of another size than is wanted now."""
        found = self._kept.get(page)
        if found is None:
            return None
        self._kept.move_to_end(page)
        return found[1]

    def trouble(self, page: int) -> str:
        """Why a page can't be drawn."""
        return self._failed.get(page, "")

    def want(self, pages: Sequence[tuple[int, int]]) -> None:
        """These pages in these widths, the most wanted first; what was wanted before no longer is."""
        self._waiting = [
            (page, width)
            for page, width in pages
            if page not in self._failed
            and self._under_way.get(page) != width
            and (page not in self._kept or self._kept[page][0] != width)
        ]
        self._next()

    def _next(self) -> None:
        while self._waiting and len(self._under_way) < AT_ONCE:
            place = next((n for n, (page, _) in enumerate(self._waiting) if page not in self._under_way), None)
            if place is None:
                return
            page, width = self._waiting.pop(place)
            self._under_way[page] = width
            self._ask(page, width)

    def arrived(self, page: int, picture: QImage) -> None:
        """A page was drawn."""
        width = self._under_way.pop(page, picture.width())
        old = self._kept.pop(page, None)
        if old is not None:
            self.bytes -= old[1].sizeInBytes()
        self._kept[page] = (width, picture)
        self.bytes += picture.sizeInBytes()
        while self.bytes > self.most and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self.bytes -= gone.sizeInBytes()
        self._next()

    def failed(self, page: int, why: str) -> None:
        """A page can't be drawn; it is not asked again."""
        self._under_way.pop(page, None)
        self._failed[page] = why
        self._next()
