"""Watching a video is as quick as with a bare QMediaPlayer on the same file: opening it, seeking in it, stepping."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Q_ARG, QEventLoop, QMetaObject, Qt, QTimer, QUrl
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink
from pytestqt.qtbot import QtBot

from reviewer_app.ui.viewers.exact import ExactPlayer
from reviewer_app.ui.viewers.frames import mid_frame_ms
from tests.benchmarks.conftest import Ratio, Summary, best

FRAMES, RATE, BITS = 750, 25, 12
WIDE, HIGH = 1280, 720
PATIENCE_MS = 10_000
pytestmark = [pytest.mark.gui, pytest.mark.serial]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of 720p with its frame numbers in the picture; a key frame every ten seconds, B-frames."""
    import av

    path = tmp_path_factory.mktemp("player") / "lesson.mp4"
    noise = np.random.default_rng(2).integers(60, 190, (HIGH // 8, WIDE // 8, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    with av.open(str(path), "w") as out:
        video: Any = out.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "g": "250", "bf": "2"})
        video.width, video.height, video.pix_fmt = WIDE, HIGH, "yuv420p"
        for number in range(FRAMES):
            dots = np.roll(noise, number * 2, axis=1)
            for bit in range(BITS):
                dots[:80, bit * 80 : (bit + 1) * 80] = 235 if number >> bit & 1 else 20
            frame = av.VideoFrame.from_ndarray(dots, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
    return path


def number_in(frame: QVideoFrame) -> int:
    image = frame.toImage()
    return sum((image.pixelColor(bit * 80 + 40, 40).lightness() > 127) << bit for bit in range(BITS))


def wait(begin: Callable[[], object], met: Callable[[QVideoFrame], bool], sink: QVideoSink) -> QVideoFrame:
    """Do something and wait for the frame it brings."""
    loop, found = QEventLoop(), list[QVideoFrame]()

    def came(frame: QVideoFrame) -> None:
        if frame.isValid() and met(frame):
            found.append(frame)
            loop.quit()

    sink.videoFrameChanged.connect(came)
    begin()
    if not found:
        patience = QTimer(singleShot=True, interval=PATIENCE_MS)
        patience.timeout.connect(loop.quit)
        patience.start()
        loop.exec()
        patience.stop()
    sink.videoFrameChanged.disconnect(came)
    assert found, "the frame never came"
    return found[-1]


class Bare:
    """A bare QMediaPlayer on a file."""

    def __init__(self) -> None:
        self.sink, self.player, self.sound = QVideoSink(), QMediaPlayer(), QAudioOutput()
        self.player.setAudioOutput(self.sound)
        self.player.setVideoSink(self.sink)

    def invoke(self, name: str, *given: Any) -> None:
        QMetaObject.invokeMethod(self.player, name, Qt.ConnectionType.DirectConnection, *given)

    def open(self, path: Path) -> None:
        self.player.setSource(QUrl.fromLocalFile(str(path)))
        self.invoke("pause")

    def seek(self, ms: int) -> None:
        self.invoke("setPosition", Q_ARG("qlonglong", ms))

    def close(self) -> None:
        self.invoke("stop")
        self.invoke("setSource", Q_ARG(QUrl, QUrl()))


def holds(ms: float) -> Callable[[QVideoFrame], bool]:
    """Whether a frame is the one on the screen at a time."""
    return lambda frame: frame.startTime() <= ms * 1000 < frame.endTime()


def p90(values: Any) -> float:
    """The value that nine of ten stay within."""
    return float(sorted(values)[max(0, round(len(values) * 0.9) - 1)])


def nothing(_ms: int, _shown: object, failed: Callable[[], None]) -> None:
    """The readers' help, which this file never needs."""
    failed()


@pytest.fixture
def bare(qtbot: QtBot, clip: Path) -> Iterator[Bare]:
    """A bare player with the clip open."""
    made = Bare()
    wait(lambda: made.open(clip), lambda _f: True, made.sink)
    yield made
    made.close()


@pytest.fixture
def ours(qtbot: QtBot, clip: Path) -> Iterator[tuple[ExactPlayer, QVideoSink]]:
    """Our player with the clip open from a stream, and the times of its frames."""
    sink = QVideoSink()
    player = ExactPlayer(sink, nothing)
    wait(lambda: player.load(clip.open("rb"), clip.stat().st_size, RATE), lambda _f: True, sink)
    player.set_times([round(n * 1_000_000 / RATE) for n in range(FRAMES)])
    yield player, sink
    player.release()


def test_a_video_opens_as_fast_as_in_a_bare_player(qtbot: QtBot, ratio: Ratio, clip: Path) -> None:
    """From the wish to the first frame, through the device that reads the vault; the best of many on a busy machine."""

    def ours_opened() -> float:
        began = time.perf_counter()
        sink = QVideoSink()
        player = ExactPlayer(sink, nothing)
        wait(lambda: player.load(clip.open("rb"), clip.stat().st_size, RATE), lambda _f: True, sink)
        took = time.perf_counter() - began
        player.release()
        return took

    def bare_opened() -> float:
        began = time.perf_counter()
        made = Bare()
        wait(lambda: made.open(clip), lambda _f: True, made.sink)
        took = time.perf_counter() - began
        made.close()
        return took

    ratio(
        "video opened to its first frame", "bare QMediaPlayer", subject=ours_opened, baseline=bare_opened, limit=1.25,
        rounds=25, warm_up=2, of=best,
    )  # fmt: skip


@pytest.mark.parametrize(("what", "limit", "of"), [("seek", 1.2, p90), ("step", 1.5, None)])
def test_paused_it_moves_as_fast_as_a_bare_player(
    ratio: Ratio, bare: Bare, ours: tuple[ExactPlayer, QVideoSink], what: str, limit: float, of: Summary | None
) -> None:
    """Every frame that comes is the one that was asked for; read from the picture."""
    player, sink = ours
    chance, wanted = random.Random(11), [0, 0]

    def aim() -> int:
        return chance.randrange(FRAMES) if what == "seek" else wanted[1] + 1

    def theirs() -> None:
        wanted[0] = wanted[1] = aim()
        ms = mid_frame_ms(wanted[0], RATE)
        wait(lambda: bare.seek(ms), holds(ms), bare.sink)

    def subject() -> None:
        ms = mid_frame_ms(wanted[0], RATE)
        begin = (lambda: player.seek(ms)) if what == "seek" else (lambda: player.step(1))
        found = wait(begin, holds(ms), sink)
        assert number_in(found) == wanted[0] == player.frame

    if what == "step":
        wanted[:] = [300, 300]
        wait(lambda: bare.seek(mid_frame_ms(300, RATE)), holds(mid_frame_ms(300, RATE)), bare.sink)
        wait(lambda: player.seek(mid_frame_ms(300, RATE)), holds(mid_frame_ms(300, RATE)), sink)
    extra = {"of": of} if of is not None else {}
    rounds = 60 if what == "seek" else 40
    ratio(
        f"paused {what}, exact", "bare QMediaPlayer",
        subject=subject, baseline=theirs, limit=limit, rounds=rounds, warm_up=2, **extra,
    )  # fmt: skip
