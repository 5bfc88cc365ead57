"""What video and sound share: player, timeline, controls, captions, in and out, attention, citing exact times."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.citation import Region, Selector, TimeSpan
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.errors import ReviewerError
from reviewer_app.ui.viewers.base import Attention, Material, Viewer
from reviewer_app.ui.viewers.controls import Controls
from reviewer_app.ui.viewers.marking import Marking
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.player import SPEEDS, Player
from reviewer_app.ui.viewers.speech import SpeechDesk
from reviewer_app.ui.viewers.strips import Strips
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.transcript import Transcript

REST_MS = 400  # after loading everything else is asked for, even when no picture has come


def load(player: Player, material: Material) -> None:
    """Open the recording: first of all, so that the player reads the file while the widgets are being made."""
    try:
        stream = material.open()
    except (OSError, ReviewerError) as problem:
        why = getattr(problem, "message", "it could not be read")
        QTimer.singleShot(0, player, lambda: player.failed.emit(why))
        return
    player.load(stream, material.item.size, material.probe.fps)


class RecordingBase(Viewer):
    """The parts of a recording and what they tell. ``body`` holds all that is seen: it can go to the full screen."""

    searchable = True

    def __init__(self, material: Material, player: Player, timeline: Timeline, controls: Controls) -> None:
        super().__init__(material)
        self.player, self.timeline, self.controls = player, timeline, controls
        player.setParent(self)
        player.ready.connect(self._on_ready)
        player.failed.connect(self.trouble)
        self._ask_rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._ask_rest.timeout.connect(self.load_rest)
        self.body = QWidget(self)
        self.transcript = Transcript()
        self.speech_desk = SpeechDesk(self)
        self._captions_on = material.settings.captions
        self._skips = {
            "skip_seconds": material.settings.skip_seconds,
            "long_skip_seconds": material.settings.long_skip_seconds,
        }
        self._played_from = 0
        self._resume = self._loaded = False
        self._wanted: Selector | None = None
        self._strips = Strips(material, timeline, self)
        self._attention = Attention(self._tell_watched, self)
        self._connect_player()
        self._connect_speech()
        controls.show_rate(material.rate)
        controls.menu.show_skips(*self._skips.values())
        if material.probe.duration_ms:
            self._on_duration(material.probe.duration_ms)
        self.setProperty("ground", "stage")

    def _connect_player(self) -> None:
        player, timeline = self.player, self.timeline
        player.position_changed.connect(self._on_position)
        player.duration_changed.connect(self._on_duration)
        player.playing_changed.connect(self._on_playing)
        timeline.scrubbed.connect(player.seek)
        timeline.scrubbing.connect(self._on_scrubbing)
        timeline.mark_clicked.connect(self.cited)

    def _connect_speech(self) -> None:
        self.speech_desk.changed.connect(self._on_captions)
        self.speech_desk.told.connect(self.said)
        self.transcript.jumped.connect(self._on_line)
        self.transcript.cited.connect(self._on_speech)
        self.transcript.closed.connect(lambda: self._show_transcript(False))
        self._show_transcript(self.material.settings.transcript, tell=False)

    # -- loading --
    def load_rest(self) -> None:
        """Ask for captions, filmstrip and waveform, which come when they come; not before there is something to see."""
        self._ask_rest.stop()
        if not self._loaded:
            self._loaded = True
            self.speech_desk.load()
            self._strips.ask()

    # -- the player says --
    def _on_ready(self) -> None:
        self._ask_rest.start()
        self.player.set_rate(self.material.rate)
        if self._wanted is not None:
            self.go_to(self._wanted)

    def _on_position(self, ms: int) -> None:
        if not self._loaded:
            self.load_rest()
        self.timeline.set_position(ms)
        self.controls.show_time(ms, self.length)
        self.transcript.set_position(ms)
        self._show_caption()

    def _on_duration(self, ms: int) -> None:
        self.timeline.set_duration(ms or self.length)
        self.controls.show_time(self.player.position, self.length)

    def _on_playing(self, playing: bool) -> None:
        self.controls.show_playing(playing)
        if self.released:
            return
        if playing:
            self._played_from = self.player.position
            self._attention.resume()
        else:
            self._attention.rest()

    def _tell_watched(self, seconds: int) -> None:
        start, end = self._played_from, self.player.position
        self._played_from = end
        if end > start and (seconds or end - start >= 500):
            self.looked.emit(start, end, seconds)

    def _on_scrubbing(self, held: bool) -> None:
        if held:
            self._resume = self.player.playing
            self.player.pause()
        elif self._resume:
            self._resume = False
            self.player.play()

    @property
    def length(self) -> int:
        """Length in ms."""
        return self.player.duration or self.material.probe.duration_ms

    # -- what is said --
    def _on_captions(self) -> None:
        desk = self.speech_desk
        self.controls.show_captions(desk.tracks, desk.current, self._captions_on)
        self.transcript.set_cues(desk.cues)
        self.transcript.set_position(self.player.position)
        self._show_caption()

    def caption_now(self) -> str:
        """What is to be shown over the picture."""
        return self.speech_desk.cues.at(self.player.position) if self._captions_on else ""

    def _show_caption(self) -> None:
        """Put ``caption_now`` where there is a picture."""

    def _show_captions(self, on: bool) -> None:
        self._captions_on = on
        self.preferred.emit("captions", on)
        self.controls.show_captions(self.speech_desk.tracks, self.speech_desk.current, on)
        self._show_caption()

    def _show_transcript(self, on: bool, tell: bool = True) -> None:
        self.transcript.setVisible(on)
        self.controls.menu.show_on("transcript", on)
        if not on:
            self.transcript.clear_choice()
        if tell:
            self.preferred.emit("transcript", on)
            self.transcript.set_position(self.player.position)

    def open_search(self) -> None:
        """Search the transcript."""
        if not self.speech_desk.cues.cues:
            self.said.emit("This recording has no captions to search.")
            return
        if self.transcript.isHidden():
            self._show_transcript(True)
        self.transcript.open_search()

    def _on_line(self, ms: int) -> None:
        self.player.seek(min(ms, self.length))

    def _on_speech(self, speech: object) -> None:
        self.transcript.clear_choice()
        self.speech.emit(speech)


class RecordingViewer(RecordingBase):
    """A recording that plays, with everything that keys, controls and the review screen can ask of it."""

    def __init__(self, material: Material, player: Player, timeline: Timeline, controls: Controls) -> None:
        super().__init__(material, player, timeline, controls)
        self.marking = Marking(self)
        self._connect_controls()
        self._set_volume(material.volume, tell=False)

    def _connect_controls(self) -> None:
        controls = self.controls
        controls.play_wanted.connect(self.player.toggle)
        controls.step_wanted.connect(self.step)
        controls.rate_wanted.connect(self._set_rate)
        controls.volume_wanted.connect(self._set_volume)
        controls.in_wanted.connect(self.marking.set_in)
        controls.out_wanted.connect(self.marking.set_out)
        controls.cite.clicked.connect(self._on_cite)
        controls.captions_wanted.connect(self._show_captions)
        controls.track_wanted.connect(self.speech_desk.take)
        controls.act_wanted.connect(self.key)
        controls.menu.skip_wanted.connect(self._on_skip)

    # -- what can be done --
    def step(self, steps: int) -> None:
        """So many frames on or back."""
        self.player.step(steps)

    def now(self) -> int:
        """The time to cite for what is shown now."""
        return self.player.position

    def area(self) -> Region | None:
        """The part of the picture that was marked."""
        return None

    def here(self) -> Selector | None:
        """From in to out; without them the moment that is shown. Chosen lines of the transcript go their own way."""
        if self.transcript.isVisible() and self.transcript.cite():
            return None
        span = self.marking.span
        return Selector(time=span or TimeSpan(start=self.now(), end=self.now()), region=self.area())

    def _on_cite(self) -> None:
        found = self.here()
        if found is not None:
            self.cite.emit(found)

    def clear_choice(self) -> None:
        """After citing: no in, no out."""
        self.marking.clear()

    def _set_rate(self, rate: float) -> None:
        self.player.set_rate(rate)
        self.controls.show_rate(rate)
        self.preferred.emit("playback_rate", rate)

    def _change_rate(self, step: int) -> None:
        near = min(range(len(SPEEDS)), key=lambda n: abs(SPEEDS[n] - self.player.rate))
        self._set_rate(SPEEDS[max(0, min(len(SPEEDS) - 1, near + step))])

    def _set_volume(self, level: float, tell: bool = True) -> None:
        self.player.sound.set_level(level)
        self.player.sound.set_muted(level <= 0)
        self.controls.show_volume(level)
        if tell:
            self.preferred.emit("volume", level)

    def _on_skip(self, name: str, seconds: float) -> None:
        self._skips[name] = seconds
        self.controls.menu.show_skips(*self._skips.values())
        self.preferred.emit(name, seconds)

    def skip(self, name: str, way: int) -> None:
        """A short or long skip on (1) or back (-1)."""
        wanted = self.player.position + way * round(self._skips[name] * 1000)
        self.player.seek(max(0, min(self.length, wanted)))

    # -- what the review screen asks --
    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Citations above the timeline."""
        super().show_marks(marks)
        self.timeline.set_marks(self.marking.shown)

    def show_only(self, indicator: IndicatorId | None) -> None:
        """Only the marks of this indicator; None: all."""
        self.marking.only = indicator
        self.show_marks(self.marks)

    def show_seen(self, spans: tuple[tuple[int, int], ...]) -> None:
        """What was watched."""
        self.timeline.set_seen(spans)

    def show_target(self, target: Target | None) -> None:
        """What citing is for."""
        super().show_target(target)
        self.controls.cite.show_target(target)
        self.marking.show_target(target)

    def go_to(self, selector: Selector) -> None:
        """Hold at the first frame of the citation."""
        if selector.time is None:
            return
        if not self.player.loaded:
            self._wanted = selector
            return
        self._wanted = None
        if selector.time.start > self.length:
            self.said.emit("This citation can't be found: the recording is shorter than that.")
            return
        self.marking.pick(selector)
        self.player.pause()
        self.player.seek(selector.time.start)

    @property
    def is_playing(self) -> bool:
        """Whether it plays now."""
        return self.player.playing

    def hush(self) -> None:
        """Hold."""
        self.player.pause()

    def acts(self) -> dict[str, Callable[[], object]]:
        """What the keys of the review screen and the menu can ask."""
        return {
            "play": self.player.toggle,
            "step-back": lambda: self.step(-1),
            "step-on": lambda: self.step(1),
            "jump-back": lambda: self.skip("skip_seconds", -1),
            "jump-on": lambda: self.skip("skip_seconds", 1),
            "long-back": lambda: self.skip("long_skip_seconds", -1),
            "long-on": lambda: self.skip("long_skip_seconds", 1),
            "slower": lambda: self._change_rate(-1),
            "faster": lambda: self._change_rate(1),
            "mute": lambda: self.controls.mute_wanted(not self.controls.muted),
            "captions": lambda: self._show_captions(not self._captions_on),
            "transcript": lambda: self._show_transcript(self.transcript.isHidden()),
            "search": self.open_search,
            "zoom-in": lambda: self.timeline.zoom(1),
            "zoom-out": lambda: self.timeline.zoom(-1),
            "zoom-all": lambda: self.timeline.zoom(0),
            **self.marking.acts(),
        }

    def key(self, name: str) -> bool:
        """A key of the review screen; True when it was one for this viewer."""
        act = self.acts().get(name)
        if act is None:
            return False
        act()
        return True

    def release(self) -> None:
        """Tell what was watched, stop, and let the file go."""
        if self._released:
            return
        if self.player.playing:
            self._attention.rest()
        super().release()
        self._ask_rest.stop()
        self._strips.stop()
        self.player.release()
