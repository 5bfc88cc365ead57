"""A citation goes back to its exact frame: opened cold, in another window, full screen, out of a loop, from play."""

from __future__ import annotations

import io
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtMultimedia import QVideoFrameFormat
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.ui.viewers.frames import Frames
from tests.evidence import made
from tests.ui_review.viewing import Viewing, number_shown, recipe_of

pytestmark = pytest.mark.gui
FRAMES = 120


def moved(source: bytes, form: str, by: float, **options: str) -> bytes:
    """The same recording in another container, its times moved by so many seconds; below 0 an edit list cuts it."""
    import av

    data = io.BytesIO()
    with av.open(io.BytesIO(source), "r") as given, av.open(data, "w", format=form, container_options=options) as out:
        streams: dict[int, Any] = {s.index: out.add_stream_from_template(s) for s in given.streams}
        for packet in given.demux():
            if packet.dts is None or packet.pts is None:
                continue
            shift = round(by / Fraction(packet.time_base))
            packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            packet.stream = streams[packet.stream.index]
            out.mux(packet)
    return data.getvalue()


def coded(form: str, codec: str, pix_fmt: str = "yuv420p", **options: str) -> bytes:
    """The same pictures in another coding, which says how long each of them is."""
    import av

    data = io.BytesIO()
    with av.open(io.BytesIO(made.clip(FRAMES, sound=False)), "r") as given, av.open(data, "w", format=form) as out:
        stream: Any = out.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 384, 96, pix_fmt, 40
        if form == "mov":
            stream.codec_context.codec_tag = "hvc1"
        for number, frame in enumerate(given.decode(video=0)):
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return data.getvalue()


FORMS = {
    "plain.mp4": lambda: made.clip(FRAMES),
    "varying.mp4": lambda: made.clip(FRAMES, gap=3),
    "late.mp4": lambda: moved(made.clip(FRAMES), "mp4", 7.3),
    "cut.mp4": lambda: moved(made.clip(FRAMES), "mp4", -1.1, avoid_negative_ts="disabled"),
    "pieces.mp4": lambda: moved(made.clip(FRAMES), "mp4", 0.0, movflags="frag_keyframe+empty_moov"),
    "stream.ts": lambda: moved(made.clip(FRAMES), "mpegts", 3.0),
    "b-frames.mkv": lambda: coded("matroska", "mpeg4", bf="2", qscale="2"),
    "ten-bit.mov": lambda: coded("mov", "libx265", "yuv420p10le", **{"x265-params": "log-level=none:bframes=3"}),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_citation_goes_back_to_its_frame(viewing: Viewing, tmp_path: Path, name: str) -> None:
    """What frame that is the readers tell, who make the stills for the feedback: both must show the same."""
    path = tmp_path / name
    path.write_bytes(FORMS[name]())
    recipe = recipe_of(path)
    frames = Frames(25, viewing.readers.frame_times(recipe))
    assert frames.count >= 90
    chance = random.Random(name)

    def cited() -> tuple[Selector, int]:
        ms = frames.aim(chance.randrange(5, frames.count - 5))
        still = viewing.readers.frame(recipe, ms)
        return Selector(time=TimeSpan(start=ms, end=ms + 400)), made.number_in(still.rgb, still.width, still.height)

    def back(viewer: Any, there: Selector, number: int, when: str) -> None:
        viewer.go_to(there)
        viewing.until(lambda: viewer.player.settled and not viewer.is_playing)
        assert number_shown(viewer) == number, when
        here = viewer.here()
        assert here.time and there.time and frames.at(here.time.start) == frames.at(there.time.start), when

    there, number = cited()
    viewer = viewing.show(path)
    viewer.go_to(there)
    viewing.until(lambda: viewer.player.loaded and viewer.player.frames.exact and viewer.player.settled)
    assert number_shown(viewer) == number, "opened cold"
    for _ in range(2):
        back(viewer, *cited(), "at rest")
    viewer.key("full-screen")
    back(viewer, *cited(), "on the full screen")
    viewer.key("full-screen")
    window = QWidget()
    QVBoxLayout(window).addWidget(viewer)
    window.show()
    back(viewer, *cited(), "in another window")
    viewer.marking.looper.begin(TimeSpan(start=frames.aim(10), end=frames.aim(16)))
    viewing.until(lambda: viewer.is_playing)
    back(viewer, *cited(), "out of a loop")
    viewer.player.play()
    viewing.until(lambda: viewer.is_playing)
    back(viewer, *cited(), "from play")
    assert not viewer.exact._loose or name not in ("plain.mp4", "varying.mp4"), "the player's own way does here"
    viewer.setParent(None)
    window.deleteLater()


def test_a_moment_cited_before_the_times_are_known_is_that_moment(viewing: Viewing, tmp_path: Path) -> None:
    """By the rate alone it would be another frame of a recording whose rate varies."""
    path = tmp_path / "varying.mp4"
    path.write_bytes(made.clip(FRAMES, gap=3))
    viewer = viewing.show(path)
    viewer._ask_rest.stop()
    viewer._loaded = True  # nothing more is asked for
    viewing.until(lambda: viewer.player.loaded and viewer.player.settled and number_shown(viewer) >= 0)
    recipe = recipe_of(path)
    for ms in (700, 1_500, 2_310, 3_170, 4_000, 5_030):
        viewer.player.seek(ms)
        viewing.until(lambda: viewer.player.settled)
        assert not viewer.player.frames.exact
        here = viewer.here()
        assert here is not None and here.time is not None
        still = viewing.readers.frame(recipe, here.time.start)
        assert made.number_in(still.rgb, still.width, still.height) == number_shown(viewer)


def test_pictures_this_machine_cannot_draw_come_from_the_readers(viewing: Viewing, tmp_path: Path) -> None:
    """Ten bits a colour (phones film so): without a graphics processor the player's pictures stay black."""
    path = tmp_path / "ten-bit.mov"
    path.write_bytes(FORMS["ten-bit.mov"]())
    viewer = viewing.ready(viewing.show(path))
    viewing.until(lambda: number_shown(viewer) == 0)
    if not viewer.exact.stills:
        pytest.skip("this machine can draw them")
    assert "Single pictures" in viewer.stage._note
    viewer.player.play()
    viewing.until(lambda: number_shown(viewer) > 20)
    viewer.player.pause()
    viewing.until(lambda: viewer.player.settled)
    assert number_shown(viewer) == viewer.player.frame > 20
    assert viewing.told["trouble"] == []


def test_where_the_player_shows_nothing_the_readers_do(viewing: Viewing, tmp_path: Path) -> None:
    """Such as a file whose edit list leaves nothing to see: the player believes it, the readers do not."""
    path = tmp_path / "plain.mp4"
    path.write_bytes(made.clip(FRAMES))
    viewer = viewing.show(path)
    viewer._on_no_picture()
    assert viewer.exact.stills and viewing.told["trouble"] == []
    viewing.ready(viewer)
    viewer.player.seek(viewer.player.frames.aim(70))
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 70)
    form = viewer.video.videoSink().videoFrame().pixelFormat()
    assert form == QVideoFrameFormat.PixelFormat.Format_RGBX8888, "a picture of the readers'"
    assert viewing.told["trouble"] == [] and not viewer._no_picture.isActive()
    viewer.release()
    again = viewing.show(path)
    again.exact.stills = True
    again._on_no_picture()
    assert len(viewing.told["trouble"]) == 1, "when they can't either it is said"
