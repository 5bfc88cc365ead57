"""Covering faces while a video is watched: a help, not a guarantee; the evidence itself is never altered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoSink

from reviewer_app.evidence.values import Box, Picture
from reviewer_app.ui.viewers.video_stage import VideoStage

NOTE = "Faces are blurred where they are found: a help, not a guarantee"
WAITING = "Looking for faces… none is covered yet"
SIDE = 640  # how large a picture is searched
EVERY_MS = 300
HELD_MS = 1_200  # how long a face stays covered that was not found again
GROWN_PLAYING = 0.35  # of its size: it moves before it is found again

Find = Callable[[Picture, Callable[[tuple[Box, ...]], None], Callable[[], None]], None]
"""Asks where faces are: then the boxes, or that it failed."""


def widened(box: Box, by: float) -> Box:
    """A box larger by a part of its size, kept inside the picture."""
    left, top = max(0.0, box.x - box.width * by / 2), max(0.0, box.y - box.height * by / 2)
    right = min(100.0, box.x + box.width * (1 + by / 2))
    bottom = min(100.0, box.y + box.height * (1 + by / 2))
    return Box(x=left, y=top, width=max(0.1, right - left), height=max(0.1, bottom - top))


class FaceWatch(QObject):
    """Looks for faces in what is shown: when it stands, and a few times a second while it plays."""

    def __init__(self, sink: QVideoSink, stage: VideoStage, find: Find, playing: Callable[[], bool]) -> None:
        super().__init__(stage)
        self._sink, self._stage, self._find, self._playing = sink, stage, find, playing
        self._on = self._busy = self._again = False
        self._held: list[tuple[Box, int]] = []  # with the time of the frame where it was found
        self._timer = QTimer(self, interval=EVERY_MS, singleShot=True)
        self._timer.timeout.connect(self._look)

    @property
    def on(self) -> bool:
        """Whether faces are covered."""
        return self._on

    def set_on(self, on: bool) -> None:
        """Begin or end."""
        self._on, self._again = on, False
        self._held = []
        self._timer.stop()
        self._stage.set_faces((), None)
        self._stage.set_note(WAITING if on else "")
        if on:
            self._sink.videoFrameChanged.connect(self._on_frame)
            self._look()
        else:
            self._sink.videoFrameChanged.disconnect(self._on_frame)

    def _on_frame(self, _frame: object) -> None:
        if not self._playing():
            self._look()
        elif not self._busy and not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        if not self._on:
            return
        if self._busy:
            self._again = True
            return
        frame = self._sink.videoFrame()
        image = frame.toImage() if frame.isValid() else QImage()
        if image.isNull():
            return
        self._busy = True
        ms = frame.startTime() // 1000
        small = image.scaled(SIDE, SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        small = small.convertToFormat(QImage.Format.Format_RGB888)
        self._find(_picture(small), lambda boxes: self._on_found(boxes, small, ms), self._on_failed)

    def _on_found(self, boxes: tuple[Box, ...], picture: QImage, ms: int) -> None:
        self._busy = False
        if not self._on:
            return
        if self._playing():
            found = [(widened(b, GROWN_PLAYING), ms) for b in boxes]
            self._held = found + [(b, at) for b, at in self._held if 0 <= ms - at <= HELD_MS and not _near(b, found)]
        else:
            self._held = [(b, ms) for b in boxes]
        self._stage.set_faces(tuple(b for b, _ in self._held), picture)
        self._stage.set_note(NOTE)
        again, self._again = self._again, False
        if again:
            self._look()

    def _on_failed(self) -> None:
        self._busy = False
        if self._on:
            self._stage.set_faces((), None)
            self._stage.set_note("Faces can't be looked for here: none is covered")


def _near(box: Box, found: list[tuple[Box, int]]) -> bool:
    """Whether one of those found covers the middle of a box."""
    x, y = box.x + box.width / 2, box.y + box.height / 2
    return any(b.x <= x <= b.x + b.width and b.y <= y <= b.y + b.height for b, _ in found)


def _picture(image: QImage) -> Picture:
    """An image for the readers: rows without padding."""
    width, height = image.width(), image.height()
    rows, stride = bytes(image.constBits()), image.bytesPerLine()
    rgb = rows if stride == width * 3 else b"".join(rows[y * stride : y * stride + width * 3] for y in range(height))
    return Picture(width=width, height=height, rgb=rgb[: width * height * 3])
