"""Text in whatever encoding it was saved: byte order mark, UTF-8, else the best guess; noise is not text."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f�]")
_CONTROL_SHARE = 0.02  # of characters that may be controls in what is still text
_WESTERN_SHARE = 0.12  # of bytes beyond ASCII in what may be English or a neighbour with its accents
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöùúûüÿŒœ‘’‚“”„–—…•€£°«»¡¿©®™\xa0".encode("cp1252")
)
_HIGH = re.compile(rb"[\x80-\xff]")
_GUESS_BYTES = 64 << 10  # charset-normalizer's time grows with what it is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text with the encoding it was read in, ``guessed`` or sure; ``nuls`` NUL characters were taken out."""

    text: str
    encoding: str
    guessed: bool = False
    nuls: int = 0


def looks_like_text(head: bytes) -> str | None:
    """The first bytes of a file as text, or None when they are no text."""
    decoded = decode(head, cut=True)
    return decoded.text if decoded is not None else None


def decode(data: bytes, *, cut: bool = False) -> Decoded | None:
    """The text of a file, or None for noise. ``cut``: the data may end in the middle of a character."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _clean(data.decode(encoding, "replace"), encoding)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut)
    except UnicodeDecodeError:
        return _guess(data)
    return _clean(text, "utf-8")


def _guess(data: bytes) -> Decoded | None:
    if _is_western(data[:_GUESS_BYTES]):
        return _clean(data.decode("cp1252", "replace"), "cp1252", guessed=True)
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_GUESS_BYTES], threshold=0.3).best()
    if best is None:
        return None
    return _clean(data.decode(best.encoding, "replace"), best.encoding, guessed=True)


def _is_western(data: bytes) -> bool:
    """Whether it reads as Windows text of Western Europe: mostly ASCII, with its accents and typographic marks only.

    A few such bytes among many plain ones tell a statistical guess too little.
    """
    high = _HIGH.findall(data)
    return len(high) <= _WESTERN_SHARE * len(data) and b"\0" not in data and all(one[0] in _WESTERN for one in high)


def _clean(text: str, encoding: str, *, guessed: bool = False) -> Decoded | None:
    nuls = text.count("\0")
    text = text.replace("\0", "")
    if text and len(_CONTROLS.findall(text[:100_000])) > max(2, _CONTROL_SHARE * min(len(text), 100_000)):
        return None
    if _CONTROLS.match(text) or nuls > len(text):
        return None
    return Decoded(text=text, encoding=encoding, guessed=guessed, nuls=nuls)
