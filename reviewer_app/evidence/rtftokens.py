"""RTF as a stream of tokens, bounded by the file itself; and which code page its letters are in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

# Kinds of tokens
OPEN, CLOSE, WORD, SYMBOL, BYTES = "{", "}", "word", "symbol", "bytes"
Token = tuple[str, bytes, int | None]

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"  # 1, 2: a control word and its number
    rb"|\\'([0-9a-fA-F]{2})"  # 3: a byte
    rb"|\\(.)"  # 4: a control symbol
    rb"|([{}])"  # 5
    rb"|[\r\n\0]+"
    rb"|([^\\{}\r\n\0]+)",  # 6: text
    re.S,
)
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES = {65001: "utf-8", 10000: "mac_roman", 936: "gbk", 950: "big5", 932: "cp932", 949: "cp949", 1361: "johab"}


def tokens(data: bytes) -> Iterator[Token]:
    """Every token in order. Binary data is skipped by its length, or to the end where that leads beyond the file."""
    place = 0
    while found := _TOKEN.match(data, place):
        place = found.end()
        word, number, byte, symbol, brace, text = found.groups()
        if word is not None:
            value = int(number) if number else None
            if word == b"bin":
                place = min(len(data), place + max(0, value or 0))
            yield WORD, word, value
        elif byte is not None:
            yield BYTES, bytes((int(byte, 16),)), None
        elif symbol is not None:
            yield SYMBOL, symbol, None
        elif brace is not None:
            yield (OPEN if brace == b"{" else CLOSE), brace, None
        elif text is not None:
            yield BYTES, text, None


def of_charset(number: int) -> str:
    """The code page of a font's character set; "" for the document's own."""
    return _CHARSETS.get(number, "")


def of_page(number: int) -> str:
    """The name of a code page; that of western Windows when it is unknown."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
