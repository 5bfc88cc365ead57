"""Names of people in what a file says about itself: for the check that nobody is named, never to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from reviewer_app.errors import BadInput
from reviewer_app.evidence.source import Source

NAMES_LIMIT = 20
NAME_LENGTH = 100
_OFFICE = ("docx", "pptx", "xlsx", "odf")
_PARTS = {"docProps/core.xml", "docProps/app.xml", "meta.xml", "word/comments.xml", "word/document.xml"}
_ELEMENTS = {"creator", "lastModifiedBy", "initial-creator", "Manager", "printed-by"}
_AUTHORED = {"ins", "del", "comment"}  # of a Word document; each carries its author
_RTF = re.compile(rb"\{\\(?:\*\\)?(?:author|operator|manager)\s([^{}\\]{1,100})\}")
_EXIF = (0x013B, 0xA430, 0x9C9D)  # artist, camera owner, author as Windows writes it
_TAGS = ("artist", "author", "album_artist", "com.apple.quicktime.author", "com.apple.quicktime.artist")
_SAYS_NOTHING = re.compile(
    r"(microsoft( office)?|windows|office|word|pc|my|the|local|default|apple|mac|samsung|test)?[ _-]*"
    r"(user|admin(istrator)?|author|owner|unknown|anonym(ous)?|teacher|student|guest|home|none|n/?a)?[ _\d-]*",
    re.IGNORECASE,
)
_PROGRAMS = re.compile(
    r"\b(apache|poi|python-docx|libreoffice|openoffice|openpyxl|google|adobe|acrobat|latex|word|excel|powerpoint|canon"
    r"|epson|scanner|lavf|ffmpeg)\b",
    re.IGNORECASE,
)


def names(source: Source) -> tuple[str, ...]:
    """Each different name once; those of programs and of nobody ("User", "Administrator") are left out."""
    found: list[str] = []
    with suppress(BadInput, OSError, ValueError, KeyError, TypeError, RuntimeError, SyntaxError, EOFError):
        for raw in _raw(source):
            name = " ".join(str(raw).replace("\0", " ").split())[:NAME_LENGTH]
            if name not in found and _is_somebody(name):
                found.append(name)
            if len(found) >= NAMES_LIMIT:
                break
    return tuple(found)


def _is_somebody(name: str) -> bool:
    return any(c.isalpha() for c in name) and not _SAYS_NOTHING.fullmatch(name) and not _PROGRAMS.search(name)


def _raw(source: Source) -> Iterator[Any]:
    reader = source.format.reader
    if reader in _OFFICE:
        yield from _of_office(source)
    elif reader == "pdf":
        from reviewer_app.evidence import pdf

        yield (pdf.opened(source).metadata or {}).get("author") or ""
    elif reader == "image":
        yield from _of_picture(source)
    elif reader == "media":
        from reviewer_app.evidence import media

        said = {key.lower(): value for key, value in media.opened(source).container.metadata.items()}
        yield from (said[tag] for tag in _TAGS if tag in said)
    elif reader == "rtf":
        source.stream.seek(0)
        yield from (found.group(1).decode("latin-1") for found in _RTF.finditer(source.stream.read(1 << 20)))


def _of_office(source: Source) -> Iterator[Any]:
    from reviewer_app.evidence import package

    for name, content in package.parts(source.whole()).items():
        if name not in _PARTS:
            continue
        with suppress(BadInput):
            for element in package.tree(content).iter():
                kind = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
                if kind in _ELEMENTS:
                    yield element.text or ""
                elif kind in _AUTHORED:
                    yield element.get(f"{package.W}author") or ""


def _of_picture(source: Source) -> Iterator[Any]:
    from reviewer_app.evidence import image

    with image.opened(source) as picture:
        exif = picture.getexif()
        inner = exif.get_ifd(0x8769)
    for tag in _EXIF:
        value = exif.get(tag) or inner.get(tag) or ""
        yield bytes(value).decode("utf-16-le", "replace") if isinstance(value, bytes | tuple) else value
