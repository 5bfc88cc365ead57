"""A photographed page made readable: seen from straight above, without shadows. A view; the evidence stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from reviewer_app.evidence.values import Picture

_LOOK = 600  # dots on the longer side of what is searched for a page
_LEAST = 0.15  # of the picture that a page takes up
_SQUARE = 0.35  # how far (radians x 2/pi) a corner may be from a right angle
_STANDS_OUT = 12.0  # how much lighter (0..255) the page is along a side than what it lies on
_PAPER = 1 / 40  # of the shorter side: wider than a pen's stroke

Corners = np.ndarray[Any, Any]


def improved(picture: Picture, *, straighten: bool, clean: bool) -> Picture:
    """The picture with what was asked done to it; ``done`` says what that was."""
    dots = np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)
    said = []
    if straighten:
        corners = page_corners(dots)
        if corners is None:
            said.append("No page with four clear edges was found, so it is not straightened.")
        else:
            dots = _flat(dots, corners)
            said.append("Straightened: the page is shown as if seen from above.")
    if clean:
        dots = _clean(dots)
        said.append("Cleaned: shadows and colour cast are taken out, so colours are not the real ones.")
    high, wide = dots.shape[:2]
    return replace(picture, width=wide, height=high, rgb=np.ascontiguousarray(dots).tobytes(), done=" ".join(said))


def page_corners(dots: Any) -> Corners | None:
    """The corners of the page (clockwise from the top left, in dots), or None when there is none to be sure of."""
    high, wide = dots.shape[:2]
    scale = min(1.0, _LOOK / max(wide, high))
    small = cv2.resize(dots, (max(8, round(wide * scale)), max(8, round(high * scale))), interpolation=cv2.INTER_AREA)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    best: Corners | None = None
    for mask in _masks(small, grey):
        found = _largest(mask, grey)
        if found is not None and (best is None or cv2.contourArea(found) > 1.1 * cv2.contourArea(best)):
            best = found
    return best / scale if best is not None else None


def _masks(small: Any, grey: Any) -> list[Any]:
    """Black and white pictures in which a page may stand out: by its edges, by being lighter or paler."""
    middle = float(np.median(grey))
    edges = cv2.Canny(grey, 0.5 * middle, 1.1 * middle + 20)
    thick = np.ones((5, 5), np.uint8)
    wide = np.ones((13, 13), np.uint8)
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    colour = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2HSV)[:, :, 1], (5, 5), 0)
    _, pale = cv2.threshold(colour, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    closed = [cv2.morphologyEx(cv2.morphologyEx(m, cv2.MORPH_CLOSE, wide), cv2.MORPH_OPEN, wide) for m in (light, pale)]
    return [cv2.dilate(edges, thick), *closed]


def _largest(mask: Any, grey: Any) -> Corners | None:
    """The largest shape with four sensible corners."""
    high, wide = mask.shape
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:6]:
        hull = cv2.convexHull(contour)
        area = cv2.contourArea(hull)
        if area < _LEAST * wide * high or cv2.contourArea(contour) < 0.8 * area:
            continue
        for loose in (0.02, 0.035, 0.05):
            rough = cv2.approxPolyDP(hull, loose * cv2.arcLength(hull, True), True).reshape(-1, 2)
            if len(rough) == 4:
                corners = np.asarray(_in_order(rough), np.float32)
                if _is_square(corners, area) and _stands_out(corners, grey):
                    return corners
    return None


def _is_square(corners: Corners, area: float) -> bool:
    """Whether it is about a rectangle seen from a side."""
    if abs(cv2.contourArea(corners) - area) > 0.1 * area:
        return False
    for number in range(4):
        before, here, after = corners[number - 1], corners[number], corners[(number + 1) % 4]
        a, b = before - here, after - here
        cosine = abs(float(np.dot(a, b)) / (float(np.linalg.norm(a) * np.linalg.norm(b)) or 1.0))
        if np.arcsin(min(1.0, cosine)) * 2 / np.pi > _SQUARE:
            return False
    return True


def _stands_out(corners: Corners, grey: Any) -> bool:
    """Whether it is lighter inside than outside along at least three sides; a column of print is not."""
    high, wide = grey.shape
    middle = corners.mean(axis=0)
    lighter = 0
    for number in range(4):
        a, b = corners[number], corners[(number + 1) % 4]
        side = a + np.linspace(0.1, 0.9, 33)[:, None] * (b - a)
        inward = (middle - (a + b) / 2) / (float(np.linalg.norm(middle - (a + b) / 2)) or 1.0)
        step = 0.02 * max(wide, high)
        out = side - inward * step
        if out.min() < 0 or (out[:, 0] >= wide).any() or (out[:, 1] >= high).any():
            continue
        inner, outer = (grey[p[:, 1].astype(int), p[:, 0].astype(int)] for p in (side + inward * step, out))
        lighter += float(np.median(inner)) - float(np.median(outer)) > _STANDS_OUT
    return lighter >= 3


def _in_order(corners: Corners) -> Corners:
    """Clockwise from the one that is nearest to the top left."""
    middle = corners.mean(axis=0)
    around = np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))
    ordered = corners[around]
    return np.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0)


def _flat(dots: Any, corners: Corners) -> Any:
    """The page within the corners as a rectangle of its own size."""
    a, b, c, d = corners
    wide = round(max(float(np.linalg.norm(b - a)), float(np.linalg.norm(c - d)), 8.0))
    high = round(max(float(np.linalg.norm(d - a)), float(np.linalg.norm(c - b)), 8.0))
    to = np.array([[0, 0], [wide - 1, 0], [wide - 1, high - 1], [0, high - 1]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), to)
    return cv2.warpPerspective(dots, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _clean(dots: Any) -> Any:
    """Each colour divided by what the paper has there, so that the paper is white and its shadow gone."""
    high, wide = dots.shape[:2]
    scale = min(1.0, 1000 / max(wide, high))
    small = cv2.resize(dots, (max(8, round(wide * scale)), max(8, round(high * scale))), interpolation=cv2.INTER_AREA)
    size = max(7, int(min(small.shape[:2]) * _PAPER)) | 1
    paper = cv2.dilate(small, np.ones((size, size), np.uint8))  # writing is darker than the paper around it
    paper = cv2.medianBlur(paper, min(size * 2 + 1, 99))
    paper = cv2.GaussianBlur(paper, (0, 0), size / 2)
    paper = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(dots, np.maximum(paper, 1), scale=255)
    low, top = np.percentile(even, (1, 60))
    if top - low < 16:
        return even
    return cv2.convertScaleAbs(even, alpha=255 / (top - low), beta=-255 * low / (top - low)) if low >= 1 else even
