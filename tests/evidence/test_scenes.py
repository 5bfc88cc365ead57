"""Where a shot ends and the next begins, found to the frame; what only moves, lightens or flashes is no cut."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reviewer_app.errors import BadInput, Cancelled
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job
from tests.evidence import made

WIDE, HIGH, RATE = 160, 96, 25
Scene = Callable[[int], Any]  # the picture of a frame


def room(seed: int, *, pan: float = 0.6) -> Scene:
    """A patchwork of colours that moves slowly aside, as a camera does that is turned."""
    grain = np.random.default_rng(seed)
    base = grain.integers(30, 225, 3)
    patches = np.clip(base + grain.integers(-30, 30, (6, 40, 3)), 0, 255)
    wall = np.kron(patches.astype(np.uint8), np.ones((16, 16, 1), np.uint8))

    def picture(frame: int) -> Any:
        left = round(frame * pan) % (wall.shape[1] - WIDE)
        noise = np.random.default_rng(frame).integers(-6, 6, (HIGH, WIDE, 1))
        return np.clip(wall[:, left : left + WIDE].astype(int) + noise, 0, 255).astype(np.uint8)

    return picture


def film(scenes: list[tuple[Scene, int]], *, keys: int, cuts_are_keys: bool) -> bytes:
    """A video of shots of so many frames, with a key frame every ``keys``."""
    import av

    data = io.BytesIO()
    options = {"preset": "ultrafast", "sc_threshold": "40" if cuts_are_keys else "0"}
    with av.open(data, "w", format="mp4") as container:
        video: Any = container.add_stream("libx264", rate=RATE, options=options)
        video.width, video.height, video.pix_fmt, video.gop_size = WIDE, HIGH, "yuv420p", keys
        for picture, count in scenes:
            for frame in range(count):
                container.mux(video.encode(av.VideoFrame.from_ndarray(picture(frame), format="rgb24")))
        container.mux(video.encode(None))
    return data.getvalue()


@pytest.mark.parametrize(("keys", "cuts_are_keys"), [(12, False), (50, True), (1000, False)])
def test_each_cut_is_found_to_the_frame(tmp_path: Path, readers: Readers, keys: int, cuts_are_keys: bool) -> None:
    lengths = [60, 33, 90, 47, 75]
    data = film([(room(seed), n) for seed, n in enumerate(lengths, 1)], keys=keys, cuts_are_keys=cuts_are_keys)
    told: list[int] = []
    found = readers.scenes(made.saved(tmp_path, "a.mp4", data), on_cut=told.append)
    truth = [sum(lengths[: n + 1]) * 1000 // RATE for n in range(len(lengths) - 1)]
    assert found == tuple(truth)
    assert tuple(sorted(told)) == found


def lightened(picture: Scene) -> Scene:
    return lambda frame: np.clip(picture(frame).astype(int) + min(frame, 60), 0, 255).astype(np.uint8)


def flashed(picture: Scene) -> Scene:
    return lambda frame: np.full((HIGH, WIDE, 3), 250, np.uint8) if frame == 40 else picture(frame)


@pytest.mark.parametrize("what", ["pans", "lightens", "flashes"])
def test_what_is_no_cut(tmp_path: Path, readers: Readers, what: str) -> None:
    scene = {"pans": room(1, pan=4.0), "lightens": lightened(room(2)), "flashes": flashed(room(3))}[what]
    data = film([(scene, 110)], keys=1000, cuts_are_keys=False)
    assert readers.scenes(made.saved(tmp_path, "a.mp4", data)) == ()


def test_it_can_be_stopped_and_the_readers_go_on(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a.mp4", film([(room(n), 40) for n in range(6)], keys=12, cuts_are_keys=False))
    job = Job()
    with pytest.raises(Cancelled):
        readers.scenes(file, job, lambda _ms: job.cancel())
    assert len(readers.scenes(file)) == 5


def test_sound_alone_has_no_shots(tmp_path: Path, readers: Readers) -> None:
    with pytest.raises(BadInput) as caught:
        readers.scenes(made.saved(tmp_path, "a.m4a", made.tone()))
    assert caught.value.code == "no-picture"


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["lesson-10min-one-keyframe.mp4", "gizmo.mp4", "lesson-vfr-phone-40s.mp4"])
def test_real_videos_take_bounded_time(corpus: Path, name: str, readers: Readers) -> None:
    began = time.monotonic()
    found = readers.scenes(made.recipe(corpus / "video" / name))
    assert time.monotonic() - began < 70
    assert list(found) == sorted(set(found))
