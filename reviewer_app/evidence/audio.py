"""The loudness of a recording over time, part by part."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import av

from reviewer_app.errors import BadInput
from reviewer_app.evidence.media import DECODE_ERRORS, fresh
from reviewer_app.evidence.source import Source

RATE = 8000  # samples a second, enough for an outline
PEAKS_LIMIT = 200_000
_EVERY_SECONDS = 0.15

Give = Callable[[dict[str, int], bytes], bool]


def waveform(source: Source, peaks: int, duration_ms: int, give: Give) -> None:
    """Lowest and highest sample of each of ``peaks`` steps; ``give(place, low + high)`` returns whether to go on."""
    if not 1 <= peaks <= PEAKS_LIMIT:
        raise BadInput("A waveform has 1 to 200,000 steps.", code="bad-request")
    recording = fresh(source)
    try:
        if recording.audio is None:
            raise BadInput("This recording has no sound.", code="no-sound")
        _Outline(peaks, duration_ms, give).read(recording)
    finally:
        recording.close()


class _Outline:
    """Collects samples into steps and hands over the finished ones a few times a second."""

    def __init__(self, peaks: int, duration_ms: int, give: Give) -> None:
        self._peaks = peaks
        self._duration = max(1, duration_ms)
        self._give = give
        self._low = bytearray(b"\x80" * peaks)
        self._high = bytearray(b"\x80" * peaks)
        self._sent = 0

    def read(self, recording: Any) -> None:
        """Decode the sound from end to end."""
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        position, due = 0, time.monotonic() + _EVERY_SECONDS
        first = True
        for packet in recording.container.demux(recording.audio):
            try:
                frames = packet.decode()
            except DECODE_ERRORS:
                continue
            for frame in frames:
                if first and frame.time is not None:
                    position = max(0, round((frame.time - recording.start_ms / 1000) * RATE))
                    first = False
                for part in resampler.resample(frame):
                    position = self._add(part.to_ndarray()[0], position)
            if time.monotonic() > due:
                due = time.monotonic() + _EVERY_SECONDS
                if not self._hand_over(self._step(position)):
                    return
        self._hand_over(self._peaks)

    def _step(self, position: int) -> int:
        return min(self._peaks, position * 1000 * self._peaks // (self._duration * RATE))

    def _add(self, samples: Any, position: int) -> int:
        import numpy

        places = (numpy.arange(position, position + len(samples)) * 1000 * self._peaks) // (self._duration * RATE)
        inside = places < self._peaks
        places, kept = places[inside], samples[inside]
        if len(places):
            starts = numpy.flatnonzero(numpy.r_[True, places[1:] != places[:-1]])
            lows = (numpy.minimum.reduceat(kept, starts).astype(int) >> 8) + 128
            highs = (numpy.maximum.reduceat(kept, starts).astype(int) >> 8) + 128
            for place, low, high in zip(places[starts].tolist(), lows.tolist(), highs.tolist(), strict=True):
                self._low[place] = min(self._low[place], low)
                self._high[place] = max(self._high[place], high)
        return position + len(samples)

    def _hand_over(self, until: int) -> bool:
        if until <= self._sent:
            return True
        first, self._sent = self._sent, until
        place = {"first": first, "count": until - first, "duration_ms": self._duration}
        return self._give(place, bytes(self._low[first:until]) + bytes(self._high[first:until]))
