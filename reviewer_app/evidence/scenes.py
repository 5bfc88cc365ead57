"""Where one shot of a video ends and the next begins: first a look at its key frames, then closely where they differ.

Encoders put key frames at cuts or every few seconds. Two neighbours that look alike have no cut between them (or one
that was cut back, which is rare in a classroom); where they differ every frame between is compared with the one before,
and those of the last two seconds with one another: see ``gradual``.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np

from reviewer_app.evidence.gradual import Dissolves, Fades
from reviewer_app.evidence.media import DECODE_ERRORS, Recording, duration, fresh
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.video import frame_ms, frames_from, stream_of

SECONDS = 60.0
CUTS_LIMIT = 5000
WIDE, HIGH = 64, 36
APART_MS = 400.0  # nearer ones are one cut
_KEYS_DIFFER = 0.18  # of the colours, so that it is worth a closer look
_LEAST = 16.0  # mean change of a dot (0..255) that may be a cut
_TIMES = 3.0  # as much as the frames around it change
_LONG_GAP_MS = 12_000.0  # between key frames: a closer look in any case
_SLOW_MS = 3000.0  # so far back a key frame is compared with others: a slow change goes on over several
_LOOK_MS = 20_000.0  # about so much is looked at in one go
_AROUND = 4
_DIM = 64.0  # brightness below which colours say less and less
_SAY_SECONDS = 0.4

Give = Callable[[int, bool], bool]
Small = np.ndarray[Any, Any]


def scenes(source: Source, give: Give) -> None:
    """Hand each cut to ``give(ms, True)``, and ``give(ms, False)`` now and then as a sign of life; False ends it."""
    keys, close = fresh(source), fresh(source)
    try:
        stream_of(keys)
        _Search(keys, close, float(duration(source)), give).run()
    finally:
        keys.close()
        close.close()


class _Search:
    """One pass over the key frames with closer looks in between."""

    def __init__(self, keys: Recording, close: Recording, length: float, give: Give) -> None:
        self._keys, self._close, self._length, self._give = keys, close, length, give
        self._end = time.monotonic() + SECONDS
        self._said = time.monotonic()
        self._last_cut = -APART_MS
        self._cuts = 0
        self._fades, self._dissolves, self._seen_until = Fades(), Dissolves(), -1.0
        self._wanted = True

    def run(self) -> None:
        """Until the end of the video, of the time, or of the interest."""
        recent: deque[tuple[float, Small]] = deque()
        span: tuple[float, float] | None = None  # what is to be looked at closely, as far as is known
        for ms, small in self._key_frames():
            start = _differing(recent, ms, small)
            if start is not None:
                if span is None or start > span[1] or span[1] - span[0] > _LOOK_MS:
                    self._look_at(span)
                    span = (start, ms)
                span = (span[0], ms)
            elif span is not None and ms - span[1] > _SLOW_MS:
                self._look_at(span)
                span = None
            while recent and ms - recent[0][0] > _SLOW_MS:
                recent.popleft()
            recent.append((ms, small))
            if not self._alive(ms):
                return
        last = recent[-1][0] if recent else 0.0
        if span is not None and span[1] < last:
            self._look_at(span)
            span = None
        self._look_at((span[0] if span is not None else last, self._length))

    def _key_frames(self) -> Iterator[tuple[float, Small]]:
        stream = stream_of(self._keys)
        stream.codec_context.skip_frame = "NONKEY"
        try:
            for packet in self._keys.container.demux(stream):
                if packet.size and not packet.is_keyframe:  # the empty one at the end brings the last frames out
                    continue
                try:
                    frames = packet.decode()
                except DECODE_ERRORS:
                    continue
                for frame in frames:
                    if frame.pts is not None:
                        yield frame_ms(self._keys, frame) - self._keys.start_ms, _hsv(_dots(self._keys, frame))
        except DECODE_ERRORS:
            return

    def _look_at(self, span: tuple[float, float] | None) -> None:
        """Every frame from its start to a little after its end, each with its neighbours around it."""
        if span is None or not self._wanted:
            return
        start, end = span
        window: deque[tuple[float, Small, float]] = deque(maxlen=2 * _AROUND + 1)
        past = 0
        for frame in frames_from(self._close, start):
            ms = frame_ms(self._close, frame) - self._close.start_ms
            rgb = _dots(self._close, frame)
            small = _hsv(rgb)
            change = change_of(window[-1][1], small) if window else 0.0
            window.append((ms, small, change))
            if len(window) > _AROUND:
                self._judge(list(window), len(window) - 1 - _AROUND)
            self._judge_slow(ms, rgb)
            past += ms > end
            if past > _AROUND or not self._alive(ms):
                return
        for place in range(max(0, len(window) - _AROUND), len(window)):
            self._judge(list(window), place)

    def _judge_slow(self, ms: float, rgb: Small) -> None:
        """Whether a shot has turned into this one, or comes out of black."""
        if ms <= self._seen_until:
            return
        self._seen_until = ms
        light = self._fades.take(ms, float(rgb.mean()))
        middle = self._dissolves.take(ms, rgb)
        if light and ms - self._last_cut >= APART_MS:
            self._tell(ms)
        elif middle is not None and middle - self._last_cut >= APART_MS:
            self._tell(middle)

    def _judge(self, window: list[tuple[float, Small, float]], place: int) -> None:
        """Whether a shot begins at that place: a change far above those around it, that is not taken back at once."""
        ms, _, change = window[place]
        if place == 0 or change < _LEAST or ms - self._last_cut < APART_MS:
            return
        others = [c for n, (_, _, c) in enumerate(window) if n not in (0, place)]
        if others and change < _TIMES * (sum(others) / len(others)):
            return
        before, now = window[place - 1][1], window[place][1]
        if max(before[:, :, 2].mean(), now[:, :, 2].mean()) < _DIM / 2:
            return  # the last of a fade
        later, earlier = window[place + 2 : place + 5], window[max(0, place - 4) : place - 1]
        if any(change_of(before, one) < _LEAST for _, one, _ in later):
            return  # a flash begins
        if any(change_of(one, now) < _LEAST for _, one, _ in earlier):
            return  # it is over
        self._tell(ms)

    def _tell(self, ms: float) -> None:
        self._last_cut = ms
        self._cuts += 1
        self._wanted = self._wanted and self._give(max(0, round(ms)), True)

    def _alive(self, ms: float) -> bool:
        now = time.monotonic()
        if now - self._said > _SAY_SECONDS:
            self._said = now
            self._wanted = self._wanted and self._give(max(0, round(ms)), False)
        return self._wanted and now < self._end and self._cuts < CUTS_LIMIT


def _differing(recent: deque[tuple[float, Small]], ms: float, small: Small) -> float | None:
    """Where to look closely: from the earliest key frame of late that differs, or from one that is long ago."""
    for before, picture in recent:
        if colours_differ(picture, small):
            return before
    return recent[-1][0] if recent and ms - recent[-1][0] > _LONG_GAP_MS else None


def _dots(recording: Recording, frame: Any) -> Small:
    return np.asarray(recording.scaler.reformat(frame, WIDE, HIGH, "rgb24", threads=1).to_ndarray())


def _hsv(rgb: Small) -> Small:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV_FULL))


def change_of(a: Small, b: Small) -> float:
    """The mean change of a dot between two pictures in HSV, 0..255; hue counts where there is colour, both in light."""
    turned = np.abs(a[:, :, 0].astype(np.int16) - b[:, :, 0])
    hue = np.minimum(turned, 256 - turned) * (np.minimum(a[:, :, 1], b[:, :, 1]) / 255.0)
    seen = np.minimum(np.maximum(a[:, :, 2], b[:, :, 2]) / _DIM, 1.0)
    rest = np.abs(a[:, :, 1:].astype(np.int16) - b[:, :, 1:])
    return float(((hue + rest[:, :, 0]) * seen + 2 * rest[:, :, 1]).mean() / 4)


def colours_differ(a: Small, b: Small) -> bool:
    """Whether so many dots have another colour, wherever they are, that a cut may lie between."""
    histograms = [cv2.calcHist([p], [0, 1, 2], None, [8, 4, 8], [0, 256, 0, 256, 0, 256]) for p in (a, b)]
    common = float(np.minimum(*histograms).sum()) / (WIDE * HIGH)
    return 1 - common > _KEYS_DIFFER
