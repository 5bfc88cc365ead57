"""Pictures of a video: the exact frame at a time or number, and a filmstrip from key frames."""

from __future__ import annotations

import bisect
import struct
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from reviewer_app.errors import BadInput
from reviewer_app.evidence.media import DECODE_ERRORS, Recording, duration, fresh, opened
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Picture

SIDE_LIMIT = 8192
FRAMES_LIMIT = 20_000_000
TIMES_LIMIT = 4_000_000  # times that are handed out
_MORE_PACKETS = 40
CLOSE_LIMIT = 64  # pictures of one close look
_CLOSE_MS = 40_000.0  # no longer part is decoded frame by frame
_CLOSE_SECONDS = 2.0
_BACK_MS = (0, 2000, 10_000, 60_000)  # how much earlier to seek when a seek lands too late


def _matrix(frame: Any) -> tuple[int, ...] | None:
    """The display matrix of a frame: nine 32-bit numbers."""
    try:
        data = frame.side_data.get("DISPLAYMATRIX")
    except (AttributeError, ValueError, TypeError):
        return None
    if data is None:
        return None
    raw = bytes(data)
    return struct.unpack("=9i", raw[:36]) if len(raw) >= 36 else None


def _turn(matrix: tuple[int, ...] | None) -> tuple[int, bool]:
    """Quarter turns clockwise (0..3), after mirroring left to right, that show a picture as its matrix asks."""
    if matrix is None:
        return 0, False
    a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    if abs(a) >= abs(b):
        return (0 if a >= 0 else 2), mirrored
    return (1 if b > 0 else 3), mirrored


def upright_size(stream: VideoStream, frame: VideoFrame) -> tuple[int, int, int]:
    """Width and height as shown (square dots, upright), and the turn in degrees clockwise."""
    width, height = round(frame.width * _aspect(stream)), frame.height
    turns, _ = _turn(_matrix(frame))
    if turns % 2:
        width, height = height, width
    return max(width, 1), max(height, 1), 90 * turns


def _aspect(stream: VideoStream) -> float:
    ratio = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    value = float(ratio) if ratio else 1.0
    return value if 0.1 < value < 10 and abs(value - 1) > 0.02 else 1.0


def _picture(recording: Recording, frame: VideoFrame, *, width: int = 0, height: int = 0) -> Picture:
    """A frame upright in RGB; ``width`` or ``height`` is that of the result, 0 keeps its own size."""
    import numpy

    stream = stream_of(recording)
    turns, mirrored = _turn(_matrix(frame))
    wide, high = round(frame.width * _aspect(stream)), frame.height
    full = (high, wide) if turns % 2 else (wide, high)
    scale = min(width / full[0] if width else height / full[1] if height else 1.0, SIDE_LIMIT / max(full))
    wide, high = max(2, round(wide * scale)), max(2, round(high * scale))
    dots: Any = recording.scaler.reformat(frame, wide, high, "rgb24", threads=1).to_ndarray()
    if mirrored:
        dots = dots[:, ::-1]
    dots = numpy.ascontiguousarray(numpy.rot90(dots, -turns))
    return Picture(
        width=dots.shape[1],
        height=dots.shape[0],
        rgb=dots.tobytes(),
        full_width=full[0],
        full_height=full[1],
        ms=max(0, round(frame_ms(recording, frame) - recording.start_ms)),
    )


def stream_of(recording: Recording) -> VideoStream:
    """The stream of pictures; BadInput when there is none."""
    if recording.video is None:
        raise BadInput("This recording has no picture.", code="no-picture")
    return recording.video


def frame_ms(recording: Recording, frame: VideoFrame) -> float:
    """A frame's own time in ms (not from the start); one that was decoded alone does not know its time base."""
    return float((frame.pts or 0) * (stream_of(recording).time_base or 0)) * 1000


def _seek(recording: Recording, ms: float) -> None:
    """To the key frame at or before ``ms`` after the start."""
    stream = stream_of(recording)
    base = stream.time_base
    place = int((ms + recording.start_ms) / 1000 / base) if base else 0
    recording.container.seek(place, stream=stream, backward=True)


def frames_from(recording: Recording, ms: float) -> Iterator[VideoFrame]:
    """Frames in order of showing from the key frame at or before ``ms``; damaged packets are left out."""
    stream = stream_of(recording)
    try:
        _seek(recording, ms)
    except DECODE_ERRORS:
        recording.container.seek(0)
    started = ms <= 0
    for packet in recording.container.demux(stream):
        started = started or packet.is_keyframe
        try:
            frames = packet.decode() if started else []
        except DECODE_ERRORS:
            continue
        yield from (f for f in frames if f.pts is not None)


def frame(source: Source, ms: int, width: int) -> Picture:
    """The frame that is on screen ``ms`` after the start: the last one whose time is not later."""
    recording = opened(source)
    target = ms + recording.start_ms + 0.5  # times are rounded to whole ms on their way here
    found = _frame_at(recording, target)
    if found is None:
        raise BadInput("No picture of this video can be decoded here.", code="cannot-decode")
    picture = _picture(recording, found, width=width)
    times = source.kept("video times")
    return replace(picture, frame=_number(times, found)) if times else picture


def _number(times: list[int], frame: VideoFrame) -> int:
    return bisect.bisect_right(times, frame.pts or 0) - 1


def _frame_at(recording: Recording, target: float) -> VideoFrame | None:
    best: VideoFrame | None = None
    for back in _BACK_MS:
        best = None
        for candidate in frames_from(recording, target - recording.start_ms - back):
            if frame_ms(recording, candidate) > target:
                if best is None and back != _BACK_MS[-1]:
                    break  # landed too late: seek earlier
                return best or candidate
            best = candidate
        if best is not None:
            return best
    for candidate in frames_from(recording, 0):
        return candidate
    return None


def frame_number(source: Source, number: int, width: int) -> Picture:
    """The frame of that number in order of showing."""
    times = source.keep("video times", lambda: _times(source))
    if not 0 <= number < len(times):
        raise BadInput(f"There is no frame {number}: this video has {len(times)}.", code="no-such-frame")
    recording = opened(source)
    base = float(stream_of(recording).time_base or 0)
    found = _frame_at(recording, times[number] * base * 1000 + 0.01)
    if found is None:
        raise BadInput("This frame can't be decoded.", code="cannot-decode")
    return replace(_picture(recording, found, width=width), frame=_number(times, found))


def _times(source: Source) -> list[int]:
    """The presentation times of all frames, sorted, from the packets alone."""
    recording = fresh(source)
    times: list[int] = []
    try:
        for packet in recording.container.demux(stream_of(recording)):
            if packet.pts is not None and not packet.is_discard:
                times.append(packet.pts)
                if len(times) > FRAMES_LIMIT:
                    break
    except DECODE_ERRORS:
        pass
    finally:
        recording.close()
    return sorted(times)


def frame_times(source: Source) -> array[int]:
    """When each frame comes, in microseconds after the start, in order of showing; empty where that can't be told."""
    times = source.keep("video times", lambda: _times(source))
    recording = opened(source)
    base = stream_of(recording).time_base
    if base is None or len(times) > TIMES_LIMIT:
        return array("q")
    start = round(recording.start_ms * 1000)
    return array("q", (round(time * base.numerator * 1_000_000 / base.denominator) - start for time in times))


def key_frame(recording: Recording, ms: float) -> VideoFrame | None:
    """The key frame at or before ``ms``, decoded alone; None when there is none, BadInput when it is damaged."""
    for back in _BACK_MS:
        try:
            _seek(recording, max(0.0, ms - back))
            found = _first_key(recording)
        except DECODE_ERRORS:
            continue
        finally:
            stream_of(recording).codec_context.flush_buffers()
        if found is not None:
            return found
    return None


def _first_key(recording: Recording) -> VideoFrame | None:
    """The picture of the next key packet; a few more packets are given to a decoder that needs them."""
    stream = stream_of(recording)
    context = stream.codec_context
    tried = 0
    for packet in recording.container.demux(stream):
        if not tried and not (packet.is_keyframe and packet.size):
            continue
        try:
            frames = context.decode(packet)
            if not frames and not tried:
                frames = context.decode(None)
                context.flush_buffers()
        except DECODE_ERRORS as error:
            raise BadInput("A picture of this video is damaged.", code="cannot-decode") from error
        if frames:
            return frames[0]
        tried += 1
        if tried > _MORE_PACKETS:
            break
    return None


def _key_or_none(recording: Recording, ms: float) -> VideoFrame | None:
    try:
        return key_frame(recording, ms)
    except BadInput:
        return None


def still(source: Source, side: int) -> Picture:
    """A small picture from a tenth into the video, where there is more to see than at its first frame."""
    recording = opened(source)
    stream = stream_of(recording)
    found = _key_or_none(recording, duration(source) / 10) or next(frames_from(recording, 0), None)
    if found is None:
        raise BadInput("No picture of this video can be decoded.", code="cannot-decode")
    wide, high, _ = upright_size(stream, found)
    return _picture(recording, found, **({"width": side} if wide >= high else {"height": side}))


def filmstrip(source: Source, count: int, height: int, give: Callable[[Picture], bool]) -> None:
    """``count`` key frames spread over the video, coarse to fine; ``give`` returns whether to go on."""
    length = duration(source) or 1
    recording = fresh(source)
    try:
        seen: dict[int, Picture] = {}
        for index in coarse_to_fine(count):
            found = _key_or_none(recording, (index + 0.5) * length / count)
            if found is None:
                continue
            key = found.pts or 0
            if key not in seen:
                seen[key] = _picture(recording, found, height=height)
            if not give(replace(seen[key], index=index)):
                return
    finally:
        recording.close()


def close_up(source: Source, count: int, height: int, places: range, give: Callable[[Picture], bool]) -> None:
    """A part of a filmstrip of so many pictures: the frames of those times as far as that is quick, else key frames."""
    length = duration(source) or 1
    wanted = [((place + 0.5) * length / count, place) for place in places if 0 <= place < count]
    recording = fresh(source)
    try:
        near = bool(wanted) and wanted[-1][0] - wanted[0][0] <= _CLOSE_MS
        done = _in_passing(recording, wanted, height, give) if near else 0
        for ms, place in wanted[done:] if done >= 0 else ():
            found = _key_or_none(recording, ms)
            if found is not None and not give(replace(_picture(recording, found, height=height), index=place)):
                return
    finally:
        recording.close()


def _in_passing(
    recording: Recording, wanted: list[tuple[float, int]], height: int, give: Callable[[Picture], bool]
) -> int:
    """Give the frames of those times, all in one go; how many there was time for, -1 when no more are wanted."""
    end, done = time.monotonic() + _CLOSE_SECONDS, 0
    shown: VideoFrame | None = None
    for frame in frames_from(recording, wanted[0][0]):
        ms = frame_ms(recording, frame) - recording.start_ms
        while done < len(wanted) and shown is not None and ms > wanted[done][0]:
            if not give(replace(_picture(recording, shown, height=height), index=wanted[done][1])):
                return -1
            done += 1
        if done == len(wanted) or time.monotonic() > end:
            return done
        shown = frame
    for _, place in wanted[done:]:
        if shown is None or not give(replace(_picture(recording, shown, height=height), index=place)):
            return -1
    return len(wanted)


def coarse_to_fine(count: int) -> list[int]:
    """0..count-1 so that any beginning of the list is spread over the whole."""
    order: list[int] = []
    step = 1
    while step < count:
        step *= 2
    seen = set()
    while step >= 1:
        for index in range(step // 2 if step > 1 else 0, count, step):
            if index not in seen:
                seen.add(index)
                order.append(index)
        step //= 2
    return order
