"""Where faces seem to be, by OpenCV's Haar cascades (Viola and Jones, 2001): frontal, and turned to either side.

A help when looking at a classroom, no guarantee: small, turned-away, covered and badly lit faces are missed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from reviewer_app.errors import BadInput
from reviewer_app.evidence.values import Box

SIDE = 640  # dots on the longer side of what is searched
LEAST = 22  # dots of the smallest face that is searched for
GROWN = 0.25  # how much is added around a face, of its size, so that hair and chin are covered too
LIMIT = 200
_FRONTAL = "haarcascade_frontalface_alt2.xml"
_PROFILE = "haarcascade_profileface.xml"


def find(rgb: bytes, width: int, height: int) -> tuple[Box, ...]:
    """Boxes around what looks like a face, in percent."""
    if width <= 0 or height <= 0 or len(rgb) != width * height * 3:
        raise BadInput("That is no picture.", code="bad-request")
    dots = np.frombuffer(rgb, np.uint8).reshape(height, width, 3)
    scale = min(1.0, SIDE / max(width, height))
    grey = cv2.cvtColor(dots, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(
            grey, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA
        )
    grey = cv2.equalizeHist(grey)
    wide = grey.shape[1]
    found = _in(grey, _FRONTAL, 4)
    found += _in(grey, _PROFILE, 5)
    found += [(wide - x - w, y, w, h) for x, y, w, h in _in(cv2.flip(grey, 1), _PROFILE, 5)]
    return tuple(_box(one, wide, grey.shape[0]) for one in _without_doubles(found)[:LIMIT])


@cache
def _cascade(name: str) -> Any:
    data: Any = getattr(cv2, "data")  # noqa: B009 - not in OpenCV's type information
    found = cv2.CascadeClassifier(str(Path(data.haarcascades) / name))
    if found.empty():
        raise BadInput("The face finder is missing from this installation.", code="no-face-finder")
    return found


def _in(grey: Any, name: str, neighbours: int) -> list[tuple[int, int, int, int]]:
    boxes = _cascade(name).detectMultiScale(grey, scaleFactor=1.15, minNeighbors=neighbours, minSize=(LEAST, LEAST))
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in boxes]


def _without_doubles(found: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The larger of those that lie on one another."""
    kept: list[tuple[int, int, int, int]] = []
    for one in sorted(found, key=lambda b: -b[2] * b[3]):
        x, y, w, h = one
        middle = (x + w / 2, y + h / 2)
        if not any(kx <= middle[0] <= kx + kw and ky <= middle[1] <= ky + kh for kx, ky, kw, kh in kept):
            kept.append(one)
    return kept


def _box(one: tuple[int, int, int, int], wide: int, high: int) -> Box:
    x, y, w, h = one
    left, top = max(0.0, x - GROWN * w), max(0.0, y - GROWN * h)
    right, bottom = min(float(wide), x + w + GROWN * w), min(float(high), y + h + GROWN * h)
    return Box(
        x=round(100 * left / wide, 2),
        y=round(100 * top / high, 2),
        width=round(100 * (right - left) / wide, 2),
        height=round(100 * (bottom - top) / high, 2),
    )
