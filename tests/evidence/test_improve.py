"""A photographed page is found, straightened and cleaned in a view; where there is none that is said."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from reviewer_app.evidence.improve import page_corners
from reviewer_app.evidence.values import Picture
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

SIZE = (1200, 900)  # of the photo
SHAPES = {
    "from the left": ((230, 120), (930, 180), (1010, 800), (160, 730)),
    "turned": ((420, 90), (1040, 330), (800, 820), (190, 560)),
    "nearly straight": ((200, 80), (1000, 85), (995, 830), (205, 820)),
}


def sheet() -> Any:
    """A page 800 by 600 with lines of writing and a black square in its top left corner."""
    dots = np.full((600, 800, 3), 244, np.uint8)
    for row in range(110, 560, 34):
        for left in range(60, 700, 90):
            dots[row : row + 11, left : left + 62] = 40
    dots[20:80, 20:80] = 0
    return dots


def photo(corners: tuple[tuple[int, int], ...], *, shadow: bool = False) -> Any:
    """The page on a wooden table, with noise and perhaps a shadow and yellow light over it."""
    grain = np.random.default_rng(7)
    wide, high = SIZE
    table = np.empty((high, wide, 3), np.float32)
    table[:] = (112, 84, 60)
    table += (12 * np.sin(np.arange(high) / 9))[:, None, None]
    page = sheet()
    frm = np.array([[0, 0], [799, 0], [799, 599], [0, 599]], np.float32)
    matrix = cv2.getPerspectiveTransform(frm, np.array(corners, np.float32))
    on = cv2.warpPerspective(page, matrix, SIZE).astype(np.float32)
    where = cv2.warpPerspective(np.ones(page.shape[:2], np.float32), matrix, SIZE)[..., None]
    dots = table * (1 - where) + on * where
    if shadow:
        dots *= np.linspace(1.0, 0.45, wide, dtype=np.float32)[None, :, None]
        dots *= np.array([1.0, 0.93, 0.72], np.float32)
    return np.clip(dots + grain.normal(0, 5, dots.shape), 0, 255).astype(np.uint8)


def as_jpeg(dots: Any) -> bytes:
    data = io.BytesIO()
    Image.fromarray(dots).save(data, "JPEG", quality=88)
    return data.getvalue()


def as_array(picture: Picture) -> Any:
    return np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)


@pytest.mark.parametrize("shadow", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_page_is_found_and_straightened(tmp_path: Path, readers: Readers, shape: str, shadow: bool) -> None:
    corners = SHAPES[shape]
    found = page_corners(photo(corners, shadow=shadow))
    assert found is not None
    assert np.abs(found - np.array(corners)).max() < 0.02 * SIZE[0]
    shown = readers.straighten(made.saved(tmp_path, "a.jpg", as_jpeg(photo(corners, shadow=shadow))), 1200)
    assert shown.done.startswith("Straightened")
    flat = cv2.resize(as_array(shown), (800, 600), interpolation=cv2.INTER_AREA).mean(axis=2)
    assert flat[35:65, 35:65].mean() < 60 < flat[100:105, 200:700].mean(), "the black square is at its top left"
    truth = sheet().mean(axis=2) < 128
    dark = flat < 128 if not shadow else cv2.GaussianBlur(flat, (0, 0), 40) - flat > 30
    assert (truth & dark).sum() / truth.sum() > 0.7


@pytest.mark.parametrize("kind", ["noise", "stripes", "plain"])
def test_where_no_page_is_it_is_said(tmp_path: Path, readers: Readers, kind: str) -> None:
    grain = np.random.default_rng(3)
    dots = {
        "noise": grain.integers(0, 255, (500, 700, 3), np.uint8),
        "stripes": np.repeat((np.arange(500) // 20 % 2 * 200).astype(np.uint8), 2100).reshape(500, 700, 3),
        "plain": np.full((500, 700, 3), 200, np.uint8),
    }[kind]
    shown = readers.straighten(made.saved(tmp_path, "a.jpg", as_jpeg(dots)), 700)
    assert shown.done == "No page with four clear edges was found, so it is not straightened."
    assert (shown.width, shown.height) == (700, 500)


def test_shadow_and_colour_are_cleaned_off_and_writing_stays(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a.jpg", as_jpeg(photo(SHAPES["nearly straight"], shadow=True)))
    shown = readers.straighten(file, 1200, clean=True)
    assert "Straightened" in shown.done and "Cleaned" in shown.done
    flat = cv2.resize(as_array(shown), (800, 600), interpolation=cv2.INTER_AREA).astype(int)
    paper = flat[88:102, 100:780]
    assert paper.min(axis=2).mean() > 225, "white, from the light side to the dark one"
    assert abs(paper[:, :200].mean() - paper[:, -200:].mean()) < 12
    assert np.ptp(paper.mean(axis=(0, 1))) < 8, "and of no colour"
    writing = (sheet().mean(axis=2) < 128)[100:560]
    assert flat.mean(axis=2)[100:560][writing].mean() < 140


def test_the_evidence_stays_as_it_is(tmp_path: Path, readers: Readers) -> None:
    data = as_jpeg(photo(SHAPES["turned"]))
    file = made.saved(tmp_path, "a.jpg", data)
    shown = readers.clean(file, 600)
    assert (shown.width, shown.height) == (600, 450)
    assert hashlib.sha256((tmp_path / "a.jpg").read_bytes()).digest() == hashlib.sha256(data).digest()
    assert readers.picture(file, 600).done == ""


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", ["feyn.tif", "notesB1.jpg", "tree.jpg", "Portrait_5.jpg", "linn.png", "warped_paper.jpg"]
)
def test_a_scan_or_a_scene_is_not_bent(corpus: Path, name: str, readers: Readers) -> None:
    """They fill the picture or hold no page: a wrong guess would show a part as if it were all."""
    assert readers.straighten(made.recipe(corpus / "image" / name), 1000).done.startswith("No page")
