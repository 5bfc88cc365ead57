"""What is drawn over the pages of a PDF: citations, hits of a search, links; worked out for a page when it is seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from reviewer_app.domain.citation import Region, Selector
from reviewer_app.ui.viewers import offsets
from reviewer_app.ui.viewers.hits import Hits
from reviewer_app.ui.viewers.page_text import PageText
from reviewer_app.ui.viewers.paper import paper_hue
from reviewer_app.ui.viewers.places import Mark

Tint = tuple[QRectF, QColor]


class PageOverlay:
    """Boxes are in fractions of the upright page."""

    def __init__(self, text: PageText) -> None:
        self._text = text
        self._marks: tuple[Mark, ...] = ()
        self._places: tuple[tuple[int, int] | None, ...] = ()
        self.hits = Hits()

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """The citations to show."""
        self._marks = marks
        self.find_places()

    def find_places(self) -> None:
        """Find the marks' quotes in the plain text (again, when it has come)."""
        self._places = tuple(self.place_of(m.selector) for m in self._marks)

    def place_of(self, selector: Selector) -> tuple[int, int] | None:
        """Where a quote is in the plain text; None when it is not there."""
        if selector.quote is None or not self._text.text:
            return None
        return offsets.find_quote(self._text.text, selector.quote)

    def tints(self, page: int) -> list[Tint]:
        """The quotes on a page, one box a line."""
        low, high = self._text.reach(page)
        found: list[Tint] = []
        for mark, place in zip(self._marks, self._places, strict=True):
            if place is not None and place[0] < high and place[1] > low:
                hue = paper_hue(mark.hue)
                found += [(box, hue) for box in self._text.boxes_of(page, *place)]
        return found

    def regions(self, page: int) -> list[tuple[Region, QColor]]:
        """The areas cited on a page."""
        return [
            (m.selector.region, paper_hue(m.hue))
            for m in self._marks
            if m.selector.region is not None and (m.selector.page or 1) == page
        ]

    def hits_on(self, page: int) -> list[tuple[QRectF, bool]]:
        """The hits on a page, and which of them is the current one."""
        low, high = self._text.reach(page)
        if not self.hits.spans or low >= high:
            return []
        return [
            (box, current)
            for start, end, current in self.hits.between(low, high)
            for box in self._text.boxes_of(page, start, end)
        ]

    def ticks(self) -> list[tuple[int, float, QColor]]:
        """Page, share of its height and colour of each citation, for the margin of the scroll bar."""
        found = []
        for mark, place in zip(self._marks, self._places, strict=True):
            hue = paper_hue(mark.hue)
            if place is not None:
                found.append((*self._text.height_of(place[0]), hue))
            elif mark.selector.quote is None:
                top = mark.selector.region.y / 10000 if mark.selector.region is not None else 0.0
                found.append((mark.selector.page or 1, top, hue))
        return found

    def mark_at(self, page: int, place: QPointF) -> Mark | None:
        """The citation whose words or area are at a place of a page."""
        for mark, found in zip(self._marks, self._places, strict=True):
            area = mark.selector.region
            if area is not None and (mark.selector.page or 1) == page:
                if QRectF(area.x / 1e4, area.y / 1e4, area.w / 1e4, area.h / 1e4).contains(place):
                    return mark
            elif found is not None and any(b.contains(place) for b in self._text.boxes_of(page, *found)):
                return mark
        return None
