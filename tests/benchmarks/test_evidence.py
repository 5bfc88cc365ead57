"""Filmstrips, pages and texts through the child processes, against the tools a reviewer would have otherwise.

The recording is 30 minutes of 720p with a key frame every ten seconds at most, made for the run: one minute is coded
and its packets repeated, which a decoder can't tell from a long lesson. It lies in the run's temporary folder.
"""

from __future__ import annotations

import importlib
import io
import math
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.evidence.values import Film, Picture
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from tests.benchmarks.conftest import FULL, Ratio
from tests.evidence.made import recipe, saved

PICTURES, HEIGHT = 60, 90
MINUTES, RATE = 30, 30
CALLS = PICTURES if FULL else 12  # of the 60 calls of ffmpeg; the others take as long
FIRST_SECONDS = 0.3
PAGES, WIDE = 300, 1100
ROUND_TRIP = 10  # not a promise to anybody: see there


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers() as found:
        yield found


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    """The recording."""
    folder = tmp_path_factory.mktemp("lesson")
    minute, whole = io.BytesIO(one_minute()), folder / "lesson.mp4"
    repeated(minute, whole)
    return recipe(whole)


def one_minute() -> bytes:
    """A minute of noise over moving bars, as a camera's pictures are never still."""
    import av
    import numpy

    grain = numpy.random.default_rng(1)
    noise = [grain.integers(0, 24, (720, 1280, 1), numpy.uint8) for _ in range(4)]
    wall = numpy.kron(grain.integers(40, 200, (12, 60, 3), numpy.uint8), numpy.ones((60, 60, 1), numpy.uint8))
    data = io.BytesIO()
    options = {"preset": "ultrafast", "crf": "32"}
    with av.open(data, "w", format="mp4") as container:
        video: Any = container.add_stream("libx264", rate=RATE, options=options)
        video.width, video.height, video.pix_fmt, video.gop_size = 1280, 720, "yuv420p", 10 * RATE
        for number in range(60 * RATE):
            left = number % (wall.shape[1] - 1280)
            picture = wall[:720, left : left + 1280] + noise[number % 4]
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode(None))
    return data.getvalue()


def repeated(minute: io.BytesIO, whole: Path) -> None:
    """The same minute again and again, in one file with one index."""
    import av

    with av.open(str(whole), "w", format="mp4") as out:
        stream: Any = None
        for number in range(MINUTES):
            minute.seek(0)
            with av.open(minute, "r") as container:
                source = container.streams.video[0]
                stream = stream or out.add_stream_from_template(source)
                assert source.time_base is not None
                later = round(60 * number / source.time_base)
                for packet in container.demux(source):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.dts, packet.pts, packet.stream = packet.dts + later, packet.pts + later, stream
                    out.mux(packet)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_filmstrip_is_much_faster_than_calls_of_ffmpeg(lesson: Recipe, readers: Readers, ratio: Ratio) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed: there is nothing to compare with")

    def strip() -> None:
        found: list[Picture] = []
        assert readers.filmstrip(lesson, Film(PICTURES, HEIGHT), found.append) == PICTURES
        assert {p.index for p in found} == set(range(PICTURES))

    def calls() -> float:
        began = time.perf_counter()
        for number in range(CALLS):
            at = (number + 0.5) * MINUTES * 60 / CALLS
            command = ["ffmpeg", "-v", "error", "-ss", f"{at:.3f}", "-i", lesson.path, "-frames:v", "1"]
            command += ["-vf", f"scale=-2:{HEIGHT}", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
            done = subprocess.run(command, capture_output=True, timeout=60, check=True)
            assert len(done.stdout) == 160 * HEIGHT * 3
        return (time.perf_counter() - began) * PICTURES / CALLS

    readers.probe(lesson)
    ratio(
        "filmstrip of 60 pictures, 30 min 720p", "60 calls of ffmpeg",
        subject=strip, baseline=calls, limit=1 / 8, rounds=5 if FULL else 2, warm_up=0,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_first_pictures_of_a_filmstrip_come_at_once(lesson: Recipe, readers: Readers, ratio: Ratio) -> None:
    readers.probe(lesson)

    def first_three() -> float:
        began = time.perf_counter()
        came: list[float] = []
        readers.filmstrip(lesson, Film(PICTURES, HEIGHT), lambda _picture: came.append(time.perf_counter() - began))
        return came[2]

    ratio("first 3 pictures of that filmstrip", "0.3 s", subject=first_three, baseline=lambda: FIRST_SECONDS, limit=1.0)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Recipe:
    """A PDF of 300 pages with text, a drawing of many lines and a photo on each."""
    import numpy
    from PIL import Image

    pymupdf: Any = importlib.import_module("pymupdf")
    document = pymupdf.open()
    said = "The pupils measured how tall the plants had grown since Monday and wrote down what they saw. "
    grain, photo = numpy.random.default_rng(2), io.BytesIO()
    coarse = Image.fromarray(grain.integers(0, 255, (40, 60, 3), numpy.uint8)).resize(
        (900, 600), Image.Resampling.BICUBIC
    )
    coarse.save(photo, "JPEG", quality=85)
    xref = 0
    for number in range(PAGES):
        page = document.new_page()
        words = f"Page {number + 1}, plant {number * 37 % 101}. " + said * 22
        page.insert_textbox(pymupdf.Rect(60, 50, 535, 480), words, fontsize=10)
        xref = page.insert_image(
            pymupdf.Rect(60, 490, 290, 640), stream=photo.getvalue() if not xref else None, xref=xref
        )
        shape = page.new_shape()
        for x in range(120):
            shape.draw_line((310 + x * 1.9, 640), (310 + x * 1.9, 640 - 140 * abs(math.sin(x * number / 97))))
        shape.finish(color=(0.1, 0.3, 0.6), width=0.8)
        shape.commit()
    return saved(tmp_path_factory.mktemp("book"), "book.pdf", document.tobytes(deflate=True))


def p95(values: list[float]) -> float:
    """The value that 95 of 100 stay within (nearest rank)."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


@pytest.mark.slow
def test_a_page_is_soon_back_from_the_readers_process(book: Recipe, readers: Readers, ratio: Ratio) -> None:
    """What being safe costs: asking, waking the child, drawing, and handing the dots over. Nobody waits for it while
    leafing through (``test_page_turn``); the limit only tells when it gets much worse.
    """
    pymupdf: Any = importlib.import_module("pymupdf")
    numbers = range(1, PAGES + 1, 1 if FULL else 5)
    readers.page(book, 1, WIDE)

    def bare() -> float:
        took = []
        with pymupdf.open(book.path) as document:
            for number in numbers:
                began = time.perf_counter()
                page = document.load_page(number - 1)
                scale = WIDE / page.rect.width
                page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
                took.append(time.perf_counter() - began)
        return p95(took)

    def through_the_child() -> float:
        took = []
        for number in numbers:
            began = time.perf_counter()
            readers.page(book, number, WIDE)
            took.append(time.perf_counter() - began)
        return p95(took)

    ratio(
        "PDF page asked of a reader's process, p95", "page.get_pixmap, p95",
        subject=through_the_child, baseline=bare, limit=ROUND_TRIP, rounds=5 if FULL else 3,
    )  # fmt: skip


@pytest.mark.slow
def test_a_long_pdf_is_searched_about_as_fast_as_by_the_library(book: Recipe, readers: Readers, ratio: Ratio) -> None:
    """The viewer searches the text that its citations count in; where on the page a hit is comes with the page."""
    pymupdf: Any = importlib.import_module("pymupdf")

    def bare() -> None:
        with pymupdf.open(book.path) as document:
            assert sum(len(page.search_for("plants")) for page in document) >= PAGES * 20

    def ours() -> None:
        text = readers.text(book)
        assert text.text.lower().count("plants") >= PAGES * 20
        assert len(text.starts) == PAGES

    ratio("300-page PDF searched", "PyMuPDF alone", subject=ours, baseline=bare, limit=2.0, rounds=5 if FULL else 3)
