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


def dissolved(a: Scene, b: Scene, frames: int) -> Scene:
    """One picture turning into the other."""

    def picture(frame: int) -> Any:
        part = (frame + 1) / (frames + 1)
        return np.clip(a(60 + frame) * (1 - part) + b(frame) * part, 0, 255).astype(np.uint8)

    return picture


def darkened(a: Scene, frames: int, *, back: bool = False) -> Scene:
    """A picture going into black after its first 60 frames, or coming out of it."""

    def picture(frame: int) -> Any:
        part = (frame + 1) / frames
        return (a(frame) * part if back else a(60 + frame) * (1 - part)).astype(np.uint8)

    return picture


@pytest.mark.parametrize(("frames", "keys"), [(12, 1000), (25, 12), (45, 50)])
def test_a_dissolve_is_found_near_its_middle(tmp_path: Path, readers: Readers, frames: int, keys: int) -> None:
    one, two = room(1), room(2)
    parts = [(one, 60), (dissolved(one, two, frames), frames), (lambda n: two(n + frames), 60)]
    [found] = readers.scenes(made.saved(tmp_path, "a.mp4", film(parts, keys=keys, cuts_are_keys=False)))
    assert abs(found - (60 + frames / 2) * 1000 / RATE) <= 160


@pytest.mark.parametrize(("frames", "keys"), [(12, 1000), (25, 12)])
def test_a_fade_through_black_is_found_where_it_grows_light(
    tmp_path: Path, readers: Readers, frames: int, keys: int
) -> None:
    one, two = room(3), room(4)
    black: Scene = lambda _frame: np.zeros((HIGH, WIDE, 3), np.uint8)  # noqa: E731
    parts = [(one, 60), (darkened(one, frames), frames), (black, 8), (darkened(two, frames, back=True), frames)]
    data = film([*parts, (lambda n: two(n + frames), 60)], keys=keys, cuts_are_keys=False)
    [found] = readers.scenes(made.saved(tmp_path, "a.mp4", data))
    begins = (60 + frames + 8) * 1000 / RATE
    assert begins <= found <= begins + frames * 1000 / RATE / 2


def walked(picture: Scene) -> Scene:
    """Somebody in dark clothes walks through, close by."""

    def scene(frame: int) -> Any:
        dots = picture(frame).copy()
        left = frame * 3 - 60
        dots[10:, max(0, left) : max(0, left + 60)] = (30, 30, 40)
        return dots

    return scene


def enlarged(picture: Scene) -> Scene:
    """The camera comes nearer."""
    from PIL import Image

    def scene(frame: int) -> Any:
        edge = min(frame, 80) // 2
        part = Image.fromarray(picture(0)).crop((edge, edge * HIGH // WIDE, WIDE - edge, HIGH - edge * HIGH // WIDE))
        return np.asarray(part.resize((WIDE, HIGH), Image.Resampling.BILINEAR))

    return scene


def smooth(seed: int) -> Scene:
    """Soft shapes without edges: turning past them looks most like one picture turning into another."""
    from PIL import Image

    small = np.random.default_rng(seed).integers(0, 255, (3, 24, 3), np.uint8)
    wall = np.asarray(Image.fromarray(small).resize((24 * 40, HIGH), Image.Resampling.BICUBIC))
    return lambda frame: wall[:, frame * 3 : frame * 3 + WIDE]


SLOW = {"a walk": lambda: walked(room(5)), "a zoom": lambda: enlarged(room(6)), "a turn": lambda: room(7, pan=1.5),
        "a soft turn": lambda: smooth(8)}  # fmt: skip


@pytest.mark.parametrize("keys", [12, 1000])
@pytest.mark.parametrize("what", SLOW)
def test_what_moves_for_long_is_no_dissolve(tmp_path: Path, readers: Readers, what: str, keys: int) -> None:
    data = film([(SLOW[what](), 110)], keys=keys, cuts_are_keys=False)
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
