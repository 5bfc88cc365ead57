"""Citations' places as text (``0001#t=12.5,47.25``) and as W3C Web Annotation selectors, both ways.

Sources: W3C Web Annotation Data Model (selectors), W3C Media Fragments URI 1.0 (``t=``, ``xywh=percent:``), RFC 8118
(``page=``). A time without an end is a moment: players that follow the letter of Media Fragments start there too.
"""

from __future__ import annotations

import re
from decimal import Decimal

from reviewer_app.domain.citation import Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import ItemId
from reviewer_app.errors import BadInput, Problem

MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc8118"
_PDF_FRAGMENTS_READ = (PDF_FRAGMENTS, "http://tools.ietf.org/rfc/rfc3778", "https://www.rfc-editor.org/rfc/rfc8118")
_ITEM = re.compile(r"[0-9]{4}")
_CLOCK = re.compile(r"(?:(?:([0-9]+):)?([0-5]?[0-9]):)?([0-9]+(?:\.[0-9]+)?)")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
_FULL = 10_000  # hundredths of a percent
_LONGEST = 1_000 * 3600 * 1000  # ms; a thousand hours


def parse_place(text: str) -> tuple[ItemId, Selector]:
    """The item and place that a text such as ``0001#t=12.5,47.25`` names; BadInput ``bad-selector``."""
    item, _, fragment = text.partition("#")
    if not _ITEM.fullmatch(item):
        raise _bad(text, "it must start with the item's four digits, such as 0001")
    return ItemId(item), parse_selector(fragment)


def format_place(item: ItemId, selector: Selector) -> str:
    """The text of a place; the same that ``parse_place`` reads (a quote's position and surroundings are left out)."""
    fragment = format_selector(selector)
    return f"{item}#{fragment}" if fragment else str(item)


def parse_selector(fragment: str) -> Selector:
    """The selector of a text without the item; empty is the whole item. BadInput ``bad-selector``."""
    time = region = page = quote = None
    head, mark, words = _split_quote(fragment)
    if mark:
        if not words:
            raise _bad(fragment, "the quote is empty")
        quote = TextQuote(exact=words)
    seen: set[str] = set()
    for part in head.split("&") if head else ():
        name, _, value = part.partition("=")
        if name in seen:
            raise _bad(fragment, f"{name} is there twice")
        seen.add(name)
        if name == "t":
            time = _time(value)
        elif name == "xywh":
            region = _region(value)
        elif name == "page":
            page = _page(value)
        else:
            raise _bad(fragment, "known are t=, xywh=percent:, page= and quote=")
    return sensible(Selector(time=time, region=region, page=page, quote=quote))


def format_selector(selector: Selector) -> str:
    """The text of a selector without the item."""
    parts = []
    if selector.time is not None:
        parts.append(_time_text(selector.time))
    if selector.page is not None:
        parts.append(f"page={selector.page}")
    if selector.region is not None:
        parts.append(_region_text(selector.region))
    if selector.quote is not None:
        parts.append(f"quote={selector.quote.exact}")
    return "&".join(parts)


def sensible(selector: Selector) -> Selector:
    """The selector itself, or BadInput when its parts can't be meant together or are out of bounds."""
    if selector.time is not None:
        if selector.page is not None or selector.quote is not None:
            raise _bad(format_selector(selector), "a time goes with neither a page nor a quote")
        if not 0 <= selector.time.start <= selector.time.end <= _LONGEST:
            raise _bad(format_selector(selector), "the time must not be negative or end before it starts")
    if selector.page is not None and not 1 <= selector.page <= 1_000_000:
        raise _bad(format_selector(selector), "pages count from 1")
    if selector.region is not None and not _inside(selector.region):
        raise _bad(format_selector(selector), "the region must lie within 0 to 100 percent and have a size")
    q = selector.quote
    if q is not None and (not q.exact or ((q.start, q.end) != (-1, -1) and not 0 <= q.start < q.end)):
        raise _bad(format_selector(selector), "the quote is empty or its position makes no sense")
    return selector


def to_annotation(selector: Selector) -> list[dict[str, object]]:
    """W3C selectors that all name the same place; an empty list is the whole item."""
    if selector.page is None:
        return _media(selector) + _quote(selector.quote)
    page: dict[str, object] = _fragment(PDF_FRAGMENTS, f"page={selector.page}")
    found: list[dict[str, object]] = []
    if selector.region is not None:
        found.append({**page, "refinedBy": _fragment(MEDIA_FRAGMENTS, _region_text(selector.region))})
    found += [{**page, "refinedBy": q} for q in _quote(selector.quote)]
    return found or [page]


def from_annotation(selectors: object) -> Selector:
    """The selector back from W3C selectors (one or a list); BadInput ``bad-selector`` when they are none of ours."""
    found: dict[str, object] = {}
    quote: dict[str, object] = {}
    pending = list(selectors) if isinstance(selectors, list) else [selectors]
    if len(pending) > 8:
        raise _bad("selectors", "there are too many of them")
    depth = 0
    while pending:
        one = pending.pop(0)
        depth += 1
        if not isinstance(one, dict) or depth > 32:
            raise _bad("selectors", "each must be an object")
        _read_one(one, found, quote)
        if "refinedBy" in one:
            pending.append(one["refinedBy"])
    if quote:
        if "exact" not in quote:
            raise _bad("selectors", "a TextPositionSelector needs its TextQuoteSelector")
        found["quote"] = TextQuote(**quote)  # type: ignore[arg-type]
    return sensible(Selector(**found))  # type: ignore[arg-type]


_KEYS = {
    "FragmentSelector": {"type", "conformsTo", "value", "refinedBy"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix", "refinedBy"},
    "TextPositionSelector": {"type", "start", "end", "refinedBy"},
}


def _read_one(one: dict[object, object], found: dict[str, object], quote: dict[str, object]) -> None:
    """Collect what one W3C selector says; contradictions are refused."""
    kind = one.get("type")
    if not isinstance(kind, str) or kind not in _KEYS or not set(one) <= _KEYS[kind]:
        raise _bad(str(kind)[:40], "known are FragmentSelector, TextQuoteSelector and TextPositionSelector")
    said: dict[str, object]
    if kind == "FragmentSelector":
        said = _read_fragment(one)
        into = found
    else:
        names, of = (("exact", "prefix", "suffix"), str) if kind == "TextQuoteSelector" else (("start", "end"), int)
        said = {n: one[n] for n in names if n in one}
        if any(type(v) is not of for v in said.values()) or (of is int and len(said) != 2):
            raise _bad(kind, "its fields have wrong types")
        into = quote
    for name, value in said.items():
        if into.setdefault(name, value) != value:
            raise _bad(kind, "two selectors name different places")


def _read_fragment(one: dict[object, object]) -> dict[str, object]:
    value, form = one.get("value"), one.get("conformsTo", MEDIA_FRAGMENTS)
    if not isinstance(value, str) or form not in (MEDIA_FRAGMENTS, *_PDF_FRAGMENTS_READ):
        raise _bad(str(value)[:80], "its value or conformsTo is unknown")
    parsed = parse_selector(value)
    if parsed.quote is not None or (parsed.page is not None) != (form in _PDF_FRAGMENTS_READ):
        raise _bad(value[:80], "the value is not of the form that conformsTo names")
    return {n: v for n in ("time", "region", "page") if (v := getattr(parsed, n)) is not None}


def _inside(r: Region) -> bool:
    return r.x >= 0 and r.y >= 0 and r.w > 0 and r.h > 0 and r.x + r.w <= _FULL and r.y + r.h <= _FULL


def _media(selector: Selector) -> list[dict[str, object]]:
    value = format_selector(Selector(time=selector.time, region=selector.region))
    return [_fragment(MEDIA_FRAGMENTS, value)] if value else []


def _fragment(form: str, value: str) -> dict[str, object]:
    return {"type": "FragmentSelector", "conformsTo": form, "value": value}


def _quote(quote: TextQuote | None) -> list[dict[str, object]]:
    if quote is None:
        return []
    found: list[dict[str, object]] = [{"type": "TextQuoteSelector", "exact": quote.exact}]
    if quote.prefix:
        found[0]["prefix"] = quote.prefix
    if quote.suffix:
        found[0]["suffix"] = quote.suffix
    if quote.start >= 0:
        found.append({"type": "TextPositionSelector", "start": quote.start, "end": quote.end})
    return found


def _split_quote(fragment: str) -> tuple[str, str, str]:
    """Head, mark and words: a quote comes last and is taken literally, whatever signs it has."""
    if fragment.startswith("quote="):
        return "", "quote=", fragment[6:]
    head, mark, words = fragment.partition("&quote=")
    return head, mark, words


def _time(value: str) -> TimeSpan:
    start, comma, end = value.removeprefix("npt:").partition(",")
    if comma and (not end or not start):
        raise _bad(f"t={value}", "write t=start,end or t=moment in seconds or as 1:02:03.5")
    first = _milliseconds(start)
    return TimeSpan(start=first, end=_milliseconds(end) if comma else first)


def _milliseconds(text: str) -> int:
    found = _CLOCK.fullmatch(text)
    if found is None or len(text) > 24:
        raise _bad(f"t={text}"[:40], "write a time in seconds (47.25) or as 1:02:03.5")
    hours, minutes, seconds = found.groups()
    whole = Decimal(seconds) + 60 * int(minutes or 0) + 3600 * int(hours or 0)
    if minutes is not None and Decimal(seconds) >= 60:
        raise _bad(f"t={text}"[:40], "seconds after a colon go to 59")
    return int((whole * 1000).to_integral_value())


def _region(value: str) -> Region:
    if not value.startswith("percent:"):
        raise _bad(f"xywh={value}"[:80], "write xywh=percent:x,y,width,height")
    parts = value.removeprefix("percent:").split(",")
    if len(parts) != 4 or not all(_PERCENT.fullmatch(p) for p in parts):
        raise _bad(f"xywh={value}"[:80], "write xywh=percent:x,y,width,height")
    numbers = [int((Decimal(p) * 100).to_integral_value()) for p in parts]
    return Region(x=numbers[0], y=numbers[1], w=numbers[2], h=numbers[3])


def _page(value: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,6}", value):
        raise _bad(f"page={value}"[:40], "pages count from 1")
    return int(value)


def _time_text(time: TimeSpan) -> str:
    if time.end == time.start:
        return f"t={_plain(time.start, 1000)}"
    return f"t={_plain(time.start, 1000)},{_plain(time.end, 1000)}"


def _region_text(region: Region) -> str:
    return "xywh=percent:" + ",".join(_plain(n, 100) for n in (region.x, region.y, region.w, region.h))


def _plain(number: int, unit: int) -> str:
    """A whole number of parts as a decimal without needless zeros."""
    whole, rest = divmod(number, unit)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def _bad(where: str, why: str) -> BadInput:
    problem = Problem(
        code="bad-selector",
        message=f"“{where[:80]}” is no place in the evidence: {why}.",
        hint="Examples: 0001#t=12.5,47.25   0001#t=12.5&xywh=percent:10,10,20,20   0002#page=3   0002#quote=some words",
    )
    return BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))
