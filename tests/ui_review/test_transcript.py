"""Captions over the picture, and what is said line by line: searched, followed, cited."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from reviewer_app.domain.captions import captions_for
from reviewer_app.domain.citation import TimeSpan
from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.evidence.values import Cue, Track
from reviewer_app.ui.viewers.cues import CueList, from_right
from tests.evidence import made
from tests.ui_review.viewing import Viewing, with_settings

pytestmark = pytest.mark.gui
SRT = """1
00:00:00,200 --> 00:00:01,200
Good morning, everybody.

2
00:00:01,400 --> 00:00:02,400
What would <b>help</b> at home?

3
00:00:02,600 --> 00:00:03,600
A text after six
would HELP us.

4
00:00:03,700 --> 00:00:04,700
مساء الخير
"""


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Six seconds."""
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(150))
    return path


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    """Its captions."""
    path = tmp_path / "Lesson captions.srt"
    path.write_text(SRT, encoding="utf-8")
    return path


def track(*lines: tuple[int, int, str]) -> CueList:
    return CueList(Track(label="", language="", cues=tuple(Cue(start_ms=a, end_ms=b, text=t) for a, b, t in lines)))


def test_what_is_said_when() -> None:
    cues = track((2000, 3000, "second"), (0, 1000, "first"), (500, 2500, "over both"))
    assert [cues.at(ms) for ms in (0, 499, 500, 1000, 2200, 2999, 3000)] == [
        "first", "first", "first\nover both", "over both", "over both\nsecond", "second", "",
    ]  # fmt: skip
    assert [cues.index_at(ms) for ms in (-1, 0, 700, 9999)] == [-1, 0, 1, 2]


def test_words_are_found_whatever_their_case_and_line_breaks() -> None:
    cues = track((0, 1, "Würde das\nHELFEN?"), (2, 3, "nein"))
    assert cues.find("das helfen") == [0] and cues.find("WÜRDE") == [0] and cues.find("  ") == []


def test_lines_become_a_span_with_their_words() -> None:
    cues = track((0, 900, "one\ntwo"), (1000, 1900, "three"), (2000, 2900, "four"))
    found = cues.speech([1, 0])
    assert found is not None
    assert found.selector.time == TimeSpan(start=0, end=1900) and found.words == "one two three"
    assert cues.speech([]) is None


def test_the_side_a_script_begins_on() -> None:
    assert from_right("مساء") and from_right("1. שלום") and not from_right("Good مساء") and not from_right("123")


def test_captions_stand_over_the_picture_and_go_off_and_on(viewing: Viewing, clip: Path, srt: Path) -> None:
    viewer = viewing.ready(viewing.show(clip, beside=(srt,)))
    viewing.rest()
    viewer.player.seek(1900)
    viewing.until(lambda: viewer.stage.caption == "What would help at home?")
    viewer.player.seek(2500)
    viewing.until(lambda: viewer.stage.caption == "", timeout=3000)
    viewer.player.seek(3000)
    viewing.until(lambda: viewer.stage.caption == "A text after six\nwould HELP us.")
    assert viewer.controls.cc.text() == "CC on" and viewer.controls.cc.isVisible()
    viewer.key("captions")
    assert viewer.stage.caption == "" and viewer.controls.cc.text() == "CC off"
    assert viewing.told["preferred"][-1] == ("captions", False), "it is remembered"


def test_captions_that_were_switched_off_stay_off(viewing: Viewing, clip: Path, srt: Path) -> None:
    viewer = viewing.ready(viewing.show(clip, beside=(srt,), settings=with_settings(captions=False, transcript=True)))
    viewing.rest()
    viewer.player.seek(1900)
    viewing.until(lambda: viewer.player.settled)
    assert viewer.stage.caption == "" and viewer.transcript.isVisible()


def test_captions_are_drawn_into_the_picture(viewing: Viewing, clip: Path, srt: Path) -> None:
    viewer = viewing.ready(viewing.show(clip, beside=(srt,)))
    viewing.rest()
    viewer.player.seek(1900)
    viewing.until(lambda: viewer.stage.caption)
    with_words = viewer.stage.grab().toImage()
    viewer.key("captions")
    assert viewer.stage.grab().toImage() != with_words


def test_the_track_is_chosen_by_hand(viewing: Viewing, clip: Path, srt: Path, tmp_path: Path) -> None:
    other = tmp_path / "Other.vtt"
    other.write_text("WEBVTT\n\n00:00.000 --> 00:05.000\nBuenos días.\n", encoding="utf-8")
    viewer = viewing.ready(viewing.show(clip, beside=(srt, other)))
    viewing.rest()
    assert viewer.speech_desk.tracks == ("Lesson captions", "Other")
    viewer.controls.track_wanted.emit(1)
    viewer.player.seek(1900)
    viewing.until(lambda: viewer.stage.caption == "Buenos días.")


def test_the_transcript_follows_and_jumps(viewing: Viewing, clip: Path, srt: Path) -> None:
    viewer = viewing.ready(viewing.show(clip, beside=(srt,), settings=with_settings(transcript=True)))
    viewing.rest()
    viewer.player.seek(3000)
    viewing.until(lambda: viewer.transcript.model.now == 2)
    lines = viewer.transcript.lines
    box = lines.visualRect(viewer.transcript.model.index(1))
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    viewing.until(lambda: viewer.player.settled and viewer.transcript.model.now == 1)
    assert 1400 <= viewer.player.position <= 1440 + 40


def test_the_transcript_is_searched(viewing: Viewing, clip: Path, srt: Path) -> None:
    viewer = viewing.ready(viewing.show(clip, beside=(srt,)))
    viewing.rest()
    assert viewer.searchable and viewer.key("search")
    field = viewer.transcript.search
    viewing.until(field.hasFocus)
    QTest.keyClicks(field, "help")
    assert viewer.transcript.said.text() == "1 of 2"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert viewer.transcript.said.text() == "2 of 2"
    viewing.until(lambda: viewer.player.settled and viewer.player.position >= 2600)
    QTest.keyClicks(field, "xyz")
    assert viewer.transcript.said.text() == "not found"


def test_chosen_lines_are_cited_with_their_words(viewing: Viewing, clip: Path, srt: Path) -> None:
    viewer = viewing.ready(viewing.show(clip, beside=(srt,), settings=with_settings(transcript=True)))
    viewing.rest()
    transcript = viewer.transcript
    assert not transcript.quote.isEnabled()
    for row in (1, 2):
        index = transcript.model.index(row)
        transcript.lines.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
    assert transcript.quote.isEnabled()
    assert viewer.here() is None, "the lines go their own way, with their words"
    ((speech,),) = viewing.told["speech"]
    assert speech.selector.time == TimeSpan(start=1400, end=3600)
    assert speech.words == "What would help at home? A text after six would HELP us."
    assert viewer.here() is not None, "the choice is used up: the picture is cited again"


def test_without_captions_searching_says_so(viewing: Viewing, clip: Path) -> None:
    viewer = viewing.ready(viewing.show(clip))
    viewing.rest()
    viewer.open_search()
    assert "no captions" in viewing.told["said"][0][0] and not viewer.transcript.isVisible()
    assert not viewer.controls.cc.isVisible()


def test_sound_has_captions_and_transcript_too(viewing: Viewing, tmp_path: Path, srt: Path) -> None:
    path = tmp_path / "call.m4a"
    path.write_bytes(made.tone())
    viewer = viewing.ready(viewing.show(path, beside=(srt,), settings=with_settings(transcript=True)))
    viewing.rest()
    viewer.player.seek(1800)
    viewing.until(lambda: viewer.line.text == "What would help at home?")
    assert viewer.transcript.model.now == 1


def item(number: int, title: str, kind: Kind, media_type: str, requirement: str = "") -> EvidenceItem:
    return EvidenceItem(
        id=ItemId(f"000{number}"), title=title, kind=kind, media_type=media_type, path=f"data/{number}", sha256="",
        size=1, requirement=requirement,
    )  # fmt: skip


def test_which_captions_belong_to_which_recording() -> None:
    lesson, call = item(1, "Lesson", Kind.VIDEO, "video/mp4", "v"), item(2, "Call", Kind.AUDIO, "audio/mp4", "a")
    named = item(3, "Captions of the lesson", Kind.TEXT, "text/vtt", "x")
    plain = item(4, "Captions", Kind.TEXT, "application/x-subrip", "v")
    notes = item(5, "Lesson notes", Kind.TEXT, "text/plain", "v")
    everything = (lesson, call, named, plain, notes)
    assert captions_for(lesson, everything) == [(named, True), (plain, True)]
    assert captions_for(call, everything) == [(named, False), (plain, False)]
    assert captions_for(lesson, (lesson, plain)) == [(plain, True)]
