"""Flowing documents in their viewer: filled slice by slice, searched, counted, cited and found again."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from reviewer_app.domain.citation import Selector, TextQuote
from reviewer_app.domain.selectors import from_annotation, to_annotation
from reviewer_app.evidence.html import inert
from reviewer_app.ui.viewers.slicing import sliced
from reviewer_app.ui.viewers.word_count import counted
from tests.stalls import Stalls, calm_at_work
from tests.ui_review.still import Bench, mark

pytestmark = pytest.mark.gui


def essay(path: Path, paragraphs: int = 40) -> Path:
    """Headings, a list, a table, a picture, and many paragraphs with emoji."""
    document: Any = Document()
    document.core_properties.author = "Maria Lopez"
    document.add_heading("Reflection", 1)
    document.add_paragraph("Ask first", style="List Bullet")
    document.add_paragraph("Listen", style="List Bullet")
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = f"cell {number}"
    picture = io.BytesIO()
    Image.new("RGB", (600, 200), "navy").save(picture, "PNG")
    document.add_picture(io.BytesIO(picture.getvalue()))
    for number in range(paragraphs):
        document.add_paragraph(f"Paragraph {number}: families 👩‍👧 said what would help in week {number}. " * 3)
    document.save(str(path))
    return path


def table_page(path: Path, rows: int, columns: int) -> Path:
    cells = "".join(f"<tr>{''.join(f'<td>r{r} c{c} words</td>' for c in range(columns))}</tr>" for r in range(rows))
    path.write_text(f"<html><body><h1>Table</h1><table>{cells}</table><p>The end.</p></body></html>", "utf-8")
    return path


def opened(bench: Bench, path: Path, **more: Any) -> Any:
    viewer = bench.show(path, **more)
    bench.until(lambda: viewer.complete)
    bench.rest()
    return viewer


def choose(viewer: Any, words: str) -> None:
    cursor = viewer.sheet.document().find(words)
    assert not cursor.isNull()
    viewer.sheet.setTextCursor(cursor)


def look_of(sheet: Any) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    block = sheet.document().begin()
    while block.isValid():
        look = block.blockFormat()
        if block.text():
            found.append(
                (block.text(), look.headingLevel(), look.bottomMargin(), look.lineHeight(), bool(block.textList()))
            )
        block = block.next()
    return found


def test_slice_by_slice_it_looks_as_at_once(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = essay(tmp_path / "essay.docx")
    whole = opened(bench, path)
    assert whole.sheet._put <= 3
    monkeypatch.setattr("reviewer_app.ui.viewers.slicing.MOST_MARKUP", 80)
    pieces = opened(bench, path)
    assert pieces.sheet._put > 40
    assert look_of(pieces.sheet) == look_of(whole.sheet)
    assert len(pieces.sheet._pictures) == len(whole.sheet._pictures) == 1
    assert pieces.sheet.toPlainText().split() == whole.sheet.toPlainText().split()


def test_a_picture_takes_no_more_room_than_it_needs(bench: Bench, tmp_path: Path) -> None:
    sheet = opened(bench, essay(tmp_path / "essay.docx")).sheet
    ((place, natural),) = sheet._pictures
    block = sheet.document().findBlock(place)
    assert sheet.document().documentLayout().blockBoundingRect(block).height() < natural.height() + 30


def test_a_huge_table_never_holds_up_the_window(bench: Bench, tmp_path: Path) -> None:
    viewer = bench.show(table_page(tmp_path / "big.html", 3000, 60))
    gaps: list[float] = []  # seconds of work between two beats: other programs take the processor away, too
    last = time.thread_time()

    def beat() -> None:
        nonlocal last
        now = time.thread_time()
        gaps.append(now - last)
        last = now

    pulse = QTimer()
    pulse.timeout.connect(beat)
    bench.until(lambda: viewer.sheet.share < 1 or viewer.complete)
    last = time.thread_time()
    pulse.start(1)
    bench.until(lambda: viewer.complete, timeout=60_000)
    pulse.stop()
    assert max(gaps) < 0.25, "20,000 cells at once take far longer"
    assert sum(g > 0.08 for g in gaps) < len(gaps) / 20
    assert "r300 c59 words" in viewer.sheet.toPlainText()
    choose(viewer, "r300 c59 words")
    quote = viewer.here().quote
    assert viewer._flow.text[quote.start : quote.end] == "r300 c59 words" == quote.exact


def test_rows_that_belong_together_are_not_parted() -> None:
    cells = "<td>x</td>" * 59
    rows = f'<tr><td rowspan="6">a</td>{cells}</tr>' + f"<tr>{cells}</tr>" * 5 + f"<tr><td>b</td>{cells}</tr>" * 9
    pieces = sliced(inert(f"<table>{rows}</table>").html).slices
    assert len(pieces) > 2 and pieces[1].goes_on and not pieces[0].goes_on
    assert pieces[0].html.count("<tr") >= 6
    assert sum(p.html.count("<tr") for p in pieces) == 15
    widths = [p.html.split('width="')[1].split('"')[0] for p in pieces]
    assert len(set(widths)) == 1, "the columns of all pieces stand below each other"


def test_a_quote_survives_size_and_another_machine(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, essay(tmp_path / "a.docx"))
    words = "families 👩‍👧 said what would help in week 31."
    choose(viewer, words)
    found = viewer.here()
    assert found.quote.exact == words
    kept = from_annotation(to_annotation(found))
    viewer.clear_choice()
    for _ in range(3):
        viewer.zoom_by(1)
    viewer.go_to(kept)
    assert viewer.selected_text() == words
    other = bench.show(essay(tmp_path / "b.docx"), (420, 400))
    other.go_to(kept)
    bench.until(lambda: other.complete)
    assert other.selected_text() == words
    assert other.sheet.viewport().rect().contains(other.sheet.cursorRect().center())
    other.go_to(Selector(quote=TextQuote(exact="never written")))
    assert "can't be found" in bench.told[-1]


def test_zoom_keeps_what_is_at_the_top(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, essay(tmp_path / "a.docx"))
    choose(viewer, "Paragraph 20")
    viewer.go_to(viewer.here())
    first = viewer.sheet.cursorForPosition(QPoint(60, 4)).block().text()[:12]
    viewer.zoom_by(1)
    viewer.zoom_by(1)
    assert viewer.sheet.cursorForPosition(QPoint(60, 12)).block().text()[:12] == first


def test_search_counts_marks_and_goes_round(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, essay(tmp_path / "a.docx"))
    viewer.open_search()
    QTest.keyClicks(viewer.bar.search, "Week 7.")
    bench.rest()
    assert viewer.bar.said.text() == "1 of 3" and len(viewer.sheet.ticks.hits) == 3
    assert viewer.selected_text() == "week 7."
    assert len(viewer.sheet.extraSelections()) == 3
    bench.keys(viewer.bar.search, "Shift+Return")
    assert viewer.bar.said.text() == "3 of 3"
    bench.keys(viewer.bar.search, "Return")
    assert viewer.bar.said.text() == "1 of 3"
    bench.until(lambda: 0.2 < viewer.sheet.ticks.hits[0] < 0.5)
    viewer.bar.search.clear()
    QTest.keyClicks(viewer.bar.search, "a")
    bench.rest()
    assert len(viewer.sheet.ticks.hits) > 400 > len(viewer.sheet.extraSelections()) > 0, "those in view"
    bench.keys(viewer.bar.search, "Escape")
    assert viewer.sheet.extraSelections() == [] and viewer.sheet.ticks.hits == ()


def test_words_are_counted_against_the_programs_limits(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, essay(tmp_path / "a.docx"), words_allowed=(None, 1000))
    assert viewer.bar.count.text() == f"{viewer._flow.words:,} words · limit 1,000"
    assert viewer.bar.count.property("role") == "caution" and viewer.bar.count.isVisible()
    assert counted(1, None, None) == ("1 word", False)
    assert counted(320, 500, 900) == ("320 words · limit 900 · at least 500", True)
    assert counted(600, 500, 900) == ("600 words · limit 900", False)


def test_a_name_in_the_properties_is_pointed_at_and_never_said(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, essay(tmp_path / "a.docx"))
    assert viewer.notes.isVisible() and "A name is visible in the file's properties." in viewer.notes.lines()
    assert "Lopez" not in viewer.notes.text() + viewer.sheet.toPlainText()


def test_a_wrong_extension_is_said(bench: Bench, tmp_path: Path) -> None:
    path = essay(tmp_path / "a.docx").rename(tmp_path / "essay.pdf")
    viewer = opened(bench, path)
    assert any("name ends in .pdf" in line for line in viewer.notes.lines())
    assert "essay" not in viewer.notes.text()


def test_only_one_indicators_marks(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, essay(tmp_path / "a.docx"))
    one, two = (Selector(quote=TextQuote(exact=f"help in week {n}.")) for n in (1, 2))
    viewer.show_marks((mark(one), mark(two, "3.2", 1)))
    assert len(viewer.sheet.extraSelections()) == 2 == len(viewer.sheet.ticks.marks)
    viewer.show_only(viewer.marks[0].indicator)
    assert len(viewer.sheet.extraSelections()) == 1 == len(viewer.sheet.ticks.marks)


def test_words_by_the_keyboard(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, essay(tmp_path / "a.docx"))
    viewer.sheet.setFocus()
    bench.keys(viewer.sheet, "Ctrl+Shift+Right")
    assert viewer.selected_text().strip() == "Reflection"
    top = viewer.sheet.verticalScrollBar().value()
    bench.keys(viewer.sheet, "PgDown")
    assert viewer.sheet.verticalScrollBar().value() > top + 200
    bench.keys(viewer.sheet, "Escape", "Ctrl++")
    assert viewer.sheet.document().defaultFont().pixelSize() > 15
    assert viewer.sheet.textCursor().movePosition(QTextCursor.MoveOperation.Right)


@pytest.mark.serial
def test_the_text_of_a_huge_table_grows_without_holding_the_window(bench: Bench, tmp_path: Path) -> None:
    viewer = bench.show(table_page(tmp_path / "big.html", 2000, 10))
    bench.until(lambda: viewer.complete, timeout=60_000)
    choose(viewer, "r1200 c4 words")
    quote = viewer.here()
    viewer.show_marks((mark(quote),))
    bar = viewer.sheet.verticalScrollBar()
    bar.setValue(bar.value() + viewer.sheet.cursorRect().top())

    def at_top() -> str:
        return str(viewer.sheet.cursorForPosition(QPoint(60, 12)).block().text()).partition(" ")[0]

    def grow(stalls: Stalls) -> None:
        for way in (1, 0):
            stalls.do(lambda way=way: viewer.zoom_by(way), f"zoom {way}", 200)  # type: ignore[misc]
            stalls.until(lambda: viewer.complete)

    top = at_top()
    assert top == "r1200"
    calm_at_work(grow, 0.075)  # 50 ms, and half more: work takes longer where caches are shared
    bench.until(lambda: at_top() == top, 2_000)  # what was at the top stays there
    assert len(viewer.sheet.extraSelections()) == 1, "the citation's highlight is back"
    viewer.zoom_by(1)
    assert not viewer.complete and viewer.here() is None
    viewer.zoom_by(1)  # while it still comes
    viewer.go_to(quote)
    bench.until(lambda: viewer.complete, timeout=60_000)
    assert viewer.selected_text() == "r1200 c4 words" and viewer.here() == quote
