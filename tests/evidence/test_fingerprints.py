"""Near copies are told from different things by fingerprints: pictures by their cosines, texts by runs of words."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from reviewer_app.domain.similarity import ALIKE, SKETCH, Fingerprint, distance, similar
from reviewer_app.evidence.fingerprints import picture_hash, sketch
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

ESSAY = " ".join(f"In week {n} the class measured plant {n * 7 % 11} and wrote what it saw." for n in range(60))


def cosines(grey: Any) -> int:
    """The definition, slowly: the lowest 8 x 8 of the type II transform of 32 x 32 greys against their median."""
    low = []
    for v in range(8):
        for u in range(8):
            rows = np.array([math.cos((2 * y + 1) * v * math.pi / 64) for y in range(32)])
            columns = np.array([math.cos((2 * x + 1) * u * math.pi / 64) for x in range(32)])
            scale = (math.sqrt(0.5) if v == 0 else 1) * (math.sqrt(0.5) if u == 0 else 1) / 16
            low.append(scale * float((grey * rows[:, None] * columns[None, :]).sum()))
    middle = float(np.median(low[1:]))
    return sum(1 << place for place, value in enumerate(low) if place and value > middle)


@pytest.mark.parametrize("seed", range(4))
def test_the_hash_is_the_one_of_the_definition(seed: int) -> None:
    grey = np.random.default_rng(seed).integers(0, 255, (32, 32), np.uint8)
    assert picture_hash(np.repeat(grey[:, :, None], 3, axis=2)) == cosines(grey.astype(float))


def drawing(seed: int) -> Image.Image:
    """Some child's drawing: large shapes."""
    grain = np.random.default_rng(seed)
    image = Image.new("RGB", (400, 300), tuple(int(c) for c in grain.integers(150, 255, 3)))
    for _ in range(9):
        x, y, w, h = (int(v) for v in grain.integers((0, 0, 40, 40), (360, 260, 200, 160)))
        image.paste(tuple(int(c) for c in grain.integers(0, 200, 3)), (x, y, x + w, y + h))
    return image


def saved(folder: Path, image: Image.Image, form: str = "JPEG", **options: Any) -> Any:
    data = io.BytesIO()
    image.save(data, form, **options)
    return made.saved(folder, f"{len(list(folder.iterdir()))}", data.getvalue())


def test_a_picture_saved_again_is_alike_and_another_is_not(tmp_path: Path, readers: Readers) -> None:
    whole = readers.fingerprint(saved(tmp_path, drawing(1), quality=95))
    for again in (
        saved(tmp_path, drawing(1).resize((1000, 750)), quality=40),
        saved(tmp_path, ImageEnhance.Brightness(drawing(1)).enhance(1.2), "PNG"),
        saved(tmp_path, drawing(1).resize((150, 113)), "WEBP"),
    ):
        found = similar(whole, readers.fingerprint(again))
        assert found.alike and found.pictures == 1.0
    others = [readers.fingerprint(saved(tmp_path, drawing(seed))) for seed in range(2, 14)]
    assert not any(similar(whole, other).alike for other in others)


def test_a_blank_picture_has_no_fingerprint(tmp_path: Path, readers: Readers) -> None:
    assert readers.fingerprint(saved(tmp_path, Image.new("RGB", (100, 100), "white"))) == Fingerprint()


def test_a_text_with_some_changes_is_alike_and_another_is_not() -> None:
    words = ESSAY.split()
    a, same = sketch(ESSAY), sketch(" ".join(words).upper().replace(" IN ", "\n\nIN "))
    assert len(a) == SKETCH and similar(Fingerprint(text=a), Fingerprint(text=same)).text == 1.0
    changed = [w if n % 60 else "CHANGED" for n, w in enumerate(words)]
    assert similar(Fingerprint(text=a), Fingerprint(text=sketch(" ".join(changed)))).text > ALIKE
    other = sketch(" ".join(reversed(words)))
    assert similar(Fingerprint(text=a), Fingerprint(text=other)).text < 0.05
    assert sketch("Too short to tell.") == ()


def test_the_share_of_a_text_is_about_the_share_of_its_runs() -> None:
    """Half of each text is the other's: of all runs of words a third is common."""
    parts = [" ".join(f"{name}{n}" for n in range(400)) for name in ("a", "b", "c")]
    one, two = (Fingerprint(text=sketch(f"{parts[n]} {parts[n + 1]}")) for n in (0, 1))
    assert similar(one, two).text == pytest.approx(1 / 3, abs=0.12)


def test_documents_of_different_kinds_with_the_same_words_are_alike(tmp_path: Path, readers: Readers) -> None:
    text = readers.fingerprint(made.saved(tmp_path, "a.txt", ESSAY.encode()))
    word = readers.fingerprint(made.saved(tmp_path, "a.docx", made.docx(made.para(ESSAY))))
    sheet = readers.fingerprint(made.saved(tmp_path, "a.pdf", made.pdf((ESSAY[:60], "Other words"))))
    assert similar(text, word).text == 1.0
    assert similar(text, sheet).text < ALIKE


def test_a_scan_is_known_by_its_pages(tmp_path: Path, readers: Readers) -> None:
    def scan(*seeds: int) -> Any:
        data = io.BytesIO()
        first, *rest = [drawing(seed) for seed in seeds]
        first.save(data, "PDF", save_all=True, append_images=rest)
        return made.saved(tmp_path, f"{seeds}.pdf", data.getvalue())

    a, b, c = (readers.fingerprint(scan(*seeds)) for seeds in ((1, 2, 3), (3, 1, 2, 4), (5, 6, 7)))
    assert similar(a, b).pictures == 1.0
    assert not similar(a, c).alike
    photo = readers.fingerprint(saved(tmp_path, drawing(2)))
    assert similar(a, photo).alike, "a photo of which a scan was made"


@pytest.mark.corpus
def test_a_video_in_other_containers_and_codings_is_alike(corpus: Path, readers: Readers) -> None:
    names = ("gizmo.mp4", "gizmo.webm", "chaplin.mp4", "lesson-h264-faststart-60s.mp4")
    gizmo, again, *others = (readers.fingerprint(made.recipe(corpus / "video" / n)) for n in names)
    assert all(f.pictures and not f.text for f in (gizmo, *others))
    assert similar(gizmo, again).alike
    assert not any(similar(gizmo, other).alike for other in others)


def test_what_cannot_be_compared_is_not_alike(tmp_path: Path, readers: Readers) -> None:
    assert similar(Fingerprint(), Fingerprint()).alike is False
    assert readers.fingerprint(made.saved(tmp_path, "a.m4a", made.tone())) == Fingerprint()
    assert readers.fingerprint(made.saved(tmp_path, "a.bin", bytes(range(256)) * 9)) == Fingerprint()


hashes = st.lists(st.integers(0, 2**64 - 1), max_size=6).map(tuple)
sketches = st.lists(st.integers(0, 2**48 - 1), max_size=20).map(lambda v: tuple(sorted(set(v))))
prints = st.builds(lambda p, t: Fingerprint(pictures=p, text=t), hashes, sketches)


@given(prints, prints)
def test_it_is_the_same_either_way_and_whole_with_itself(a: Fingerprint, b: Fingerprint) -> None:
    there, back = similar(a, b), similar(b, a)
    assert there.text == back.text and 0 <= there.text <= 1 and 0 <= there.pictures <= 1
    assert similar(a, a).text == (1.0 if a.text else 0.0)
    assert similar(a, a).pictures == (1.0 if a.pictures else 0.0)


def test_distance_counts_bits() -> None:
    assert (distance(0b1011, 0b1110), distance(7, 7)) == (2, 0)


def test_one_picture_does_not_count_twice() -> None:
    one, other = 0, (1 << 40) - 1
    assert similar(Fingerprint(pictures=(one, one + 1)), Fingerprint(pictures=(one, other))).pictures == 0.5
