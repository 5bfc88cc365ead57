"""Sound recordings: what video has, with the waveform in the picture's place."""

from __future__ import annotations

from reviewer_app.ui.viewers.base import Material
from reviewer_app.ui.viewers.controls import Controls
from reviewer_app.ui.viewers.player import Player
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.video import RecordingViewer, stack


class AudioViewer(RecordingViewer):
    """A sound recording: its waveform, large."""

    def __init__(self, material: Material) -> None:
        super().__init__(material, Player(None), Timeline(film=False), Controls(picture=False))
        stack(self, None, self.timeline, self.controls)

    def step(self, steps: int) -> None:
        """A tenth of a second for each step."""
        self.player.pause()
        self.player.seek(max(0, self.player.position + 100 * steps))
