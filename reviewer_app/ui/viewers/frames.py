"""Which frame is on the screen when: from the times of all frames, from the rate until those are known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

LEAST_US = 1_000
LATE_MS = 100  # how far into a long frame it is aimed
LANDING_MS = 5  # so far into it at most where the player thinks that it is shorter


def mid_frame_ms(frame: int, fps: float) -> int:
    """The time to seek to so that exactly ``frame`` is shown: its middle (a frame's start lands one early)."""
    return round((frame + 0.5) * 1000 / fps)


def frame_at(ms: float, fps: float) -> int:
    """The number of the frame that is on the screen at ``ms``."""
    return max(0, int(ms * fps / 1000 + 1e-6))


class Frames:
    """The frames of one recording. ``times`` are microseconds after the start, in order; without them ``fps`` rules."""

    def __init__(self, fps: float = 0.0, times: Sequence[int] = ()) -> None:
        self.fps = fps if fps > 0 else 25.0
        self._times = _apart(times)

    @property
    def exact(self) -> bool:
        """Whether the time of each frame is known."""
        return bool(self._times)

    @property
    def count(self) -> int:
        """How many there are; 0 where nobody knows."""
        return len(self._times)

    def at(self, ms: float) -> int:
        """The number of the frame that is on the screen at ``ms``; before the first one it is that."""
        if not self._times:
            return frame_at(ms, self.fps)
        return max(0, bisect_right(self._times, round(ms * 1000)) - 1)

    def start(self, frame: int) -> float:
        """When a frame comes, in ms."""
        if not self._times:
            return frame * 1000 / self.fps
        return self._times[max(0, min(frame, len(self._times) - 1))] / 1000

    def aim(self, frame: int) -> int:
        """A whole ms at which ``frame`` is on the screen, in its middle or not far behind its start."""
        if not self._times:
            return mid_frame_ms(max(0, frame), self.fps)
        frame = max(0, min(frame, len(self._times) - 1))
        start = self._times[frame]
        end = self._times[frame + 1] if frame + 1 < len(self._times) else start + round(1_000_000 / self.fps)
        return round((start + min((end - start) / 2, LATE_MS * 1000)) / 1000)

    def landing(self, ms: int) -> int:
        """A time in the frame of ``ms``, close behind its start."""
        frame = self.at(ms)
        start, least = self.start(frame), (self.start(frame + 1) - self.start(frame)) / 2
        return round(start + min(least if least > 0 else LANDING_MS, LANDING_MS))

    def within(self, frame: int, length: int) -> int:
        """The frame, held to those that there are in a recording of ``length`` ms (0: unknown)."""
        last = self.count - 1 if self._times else frame_at(length, self.fps) - 1 if length else frame
        return max(0, min(frame, last))


def _apart(times: Sequence[int]) -> Sequence[int]:
    """The times without those of frames that nobody can see: shown for less than a millisecond, nor to be sought."""
    if all(later - earlier >= LEAST_US for earlier, later in pairwise(times)):
        return times
    kept: list[int] = []
    for time in times:
        if not kept or time - kept[-1] >= LEAST_US:
            kept.append(time)
    return kept
