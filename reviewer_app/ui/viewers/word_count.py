"""How many words there are, and how many there should be."""

from __future__ import annotations


def counted(words: int, least: int | None, most: int | None) -> tuple[str, bool]:
    """``1,240 words · limit 1,000``, and whether that is outside what the program asks for."""
    text = "1 word" if words == 1 else f"{words:,} words"
    if most is not None:
        text += f" · limit {most:,}"
    if least is not None and (most is None or words < least):
        text += f" · at least {least:,}"
    return text, (most is not None and words > most) or (least is not None and words < least)
