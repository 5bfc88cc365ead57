"""The text of single captions: marks-up taken off, everything else literally; SRT and WebVTT files cut into cues."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from html import unescape

from reviewer_app.evidence.htmllines import UNSHOWABLE

_TIME = r"(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,80})?\s+([^<>\n]{1,80})>")
_MARKS = re.compile(r"</?(?:i|b|u|c|v|ruby|rt|lang|font)(?:[.\s][^<>\n]{0,200})?>|<\d[\d:.]{0,20}>", re.IGNORECASE)
_CODES = re.compile(r"\{\\[^{}\n]{0,200}\}")
_ASS_CODES = re.compile(r"\{[^{}\n]{0,400}\}")
_ASS_FIELDS = 8  # before the text, in Matroska
_BOX_DEPTH = 3


def plain(text: str) -> str:
    """Lines without controls, blank ends and blank lines."""
    lines = (" ".join(UNSHOWABLE.sub("", line).split()) for line in text.replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _unmarked(text: str) -> str:
    text = _VOICE.sub(r"\1: ", text)
    return _CODES.sub("", _MARKS.sub("", text))


def from_subrip(data: bytes | str) -> str:
    """SRT: the few letters' looks it knows are taken off, anything else in angle brackets is text."""
    return _unmarked(data if isinstance(data, str) else data.decode("utf-8", "replace"))


def from_webvtt(data: bytes | str) -> str:
    """WebVTT: a voice becomes "Name: ", entities become letters. In MP4 it comes in boxes."""
    if isinstance(data, bytes):
        if data[4:8] in (b"vttc", b"vtte", b"vtta"):
            data = b"\n".join(_payloads(data))
        data = data.decode("utf-8", "replace")
    return unescape(_unmarked(data))


def _payloads(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The texts in the boxes of a WebVTT sample (ISO/IEC 14496-30)."""
    place = 0
    while place + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, place)
        if size < 8:
            return
        inside = data[place + 8 : place + size]
        if name == b"payl":
            yield inside
        elif name == b"vttc" and depth < _BOX_DEPTH:
            yield from _payloads(inside, depth + 1)
        place += size


def from_mov_text(data: bytes) -> str:
    """3GPP timed text: a length, the text (UTF-8, or UTF-16 with a mark), then boxes about its looks."""
    if len(data) < 2:
        return ""
    text = data[2 : 2 + struct.unpack_from(">H", data)[0]]
    if text[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return text.decode("utf-16", "replace")
    return text.decode("utf-8", "replace")


def from_ass(data: bytes) -> str:
    """A line of ASS as Matroska has it: eight fields, then the text."""
    return without_ass_codes(data.decode("utf-8", "replace").split(",", _ASS_FIELDS)[-1])


def without_ass_codes(text: str) -> str:
    """The text of ASS without its codes; its own line breaks are line feeds."""
    return _ASS_CODES.sub("", text).replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")


def blocks(content: str, *, is_vtt: bool) -> Iterator[tuple[int | None, int | None, str]]:
    """The cues of an SRT or WebVTT file: start and end (ms; None when its times can't be read), and the text."""
    to_text = from_webvtt if is_vtt else from_subrip
    for block in re.split(r"\n[ \t]*\n+", content):
        lines = block.strip("\n").split("\n")
        if is_vtt and lines[0].startswith(("WEBVTT", "NOTE", "STYLE", "REGION")) and "-->" not in lines[0]:
            continue
        yield from _cues_of(lines, to_text)


def _cues_of(lines: list[str], to_text: Callable[[str], str]) -> Iterator[tuple[int | None, int | None, str]]:
    """The cues of lines between blank ones: where the blank line is missing, a line of times begins the next."""
    places = [n for n, line in enumerate(lines) if "-->" in line]
    for number, place in enumerate(places):
        last = places[number + 1] if number + 1 < len(places) else len(lines)
        text = lines[place + 1 : last]
        if last < len(lines) and text and text[-1].strip().isdigit():
            text.pop()  # the number of the next
        start, end = _times(lines[place])
        yield start, end, to_text("\n".join(text))


def _times(line: str) -> tuple[int | None, int | None]:
    found = _TIMES.match(line)
    if found is None:
        return None, None
    parts = [int(p or 0) for p in (*found.groups()[:3], *found.groups()[4:7])]
    fractions = [round(float(f"0.{found.group(n)}") * 1000) for n in (4, 8)]
    start, end = (
        ((parts[n] * 60 + parts[n + 1]) * 60 + parts[n + 2]) * 1000 + fraction
        for n, fraction in ((0, fractions[0]), (3, fractions[1]))
    )
    return start, end
