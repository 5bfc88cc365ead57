"""OpenDocument text, sheets and slides read straight from their XML: bounded, nothing run, nothing fetched.

The XML is walked here and not by odfpy, which spells out any number of asked spaces and stops at documents that other
programs open.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package
from reviewer_app.evidence.odfstyles import Styles, attribute, name_of
from reviewer_app.evidence.pictures import Pictures, kind_of
from reviewer_app.evidence.shown import Remarks, Shown, table

ROWS = 1000
COLUMNS = 50
CELLS = 15_000
PIECES = 400_000  # of HTML
_SPACES = 40
_SKIPPED = {
    "text:tracked-changes", "text:sequence-decls", "text:variable-decls", "text:user-field-decls", "office:forms",
    "text:table-of-content-source", "text:alphabetical-index-source", "text:illustration-index-source",
    "text:bibliography-source", "text:object-index-source", "text:user-index-source", "text:table-index-source",
    "svg:title", "svg:desc", "text:note-citation", "office:event-listeners", "presentation:date-time-decl",
    "presentation:footer-decl", "presentation:header-decl", "table:content-validations", "table:calculation-settings",
    "dc:creator", "dc:date", "meta:creator-initials", "meta:date-string", "text:bookmark", "table:shapes",
    "presentation:settings", "office:dde-source",
}  # fmt: skip
_CALLING = re.compile(r"\b(WEBSERVICE|HYPERLINK|DDE)\s*\(", re.I)


def convert(data: bytes) -> Shown:
    """The document as inert flowing text; BadInput when it is locked, damaged or built to harm."""
    found = package.parts(data)
    if b"encryption-data" in found.get("META-INF/manifest.xml", b""):
        raise BadInput(
            "This OpenDocument file is protected by a password, so it can't be opened.",
            hint="Ask for a copy without a password.",
            code="encrypted",
        )
    if "content.xml" not in found:
        raise BadInput(
            "This document has no text part, so it can't be opened.", hint="Ask for a new copy of it.", code="damaged"
        )
    root = package.tree(found["content.xml"])
    remarks = Remarks()
    writer = _Writer(found, root, remarks)
    writer.page_lines()
    bodies = [child for child in root if name_of(child) == "office:body"]
    for body in bodies or [root]:
        writer.children(body)
    writer.notes_at_the_end()
    _active(root, found, remarks)
    remarks.tally(writer.objects, "embedded object (a formula, chart or file) is", "embedded objects are")
    for kind in writer.missing:
        remarks.lost_picture(kind)
    return remarks.shown("".join(writer.out[:PIECES]))


def _active(root: Any, found: dict[str, bytes], remarks: Remarks) -> None:
    if package.has_entities(root):
        remarks.active.add("outside entities")
    if any(n.startswith(("Basic/", "Scripts/")) and not n.endswith(("script-lc.xml", "script-lb.xml")) for n in found):
        remarks.active.add("macros")
    for node in root.iter():
        name = name_of(node)
        if name in ("office:dde-source", "text:dde-connection-decl", "table:dde-link"):
            remarks.active.add("a DDE link")
        elif name in ("script:event-listener", "office:script", "presentation:event-listener", "text:script"):
            remarks.active.add("scripts")
        elif name == "text:section-source" and attribute(node, "xlink:href"):
            remarks.active.add("linked text")
        elif name in ("draw:plugin", "draw:applet", "draw:floating-frame"):
            remarks.active.add("embedded media or programs")


class _Writer:
    """Walks a document and writes plain HTML."""

    def __init__(self, found: dict[str, bytes], root: Any, remarks: Remarks) -> None:
        self.out: list[str] = []
        self.objects = 0
        self.missing: list[str] = []  # the kinds of pictures that are not shown
        self._found = found
        self._remarks = remarks
        self._pictures = Pictures()
        self._styles = Styles(root, found.get("styles.xml", b""))
        self._notes: list[tuple[str, Any]] = []
        self._slide = 0
        self._cells = CELLS
        self._lists: list[str] = []  # names of the styles of the lists we are in

    def children(self, node: Any) -> None:
        """Everything within a node, in order."""
        self._text(node.text)
        for child in node:
            self._node(child)
            self._text(child.tail)

    def page_lines(self) -> None:
        """Page headers and footers, marked as such."""
        for what, content in self._styles.page_lines:
            line = self._remarks.uncounted(f"[Page {what}: {content}]")
            self.out.append(f"<p><i>{escape(line)}</i></p>")

    def notes_at_the_end(self) -> None:
        """The footnotes, each with its number."""
        for mark, body in self._notes:
            self.out.append(f"<p><sup>[{escape(mark)}]</sup> ")
            for part in body:
                if name_of(part) == "text:p":  # in the line that its number began
                    self.children(part)
                    self._text(" ")
                else:
                    self._node(part)
            self.out.append("</p>")

    def _text(self, text: str | None) -> None:
        if text and len(self.out) <= PIECES:
            self.out.append(escape(text))

    def _node(self, node: Any) -> None:
        name = name_of(node)
        if not name or name in _SKIPPED or len(self.out) > PIECES:
            return
        wrapped = {"text:p": "p", "text:list-item": "li", "text:list-header": "li"}.get(name)
        method = getattr(self, "_" + name.replace(":", "_").replace("-", "_"), None)
        if wrapped:
            self._wrap(wrapped, node)
        elif method is not None:
            method(node)
        else:
            self.children(node)

    def _wrap(self, tag: str, node: Any) -> None:
        self.out.append(f"<{tag}>")
        self.children(node)
        self.out.append(f"</{tag}>")

    def _text_h(self, node: Any) -> None:
        level = attribute(node, "text:outline-level")
        self._wrap(f"h{min(max(1, int(level)), 6) if level.isdigit() and len(level) < 3 else 1}", node)

    def _text_list(self, node: Any) -> None:
        style = attribute(node, "text:style-name") or (self._lists[-1] if self._lists else "")
        self._lists.append(style)
        self._wrap("ol" if self._styles.numbered(style, len(self._lists)) else "ul", node)
        self._lists.pop()

    def _text_span(self, node: Any) -> None:
        tags = self._styles.tags(attribute(node, "text:style-name"))
        self.out += [f"<{tag}>" for tag in tags]
        self.children(node)
        self.out += [f"</{tag}>" for tag in reversed(tags)]

    def _text_s(self, node: Any) -> None:
        asked = _number(attribute(node, "text:c"), 1)
        if asked > 1000:
            self._remarks.note("Very long runs of spaces are shortened.")
        self.out.append("&nbsp;" * (min(asked, _SPACES) - 1) + " ")

    def _text_tab(self, node: Any) -> None:
        self.out.append("&nbsp;&nbsp; ")

    def _text_line_break(self, node: Any) -> None:
        self.out.append("<br/>")

    def _text_a(self, node: Any) -> None:
        self._remarks.link(attribute(node, "xlink:href"))
        self._wrap("u", node)

    def _text_note(self, node: Any) -> None:
        mark = str(len(self._notes) + 1)
        self._notes += [(mark, part) for part in node if name_of(part) == "text:note-body"]
        self.out.append(f"<sup>[{mark}]</sup>")

    def _office_annotation(self, node: Any) -> None:
        words = " ".join(_paragraphs(node))
        self.out.append(f"<i>{escape(self._remarks.uncounted(f'[comment: {words}]'))}</i>")

    def _text_change(self, node: Any) -> None:
        kind, words = self._styles.changes.get(attribute(node, "text:change-id"), ("", ""))
        if kind == "deletion":
            self.out.append(f"<del>{escape(self._remarks.uncounted(f'[deleted: {words}]'))}</del>")

    def _text_change_start(self, node: Any) -> None:
        if self._styles.changes.get(attribute(node, "text:change-id"), ("", ""))[0] == "insertion":
            self.out.append("<ins>" + self._remarks.uncounted("[inserted: "))

    def _text_change_end(self, node: Any) -> None:
        if self._styles.changes.get(attribute(node, "text:change-id"), ("", ""))[0] == "insertion":
            self.out.append("]</ins>")

    def _draw_frame(self, node: Any) -> None:
        """A frame holds the same thing in several forms: text, else a picture, else an object that is not shown."""
        forms = {name_of(child): child for child in reversed(list(node))}
        if "draw:text-box" in forms or "table:table" in forms:
            self.children(node)
            return
        before = len(self.missing)
        shown = "draw:image" in forms and self._image(forms["draw:image"])
        if ("draw:object" in forms or "draw:object-ole" in forms) and not shown:
            del self.missing[before:]
            self.objects += 1
        if "draw:object-ole" in forms:
            self._remarks.active.add("an embedded object")
        if "draw:plugin" in forms:
            self._remarks.note("A video or sound in it is not played.")

    def _draw_image(self, node: Any) -> None:
        self._image(node)

    def _image(self, node: Any) -> bool:
        href = attribute(node, "xlink:href")
        data = self._found.get(href.removeprefix("./"))
        if data is None and ":" in href:
            self._remarks.active.add("a linked picture")
        uri = self._pictures.uri(data) if data is not None else ""
        if not uri:
            self.missing.append(kind_of(data or b""))
        if uri:
            self.out.append(f'<img src="{uri}"/>')
        return bool(uri)

    def _draw_page(self, node: Any) -> None:
        self._slide += 1
        titles = [frame for frame in node if attribute(frame, "presentation:class") == "title"][:1]
        title = " ".join(line for frame in titles for line in _paragraphs(frame) if line)
        mark = self._remarks.uncounted(f"Slide {self._slide}")
        self.out.append(f"<h2>{mark}{': ' + escape(title) if title else ''}</h2>")
        for child in node:
            if child not in titles:
                self._node(child)

    def _presentation_notes(self, node: Any) -> None:
        words = [line for line in _paragraphs(node) if line.strip() and line != "<number>"]
        if words:
            lines = "".join(f"<p>{escape(line)}</p>" for line in words)
            self.out.append(f"<blockquote><p><b>{self._remarks.uncounted('Notes')}</b></p>{lines}</blockquote>")

    def _table_table(self, node: Any) -> None:
        title = attribute(node, "table:name")
        if name_of(node.getparent()) == "office:spreadsheet":
            self.out.append(f"<h2>{escape(self._remarks.uncounted(f'Sheet: {title}'))}</h2>")
            self._remarks.note("Cells show values, not the formulas behind them.")
        held, self.out = self.out, []
        rows = self._rows(node)
        held.append(table(rows) if rows else "")
        self.out = held

    def _rows(self, node: Any) -> list[list[str]]:
        """The rows as cells of HTML; empty cells at the end of rows and empty rows at the end are left out."""
        rows: list[list[str]] = []
        for row in _own(node, "table:table-row"):
            cells = self._row(row)
            times = _number(attribute(row, "table:number-rows-repeated"), 1) if cells else 1
            for _ in range(min(times, ROWS)):
                if len(rows) >= ROWS or self._cells <= 0:
                    if cells and "Only a part of a large table is shown." not in self._remarks.missing:
                        self._remarks.missing.append("Only a part of a large table is shown.")
                    break
                rows.append(cells)
                self._cells -= len(cells)
        while rows and not any(rows[-1]):
            rows.pop()
        return rows

    def _row(self, row: Any) -> list[str]:
        cells: list[str] = []
        for cell in row:
            if name_of(cell) not in ("table:table-cell", "table:covered-table-cell"):
                continue
            if _CALLING.search(attribute(cell, "table:formula")):
                self._remarks.active.add("formulas that would call out")
            self.out = []
            self.children(cell)
            times = _number(attribute(cell, "table:number-columns-repeated"), 1)
            cells += ["".join(self.out)] * min(times, COLUMNS + 1 - len(cells))
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > COLUMNS:
            self._remarks.note(f"Only the first {COLUMNS} columns are shown.")
        return cells[:COLUMNS]


def _own(node: Any, name: str) -> list[Any]:
    """A table's rows: those in its row groups too, those of tables within it not."""
    found: list[Any] = []
    for child in node:
        kind = name_of(child)
        if kind == name:
            found.append(child)
        elif kind in ("table:table-rows", "table:table-header-rows", "table:table-row-group"):
            found += _own(child, name)
    return found


def _number(text: str, default: int) -> int:
    if not (text.isascii() and text.isdigit()):
        return default
    return max(1, int(text)) if len(text) < 10 else 10**9


def _paragraphs(node: Any) -> list[str]:
    return [" ".join("".join(p.itertext()).split()) for p in node.iter() if name_of(p) in ("text:p", "text:h")]
