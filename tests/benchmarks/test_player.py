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
from PySide6.QtCore import Q_ARG, QEvent, QEventLoop, QMetaObject, QObject, QSizeF, Qt, QTimer, QUrl, Slot
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer, QVideoFrame, QVideoSink
from PySide6.QtMultimediaWidgets import QGraphicsVideoItem
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView
from pytestqt.qtbot import QtBot

from reviewer_app.ui.viewers.exact import ExactPlayer
from reviewer_app.ui.viewers.factory import viewer_for
from reviewer_app.ui.viewers.frames import mid_frame_ms
from tests.benchmarks.conftest import Ratio, Summary, best
from tests.ui_review.viewing import Viewing

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

    def __init__(self, sink: QVideoSink | None = None) -> None:
        self.sink, self.player, self.sound = sink or QVideoSink(), QMediaPlayer(), QAudioOutput()
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


def test_the_player_opens_a_file_as_fast_as_a_bare_one(qtbot: QtBot, ratio: Ratio, clip: Path) -> None:
    """The player alone, through the device that reads the vault: to its first frame, the best of many."""

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
        "player opened to its first frame", "bare QMediaPlayer", subject=ours_opened, baseline=bare_opened, limit=1.25,
        rounds=25, warm_up=2, of=best,
    )  # fmt: skip


class FirstPaint(QObject):
    """Waits until a view has been painted after the first frame came; both sides are asked to paint then."""

    def __init__(self, view: QGraphicsView, sink: QVideoSink) -> None:
        super().__init__()
        self._view, self._loop, self._came, self.at = view, QEventLoop(), False, 0.0
        sink.videoFrameChanged.connect(self._on_frame)
        view.viewport().installEventFilter(self)

    def wait(self) -> float:
        """When it was painted."""
        patience = QTimer(singleShot=True, interval=PATIENCE_MS)
        patience.timeout.connect(self._loop.quit)
        patience.start()
        if not self.at:
            self._loop.exec()
        patience.stop()
        assert self.at, "the first frame was never painted"
        return self.at

    @Slot(QVideoFrame)
    def _on_frame(self, frame: QVideoFrame) -> None:
        if frame.isValid() and not self._came:
            self._came = True
            self._view.viewport().update()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """A paint event is about to be handled; the time is taken when it has been."""
        if self._came and event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self, self._done)
        return False

    def _done(self) -> None:
        self.at = self.at or time.perf_counter()
        self._loop.quit()


@pytest.mark.slow
def test_a_video_is_seen_in_its_viewer_as_soon_as_in_a_bare_player(qtbot: QtBot, ratio: Ratio, clip: Path) -> None:
    """From the wish to the first painted frame: the whole viewer, against a bare player in a plain shown view."""
    viewing = Viewing(qtbot)
    viewing.until(lambda: viewing.ready(viewing.show(clip)))
    viewing.rest()
    material = viewing.viewers[0].material

    def ours() -> float:
        began = time.perf_counter()
        viewer: Any = viewer_for(material)
        viewer.resize(900, 640)
        paint = FirstPaint(viewer.stage, viewer.video.videoSink())
        viewer.show()
        took = paint.wait() - began
        viewer.release()
        viewer.hide()
        viewer.deleteLater()
        viewing.rest()
        return took

    def bare() -> float:
        began = time.perf_counter()
        scene, item = QGraphicsScene(), QGraphicsVideoItem()
        scene.addItem(item)
        view = QGraphicsView(scene)
        item.setSize(QSizeF(WIDE, HIGH))
        view.resize(900, 640)
        player = Bare(item.videoSink())
        paint = FirstPaint(view, item.videoSink())
        player.open(clip)
        view.show()
        view.fitInView(item, Qt.AspectRatioMode.KeepAspectRatio)
        took = paint.wait() - began
        player.close()
        view.hide()
        return took

    try:
        ratio(
            "video opened to its first painted frame", "bare QMediaPlayer in a view", subject=ours, baseline=bare,
            limit=1.25, rounds=9, warm_up=2,
        )  # fmt: skip
    finally:
        viewing.close()


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
