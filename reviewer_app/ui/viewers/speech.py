"""The captions of a recording: which there are, which is taken, and what is said now."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Captions, Track
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui.viewers.base import Sidecar, Viewer
from reviewer_app.ui.viewers.cues import CueList

log = logging.getLogger(__name__)


class SpeechDesk(QObject):
    """Asks for the tracks inside a recording and for those of the caption files beside it."""

    changed = Signal()  # the tracks, or which is taken
    told = Signal(str)  # what was left out of a caption file

    def __init__(self, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._inside: tuple[Track, ...] = ()
        self._beside: dict[int, tuple[Track, ...]] = {}
        self._sidecars: tuple[Sidecar, ...] = ()
        self._taken: tuple[int, int] | None = None  # the file (-1: the recording itself) and its track
        self._by_hand = False
        self.cues = CueList()

    def load(self) -> None:
        """Ask for all of them."""
        self._sidecars = self._viewer.material.sidecars()
        self._viewer.ask(lambda r, recipe: r.captions(recipe), self._on_inside, self._on_failed)
        for number, sidecar in enumerate(self._sidecars):
            self._ask_beside(number, sidecar)

    def _ask_beside(self, number: int, sidecar: Sidecar) -> None:
        def work(readers: Readers, recipe: Recipe) -> Captions:
            return readers.captions(recipe, sidecar.recipe())

        self._viewer.ask(work, lambda found: self._on_beside(number, found), self._on_failed)

    def _on_inside(self, found: Captions) -> None:
        self._inside = found.tracks
        self._settle()

    def _on_beside(self, number: int, found: Captions) -> None:
        self._beside[number] = found.tracks[:1]  # those of the file come first; the recording's own are known already
        for problem in found.problems[:1]:
            self.told.emit(f"{self._sidecars[number].label}: {problem.message}")
        self._settle()

    def _on_failed(self, error: ReviewerError) -> None:
        log.info("no captions: %s", error.code)

    # -- which --
    def _entries(self) -> list[tuple[tuple[int, int], str, Track]]:
        found = []
        for number, tracks in sorted(self._beside.items()):
            found += [((number, n), self._sidecars[number].label, track) for n, track in enumerate(tracks)]
        return found + [((-1, n), _label(track, n), track) for n, track in enumerate(self._inside)]

    @property
    def tracks(self) -> tuple[str, ...]:
        """What the tracks are called."""
        return tuple(label for _, label, _ in self._entries())

    @property
    def current(self) -> int:
        """Which of them is taken; -1: none."""
        return next((n for n, (key, _, _) in enumerate(self._entries()) if key == self._taken), -1)

    def take(self, number: int) -> None:
        """Take a track by its place in ``tracks``."""
        entries = self._entries()
        if 0 <= number < len(entries):
            self._by_hand = True
            self._use(entries[number])

    def _settle(self) -> None:
        """Of all that came take the file that fits, else the recording's own, else the only file there is."""
        entries = self._entries()
        if not self._by_hand and entries:
            fitting = [e for e in entries if e[0][0] >= 0 and self._sidecars[e[0][0]].fits]
            inside = [e for e in entries if e[0][0] < 0]
            alone = entries if len(entries) == 1 else []
            for entry in (fitting or inside or alone)[:1]:
                self._use(entry)
                return
        self.changed.emit()

    def _use(self, entry: tuple[tuple[int, int], str, Track]) -> None:
        self._taken = entry[0]
        self.cues = CueList(entry[2])
        self.changed.emit()


def _label(track: Track, number: int) -> str:
    return track.label or track.language or f"Captions {number + 1}"
