"""Paper: whatever was typed or handed in, letters and minutes are written, in a moment, and can be opened."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pymupdf
import pytest
from PIL import Image

from reviewer_app.errors import ReviewerError
from reviewer_app.workflow import calibrating_minutes, papers
from reviewer_app.workflow.letters import Letter, Section, write_docx

reader: Any = pymupdf
HOSTILE = "\ud800\x00\x0b\u202e<b>&amp;\n" + "x" * 200_000
LETTER = Letter(
    program="P",
    component="C",
    submission="R-1",
    candidate="c-1",
    attempt=1,
    on=date(2026, 11, 21),
    outcome="",
    reason="",
)


def test_signs_that_no_document_holds_are_left_out_and_words_without_end_can_be_broken() -> None:
    cleaned = papers.clean(HOSTILE)
    assert cleaned.startswith("<b>&amp; x")
    assert max(len(word) for word in cleaned.split()) == 400
    assert papers.escaped('a\x07 & "b"') == "a &amp; &quot;b&quot;"


def test_a_long_text_goes_on_over_the_pages_with_its_picture(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    body = '<p><img src="a.png" width="40"></p>' + "".join(f"<p>Line {n}</p>" for n in range(200))
    dest = tmp_path / "x.pdf"
    papers.write_pdf(body, "", {"a.png": picture.getvalue()}, dest, "write it")
    with reader.open(dest) as written:
        assert len(written) > 2
        assert len(written[0].get_images()) == 1
        assert "Line 199" in written[-1].get_text()
    before = dest.read_bytes()
    with pytest.raises(ReviewerError, match="already"):
        papers.write_pdf("<p>other</p>", "", {}, dest, "write it")
    assert dest.read_bytes() == before


def test_a_row_that_fits_no_page_ends_in_words(tmp_path: Path) -> None:
    with pytest.raises(ReviewerError) as caught:
        papers.write_pdf(f"<table><tr><td>{'word ' * 20_000}</td></tr></table>", "", {}, tmp_path / "x.pdf", "write it")
    assert caught.value.code == "too-long"
    assert list(tmp_path.iterdir()) == []


def test_hostile_words_reach_neither_letter_nor_minutes(tmp_path: Path) -> None:
    began = time.monotonic()
    write_docx(
        replace(LETTER, program=HOSTILE, sections=(Section(title=HOSTILE, result="3"),)), tmp_path / "letter.docx"
    )
    parts = (
        calibrating_minutes.Heading(text=HOSTILE, level=1),
        calibrating_minutes.Words(text=f"One\nTwo {HOSTILE}"),
        calibrating_minutes.Rows(rows=(("Who", "What"), ("Ana", HOSTILE))),
    )
    for name in ("minutes.docx", "minutes.pdf"):
        calibrating_minutes.write(parts, tmp_path / name)
    assert time.monotonic() - began < 20
    document: Any = docx.Document(str(tmp_path / "minutes.docx"))
    assert document.paragraphs[1].text.startswith("One\nTwo <b>")
    assert len(document.core_properties.title) == papers.TITLE_MOST
    with reader.open(tmp_path / "minutes.pdf") as written:
        assert "Ana" in "".join(page.get_text() for page in written)
