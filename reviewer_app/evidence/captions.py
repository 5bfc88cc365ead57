"""Captions as plain text with times: tracks inside a recording, and files beside it (SRT, WebVTT, ASS)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from reviewer_app.errors import BadInput, Problem
from reviewer_app.evidence import cuetext
from reviewer_app.evidence.encoding import decode
from reviewer_app.evidence.media import DECODE_ERRORS, fresh
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Captions, Cue, Track

TRACKS_LIMIT = 20
CUES_LIMIT = 50_000  # of one track
CUE_LENGTH = 2_000  # code points
TEXT_LIMIT = 4_000_000  # code points of one track
BYTES_LIMIT = 16 << 20
_LATEST_MS = 100 * 3600 * 1000
_NO_END_MS = 4_000  # how long a cue without a sensible end is shown
_SECONDS = 8.0
_WAYS = {
    "mov_text": cuetext.from_mov_text, "webvtt": cuetext.from_webvtt, "ass": cuetext.from_ass, "ssa": cuetext.from_ass,
    "srt": cuetext.from_subrip, "subrip": cuetext.from_subrip, "text": cuetext.from_subrip,
}  # fmt: skip
_LANGUAGES = {
    "ara": "Arabic", "chi": "Chinese", "deu": "German", "eng": "English", "fra": "French", "fre": "French",
    "ger": "German", "hin": "Hindi", "ita": "Italian", "jpn": "Japanese", "kor": "Korean", "por": "Portuguese",
    "rus": "Russian", "spa": "Spanish", "vie": "Vietnamese", "zho": "Chinese",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Cues:
    """The cues of one track as they come, held to sensible times and sizes; what had to be done is counted."""

    cues: list[Cue] = field(default_factory=list)
    skipped: int = 0
    mended: int = 0
    cut: bool = False
    length: int = 0

    def add(self, start_ms: float, end_ms: float, text: str) -> None:
        """Take a cue. One before the start or later than any recording is skipped; one that ends too soon is mended."""
        text = cuetext.plain(text)
        if not text:
            return
        if len(self.cues) >= CUES_LIMIT or self.length > TEXT_LIMIT:
            self.cut = True
            return
        if not 0 <= start_ms <= _LATEST_MS:
            self.skipped += 1
            return
        if not start_ms < end_ms <= _LATEST_MS:
            self.mended += 1
            end_ms = start_ms + _NO_END_MS
        if len(text) > CUE_LENGTH:
            self.mended += 1
            text = text[:CUE_LENGTH] + " …"
        self.length += len(text)
        self.cues.append(Cue(start_ms=round(start_ms), end_ms=round(end_ms), text=text))

    def track(self, label: str, language: str = "") -> Track:
        """The cues in order of time."""
        return Track(label=label, language=language, cues=tuple(sorted(self.cues, key=lambda c: c.start_ms)))

    def problems(self, where: str) -> list[Problem]:
        """What was left out or changed."""
        found = []
        if self.skipped:
            what = "1 damaged caption was" if self.skipped == 1 else f"{self.skipped:,} damaged captions were"
            found.append(Problem(code="captions-skipped", message=f"{what} left out.", where=where))
        if self.mended:
            what = "1 caption has" if self.mended == 1 else f"{self.mended:,} captions have"
            message = f"{what} an impossible end or length and may show for a different time than was meant."
            found.append(Problem(code="captions-mended", message=message, where=where, severity="note"))
        if self.cut:
            message = f"Only the first {len(self.cues):,} captions are shown."
            found.append(Problem(code="cut-short", message=message, where=where))
        return found


def captions(source: Source | None, beside: Source | None) -> Captions:
    """All captions: of the file beside the recording, and of the tracks inside it."""
    tracks: list[Track] = []
    problems: list[Problem] = []
    if beside is not None:
        found = from_file(beside)
        tracks += found.tracks
        problems += found.problems
    if source is not None and source.format.reader == "media":
        found = _inside(source)
        tracks += found.tracks
        problems += found.problems
    return Captions(tracks=tuple(tracks), problems=tuple(problems))


def from_file(source: Source) -> Captions:
    """A captions file; BadInput ``not-captions`` when it is none."""
    source.stream.seek(0)
    decoded = decode(source.stream.read(BYTES_LIMIT), cut=source.size > BYTES_LIMIT)
    if decoded is None:
        raise _no_captions()
    content = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    cues = Cues()
    if content.lstrip().startswith("[Script Info]") or "\n[Events]" in content:
        _ass(content, cues)
    elif "-->" in content:
        for start, end, text in cuetext.blocks(content, is_vtt=content.lstrip().startswith("WEBVTT")):
            if start is None or end is None:
                cues.skipped += 1
            else:
                cues.add(start, end, text)
    if not cues.cues and not cues.skipped:
        raise _no_captions()
    problems = cues.problems("captions file")
    if decoded.guessed:
        message = f"Its letters were read as {decoded.encoding}, which is a guess."
        problems.append(Problem(code="encoding", message=message, where="captions file", severity="note"))
    return Captions(tracks=(cues.track("Captions file"),), problems=tuple(problems))


def _no_captions() -> BadInput:
    return BadInput(
        "This file holds no captions that can be read.", hint="SRT, WebVTT and ASS can.", code="not-captions"
    )


def _ass(content: str, cues: Cues) -> None:
    import pysubs2

    try:
        events = pysubs2.SSAFile.from_string(content, format_="ass").events
    except (pysubs2.exceptions.Pysubs2Error, ValueError, IndexError, KeyError) as error:
        raise _no_captions() from error
    for event in events:
        if event.type == "Dialogue" and not event.is_drawing:
            cues.add(event.start, event.end, cuetext.without_ass_codes(event.text))


def count(recording: Any) -> int:
    """How many caption tracks of a recording can be shown."""
    return sum(1 for s in recording.container.streams.subtitles if _codec(s) in _WAYS)


def _codec(stream: Any) -> str:
    context = stream.codec_context
    return str(context.name) if context is not None else ""


def _inside(source: Source) -> Captions:
    recording = fresh(source)
    try:
        streams = list(recording.container.streams.subtitles)
        shown = [s for s in streams if _codec(s) in _WAYS][:TRACKS_LIMIT]
        others = len(streams) - len(shown)
        named = [(*_name(stream, number), Cues()) for number, stream in enumerate(shown, 1)]
        whole = not shown or _read(recording, shown, [cues for _, _, cues in named])
    finally:
        recording.close()  # the streams' own memory goes with it
    problems = [problem for label, _, cues in named for problem in cues.problems(label)]
    if others:
        what = "1 caption track is" if others == 1 else f"{others} caption tracks are"
        message = f"{what} made of pictures or of an unknown kind and can't be shown."
        problems.append(Problem(code="not-shown", message=message, severity="note"))
    if not whole:
        problems.append(Problem(code="cut-short", message="The captions could only be read in part."))
    tracks = tuple(cues.track(label, language) for label, language, cues in named if cues.cues)
    return Captions(tracks=tracks, problems=tuple(problems))


def _read(recording: Any, streams: list[Any], found: list[Cues]) -> bool:
    """Read all tracks in one pass; False when the file broke off or the time was up."""
    end = time.monotonic() + _SECONDS
    places = {stream.index: cues for stream, cues in zip(streams, found, strict=True)}
    try:
        for packet in recording.container.demux(streams):
            if packet.pts is not None and packet.time_base is not None and packet.size:
                text = _WAYS[_codec(packet.stream)](bytes(packet))
                start = float(packet.pts * packet.time_base) * 1000 - recording.start_ms
                lasts = float((packet.duration or 0) * packet.time_base) * 1000
                places[packet.stream.index].add(start, start + lasts, text)
            if time.monotonic() > end:
                return False
    except DECODE_ERRORS:
        return False
    return True


def _name(stream: Any, number: int) -> tuple[str, str]:
    """What to call a track, and its language."""
    language = str(stream.metadata.get("language", ""))[:20].lower()
    language = "" if language == "und" else language
    title = cuetext.plain(str(stream.metadata.get("title", "")))[:60]
    return title or _LANGUAGES.get(language, language) or f"Captions {number}", language
