"""A place in the evidence tied to an indicator; W3C Web Annotation selectors on the file's SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId

MOST_STILLS = 12  # of one review
STILL_BYTES = 512 << 10  # of one still in a bundle


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpan:
    """From ``start`` to ``end`` in whole milliseconds; ``end`` equals ``start`` for a moment."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A rectangle in hundredths of a percent (0..10000) of the picture's or page's width and height."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuote:
    """Words of a document; ``start`` and ``end`` count Unicode code points in the item's plain text."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = -1  # -1: not known
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Where in an item: what makes sense of time, region, page (1-based) and quote; all empty is the whole item."""

    time: TimeSpan | None = None
    region: Region | None = None
    page: int | None = None
    quote: TextQuote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in one evidence item, said to speak for one indicator (``None``: not assigned yet)."""

    id: CitationId
    item: ItemId
    sha256: str  # of the evidence file
    selector: Selector
    indicator: IndicatorId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedStill:
    """A small picture of a cited area, as a file of a bundle. ``covered``: faces that were found in it are covered."""

    citation: CitationId
    path: str
    sha256: str
    size: int  # bytes
    covered: bool = False
