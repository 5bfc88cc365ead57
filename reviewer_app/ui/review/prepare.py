"""What of the desk's values is worth making off the GUI thread: a line and a mark for each citation; pure.

There may be thousands of citations. Those that did not change keep their very objects from one reading to the next, so
that comparing what is shown with what is to be shown costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.feedback import Advice, advice
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId
from reviewer_app.domain.submission import Kind, Submission
from reviewer_app.ui.review.state import CitationRow
from reviewer_app.ui.viewers.places import Mark, shorten, where
from reviewer_app.workflow.desk import Desk

_ICONS = {
    Kind.VIDEO: "play-fill",
    Kind.AUDIO: "speaker-high",
    Kind.PDF: "file-pdf",
    Kind.DOCUMENT: "text-align-left",
    Kind.TEXT: "text-align-left",
    Kind.IMAGE: "image",
    Kind.LINK: "link",
    Kind.OTHER: "file",
}

Rows = tuple[CitationRow, ...]
Order = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A citation with what is shown of it."""

    citation: Citation
    row: CitationRow
    mark: Mark
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The desk with its citations by indicator (in the order made, and by place) and by item."""

    desk: Desk
    made: Mapping[IndicatorId | None, Rows] = field(default_factory=dict)
    placed: Mapping[IndicatorId | None, Rows] = field(default_factory=dict)
    marks: Mapping[ItemId, tuple[Mark, ...]] = field(default_factory=dict)
    cited: Mapping[IndicatorId | None, tuple[Citation, ...]] = field(default_factory=dict)
    advice: tuple[Advice, ...] = ()
    kept: Mapping[CitationId, Kept] = field(default_factory=dict)

    def rows(self, indicator: IndicatorId | None, by: str) -> Rows:
        """The citations of an indicator, sorted by ``place`` or in the order ``made``."""
        return (self.made if by == "made" else self.placed).get(indicator, ())


def prepare(desk: Desk, before: Prepared | None = None) -> Prepared:
    """Make the lines and marks; ``before`` is what was made the last time."""
    old = before.kept if before is not None else {}
    hues = {i.id: n for n, i in enumerate(desk.indicators)}
    numbers = {item.id: n for n, item in enumerate(desk.submission.evidence)}
    kept = {c.id: _keep(c, old.get(c.id), desk.submission, hues, numbers) for c in desk.review.citations}
    made: dict[IndicatorId | None, list[Kept]] = {}
    marks: dict[ItemId, list[Mark]] = {}
    for each in kept.values():
        made.setdefault(each.citation.indicator, []).append(each)
        marks.setdefault(each.citation.item, []).append(each.mark)
    return Prepared(
        desk=desk,
        made={i: tuple(k.row for k in of) for i, of in made.items()},
        placed={i: tuple(k.row for k in sorted(of, key=lambda k: k.order)) for i, of in made.items()},
        marks={i: tuple(of) for i, of in marks.items()},
        cited={i: tuple(k.citation for k in of) for i, of in made.items()},
        advice=advice(desk.program, desk.indicators, desk.review, desk.verdict),
        kept=kept,
    )


def _keep(
    citation: Citation,
    old: Kept | None,
    submission: Submission,
    hues: Mapping[IndicatorId, int],
    numbers: Mapping[ItemId, int],
) -> Kept:
    if old is not None and (old.citation is citation or old.citation == citation):
        return old
    return Kept(
        citation=citation,
        row=citation_row(citation, submission),
        mark=Mark(
            citation=citation.id,
            selector=citation.selector,
            indicator=citation.indicator,
            hue=hues.get(citation.indicator, -1) if citation.indicator else -1,
            label=str(citation.indicator or "whole submission"),
        ),
        order=_order(numbers.get(citation.item, len(numbers)), citation.selector),
    )


def _order(number: int, selector: Selector) -> Order:
    """By item, then by time, page and place in the text or on the page."""
    start = selector.time.start if selector.time is not None else 0
    page = selector.page or 0
    inside = selector.quote.start if selector.quote is not None else selector.region.y if selector.region else 0
    return number, start, page, inside


def citation_row(citation: Citation, submission: Submission) -> CitationRow:
    """``05:31–06:02 asks what would help`` or ``Reflection p.2 “When I asked…”``."""
    item = submission.item(citation.item)
    kind = item.kind if item is not None else Kind.OTHER
    title = shorten(item.title, 18) if item is not None else str(citation.item)
    place = where(citation.selector)
    if citation.selector.time is None:
        place = f"{title}{' ' if place.startswith('p.') else ' · ' if place else ''}{place}"
    quote = citation.selector.quote
    words = citation.note or (f"“{shorten(quote.exact, 80)}”" if quote is not None else "")
    if not words and citation.selector.time is not None:
        words = title
    return CitationRow(
        id=citation.id, item=citation.item, icon=_ICONS[kind], place=place, words=words, selector=citation.selector
    )
