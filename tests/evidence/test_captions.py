"""Captions inside recordings and beside them: plain text at its time, whatever the file tries."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.errors import BadInput
from reviewer_app.evidence import cuetext
from reviewer_app.evidence.captions import CUE_LENGTH, CUES_LIMIT
from reviewer_app.evidence.values import Captions, Cue
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

LINES = ((500, 1500, "Who can explain?"), (1600, 2400, "Because of <work> & energy\nthere."))


def with_track(*, title: str = "") -> bytes:
    """A Matroska clip of three seconds with a caption track."""
    import av

    data = io.BytesIO()
    with av.open(data, "w", format="matroska") as container:
        video: Any = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        track: Any = container.add_stream("ass")
        track.time_base = Fraction(1, 1000)
        track.metadata.update({"language": "eng", "title": title})
        for number in range(75):
            picture = av.VideoFrame(64, 48, "yuv420p")
            picture.pts, picture.time_base = number, Fraction(1, 25)
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        for number, (start, end, text) in enumerate(LINES):
            said = text.replace("\n", "\\N")
            packet = av.Packet(f"{number},0,Default,,0,0,0,,{{\\i1}}{said}".encode())
            packet.pts = packet.dts = start
            packet.duration, packet.time_base, packet.stream = end - start, Fraction(1, 1000), track
            container.mux(packet)
    return data.getvalue()


def read(readers: Readers, folder: Path, data: bytes, name: str = "a.srt") -> Captions:
    """The captions of a file beside a recording that has none."""
    return readers.captions(made.saved(folder, "clip.mp4", made.clip(5, sound=False)), made.saved(folder, name, data))


def cues(found: Captions) -> list[tuple[int, int, str]]:
    [track] = found.tracks
    return [(c.start_ms, c.end_ms, c.text) for c in track.cues]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "label", "first"),
    [
        ("lesson-with-srt-track.mkv", "English", (14, 4514, "[lecturer] Good morning.")),
        ("lesson-with-text-track.mp4", "Captions 1", (0, 4500, "[lecturer] Good morning.")),
        ("sample_with_srt.mkv", "Subs Label", (0, 1234, "This is the first subtitle.")),
    ],
)
def test_tracks_of_real_recordings(
    corpus: Path, readers: Readers, name: str, label: str, first: tuple[int, int, str]
) -> None:
    file = made.recipe(corpus / "video" / name)
    found = readers.captions(file)
    assert [t.label for t in found.tracks] == [label]
    assert cues(found)[0] == first
    assert found.problems == ()
    assert readers.probe(file).captions == 1


def test_a_track_that_was_made_here_comes_back(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a.mkv", with_track(title="For the hard of hearing"))
    found = readers.captions(file)
    assert [(t.label, t.language) for t in found.tracks] == [("For the hard of hearing", "eng")]
    assert cues(found) == list(LINES)


def test_the_file_beside_it_comes_first(tmp_path: Path, readers: Readers) -> None:
    beside = made.saved(tmp_path, "a.srt", b"1\n00:00:00,000 --> 00:00:01,000\nBeside\n")
    found = readers.captions(made.saved(tmp_path, "a.mkv", with_track()), beside)
    assert [t.label for t in found.tracks] == ["Captions file", "English"]


def test_a_recording_without_captions_has_none(tmp_path: Path, readers: Readers) -> None:
    assert readers.captions(made.saved(tmp_path, "a.mp4", made.clip(5))) == Captions()


def test_webvtt_with_all_its_parts(tmp_path: Path, readers: Readers) -> None:
    text = """WEBVTT - lesson

NOTE not shown --> nor this
more of the note

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.500 align:start position:10%
<v.loud Ms. Bell>Open your <i>books</i> &amp; <00:00:01.500>read<c.red> now</c>

00:00:03.000 --> 00:00:04.000
<script>alert(1)</script> 3 < 4
second line
"""
    assert cues(read(readers, tmp_path, text.encode(), "a.vtt")) == [
        (1000, 2500, "Ms. Bell: Open your books & read now"),
        (3000, 4000, "<script>alert(1)</script> 3 < 4\nsecond line"),
    ]


def test_srt_with_looks_and_missing_blank_lines(tmp_path: Path, readers: Readers) -> None:
    text = "1\r\n00:00:01,000 --> 00:00:02,0\r\n{\\an8}<b>One</b>\r\n2\r\n"
    text += "0:0:02.500 --> 0:0:3.250\r\n<font color='red'>Two\r\n"
    assert cues(read(readers, tmp_path, text.encode())) == [(1000, 2000, "One"), (2500, 3250, "Two")]


def test_ass_is_read_without_its_codes(tmp_path: Path, readers: Readers) -> None:
    text = """[Script Info]
ScriptType: v4.00+

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,{\\pos(1,2)}Good, morning\\Nclass
Comment: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,not said
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}
"""
    assert cues(read(readers, tmp_path, text.encode(), "a.ass")) == [(1000, 2500, "Good, morning\nclass")]


def test_matroskas_ass_and_mp4s_webvtt() -> None:
    assert cuetext.from_ass(b"4,0,Default,,0,0,0,,{\\b1}Yes, \\Nno") == "Yes, \nno"
    payload = b"One & <b>two</b>"
    box = struct.pack(">I4s", 8 + len(payload), b"payl") + payload
    settings = struct.pack(">I4s", 12, b"sttg") + b"line"
    assert cuetext.from_webvtt(struct.pack(">I4s", 8 + len(settings + box), b"vttc") + settings + box) == "One & two"
    assert cuetext.from_webvtt(struct.pack(">I4s", 8, b"vtte")) == ""
    assert cuetext.from_mov_text(b"\0\6\xfe\xff\0O\0n" + b"style") == "On"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "cp1251"])
def test_letters_of_other_times(tmp_path: Path, readers: Readers, encoding: str) -> None:
    said = {"cp1251": "Доброе утро, класс. Сегодня мы говорим о работе и энергии. Кто может объяснить?"}.get(
        encoding, "Après la leçon, les élèves ont parlé à la façade du théâtre où ils étaient."
    )
    found = read(readers, tmp_path, f"1\n00:00:01,000 --> 00:00:02,000\n{said}\n".encode(encoding))
    assert cues(found) == [(1000, 2000, said)]
    assert [p.code for p in found.problems] == (["encoding"] if encoding.startswith("cp") else [])


def test_impossible_times_are_skipped_or_mended_and_said(tmp_path: Path, readers: Readers) -> None:
    blocks = [
        ("00:00:09,000 --> 00:00:01,000", "ends before it begins"),
        ("99:99:99,999 --> 999999:00:00,000", "ends in a century"),
        ("-00:00:01,000 --> 00:00:01,000", "before the start"),
        ("200:00:00,000 --> 200:00:01,000", "after a week"),
        ("tomorrow --> later", "whenever"),
        ("00:00:02,000 --> 00:00:06,000", "over the next"),
        ("00:00:03,000 --> 00:00:04,000", "within it"),
    ]
    text = "\n".join(f"{n}\n{times}\n{said}\n" for n, (times, said) in enumerate(blocks, 1))
    found = read(readers, tmp_path, text.encode())
    assert cues(found) == [
        (2000, 6000, "over the next"),
        (3000, 4000, "within it"),
        (9000, 13000, "ends before it begins"),
    ]
    assert {p.code: p.message.split()[0] for p in found.problems} == {"captions-skipped": "4", "captions-mended": "1"}


def test_too_many_and_too_long_are_cut_and_said(tmp_path: Path, readers: Readers) -> None:
    many = "".join(f"00:00:01,000 --> 00:00:02,000\nx{n}\n\n" for n in range(CUES_LIMIT + 5))
    found = read(readers, tmp_path, many.encode())
    assert len(cues(found)) == CUES_LIMIT
    assert [p.code for p in found.problems] == ["cut-short"]
    long = read(readers, tmp_path, b"00:00:01,000 --> 00:00:02,000\n" + b"a" * 1_000_000)
    assert cues(long) == [(1000, 2000, "a" * CUE_LENGTH + " …")]


@pytest.mark.parametrize("data", [b"", b"Only words.", b"\x00\x01\x02\xff" * 500, b"WEBVTT\n\nNOTE nothing\n"])
def test_what_is_no_captions_file_is_refused(tmp_path: Path, readers: Readers, data: bytes) -> None:
    with pytest.raises(BadInput) as caught:
        read(readers, tmp_path, data)
    assert caught.value.code == "not-captions"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("captions/blocks4all_captions_ko.vtt", 44, Cue(start_ms=1340, end_ms=3940, text="[경쾌한 피아노 선율]")),
        ("captions/deadline_captions_ar.vtt", 16, None),
        ("captions/deadline_captions_hi.vtt", 16, None),
        ("captions/itaccess_subtitles_zh-cn.vtt", 76, None),
        ("captions/lesson.en.srt", 6, Cue(start_ms=0, end_ms=4500, text="[lecturer] Good morning.")),
        ("captions/subtitles.srt", 5, Cue(start_ms=0, end_ms=1000, text="Red!")),
        ("hostile-captions/gen-control.srt", 2, None),
        ("hostile-captions/gen-cues-20k.srt", 20_000, Cue(start_ms=0, end_ms=900, text="x")),
        ("hostile-captions/gen-one-line-1mb.vtt", 1, None),
        ("hostile-captions/gen-times-backwards.srt", 1, Cue(start_ms=9000, end_ms=13_000, text="backwards")),
    ],
)
def test_caption_files_of_the_corpus(
    corpus: Path, tmp_path: Path, readers: Readers, name: str, count: int, first: Cue | None
) -> None:
    found = readers.captions(made.saved(tmp_path, "a.mp4", made.clip(5, sound=False)), made.recipe(corpus / name))
    [track] = found.tracks
    assert len(track.cues) == count
    assert first is None or track.cues[0] == first
    assert all(0 <= c.start_ms < c.end_ms and c.text for c in track.cues)
