"""A viewer of one recording by itself, on a real file, with hands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.evidence.strips import StripStore
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from reviewer_app.settings import Settings
from reviewer_app.ui.tasks import Tasks
from reviewer_app.ui.viewers.base import Material, Sidecar, SlowLane
from reviewer_app.ui.viewers.factory import viewer_for
from tests.evidence.made import FRAME_BITS


class Viewing:
    """Makes viewers of files, remembers what they told, and ends them as the program does."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.tasks, self.readers = Tasks(), Readers()
        self.crashes: list[object] = []
        self.tasks.crashed.connect(self.crashes.append)
        self.slow = SlowLane(self.tasks)
        self.told: dict[str, list[Any]] = {}
        self.viewers: list[Any] = []

    def show(
        self,
        path: Path,
        *,
        settings: Settings | None = None,
        beside: tuple[Path, ...] = (),
        strips: StripStore | None = None,
        size: tuple[int, int] = (760, 560),
    ) -> Any:
        """The viewer of a file, shown; ``beside`` are caption files that fit."""
        recipe = recipe_of(path)
        probe = self.readers.probe(recipe)
        item = EvidenceItem(
            id=ItemId("0001"), title="Lesson", kind=probe.kind, media_type=probe.media_type, path="data/0001",
            sha256=recipe.sha256, size=recipe.size,
        )  # fmt: skip
        settings = settings or Settings()
        sidecars = tuple(Sidecar(label=p.stem, recipe=lambda p=p: recipe_of(p), fits=True) for p in beside)  # type: ignore[misc]
        material = Material(
            item=item, probe=probe, recipe=lambda: recipe, open=lambda: path.open("rb"), readers=self.readers,
            tasks=self.tasks, slow=self.slow, volume=settings.volume, rate=settings.playback_rate, strips=strips,
            sidecars=lambda: sidecars, settings=settings,
        )  # fmt: skip
        viewer: Any = viewer_for(material)
        for name in ("cite", "cited", "trouble", "said", "recited", "still", "speech", "preferred", "looked"):
            self.told[name] = []
            getattr(viewer, name).connect(lambda *given, n=name: self.told[n].append(given))
        self.viewers.append(viewer)
        viewer.resize(*size)
        viewer.show()
        viewer.activateWindow()
        return viewer

    def until(self, met: Callable[[], object], timeout: int = 15_000) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(lambda: bool(met()), timeout=timeout)

    def ready(self, viewer: Any) -> Any:
        """The recording has loaded, and the times of its frames are known."""
        self.until(lambda: viewer.player.duration and viewer.player.settled)
        self.until(lambda: not viewer.material.probe.has_video or viewer.player.frames.exact)
        return viewer

    def rest(self) -> None:
        """Everything that was asked is done."""
        self.until(lambda: not self.tasks.is_busy, timeout=40_000)
        QTest.qWait(150)
        self.until(lambda: not self.tasks.is_busy, timeout=40_000)
        assert not self.crashes, self.crashes

    def drag(self, widget: QWidget, start: QPoint, end: QPoint, *, shift: bool = False) -> None:
        """Press, move in steps, let go."""
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QTest.mouseMove(widget, start)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, held, start)
        for step in range(1, 6):
            QTest.mouseMove(widget, start + (end - start) * step / 5)
            QTest.qWait(5)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, held, end)

    def close(self) -> None:
        """End everything."""
        for viewer in self.viewers:
            viewer.release()
            viewer.hide()
            viewer.deleteLater()
        self.readers.close()
        assert self.tasks.close()
        self.slow.deleteLater()
        QTest.qWait(1)
        assert not self.crashes, self.crashes


def recipe_of(path: Path) -> Recipe:
    """How to open a file that lies open on the disk."""
    data = path.read_bytes()
    return Recipe(path=str(path), size=len(data), sha256=hashlib.sha256(data).hexdigest())


def shown(viewer: Any) -> QImage:
    """The picture that is on the sink."""
    image: QImage = viewer.video.videoSink().videoFrame().toImage()
    return image


def number_shown(viewer: Any) -> int:
    """The frame number that the picture itself shows, in a clip of ``made.clip``."""
    image = shown(viewer)
    if image.isNull():
        return -1
    wide, row = image.width(), image.height() // 2
    return sum((image.pixelColor(int((b + 0.5) * wide / FRAME_BITS), row).lightness() > 127) << b for b in range(12))


def with_settings(**values: Any) -> Settings:
    """The settings a person starts with, but for these."""
    return replace(Settings(), **values)


def film(path: Path, pictures: list[Image.Image], each: int) -> Path:
    """A clip that shows each of these pictures for so many frames."""
    import av

    with av.open(str(path), "w") as out:
        video: Any = out.add_stream("libx264", rate=25, options={"preset": "veryfast"})
        video.width, video.height, video.pix_fmt = *pictures[0].size, "yuv420p"
        for number in range(each * len(pictures)):
            frame = av.VideoFrame.from_ndarray(np.asarray(pictures[number // each]), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
    return path
