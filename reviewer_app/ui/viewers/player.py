"""Playing evidence: the only place that touches QMediaPlayer, and every way around its faults is here.

The source is a read-only device over the vault's reader (no path, no copy). Calls that can wait for the player's own
threads go through ``QMetaObject.invokeMethod``, which lets go of Python's lock; a direct ``stop()`` can hang for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import Q_ARG, QGenericArgumentHolder, QMetaObject, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtMultimedia import QAudioOutput, QMediaMetaData, QMediaPlayer, QVideoFrame, QVideoSink

from reviewer_app.ui.viewers.device import EvidenceDevice, LoadWatch, keep_while
from reviewer_app.ui.viewers.frames import Frames

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
SEEK_PATIENCE_MS = 2500  # a frame that has not come by then will not come; the next seek may go
WHY = {
    QMediaPlayer.Error.FormatError: "its format is not one that can be played here",
    QMediaPlayer.Error.ResourceError: "it could not be read",
    QMediaPlayer.Error.AccessDeniedError: "it is protected",
}
LOADED = (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia)


def may_keep_pitch(player: QMediaPlayer) -> bool:
    """Whether voices keep their pitch at other speeds; since Qt 6.10."""
    offered = getattr(player, "pitchCompensationAvailability", None)
    return offered is not None and offered() == QMediaPlayer.PitchCompensationAvailability.Available


class Sound(QObject):
    """The sound output of a player: level and mute, changed only through the meta object."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.output = QAudioOutput(self)

    def set_level(self, level: float) -> None:
        """Sound level, 0 to 1."""
        self._invoke("setVolume", Q_ARG("float", max(0.0, min(1.0, level))))

    def set_muted(self, muted: bool) -> None:
        """Sound off or on."""
        self._invoke("setMuted", Q_ARG(bool, muted))

    def _invoke(self, method: str, *args: QGenericArgumentHolder) -> None:
        QMetaObject.invokeMethod(self.output, method, Qt.ConnectionType.DirectConnection, *args)


class Reel(QObject):
    """Runs one file of the person's own through a sink from beginning to end, without sound."""

    ended = Signal()
    failed = Signal()

    def __init__(self, sink: QVideoSink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = QMediaPlayer(self)
        self._player.setVideoSink(sink)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.errorOccurred.connect(lambda _code, _why: self.failed.emit())

    def run(self, path: Path) -> None:
        """Play the file."""
        self._invoke("setSource", Q_ARG(QUrl, QUrl.fromLocalFile(str(path))))
        self._invoke("play")

    def release(self) -> None:
        """Stop and let go of the file."""
        self.blockSignals(True)
        self._invoke("stop")
        self._invoke("setSource", Q_ARG(QUrl, QUrl()))

    def _invoke(self, method: str, *args: QGenericArgumentHolder) -> None:
        QMetaObject.invokeMethod(self._player, method, Qt.ConnectionType.DirectConnection, *args)

    @Slot(QMediaPlayer.MediaStatus)
    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self.ended.emit()


class Player(QObject):
    """Plays one evidence item: exact frames, one seek at a time, a teardown that never hangs."""

    position_changed = Signal(int)  # ms; while paused on a picture: the start of the frame that is shown
    duration_changed = Signal(object)  # int, ms
    playing_changed = Signal(bool)
    ready = Signal()
    failed = Signal(str)

    def __init__(self, sink: QVideoSink | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = QMediaPlayer(self)
        self.sound = Sound(self)
        self._player.setAudioOutput(self.sound.output)  # once, while there is no source: changing it later can hang
        self._sink = sink
        self._device: EvidenceDevice | None = None
        self.frames = Frames()
        self._in_flight: int | None = None
        self._pending: int | None = None
        self._shown_ms = 0.0
        self._at_end = self._fps_known = self.loaded = False
        self._patience = QTimer(self, singleShot=True, interval=SEEK_PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_lost)
        self._loading = LoadWatch(self)
        self._loading.gave_up.connect(self.failed)
        if sink is not None:
            self._player.setVideoSink(sink)
            sink.videoFrameChanged.connect(self._on_frame)
        self._player.positionChanged.connect(self._on_position)
        self._player.durationChanged.connect(self._on_duration)
        self._player.mediaStatusChanged.connect(self._on_status)
        self._player.playbackStateChanged.connect(self._on_state)
        self._player.errorOccurred.connect(self._on_error)
        if may_keep_pitch(self._player):
            self._invoke("setPitchCompensation", Q_ARG(bool, True))

    def load(self, stream: BinaryIO, size: int, fps: float = 0.0) -> None:
        """Take ``stream`` (closed by the player later) and show the first frame. ``fps`` 0: as the file says."""
        self.unload()
        self.frames = Frames(fps)
        self._fps_known = fps > 0
        self._device = keep_while(self._player, EvidenceDevice(stream, size))
        self._player.setSourceDevice(self._device, QUrl())
        self._invoke("pause")
        self._loading.start(self._device)

    def unload(self) -> None:
        """Let go of the source; the device is closed only after the player has."""
        self._patience.stop()
        self._loading.stop()
        self._in_flight = self._pending = None
        self.loaded = self._at_end = False
        if self._device is None:
            return
        device, self._device = self._device, None
        self._invoke("stop")
        self._invoke("setSource", Q_ARG(QUrl, QUrl()))
        device.shut()
        device.deleteLater()

    def release(self) -> None:
        """The end of this player; call before it is destroyed."""
        if self._sink is not None:
            self._sink.videoFrameChanged.disconnect(self._on_frame)
            self._sink = None
        self.unload()

    def _invoke(self, method: str, *args: QGenericArgumentHolder) -> None:
        QMetaObject.invokeMethod(self._player, method, Qt.ConnectionType.DirectConnection, *args)

    def set_times(self, times: Sequence[int]) -> None:
        """When each frame comes, in microseconds after the start: from now on frames are counted by these."""
        if times:
            self.frames = Frames(self.frames.fps, times)

    # -- what is true now --
    @property
    def fps(self) -> float:
        """Frames a second; 25 where nobody knows."""
        return self.frames.fps

    @property
    def duration(self) -> int:
        """Length in ms, 0 until known."""
        return int(self._player.duration())

    @property
    def position(self) -> int:
        """Where we are in ms; a seek that is under way counts as done."""
        if self._pending is not None:
            return self._pending
        return self._in_flight if self._in_flight is not None else int(self._shown_ms)

    @property
    def frame(self) -> int:
        """The number of the frame that is shown, or is about to be."""
        target = self._pending if self._pending is not None else self._in_flight
        return self.frames.at(target if target is not None else self._shown_ms + 0.5)

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    @property
    def settled(self) -> bool:
        """Whether no seek is under way."""
        return self._in_flight is None and self._pending is None

    # -- transport --
    def play(self) -> None:
        """Play on; from the start when it was at the end."""
        if self._device is None:
            return
        if self._at_end:
            self._at_end = False
            self.seek(0)
        self._invoke("play")

    def pause(self) -> None:
        """Hold the picture."""
        if self._device is not None and self.playing:
            self._invoke("pause")

    def toggle(self) -> None:
        """Play or hold."""
        (self.pause if self.playing else self.play)()

    def seek(self, ms: int) -> None:
        """Go to ``ms``: the middle of its frame. While one seek is under way only the latest wish is kept."""
        if self._device is None:
            return
        target = self._aim(ms)
        if self._in_flight is None and self.loaded:
            self._send(target)
        else:
            self._pending = target

    def step(self, frames: int) -> None:
        """So many frames on (or back, below 0); pauses first."""
        self.pause()
        self.seek(self.frames.aim(self.frames.within(self.frame + frames, self.duration)))

    def _aim(self, ms: int) -> int:
        if self._sink is None:
            return max(0, min(ms, self.duration or ms))
        return self.frames.aim(self.frames.within(self.frames.at(ms), self.duration))

    def _send(self, target: int) -> None:
        self._in_flight = target
        self._at_end = False
        self._patience.start(SEEK_PATIENCE_MS if self._sink is not None else 60)
        self._invoke("setPosition", Q_ARG("qlonglong", target))

    @Slot()
    def _on_patience_lost(self) -> None:
        self._on_seek_done()

    def _on_seek_done(self) -> None:
        self._patience.stop()
        done, self._in_flight = self._in_flight, None
        if done is not None and self._sink is None:
            self._shown_ms = done
            self.position_changed.emit(done)
        self._send_next()

    def _send_next(self) -> None:
        target, self._pending = self._pending, None
        if target is not None and self._device is not None:
            self._send(self._aim(target))

    def set_rate(self, rate: float) -> None:
        """Speed; only above 0 (below, the player runs away)."""
        if rate <= 0:
            raise ValueError("speed must be above 0")
        self._invoke("setPlaybackRate", Q_ARG("double", rate))

    @property
    def rate(self) -> float:
        """The speed, 1 as recorded."""
        return self._player.playbackRate()

    @Slot(QVideoFrame)
    def _on_frame(self, frame: QVideoFrame) -> None:
        if not frame.isValid() or frame.startTime() < 0:
            return
        start, end = frame.startTime() / 1000, frame.endTime() / 1000
        if end <= start:
            end = start + 1000 / self.fps
        target = self._in_flight
        if target is not None and not self._is_there(target, start, end):
            self._on_stray(target, start)
            return
        self._shown_ms = start
        self.position_changed.emit(int(start))
        if target is not None:
            self._on_seek_done()

    def _is_there(self, target: int, start: float, end: float) -> bool:
        """Whether a frame is the one that was sought; a stale one from before the seek is not."""
        slack = 500 / self.fps
        return start - slack <= target <= end + slack

    def _on_stray(self, target: int, start: float) -> None:
        """Another frame came than the one that was sought."""

    @Slot("qlonglong")
    def _on_position(self, ms: int) -> None:
        if self._sink is None and self._in_flight is None and self._device is not None:
            self._shown_ms = ms
            self.position_changed.emit(ms)

    @Slot("qlonglong")
    def _on_duration(self, ms: int) -> None:
        if self._device is not None:
            self.duration_changed.emit(ms)

    @Slot(QMediaPlayer.MediaStatus)
    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        if self._device is None:
            return
        if status == QMediaPlayer.MediaStatus.EndOfMedia:
            self._invoke("pause")  # a stopped player drops its picture: hold the last one instead
            self._on_end()
        elif status in LOADED and not self.loaded:
            self._on_loaded()

    def _on_end(self) -> None:
        self.seek(self.duration)
        self._at_end = True

    def _on_loaded(self) -> None:
        self.loaded = True
        self._loading.stop()
        if not self._fps_known and not self.frames.exact:
            said = self._player.metaData().value(QMediaMetaData.Key.VideoFrameRate)
            self.frames = Frames(float(said) if isinstance(said, int | float) else 0.0)
        self.ready.emit()
        self._send_next()

    @Slot(QMediaPlayer.PlaybackState)
    def _on_state(self, _state: QMediaPlayer.PlaybackState) -> None:
        self.playing_changed.emit(self.playing)

    @Slot(QMediaPlayer.Error, str)
    def _on_error(self, error: QMediaPlayer.Error, text: str) -> None:
        if self._device is None or error == QMediaPlayer.Error.NoError:
            return
        self._loading.stop()
        self.failed.emit(WHY.get(error, text or "it is damaged"))
