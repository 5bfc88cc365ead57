"""Video and sound: exact frames read from the picture, filmstrip, waveform, lengths, rotation, recordings cut off."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.sniff import sniff
from reviewer_app.evidence.values import Film, Picture, Span, Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

STEP = 1000 / made.RATE


def shown(picture: Picture) -> int:
    return made.number_in(picture.rgb, picture.width, picture.height)


def test_what_a_video_is(readers: Readers, tmp_path: Path) -> None:
    found = readers.probe(made.saved(tmp_path, "a", made.clip(75)))
    assert (found.kind, found.media_type, found.status) == (Kind.VIDEO, "video/mp4", Status.OPEN)
    assert (found.video_codec, found.audio_codec, found.has_video, found.has_audio) == ("h264", "aac", True, True)
    assert (found.width, found.height, found.fps, found.frames) == (32 * made.FRAME_BITS, 96, 25.0, 75)
    assert abs(found.duration_ms - 3000) < 60


@pytest.mark.parametrize(
    ("gap", "form", "codec"), [(0, "mp4", "libx264"), (7, "mp4", "libx264"), (0, "webm", "libvpx")]
)
def test_the_asked_frame_is_the_shown_one(readers: Readers, tmp_path: Path, gap: int, form: str, codec: str) -> None:
    """Constant and varying rate, with B-frames and key frames every 20: the number is read from the picture."""
    file = made.saved(tmp_path, "a", made.clip(75, gap=gap, form=form, codec=codec, sound=form == "mp4"))
    chance = random.Random(7)
    for _ in range(40):
        number = chance.randrange(74)
        begins, ends = (made.time_of(n, gap) * 10 for n in (number, number + 1))
        for ms in (begins, (begins + ends) // 2, ends - 2):
            found = readers.frame(file, ms)
            assert shown(found) == number, (ms, number)
            assert abs(found.ms - begins) <= 1
    for number in (0, 1, 19, 20, 21, 74):
        found = readers.frame_number(file, number)
        assert (shown(found), found.frame) == (number, number)
    assert readers.frame(file, made.time_of(33, gap) * 10 + 5).frame == 33, "known once the index was read"


def test_before_the_start_and_after_the_end(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a", made.clip(30, sound=False))
    assert shown(readers.frame(file, 0)) == 0
    assert shown(readers.frame(file, 999_999)) == 29
    with pytest.raises(ReviewerError) as caught:
        readers.frame_number(file, 30)
    assert caught.value.code == "no-such-frame"


def test_a_frame_at_the_asked_width(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a", made.clip(30, sound=False))
    found = readers.frame(file, 400, 192)
    assert (found.width, found.height, found.full_width, found.full_height) == (192, 48, 384, 96)


def test_a_filmstrip_comes_coarse_to_fine_and_covers_the_whole(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a", made.clip(100))
    pictures: list[Picture] = []
    assert readers.filmstrip(file, Film(8, 48), pictures.append) == 8
    assert sorted(p.index for p in pictures) == list(range(8))
    assert {p.index for p in pictures[:3]} == {4, 2, 6}, "any beginning is spread over the whole"
    assert {p.height for p in pictures} == {48}
    by_place = sorted(pictures, key=lambda p: p.index)
    assert [shown(p) for p in by_place] == sorted(shown(p) for p in by_place)
    assert {shown(p) for p in pictures} == {0, 20, 40, 60, 80}, "the key frames"


def test_a_close_look_has_the_exact_frames_of_its_part(readers: Readers, tmp_path: Path) -> None:
    """Between two key frames too: they stand every 20 frames in this clip."""
    recipe, found = made.saved(tmp_path, "a.mp4", made.clip(100)), list[Picture]()
    assert readers.filmstrip(recipe, Film(50, 36, range(20, 36)), found.append) == 16
    assert [p.index for p in found] == list(range(20, 36))
    shown = [made.number_in(p.rgb, p.width, p.height) for p in found]
    assert shown == [2 * n + 1 for n in range(20, 36)] or shown == [2 * n for n in range(20, 36)]
    at_end = list[Picture]()
    readers.filmstrip(recipe, Film(50, 36, range(48, 64)), at_end.append)
    assert [p.index for p in at_end] == [48, 49]


def test_a_waveform_shows_silence_and_sound(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a", made.clip(100))
    spans: list[Span] = []
    wave = readers.waveform(file, 100, spans.append)
    assert len(wave.low) == len(wave.high) == 100
    assert all(abs(v - 128) <= 2 for v in (*wave.low[2:45], *wave.high[2:45]))
    assert all(v > 190 for v in wave.high[55:97])
    assert all(v < 66 for v in wave.low[55:97])
    assert b"".join(s.high for s in sorted(spans, key=lambda s: s.first)) == wave.high
    assert abs(wave.duration_ms - 4000) < 60


def test_sound_only_is_sound(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.mp4", made.tone())
    found = readers.probe(file)
    assert (found.kind, found.media_type, found.has_video) == (Kind.AUDIO, "audio/mp4", False)
    with pytest.raises(ReviewerError) as caught:
        readers.frame(file, 0)
    assert caught.value.code == "no-picture"
    with pytest.raises(ReviewerError) as caught:
        readers.thumbnail(file, Kind.AUDIO)
    assert caught.value.code == "nothing-to-show"


def test_a_silent_video_has_no_waveform(readers: Readers, tmp_path: Path) -> None:
    with pytest.raises(ReviewerError) as caught:
        readers.waveform(made.saved(tmp_path, "a", made.clip(10, sound=False)), 10)
    assert caught.value.code == "no-sound"


def test_a_recording_that_was_cut_off_says_so(readers: Readers, tmp_path: Path) -> None:
    whole = made.clip(75)
    found = readers.probe(made.saved(tmp_path, "a.mp4", whole[: len(whole) // 2]))
    assert (found.status, found.problems[0].code) == (Status.REFUSED, "no-index")
    assert "was cut off" in found.problems[0].message
    webm = made.clip(300, form="webm", codec="libvpx", sound=False)
    found = readers.probe(made.saved(tmp_path, "a.webm", webm[: len(webm) // 2]))
    assert (found.status, found.problems[0].code) == (Status.PARTIAL, "cut-short")
    assert 2000 < found.duration_ms < 10_000


def test_thumbnails_are_small(readers: Readers, tmp_path: Path) -> None:
    for kind, data in (
        (Kind.VIDEO, made.clip(30)),
        (Kind.PDF, made.pdf(("x",))),
        (Kind.IMAGE, made.picture("PNG", (900, 600))),
    ):
        found = readers.thumbnail(made.saved(tmp_path, str(kind), data), kind, 120)
        assert max(found.width, found.height) == 120


@pytest.mark.parametrize(("turn", "first_bit"), [(-90, "top"), (90, "bottom"), (180, "right"), (0, "left")])
def test_a_video_is_upright(readers: Readers, tmp_path: Path, turn: int, first_bit: str) -> None:
    """Frame 1 has only its first bit white: the left edge as stored, elsewhere once it is turned as the file says."""
    file = made.saved(tmp_path, "a.mp4", made.clip(10, sound=False, turn=turn))
    picture = readers.frame_number(file, 1)
    wide, high = picture.width, picture.height
    assert (wide, high) == ((96, 384) if turn in (90, -90) else (384, 96))
    places = {
        "left": (5, high // 2),
        "right": (wide - 5, high // 2),
        "top": (wide // 2, 5),
        "bottom": (wide // 2, high - 5),
    }
    white = {n for n, (x, y) in places.items() if picture.rgb[(y * wide + x) * 3] > 127}
    assert white == {first_bit}
    found = readers.probe(file)
    assert (found.width, found.height, found.rotation) == (wide, high, -turn % 360)


def test_a_mirrored_video_is_mirrored_back() -> None:
    """The display matrix of a phone that turned and mirrored: a quarter turn back after mirroring."""
    from reviewer_app.evidence.video import _turn

    one = 1 << 16
    assert _turn((0, one, 0, one, 0, 0, 0, 0, 1 << 30)) == (3, True)
    assert _turn((-one, 0, 0, 0, one, 0, 0, 0, 1 << 30)) == (0, True)
    assert _turn((0, one, 0, -one, 0, 0, 70778880, 0, 1 << 30)) == (1, False)
    assert _turn(None) == (0, False)


@pytest.mark.parametrize(("brand", "kind"), [(b"M4A ", Kind.AUDIO), (b"M4B ", Kind.AUDIO), (b"isom", Kind.VIDEO)])
def test_a_recording_that_calls_itself_sound_is_taken_for_sound(brand: bytes, kind: Kind) -> None:
    head = b"\0\0\0\x1cftyp" + brand + b"\0\0\x02\0" + brand + b"isomiso2" + b"\0" * 64
    assert sniff(io.BytesIO(head), len(head)).kind is kind


@pytest.mark.corpus
def test_sound_that_cant_be_decoded_is_wanted_as_sound(readers: Readers, corpus: Path) -> None:
    (problem,) = readers.probe(made.recipe(corpus / "audio" / "nero-chapters.m4b")).problems
    assert problem.code == "cannot-decode" and "M4A" in problem.hint
