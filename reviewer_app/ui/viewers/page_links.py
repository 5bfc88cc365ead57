"""The links of a PDF: shown, told as text, never followed; those within the file lead to their page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF

from reviewer_app.evidence.values import Link
from reviewer_app.ui.viewers.places import shorten

_KEPT = 400  # pages


class PageLinks:
    """The links of the pages that were seen; ``want`` asks for those of a page."""

    def __init__(self, want: Callable[[int], None]) -> None:
        self._want = want
        self._asked: set[int] = set()
        self._links: dict[int, tuple[Link, ...]] = {}

    def set(self, page: int, links: tuple[Link, ...]) -> None:
        """The links of a page have come."""
        self._links[page] = links
        while len(self._links) > _KEPT:
            gone = next(iter(self._links))
            del self._links[gone]
            self._asked.discard(gone)

    def of(self, page: int) -> tuple[Link, ...]:
        """The links of a page; they are asked for when they have not come."""
        if page not in self._asked:
            self._asked.add(page)
            self._want(page)
        return self._links.get(page, ())

    def known(self, page: int) -> tuple[Link, ...]:
        """The links of a page that have come."""
        return self._links.get(page, ())

    def at(self, page: int, place: QPointF) -> Link | None:
        """The link at a place of a page, in fractions of it."""
        for link in self.known(page):
            if link.x0 <= place.x() <= link.x1 and link.y0 <= place.y() <= link.y1:
                return link
        return None

    @staticmethod
    def told(link: Link) -> str:
        """Where it leads, as text."""
        if link.page:
            return f"Leads to page {link.page}"
        target = shorten(link.target, 200) or "outside this file"
        return f"Would run: {target} · never run here" if link.runs else f"Link to {target} · not followed here"
