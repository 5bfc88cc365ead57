"""Captions as lines of a transcript: what is said now, where words are found, what a choice of lines cites."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.evidence.values import Cue, Track
from reviewer_app.ui.viewers.base import Speech
from reviewer_app.ui.viewers.places import shorten

_LOOK_BACK = 12  # cues that may still be shown when later ones have begun
NOTE_LENGTH = 300


class CueList:
    """The cues of one track in order of their beginnings."""

    def __init__(self, track: Track | None = None) -> None:
        self.cues: tuple[Cue, ...] = tuple(sorted(track.cues, key=lambda c: c.start_ms)) if track is not None else ()
        self._starts = [c.start_ms for c in self.cues]
        self._plain: list[str] = []

    def index_at(self, ms: int) -> int:
        """The line that was begun last at ``ms``; -1 before the first."""
        return bisect_right(self._starts, ms) - 1

    def at(self, ms: int) -> str:
        """What is to be shown over the picture."""
        last = self.index_at(ms)
        now = self.cues[max(0, last - _LOOK_BACK) : last + 1]
        return "\n".join(c.text for c in now if ms < c.end_ms or ms == c.start_ms)

    def find(self, words: str) -> list[int]:
        """The lines that have these words, whatever their case."""
        wanted = _folded(words)
        if not wanted:
            return []
        if not self._plain:
            self._plain = [_folded(c.text) for c in self.cues]
        return [n for n, text in enumerate(self._plain) if wanted in text]

    def speech(self, lines: Iterable[int]) -> Speech | None:
        """What citing these lines cites: from the first one's beginning to the last one's end, with their words."""
        chosen = [self.cues[n] for n in sorted(set(lines)) if 0 <= n < len(self.cues)]
        if not chosen:
            return None
        time = TimeSpan(start=chosen[0].start_ms, end=max(c.end_ms for c in chosen))
        words = " ".join(" ".join(c.text.split()) for c in chosen)
        return Speech(selector=Selector(time=time), words=shorten(words, NOTE_LENGTH))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def from_right(text: str) -> bool:
    """Whether a text is written from right to left, by its first letter."""
    for letter in text:
        way = unicodedata.bidirectional(letter)
        if way in ("R", "AL"):
            return True
        if way == "L":
            return False
    return False
