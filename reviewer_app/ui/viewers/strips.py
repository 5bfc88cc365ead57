"""Filmstrip and waveform as they come: made on a reader thread piece by piece, shown on the GUI thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from reviewer_app.evidence.values import Picture, Span
from reviewer_app.jobs import Job
from reviewer_app.ui.viewers.base import Material, to_image
from reviewer_app.ui.viewers.timeline import Timeline

FILM_PICTURES, FILM_HEIGHT = 16, 72
PEAKS = 600
DRAIN_MS = 120


class Strips(QObject):
    """Asks for both, fills the timeline, and stops asking when told."""

    def __init__(self, material: Material, timeline: Timeline, parent: QObject) -> None:
        super().__init__(parent)
        self._material, self._timeline = material, timeline
        self._parts: deque[Picture | Span] = deque()
        self._jobs: list[Job] = []
        self._under_way = 0
        self._drain = QTimer(self, interval=DRAIN_MS)
        self._drain.timeout.connect(self._on_drain)

    def ask(self) -> None:
        """Ask for what the recording has."""
        material, parts = self._material, self._parts
        readers = material.readers
        if material.probe.has_video:
            self._timeline.set_film(FILM_PICTURES)
            self._add(lambda job: readers.filmstrip(material.recipe(), FILM_PICTURES, FILM_HEIGHT, parts.append, job))
        if material.probe.has_audio:
            self._timeline.set_wave(PEAKS)
            self._add(lambda job: readers.waveform(material.recipe(), PEAKS, parts.append, job))

    def _add(self, work: Callable[[Job], object]) -> None:
        self._under_way += 1
        self._drain.start()
        self._jobs.append(self._material.slow.add(work, self._on_done))

    def stop(self) -> None:
        """Nothing more is wanted."""
        self._drain.stop()
        for job in self._jobs:
            job.cancel()
        self._jobs = []

    def _on_drain(self) -> None:
        while self._parts:
            part = self._parts.popleft()
            if isinstance(part, Picture):
                self._timeline.add_picture(part.index, to_image(part))
            else:
                self._timeline.add_wave(part.first, part.low, part.high)

    def _on_done(self) -> None:
        self._under_way -= 1
        if self._jobs:
            self._on_drain()
            if not self._under_way:
                self._drain.stop()
