"""Exactly the asked frame: read from the picture, at constant and varying rates, and where files have no index."""

from __future__ import annotations

import io
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.ui.viewers.base import to_image
from reviewer_app.ui.viewers.frames import Frames
from tests.evidence import made
from tests.ui_review.viewing import Viewing, number_shown, recipe_of

pytestmark = pytest.mark.gui
FRAMES = 150


def clip(folder: Path, name: str, **how: Any) -> Path:
    """A clip with its frame numbers in the picture."""
    path = folder / name
    path.write_bytes(made.clip(FRAMES, **how))
    return path


def transport_stream(folder: Path) -> Path:
    """The same as a transport stream, which has no index; a key frame every 50 frames, times that begin late."""
    import av

    path, source = folder / "clip.ts", io.BytesIO(made.clip(FRAMES, sound=True))
    with av.open(source, "r") as given, av.open(str(path), "w", format="mpegts") as out:
        old: Any = given.streams.video[0]
        video: Any = out.add_stream("libx264", rate=25, options={"sc_threshold": "0", "bf": "2"})
        video.width, video.height, video.pix_fmt, video.gop_size = old.width, old.height, "yuv420p", 50
        for number, frame in enumerate(given.decode(video=0)):
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
    return path


def at(viewing: Viewing, viewer: Any, frame: int) -> None:
    """Wait until the player has come to rest, then read the picture."""
    viewing.until(lambda: viewer.player.settled)
    assert number_shown(viewer) == frame
    assert viewer.player.frame == frame


@pytest.mark.parametrize(
    ("name", "how", "turns"),
    [
        ("cfr.mp4", {}, 100),
        ("vfr.mp4", {"gap": 3}, 60),
        ("vfr.mkv", {"form": "matroska", "gap": 5, "sound": False}, 40),
    ],
)
def test_random_seeks_and_steps_show_the_asked_frame(
    viewing: Viewing, tmp_path: Path, name: str, how: dict[str, Any], turns: int
) -> None:
    """x264 makes B-frames by itself; altogether 200 seeks, each fourth followed by steps."""
    viewer = viewing.ready(viewing.show(clip(tmp_path, name, **how)))
    assert viewer.player.frames.count == FRAMES
    chance = random.Random(7)
    for turn in range(turns):
        frame = chance.randrange(FRAMES)
        viewer.player.seek(viewer.player.frames.aim(frame))
        at(viewing, viewer, frame)
        for step in (1, 1, -1) if turn % 4 == 0 else ():
            viewer.step(step)
            frame = max(0, min(FRAMES - 1, frame + step))
            at(viewing, viewer, frame)


def test_a_citation_of_a_varying_rate_goes_back_to_its_frame(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.ready(viewing.show(clip(tmp_path, "vfr.mp4", gap=2)))
    for frame in (1, 2, 77, 149):
        viewer.player.seek(viewer.player.frames.aim(frame))
        at(viewing, viewer, frame)
        found = viewer.here()
        viewer.player.seek(0)
        at(viewing, viewer, 0)
        viewer.go_to(found)
        at(viewing, viewer, frame)
        assert viewer.here() == found, "cited again, it is the same place"


def test_a_file_without_index_shows_the_asked_frame_and_plays_on_from_there(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.ready(viewing.show(transport_stream(tmp_path)))
    for frame in (70, 12, 149, 99, 101):
        viewer.player.seek(viewer.player.frames.aim(frame))
        at(viewing, viewer, frame)
        viewer.step(-1)
        at(viewing, viewer, frame - 1)
    viewer.player.seek(viewer.player.frames.aim(90))
    at(viewing, viewer, 90)
    viewer.player.play()
    viewing.until(lambda: viewer.player.playing and viewer.player.settled)
    assert number_shown(viewer) <= 90 + 8, "it plays on from what was shown, not from some later key frame"
    viewing.until(lambda: number_shown(viewer) > 100)


def test_a_form_that_cannot_be_played_is_shown_in_single_pictures(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.ready(viewing.show(clip(tmp_path, "av1.mp4", codec="libsvtav1")))
    assert viewer.exact.stills and "Single pictures" in viewer.stage._note
    viewing.until(lambda: number_shown(viewer) == 0)
    for frame in (70, 3, 149):
        viewer.player.seek(viewer.player.frames.aim(frame))
        at(viewing, viewer, frame)
    viewer.step(-1)
    at(viewing, viewer, 148)
    found = viewer.here()
    assert found is not None and viewer.player.frames.at(found.time.start) == 148
    viewer.player.seek(0)
    viewer.player.play()
    viewing.until(lambda: number_shown(viewer) > 20, timeout=8_000)
    viewer.player.pause()
    viewing.until(lambda: viewer.player.settled)
    assert number_shown(viewer) == viewer.player.frame
    assert viewing.told["trouble"] == []


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_video_fills_its_place_so_that_areas_and_faces_are_where_they_are_seen(
    viewing: Viewing, tmp_path: Path, turn: int
) -> None:
    """As phones record: what is seen is what the readers give, from edge to edge."""
    viewer = viewing.ready(viewing.show(clip(tmp_path, "turned.mp4", turn=turn)))
    viewing.until(lambda: viewer.has_controls)
    viewer.player.seek(viewer.player.frames.aim(105))
    viewing.until(lambda: viewer.player.settled)
    still = to_image(viewing.readers.frame(recipe_of(tmp_path / "turned.mp4"), viewer.now()))
    whole = viewer.stage.sceneRect()
    assert abs(whole.width() / whole.height() - still.width() / still.height()) < 0.01
    place = viewer.stage.mapFromScene(whole).boundingRect()
    seen = viewer.stage.grab().toImage()
    for x in range(4, 100, 8):
        for y in range(4, 100, 8):
            at_view = QPoint(place.x() + place.width() * x // 100, place.y() + place.height() * y // 100)
            ours = seen.pixelColor(viewer.stage.viewport().mapTo(viewer.stage, at_view)).lightness()
            theirs = still.pixelColor(still.width() * x // 100, still.height() * y // 100).lightness()
            assert abs(ours - theirs) < 90, (x, y)


def test_a_time_beyond_the_end_is_said(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.ready(viewing.show(clip(tmp_path, "cfr.mp4")))
    viewer.go_to(Selector(time=TimeSpan(start=99_000, end=99_000)))
    assert "can't be found" in viewing.told["said"][0][0]


def test_a_file_that_does_not_say_how_long_it_is_is_gone_to_as_well(viewing: Viewing, tmp_path: Path) -> None:
    """As a phone's recorder leaves it: written without going back to the beginning."""
    import av

    path = tmp_path / "live.webm"
    with path.open("wb") as raw:

        class Pipe:
            write = staticmethod(raw.write)

        source = io.BytesIO(made.clip(FRAMES, sound=False))
        live = {"live": "1"}
        with av.open(source, "r") as given, av.open(Pipe(), "w", format="matroska", options=live) as out:
            stream: Any = out.add_stream_from_template(given.streams.video[0])
            for packet in given.demux(video=0):
                if packet.dts is not None:
                    packet.stream = stream
                    out.mux(packet)
    viewer = viewing.show(path)
    viewing.until(lambda: viewer.player.loaded and viewer.player.frames.exact)
    assert viewer.player.duration == 0, "this is what it is about"
    viewer.go_to(Selector(time=TimeSpan(start=viewer.player.frames.aim(99), end=4_000)))
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 99)


def test_frames_by_their_times() -> None:
    frames = Frames(25, (0, 40_000, 60_000, 1_060_000))
    assert [frames.at(ms) for ms in (0, 39.9, 40, 59.9, 60, 1_059.9, 1_060, 9_999)] == [0, 0, 1, 1, 2, 2, 3, 3]
    assert [frames.at(frames.aim(n)) for n in range(4)] == [0, 1, 2, 3]
    assert frames.aim(2) == 160, "not far behind the start of a long one"
    assert frames.within(9, 0) == 3 and frames.within(-1, 0) == 0


def test_frames_that_nobody_can_see_are_not_counted() -> None:
    frames = Frames(25, (0, 1, 80_000, 80_001, 160_000))
    assert frames.count == 3 and [frames.at(frames.aim(n)) for n in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("fps", [23.976, 24, 29.97, 30, 50, 59.94])
def test_frames_by_the_rate_alone(fps: float) -> None:
    frames = Frames(fps)
    for number in (0, 1, 2, 17, 44, 79, 1799, 54_000):
        assert frames.at(frames.aim(number)) == number
        assert frames.at(frames.start(number) + 0.5) == number
