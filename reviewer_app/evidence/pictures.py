"""Pictures inside documents, as bounded data URIs."""

from __future__ import annotations

import base64
import importlib
import io
import re

from PIL import Image

from reviewer_app.evidence.image import BYTES_LIMIT, _quietly, _to_rgb
from reviewer_app.evidence.shown import Remarks

SIDE = 1200  # dots
TOTAL = 24 << 20  # of data URIs in one document
COUNT = 300
WORK = 600_000_000  # dots of a document's pictures that are decoded; those beyond would take too long
_DEAR = 4  # times that of a JPEG, which is decoded small at once, is the work for a dot of other kinds
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError)
_SMALL = 40_000  # dots up to which a picture is kept without loss
_DECODERS = ("Jpeg", "Png", "Gif", "WebP", "Tiff", "Bmp")


_VECTORS = (
    ("EMF", re.compile(rb"\x01\x00\x00\x00.{36} EMF", re.DOTALL)),
    ("WMF", re.compile(rb"\xd7\xcd\xc6\x9a|[\x01\x02]\x00\x09\x00\x00[\x01\x03]", re.DOTALL)),
    ("PICT", re.compile(rb".{10}\x00\x11\x02\xff|.{522}\x00\x11\x02\xff", re.DOTALL)),
    ("EPS", re.compile(rb"%!PS|\xc5\xd0\xd3\xc6")),
    ("compressed EMF or WMF", re.compile(rb"\x1f\x8b")),
    ("JPEG XR", re.compile(rb"II\xbc")),
    ("HEIC or AVIF", re.compile(rb".{4}ftyp(?:heic|heix|mif1|msf1|avif)", re.DOTALL)),
)
"""Kinds that Office documents hold and nothing here draws, by their beginning."""


def kind_of(data: bytes) -> str:
    """The name of a picture's kind that is not drawn here; "" for those that are, and for what is no picture."""
    head = data[:1024]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<svg", b"<!--")) and b"<svg" in head:
        return "SVG"
    return next((name for name, sign in _VECTORS if sign.match(head)), "")


class Pictures:
    """Turns the pictures of one document into data URIs until the allowance is used up."""

    def __init__(self) -> None:
        self._left = TOTAL
        self._count = 0
        self._work = WORK
        for name in _DECODERS:
            importlib.import_module(f"PIL.{name}ImagePlugin")

    def show(self, data: bytes | None, remarks: Remarks) -> str:
        """The picture as a data URI, or "" and a remark; ``data`` None: it is missing."""
        uri = self.uri(data) if data is not None else ""
        if not uri:
            remarks.lost_picture(kind_of(data or b""))
        return uri

    def uri(self, data: bytes) -> str:
        """The picture as a data URI of PNG or JPEG, "" when it can't be shown or would be too much."""
        self._count += 1
        if self._count > COUNT or self._left <= 0:
            return ""
        try:
            with _quietly(), Image.open(io.BytesIO(data), formats=[name.upper() for name in _DECODERS]) as image:
                dots = image.width * image.height
                work = dots if image.format == "JPEG" else dots * _DEAR
                if dots * 4 > BYTES_LIMIT or work > self._work:
                    return ""
                self._work -= work
                image.draft("RGB", (SIDE, SIDE))
                shown = _to_rgb(image)
        except _BROKEN:
            return ""
        shown.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        made, kind = io.BytesIO(), "PNG" if shown.width * shown.height <= _SMALL else "JPEG"
        shown.save(made, kind, quality=85)
        text = f"data:image/{kind.lower()};base64,{base64.b64encode(made.getvalue()).decode('ascii')}"
        if len(text) > self._left:
            self._left = 0  # nor is time spent on those that follow
            return ""
        self._left -= len(text)
        return text
