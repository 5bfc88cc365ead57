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

LEAST = 22  # dots of the smallest face that is searched for
GROWN = 0.25  # how much is added around a face, of its size, so that hair and chin are covered too
LIMIT = 200
# Dots on the longer side of what is searched for frontal faces and for profiles, and the step from size to size.
_THOROUGH = (640, 480, 1.15)
_QUICK = (400, 240, 1.25)
_FRONTAL = "haarcascade_frontalface_alt2.xml"
_PROFILE = "haarcascade_profileface.xml"

_Percent = tuple[float, float, float, float]  # left, top, width, height


def find(rgb: bytes, width: int, height: int, *, quick: bool = False) -> tuple[Box, ...]:
    """Boxes around what looks like a face, in percent. ``quick`` misses more small ones, for pictures that move."""
    if width <= 0 or height <= 0 or len(rgb) != width * height * 3:
        raise BadInput("That is no picture.", code="bad-request")
    frontal, profile, step = _QUICK if quick else _THOROUGH
    grey = cv2.cvtColor(np.frombuffer(rgb, np.uint8).reshape(height, width, 3), cv2.COLOR_RGB2GRAY)
    large, small = _evened(grey, frontal), _evened(grey, profile)
    found = _in(large, _FRONTAL, 4, step)
    found += _in(small, _PROFILE, 5, step)
    found += [(100 - x - w, y, w, h) for x, y, w, h in _in(cv2.flip(small, 1), _PROFILE, 5, step)]
    return tuple(_box(one) for one in _without_doubles(found)[:LIMIT])


def _evened(grey: Any, side: int) -> Any:
    """No larger than that, with its greys spread evenly."""
    high, wide = grey.shape
    scale = min(1.0, side / max(wide, high))
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return cv2.equalizeHist(cv2.resize(grey, size, interpolation=cv2.INTER_AREA) if scale < 1 else grey)


@cache
def _cascade(name: str) -> Any:
    data: Any = getattr(cv2, "data")  # noqa: B009 - not in OpenCV's type information
    found = cv2.CascadeClassifier(str(Path(data.haarcascades) / name))
    if found.empty():
        raise BadInput("The face finder is missing from this installation.", code="no-face-finder")
    return found


def _in(grey: Any, name: str, neighbours: int, step: float) -> list[_Percent]:
    high, wide = grey.shape
    boxes = _cascade(name).detectMultiScale(grey, scaleFactor=step, minNeighbors=neighbours, minSize=(LEAST, LEAST))
    return [(100 * x / wide, 100 * y / high, 100 * w / wide, 100 * h / high) for x, y, w, h in boxes]


def _without_doubles(found: list[_Percent]) -> list[_Percent]:
    """The larger of those that lie on one another."""
    kept: list[_Percent] = []
    for one in sorted(found, key=lambda b: -b[2] * b[3]):
        x, y, w, h = one
        middle = (x + w / 2, y + h / 2)
        if not any(kx <= middle[0] <= kx + kw and ky <= middle[1] <= ky + kh for kx, ky, kw, kh in kept):
            kept.append(one)
    return kept


def _box(one: _Percent) -> Box:
    x, y, w, h = one
    left, top = max(0.0, x - GROWN * w), max(0.0, y - GROWN * h)
    right, bottom = min(100.0, x + w + GROWN * w), min(100.0, y + h + GROWN * h)
    return Box(x=round(left, 2), y=round(top, 2), width=round(right - left, 2), height=round(bottom - top, 2))
