"""Video: the picture with its captions, exact frames, areas of the picture, scenes, covered faces, the full screen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable

from PySide6.QtCore import QPointF, QSizeF, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtMultimediaWidgets import QGraphicsVideoItem
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from reviewer_app.domain.citation import Region, Selector, TimeSpan
from reviewer_app.evidence.values import Box, Picture
from reviewer_app.ui.viewers.base import Material, to_image
from reviewer_app.ui.viewers.controls import Controls
from reviewer_app.ui.viewers.exact import ExactPlayer
from reviewer_app.ui.viewers.faces import FaceWatch
from reviewer_app.ui.viewers.full_screen import FullScreen
from reviewer_app.ui.viewers.hover_card import HoverCard
from reviewer_app.ui.viewers.places import Mark, areas_at, mark_at
from reviewer_app.ui.viewers.recording import RecordingViewer
from reviewer_app.ui.viewers.recording_base import load
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.timeline_paint import mark_colour
from reviewer_app.ui.viewers.video_stage import VideoStage

NO_PICTURE_MS = 8_000  # a video that has loaded but shows nothing by then can't be decoded by the player
STILL_WIDTH = 1920  # the widest picture that is asked of the readers
STILLS_NOTE = "Single pictures only: this form of video can't be played smoothly here"


class VideoViewer(RecordingViewer):
    """A video: exact frames, areas of the picture."""

    def __init__(self, material: Material) -> None:
        self.video = QGraphicsVideoItem()
        stills = any(p.code == "no-playback" for p in material.probe.problems)
        player = ExactPlayer(self.video.videoSink(), self._ask_frame, stills=stills)
        load(player, material)
        self.stage = VideoStage()
        self._region: Region | None = None
        self._full: FullScreen | None = None
        super().__init__(material, player, Timeline(film=True), picture=True)
        self.exact = player
        player.became_stills.connect(self._on_stills)
        size = QSizeF(material.probe.width or 1280, material.probe.height or 720)
        self.video.setSize(size)
        self.stage.set_picture(self.video, size)
        self.video.setAspectRatioMode(Qt.AspectRatioMode.IgnoreAspectRatio)  # its own size is that before it is turned
        self.video.videoSink().videoSizeChanged.connect(self._on_size)
        self.stage.pressed.connect(self._on_pressed)
        self.stage.double_pressed.connect(self.full_screen)
        self.stage.region_drawn.connect(self._on_region)
        self._no_picture = QTimer(self, singleShot=True, interval=NO_PICTURE_MS)
        self._no_picture.timeout.connect(self._on_no_picture)
        self.player.ready.connect(self._no_picture.start)
        self._strips.scenes_changed.connect(self.timeline.set_scenes)
        self.faces = FaceWatch(self.video.videoSink(), self.stage, self._find_faces, lambda: self.player.playing)
        self.player.playing_changed.connect(self.faces.playing_changed)
        self._lay_out()
        self.hover = HoverCard(self.timeline, self._ask_small, self.body)
        if stills:
            self._on_stills()
            self.player.seek(material.probe.start_ms)
        if material.settings.blur_faces:
            self._set_blur(True, tell=False)

    def _lay_out(self) -> None:
        self.parts = QSplitter(Qt.Orientation.Horizontal)
        self.parts.setChildrenCollapsible(False)
        self.parts.setHandleWidth(3)
        self.parts.setStyleSheet("QSplitter::handle { background: #2a313b; }")
        self.parts.addWidget(self.stage)
        self.transcript_place.setMinimumWidth(180)
        self.parts.addWidget(self.transcript_place)
        self.parts.setStretchFactor(0, 1)
        self.parts.setSizes([520, 260])
        fill(self.body, self.parts, self.timeline, self.controls_place)
        hold(self)

    def _fill_controls(self, controls: Controls) -> None:
        super()._fill_controls(controls)
        controls.region_wanted.connect(self._on_region_tool)
        controls.menu.show_on("blur", self.faces.on)
        controls.menu.show_on("full-screen", self.is_full)

    def _before_transcript(self) -> QWidget:
        return self.stage

    def make_all(self) -> None:
        """The rest of it; and from now on smooth pictures."""
        super().make_all()
        self.stage.refine()

    # -- loading --
    def load_rest(self) -> None:
        """As every recording; and ask when each frame comes."""
        if not self._loaded:
            self.ask(lambda r, recipe: r.frame_times(recipe), self._on_times, lambda _error: None)
        super().load_rest()

    def _on_times(self, times: tuple[int, ...]) -> None:
        self.player.set_times(times)

    def _ask_frame(self, ms: int, shown: Callable[[QImage, float], None], failed: Callable[[], None]) -> None:
        width = self.material.probe.width
        self._ask_picture(ms, min(width, STILL_WIDTH) if width else 0, shown, failed)

    def _ask_small(
        self, ms: int, width: int, shown: Callable[[QImage, float], None], failed: Callable[[], None]
    ) -> None:
        self._ask_picture(ms, width, shown, failed)

    def _ask_picture(
        self, ms: int, width: int, shown: Callable[[QImage, float], None], failed: Callable[[], None]
    ) -> None:
        def then(picture: Picture) -> None:
            shown(to_image(picture), picture.ms)

        self.ask(lambda r, recipe: r.frame(recipe, ms, width), then, lambda _error: failed())

    def _find_faces(
        self, picture: Picture, quick: bool, found: Callable[[tuple[Box, ...]], None], failed: Callable[[], None]
    ) -> None:
        self.ask(lambda r, _recipe: r.faces(picture, quick=quick), found, lambda _error: failed())

    # -- the picture --
    def _on_size(self) -> None:
        size = QSizeF(self.video.videoSink().videoSize())
        if not size.isEmpty() and size != self.video.size():
            self.video.setSize(size)
            self.stage.set_picture(self.video, size)

    def _on_no_picture(self) -> None:
        if not self.exact.stills:  # the readers could show its first picture when it was probed
            self._no_picture.start()
            self.exact.take_stills(self.material.probe.start_ms)
            return
        codec = self.material.probe.video_codec
        self.trouble.emit(f"its pictures are in a form ({codec or 'unknown'}) that can't be played here")

    def _on_position(self, ms: int) -> None:
        self._no_picture.stop()
        super()._on_position(ms)
        self._show_regions()

    def _on_stills(self) -> None:
        if not self.faces.on:
            self.stage.set_note(STILLS_NOTE)

    def _show_caption(self) -> None:
        self.stage.set_caption(self.caption_now())

    def now(self) -> int:
        """A time inside the frame that is shown, so that going back finds the same frame."""
        return self.exact.moment

    # -- areas of the picture --
    def _on_region_tool(self, on: bool) -> None:
        self.player.pause()
        self.stage.region_tool = on

    def _on_region(self, region: Region | None) -> None:
        self._region = region
        self.player.pause()
        self.marking.show_chosen()

    def area(self) -> Region | None:
        """The part of the picture that was marked."""
        return self._region

    def clear_choice(self) -> None:
        """After citing: no in, no out, no area."""
        self._region = None
        self.stage.set_draft(None)
        if self.has_controls:
            self.controls.region.setChecked(False)
        super().clear_choice()

    def send_still(self) -> None:
        """The marked area of this frame should go into the feedback."""
        if self._region is None:
            self.said.emit("Mark an area of the picture first: drag with Shift held.")
            return
        moment = TimeSpan(start=self.now(), end=self.now())
        self.still.emit(Selector(time=moment, region=self._region))

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Citations above the timeline, and the areas of those that are now."""
        super().show_marks(marks)
        self._show_regions()

    def _show_regions(self) -> None:
        here = ((m.selector.region, m.hue) for m in areas_at(self.marking.shown, self.now()))
        self.stage.set_regions(tuple((region, mark_colour(hue)) for region, hue in here if region is not None))

    def _on_pressed(self, place: QPointF) -> None:
        here = [] if self.player.playing else areas_at(self.marking.shown, self.now())
        mark = mark_at(here, place.x(), place.y())  # while it stands; anything else starts or stops
        if mark is None:
            self.player.toggle()
        else:
            self.cited.emit(mark.citation)

    # -- scenes --
    def scene(self, way: int) -> None:
        """To the next scene (1) or the one before (-1)."""
        cuts, here = self._strips.scenes, self.player.position
        if way > 0:
            place = bisect_right(cuts, here + 1)
        else:
            place = bisect_left(cuts, here - 700) - 1  # shortly after a cut it means the one before that
        if not 0 <= place < len(cuts):
            if way < 0:
                self.player.seek(0)
            else:
                self.said.emit("No later scene is known." if cuts else "No scenes are known in this video yet.")
            return
        self.player.seek(self.player.frames.aim(self.player.frames.at(cuts[place] + 0.5)))

    # -- faces --
    def _set_blur(self, on: bool, tell: bool = True) -> None:
        if on != self.faces.on:
            self.faces.set_on(on)
        if self.has_controls:
            self.controls.menu.show_on("blur", on)
        if not on and self.exact.stills:
            self.stage.set_note(STILLS_NOTE)
        if tell:
            self.preferred.emit("blur_faces", on)

    # -- full screen --
    def full_screen(self) -> None:
        """The whole screen, or back."""
        if self._full is not None:
            self._leave_full()
            return
        self._full = FullScreen(self, self.body)
        self._full.left.connect(self._leave_full)
        self._full.showFullScreen()
        self._full.setFocus()
        self.controls.menu.show_on("full-screen", True)

    @property
    def is_full(self) -> bool:
        """Whether it has the whole screen."""
        return self._full is not None

    def _leave_full(self) -> None:
        full, self._full = self._full, None
        if full is None:
            return
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.body)
        full.hide()
        full.deleteLater()
        self.body.show()
        self.controls.menu.show_on("full-screen", False)
        owner = self.parentWidget()
        if owner is not None:
            owner.window().activateWindow()

    def acts(self) -> dict[str, Callable[[], object]]:
        """What every recording can be asked, and what needs a picture."""
        return super().acts() | {
            "still": self.send_still,
            "scene-back": lambda: self.scene(-1),
            "scene-on": lambda: self.scene(1),
            "blur": lambda: self._set_blur(not self.faces.on),
            "full-screen": self.full_screen,
        }

    def release(self) -> None:
        """As every recording."""
        if not self.released:
            self._no_picture.stop()
            if self.faces.on:
                self.faces.set_on(False)
            self._leave_full()
        super().release()


def fill(body: QWidget, picture: QWidget | None, timeline: Timeline, controls: QWidget) -> None:
    """Lay out a recording: the picture or transcript if there is one, the timeline, the controls."""
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    if picture is not None:
        column.addWidget(picture, 1)
    holder = QWidget()
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(14, 6, 14, 0)
    inner.addWidget(timeline)
    column.addWidget(holder)
    column.addWidget(controls)


def hold(viewer: RecordingViewer) -> None:
    """The viewer holds its body."""
    column = QVBoxLayout(viewer)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(viewer.body)
    viewer.setAutoFillBackground(True)
