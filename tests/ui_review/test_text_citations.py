"""Cited words come back: after leaving, on another machine, at another size, across parts; else it is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from reviewer_app.domain.citation import Citation, Selector, TextQuote
from reviewer_app.domain.ids import IndicatorId, ItemId
from reviewer_app.workflow import scoring
from reviewer_app.workspace import Workspace
from tests.builders import FixedClock
from tests.evidence import made
from tests.evidence.madeoffice import pptx, shape, slide
from tests.ui_review.conftest import Hands
from tests.ui_review.material import EMOJI_LINE, REFLECTION, SID
from tests.ui_review.still import Bench
from tests.ui_review.test_document import choose, opened, table_page

pytestmark = pytest.mark.gui


def select(viewer: Any, words: str, more: str = "") -> str:
    """Select from the first of these words to the last of the others; what is selected."""
    sheet = viewer.sheet
    start = sheet.document().find(words)
    assert not start.isNull(), words
    end = sheet.document().find(more or words, start.selectionStart())
    cursor = QTextCursor(sheet.document())
    cursor.setPosition(start.selectionStart())
    cursor.setPosition(end.selectionEnd(), QTextCursor.MoveMode.KeepAnchor)
    sheet.setTextCursor(cursor)
    return str(viewer.selected_text())


def the_one(hands: Hands) -> Citation:
    (found,) = hands.desk.review.citations
    return found


def test_words_are_found_again_after_leaving_and_on_another_machine(hands: Hands, qtbot: QtBot, tmp_path: Path) -> None:
    hands.open()
    viewer = hands.viewer(REFLECTION)
    hands.until(lambda: viewer.complete)
    words = select(viewer, "🙏” and we both")
    viewer.bar.cite.click()
    hands.rest()
    citation = the_one(hands)
    assert citation.selector.quote is not None and citation.selector.quote.exact == words
    hands.view.leave()
    hands.rest().open()
    viewer = hands.viewer(REFLECTION)
    hands.presenter.jump(citation.id)
    hands.until(lambda: viewer.complete and viewer.selected_text() == words)
    shutil.copytree(hands.ws.root, tmp_path / "other", ignore=shutil.ignore_patterns(".lock"))
    with Workspace.open(tmp_path / "other", clock=FixedClock(salt=5)) as ws:
        there = Hands(qtbot, ws)
        there.view.resize(1100, 640)
        there.open()
        again = there.viewer(REFLECTION)
        for _ in range(4):
            again.zoom_by(1)
        there.presenter.jump(citation.id)
        there.until(lambda: again.complete and again.selected_text() == words)
        assert again.sheet.viewport().rect().intersects(again.sheet.cursorRect())
        there.close()
    assert words in EMOJI_LINE


def test_words_that_are_not_there_any_more_are_said_on_the_desk(hands: Hands) -> None:
    quote = TextQuote(exact="never written by anybody", start=3, end=27)
    scoring.cite(hands.ws, SID, ItemId(REFLECTION), Selector(quote=quote), IndicatorId("3.1"))
    hands.open()
    viewer = hands.viewer(REFLECTION)
    hands.until(lambda: viewer.complete)
    said: list[str] = []
    viewer.said.connect(said.append)
    hands.presenter.jump(the_one(hands).id)
    hands.until(lambda: said)
    assert "can't be found" in said[-1] and viewer.selected_text() == ""


def paragraphs(folder: Path) -> Path:
    body = "".join(made.para(f"Paragraph {n}: what was seen in week {n}.") for n in range(60))
    return made_file(folder / "a.docx", made.docx(body))


def presentation(folder: Path) -> Path:
    return made_file(folder / "a.pptx", pptx(slide(shape("One\nfirst point")), slide(shape("Two\nsecond point"))))


def made_file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


CROSSING: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "paragraphs": (paragraphs, "in week 7", "Paragraph 9"),
    "slides": (presentation, "first point", "second point"),
    "pieces of a long table": (lambda folder: table_page(folder / "a.html", 300, 10), "r15 c2", "r40 c3"),
}


@pytest.mark.parametrize("case", CROSSING)
def test_a_quote_may_cross_parts_and_is_found_in_another_window(bench: Bench, tmp_path: Path, case: str) -> None:
    make, first, last = CROSSING[case]
    path = make(tmp_path)
    viewer = opened(bench, path)
    words = select(viewer, first, last)
    assert first in words and last in words and "\n" in words and not set("\ufdd0\ufdd1\u2029") & set(words)
    found = viewer.here()
    assert first in found.quote.exact and last in found.quote.exact
    bench.drop(viewer)
    other = bench.show(path, (380, 420))
    other.zoom_by(1)
    other.go_to(found)
    bench.until(lambda: other.complete and other.selected_text() == words)
    choose(other, first)
    other.zoom_by(0)
    bench.until(lambda: other.complete)
    other.go_to(found)
    assert other.selected_text() == words and other.here() == found
