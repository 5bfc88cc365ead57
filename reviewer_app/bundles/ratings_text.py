"""The text of a ratings file, and CSV with comma, semicolon or tab to a sheet of cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from reviewer_app.bundles.ratings_cells import MOST_SHOWN, NOT_SCORED, number_of
from reviewer_app.bundles.ratings_table import Sheet
from reviewer_app.domain.agreement.table import Scale, category_text
from reviewer_app.errors import BadInput, Problem

_MAGIC = {
    b"PK\x03\x04": "This is a zip file or a workbook, not a CSV file.",
    b"%PDF": "This is a PDF, not a CSV file.",
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook, not a CSV file.",
}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def bad(code: str, message: str, hint: str = "", where: str = "") -> BadInput:
    """The refusal of a file for one reason."""
    problem = Problem(code=code, message=message, hint=hint, where=where)
    return BadInput(message, hint=hint, code=code, problems=(problem,))


def decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text (UTF-8, UTF-16 with its mark, else Windows-1252 with a note); BadInput for what is no text."""
    for magic, message in _MAGIC.items():
        if data.startswith(magic):
            raise bad("not-a-table", message, "Save the table as CSV and give that file.")
    coding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(coding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        note = Problem(
            code="old-encoding", message="The file is not UTF-8; it was read as Windows text.", severity="note"
        )
        return _checked(text), (note,)
    return _checked(text), ()


def _checked(text: str) -> str:
    if "\x00" in text:
        raise bad("not-a-table", "This file is not text.", "Give a CSV or JSON file.")
    if not text.strip():
        raise bad("no-rows", "The file is empty.", "Give one row per submission and one column per reviewer.")
    return text


def read_sheet(text: str, scale: Scale | None) -> Sheet:
    """The cells of a CSV text; BadInput for ragged rows and the like."""
    rows, lines = _rows(text)
    named = _is_heading(rows[0], scale)
    width = _width(rows[0]) if named else max(_width(row) for row in rows)
    columns = _columns(rows[0][:width]) if named else [f"R{c + 1}" for c in range(width)]
    body, places = (rows[1:], lines[1:]) if named else (rows, lines)
    problems: list[Problem] = []
    cells = []
    for row, line in zip(body, places, strict=True):
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            than = "the heading has" if named else "the longest row has"
            message = f"This row has {len(row)} cells where {than} {width}."
            hint = "Keep a separator for each empty cell."
            problems.append(Problem(code="ragged-row", message=message, hint=hint, where=f"row {line}"))
        cells.append(row[:width])
    if problems:
        more = len(problems) - MOST_SHOWN
        if more > 0:
            problems[MOST_SHOWN:] = [Problem(code="more-rows", message=f"And {more:,} more rows of another length.")]
        raise BadInput("Rows have different lengths.", code="bad-table", problems=tuple(problems))
    return Sheet(columns=tuple(columns), rows=cells, lines=places, named=named)


def _rows(text: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows, lines = [], []
    try:
        for row in reader:
            if any(cell.strip() for cell in row) or len(row) > 1:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        where = f"row {reader.line_num}"
        raise bad("not-a-table", f"The CSV can't be read: {error}.", "Check the quotation marks.", where) from error
    return rows, lines


def _separator(text: str) -> str:
    """The separator that splits the first lines into most cells."""
    head = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    return max(",;\t", key=lambda mark: (sum(min(line.count(mark), 1) for line in head), head[0].count(mark)))


def _width(row: Sequence[str]) -> int:
    """How many cells there are without empty ones at the end of a heading."""
    width = len(row)
    while width > 1 and not row[width - 1].strip():
        width -= 1
    return width


def _is_heading(row: Sequence[str], scale: Scale | None) -> bool:
    """Whether the first row names columns: something in it is neither a number, a level, nor a sign for missing."""
    if number_of(row[0]) is not None:
        return False
    levels = {category_text(c).casefold() for c in scale.categories} if scale is not None else set()
    for cell in row:
        text = cell.strip()
        if text.lower() not in NOT_SCORED and number_of(text) is None and text.casefold() not in levels:
            return True
    return False


def _columns(row: Sequence[str]) -> list[str]:
    return [cell.strip() if cell.strip() or not place else f"column {place + 1}" for place, cell in enumerate(row)]
