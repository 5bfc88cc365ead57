"""Covering faces while a video is watched: a help, not a guarantee; the evidence itself is never altered.

A picture that stands is veiled as a whole until it was looked at. While it plays it is looked at several times a
second; between two looks each face goes on as it went.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoSink

from reviewer_app.evidence.values import Box, Picture
from reviewer_app.ui.viewers.face_tracks import JUMP_MS, Tracks
from reviewer_app.ui.viewers.video_stage import VideoStage

NOTE = "Faces are blurred where they are found: a help, not a guarantee"
WAITING = "Looking for faces…"
FAILED = "Faces can't be looked for here: none is covered"
SIDE, SIDE_PLAYING = 640, 400  # how large a picture is searched
EVERY_MS = 80  # between two looks while it plays
EASE = 8  # times as long as taking the picture took; what is very large is looked at less often

Find = Callable[[Picture, bool, Callable[[tuple[Box, ...]], None], Callable[[], None]], None]
"""Asks where faces are, quickly or well: then the boxes, or that it failed."""


class FaceWatch(QObject):
    """Looks for faces in what is shown: well when it stands, quickly and often while it plays."""

    def __init__(self, sink: QVideoSink, stage: VideoStage, find: Find, playing: Callable[[], bool]) -> None:
        super().__init__(stage)
        self._sink, self._stage, self._find, self._playing = sink, stage, find, playing
        self._on = self._busy = self._again = self._failed = False
        self._tracks = Tracks()
        self._shown_ms = 0
        self._asked = 0  # a look at what is no longer shown says nothing about what is
        self._timer = QTimer(self, interval=EVERY_MS, singleShot=True)
        self._timer.timeout.connect(self._look)

    @property
    def on(self) -> bool:
        """Whether faces are covered."""
        return self._on

    def set_on(self, on: bool) -> None:
        """Begin or end."""
        self._on, self._again, self._failed = on, False, False
        self._tracks.clear()
        self._timer.stop()
        self._stage.set_faces((), None)
        self._stage.set_note(WAITING if on else "")
        if on:
            self._sink.videoFrameChanged.connect(self._on_frame)
            self._begin()
        else:
            self._sink.videoFrameChanged.disconnect(self._on_frame)
            self._stage.set_veil(None)

    def playing_changed(self, playing: bool) -> None:
        """It plays, or stands: then the picture is looked at well."""
        if playing:
            self._tracks.go_on(time.monotonic())
        elif self._on:
            self._begin()

    def _on_frame(self, _frame: object) -> None:
        ms = self._sink.videoFrame().startTime() // 1000
        jumped = not -1 <= ms - self._shown_ms <= JUMP_MS
        self._shown_ms = ms
        if not self._playing() or jumped:
            self._begin()
            return
        if not self._failed:
            self._stage.move_faces(self._tracks.at(ms, time.monotonic()))
        if not self._busy and not self._timer.isActive():
            self._timer.start()

    def _begin(self) -> None:
        """Nothing is known of what is shown now."""
        self._asked += 1
        self._tracks.clear()
        self._timer.stop()
        image = self._image()
        if not self._failed and not image.isNull():
            self._stage.set_veil(image)
        self._look(image)

    def _image(self) -> QImage:
        """What is shown, small."""
        began = time.monotonic()
        frame = self._sink.videoFrame()
        image = frame.toImage() if frame.isValid() else QImage()
        if image.isNull():
            return image
        side = SIDE_PLAYING if self._playing() else SIDE
        if max(image.width(), image.height()) > 3 * side:  # nearly as good, and many times as quick
            image = image.scaled(2 * side, 2 * side, Qt.AspectRatioMode.KeepAspectRatio)
        small = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        small = small.convertToFormat(QImage.Format.Format_RGB888)
        self._timer.setInterval(max(EVERY_MS, round((time.monotonic() - began) * 1000 * EASE)))
        return small

    def _look(self, image: QImage | None = None) -> None:
        if not self._on:
            return
        if self._busy:
            self._again = True
            return
        small = image if image is not None else self._image()
        if small.isNull():
            return
        self._busy = True
        ms, asked = self._sink.videoFrame().startTime() // 1000, self._asked
        self._find(
            _picture(small), self._playing(), lambda boxes: self._on_found(boxes, small, ms, asked), self._on_failed
        )

    def _on_found(self, boxes: tuple[Box, ...], picture: QImage, ms: int, asked: int) -> None:
        self._busy = False
        if not self._on:
            return
        again, self._again = self._again, False
        if asked != self._asked:
            self._look()
            return
        self._failed = False
        self._tracks.found(boxes, ms, time.monotonic())
        if self._playing():
            boxes = self._tracks.at(self._shown_ms, time.monotonic())
        self._stage.set_faces(boxes, picture)
        self._stage.set_veil(None)
        self._stage.set_note(NOTE)
        if again:
            self._look()

    def _on_failed(self) -> None:
        self._busy = False
        if self._on:
            self._failed = True
            self._stage.set_faces((), None)
            self._stage.set_veil(None)
            self._stage.set_note(FAILED)


def _picture(image: QImage) -> Picture:
    """An image for the readers: rows without padding."""
    width, height = image.width(), image.height()
    rows, stride = bytes(image.constBits()), image.bytesPerLine()
    rgb = rows if stride == width * 3 else b"".join(rows[y * stride : y * stride + width * 3] for y in range(height))
    return Picture(width=width, height=height, rgb=rgb[: width * height * 3])
