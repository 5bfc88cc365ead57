"""PowerPoint presentations slide by slide: titles, text, tables, pictures, notes; read straight from their XML.

Not by python-pptx: it stops at a missing part, where the other slides can still be shown.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from lxml import etree

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package
from reviewer_app.evidence.package import R, Relation
from reviewer_app.evidence.pictures import Pictures
from reviewer_app.evidence.shown import Remarks, Shown, count, table

SLIDES = 500
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_BULLETED = ("body", "", "obj")
_SILENT = ("dt", "ftr", "sldNum", "hdr", "sldImg")
_LEVELS = 8


def convert(data: bytes) -> Shown:
    """The presentation as inert flowing text; BadInput when it is damaged or built to harm."""
    found = package.parts(data)
    main = package.main_part(found, "ppt/presentation.xml")
    if main is None:
        raise BadInput(
            "This presentation has no list of slides, so it can't be opened.",
            hint="Ask for a new copy of it.",
            code="damaged",
        )
    root, relations = package.tree(found[main]), package.related(found, main)
    remarks, pictures = Remarks(), Pictures()
    out: list[str] = []
    order = [relations.get(str(s.get(f"{R}id", ""))) for s in root.iter(f"{_P}sldId")]
    for number, relation in enumerate(order[:SLIDES], start=1):
        slide = _Slide(found, relation.target if relation else "", number, remarks, pictures)
        out += slide.html()
    if package.has_entities(root):
        remarks.active.add("outside entities")
    _active(found, remarks)
    limit = f"Only the first {SLIDES} slides of {len(order):,} are shown." if len(order) > SLIDES else ""
    return remarks.shown("".join(out), limit)


def _active(found: dict[str, bytes], remarks: Remarks) -> None:
    if any(n.endswith("vbaProject.bin") for n in found):
        remarks.active.add("macros")
    objects = sum(1 for n in found if n.startswith("ppt/embeddings/"))
    if objects:
        remarks.active.add(count(objects, "embedded object", "embedded objects"))
    if any(n.startswith("ppt/activeX/") for n in found):
        remarks.active.add("controls")
    for _, kind, target, outside in package.relations(found):
        if kind == "hyperlink" and outside:
            remarks.link(target)
        elif outside:
            remarks.active.add(f"a linked {kind}" if re.fullmatch(r"[A-Za-z]{1,30}", kind) else "an outside reference")


class _Slide:
    """One slide, written in the order of its shapes."""

    def __init__(self, found: dict[str, bytes], part: str, number: int, remarks: Remarks, pictures: Pictures) -> None:
        self._found, self._part, self._number = found, part, number
        self._remarks, self._pictures = remarks, pictures
        self._relations: dict[str, Relation] = package.related(found, part) if part else {}
        self._out: list[str] = []
        self._title = ""

    def html(self) -> list[str]:
        """The slide's HTML, with its notes and comments."""
        try:
            root = package.tree(self._found[self._part])
        except (BadInput, KeyError):
            self._remarks.missing.append(f"Slide {self._number} is damaged and not shown.")
            return [self._heading("", False)]
        if package.has_entities(root):
            self._remarks.active.add("outside entities")
        for shape in root.iter(f"{_P}spTree"):
            self._shapes(shape)
            break
        if next(root.iter(f"{_P}timing"), None) is not None:
            self._remarks.note("Animations are not shown.")
        for click in root.iter(f"{_A}hlinkClick", f"{_A}hlinkHover"):
            if str(click.get("action", "")).startswith(("ppaction://program", "ppaction://macro", "ppaction://ole")):
                self._remarks.active.add("a click that starts a program or macro")
        self._beside()
        return [self._heading(self._title, root.get("show") == "0"), *self._out]

    def _heading(self, title: str, hidden: bool) -> str:
        mark = self._remarks.uncounted(f"Slide {self._number}" + (" (hidden)" if hidden else ""))
        return f"<h2>{mark}{': ' + escape(title) if title else ''}</h2>"

    def _shapes(self, node: Any) -> None:
        for shape in node:
            kind = shape.tag if isinstance(shape.tag, str) else ""
            if kind in (f"{_P}sp", f"{_P}cxnSp"):
                self._text_shape(shape)
            elif kind == f"{_P}pic":
                self._picture(shape)
            elif kind == f"{_P}graphicFrame":
                self._graphic(shape)
            elif kind == f"{_MC}AlternateContent":
                self._alternative(shape)
            elif kind in (f"{_P}grpSp", f"{_MC}Choice", f"{_MC}Fallback"):
                self._shapes(shape)
            elif kind == f"{_P}contentPart":
                self._remarks.note("Handwriting is not shown.")

    def _alternative(self, node: Any) -> None:
        """The first form that shows anything."""
        equations = sum(1 for _ in node.iter(f"{_MATH}oMath"))
        self._remarks.tally(equations, "equation is", "equations are")
        before = len(self._out)
        for form in node:
            self._shapes(form)
            if len(self._out) > before:
                break

    def _text_shape(self, shape: Any) -> None:
        place = next(shape.iter(f"{_P}ph"), None)
        kind = str(place.get("type", "")) if place is not None else "free"
        body = shape.find(f"{_P}txBody")
        if body is None or kind in _SILENT:
            return
        if kind in ("title", "ctrTitle") and not self._title:
            self._title = " ".join(" ".join(_plain(p) for p in body.iter(f"{_A}p")).split())
            return
        self._out.append(_paragraphs(body, bulleted=kind in _BULLETED))

    def _picture(self, shape: Any) -> None:
        if any(True for _ in shape.iter(f"{_A}videoFile", f"{_A}audioFile", f"{_A}quickTimeFile", f"{_A}wavAudioFile")):
            self._remarks.note("A video or sound in it is not played; its still picture is shown.")
        for blip in shape.iter(f"{_A}blip"):
            relation = self._relations.get(str(blip.get(f"{R}embed", "")))
            data = self._found.get(relation.target) if relation and not relation.outside else None
            uri = self._pictures.show(data, self._remarks)
            if uri:
                self._out.append(f'<p><img src="{uri}"/></p>')
            return

    def _graphic(self, frame: Any) -> None:
        for grid in frame.iter(f"{_A}tbl"):
            rows = [[_cell(cell) for cell in row.iter(f"{_A}tc")] for row in grid.iter(f"{_A}tr")]
            self._out.append(table(rows))
            return
        for ids in frame.iter(f"{_DIAGRAM}relIds"):
            self._diagram(str(ids.get(f"{R}dm", "")))
            return
        data = frame.find(f".//{_A}graphicData")
        address = str(data.get("uri", "")) if data is not None else ""
        if address.endswith("/chart") or "chartex" in address:
            self._remarks.tally(1, "chart is", "charts are")
        else:
            self._picture(frame)

    def _diagram(self, identity: str) -> None:
        """The texts of a SmartArt drawing as a list."""
        relation = self._relations.get(identity)
        self._remarks.note("SmartArt drawings are shown as lists of their texts.")
        if relation is None or relation.target not in self._found:
            return
        try:
            root = package.tree(self._found[relation.target])
        except BadInput:
            return
        lines = [" ".join(_plain(p).split()) for p in root.iter(f"{_A}p")]
        self._out.append("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines if line) + "</ul>")

    def _beside(self) -> None:
        """Comments and the speaker's notes."""
        for relation in self._relations.values():
            content = b"" if relation.outside else self._found.get(relation.target, b"")
            if relation.kind not in ("notesSlide", "comments") or not content:
                continue
            try:
                root = package.tree(content)
            except BadInput:
                self._remarks.missing.append(f"The notes or comments of slide {self._number} are damaged.")
                continue
            if relation.kind == "notesSlide":
                self._notes(root)
            else:
                for comment in _comments(root):
                    line = self._remarks.uncounted(f"[comment: {comment}]")
                    self._out.append(f"<p><i>{escape(line)}</i></p>")

    def _notes(self, root: Any) -> None:
        bodies = []
        for shape in root.iter(f"{_P}sp"):
            place = next(shape.iter(f"{_P}ph"), None)
            body = shape.find(f"{_P}txBody")
            if body is not None and (place is None or place.get("type") not in _SILENT):
                bodies.append(_paragraphs(body, bulleted=False))
        if any(bodies):
            mark = self._remarks.uncounted("Speaker's notes")
            self._out.append(f"<blockquote><p><b>{mark}</b></p>{''.join(bodies)}</blockquote>")


def _comments(root: Any) -> list[str]:
    """Comments of the old form (``p:text``) and of the new (a text body)."""
    lines = [" ".join((t.text or "").split()) for t in root.iter(f"{_P}text")]
    lines += [" ".join(_plain(p).split()) for p in root.iter(f"{_A}p")]
    return [line for line in lines if line]


def _plain(paragraph: Any) -> str:
    parts = []
    for node in paragraph.iter(f"{_A}t", f"{_A}br"):
        parts.append(" " if node.tag == f"{_A}br" else node.text or "")
    return "".join(parts)


def _cell(cell: Any) -> str:
    return "".join(_paragraphs(body, bulleted=False) for body in cell.iter(f"{_A}txBody"))


def _paragraphs(body: Any, *, bulleted: bool) -> str:
    """The paragraphs of a text body; bulleted ones as lists by their level."""
    out: list[str] = []
    depth = 0
    for paragraph in body.iter(f"{_A}p"):
        line = _line(paragraph)
        if not line:
            continue
        level = _level(paragraph, bulleted)
        out += ["<ul>"] * (level - depth) + ["</ul>"] * (depth - level)
        depth = level
        out.append(f"<li>{line}</li>" if level else f"<p>{line}</p>")
    return "".join(out) + "</ul>" * depth


def _level(paragraph: Any, bulleted: bool) -> int:
    """How deep in lists a paragraph stands; 0 is none."""
    look = paragraph.find(f"{_A}pPr")
    if look is not None:
        names = {etree.QName(n).localname for n in look if isinstance(n.tag, str)}
        bulleted = "buNone" not in names and (bulleted or bool(names & {"buChar", "buAutoNum", "buBlip"}))
    level = str(look.get("lvl", "0")) if look is not None else "0"
    deeper = min(int(level), _LEVELS) if level.isdigit() and len(level) < 3 else 0
    return 1 + deeper if bulleted else 0


def _line(paragraph: Any) -> str:
    """A paragraph's runs with their bold, italic and so on."""
    out: list[str] = []
    for node in paragraph.iter(f"{_A}r", f"{_A}fld", f"{_A}br", f"{_MATH}t"):
        if node.tag == f"{_A}br":
            out.append("<br/>")
        elif node.tag == f"{_MATH}t":
            out.append(escape(node.text or ""))
        else:
            tags = _looks(node.find(f"{_A}rPr"))
            text = "".join(t.text or "" for t in node.iter(f"{_A}t"))
            if text:
                opened, closed = "".join(f"<{t}>" for t in tags), "".join(f"</{t}>" for t in reversed(tags))
                out.append(f"{opened}{escape(text)}{closed}")
    return "".join(out) if any(part != "<br/>" for part in out) else ""


def _looks(look: Any) -> list[str]:
    if look is None:
        return []
    tags = [tag for tag in ("b", "i") if look.get(tag) in ("1", "true")]
    if look.get("u", "none") != "none":
        tags.append("u")
    if look.get("strike", "noStrike") != "noStrike":
        tags.append("s")
    return tags
