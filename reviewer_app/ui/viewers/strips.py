"""Filmstrip, waveform and scenes as they come: made on a reader thread piece by piece, shown on the GUI thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from reviewer_app.evidence.values import Film, Picture, Span
from reviewer_app.jobs import Job
from reviewer_app.ui.viewers.base import Material, to_image
from reviewer_app.ui.viewers.close_up import CloseUp
from reviewer_app.ui.viewers.timeline import Timeline

FILM_PICTURES, FILM_HEIGHT = 60, 72
PEAKS = 4_000
DRAIN_MS = 120


class Strips(QObject):
    """Asks for them, fills the timeline, and stops asking when told. What the workspace keeps is there at once."""

    scenes_changed = Signal(object)  # tuple[int, ...], ms

    def __init__(self, material: Material, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self._material, self._timeline = material, timeline
        self._parts: deque[Picture | Span | int] = deque()
        self._cuts: set[int] = set()
        self.scenes: tuple[int, ...] = ()
        self._jobs: list[Job] = []
        self._under_way = 0
        self._drain = QTimer(self, interval=DRAIN_MS)
        self._drain.timeout.connect(self._on_drain)
        self._closer: CloseUp | None = None

    def ask(self) -> None:
        """Ask for what the recording has; scenes last, they take longest."""
        probe = self._material.probe
        if probe.has_video:
            self._timeline.set_film(FILM_PICTURES)
            self._add(self._film)
            self._closer = CloseUp(self._material, self._timeline, FILM_HEIGHT, self)
        if probe.has_audio:
            self._timeline.set_wave(PEAKS)
            self._add(self._wave)
        if probe.has_video:
            self._add(self._scenes)

    def _film(self, job: Job) -> object:
        m, take = self._material, self._parts.append
        if m.strips is not None:
            return m.strips.filmstrip(m.readers, m.recipe(), Film(FILM_PICTURES, FILM_HEIGHT), take, job)
        return m.readers.filmstrip(m.recipe(), Film(FILM_PICTURES, FILM_HEIGHT), take, job)

    def _wave(self, job: Job) -> object:
        m, take = self._material, self._parts.append
        if m.strips is not None:
            return m.strips.waveform(m.readers, m.recipe(), PEAKS, take, job)
        return m.readers.waveform(m.recipe(), PEAKS, take, job)

    def _scenes(self, job: Job) -> object:
        m, take = self._material, self._parts.append
        if m.strips is not None:
            return m.strips.scenes(m.readers, m.recipe(), job, take)
        return m.readers.scenes(m.recipe(), job, take)

    def _add(self, work: Callable[[Job], object]) -> None:
        self._under_way += 1
        self._drain.start()
        self._jobs.append(self._material.slow.add(work, self._on_done))

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._drain.stop()
        if self._closer is not None:
            self._closer.stop()
        for job in self._jobs:
            job.cancel()
        self._jobs = []

    def _on_drain(self) -> None:
        cuts = len(self._cuts)
        while self._parts:
            part = self._parts.popleft()
            if isinstance(part, Picture):
                self._timeline.add_picture(part.index, to_image(part))
            elif isinstance(part, Span):
                self._timeline.add_wave(part.first, part.low, part.high)
            else:
                self._cuts.add(part)
        if len(self._cuts) != cuts:
            self.scenes = tuple(sorted(self._cuts))
            self.scenes_changed.emit(self.scenes)

    def _on_done(self) -> None:
        self._under_way -= 1
        if self._jobs:
            self._on_drain()
            if not self._under_way:
                self._drain.stop()
