"""Video and audio: the stage, the timeline below it, the controls, and citing exact times and areas."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtMultimediaWidgets import QGraphicsVideoItem
from PySide6.QtWidgets import QVBoxLayout, QWidget

from reviewer_app.domain.citation import Region, Selector, TimeSpan
from reviewer_app.errors import ReviewerError
from reviewer_app.ui.viewers.base import Attention, Material, Viewer
from reviewer_app.ui.viewers.controls import Controls
from reviewer_app.ui.viewers.picture_view import PictureView
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.player import Player, mid_frame_ms
from reviewer_app.ui.viewers.strips import Strips
from reviewer_app.ui.viewers.timeline import Timeline, mark_colour

NO_PICTURE_MS = 15_000  # a video that has loaded but shows nothing by then can't be decoded here
JUMP_MS = 5_000


class RecordingViewer(Viewer):
    """What video and audio share: player, timeline, controls, in and out, attention."""

    def __init__(self, material: Material, player: Player, timeline: Timeline, controls: Controls) -> None:
        super().__init__(material)
        self.player, self.timeline, self.controls = player, timeline, controls
        self._in: int | None = None
        self._out: int | None = None
        self._played_from = 0
        self._resume = False
        self._muted_level = material.volume
        self._loaded = False
        self._wanted: Selector | None = None
        self._strips = Strips(material, timeline, self)
        self._attention = Attention(self._tell_watched, self)
        player.setParent(self)
        player.position_changed.connect(self._on_position)
        player.duration_changed.connect(self._on_duration)
        player.playing_changed.connect(self._on_playing)
        player.ready.connect(self._on_ready)
        player.failed.connect(self.trouble)
        timeline.scrubbed.connect(player.seek)
        timeline.scrubbing.connect(self._on_scrubbing)
        timeline.mark_clicked.connect(self.cited)
        self._connect_controls()
        self._set_volume(material.volume, tell=False)
        controls.show_rate(material.rate)
        if material.probe.duration_ms:
            self._on_duration(material.probe.duration_ms)
        self.setProperty("ground", "stage")

    def _connect_controls(self) -> None:
        controls = self.controls
        controls.play_wanted.connect(self.player.toggle)
        controls.step_wanted.connect(self.step)
        controls.rate_wanted.connect(self._set_rate)
        controls.volume_wanted.connect(self._set_volume)
        controls.in_wanted.connect(self.set_in)
        controls.out_wanted.connect(self.set_out)
        controls.cite.clicked.connect(self._on_cite)

    # -- loading: the first time it is seen --
    def showEvent(self, event: QShowEvent) -> None:
        """Load when first seen."""
        super().showEvent(event)
        if not self._loaded:
            self._loaded = True
            self.load()

    def load(self) -> None:
        """Open the recording, and ask for filmstrip and waveform, which come when they come."""
        material = self.material
        try:
            stream = material.open()
        except (OSError, ReviewerError) as problem:
            self.trouble.emit(getattr(problem, "message", "it could not be read"))
            return
        self.player.load(stream, material.item.size, material.probe.fps)
        self._strips.ask()

    # -- the player says --
    def _on_ready(self) -> None:
        self.player.set_rate(self.material.rate)
        if self._wanted is not None:
            self.go_to(self._wanted)

    def _on_position(self, ms: int) -> None:
        self.timeline.set_position(ms)
        self.controls.show_time(ms, self.length)

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

    # -- what can be done --
    def step(self, steps: int) -> None:
        """So many frames on or back."""
        self.player.step(steps)

    def now(self) -> int:
        """The time to cite for what is shown now."""
        return self.player.position

    def set_in(self) -> None:
        """The citation begins here."""
        self._in = self.now()
        if self._out is not None and self._out < self._in:
            self._out = None
        self._show_chosen()

    def set_out(self) -> None:
        """The citation ends here."""
        self._out = self.now()
        if self._in is not None and self._in > self._out:
            self._in = None
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.timeline.set_chosen(self._in, self._out)
        self.controls.show_chosen(self._in, self._out, self._area() is not None)

    def _area(self) -> Region | None:
        return None

    def here(self) -> Selector | None:
        """From in to out; without them the moment that is shown."""
        start = self._in if self._in is not None else (self._out if self._out is not None else self.now())
        end = self._out if self._out is not None else (self.now() if self._in is not None else start)
        return Selector(time=TimeSpan(start=min(start, end), end=max(start, end)), region=self._area())

    def _on_cite(self) -> None:
        found = self.here()
        if found is not None:
            self.cite.emit(found)

    def clear_choice(self) -> None:
        """After citing: no in, no out."""
        self._in = self._out = None
        self._show_chosen()

    def _set_rate(self, rate: float) -> None:
        self.player.set_rate(rate)
        self.controls.show_rate(rate)
        self.preferred.emit("playback_rate", rate)

    def _set_volume(self, level: float, tell: bool = True) -> None:
        self.player.sound.set_level(level)
        self.player.sound.set_muted(level <= 0)
        self.controls.show_volume(level)
        if tell:
            self.preferred.emit("volume", level)

    # -- what the review screen asks --
    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Citations above the timeline."""
        super().show_marks(marks)
        self.timeline.set_marks(marks)

    def show_seen(self, spans: tuple[tuple[int, int], ...]) -> None:
        """What was watched."""
        self.timeline.set_seen(spans)

    def show_target(self, target: Target | None) -> None:
        """What citing is for."""
        super().show_target(target)
        self.controls.cite.show_target(target)

    def go_to(self, selector: Selector) -> None:
        """Hold at the first frame of the citation."""
        if selector.time is None:
            return
        if not self.player.duration:
            self._wanted = selector  # still loading
            return
        self._wanted = None
        if selector.time.start > self.length:
            self.said.emit("This citation can't be found: the recording is shorter than that.")
            return
        self.player.pause()
        self.player.seek(selector.time.start)

    @property
    def is_playing(self) -> bool:
        """Whether it plays now."""
        return self.player.playing

    def hush(self) -> None:
        """Hold."""
        self.player.pause()

    def key(self, name: str) -> bool:
        """Space, arrows, comma, full stop, I and O."""
        acts = {
            "play": self.player.toggle,
            "step-back": lambda: self.step(-1),
            "step-on": lambda: self.step(1),
            "jump-back": lambda: self.player.seek(max(0, self.player.position - JUMP_MS)),
            "jump-on": lambda: self.player.seek(min(self.length, self.player.position + JUMP_MS)),
            "in": self.set_in,
            "out": self.set_out,
        }
        act = acts.get(name)
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
        self._strips.stop()
        self.player.release()


class VideoViewer(RecordingViewer):
    """A video: exact frames, areas of the picture."""

    def __init__(self, material: Material) -> None:
        self.video = QGraphicsVideoItem()
        super().__init__(material, Player(self.video.videoSink()), Timeline(film=True), Controls(picture=True))
        self._region: Region | None = None
        self.stage = PictureView(zoomable=False)
        self.stage.setStyleSheet("background: #0b0d10;")
        self.stage.setAccessibleName("Video")
        size = QSizeF(material.probe.width or 1280, material.probe.height or 720)
        self.video.setSize(size)
        self.stage.set_picture(self.video, size)
        self.video.nativeSizeChanged.connect(self._on_size)
        self.stage.pressed.connect(self.player.toggle)
        self.stage.region_drawn.connect(self._on_region)
        self.controls.region_wanted.connect(self._on_region_tool)
        self._no_picture = QTimer(self, singleShot=True, interval=NO_PICTURE_MS)
        self._no_picture.timeout.connect(self._on_no_picture)
        self.player.ready.connect(self._no_picture.start)
        stack(self, self.stage, self.timeline, self.controls)

    def _on_size(self, size: QSizeF) -> None:
        if not size.isEmpty() and size != self.video.size():
            self.video.setSize(size)
            self.stage.set_picture(self.video, size)

    def _on_no_picture(self) -> None:
        codec = self.material.probe.video_codec
        self.trouble.emit(f"its pictures are in a form ({codec or 'unknown'}) that can't be played here")

    def _on_region_tool(self, on: bool) -> None:
        self.player.pause()
        self.stage.region_tool = on

    def _on_region(self, region: Region | None) -> None:
        self._region = region
        self.player.pause()
        self._show_chosen()

    def _area(self) -> Region | None:
        return self._region

    def now(self) -> int:
        """The middle of the frame that is shown, so that going back finds the same frame."""
        return mid_frame_ms(self.player.frame, self.player.fps)

    def clear_choice(self) -> None:
        """After citing: no in, no out, no area."""
        self._region = None
        self.stage.set_draft(None)
        self.controls.region.setChecked(False)
        super().clear_choice()

    def _on_position(self, ms: int) -> None:
        self._no_picture.stop()
        super()._on_position(ms)
        self._show_regions()

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Citations above the timeline, and the areas of those that are now."""
        super().show_marks(marks)
        self._show_regions()

    def _show_regions(self) -> None:
        now = self.now()
        self.stage.set_regions(
            tuple(
                (m.selector.region, mark_colour(m.hue))
                for m in self.marks
                if m.selector.region and m.selector.time and m.selector.time.start <= now <= m.selector.time.end
            )
        )

    def release(self) -> None:
        """As every recording."""
        self._no_picture.stop()
        super().release()


def stack(viewer: RecordingViewer, stage: QWidget | None, timeline: Timeline, controls: Controls) -> None:
    """Lay out a recording: the picture if there is one, the timeline, the controls."""
    column = QVBoxLayout(viewer)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    if stage is not None:
        column.addWidget(stage, 1)
    holder = QWidget()
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(14, 6 if stage is not None else 40, 14, 0)
    inner.addWidget(timeline)
    column.addWidget(holder, 0 if stage is not None else 1)
    column.addWidget(controls)
    viewer.setAutoFillBackground(True)
