"""What letters and minutes share on paper: text that no typesetter chokes on, and pages of simple HTML as PDF."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reviewer_app.errors import ReviewerError
from reviewer_app.files import written_whole

_BROKEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What no document may hold, and what would turn the reading around."""
TITLE_MOST = 255  # characters of a Word document's title
_LINE, _CELL = 400, 40  # characters of the longest word: longer ones leave the page, or take a typesetter minutes
_CELL_MOST = 700  # characters of a table's cell: a row must fit on a page
_MOST_PAGES = 1000


def clean(text: str, longest: int = _LINE) -> str:
    """One line without the signs that no document may hold, or that turn the reading around; long words are broken."""
    return re.sub(rf"(\S{{{longest}}})(?=\S)", r"\1 ", _BROKEN.sub("", text.replace("\n", " ")))


def cell(text: str) -> str:
    """The same for a table's cell, which is cut where it would be higher than a page."""
    words = clean(text, _CELL)
    return words if len(words) <= _CELL_MOST else words[:_CELL_MOST].rstrip() + " …"


def escaped(text: str) -> str:
    """The same for HTML."""
    return html.escape(clean(text))


def write_pdf(body: str, css: str, pictures: Mapping[str, bytes], dest: Path, doing: str, *, side: float = 56) -> None:
    """Lay out ``body`` on A4 and write it; nothing is overwritten.

    ``pictures`` are PNGs by the name that ``body`` gives them, ``side`` is the left and right margin in points (the
    others are 56), ``doing`` is for the message when the file can't be written ("write the letter"). ReviewerError
    ``too-long`` over 1,000 pages: a row of a table that is higher than a page would be moved to the next one forever.
    """
    import pymupdf

    library: Any = pymupdf
    archive = library.Archive()
    for name, data in pictures.items():
        archive.add(data, name)
    story = library.Story(html=body, user_css=css, archive=archive)
    page = library.paper_rect("a4")
    inside = library.Rect(page.x0 + side, page.y0 + 56, page.x1 - side, page.y1 - 56)
    target = io.BytesIO()
    writer = library.DocumentWriter(target)
    more, pages = 1, 0
    while more:
        if pages == _MOST_PAGES:
            raise ReviewerError("This is too long to be written as a PDF.", hint="Write it as Word.", code="too-long")
        pages += 1
        device = writer.begin_page(page)
        more, _ = story.place(inside)
        story.draw(device)
        writer.end_page()
    writer.close()
    with written_whole(dest, doing) as file:
        file.write(target.getvalue())
