"""Fingerprints of evidence, to find near copies: perceptual hashes of pictures, a sketch of the words of a text.

The picture hash is the sign of the lowest frequencies of the discrete cosine transform (Zauner, Implementation and
benchmarking of perceptual image hash functions, 2010). The text sketch is the lowest hashes of all runs of four words.
"""

from __future__ import annotations

import heapq
import importlib
import time
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from typing import Any

import cv2
import numpy as np

from reviewer_app.domain.similarity import LEAST_SHINGLES, SKETCH, Fingerprint
from reviewer_app.errors import BadInput
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Picture
from reviewer_app.evidence.words import words_of

FRAMES = 8  # of a video
PAGES = 24  # of a PDF without text
SCAN_WORDS = 20  # a page with fewer is looked at as a picture
RUN = 4  # words
WORDS_LIMIT = 200_000
_SIDE = 256
_SECONDS = 8.0  # for the frames of a video
_BLANK = 6.0  # standard deviation below which a picture says nothing
_FLOWING = ("docx", "odf", "pptx", "rtf", "text", "xlsx")


def fingerprint(source: Source) -> Fingerprint:
    """The fingerprint of a file; an empty one of a kind that has none (a sound recording, an unknown file)."""
    reader = source.format.reader
    if reader in ("image", "svg"):
        module: Any = importlib.import_module(f"reviewer_app.evidence.{reader}")
        return Fingerprint(pictures=_hashes([module.picture(source, _SIDE, 1)]))
    if reader == "media":
        return Fingerprint(pictures=_hashes(_frames(source)))
    if reader == "pdf":
        return _of_pdf(source)
    if reader in _FLOWING:
        module = importlib.import_module(f"reviewer_app.evidence.{'text' if reader == 'text' else 'flowing'}")
        return Fingerprint(text=sketch(module.text(source).text))
    return Fingerprint()


def _frames(source: Source) -> Iterator[Picture]:
    """Exact frames at fixed shares of the length: a copy in another coding has its key frames elsewhere."""
    from reviewer_app.evidence import media, video

    if media.opened(source).video is None:
        return
    length, end = media.duration(source), time.monotonic() + _SECONDS
    for place in video.coarse_to_fine(FRAMES):
        with suppress(BadInput):
            yield video.frame(source, round((place + 0.5) * length / FRAMES), _SIDE)
        if time.monotonic() > end:
            return


def _of_pdf(source: Source) -> Fingerprint:
    from reviewer_app.evidence import pdf
    from reviewer_app.evidence.words import count_words

    found = pdf.text(source)
    pages = found.text.split("\f")
    scans = [n for n, words in enumerate(pages, 1) if count_words(words) < SCAN_WORDS]
    step = max(1, len(scans) // PAGES)
    pictures: list[Picture] = []
    for number in scans[::step][:PAGES]:
        with suppress(BadInput):
            pictures.append(pdf.page(source, number, _SIDE))
    return Fingerprint(pictures=_hashes(pictures), text=sketch(found.text))


def _hashes(pictures: Any) -> tuple[int, ...]:
    found: list[int] = []
    for picture in pictures:
        value = picture_hash(np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3))
        if value is not None and value not in found:
            found.append(value)
    return tuple(found)


def picture_hash(dots: Any) -> int | None:
    """64 bits that stay nearly the same when a picture is scaled, saved again or made lighter; None of a blank one."""
    grey = cv2.cvtColor(dots, cv2.COLOR_RGB2GRAY)
    if float(grey.std()) < _BLANK:
        return None
    small = cv2.resize(grey, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[:8, :8].ravel()
    middle = float(np.median(low[1:]))
    return sum(1 << place for place, value in enumerate(low) if place and value > middle)


def sketch(text: str) -> tuple[int, ...]:
    """The lowest hashes of the runs of four words of a text; empty of one that is too short to tell."""
    words = list(words_of(unicodedata.normalize("NFKC", text).casefold()))[:WORDS_LIMIT]
    runs = {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
    if len(runs) < LEAST_SHINGLES:
        return ()
    hashes = (int.from_bytes(blake2b(run.encode(), digest_size=6).digest(), "big") for run in runs)
    return tuple(heapq.nsmallest(SKETCH, hashes))
