"""The texts in ``words/`` as Word documents and PDFs. Same text in, same bytes out."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx.shared import Cm, Pt
from markdown_it import MarkdownIt
from markdown_it.token import Token

pymupdf: Any = importlib.import_module("pymupdf")
Document: Any = importlib.import_module("docx").Document
WORDS = Path(__file__).parent / "words"
STAMP = (2026, 10, 30, 9, 0, 0)
_NOTE = re.compile(r"\[\^(\d+)\]")
_NOTE_TEXT = re.compile(r"^\[\^(\d+)\]: (.*)$", re.M)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CSS = """
body { font-family: serif; font-size: 11pt; line-height: 1.45; }
h1 { font-size: 19pt; margin-bottom: 8pt; } h2 { font-size: 13.5pt; margin-top: 14pt; margin-bottom: 4pt; }
p { margin-top: 0; margin-bottom: 7pt; } td, th { border: 0.5pt solid #888; padding: 4pt; text-align: left; }
table { border-collapse: collapse; }
"""


def words(name: str) -> str:
    """One of the texts, as Markdown."""
    return (WORDS / f"{name}.md").read_text(encoding="utf-8")


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


class _Word:
    """Builds one Word document from Markdown tokens."""

    def __init__(self, pictures: dict[str, bytes]) -> None:
        self.document = Document()
        self._pictures = pictures
        self._style = "Normal"
        self._lists: list[str] = []
        self._rows: list[list[Token]] | None = None
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = "Georgia", Pt(11)

    def read(self, tokens: list[Token]) -> None:
        """Append what the tokens say."""
        for token in tokens:
            if token.type == "heading_open":
                self._style = "Title" if token.tag == "h1" else "Heading 1"
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                self._lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self._lists.pop()
            elif token.type == "table_open":
                self._rows = []
            elif token.type == "tr_open" and self._rows is not None:
                self._rows.append([])
            elif token.type == "table_close":
                self._table()
            elif token.type == "inline":
                self._inline(token)

    def _inline(self, token: Token) -> None:
        if self._rows is not None:
            self._rows[-1].append(token)
            return
        paragraph = self.document.add_paragraph(style=self._lists[-1] if self._lists else self._style)
        self._runs(paragraph, token.children or [])
        self._style = "Normal"

    def _runs(self, paragraph: Any, tokens: list[Token]) -> None:
        bold = italic = False
        for token in tokens:
            if token.type in ("strong_open", "strong_close"):
                bold = token.type == "strong_open"
            elif token.type in ("em_open", "em_close"):
                italic = token.type == "em_open"
            elif token.type == "image":
                name = str(token.attrs["src"]).partition(":")[2]
                paragraph.add_run().add_picture(io.BytesIO(self._pictures[name]), width=Cm(9))
                self.document.add_paragraph(token.content, style="Caption")
            elif token.content or token.type == "softbreak":
                for number, part in enumerate(_NOTE.split(token.content or " ")):
                    run = paragraph.add_run(f"@note{part}@" if number % 2 else part)
                    run.bold, run.italic = bold or None, italic or None

    def _table(self) -> None:
        rows = self._rows or []
        self._rows = None
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for row, tokens in zip(table.rows, rows, strict=True):
            for cell, token in zip(row.cells, tokens, strict=True):
                self._runs(cell.paragraphs[0], token.children or [])
        self.document.add_paragraph()


def docx(name: str, dest: Path, pictures: dict[str, bytes] | None = None) -> None:
    """A text as a Word document, with footnotes where it has any."""
    source = words(name)
    notes = dict(_NOTE_TEXT.findall(source))
    word = _Word(pictures or {})
    word.read(_markdown().parse(_NOTE_TEXT.sub("", source)))
    properties = word.document.core_properties
    properties.author, properties.last_modified_by, properties.title, properties.comments = "", "", "", ""
    data = io.BytesIO()
    word.document.save(data)
    dest.write_bytes(_settled(data.getvalue(), notes))


def _settled(data: bytes, notes: dict[str, str]) -> bytes:
    """The package with its footnotes put in and every date the same."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in sorted(old.infolist(), key=lambda e: e.filename):
            content = old.read(entry)
            change = _CHANGES.get(entry.filename)
            if change is not None:
                content = change(content.decode("utf-8"), notes).encode("utf-8")
            new.writestr(zipfile.ZipInfo(entry.filename, STAMP), content, zipfile.ZIP_DEFLATED)
        if notes:
            new.writestr(zipfile.ZipInfo("word/footnotes.xml", STAMP), _footnotes(notes), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _footnotes(notes: dict[str, str]) -> str:
    body = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>' for n, text in notes.items()
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {_W}>{body}</w:footnotes>'


def _with_references(xml: str, notes: dict[str, str]) -> str:
    raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    return re.sub(r"<w:t>@note(\d+)@</w:t>", rf'{raised}<w:footnoteReference w:id="\1"/>', xml)


def _with_relation(xml: str, notes: dict[str, str]) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relation = f'<Relationship Id="rIdNotes" Type="{kind}" Target="footnotes.xml"/>' if notes else ""
    return xml.replace("</Relationships>", relation + "</Relationships>")


def _with_type(xml: str, notes: dict[str, str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/>' if notes else ""
    return xml.replace("</Types>", override + "</Types>")


def _without_dates(xml: str, notes: dict[str, str]) -> str:
    return re.sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", r"\g<1>2026-10-30T09:00:00Z", xml)


_CHANGES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "word/document.xml": _with_references,
    "word/_rels/document.xml.rels": _with_relation,
    "[Content_Types].xml": _with_type,
    "docProps/core.xml": _without_dates,
}


def pdf(name: str, dest: Path) -> None:
    """A text as a PDF on letter pages."""
    html = _markdown().render(_NOTE.sub("", _NOTE_TEXT.sub("", words(name))))
    data = io.BytesIO()
    writer = pymupdf.DocumentWriter(data)
    story = pymupdf.Story(html=html, user_css=_CSS)
    page = pymupdf.paper_rect("letter")
    more = True
    while more:
        device = writer.begin_page(page)
        more, _ = story.place((*(a + b for a, b in zip(page, (72, 64, -72, -64), strict=True)),))
        story.draw(device)
        writer.end_page()
    writer.close()
    with pymupdf.open(stream=data.getvalue(), filetype="pdf") as document:
        save_pdf(document, dest)


def save_pdf(document: Any, dest: Path) -> None:
    """Write a PDF without dates, producer or chance."""
    document.set_metadata({})
    document.subset_fonts()
    document.save(dest, garbage=4, deflate=True, no_new_id=True)
