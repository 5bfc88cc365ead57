"""What video and sound share: player, timeline, controls, captions, in and out, attention, citing exact times."""

from __future__ import annotations

from collections.abc import Callable

from reviewer_app.domain.citation import Region, Selector, TimeSpan
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.ui.viewers.base import Material
from reviewer_app.ui.viewers.controls import Controls
from reviewer_app.ui.viewers.marking import Marking
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.player import SPEEDS, Player
from reviewer_app.ui.viewers.recording_base import RecordingBase
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.timescale import ROWS_OF_MANY


class RecordingViewer(RecordingBase):
    """A recording that plays, with everything that keys, controls and the review screen can ask of it."""

    def __init__(self, material: Material, player: Player, timeline: Timeline, *, picture: bool) -> None:
        super().__init__(material, player, timeline, picture=picture)
        self.marking = Marking(self)
        if material.read_only:
            timeline.most_rows = ROWS_OF_MANY
        self._hear(material.volume)

    def _fill_controls(self, controls: Controls) -> None:
        super()._fill_controls(controls)
        controls.show_volume(self.material.volume)
        controls.show_citing(not self.material.read_only)
        controls.cite.show_target(self.target)
        self.marking.show_target(self.target)
        self.marking.show_chosen()
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
        if self.transcript_place.isVisible() and self.transcript.cite():
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

    def _set_volume(self, level: float) -> None:
        self._hear(level)
        self.controls.show_volume(level)
        self.preferred.emit("volume", level)

    def _hear(self, level: float) -> None:
        self.player.sound.set_level(level)
        self.player.sound.set_muted(level <= 0)

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
        if self.has_controls:
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
            "transcript": lambda: self._show_transcript(self.transcript_place.isHidden()),
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
        self._make_late.stop()
        self._strips.stop()
        self.player.release()
