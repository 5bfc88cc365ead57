"""What is to be known before scoring, from a package's file to the words on the desk: each thing alone, none unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui.review.remarks import remarks_of
from reviewer_app.workflow import deciding, holding, intake, measuring, packing, scoring
from reviewer_app.workflow.deskvalues import QueueState
from reviewer_app.workspace import Workspace
from tests.builders import FixedClock, make_folder, make_workspace, png, program_text, submission_text
from tests.ui_review.material import write_clip
from tests.workflow.test_measuring import WORDS, pdf_by

REQUIREMENTS = """\
      - {id: reflection, title: Reflection, kinds: [text, pdf, document], minimum: 1, max_words: 400, max_pages: 2}
      - {id: work, title: Student work, kinds: [image], minimum: 1, maximum: 2}
      - {id: clip, title: Clip, kinds: [video], minimum: 0, max_minutes: 1}
      - {id: site, title: Site, kinds: [link], minimum: 0, snapshot: true}
"""
ASKED = """\
statements:
  - {code: own-work, text: This is my own work.}
  - {code: releases-on-file, text: Releases are on file., when_seen: true, instead: [faces-blurred]}
"""
GIVEN = (
    "statements:\n  - {code: own-work, text: My own work., given: true}\n"
    "  - {code: releases-on-file, text: Releases., given: true}\n"
)
LINK = b"[InternetShortcut]\nURL=https://example.org/page\n"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A package and the sentence that the desk says of it; empty: none. ``held``: it is held for that by itself.

    ``also``: what the readers have to say of such a file.
    """

    files: Mapping[str, bytes]
    said: str = ""
    also: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    statements: str = GIVEN
    candidate: str = "C-1"
    held: bool = False


def photo(size: tuple[int, int] = (320, 240), kind: str = "png") -> bytes:
    """Work with something on it, as it was saved."""
    import io

    picture = Image.new("RGB", (320, 240), (230, 220, 190))
    draw = ImageDraw.Draw(picture)
    for n in range(9):
        draw.line((20, 20 + n * 24, 300 - n * 20, 30 + n * 22), fill=(40, 50, 90), width=4)
    draw.ellipse((180, 120, 300, 230), outline=(160, 60, 50), width=8)
    target = io.BytesIO()
    picture.resize(size).save(target, kind)
    return target.getvalue()


@cache
def clip(seconds: int) -> bytes:
    """A recording so long."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return write_clip(Path(folder) / "clip.mp4", seconds * 2, 2, width=64, height=48, code=False).read_bytes()


def text(n: int) -> bytes:
    """A text that is like no other."""
    return "\n".join(f"tale{n}of{k} told by nobody{k * n}" for k in range(50)).encode()


def cases() -> dict[str, Case]:
    return {
        "nothing": Case(files={"notes.txt": text(1), "work.png": png(12, 9, 33)}),
        "missing": Case(files={"notes.txt": text(2)}, said="Student work: 0 items, at least 1 asked for."),
        "too many": Case(
            files={"notes.txt": text(3), **{f"w{n}.png": png(9 + n, 5, 44) for n in range(3)}},
            said="Student work: 3 items, at most 2 asked for.",
        ),
        "too many words": Case(
            files={"notes.txt": b"\n".join([text(4)] * 3), "work.png": png(5, 5, 55)},
            said="Reflection: “Notes” has 600 words, at most 400 asked for.",
        ),
        "too many pages": Case(
            files={"plan.pdf": pages(3), "work.png": png(5, 6, 56)},
            said="Reflection: “Plan” has 3 pages, at most 2 asked for.",
        ),
        "too long": Case(
            files={"notes.txt": text(5), "work.png": png(5, 7, 57), "clip.mp4": clip(63)},
            said="Clip: “Clip” is 1:03 long, at most 1 min asked for.",
        ),
        "wrong kind": Case(
            files={"notes.txt": text(6), "work.png": png(5, 8, 58), "more.zzz": b"\x01\x02\x03" * 99},
            said="“More” is other: not asked for.",
            also="“More” can't be shown.",
        ),
        "unplayable": Case(
            files={"notes.txt": text(7), "work.png": png(5, 9, 59), "clip.mp4": clip(2)[:700]},
            said="“Clip” can't be shown.",
        ),
        "bare link": Case(
            files={"notes.txt": text(8), "work.png": png(5, 10, 60), "page.url": LINK},
            said="Site: a link without a picture of what it showed.",
            also="“Page” can't be shown.",
        ),
        "name in a file name": Case(
            files={"Maria Lopez.txt": text(9), "work.png": png(5, 11, 61)},
            titles={"Maria Lopez.txt": "Notes"},
            said="A person's name may be in the file name of “Notes”. It is not shown here.",
        ),
        "name in the properties": Case(
            files={"plan.pdf": pdf_by("Maria Lopez"), "work.png": png(5, 12, 62)},
            said="A person's name is in the document properties of “Plan”. It is not shown here.",
        ),
        "no own-work statement": Case(
            files={"notes.txt": text(10), "work.png": png(5, 13, 63)},
            statements="statements:\n  - {code: releases-on-file, text: Releases., given: true}\n",
            said="This statement is missing: This is my own work.",
        ),
        "no consent": Case(
            files={"notes.txt": text(11), "work.png": png(5, 14, 64)},
            statements=GIVEN.replace("Releases., given: true", "Releases of all children., given: false"),
            said="Not confirmed: Releases of all children.",
        ),
        "a first file": Case(
            files={"notes.txt": text(14), "work.png": png(5, 18, 68)},
            said="“Notes” is the very same file as one in R-015, of another candidate.",
        ),
        "the very file": Case(
            files={"notes.txt": text(14), "work.png": png(5, 15, 65)},
            candidate="C-2",
            held=True,
            said="“Notes” is the very same file as one in R-014, of another candidate.",
        ),
        "a first picture": Case(
            files={"notes.txt": text(12), "work.png": photo()}, said="like one in R-017, of another candidate."
        ),
        "near-duplicate picture": Case(
            files={"notes.txt": text(13), "work.jpg": photo((240, 180), "jpeg")},
            candidate="C-3",
            said="like one in R-016, of another candidate.",
        ),
        "a first text": Case(
            files={"notes.txt": WORDS.encode(), "work.png": png(5, 16, 66)},
            said="like one in R-019, of another candidate.",
        ),
        "near-duplicate text": Case(
            files={"notes.txt": (WORDS + " and thank you").encode(), "work.png": png(5, 17, 67)},
            candidate="C-4",
            said="like one in R-018, of another candidate.",
        ),
    }


def pages(count: int) -> bytes:
    """A PDF of so many pages."""
    import pymupdf

    open_new: Any = pymupdf.open
    document = open_new()
    for n in range(count):
        document.new_page().insert_text((72, 72), f"Page {n + 1} of what was planned")
    data: bytes = document.tobytes()
    return data


CASES = cases()
LABELS = {name: SubmissionId(f"R-{n:03}") for n, name in enumerate(CASES, 1)}


def package(ws: Workspace, root: Path, name: str, salt: int) -> Path:
    """The package's file, as the office makes it."""
    case, sid = CASES[name], LABELS[name]
    head = submission_text(sid).replace("C-2001", case.candidate)
    titles = {f: case.titles.get(f, f.partition(".")[0].capitalize()) for f in case.files}
    lines = "".join(f"  - {{file: {f}, title: {titles[f]}}}\n" for f in case.files)
    made = head[: head.index("evidence:")] + f"evidence:\n{lines}{case.statements}"
    folder = make_folder(root / sid, made, dict(case.files))
    packing.pack(folder, root / f"{sid}.zip", signer=None, clock=FixedClock(salt=salt), programs=ws.programs)
    return root / f"{sid}.zip"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with all of them taken in and measured."""
    root = tmp_path_factory.mktemp("before")
    with make_workspace(root / "ws") as ws, Readers(children=1) as readers:
        whole = program_text()
        start, end = whole.index("      - {id: reflection"), whole.index("  - id: look")
        path = ws.root / "programs" / "test-program.yaml"
        path.write_text(whole[:start] + REQUIREMENTS + whole[end:] + ASKED, encoding="utf-8")
        for n, name in enumerate(CASES, 1):
            result = intake.intake(ws, [package(ws, root, name, n)])
            assert result.added == (LABELS[name],), result
            measuring.measure(ws, LABELS[name], readers)
    return root / "ws"


@pytest.mark.parametrize("name", CASES)
def test_the_desk_says_it_and_nothing_else(here: Path, name: str) -> None:
    case, sid = CASES[name], LABELS[name]
    with Workspace.open(here) as ws:
        desk = scoring.desk(ws, sid)
        told = remarks_of(desk)
        if not case.said:
            assert told == ()
        else:
            assert len(told) == 1 + bool(case.also) and case.said in told[0] and case.also in told[-1], told
        assert [h.kind for h in desk.holds] == ([HoldKind.INTEGRITY] if case.held else [])
        assert "Maria" not in repr(desk) and "Lopez" not in repr(told)
        (row,) = (r for r in scoring.queue(ws) if r.submission == sid)
        assert row.state is (QueueState.HOLD if case.held else QueueState.TO_SCORE), "told, and never scored for it"
        assert not desk.review.scores and not desk.review.conditions


def test_a_conflict_is_declared_and_another_reviewer_takes_it(here: Path) -> None:
    sid = LABELS["nothing"]
    with Workspace.open(here) as ws:
        mine = ws.key_id
        holding.declare_conflict(ws, sid, "I taught with the candidate.")
        (row,) = (r for r in scoring.queue(ws) if r.submission == sid)
        assert (row.state, row.waiting_on) == (QueueState.FINALISED, "another reviewer")
        assert deciding.decision_of(ws, sid).outcome is Outcome.INCOMPLETE
        ws.become(ws.add_identity("Reviewer 18").id)
        (row,) = (r for r in scoring.queue(ws) if r.submission == sid)
        assert (row.state, row.waiting_on) == (QueueState.TO_SCORE, "")
        assert remarks_of(scoring.desk(ws, sid)) == () and scoring.desk(ws, sid).review.conditions == ()
        ws.become(mine)
