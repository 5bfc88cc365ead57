"""The letter: what it says and what it never says, in both its forms."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.domain.citation import Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import ItemId
from reviewer_app.errors import ReviewerError
from reviewer_app.workflow import deciding, scoring
from reviewer_app.workflow.letters import Letter, html_of, letter, letter_of, write_docx, write_pdf
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, SECRETS, SID, make_case, png

WORDS = "The plan is **clearly** made with <b>them</b>.\n- ask first\n- write it down & keep it\n1. then try"


def written(ws: Workspace) -> Letter:
    scoring.score(ws, SID, I1, 3)
    scoring.comment(ws, SID, I1, WORDS)
    scoring.note(ws, SID, I1, "Privately: is this hers?")
    scoring.cite(ws, SID, ItemId("0001"), Selector(time=TimeSpan(start=331_000, end=362_000)), I1, "asks first")
    scoring.cite(ws, SID, ItemId("0002"), Selector(page=2, quote=TextQuote(exact="When I asked")), I1)
    scoring.flag(ws, SID, "bad-sound", I2)
    scoring.comment(ws, SID, None, "Thank you; _well_ told.")
    return letter(ws, SID)


def words_of_pdf(path: Path) -> str:
    import pymupdf

    with pymupdf.open(path) as document:  # type: ignore[no-untyped-call]
        words = " ".join(page.get_text() for page in document)
    return " ".join(unicodedata.normalize("NFKC", words).split())


def test_both_forms_say_the_same_and_never_what_is_private(tmp_path: Path) -> None:
    from docx import Document

    with make_case(tmp_path) as ws:
        made = written(ws)
    write_docx(made, tmp_path / "letter.docx")
    write_pdf(made, tmp_path / "letter.pdf")
    document: Any = Document(str(tmp_path / "letter.docx"))
    word, pdf = " ".join(p.text for p in document.paragraphs), words_of_pdf(tmp_path / "letter.pdf")
    for wanted in (
        "clearly", "made with <b>them</b>.", "3 Meets", "05:31 to 06:02", "asks first", "page 2", "“When I asked”",
        "write it down & keep it", "Could not be scored", "Thank you; well told.", "R-0417", "C-2001", "It is seen.",
    ):  # fmt: skip
        assert wanted in word, wanted
        assert wanted in pdf, wanted
    for secret in ("Privately", "**", *SECRETS):
        assert secret not in word and secret not in pdf, secret
    bold = [r.text for p in document.paragraphs for r in p.runs if r.bold]
    assert "clearly" in bold
    assert [p.text for p in document.paragraphs if p.style.name == "List Number"] == ["then try"]


def test_lists_and_weights_are_in_the_html_and_typed_tags_are_not() -> None:
    from tests.domain.programs_made import program

    made = Letter(
        program=program().title, component="c", submission="R-1", candidate="C-1", attempt=2,
        on=date(2026, 11, 21), outcome="Met", reason="", note="<script>",
    )  # fmt: skip
    found = html_of(made)
    assert "&lt;script&gt;" in found and "attempt 2" in found and "November 21, 2026" in found


def test_a_draft_has_no_outcome_before_all_is_scored(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        scoring.score(ws, SID, I1, 3)
        assert (letter(ws, SID).outcome, letter(ws, SID).draft) == ("", True)
        scoring.score(ws, SID, I2, 3)
        deciding.finalise(ws, SID)
        assert (letter(ws, SID).outcome, letter(ws, SID).draft) == ("Demonstrated", False)


@pytest.mark.parametrize("allowed", [True, False])
def test_stills_come_along_only_where_the_program_allows(tmp_path: Path, allowed: bool) -> None:
    from dataclasses import replace

    with make_case(tmp_path) as ws:
        written(ws)
        desk = scoring.desk(ws, SID)
    program = replace(desk.program, feedback=replace(desk.program.feedback, stills=allowed))
    pictures = {desk.review.citations[0].id: png(40, 30)}
    made = letter_of(
        program, desk.component, desk.submission, desk.review, desk.verdict, desk.indicators,
        date(2026, 11, 21), pictures,
    )  # fmt: skip
    write_pdf(made, tmp_path / "letter.pdf")
    write_docx(made, tmp_path / "letter.docx")
    import pymupdf

    with pymupdf.open(tmp_path / "letter.pdf") as document:  # type: ignore[no-untyped-call]
        assert bool(document[0].get_images()) is allowed


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    with make_case(tmp_path) as ws:
        made = written(ws)
    write_pdf(made, tmp_path / "letter.pdf")
    with pytest.raises(ReviewerError, match="already"):
        write_pdf(made, tmp_path / "letter.pdf")
