"""Full-text search: what is found, where, and by whom."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.errors import Cancelled
from reviewer_app.evidence.values import Cue, Track
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job, Progress
from reviewer_app.workflow import intake, packing, scoring, search
from reviewer_app.workspace import Workspace
from tests.builders import (
    FILES,
    I1,
    SID,
    FixedClock,
    make_case,
    make_folder,
    make_programs,
    make_workspace,
    pdf,
    submission_text,
)

OTHER = SubmissionId("R-0418")


@pytest.fixture
def readers() -> Iterator[Readers]:
    made = Readers(children=1)
    yield made
    made.close()


@pytest.fixture
def ws(tmp_path: Path, readers: Readers) -> Iterator[Workspace]:
    with make_case(tmp_path, SID, OTHER) as made:
        search.fill(made, readers, Job())
        yield made


def labels(ws: Workspace, text: str, submission: SubmissionId | None = None) -> set[str]:
    return {h.label for h in search.hits(ws, text, submission)}


def test_ids_programs_and_components_are_found_by_their_beginnings(ws: Workspace) -> None:
    assert search.submissions(ws, "r-0417") == {SID}
    assert search.submissions(ws, "R-04") == {SID, OTHER}
    assert search.submissions(ws, "partner famil") == {SID, OTHER}
    assert search.submissions(ws, "amilies") == frozenset()
    assert labels(ws, "expectations", SID) == {"Submission"}


def test_words_of_documents_are_found_with_their_place(ws: Workspace) -> None:
    hits = search.hits(ws, "assuming told", SID)
    assert [(h.label, h.item) for h in hits] == [("Document", "0001")]
    assert hits[0].selector is not None
    assert hits[0].selector.quote is not None
    assert hits[0].selector.quote.exact == "assuming"
    assert "asked instead of \x02assuming\x03" in hits[0].snippet
    assert "\x02" not in hits[0].words


def test_accents_and_case_make_no_difference(tmp_path: Path, readers: Readers) -> None:
    with make_case(tmp_path) as ws:
        scoring.note(ws, SID, I1, "Señora Peña was CALLED")
        search.note(ws, [SID])
        assert search.submissions(ws, "senora pena called") == {SID}
        assert search.submissions(ws, "SEÑORA") == {SID}


def test_own_words_are_found_until_they_are_taken_back(ws: Workspace) -> None:
    scoring.note(ws, SID, I1, "ask the office about zebras")
    scoring.comment(ws, SID, None, "giraffes are seen")
    scoring.cite(ws, SID, ItemId("0001"), Selector(), I1, note="an okapi here")
    search.note(ws, [SID])
    assert labels(ws, "zebra") == {"Your note on 3.1"}
    assert labels(ws, "giraffe") == {"Your feedback"}
    found = search.hits(ws, "okapi")[0]
    assert (found.label, found.item) == ("Your citation", "0001")
    scoring.note(ws, SID, I1, "")
    search.note(ws, [SID])
    assert search.submissions(ws, "zebra") == frozenset()
    assert search.submissions(ws, "giraffe") == {SID}


def test_nobody_finds_what_another_reviewer_wrote(ws: Workspace) -> None:
    first = ws.key_id
    scoring.note(ws, SID, I1, "only mine: zebra")
    search.note(ws, [SID])
    second = ws.add_identity("Reviewer 18")
    ws.become(second.id)
    assert search.submissions(ws, "zebra") == frozenset()
    assert search.hits(ws, "zebra") == ()
    scoring.note(ws, SID, I1, "giraffe")
    search.note(ws, [SID])
    assert search.submissions(ws, "giraffe") == {SID}
    ws.become(first)
    assert search.submissions(ws, "giraffe") == frozenset()
    assert search.submissions(ws, "zebra") == {SID}
    assert search.submissions(ws, "assuming") == {SID, OTHER}


def test_no_file_name_of_a_candidate_is_kept(ws: Workspace) -> None:
    for secret in ("Maria", "Lopez", "work.png"):
        assert search.submissions(ws, secret) == frozenset()


@pytest.mark.parametrize(
    "text", ["", "   ", '"', "* - ^", "a OR NOT", "NEAR(", 'x" OR "y', "body:x", "\x00", "(" * 900]
)
def test_whatever_is_typed_is_only_words(ws: Workspace, text: str) -> None:
    assert search.submissions(ws, text) == frozenset()
    assert search.hits(ws, text) == ()


def test_a_filled_index_is_not_filled_again_and_filling_can_be_stopped(tmp_path: Path, readers: Readers) -> None:
    with make_case(tmp_path, SID, OTHER) as ws:
        heard: list[int] = []

        def stop(progress: Progress) -> None:
            heard.append(progress.done)
            job.cancel()

        job = Job(stop)
        with pytest.raises(Cancelled):
            search.fill(ws, readers, job)
        assert search.submissions(ws, "assuming") < {SID, OTHER}
        assert search.fill(ws, readers, Job()) > 0
        assert search.submissions(ws, "assuming") == {SID, OTHER}
        assert search.fill(ws, readers, Job()) == 0


def taken_in(root: Path, ws: Workspace, plan: bytes) -> None:
    """R-0417 with this PDF, taken in."""
    folder = make_folder(root / "other.folder", submission_text(SID), {**FILES, "family plan.pdf": plan})
    programs = make_programs(root / "other.programs")
    packing.pack(folder, root / "p.zip", signer=None, clock=FixedClock(salt=9), programs=programs)
    assert intake.intake(ws, [root / "p.zip"]).added == (SID,)


def test_a_page_of_a_pdf_is_its_place(tmp_path: Path, readers: Readers) -> None:
    from typing import Any

    import pymupdf

    document: Any = pymupdf.open()  # type: ignore[no-untyped-call]
    for words in ("one fish", "two fish red"):
        document.new_page().insert_text((72, 72), words)
    with make_case(tmp_path / "w", OTHER) as ws:
        taken_in(tmp_path, ws, document.tobytes())
        search.fill(ws, readers, Job())
        hit = search.hits(ws, "red fish")[0]
        assert hit.label == "Document, page 2"
        assert hit.selector is not None
        assert hit.selector.page == 2


def test_what_cannot_be_read_is_passed_over(tmp_path: Path, readers: Readers) -> None:
    with make_case(tmp_path / "w", OTHER) as ws:
        taken_in(tmp_path, ws, pdf()[:60])
        search.fill(ws, readers, Job())
        assert search.submissions(ws, "assuming") == {SID, OTHER}
        assert search.fill(ws, readers, Job()) == 0


def test_a_transcript_is_found_at_its_time(tmp_path: Path) -> None:
    cues = tuple(Cue(start_ms=1000 * n, end_ms=1000 * n + 900, text=f"line {n}") for n in range(20))
    entries = list(search._spoken(Track(label="English", language="en", cues=cues)))
    assert len(entries) == 3
    with make_case(tmp_path) as ws:
        ws.texts.put([(SID, "", "0001", entries)])
        hit = search.hits(ws, "line 9")[0]
        assert hit.label == "Transcript, 0:08"
        assert hit.selector is not None
        assert hit.selector.time == TimeSpan(start=8_000, end=15_900)


def test_captions_in_a_file_beside_a_recording_are_found_as_its_words(tmp_path: Path, readers: Readers) -> None:
    lesson = io.BytesIO()
    with wave.open(lesson, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(16_000 * 30))
    said = b"1\n00:00:03,000 --> 00:00:05,000\nWe count the pinecones\n\n"
    text = submission_text()
    text = text[: text.index("evidence:")] + (
        "evidence:\n  - {file: talk.wav, title: Our talk}\n  - {file: talk.srt, title: Our talk in words}\n"
    )
    folder = make_folder(tmp_path / "in", text, {"talk.wav": lesson.getvalue(), "talk.srt": said})
    with make_workspace(tmp_path / "w" / "ws") as ws:
        packing.pack(folder, tmp_path / "p.zip", signer=None, clock=FixedClock(), programs=ws.programs)
        result = intake.intake(ws, [tmp_path / "p.zip"])
        assert not result.refused, result.refused
        search.fill(ws, readers, Job())
        (hit,) = search.hits(ws, "pinecones", SID)
    assert hit.label == "Transcript, 0:03"
    assert hit.item == "0001"
    assert hit.selector == Selector(time=TimeSpan(start=3_000, end=5_000))
