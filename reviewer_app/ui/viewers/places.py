"""Places in the evidence in words: times, pages, quotes. Plain Python, shared by viewers and presenters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reviewer_app.domain.citation import Region, Selector
from reviewer_app.domain.ids import CitationId, IndicatorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A citation as a viewer shows it; ``hue`` is the place of its indicator in the program (-1: not assigned)."""

    citation: CitationId
    selector: Selector
    indicator: IndicatorId | None
    hue: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a new citation is for: the active indicator."""

    label: str
    hue: int


def areas_at(marks: Iterable[Mark], ms: int) -> list[Mark]:
    """The marks of areas of a recording's picture that hold at that time."""
    timed = [(m, m.selector.time) for m in marks if m.selector.region is not None]
    return [m for m, time in timed if time is not None and time.start <= ms <= time.end]


def mark_at(marks: Iterable[Mark], x: float, y: float) -> Mark | None:
    """The mark in whose area a place lies (both in hundredths of a percent); of several the smallest."""
    found = [
        (r.w * r.h, n, m)
        for n, m in enumerate(marks)
        if (r := m.selector.region) is not None and r.x <= x <= r.x + r.w and r.y <= y <= r.y + r.h
    ]
    return min(found)[2] if found else None


def clock(ms: int, hours: bool = False) -> str:
    """``05:48.20``; hours only where needed (or asked for)."""
    centis = max(0, ms) // 10
    minutes, rest = divmod(centis, 6000)
    tail = f"{rest // 100:02d}.{rest % 100:02d}"
    if hours or minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02d}:{tail}"
    return f"{minutes:02d}:{tail}"


def short_clock(ms: int) -> str:
    """``05:31``; hours where needed."""
    seconds = max(0, ms) // 1000
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def length(ms: int) -> str:
    """``18:42`` or ``6:10``, as a list shows it."""
    text = short_clock(ms)
    return text[1:] if text.startswith("0") else text


def span(start: int, end: int) -> str:
    """``05:31–06:02``; within the same second with hundredths; one time for a moment."""
    if end <= start:
        return clock(start)
    if start // 1000 == end // 1000:
        return f"{clock(start)}–{clock(end)}"
    return f"{short_clock(start)}–{short_clock(end)}"


def where(selector: Selector) -> str:
    """A selector's place in a few characters: ``05:31–06:02``, ``p.2``, ``area``."""
    parts: list[str] = []
    if selector.time is not None:
        parts.append(span(selector.time.start, selector.time.end))
    if selector.page is not None:
        parts.append(f"p.{selector.page}")
    if selector.region is not None:
        parts.append("area")
    return " · ".join(parts)


def shorten(text: str, limit: int) -> str:
    """One line of at most ``limit`` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def region_of(x: float, y: float, w: float, h: float) -> Region | None:
    """A region from fractions of the picture, kept inside it; None when there is hardly anything of it."""
    left, top = max(0.0, min(1.0, x)), max(0.0, min(1.0, y))
    right, bottom = max(0.0, min(1.0, x + w)), max(0.0, min(1.0, y + h))
    width, height = round((right - left) * 10000), round((bottom - top) * 10000)
    if width < 50 or height < 50:
        return None
    return Region(x=round(left * 10000), y=round(top * 10000), w=width, h=height)
