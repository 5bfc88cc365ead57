"""The left column says what is to be known before scoring."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer_app.domain.ids import ItemId, SubmissionId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.evidence.values import Probe, Status
from reviewer_app.ui.review.build import build
from reviewer_app.ui.review.evidence_list import EvidenceList, ItemButton
from reviewer_app.ui.review.items import item_detail
from reviewer_app.ui.review.pointer import Pointer
from reviewer_app.ui.review.remarks import remarks_of
from reviewer_app.ui.review.state import SaveState
from reviewer_app.workflow import intake, packing
from reviewer_app.workflow.desk import desk
from reviewer_app.workflow.deskvalues import Duplicate
from reviewer_app.workspace import Workspace
from tests.builders import (
    FILES,
    SID,
    FixedClock,
    make_case,
    make_folder,
    make_package,
    make_programs,
    make_workspace,
    submission_text,
)

pytestmark = pytest.mark.gui


def shown(ws: Workspace, qtbot: QtBot) -> EvidenceList:
    column = EvidenceList()
    qtbot.addWidget(column)
    column.resize(220, 800)
    column.render_list(build(desk(ws, SID), {}, SaveState(text=""), Pointer(), date(2026, 11, 21)))
    column.show()
    return column


def test_what_is_missing_is_said_before_scoring(tmp_path: Path, qtbot: QtBot) -> None:
    lines = [x for x in submission_text().splitlines() if "work.png" not in x]
    package = make_package(tmp_path / "p.zip", text="\n".join(lines) + "\n")
    with make_workspace(tmp_path / "ws") as ws:
        assert intake.intake(ws, [package]).added == (SID,)
        column = shown(ws, qtbot)
        assert column.remarks.isVisible()
        title = desk(ws, SID).submission.evidence[0].title
        assert column.remarks.lines == (
            "Student work: 0 items, at least 1 asked for.",
            f"A person's name may be in the file name of “{title}”. It is not shown here.",
        )


def test_nothing_is_said_where_nothing_is_missing(tmp_path: Path, qtbot: QtBot) -> None:
    plain = {"reflection.txt" if "reflection" in name else name: data for name, data in FILES.items()}
    text = submission_text().replace("Maria Lopez reflection.txt", "reflection.txt")
    folder = make_folder(tmp_path / "plain.folder", text, plain)
    programs = make_programs(tmp_path / "programs")
    packing.pack(folder, tmp_path / "p.zip", signer=None, clock=FixedClock(salt=3), programs=programs)
    with make_workspace(tmp_path / "ws") as ws:
        assert intake.intake(ws, [tmp_path / "p.zip"]).added == (SID,)
        assert not shown(ws, qtbot).remarks.isVisible()


@pytest.mark.parametrize(
    ("media_type", "said"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word · 12 words"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "Slides · 12 words"),
        ("application/vnd.oasis.opendocument.spreadsheet", "Table · 12 words"),
        ("application/rtf", "Document · 12 words"),
    ],
)
def test_a_document_is_called_what_it_is(media_type: str, said: str) -> None:
    item = EvidenceItem(
        id=ItemId("0001"), title="Plan", kind=Kind.DOCUMENT, media_type=media_type, path="", sha256="", size=1
    )
    probe = Probe(kind=Kind.DOCUMENT, media_type=media_type, status=Status.OPEN, words=12)
    assert item_detail(item, probe) == said


def test_captions_are_told_on_a_line_of_their_own(tmp_path: Path, qtbot: QtBot) -> None:
    item = EvidenceItem(id=ItemId("0001"), path="x", kind=Kind.VIDEO, sha256="0" * 64, size=1, media_type="", title="T")
    probe = Probe(kind=Kind.VIDEO, media_type="video/mp4", status=Status.OPEN, duration_ms=1_122_000, captions=1)
    assert item_detail(item, probe) == "Video · 18:42 · captions"
    with make_case(tmp_path) as ws:
        row = replace(
            build(desk(ws, SID), {}, SaveState(text=""), Pointer(), date(2026, 11, 21)).items[0], detail="Video"
        )
        button = ItemButton(row)
        qtbot.addWidget(button)
        low = button.sizeHint().height()
        button.show_row(replace(row, detail=item_detail(item, probe)))
        assert button.sizeHint().height() > low
        assert "captions" in button.accessibleName()


def test_a_long_title_is_told_whole_on_a_second_line(tmp_path: Path, qtbot: QtBot) -> None:
    with make_case(tmp_path) as ws:
        column = shown(ws, qtbot)
        state = build(desk(ws, SID), {}, SaveState(text=""), Pointer(), date(2026, 11, 21))
        first = state.items[0]
        button = column.button(first.id)
        assert button is not None
        low = button.height()
        column.render_list(replace(state, items=(replace(first, title="Second family conference"), *state.items[1:])))
        qtbot.waitUntil(lambda: button.height() > low)
        column.resize(460, 800)
        qtbot.waitUntil(lambda: button.height() == low)


REMARKS = (
    Reason(code="too-little", text="Student work: 0 items, at least 1 asked for."),
    Reason(code="name-in-file-name", text="Item 0001: its own file name may hold a name. It is not shown here."),
    Reason(code="locked", text="Item 0002 is locked with a password."),
    Reason(code="name-in-file-name", text="Item 0002: its own file name may hold a name. It is not shown here."),
    Reason(code="too-long", text="Video: item 0001 is 16:02 long, at most 15 min asked for."),
)


def test_items_are_told_by_title_and_the_like_of_several_in_one_line(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        found = desk(ws, SID)
        first, second = found.submission.evidence[:2]
        again = tuple(
            Duplicate(
                item=first.id,
                other=SubmissionId(f"R-{n:04d}"),
                percent=100,
                exact=True,
                same_candidate=True,
                text=f"Item {first.id} is the very same file as item 0001 of R-{n:04d}, of the same candidate.",
            )
            for n in range(301, 307)
        )
        near = replace(
            again[0], exact=False, percent=92, text="Item 0001 is 92 % like item 0002 of R-0400, of another candidate."
        )
        said = remarks_of(replace(found, remarks=REMARKS, duplicates=(*again, near)))
    one, two = f"“{first.title}”", f"“{second.title}”"
    assert said == (
        "Student work: 0 items, at least 1 asked for.",
        f"{two} is locked with a password.",
        f"Video: {one} is 16:02 long, at most 15 min asked for.",
        f"A person's name may be in the file name of {one} and {two}. It is not shown here.",
        f"{one} is 92\u00a0% like one in R-0400, of another candidate.",
        f"{one} is the very same file as one in R-0301, R-0302, R-0303 and 3 others, of the same candidate.",
    )
