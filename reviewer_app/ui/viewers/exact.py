"""A player that shows exactly the frame it is asked for, with the readers' help where the player's own way misses it.

Files without an index (transport streams, Flash video) make the player land at some later key frame; a picture that
only the readers can decode (AV1) it can't show at all. Then the readers give the frame, and it is put on the same sink.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Q_ARG, QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat, QVideoSink

from reviewer_app.ui.viewers.frames import LANDING_MS
from reviewer_app.ui.viewers.player import SEEK_PATIENCE_MS, Player

StillShown = Callable[[QImage, float], None]
Ask = Callable[[int, StillShown, Callable[[], None]], None]
"""Asks for the frame at a time in ms: then the picture and its own time, or that there is none."""

MISSES = 2  # after so many the player's own way of seeking is not tried again
LATE_MS = 300  # playing may begin so much later than asked
STRAYS = 4  # frames from before a seek that may come while it plays
SHORT_MS = 250
TRIES = 7
_Form = QVideoFrameFormat.PixelFormat
DEEP = {_Form.Format_YUV420P10, _Form.Format_P010, _Form.Format_P016, _Form.Format_Y16}  # not drawn on every machine


class ExactPlayer(Player):
    """Frames by their numbers. ``stills`` True: the player has only the sound, all pictures come from the readers."""

    became_stills = Signal()  # its pictures can't be drawn by this machine

    def __init__(self, sink: QVideoSink, ask: Ask, *, stills: bool = False, parent: QObject | None = None) -> None:
        super().__init__(None if stills else sink, parent)
        self._canvas = sink
        self._ask_still = ask
        self.stills = stills
        self._loose = False
        self._misses = self._strays = 0
        self._own = False
        self._kept: QVideoFrame | None = None  # a picture of the readers' that is shown; the player is elsewhere
        self._goal: int | None = None  # where playing is to begin
        self._back = self._tries = 0
        self._asked = self._looked_at = False
        self._wish: int | None = None  # where one went, until it plays
        self._half_shown = 0.0
        self._near = False  # this file says that its frames are shorter than they are: go close behind their start

    def release(self) -> None:
        """The end."""
        self._kept, self._goal = None, None
        if self._sink is None and self._player.videoSink() is not None:
            self._canvas.videoFrameChanged.disconnect(self._on_frame)
        super().release()

    # -- seeking --
    def seek(self, ms: int) -> None:
        """Go to the frame of ``ms``."""
        self._wish = ms
        super().seek(ms)

    def set_times(self, times: Sequence[int]) -> None:
        """As every player; what was sought by the rate alone is sought again where another frame is there."""
        super().set_times(times)
        wish = self._wish
        if wish is None or not self.frames.exact or self.playing or self._goal is not None:
            return
        if not self.settled or self.frames.at(self._shown_ms + 0.5) != self.frames.at(wish):
            self.seek(wish)

    @property
    def moment(self) -> int:
        """A time inside the frame that is shown, so that going back finds the same frame."""
        if self.frames.exact or not self.settled or not self._half_shown:
            return self.frames.aim(self.frame)
        return round(self._shown_ms + self._half_shown)

    def _aim(self, ms: int) -> int:
        return self.frames.aim(self.frames.within(self.frames.at(ms), self.duration))

    def _send(self, target: int) -> None:
        self._strays = 0
        self._in_flight = target
        self._at_end = False
        if self.stills or not self._loose or self.playing:
            if not self.stills:
                self._patience.start(SEEK_PATIENCE_MS)
            self._invoke("setPosition", Q_ARG("qlonglong", self._landing(target)))
        if self.stills or (self._loose and not self.playing):
            self._ask(target)

    def _landing(self, target: int) -> int:
        return self.frames.landing(target) if self._near else target

    def _is_there(self, target: int, start: float, end: float) -> bool:
        if self._goal is not None:
            return start <= target + LATE_MS
        if not self.frames.exact:
            return super()._is_there(target, start, end)
        wanted, got = self.frames.at(target), self.frames.at(start + 0.5)
        if self.playing:
            return wanted <= got <= wanted + self.fps or self._strays >= STRAYS
        return wanted == got

    def _on_stray(self, target: int, start: float) -> None:
        self._strays += 1
        if self._goal is not None:
            self._try_earlier(start - target)
        elif not self.playing:
            if start > target and self.frames.exact and not self._near:
                self._near = True
                self._patience.start(SHORT_MS)
                self._invoke("setPosition", Q_ARG("qlonglong", self._landing(target)))
            elif start > target:
                self._on_miss(target)
            else:
                self._patience.start(SHORT_MS)

    def _on_patience_lost(self) -> None:
        target = self._in_flight
        if self._goal is not None:
            self._try_earlier(2000)
        elif target is not None and not self.playing and not self.stills:
            self._on_miss(target)
        else:
            super()._on_patience_lost()

    def _on_end(self) -> None:
        target = self._in_flight
        if self._goal is not None:
            self._try_earlier(2000)
        elif target is not None and not self.stills:
            self._on_miss(target)
        else:
            super()._on_end()

    # -- pictures from the readers --
    def _on_miss(self, target: int) -> None:
        self._patience.stop()
        self._misses += 1
        self._loose = self._misses >= MISSES
        self._ask(target)

    def _ask(self, target: int) -> None:
        def shown(image: QImage, ms: float) -> None:
            if self._in_flight == target:
                self._show(image, ms)
                self._on_seek_done()

        def failed() -> None:
            if self._in_flight == target:
                self._on_seek_done()

        self._ask_still(target, shown, failed)

    def _show(self, image: QImage, ms: float) -> None:
        frame = QVideoFrame(image.convertToFormat(QImage.Format.Format_RGBX8888))
        frame.setStartTime(round(ms * 1000))
        self._kept = frame
        self._put()
        self._shown_ms = ms
        self.position_changed.emit(int(ms))

    def _put(self) -> None:
        self._own = True
        if self._kept is not None:
            self._canvas.setVideoFrame(self._kept)
        self._own = False

    @Slot(QVideoFrame)
    def _on_frame(self, frame: QVideoFrame) -> None:
        if self._own:
            return
        if self.stills:
            self._put()
            return
        if self._kept is not None and not self.playing and self._in_flight is None:
            self._put()  # a late frame of the player's must not cover it
            return
        if frame.isValid() and not self._looked_at:
            self._looked_at = True
            if frame.pixelFormat() in DEEP and frame.toImage().isNull():
                self.take_stills(frame.startTime() // 1000)
                return
        if frame.isValid() and self._goal is None:
            self._kept = None
            self._half_shown = min(max(1.0, (frame.endTime() - frame.startTime()) / 2000), LANDING_MS)
        super()._on_frame(frame)

    def take_stills(self, ms: int) -> None:
        """The player goes on with the sound; the pictures come from the readers."""
        self._sink, self.stills = None, True  # it keeps its sink: taking that away from it can hang for ever
        self._in_flight = None
        self.seek(self._wish if self._wish is not None else max(0, ms))
        self.became_stills.emit()

    @Slot("qlonglong")
    def _on_position(self, ms: int) -> None:
        if self.stills and self.playing and not self._asked and self._in_flight is None:
            self._follow(ms)
        elif not self.stills:
            super()._on_position(ms)

    def _follow(self, ms: int) -> None:
        """While the sound plays, show pictures as fast as they come."""
        self._asked = True

        def shown(image: QImage, at: float) -> None:
            self._asked = False
            if self.playing and self._in_flight is None:
                self._show(image, at)

        def failed() -> None:
            self._asked = False

        self._ask_still(ms, shown, failed)

    # -- playing on from a picture of the readers': the player must come to it from before --
    def play(self) -> None:
        """Play on from what is shown; where the file has no index, from a little earlier."""
        self._wish = None
        if self._kept is None or self.stills or self._at_end:
            super().play()
        elif self._goal is None and self._device is not None:
            self._goal = self._in_flight = int(self.position)
            self._back = self._tries = 0
            self._approach()

    def pause(self) -> None:
        """Hold the picture."""
        if self.playing:
            self._wish = None
        if self._goal is not None:
            goal, self._goal = self._goal, None
            self._in_flight = None
            self.seek(goal)
        super().pause()
        if self.stills and not self.playing:
            self.seek(int(self._player.position()))

    def _approach(self) -> None:
        self._patience.start(SHORT_MS * 2)
        self._invoke("setPosition", Q_ARG("qlonglong", max(0, (self._goal or 0) - self._back)))

    def _try_earlier(self, by: float) -> None:
        self._tries += 1
        if self._goal is None or self._tries > TRIES or self._back > self._goal:
            self._on_seek_done()
            return
        self._back = max(self._back * 2, self._back + round(by) + 500)
        self._approach()

    def _on_seek_done(self) -> None:
        goal, self._goal = self._goal, None
        if self.stills and self._in_flight is not None:
            self._patience.stop()
            self._in_flight = None
            self._send_next()
            return
        super()._on_seek_done()
        if goal is not None:
            self._kept = None
            super().play()
