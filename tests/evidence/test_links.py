"""Outline and links of a PDF: where they are and where they would lead, for showing only."""

from __future__ import annotations

import importlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.errors import BadInput
from reviewer_app.evidence.values import Link
from reviewer_app.evidence.worker import Readers
from tests.evidence import made


def linked(rotation: int = 0) -> bytes:
    pymupdf: Any = importlib.import_module("pymupdf")
    document = pymupdf.open()
    for _ in range(3):
        document.new_page(width=200, height=100)
    page = document[0]
    box = pymupdf.Rect(20, 10, 60, 30)
    page.insert_link({"kind": pymupdf.LINK_URI, "from": box, "uri": "http://example.org/a"})
    page.insert_link(
        {"kind": pymupdf.LINK_GOTO, "from": pymupdf.Rect(20, 40, 60, 60), "page": 2, "to": pymupdf.Point(0, 0)}
    )
    page.insert_link({"kind": pymupdf.LINK_LAUNCH, "from": pymupdf.Rect(20, 60, 60, 80), "file": "calc.exe"})
    page.set_rotation(rotation)
    document.set_toc([[1, "Plan", 1], [2, "First lesson", 2], [1, "Work", 3]])
    return bytes(document.tobytes())


def test_links_say_where_they_lead(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a.pdf", linked())
    found = {(link.page, link.target, link.runs) for link in readers.links(file, 1)}
    assert found == {(0, "http://example.org/a", False), (3, "", False), (0, "calc.exe", True)}
    [web] = [link for link in readers.links(file, 1) if link.target.startswith("http")]
    assert (web.x0, web.y0, web.x1, web.y1) == pytest.approx((0.1, 0.1, 0.3, 0.3), abs=0.01)
    assert readers.links(file, 2) == ()


def test_a_turned_page_has_its_links_where_they_show(tmp_path: Path, readers: Readers) -> None:
    def web(rotation: int) -> Link:
        found = readers.links(made.saved(tmp_path, f"{rotation}.pdf", linked(rotation)), 1)
        return next(link for link in found if link.target.startswith("http"))

    turned = web(90)  # clockwise: what was at the left is at the top, what was at the top is at the right
    assert (turned.x0, turned.y0, turned.x1, turned.y1) == pytest.approx((0.7, 0.1, 0.9, 0.3), abs=0.01)


def test_the_outline_has_its_levels(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a.pdf", linked())
    found = [(h.level, h.title, h.page) for h in readers.outline(file)]
    assert found == [(1, "Plan", 1), (2, "First lesson", 2), (1, "Work", 3)]
    assert readers.outline(made.saved(tmp_path, "b.pdf", made.pdf(("One",)))) == ()


def test_a_locked_pdf_wants_its_password_for_them_too(tmp_path: Path, readers: Readers) -> None:
    file = made.saved(tmp_path, "a.pdf", made.pdf(("One", "Two"), password="secret"))
    for ask in (readers.outline, lambda f: readers.links(f, 1)):
        with pytest.raises(BadInput) as caught:
            ask(file)
        assert caught.value.code == "encrypted"
    assert len(readers.outline(file, password="secret")) == 2
    assert readers.links(file, 1, password="secret") == ()


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["file_url_link.pdf", "gen-openaction-uri.pdf", "cyclic-toc.pdf", "issue6010_1.pdf"])
def test_hostile_ones_are_answered(corpus: Path, name: str, readers: Readers) -> None:
    file = made.recipe(corpus / "hostile-pdf" / name)
    for ask in (readers.outline, lambda f: readers.links(f, 1)):
        with suppress(BadInput):
            assert isinstance(ask(file), tuple)
    assert readers.probe(file).media_type == "application/pdf", "the reader is still there"
