"""Word documents by mammoth as inert flowing text, and what of them is not shown."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package, wordparts
from reviewer_app.evidence.package import W
from reviewer_app.evidence.pictures import Pictures
from reviewer_app.evidence.shown import Remarks, Shown, count

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='Quote'] => blockquote > p:fresh
u => u
comment-reference => sup
"""
_NOTES_PARTS = ("word/footnotes.xml", "word/endnotes.xml")
_COMMENTS = "word/comments.xml"
_FIELDS = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|DDEAUTO|DDE|LINK|MACROBUTTON|IMPORT)\b")
_OUTSIDE = {
    "image": "a linked picture", "oleObject": "a linked object", "attachedTemplate": "a linked template",
    "frame": "a linked frame", "subDocument": "a linked document", "aFChunk": "linked text",
}  # fmt: skip


def convert(data: bytes) -> Shown:
    """The document as inert flowing text; BadInput when it is damaged or built to harm."""
    found = package.parts(data)
    main = package.main_part(found, "word/document.xml")
    if main is None:
        raise BadInput(
            "This document has no text part, so it can't be opened.", hint="Ask for a new copy of it.", code="damaged"
        )
    root = package.tree(found[main])
    remarks, pictures = Remarks(), Pictures()
    _not_shown(root, found, remarks)
    remarks.active.update(_active(root, found, remarks))
    wordparts.mark_changes(root, remarks)
    wordparts.show_text_boxes(root)
    wordparts.show_readings(root)
    chunks = wordparts.mark_chunks(root)
    cut = package.shorten(root)
    found[main] = package.to_bytes(root)
    _harmless(found, main, remarks)
    html = _to_html(package.packed(found), pictures, remarks)
    html = wordparts.put_chunks(html, chunks, found, main, remarks)
    above, below = (wordparts.page_lines(found, part, pictures, remarks) for part in ("header", "footer"))
    limit = f"Only the first {package.PARAGRAPH_LIMIT:,} paragraphs are shown." if cut else ""
    return remarks.shown(above + html + below, limit)


def _harmless(found: dict[str, bytes], main: str, remarks: Remarks) -> None:
    """No document types, no names of commenters; parts that are not well-formed are left out."""
    for name in [n for n in found if n.endswith((".xml", ".rels")) and n != main]:
        content = found[name]
        if b"<!DOCTYPE" in content or name in (_COMMENTS, *_NOTES_PARTS):
            try:
                root = package.tree(content)
            except BadInput:
                del found[name]
                continue
            if name == _COMMENTS:
                for comment in root.iter(f"{W}comment"):
                    comment.attrib.pop(f"{W}author", None)
                    comment.attrib.pop(f"{W}initials", None)
                    remarks.uncounted(" ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in comment))
            package.shorten(root)
            found[name] = package.to_bytes(root)


def _to_html(data: BinaryIO, pictures: Pictures, remarks: Remarks) -> str:
    """Mammoth's HTML with pictures as data URIs."""
    import mammoth

    def convert(image: Any) -> dict[str, str]:
        try:
            with image.open() as stream:
                found = stream.read()
        except (KeyError, OSError, ValueError):
            found = None
        return {"src": pictures.show(found, remarks)}

    try:
        result = mammoth.convert_to_html(
            data, style_map=_STYLES, convert_image=mammoth.images.img_element(convert), id_prefix="d-"
        )
    except (KeyError, OSError, ValueError, AttributeError, IndexError, TypeError, RecursionError, SyntaxError) as error:
        raise package.damaged() from error
    except Exception as error:
        if type(error).__module__.startswith(("xml.", "pyexpat", "zipfile")):
            raise package.damaged() from error
        raise
    return str(result.value)


def _not_shown(root: Any, found: dict[str, bytes], remarks: Remarks) -> None:
    """One line for each kind of content that the reader leaves out."""
    remarks.tally(sum(1 for _ in root.iter(f"{_M}oMath")), "equation is", "equations are")
    charts = sum(1 for n in found if re.fullmatch(r"word/charts/chart\d*\.xml", n))
    remarks.tally(charts, "chart is", "charts are")
    drawings = sum(1 for n in found if re.fullmatch(r"word/diagrams/data\d*\.xml", n))
    remarks.tally(drawings, "SmartArt drawing is", "SmartArt drawings are")


def _active(root: Any, found: dict[str, bytes], remarks: Remarks) -> set[str]:
    """What would run, load or lead outside in another program."""
    active: set[str] = set()
    if any(n.endswith("vbaProject.bin") for n in found):
        active.add("macros")
    objects = sum(1 for n in found if n.startswith("word/embeddings/"))
    if objects:
        active.add(count(objects, "embedded object", "embedded objects"))
    for _, kind, target, outside in package.relations(found):
        if kind == "aFChunk":
            active.add("text from another format")
        if outside and kind == "hyperlink":
            remarks.link(target)
        elif outside or target.count("../") > 2:
            active.add(_OUTSIDE.get(kind, "an outside reference"))
    fields = " ".join(t.text or "" for t in root.iter(f"{W}instrText"))
    fields += " ".join(str(t.get(f"{W}instr", "")) for t in root.iter(f"{W}fldSimple"))
    active.update(f"a field ({name})" for name in set(_FIELDS.findall(fields)))
    if b"frameset" in found.get("word/webSettings.xml", b""):
        active.add("a set of web frames")
    if package.has_entities(root):
        active.add("outside entities")
    return active
