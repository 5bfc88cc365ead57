"""The parts of a recording, when each is made, and what they tell one another."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from reviewer_app.domain.citation import Selector
from reviewer_app.errors import ReviewerError
from reviewer_app.ui.viewers.base import Attention, Material, Viewer
from reviewer_app.ui.viewers.controls import Controls, row_height
from reviewer_app.ui.viewers.late_part import Place
from reviewer_app.ui.viewers.player import Player
from reviewer_app.ui.viewers.speech import SpeechDesk
from reviewer_app.ui.viewers.strips import Strips
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.transcript import Transcript

REST_MS = 400  # after loading everything else is asked for, even when no picture has come
SOON_MS = 90  # after the first picture has come: it and what stands beside it have been painted then


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
    """The parts of a recording and what they tell. ``body`` holds all that is seen: it can go to the full screen.

    Controls and transcript are made when they are first needed, at the latest soon after the first picture was painted.
    """

    searchable = True

    def __init__(self, material: Material, player: Player, timeline: Timeline, *, picture: bool) -> None:
        super().__init__(material)
        self.player, self.timeline, self._picture = player, timeline, picture
        self._controls: Controls | None = None
        self._transcript: Transcript | None = None
        player.setParent(self)
        player.ready.connect(self._on_ready)
        player.failed.connect(self.trouble)
        self._ask_rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._ask_rest.timeout.connect(self.load_rest)
        self.body = QWidget(self)
        self.controls_place, self.transcript_place = Place(row_height()), Place()
        self.speech_desk = SpeechDesk(self)
        self._captions_on = material.settings.captions
        self._skips = {
            "skip_seconds": material.settings.skip_seconds,
            "long_skip_seconds": material.settings.long_skip_seconds,
        }
        self._played_from = 0
        self._resume = self._loaded = self._seen_first = False
        self._wanted: Selector | None = None
        self._strips = Strips(material, timeline, self)
        self._attention = Attention(self._tell_watched, self)
        self._connect_player()
        self.speech_desk.changed.connect(self._on_captions)
        self.speech_desk.told.connect(self.said)
        self.transcript_place.setVisible(material.settings.transcript)
        if material.probe.duration_ms:
            self._on_duration(material.probe.duration_ms)
        self.setProperty("ground", "stage")
        self._make_late = QTimer(self, singleShot=True, interval=REST_MS)
        self._make_late.timeout.connect(self.make_all)
        self._make_late.start()

    # -- parts that are made late --
    @property
    def controls(self) -> Controls:
        """The row of controls."""
        if self._controls is None:
            self._controls = Controls(picture=self._picture)
            self._fill_controls(self._controls)
            self.controls_place.put(self._controls, after=self.timeline)
        return self._controls

    @property
    def has_controls(self) -> bool:
        """Whether they have been made; what happens before is shown by them when they are."""
        return self._controls is not None

    @property
    def transcript(self) -> Transcript:
        """What is said, line by line."""
        if self._transcript is None:
            made = self._transcript = Transcript()
            made.jumped.connect(self._on_line)
            made.cited.connect(self._on_speech)
            made.closed.connect(lambda: self._show_transcript(False))
            made.set_cues(self.speech_desk.cues)
            made.set_position(self.player.position)
            self.transcript_place.put(made, after=self._before_transcript())
        return self._transcript

    def _begin_rest(self) -> None:
        """The first picture has come: once it has been painted, all else may begin."""
        if not self._seen_first:
            self._seen_first = True
            self._ask_rest.start(SOON_MS)
            self._make_late.start(SOON_MS)

    def make_all(self) -> None:
        """Make what has not been needed so far, a part at each turn of the event loop."""
        self._make_late.stop()
        if self.released:
            return
        if not self.updatesEnabled():  # what is around it is still being drawn
            self._make_late.start(SOON_MS)
            return
        if self._controls is None:
            _ = self.controls
            self._make_late.start(0)
        else:
            _ = self.transcript

    def _fill_controls(self, controls: Controls) -> None:
        """Show all that is so, and connect them."""
        desk = self.speech_desk
        controls.show_rate(self.material.rate)
        controls.menu.show_skips(*self._skips.values())
        controls.menu.show_on("transcript", not self.transcript_place.isHidden())
        controls.show_captions(desk.tracks, desk.current, self._captions_on)
        controls.show_time(self.player.position, self.length)
        controls.show_playing(self.player.playing)

    def _connect_player(self) -> None:
        player, timeline = self.player, self.timeline
        player.position_changed.connect(self._on_position)
        player.duration_changed.connect(self._on_duration)
        player.playing_changed.connect(self._on_playing)
        timeline.scrubbed.connect(player.seek)
        timeline.scrubbing.connect(self._on_scrubbing)
        timeline.mark_clicked.connect(self.cited)

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
        if not self._seen_first:
            self._ask_rest.start()
        self.player.set_rate(self.material.rate)
        if self._wanted is not None:
            self.go_to(self._wanted)

    def _on_position(self, ms: int) -> None:
        if not self._loaded:
            self._begin_rest()
        self.timeline.set_position(ms)
        if self._controls is not None:
            self._controls.show_time(ms, self.length)
        if self._transcript is not None:
            self._transcript.set_position(ms)
        self._show_caption()

    def _on_duration(self, ms: int) -> None:
        self.timeline.set_duration(ms or self.length)
        if self._controls is not None:
            self._controls.show_time(self.player.position, self.length)

    def _on_playing(self, playing: bool) -> None:
        if self._controls is not None:
            self._controls.show_playing(playing)
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
        if self._controls is not None:
            self._controls.show_captions(desk.tracks, desk.current, self._captions_on)
        if self._transcript is not None:
            self._transcript.set_cues(desk.cues)
            self._transcript.set_position(self.player.position)
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

    def _show_transcript(self, on: bool) -> None:
        self.transcript_place.setVisible(on)
        self.controls.menu.show_on("transcript", on)
        if not on:
            self.transcript.clear_choice()
        self.preferred.emit("transcript", on)
        self.transcript.set_position(self.player.position)

    def _before_transcript(self) -> QWidget:
        """From what Tab goes to the transcript."""
        return self.timeline

    def open_search(self) -> None:
        """Search the transcript."""
        if not self.speech_desk.cues.cues:
            self.said.emit("This recording has no captions to search.")
            return
        if self.transcript_place.isHidden():
            self._show_transcript(True)
        self.transcript.open_search()

    def _on_line(self, ms: int) -> None:
        self.player.seek(min(ms, self.length))

    def _on_speech(self, speech: object) -> None:
        self.transcript.clear_choice()
        self.speech.emit(speech)
