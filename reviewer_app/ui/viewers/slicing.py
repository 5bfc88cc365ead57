"""A flowing document cut into slices that are each put on paper in a moment; pictures decoded beforehand.

Plain Python and QImage only, so that it may run on a reader's thread.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtGui import QImage

MOST_MARKUP = 12_000  # characters of HTML in a slice
MOST_CELLS = 180  # table cells in a slice
COLUMN_MOST, COLUMN_LEAST, SIGN = 220, 24, 8  # dots: of a column, and roughly of a letter
_PICTURE = re.compile(r'<img src="data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=]+)"/>')
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
_VOID = {"br", "img", "hr"}
_ROW = re.compile(r"(?=<tr\b)")
_CELL = re.compile(r"<t[dh]\b")
_CELL_START = re.compile(r"<(t[dh])\b([^>]*)>")
_ROWSPAN = re.compile(r'rowspan="(\d+)"')
_ANY_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Slice:
    """A piece of HTML; ``goes_on`` says that it is more rows of the table before."""

    html: str
    goes_on: bool = False

    @property
    def stands_alone(self) -> bool:
        """Whether it begins with a list or a table, which begin a block by themselves."""
        return self.html.startswith(("<ul", "<ol", "<table"))


@dataclass(frozen=True, slots=True)
class Sliced:
    """The slices in order, and the pictures by the names that stand for them in the HTML."""

    slices: tuple[Slice, ...]
    pictures: dict[str, QImage] = field(default_factory=dict)


def sliced(html: str) -> Sliced:
    """Cut inert HTML, as the readers give it, between its blocks and between the rows of long tables."""
    pictures: dict[str, QImage] = {}

    def name(match: re.Match[str]) -> str:
        try:
            image = QImage.fromData(base64.b64decode(match.group(1)))
        except (ValueError, binascii.Error):
            image = QImage()
        key = f"picture:{len(pictures)}"
        pictures[key] = image
        return f'<img src="{key}"/>'

    named = _PICTURE.sub(name, html)
    found: list[Slice] = []
    waiting: list[str] = []
    size = cells = 0
    for block in _blocks(named):
        count = len(_CELL.findall(block))
        if block.startswith("<table") and count > MOST_CELLS:
            found += _joined(waiting)
            waiting, size, cells = [], 0, 0
            found += _rows(block)
            continue
        if waiting and (size + len(block) > MOST_MARKUP or cells + count > MOST_CELLS):
            found += _joined(waiting)
            waiting, size, cells = [], 0, 0
        waiting.append(block)
        size, cells = size + len(block), cells + count
    found += _joined(waiting)
    return Sliced(tuple(found), pictures)


def _joined(blocks: list[str]) -> list[Slice]:
    return [Slice("".join(blocks))] if blocks else []


def _blocks(html: str) -> Iterator[str]:
    """The outermost elements, each with what follows it up to the next."""
    depth = start = 0
    for tag in _TAG.finditer(html):
        if tag.group(2).lower() in _VOID or tag.group(3).endswith("/"):
            continue
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        if depth == 0:
            yield html[start : tag.end()]
            start = tag.end()
    if html[start:].strip():
        yield html[start:]


def _rows(table: str) -> list[Slice]:
    """A long table as several with columns of the same widths; rows that a cell spans stay together."""
    if table.count("<table") > 1:
        return [Slice(table)]
    opening = table[: table.index(">") + 1]
    rows = _ROW.split(table[len(opening) : table.rindex("</table>")])
    rows = [r for r in rows if r.strip()]
    widths = _widths(rows)
    found: list[Slice] = []
    waiting: list[str] = []
    cells = hanging = 0
    for row in rows:
        hanging = max([hanging - 1, *(int(n) - 1 for n in _ROWSPAN.findall(row))])
        waiting.append(row)
        cells += len(_CELL.findall(row))
        if cells >= MOST_CELLS and hanging <= 0:
            found.append(Slice(_table(opening, waiting, widths), goes_on=bool(found)))
            waiting, cells = [], 0
    if waiting:
        found.append(Slice(_table(opening, waiting, widths), goes_on=bool(found)))
    return found


def _widths(rows: list[str]) -> list[int]:
    """A width for each column by its longest line of text, within bounds."""
    longest: list[int] = []
    for row in rows:
        for column, cell in enumerate(_CELL.split(row)[1:]):
            length = len(_ANY_TAG.sub("", cell.partition(">")[2]))
            if column == len(longest):
                longest.append(0)
            longest[column] = max(longest[column], length)
    return [max(COLUMN_LEAST, min(COLUMN_MOST, n * SIGN)) for n in longest]


def _table(opening: str, rows: list[str], widths: list[int]) -> str:
    """Rows as a table whose first row says how wide the columns are."""
    column = -1

    def wide(match: re.Match[str]) -> str:
        nonlocal column
        column += 1
        width = widths[column] if column < len(widths) and "colspan" not in match.group(2) else 0
        return f'<{match.group(1)}{match.group(2)} width="{width}">' if width else match.group(0)

    first = _CELL_START.sub(wide, rows[0])
    return f"{opening}{first}{''.join(rows[1:])}</table>"
