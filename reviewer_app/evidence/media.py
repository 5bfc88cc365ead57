"""Video and sound by PyAV: opening with the demuxer named, what is in a recording, and how long it really is."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import BadInput, Problem
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Probe, Status

av.logging.set_level(None)

DECODE_ERRORS = (av.FFmpegError, ValueError, OverflowError)
_NO_PLAYBACK = {"av1": "AV1", "libdav1d": "AV1", "vvc": "H.266/VVC"}  # what the player's own libraries lack
_LONG = 12 * 3600 * 1000  # ms; a recording that claims more is measured
_THIN = 400  # bits a second; a recording that claims less is measured
_MEASURE_SECONDS = 2.0
_FIRST_PACKETS = 600
_SAMPLES = 5  # places where a picture is tried
_BOXES = 4000
_FASTEST = 1000.0  # frames a second
_COVERS = {"mjpeg", "png", "gif", "bmp", "webp"}


@dataclass(slots=True, kw_only=True)
class Recording:
    """An opened container with the streams that are shown and heard. ``start_ms`` is the container's own first time."""

    container: InputContainer
    video: VideoStream | None
    audio: AudioStream | None
    start_ms: float
    scaler: VideoReformatter  # one for all: each that a frame makes by itself leaves a thread behind
    stream: BinaryIO  # of its own: two containers over one stream lose each other's place

    def close(self) -> None:
        """Let go of the container and its stream."""
        self.container.close()
        self.stream.close()


def _refuse(*_: object) -> object:
    raise PermissionError("a recording may not open another file")


class _Stream:
    """Only what FFmpeg may do with the file."""

    def __init__(self, stream: Any) -> None:
        self.read, self.seek, self.tell = stream.read, stream.seek, stream.tell


def opened(source: Source) -> Recording:
    """The recording, opened once; BadInput when it can't be."""
    return source.keep("media", lambda: _open(source, ignore_edits=_edits_hide_all(source)))


def fresh(source: Source) -> Recording:
    """The recording opened anew, for work that leaves a container in an odd state; the caller closes it."""
    return _open(source, ignore_edits=_edits_hide_all(source))


def _edits_hide_all(source: Source) -> bool:
    """Whether an edit list leaves nothing to see, so that it must be wrong."""
    return source.format.demuxer == "mov" and source.keep("edits", lambda: _nothing_seen(source))


def _nothing_seen(source: Source) -> bool:
    recording = _open(source, ignore_edits=False)
    try:
        return recording.video is not None and _first(recording, recording.video) is None
    finally:
        recording.close()


def _open(source: Source, *, ignore_edits: bool) -> Recording:
    own = source.another()
    try:
        container = av.open(
            _Stream(own),
            "r",
            format=source.format.demuxer,
            container_options={"ignore_editlist": "1"} if ignore_edits else {},
            metadata_errors="replace",
            io_open=_refuse,
        )
    except DECODE_ERRORS as error:
        own.close()
        raise _unreadable(source) from error
    video = next((s for s in container.streams.video if not _cover(s)), None)
    audio = next(iter(container.streams.audio), None)
    for stream in (video, audio):
        if stream is not None:
            stream.codec_context.thread_type = "SLICE"
            stream.codec_context.thread_count = 1 if stream is audio else 2
    start = container.start_time
    if start is None or start <= -(10**15):
        start = 0
    scaler = VideoReformatter()
    return Recording(container=container, video=video, audio=audio, start_ms=start / 1000, scaler=scaler, stream=own)


def _cover(stream: VideoStream) -> bool:
    """Whether a "video" is the cover picture of a sound file."""
    if "attached_pic" in str(stream.disposition).lower():
        return True
    return stream.codec_context.name in _COVERS and stream.frames <= 1 and not stream.average_rate


def _unreadable(source: Source) -> BadInput:
    if source.format.demuxer == "mov" and not has_index(source):
        return BadInput(
            f"This {source.format.title} was cut off: its index is missing, so it can't be played.",
            hint="The recording stopped before it was finished, or the upload did. A repair program may save it; "
            "better, ask for the original file.",
            code="no-index",
        )
    return BadInput(
        f"This {source.format.title} is damaged and can't be played.", hint="Ask for a new copy of it.", code="damaged"
    )


def boxes(source: Source) -> Iterator[tuple[bytes, int, int]]:
    """Top-level boxes of an MP4 file: type, offset, end as declared."""
    offset = 0
    for _ in range(_BOXES):
        source.stream.seek(offset)
        head = source.stream.read(16)
        if len(head) < 8:
            return
        size, name = struct.unpack_from(">I4s", head)
        if size == 1 and len(head) == 16:
            size = struct.unpack_from(">Q", head, 8)[0]
        elif size == 0:
            size = source.size - offset
        if size < 8:
            return
        yield name, offset, offset + size
        offset += size


def has_index(source: Source) -> bool:
    """Whether an MP4 file has its index at all."""
    return any(name == b"moov" and end <= source.size for name, _, end in boxes(source))


def is_cut(source: Source) -> bool:
    """Whether an MP4 file ends in the middle of a box."""
    return any(end > source.size for _, _, end in boxes(source))


def probe(source: Source, kind: Format) -> Probe:
    """What the recording holds and how long it is; ``try_playing`` completes it."""
    recording = opened(source)
    video, audio = recording.video, recording.audio
    if video is None and audio is None:
        raise BadInput(
            f"This {kind.title} holds neither picture nor sound.",
            hint="Ask for a new copy of it.",
            code="nothing-in-it",
        )
    is_video = video is not None
    media_type = kind.media_type if is_video == (kind.kind is Kind.VIDEO) else _other_type(kind, is_video)
    found = Probe(
        kind=Kind.VIDEO if is_video else Kind.AUDIO,
        media_type=media_type,
        title=kind.title if is_video == (kind.kind is Kind.VIDEO) else _other_title(kind, is_video),
        status=Status.OPEN,
        duration_ms=_claimed(recording),
        has_video=is_video,
        has_audio=audio is not None,
        audio_codec=_codec(audio),
        video_codec=_codec(video),
        size=source.size,
    )
    if video is None:
        return found
    rate = float(video.average_rate or video.guessed_rate or 0)
    frames = _plausible(video.frames, found.duration_ms)
    return replace(found, fps=round(rate, 3) if rate <= _FASTEST else 0.0, frames=frames)


def _plausible(frames: int, duration_ms: int) -> int:
    """A count of frames as the index says, 0 when no camera could have made as many in the time."""
    return frames if 0 <= frames <= max(1.0, duration_ms / 1000) * _FASTEST else 0


def _other_type(kind: Format, is_video: bool) -> str:
    """An MP4 with sound only is a sound file, an Ogg with a picture is a video."""
    special = {"asf": "audio/x-ms-wma", "mpegts": "audio/mp2t"}
    if not is_video and kind.name in special:
        return special[kind.name]
    return ("video/" if is_video else "audio/") + kind.media_type.partition("/")[2]


def _other_title(kind: Format, is_video: bool) -> str:
    return kind.title.split()[0] + (" video" if is_video else " recording")


def _codec(stream: Any) -> str:
    if stream is None:
        return ""
    name = str(stream.codec_context.name) if stream.codec_context is not None else ""
    return {"libdav1d": "av1", "mp3float": "mp3"}.get(name, name)


def duration(source: Source) -> int:
    """The real length in ms; measured once where the file's own claim is doubtful."""
    return source.keep("duration", lambda: _length(source, _claimed(opened(source)))[0])


def _claimed(recording: Recording) -> int:
    duration = recording.container.duration
    return round(duration / 1000) if duration and duration > 0 else 0


def try_playing(source: Source, found: Probe) -> Probe:
    """The same probe after its first frames were decoded and a doubtful length was measured."""
    recording = opened(source)
    problems: list[Problem] = []
    found = _with_first(recording, found)
    bad = _damage(source, recording) if recording.video is not None else 0
    duration, cut = _length(source, found.duration_ms)
    if cut:
        problems.append(
            Problem(
                code="cut-short",
                message=f"The recording was cut off; {_clock(duration)} of it can be played.",
                hint="Ask whether the rest exists.",
            )
        )
    if bad:
        problems.append(
            Problem(code="damaged", message="Parts of the picture are damaged.", hint="Ask for a new copy of it.")
        )
    name = _NO_PLAYBACK.get(found.video_codec)
    if name:
        problems.append(
            Problem(
                code="no-playback",
                message=f"Its picture is coded as {name}, which can't be played here; single pictures are shown.",
                hint="Ask for a copy in H.264 (MP4).",
            )
        )
    if source.format.demuxer == "mov" and _outside(source):
        problems.append(Problem(code="active-part", message="Not opened: it refers to another file.", severity="note"))
    status = Status.PARTIAL if any(p.severity == "error" for p in problems) else Status.OPEN
    if status is Status.OPEN and problems:
        status = Status.SAFE
    return replace(found, problems=(*found.problems, *problems), status=status, duration_ms=duration)


def _clock(ms: int) -> str:
    return f"{ms // 60000}:{ms // 1000 % 60:02d} min"


def _outside(source: Source) -> bool:
    """Whether the index refers to media data in another file (a data reference that is not "self-contained")."""
    for name, offset, end in boxes(source):
        if name == b"moov":
            source.stream.seek(offset)
            index = source.stream.read(min(end - offset, 4 << 20))
            place = index.find(b"dref")
            while place >= 0:
                entry = index[place + 12 : place + 24]
                if len(entry) == 12 and entry[4:8] in (b"url ", b"urn ", b"alis", b"rsrc") and not entry[11] & 1:
                    return True
                place = index.find(b"dref", place + 4)
    return False


def _with_first(recording: Recording, found: Probe) -> Probe:
    """The probe with what the first picture tells; BadInput when neither picture nor sound can be decoded."""
    from reviewer_app.evidence.video import upright_size

    picture = _first(recording, recording.video) if recording.video is not None else None
    if picture is not None and recording.video is not None:
        width, height, rotation = upright_size(recording.video, picture)
        start = round(float(picture.time or 0) * 1000 - recording.start_ms)
        return replace(found, width=width, height=height, rotation=rotation, start_ms=max(0, start))
    heard = recording.audio is not None and _first(recording, recording.audio) is not None
    if heard and recording.video is None:
        return found
    coding = found.video_codec or found.audio_codec or "unknown coding"
    what = f"The picture of this {found.title}" if heard else f"What this {found.title} holds"
    hint = "Ask for a copy in H.264 (MP4)." if recording.video is not None else "Ask for a copy as MP3 or M4A."
    raise BadInput(f"{what} can't be decoded ({coding}).", hint=hint, code="cannot-decode")


def _first(recording: Recording, stream: VideoStream | AudioStream) -> Any:
    """The first frame that can be decoded; None when none of the first packets can."""
    container = recording.container
    with suppress(*DECODE_ERRORS):
        container.seek(0)
    end = time.monotonic() + _MEASURE_SECONDS
    try:
        for number, packet in enumerate(container.demux(stream)):
            try:
                frames = packet.decode()
            except DECODE_ERRORS:
                frames = []
            if frames:
                if isinstance(stream, AudioStream):
                    _hearable(frames[0])
                return frames[0]
            if number > _FIRST_PACKETS or time.monotonic() > end:
                return None
    except DECODE_ERRORS:
        return None
    return None


def _hearable(frame: Any) -> None:
    """Whether it can be brought to two channels, as every player has to."""
    av.AudioResampler(format="s16", layout="mono", rate=8000).resample(frame)


def _damage(source: Source, recording: Recording) -> int:
    """At how many of a few places the key picture is damaged."""
    from reviewer_app.evidence.video import key_frame

    duration = _claimed(recording)
    if not 0 < duration < _LONG:
        return 0
    bad, end = 0, time.monotonic() + _MEASURE_SECONDS
    for number in range(1, _SAMPLES):
        if time.monotonic() > end:
            break
        try:
            key_frame(recording, duration * number / _SAMPLES)
        except BadInput:
            bad += 1
    return bad


def _length(source: Source, claimed: int) -> tuple[int, bool]:
    """The real length in ms, and whether the recording ends before it says it does."""
    cut = source.format.demuxer == "mov" and is_cut(source)
    doubtful = not 0 < claimed < _LONG or source.size * 8000 / claimed < _THIN
    with_tail = source.format.demuxer in ("matroska", "avi", "asf", "mov", "flv")
    if not doubtful and not with_tail:
        return claimed, cut
    recording = fresh(source)
    try:
        last = _last_time(recording, 0 if doubtful else max(0, claimed - 3000))
        if last < claimed - 3000 and not doubtful:
            last = _last_time(recording, 0)
    finally:
        recording.close()
    if doubtful:
        return (last or claimed if claimed < _LONG else last), cut
    if last < claimed - max(2000, claimed // 20):
        return last, True
    return claimed, cut


def _last_time(recording: Recording, after: float) -> int:
    """The end of the last packet (ms from the start), read from ``after`` on, as far as the time allows."""
    container, last = recording.container, 0.0
    end = time.monotonic() + _MEASURE_SECONDS
    streams = [s for s in (recording.video, recording.audio) if s is not None]
    try:
        container.seek(int((after + recording.start_ms) * 1000), backward=True)
        for packet in container.demux(streams):
            if packet.pts is not None and packet.time_base is not None:
                over = float((packet.pts + (packet.duration or 0)) * packet.time_base) * 1000 - recording.start_ms
                last = max(last, over)
            if time.monotonic() > end:
                break
    except DECODE_ERRORS:
        pass
    return min(round(last), 10**9)
