"""Counting words."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")


def count_words(text: str) -> int:
    """Words as a word processor counts them, roughly: runs of letters and digits, joined by apostrophe or hyphen."""
    return sum(1 for _ in _WORD.finditer(text))
