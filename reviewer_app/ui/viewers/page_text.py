"""The words of a PDF: where they are on its pages and in its plain text; a selection may cross pages."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from reviewer_app.domain.citation import TextQuote
from reviewer_app.evidence.values import PlainText, Word
from reviewer_app.ui.viewers import offsets

KEPT = 400  # pages whose words are kept

Spot = tuple[int, int]  # page, word


@dataclass(frozen=True, slots=True)
class Selection:
    """From one word to another, both in it; the first is never after the last."""

    first: Spot
    last: Spot

    @classmethod
    def between(cls, one: Spot, other: Spot) -> Selection:
        """Whichever way it was dragged."""
        return cls(min(one, other), max(one, other))

    @property
    def page(self) -> int:
        """Where it starts."""
        return self.first[0]

    def on(self, page: int, count: int) -> tuple[int, int] | None:
        """First and last word of it on a page that has so many words."""
        if not self.first[0] <= page <= self.last[0] or not count:
            return None
        first = self.first[1] if page == self.first[0] else 0
        last = self.last[1] if page == self.last[0] else count - 1
        return (first, min(last, count - 1)) if first < count else None


class PageText:
    """What the readers have told so far; ``want`` asks for the words of a page."""

    def __init__(self, want: Callable[[int], None]) -> None:
        self._want = want
        self._asked: set[int] = set()
        self._words: dict[int, tuple[Word, ...]] = {}
        self.plain: PlainText | None = None

    @property
    def text(self) -> str:
        """The plain text as far as it is known."""
        return self.plain.text if self.plain is not None else ""

    def set_words(self, page: int, words: tuple[Word, ...]) -> None:
        """The words of a page have come."""
        self._words[page] = words
        while len(self._words) > KEPT:
            gone = next(iter(self._words))
            del self._words[gone]
            self._asked.discard(gone)

    def words(self, page: int) -> tuple[Word, ...] | None:
        """The words of a page; None (and they are asked for) when they have not come."""
        found = self._words.get(page)
        if found is None and page not in self._asked:
            self._asked.add(page)
            self._want(page)
        return found

    def known(self, page: int) -> tuple[Word, ...]:
        """The words of a page that have come; nothing is asked."""
        return self._words.get(page, ())

    # -- positions in the plain text --
    def page_of(self, start: int) -> int:
        """The page on which a position of the plain text is."""
        return bisect.bisect_right(self.plain.starts, start) if self.plain is not None else 1

    def base(self, page: int) -> int | None:
        """Where a page begins in the plain text; None where the text does not reach so far."""
        if self.plain is None or not 1 <= page <= len(self.plain.starts) or not self.plain.text:
            return None
        return self.plain.starts[page - 1]

    def reach(self, page: int) -> tuple[int, int]:
        """Where a page begins and ends in the plain text."""
        base = self.base(page)
        if base is None or self.plain is None:
            return 0, 0
        return base, self.plain.starts[page] if page < len(self.plain.starts) else len(self.plain.text)

    def quote(self, selection: Selection) -> TextQuote | None:
        """The selected words with their surroundings, wherever they begin and end."""
        first, last = self._word(selection.first), self._word(selection.last)
        low, high = self.base(selection.first[0]), self.base(selection.last[0])
        if first is None or last is None:
            return None
        if low is None or high is None:
            parts = [self._on_page(selection, page) for page in range(selection.first[0], selection.last[0] + 1)]
            exact = "\n".join(p for p in parts if p)
            return TextQuote(exact=exact) if exact else None
        return offsets.quote_of(self.text, low + first.start, high + last.start + len(last.text))

    def _on_page(self, selection: Selection, page: int) -> str:
        words = self.known(page)
        here = selection.on(page, len(words))
        return " ".join(w.text for w in words[here[0] : here[1] + 1]) if here is not None else ""

    def _word(self, spot: Spot) -> Word | None:
        words = self.known(spot[0])
        return words[spot[1]] if spot[1] < len(words) else None

    def selection(self, start: int, end: int) -> Selection | None:
        """The words that hold a piece of the plain text; None while the words of its pages have not come."""
        first, last = self.page_of(start), self.page_of(max(start, end - 1))
        if self.words(first) is None or self.words(last) is None:
            return None
        low, high = self._inside(first, start, end), self._inside(last, start, end)
        if low is None or high is None:
            return None
        return Selection((first, low[0]), (last, high[1]))

    def _inside(self, page: int, start: int, end: int) -> tuple[int, int] | None:
        base = self.base(page)
        if base is None:
            return None
        inside = [
            i for i, w in enumerate(self.known(page)) if base + w.start < end and base + w.start + len(w.text) > start
        ]
        return (inside[0], inside[-1]) if inside else None

    # -- places on a page --
    def boxes(self, selection: Selection, page: int) -> list[QRectF]:
        """What of a selection is on a page, one box a line, in fractions of the page."""
        words = self.known(page)
        here = selection.on(page, len(words))
        return lines_of(words, *here) if here is not None else []

    def boxes_of(self, page: int, start: int, end: int) -> list[QRectF]:
        """A piece of the plain text on a page, cut within words, in fractions of the page."""
        base = self.base(page)
        inside = self._inside(page, start, end)
        if base is None or inside is None:
            return []
        words = self.known(page)
        return _joined([_part(w, start - base, end - base) for w in words[inside[0] : inside[1] + 1]])

    def height_of(self, start: int) -> tuple[int, float]:
        """On which page a position is and how far down it; by the page's text where its words have not come."""
        page = self.page_of(start)
        low, high = self.reach(page)
        for word in self.known(page):
            if low + word.start + len(word.text) > start:
                return page, word.y0
        return page, (start - low) / max(1, high - low)


def _part(word: Word, start: int, end: int) -> QRectF:
    """As much of a word's box as holds its characters from ``start`` to ``end``."""
    whole = QRectF(word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0)
    length = len(word.text)
    low, high = max(0, start - word.start), min(length, end - word.start)
    if not length or (low == 0 and high == length) or whole.height() > 3 * whole.width():
        return whole
    left, right = low / length, high / length
    return QRectF(whole.x() + left * whole.width(), whole.y(), (right - left) * whole.width(), whole.height())


def lines_of(words: tuple[Word, ...], first: int, last: int) -> list[QRectF]:
    """The words as one box a line, in fractions of the page."""
    return _joined([QRectF(w.x0, w.y0, w.x1 - w.x0, w.y1 - w.y0) for w in words[first : last + 1]])


def _joined(parts: list[QRectF]) -> list[QRectF]:
    boxes: list[QRectF] = []
    for box in parts:
        same = boxes and abs(boxes[-1].center().y() - box.center().y()) < box.height() * 0.6
        if same and box.left() >= boxes[-1].left():
            boxes[-1] = boxes[-1] | box
        else:
            boxes.append(box)
    return boxes
