"""Playing evidence: the only place that touches QMediaPlayer, and every way around its faults is here.

The source is a read-only device over the vault's reader (no path, no copy). Calls that can wait for the player's own
threads go through ``QMetaObject.invokeMethod``, which lets go of Python's lock; a direct ``stop()`` can hang for ever.
"""

from __future__ import annotations

from typing import BinaryIO

from PySide6.QtCore import Q_ARG, QGenericArgumentHolder, QMetaObject, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtMultimedia import QAudioOutput, QMediaMetaData, QMediaPlayer, QVideoFrame, QVideoSink

from reviewer_app.ui.viewers.device import EvidenceDevice, LoadWatch

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
SEEK_PATIENCE_MS = 2500  # a frame that has not come by then will not come; the next seek may go
LOADED = (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia)


def mid_frame_ms(frame: int, fps: float) -> int:
    """The time to seek to so that exactly ``frame`` is shown: its middle (a frame's start lands one early)."""
    return round((frame + 0.5) * 1000 / fps)


def frame_at(ms: float, fps: float) -> int:
    """The number of the frame that is on the screen at ``ms``."""
    return max(0, int(ms * fps / 1000 + 1e-6))


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
        self._fps = 0.0
        self._in_flight: int | None = None
        self._pending: int | None = None
        self._shown_ms = 0
        self._ready = False
        self._at_end = False
        self._patience = QTimer(self, singleShot=True, interval=SEEK_PATIENCE_MS)
        self._patience.timeout.connect(self._on_seek_done)
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
        self._keep_pitch()

    def _keep_pitch(self) -> None:
        offered = getattr(self._player, "pitchCompensationAvailability", None)
        if offered is None:
            return
        if offered() == QMediaPlayer.PitchCompensationAvailability.Available:
            self._invoke("setPitchCompensation", Q_ARG(bool, True))

    # -- source --
    def load(self, stream: BinaryIO, size: int, fps: float = 0.0) -> None:
        """Take ``stream`` (closed by the player later) and show the first frame. ``fps`` 0: as the file says."""
        self.unload()
        self._fps = fps
        self._device = EvidenceDevice(stream, size)
        self._player.setSourceDevice(self._device, QUrl())
        self._invoke("pause")
        self._loading.start(self._device)

    def unload(self) -> None:
        """Let go of the source; the device is closed only after the player has."""
        self._patience.stop()
        self._loading.stop()
        self._in_flight = self._pending = None
        self._ready = self._at_end = False
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

    # -- what is true now --
    @property
    def fps(self) -> float:
        """Frames a second; 25 where nobody knows."""
        return self._fps if self._fps > 0 else 25.0

    @property
    def duration(self) -> int:
        """Length in ms, 0 until known."""
        return int(self._player.duration())

    @property
    def position(self) -> int:
        """Where we are in ms; a seek that is under way counts as done."""
        if self._pending is not None:
            return self._pending
        return self._in_flight if self._in_flight is not None else self._shown_ms

    @property
    def frame(self) -> int:
        """The number of the frame that is shown, or is about to be."""
        target = self._pending if self._pending is not None else self._in_flight
        return frame_at(target, self.fps) if target is not None else frame_at(self._shown_ms + 0.5, self.fps)

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
        if self._in_flight is None and self._ready:
            self._send(target)
        else:
            self._pending = target

    def step(self, frames: int) -> None:
        """So many frames on (or back, below 0); pauses first."""
        self.pause()
        self.seek(mid_frame_ms(max(0, self.frame + frames), self.fps))

    def _aim(self, ms: int) -> int:
        if self._sink is None:
            return max(0, min(ms, self.duration or ms))
        last = frame_at(self.duration, self.fps) - 1 if self.duration else None
        frame = frame_at(ms, self.fps)
        return mid_frame_ms(max(0, frame if last is None else min(frame, last)), self.fps)

    def _send(self, target: int) -> None:
        self._in_flight = target
        self._at_end = False
        self._patience.start(SEEK_PATIENCE_MS if self._sink is not None else 60)
        self._invoke("setPosition", Q_ARG("qlonglong", target))

    @Slot()
    def _on_seek_done(self) -> None:
        self._patience.stop()
        done, self._in_flight = self._in_flight, None
        if done is not None and self._sink is None:
            self._shown_ms = done
            self.position_changed.emit(done)
        target, self._pending = self._pending, None
        if target is not None and self._device is not None:
            self._send(target)

    # -- speed --
    def set_rate(self, rate: float) -> None:
        """Speed; only above 0 (below, the player runs away)."""
        if rate <= 0:
            raise ValueError("speed must be above 0")
        self._invoke("setPlaybackRate", Q_ARG("double", rate))

    @property
    def rate(self) -> float:
        """The speed, 1 as recorded."""
        return self._player.playbackRate()

    # -- what the player says --
    @Slot(QVideoFrame)
    def _on_frame(self, frame: QVideoFrame) -> None:
        if not frame.isValid() or frame.startTime() < 0:
            return
        start, end = frame.startTime() / 1000, frame.endTime() / 1000
        if end <= start:
            end = start + 1000 / self.fps
        if self._in_flight is not None:
            slack = 500 / self.fps
            if not start - slack <= self._in_flight <= end + slack:
                return  # a stale frame from before the seek
            self._shown_ms = int(start)
            self.position_changed.emit(self._shown_ms)
            self._on_seek_done()
            return
        self._shown_ms = int(start)
        self.position_changed.emit(self._shown_ms)

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
            # a stopped player drops its picture: hold the last one instead
            self._invoke("pause")
            self.seek(self.duration)
            self._at_end = True
        elif status in LOADED and not self._ready:
            self._on_loaded()

    def _on_loaded(self) -> None:
        self._ready = True
        self._loading.stop()
        if self._fps <= 0:
            said = self._player.metaData().value(QMediaMetaData.Key.VideoFrameRate)
            self._fps = float(said) if isinstance(said, int | float) and said > 0 else 0.0
        self.ready.emit()
        target, self._pending = self._pending, None
        if target is not None:
            self._send(self._aim(target))

    @Slot(QMediaPlayer.PlaybackState)
    def _on_state(self, _state: QMediaPlayer.PlaybackState) -> None:
        self.playing_changed.emit(self.playing)

    @Slot(QMediaPlayer.Error, str)
    def _on_error(self, error: QMediaPlayer.Error, text: str) -> None:
        if self._device is None or error == QMediaPlayer.Error.NoError:
            return
        self._loading.stop()
        why = {
            QMediaPlayer.Error.FormatError: "its format is not one that can be played here",
            QMediaPlayer.Error.ResourceError: "it could not be read",
            QMediaPlayer.Error.AccessDeniedError: "it is protected",
        }.get(error, text or "it is damaged")
        self.failed.emit(why)
