"""The shipped sample submissions: they open without a problem, hold enough to be scored, and name nobody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reviewer_app import paths
from reviewer_app.domain.submission import Kind
from reviewer_app.evidence.values import Picture, Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

SAMPLES = paths.resources() / "sample"
FOLDERS = sorted(f.parent.name for f in SAMPLES.glob("*/submission.yaml"))
PROGRAMS = {"crt-single-project", "crt-micro-courses", "challenge-library", "general-teaching", "growth-levels"}


def entry(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SAMPLES / name / "submission.yaml").read_text(encoding="utf-8"))
    return found


def test_every_program_has_samples_and_the_queue_looks_alive() -> None:
    entries = [entry(name) for name in FOLDERS]
    assert [e["id"] for e in entries] == FOLDERS
    assert {e["program"] for e in entries} == PROGRAMS
    assert len(entries) >= 9
    assert any(e["purpose"] == "formative" for e in entries)
    assert any(e["attempt"] == 2 and e["earlier"][0]["unmet"] == ["3.2"] for e in entries)
    assert any(s["code"] == "releases-on-file" and not s["given"] for e in entries for s in e["statements"])
    assert sum(f.stat().st_size for f in SAMPLES.rglob("*") if f.is_file()) < 6_000_000


@pytest.mark.parametrize("name", FOLDERS)
def test_every_sample_file_opens_without_a_problem(name: str, readers: Readers) -> None:
    for item in entry(name)["evidence"]:
        found = readers.probe(made.recipe(SAMPLES / name / item["file"]))
        assert (found.status, found.problems) == (Status.OPEN, ()), item["file"]


@pytest.mark.parametrize("name", FOLDERS)
def test_the_reflections_are_as_long_as_asked(name: str, readers: Readers) -> None:
    rubric = next((paths.rubrics()).glob(f"{entry(name)['program']}-*.yaml"))
    program = yaml.safe_load(rubric.read_text(encoding="utf-8"))
    component = next(c for c in program["components"] if c["id"] == entry(name)["component"])
    asked = {r["id"]: r for r in component["requirements"]}
    for item in entry(name)["evidence"]:
        rule = asked.get(item["requirement"], {})
        found = readers.probe(made.recipe(SAMPLES / name / item["file"]))
        if found.words and "max_words" in rule:
            assert rule.get("min_words", 0) <= found.words <= rule["max_words"], item["file"]


def test_the_clip_plays_everywhere_and_shows_its_frame_number(readers: Readers) -> None:
    clip = made.recipe(SAMPLES / "R-0417" / "conference.mp4")
    found = readers.probe(clip)
    assert (found.kind, found.video_codec, found.audio_codec, found.fps) == (Kind.VIDEO, "h264", "aac", 25.0)
    assert 30_000 < found.duration_ms < 40_000
    same, next_one = readers.frame(clip, 10_020), readers.frame_number(clip, 251)
    again = readers.frame_number(clip, 250)
    assert stamp(same) == stamp(again)
    assert stamp(same) != stamp(next_one)


def stamp(picture: Picture) -> bytes:
    """The corner with the running time and the frame number."""
    left = picture.width - 228
    rows = range(10, 34)
    return b"".join(
        picture.rgb[(y * picture.width + left) * 3 : (y * picture.width + picture.width - 10) * 3] for y in rows
    )


def test_one_photo_is_stored_sideways_and_shown_upright(readers: Readers) -> None:
    found = readers.probe(made.recipe(SAMPLES / "R-0417" / "student-work-2.jpg"))
    assert (found.rotation, found.width > found.height) == (90, True)


@pytest.mark.parametrize("name", FOLDERS)
def test_nobody_is_named(name: str, readers: Readers) -> None:
    """No title with a name after it, no author in the file, students by number only."""
    for item in entry(name)["evidence"]:
        file = SAMPLES / name / item["file"]
        if file.suffix in (".docx", ".pdf", ".md", ".html"):
            text = readers.text(made.recipe(file)).text
            assert not re.search(r"\b(Mr|Mrs|Ms|Miss|Dr)\.? [A-Z]", text)
        assert b"python-docx" not in file.read_bytes()


@pytest.mark.parametrize(("name", "text"), [("R-0421", "r0421-reflection"), ("R-0443", "r0443-audit")])
def test_making_a_document_again_gives_the_same_words(name: str, text: str, tmp_path: Path, readers: Readers) -> None:
    """The committed documents are what ``make_samples.py`` makes of the committed texts."""
    from tests.samples import documents

    documents.docx(text, tmp_path / "again.docx")
    file = next((SAMPLES / name).glob("*.docx"))
    assert readers.text(made.recipe(tmp_path / "again.docx")) == readers.text(made.recipe(file))


def test_the_committed_submissions_are_those_of_their_source() -> None:
    folder = Path(__file__).parents[1] / "samples" / "submissions"
    source = {p.stem: p.read_text("utf-8") for p in folder.glob("*.yaml")}
    shipped = {p.parent.name: p.read_text("utf-8") for p in SAMPLES.glob("*/submission.yaml")}
    assert source == shipped
