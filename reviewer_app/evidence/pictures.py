"""Pictures inside documents, as bounded data URIs."""

from __future__ import annotations

import base64
import importlib
import io
from typing import BinaryIO

from PIL import Image

from reviewer_app.evidence.image import BYTES_LIMIT, _quietly, _to_rgb

SIDE = 1200  # dots
TOTAL = 24 << 20  # of data URIs in one document
COUNT = 300
WORK = 600_000_000  # dots of a document's pictures that are decoded; those beyond would take too long
_DEAR = 4  # times that of a JPEG, which is decoded small at once, is the work for a dot of other kinds
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError)
_SMALL = 40_000  # dots up to which a picture is kept without loss
_DECODERS = ("Jpeg", "Png", "Gif", "WebP", "Tiff", "Bmp")


class Pictures:
    """Turns the pictures of one document into data URIs until the allowance is used up."""

    def __init__(self) -> None:
        self._left = TOTAL
        self._count = 0
        self._work = WORK
        for name in _DECODERS:
            importlib.import_module(f"PIL.{name}ImagePlugin")

    def uri(self, stream: BinaryIO) -> str:
        """The picture as a data URI of PNG or JPEG, "" when it can't be shown or would be too much."""
        self._count += 1
        if self._count > COUNT or self._left <= 0:
            return ""
        try:
            with _quietly(), Image.open(stream, formats=[name.upper() for name in _DECODERS]) as image:
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
        data, kind = io.BytesIO(), "PNG" if shown.width * shown.height <= _SMALL else "JPEG"
        shown.save(data, kind, quality=85)
        text = f"data:image/{kind.lower()};base64,{base64.b64encode(data.getvalue()).decode('ascii')}"
        if len(text) > self._left:
            self._left = 0  # nor is time spent on those that follow
            return ""
        self._left -= len(text)
        return text
