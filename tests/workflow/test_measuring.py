"""What is measured before scoring is measured once and told; what was handed in before is found, and held if exact."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.prechecks import Measured
from reviewer_app.domain.similarity import Fingerprint, similar
from reviewer_app.domain.submission import Kind
from reviewer_app.evidence.worker import Readers
from reviewer_app.workflow import duplicates, intake, measuring, packing, scoring
from reviewer_app.workflow.holding import lift_signed
from reviewer_app.workflow.lookalikes import Lookalikes
from reviewer_app.workspace import Workspace
from tests.builders import FixedClock, make_folder, make_workspace, pdf, png, program_text, submission_text

WORDS = " ".join(f"word{n} family plan {n * 7} meeting" for n in range(60))


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers() as opened:
        yield opened


def workspace(root: Path, requirements: str = "") -> Workspace:
    """A workspace whose first requirement has these limits."""
    ws = make_workspace(root / "ws")
    text = program_text().replace("document], minimum: 1", f"document], {requirements}minimum: 1")
    (ws.root / "programs" / "test-program.yaml").write_text(text, encoding="utf-8")
    return ws


def take(ws: Workspace, sid: str, candidate: str, files: dict[str, bytes], lines: str) -> SubmissionId:
    """Take a submission in; ``lines`` are its evidence and statements in ``submission.yaml``."""
    text = submission_text(sid).replace("C-2001", candidate)
    text = text[: text.index("evidence:")] + lines
    folder = make_folder(ws.root.parent / sid, text, files)
    dest = ws.root.parent / f"{sid}.zip"
    packing.pack(folder, dest, signer=None, clock=FixedClock(salt=sum(sid.encode())), programs=ws.programs)
    result = intake.intake(ws, [dest])
    assert not result.refused, result.refused
    return SubmissionId(sid)


def evidence(*names: str, given: bool = True) -> str:
    lines = "".join(f"  - {{file: {name}, title: One}}\n" for name in names)
    said = "".join(
        f"  - {{code: {code}, text: About {code}., given: {str(given).lower()}}}\n"
        for code in ("own-work", "releases-on-file")
    )
    return f"evidence:\n{lines}statements:\n{said}"


def codes(ws: Workspace, sid: SubmissionId) -> list[str]:
    return [r.code for r in scoring.desk(ws, sid).remarks]


def test_limits_locks_and_names_are_found_once_and_kept(tmp_path: Path, readers: Readers) -> None:
    files = {
        "notes.txt": (WORDS + "\n").encode(),
        "plan.pdf": pdf("One page"),
        "broken.pdf": b"%PDF-1.4\nnothing at all",
        "work.png": png(),
    }
    with workspace(tmp_path, "max_words: 50, max_pages: 1, ") as ws:
        sid = take(ws, "R-1", "C-1", files, evidence(*files))
        assert codes(ws, sid) == []
        assert measuring.to_measure(ws, sid)
        assert measuring.measure(ws, sid, readers).review
        assert codes(ws, sid) == ["cannot-open", "too-long"]
        texts = [r.text for r in scoring.desk(ws, sid).remarks]
        assert "Item 0003" in texts[0]
        assert "300 words, at most 50 asked for" in texts[1]
        assert not measuring.to_measure(ws, sid)
        assert not measuring.measure(ws, sid, readers).review
    with Workspace.open(tmp_path / "ws") as ws:
        assert codes(ws, sid) == ["cannot-open", "too-long"]
    with sqlite3.connect(tmp_path / "ws" / "reviewer.db") as raw:
        assert raw.execute("SELECT count(*) FROM measures").fetchone() == (4,)
        assert "word1 " not in "".join(b for (b,) in raw.execute("SELECT body FROM measures"))
    raw.close()


def test_a_name_in_the_properties_is_told_and_not_which(tmp_path: Path, readers: Readers) -> None:
    named = pdf_by("Maria Lopez")
    with workspace(tmp_path) as ws:
        sid = take(ws, "R-1", "C-1", {"plan.pdf": named, "work.png": png()}, evidence("plan.pdf", "work.png"))
        measuring.measure(ws, sid, readers)
        (told,) = scoring.desk(ws, sid).remarks
        assert told.code == "name-in-properties"
        assert "Maria" not in repr(scoring.desk(ws, sid))


def pdf_by(author: str) -> bytes:
    import pymupdf

    open_new: Any = pymupdf.open
    document = open_new()
    document.new_page().insert_text((72, 72), "A plan made with the family.")
    document.set_metadata({"author": author})
    data: bytes = document.tobytes()
    return data


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Maria Lopez reflection.txt", True),
        ("MariaLopez.pdf", True),
        ("lopez_Maria_Ana.docx", True),
        ("Lesson Plan.pdf", False),
        ("family plan.pdf", False),
        ("Student Work 3.png", False),
        ("IMG_2031.jpg", False),
        ("", False),
    ],
)
def test_file_names_that_look_like_people(name: str, seen: bool) -> None:
    from reviewer_app.domain.prechecks import may_name

    assert may_name(name) is seen


def test_statements_that_are_missing_or_not_given_are_told(tmp_path: Path) -> None:
    files = {"plan.pdf": pdf(), "work.png": png()}
    asked = """statements:
  - {code: own-work, text: My own work.}
  - {code: releases-on-file, text: Releases are on file., when_seen: true, instead: [faces-blurred]}
"""
    with workspace(tmp_path) as ws:
        path = ws.root / "programs" / "test-program.yaml"
        path.write_text(path.read_text(encoding="utf-8") + asked, encoding="utf-8")
        bare = "evidence:\n  - {file: plan.pdf, title: Plan}\n  - {file: work.png, title: Work}\n"
        assert codes(ws, take(ws, "R-1", "C-1", files, bare)) == ["statement-missing", "statement-missing"]
        denied = take(ws, "R-2", "C-1", files, evidence(*files, given=False))
        assert codes(ws, denied) == ["statement-not-given", "statement-not-given"]
        enough = "  - {code: faces-blurred, text: Blurred., given: false}\n"
        assert codes(ws, take(ws, "R-4", "C-1", files, evidence(*files) + enough)) == []
        other = bare + "statements:\n  - {code: faces-blurred, text: Blurred., given: true}\n"
        assert codes(ws, take(ws, "R-3", "C-1", files, other)) == ["statement-missing"]
    with workspace(tmp_path / "silent") as ws:
        assert codes(ws, take(ws, "R-1", "C-1", files, bare)) == [], "a program that asks for none"


def test_the_very_file_of_another_candidate_is_held_once(tmp_path: Path, readers: Readers) -> None:
    with workspace(tmp_path) as ws:
        mine = {"plan.pdf": pdf(WORDS[:400]), "work.png": png(40, 40, 10)}
        first = take(ws, "R-1", "C-1", mine, evidence(*mine))
        own = take(ws, "R-2", "C-1", mine, evidence(*mine))
        other = take(ws, "R-3", "C-2", {**mine, "work.png": png(9, 9, 200)}, evidence(*mine))
        for sid in (first, own, other):
            measuring.measure(ws, sid, readers)
        assert [h.kind for h in ws.marks.of(other).holds] == [HoldKind.INTEGRITY]
        assert ws.marks.of(first).holds == ws.marks.of(own).holds == ()
        found = scoring.desk(ws, other).duplicates
        assert [(d.item, d.other, d.percent, d.exact, d.same_candidate) for d in found] == [
            ("0001", "R-1", 100, True, False),
            ("0001", "R-2", 100, True, False),
        ]
        assert {d.same_candidate for d in scoring.desk(ws, own).duplicates if d.other == "R-1"} == {True}
        hold = ws.marks.of(other).holds[0]
        lift_signed(ws, other, hold.id, "Both of one team.", "office-key")
        again = duplicates.guard(ws, other)
        assert again.queue  # the other finding, R-2, is news
        lift_signed(ws, other, ws.marks.of(other).holds[0].id, "Both of one team.", "office-key")
        assert not duplicates.guard(ws, other).queue


def test_a_handout_is_told_in_one_line_and_nobody_is_held(tmp_path: Path, readers: Readers) -> None:
    with workspace(tmp_path) as ws:
        for n in range(5):
            files = {"plan.pdf": pdf(WORDS[:400]), "work.png": png(12 + n, 30, 20 * n)}
            last = take(ws, f"R-{n}", f"C-{n}", files, evidence(*files))
        measuring.measure(ws, last, readers)
        assert ws.marks.of(last).holds == ()
        (one,) = [d for d in scoring.desk(ws, last).duplicates if d.exact]
        assert one.text == "Item 0001 came with 4 other submissions too: a handout?"


def test_near_copies_are_found_with_their_share_and_held_by_nobody_by_itself(tmp_path: Path, readers: Readers) -> None:
    with workspace(tmp_path) as ws:
        files = {"notes.txt": WORDS.encode(), "work.png": png()}
        first = take(ws, "R-1", "C-1", files, evidence(*files))
        close = {"notes.txt": (WORDS + " and thank you").encode(), "work.png": png(9, 9, 3)}
        other = take(ws, "R-2", "C-2", close, evidence(*close))
        fresh = {"notes.txt": b" ".join(b"quite another %d tale" % n for n in range(80)), "work.png": png(7, 5, 3)}
        third = take(ws, "R-3", "C-3", fresh, evidence(*fresh))
        for sid in (first, other, third):
            measuring.measure(ws, sid, readers)
        (found,) = scoring.desk(ws, other).duplicates
        assert (found.other, found.exact, found.item) == ("R-1", False, "0001")
        assert 80 < found.percent < 100
        assert ws.marks.of(other).holds == ()
        assert [d.item for d in scoring.desk(ws, third).duplicates] == []


def test_two_blank_files_or_links_hold_nobody(tmp_path: Path, readers: Readers) -> None:
    with workspace(tmp_path) as ws:
        for n in (1, 2):
            files = {
                "notes.txt": b"See the picture.",
                "work.png": png(30, 30, 255),
                "page.url": b"[InternetShortcut]\nURL=https://example.org/\n",
            }
            last = take(ws, f"R-{n}", f"C-{n}", files, evidence(*files))
            measuring.measure(ws, last, readers)
        assert ws.marks.of(last).holds == ()
        assert [d.exact for d in scoring.desk(ws, last).duplicates] == [True] * 3, "they are told all the same"


def test_a_form_that_all_fill_in_is_one_line(tmp_path: Path, readers: Readers) -> None:
    with workspace(tmp_path) as ws:
        for n in range(5):
            files = {"notes.txt": f"{WORDS} and {n}".encode(), "work.png": png()}
            last = take(ws, f"R-{n}", f"C-{n}", files, evidence(*files))
            measuring.measure(ws, last, readers)
        for sid in ("R-0", "R-1", "R-2", "R-3"):
            measuring.measure(ws, SubmissionId(sid), readers)
        (one,) = [d for d in scoring.desk(ws, last).duplicates if d.item == "0001"]
        assert one.text.endswith("3 other submissions have the like too: a form?")
        assert not one.exact and ws.marks.of(last).holds == ()


def test_the_index_finds_all_that_are_alike_among_thousands(tmp_path: Path) -> None:
    chance = random.Random(7)
    base = [Fingerprint(text=tuple(sorted(chance.getrandbits(48) for _ in range(128)))) for _ in range(20)]
    base += [Fingerprint(pictures=tuple(chance.getrandbits(64) for _ in range(5))) for _ in range(20)]

    def kin(mark: Fingerprint) -> Fingerprint:
        kept = chance.sample(mark.text, chance.randint(60, 128)) if mark.text else []
        text = sorted({*kept, *(chance.getrandbits(48) for _ in range(40))})[:128] if kept else []
        seen = (p ^ (1 << chance.randrange(64)) for p in mark.pictures[: chance.randint(1, 5)])
        return Fingerprint(text=tuple(text), pictures=tuple(seen))

    marks = [*base, *(kin(chance.choice(base)) for _ in range(900))]
    with workspace(tmp_path) as ws:
        index, known = Lookalikes(), ws.measures.all()
        for n, mark in enumerate(marks):
            known[f"{n:064}"] = Measured(kind=Kind.PDF, fingerprint=mark)
            if n > 200:  # the others are there from the first
                ws.measures.touched.append(f"{n:064}")
            if n in (200, 500, 900):
                for one in base[::4]:
                    alike = {f"{m:064}" for m in range(n + 1) if similar(one, marks[m]).alike}
                    assert alike and alike <= index.near(ws, one)
        assert len(index.near(ws, base[0])) < 120
