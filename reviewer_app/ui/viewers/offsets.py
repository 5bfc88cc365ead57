"""Text positions: citations count Unicode code points, Qt counts UTF-16 units, documents differ in white space."""

from __future__ import annotations

import bisect

from reviewer_app.domain.citation import TextQuote

CONTEXT = 32  # characters kept before and after a quote
_NOT_TEXT = "\ufffc"  # what Qt has where a picture stands


def to_utf16(text: str, points: int) -> int:
    """The UTF-16 position of the code point position ``points`` in ``text``."""
    return len(text[:points].encode("utf-16-le", "surrogatepass")) // 2


def to_points(text: str, units: int) -> int:
    """The code point position of the UTF-16 position ``units``; inside a surrogate pair counts as before it."""
    data = text.encode("utf-16-le", "surrogatepass")
    cut = data[: 2 * units]
    if len(cut) < len(data) and 0xDC <= data[len(cut) + 1] <= 0xDF and cut and 0xD8 <= cut[-1] <= 0xDB:
        cut = cut[:-2]
    return len(cut.decode("utf-16-le", "surrogatepass"))


def all_to_utf16(text: str, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """UTF-16 positions of spans of code points that are in order and don't overlap, in one pass."""
    found, at, units = [], 0, 0
    for start, end in spans:
        low = units + to_utf16(text[at:start], start - at)
        high = low + to_utf16(text[start:end], end - start)
        found.append((low, high))
        at, units = end, high
    return tuple(found)


class Shown:
    """A text as a Qt document shows it (``shown``), lined up with the item's ``plain`` text.

    Where the two differ (white space, places of pictures), the n-th visible character of one is the n-th of the other.
    """

    def __init__(self, plain: str, shown: str) -> None:
        self.plain, self.shown = plain, shown
        same = plain == shown
        self._solid: tuple[list[int], list[int]] | None = None if same else (_solid(plain), _solid(shown))

    def from_selection(self, start: int, end: int) -> tuple[int, int]:
        """Code point positions in ``plain`` for a selection of Qt positions (UTF-16) in ``shown``."""
        first, last = to_points(self.shown, start), to_points(self.shown, end)
        if self._solid is None:
            return first, last
        return _carry(self._solid[1], self._solid[0], first, last)

    def to_selection(self, start: int, end: int) -> tuple[int, int]:
        """Qt positions (UTF-16) in ``shown`` for code point positions in ``plain``."""
        first, last = (start, end) if self._solid is None else _carry(self._solid[0], self._solid[1], start, end)
        return to_utf16(self.shown, first), to_utf16(self.shown, last)


def _solid(text: str) -> list[int]:
    return [i for i, c in enumerate(text) if not c.isspace() and c != _NOT_TEXT]


def _carry(mine: list[int], theirs: list[int], start: int, end: int) -> tuple[int, int]:
    """The same visible characters in the other text; (0, 0) where there are none."""
    first, last = bisect.bisect_left(mine, start), bisect.bisect_left(mine, end)
    if first >= len(theirs):
        end_of = theirs[-1] + 1 if theirs else 0
        return end_of, end_of
    if last <= first:
        return theirs[first], theirs[first]
    return theirs[first], theirs[min(last, len(theirs)) - 1] + 1


def quote_of(text: str, start: int, end: int) -> TextQuote | None:
    """The quote ``text[start:end]`` with its surroundings, no white space at its ends; None when it is empty.

    Between pages stands a form feed, which no letter or XML can hold: a quote has a line feed there.
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    return TextQuote(
        exact=_written(text[start:end]),
        prefix=_written(text[max(0, start - CONTEXT) : start]),
        suffix=_written(text[end : end + CONTEXT]),
        start=start,
        end=end,
    )


def _written(text: str) -> str:
    return text.replace("\f", "\n")


def find_quote(text: str, quote: TextQuote) -> tuple[int, int] | None:
    """Where the quote stands in ``text``: by position, else by words and surroundings, else whatever the spacing."""
    if 0 <= quote.start < quote.end <= len(text) and _written(text[quote.start : quote.end]) == quote.exact:
        return quote.start, quote.end
    if not quote.exact.strip():
        return None
    found = _best(text, quote.exact, quote.prefix, quote.suffix)
    if found is not None:
        return found
    squeezed, places = _squeeze(text)
    wanted = _squeeze(quote.exact)[0].strip()
    found = _best(squeezed, wanted, _squeeze(quote.prefix)[0], _squeeze(quote.suffix)[0])
    return None if found is None else (places[found[0]], places[found[1] - 1] + 1)


def _best(text: str, exact: str, prefix: str, suffix: str) -> tuple[int, int] | None:
    """The occurrence whose surroundings agree most; the first of equals."""
    best, best_score, at = -1, -1, text.find(exact)
    while at >= 0:
        score = _agree(text[:at][-len(prefix) :][::-1] if prefix else "", prefix[::-1])
        score += _agree(text[at + len(exact) : at + len(exact) + len(suffix)], suffix)
        if score > best_score:
            best, best_score = at, score
        at = text.find(exact, at + 1)
    return None if best < 0 else (best, best + len(exact))


def _agree(one: str, other: str) -> int:
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return same


def _squeeze(text: str) -> tuple[str, list[int]]:
    """The text with each run of white space as one blank, and where each character came from."""
    out: list[str] = []
    places: list[int] = []
    for index, c in enumerate(text):
        if c.isspace():
            if out and out[-1] == " ":
                continue
            c = " "
        out.append(c)
        places.append(index)
    return "".join(out), places
