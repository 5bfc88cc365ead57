"""A long document comes in pieces that a text browser lays out one after another without halting."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor, QTextDocument

from reviewer_app.evidence.html import inert
from reviewer_app.evidence.values import Flow
from reviewer_app.evidence.worker import Readers
from tests.evidence import made

HALT = 0.4  # seconds for one piece, on a busy machine; it takes about 0.02


def in_pieces(flow: Flow) -> tuple[str, float]:
    """What a text browser has after all pieces, and the seconds that the slowest took."""
    document = QTextDocument()
    document.setTextWidth(700)
    slowest = 0.0
    for number, piece in enumerate(flow.blocks):
        began = time.perf_counter()
        cursor = QTextCursor(document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if number and not piece.startswith("<table"):
            cursor.insertBlock()
        if number:
            cursor.insertHtml(piece)
        else:
            document.setHtml(piece)
        document.size()
        slowest = max(slowest, time.perf_counter() - began)
    return document.toPlainText(), slowest


def flowing(html: str) -> Flow:
    found = inert(html)
    return Flow(html=found.html, text=found.text, breaks=found.breaks)


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("<p>Short.</p><table><tr><td>1</td><td>2</td></tr></table>", 1),
        ("<h1>Long</h1>" + "<p>A line of it.</p>" * 1900, 4),
        ("<p>Before</p><table>" + "<tr><td>a</td><td>b</td><td>c</td></tr>" * 700 + "</table><p>After</p>", 5),
        ("<ul>" + "<li>one</li>" * 1200 + "</ul><p>After</p>", 2),
        ("<table>" + f"<tr><td>{'word ' * 800}</td></tr>" * 40 + "</table>", 4),
        ("<p>x</p>" * 500, 1),
    ],
)
def test_pieces_make_the_same_text(qapp: object, html: str, pieces: int) -> None:
    flow = flowing(html)
    assert len(flow.blocks) == pieces
    assert "".join(flow.blocks) == flow.html
    assert in_pieces(flow)[0] == flow.text


def test_a_cell_across_rows_is_not_torn(qapp: object) -> None:
    rows = '<tr><td rowspan="400">tall</td><td>a</td></tr>' + "<tr><td>b</td></tr>" * 399
    flow = flowing(f"<table>{rows * 2}</table>")
    assert flow.html.count('rowspan="400"') == 2
    assert in_pieces(flow)[0] == flow.text


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name",
    [
        "hostile-docx/gen-table-3000x60.docx",
        "hostile-text/gen-lines-500k.txt",
        "hostile-office/poc-shared-strings.xlsx",
    ],
)
def test_the_largest_never_halt(corpus: Path, name: str, readers: Readers, qapp: object) -> None:
    flow = readers.flow(made.recipe(corpus / name))
    text, slowest = in_pieces(flow)
    assert len(flow.blocks) > 5
    assert text == flow.text
    assert slowest < HALT
