"""Playing one citation again and again, until one moves on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reviewer_app.domain.citation import TimeSpan
from reviewer_app.ui.viewers.player import Player

LEAST_MS = 400  # a moment is played for so long
SLACK_MS = 1_500  # so far outside somebody has gone elsewhere


class Looper(QObject):
    """Watches where the player is; at the end of the span it goes back to its beginning."""

    changed = Signal(bool)

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self._span: TimeSpan | None = None
        player.position_changed.connect(self._on_position)

    @property
    def on(self) -> bool:
        """Whether a span is being repeated."""
        return self._span is not None

    def begin(self, span: TimeSpan) -> None:
        """Repeat this span from now on, and play."""
        self._span = TimeSpan(start=span.start, end=max(span.end, span.start + LEAST_MS))
        self._player.seek(span.start)
        self._player.play()
        self.changed.emit(True)

    def end(self) -> None:
        """Go on without repeating."""
        if self._span is not None:
            self._span = None
            self.changed.emit(False)

    def _on_position(self, ms: int) -> None:
        span = self._span
        if span is None or not self._player.settled:
            return
        if ms > span.end + SLACK_MS or ms < span.start - SLACK_MS:
            self.end()
        elif ms >= span.end and self._player.playing:
            self._player.seek(span.start)
