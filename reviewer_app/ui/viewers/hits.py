"""Finding words in a text: every hit, whatever the case and the spacing; one of them is the current one."""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass

MOST = 10_000  # hits that are kept
_PIECE = 100_000  # characters looked through at once, so that other threads get their turn
_LONGEST = 1_000  # characters of what is searched for


def find_all(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each hit, in order, at most ``MOST``. A blank in ``words`` is any white space in ``text``."""
    parts = words[:_LONGEST].split()
    if not parts:
        return ()
    pattern = re.compile(r"\s+".join(re.escape(p) for p in parts), re.IGNORECASE)
    found: list[tuple[int, int]] = []
    at, reach = 0, 4 * _LONGEST
    while at < len(text) and len(found) < MOST:
        end = min(len(text), at + _PIECE)
        for match in pattern.finditer(text, at, min(len(text), end + reach)):
            if match.start() >= end or len(found) >= MOST:
                break
            found.append(match.span())
        at = max(end, found[-1][1]) if found else end
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Hits:
    """The hits of a search and the place of the current one (-1: none yet)."""

    words: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    at: int = -1

    @property
    def current(self) -> tuple[int, int] | None:
        """The hit that is shown."""
        return self.spans[self.at] if 0 <= self.at < len(self.spans) else None

    def from_place(self, place: int) -> Hits:
        """The first hit at or after a place is the current one; the first of all when there is none."""
        if not self.spans:
            return self
        found = bisect.bisect_left(self.spans, (place, place))
        return Hits(self.words, self.spans, found % len(self.spans))

    def step(self, way: int) -> Hits:
        """The next hit or the one before, round and round."""
        if not self.spans:
            return self
        return Hits(self.words, self.spans, (self.at + way) % len(self.spans))

    def between(self, start: int, end: int) -> tuple[tuple[int, int, bool], ...]:
        """The hits that touch ``start`` to ``end``, and whether each is the current one."""
        first = bisect.bisect_left(self.spans, (start, -1))
        while first > 0 and self.spans[first - 1][1] > start:
            first -= 1
        found = []
        for place in range(first, len(self.spans)):
            low, high = self.spans[place]
            if low >= end:
                break
            found.append((low, high, place == self.at))
        return tuple(found)

    def told(self) -> str:
        """``3 of 12``."""
        if not self.words.strip():
            return ""
        if not self.spans:
            return "Not found"
        more = "+" if len(self.spans) >= MOST else ""
        return f"{self.at + 1:,} of {len(self.spans):,}{more}"
