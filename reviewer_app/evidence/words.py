"""Words of a text, and counting them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")


def words_of(text: str) -> Iterator[str]:
    """Words as a word processor has them, roughly: runs of letters and digits, joined by apostrophe or hyphen."""
    return (found.group() for found in _WORD.finditer(text))


def count_words(text: str) -> int:
    """How many words there are."""
    return sum(1 for _ in _WORD.finditer(text))
