"""Excel workbooks as tables of values, read straight from their XML and never further than is shown.

Not by openpyxl: it stops at unknown style attributes, reads all shared strings whatever their size, and follows the
size that a sheet claims.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import islice
from typing import Any

from lxml import etree

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package
from reviewer_app.evidence.cellvalues import Formats, column_letters, column_number
from reviewer_app.evidence.package import R, Relation
from reviewer_app.evidence.pictures import Pictures
from reviewer_app.evidence.shown import Remarks, Shown, count, table

SHEETS = 50
ROWS = 1000  # of one sheet
COLUMNS = 50
CELLS = 14_000  # of all sheets
STRINGS = 200_000
_CHARACTERS = 4_000_000  # of all shared strings
_CELL_CHARACTERS = 4000
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CALLING = re.compile(r"\b(WEBSERVICE|HYPERLINK|FILTERXML|RTD|CALL|REGISTER(\.ID)?|EXEC)\s*\(|^[^'\"(]{1,40}\|", re.I)
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PARTS = {
    "xl/macrosheets/": "macros", "xl/activeX/": "controls",
    "xl/externalLinks/": "links to other workbooks", "xl/connections": "data connections",
    "xl/queryTables/": "data connections",
}  # fmt: skip


def convert(data: bytes) -> Shown:
    """The workbook as inert flowing text; BadInput when it is damaged or built to harm."""
    found = package.parts(data)
    if "xl/workbook.bin" in found:
        raise BadInput(
            "This is a binary Excel workbook (.xlsb) that can't be shown.",
            hint="Ask for it saved as .xlsx or PDF.",
            code="old-format",
        )
    main = package.main_part(found, "xl/workbook.xml")
    if main is None:
        raise BadInput(
            "This workbook has no list of sheets, so it can't be opened.",
            hint="Ask for a new copy of it.",
            code="damaged",
        )
    return _Book(found, main).shown()


@dataclass(slots=True)
class _Grid:
    """The cells of a sheet that are shown: HTML by row and column."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    columns: set[int] = field(default_factory=set)
    cut: bool = False


class _Book:
    """A workbook on its way to HTML."""

    def __init__(self, found: dict[str, bytes], main: str) -> None:
        self._found = found
        self._remarks = Remarks()
        self._pictures = Pictures()
        self._root = package.tree(found[main])
        self._relations = package.related(found, main)
        self._strings = self._shared_strings()
        self._formats = Formats(self._part("styles"), self._root)
        self._cells = CELLS
        self._charts = 0
        self._uncalculated = 0

    def shown(self) -> Shown:
        """The sheets as tables, in their order."""
        sheets = list(self._root.iter(f"{_S}sheet"))
        out: list[str] = []
        for sheet in sheets[:SHEETS]:
            out += self._sheet(sheet)
        remarks = self._remarks
        remarks.note("Cells show values, not the formulas behind them.")
        remarks.tally(self._charts, "chart is", "charts are")
        remarks.tally(self._uncalculated, "formula without a stored value is", "formulas without a stored value are")
        if package.has_entities(self._root):
            remarks.active.add("outside entities")
        self._active()
        limit = f"Only the first {SHEETS} sheets of {len(sheets):,} are shown." if len(sheets) > SHEETS else ""
        return remarks.shown("".join(out), limit)

    def _part(self, kind: str) -> bytes:
        for relation in self._relations.values():
            if relation.kind == kind and not relation.outside:
                return self._found.get(relation.target, b"")
        return b""

    def _shared_strings(self) -> list[str]:
        content = self._part("sharedStrings")
        if b"<!ENTITY" in content:
            package.tree(content)  # refuses what is built to grow
            self._remarks.active.add("outside entities")
        strings: list[str] = []
        characters = 0
        for item in _elements(content, f"{_S}si"):
            text = _text(item)
            characters += len(text)
            if len(strings) >= STRINGS or characters > _CHARACTERS:
                break
            strings.append(text)
        return strings

    def _sheet(self, sheet: Any) -> list[str]:
        title = str(sheet.get("name", ""))
        hidden = " (hidden)" if sheet.get("state", "visible") != "visible" else ""
        out = [f"<h2>{escape(self._remarks.uncounted(f'Sheet: {title}{hidden}'))}</h2>"]
        relation = self._relations.get(str(sheet.get(f"{R}id", "")))
        content = self._found.get(relation.target) if relation and not relation.outside else None
        if relation is None or content is None:
            self._remarks.missing.append(f"The sheet “{title[:60]}” is missing or damaged.")
            return out
        if relation.kind == "chartsheet":
            self._charts += 1
            return out
        grid = self._grid(content, title)
        if grid.rows:
            out.append(self._table(grid))
        if grid.cut:
            self._remarks.missing.append(f"Only a part of the sheet “{title[:60]}” is shown: it is too large.")
        out += self._beside(package.related(self._found, relation.target))
        return out

    def _grid(self, content: bytes, title: str) -> _Grid:
        grid = _Grid()
        if b"<!ENTITY" in content:
            package.tree(content)
            self._remarks.active.add("outside entities")
        number = 0
        try:
            for row in _elements(content, f"{_S}row", strict=True):
                given = str(row.get("r", ""))
                number = int(given) if given.isdigit() and len(given) < 9 else number + 1
                self._row(grid, number, row)
                if grid.cut:
                    break
        except BadInput:
            self._remarks.missing.append(f"The sheet “{title[:60]}” is damaged; what could be read is shown.")
        return grid

    def _row(self, grid: _Grid, number: int, row: Any) -> None:
        cells: dict[int, str] = {}
        for place, cell in enumerate(row.iter(f"{_S}c"), start=1):
            text = self._value(cell)
            column = column_number(str(cell.get("r", ""))) or place
            if not text:
                continue
            if column not in grid.columns and len(grid.columns) >= COLUMNS:
                grid.cut = True
                break
            grid.columns.add(column)
            cells[column] = escape(text)
        if not cells:
            return
        if len(grid.rows) >= ROWS or (len(grid.rows) + 1) * (len(grid.columns) + 1) > self._cells:
            grid.cut = True
            return
        grid.rows[number] = cells

    def _value(self, cell: Any) -> str:
        formula, value = cell.find(f"{_S}f"), cell.find(f"{_S}v")
        if formula is not None and _CALLING.search(formula.text or ""):
            self._remarks.active.add("formulas that would call out")
        kind = str(cell.get("t", "n"))
        if kind == "inlineStr":
            return _text(cell)[:_CELL_CHARACTERS]
        raw = (value.text or "") if value is not None else ""
        if formula is not None and not raw:
            self._uncalculated += 1
        if kind == "s":
            index = int(raw) if raw.isdigit() and len(raw) < 9 else -1
            if not 0 <= index < len(self._strings):
                missing = "Some texts of the workbook are missing or too many to be shown."
                if raw and missing not in self._remarks.missing:
                    self._remarks.missing.append(missing)
                return ""
            return self._strings[index][:_CELL_CHARACTERS]
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(raw, raw)
        return (self._formats.shown(raw, str(cell.get("s", "0"))) if kind == "n" else raw)[:_CELL_CHARACTERS]

    def _table(self, grid: _Grid) -> str:
        """The cells with the letters of their columns and the numbers of their rows; empty rows are left out."""
        columns = sorted(grid.columns)
        letters = [column_letters(c) for c in columns]
        rows = [["", *(f"<b>{letter}</b>" for letter in letters)]]
        for number, cells in grid.rows.items():
            rows.append([f"<b>{number}</b>", *(cells.get(c, "") for c in columns)])
            self._remarks.uncounted(str(number))
        self._remarks.uncounted(" ".join(letters))
        self._cells -= len(rows) * (len(columns) + 1)
        return table(rows)

    def _beside(self, relations: dict[str, Relation]) -> list[str]:
        """Comments and pictures of a sheet, after its table."""
        out: list[str] = []
        for relation in relations.values():
            content = b"" if relation.outside else self._found.get(relation.target, b"")
            if not content:
                continue
            if relation.kind in ("comments", "threadedComment"):
                out += self._comments(content)
            elif relation.kind == "drawing":
                out += self._drawing(relation.target, content)
        return out

    def _comments(self, content: bytes) -> list[str]:
        out = []
        for comment in islice(_elements(content, f"{_S}comment"), ROWS):
            words = " ".join(_text(comment).split())
            line = self._remarks.uncounted(f"[comment on {str(comment.get('ref', ''))[:12]}: {words}]")
            out.append(f"<p><i>{escape(line)}</i></p>")
        return out

    def _drawing(self, part: str, content: bytes) -> list[str]:
        out = []
        try:
            root = package.tree(content)
        except BadInput:
            self._remarks.lost_picture()
            return []
        self._remarks.tally(sum(1 for _ in root.iter(f"{_MATH}oMath")), "equation is", "equations are")
        for relation in package.related(self._found, part).values():
            self._charts += relation.kind in ("chart", "chartEx")
            self._remarks.tally(int(relation.kind == "diagramData"), "SmartArt drawing is", "SmartArt drawings are")
            if relation.kind == "image" and not relation.outside:
                data = self._found.get(relation.target)
                uri = self._pictures.show(data, self._remarks)
                out += [f'<p><img src="{uri}"/></p>'] if uri else []
        for paragraph in root.iter(f"{_A}p"):
            words = "".join(t.text or "" for t in paragraph.iter(f"{_A}t"))
            out += [f"<p>{escape(words)}</p>"] if words.strip() else []
        return out

    def _active(self) -> None:
        active = self._remarks.active
        objects = sum(1 for n in self._found if n.startswith("xl/embeddings/"))
        if objects:
            active.add(count(objects, "embedded object", "embedded objects"))
        for name in self._found:
            active.update(what for start, what in _PARTS.items() if name.startswith(start))
            if name.endswith("vbaProject.bin"):
                active.add("macros")
            if name.startswith("xl/externalLinks/") and b"ddeLink" in self._found[name]:
                active.add("a DDE link")
        for _, kind, target, outside in package.relations(self._found):
            if outside and kind == "hyperlink":
                self._remarks.link(target)
            elif outside and kind != "externalLinkPath":
                active.add(f"a linked {kind}" if re.fullmatch(r"[A-Za-z]{1,30}", kind) else "an outside reference")


def _elements(content: bytes, tag: str, *, strict: bool = False) -> Iterator[Any]:
    """The elements of that name, one at a time and let go again; what follows damage is left out or BadInput."""
    if not content:
        return
    steps = etree.iterparse(
        io.BytesIO(content), events=("end",), tag=tag, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_pis=True,
    )  # fmt: skip
    try:
        for _, node in steps:
            yield node
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
    except etree.XMLSyntaxError as error:
        if strict:
            raise package.damaged() from error


def _text(node: Any) -> str:
    """The text of a string or comment without its phonetic hints."""
    found = []
    for part in node.iter(f"{_S}t"):
        parent = part.getparent()
        if parent is None or parent.tag != f"{_S}rPh":
            found.append(part.text or "")
    return "".join(found)
