"""What Word keeps beside the plain text, put where mammoth sees it: changes, text boxes, inserted files, page lines."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from lxml import etree

from reviewer_app.errors import BadInput
from reviewer_app.evidence import package
from reviewer_app.evidence.encoding import decode
from reviewer_app.evidence.html import inert
from reviewer_app.evidence.package import R, W
from reviewer_app.evidence.pictures import Pictures
from reviewer_app.evidence.shown import Remarks

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CHUNK_LIMIT = 2_000_000  # bytes of a file that is shown within the document
_PAGE_LINE = 2000  # characters
_BOXES = 2000


def mark_changes(root: Any, remarks: Remarks) -> None:
    """Deletions become struck text in brackets, insertions underlined text in brackets; both say what they are."""
    for tag, same in ((f"{W}del", f"{W}moveFrom"), (f"{W}ins", f"{W}moveTo")):
        for change in list(root.iter(tag, same)):
            if change.getparent() is None or change.getparent().tag in (f"{W}rPr", f"{W}trPr", f"{W}tcPr"):
                continue  # a mark on a paragraph, row or cell; or merged into the one before
            _take_followers(change)
            if tag == f"{W}del":
                _deleted(change, remarks)
            else:
                _inserted(change, remarks)


def _take_followers(change: Any) -> None:
    """Word splits one change into many pieces: those that follow at once are one."""
    while (after := change.getnext()) is not None and after.tag == change.tag:
        change.extend(list(after))
        after.getparent().remove(after)


def _run(text: str, look: str) -> Any:
    run = etree.Element(f"{W}r")
    looks = etree.SubElement(run, f"{W}rPr")
    etree.SubElement(looks, f"{W}{look}", {f"{W}val": "single"} if look == "u" else {})
    content = etree.SubElement(run, f"{W}t", {_SPACE: "preserve"})
    content.text = text
    return run


def _deleted(change: Any, remarks: Remarks) -> None:
    words = "".join(t.text or "" for t in change.iter(f"{W}delText", f"{W}t"))
    if words.strip():
        change.addprevious(_run(remarks.uncounted(f"[deleted: {words}]"), "strike"))
    package.remove(change)


def _inserted(change: Any, remarks: Remarks) -> None:
    if not any((t.text or "").strip() for t in change.iter(f"{W}t")):
        return
    for run in change.iter(f"{W}r"):
        looks = run.find(f"{W}rPr")
        if looks is None:
            looks = etree.Element(f"{W}rPr")
            run.insert(0, looks)
        if looks.find(f"{W}u") is None:
            etree.SubElement(looks, f"{W}u", {f"{W}val": "single"})
    change.insert(0, _run(remarks.uncounted("[inserted: "), "u"))
    change.append(_run("]", "u"))


def show_text_boxes(root: Any) -> None:
    """Text boxes that come without the older form that mammoth reads are given that form."""
    for node in list(root.iter(f"{_MC}AlternateContent", f"{W}drawing"))[:_BOXES]:
        inside_other = any(True for _ in node.iterancestors(f"{_MC}AlternateContent", f"{W}pict"))
        fallback = node.find(f"{_MC}Fallback")
        if node.getparent() is None or inside_other:
            continue
        if fallback is not None and next(fallback.iter(f"{W}txbxContent"), None) is not None:
            continue
        contents = list(node.iter(f"{W}txbxContent"))
        if not contents:
            continue
        older = etree.Element(f"{W}pict")
        for content in contents:
            etree.SubElement(etree.SubElement(older, f"{_V}shape"), f"{_V}textbox").append(content)
        older.tail = node.tail
        node.getparent().replace(node, older)


def show_readings(root: Any) -> None:
    """Letters with their reading above them (ruby) become the letters with the reading in brackets behind."""
    for ruby in list(root.iter(f"{W}ruby")):
        run = ruby.getparent()
        if run is None or run.tag != f"{W}r":
            continue
        base, reading = (
            "".join(t.text or "" for t in ruby.iterfind(f"{W}{part}//{W}t")) for part in ("rubyBase", "rt")
        )
        content = etree.Element(f"{W}t", {_SPACE: "preserve"})
        content.text = f"{base} ({reading})" if reading.strip() else base
        content.tail = ruby.tail
        run.replace(ruby, content)


def mark_chunks(root: Any) -> dict[str, str]:
    """Where a file was put in, a paragraph of its own: what stands in it, and the id of the relation."""
    marks: dict[str, str] = {}
    for chunk in list(root.iter(f"{W}altChunk")):
        mark = f"\ue000{len(marks)}\ue001"
        marks[mark] = str(chunk.get(f"{R}id", ""))
        paragraph = etree.Element(f"{W}p")
        etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = mark
        chunk.getparent().replace(chunk, paragraph)
    return marks


def put_chunks(html: str, marks: dict[str, str], found: dict[str, bytes], main: str, remarks: Remarks) -> str:
    """The document with the text of the files that were put in; those of other kinds are named."""
    relations = package.related(found, main)
    for mark, identity in marks.items():
        relation = relations.get(identity)
        content = found.get(relation.target) if relation is not None and not relation.outside else None
        shown = _chunk(content[:_CHUNK_LIMIT], remarks) if content else None
        if shown is None:
            remarks.note("Text that was put in from another file is not shown.")
        html = html.replace(f"<p>{mark}</p>", shown or "").replace(mark, "")
    return html


def _chunk(content: bytes, remarks: Remarks) -> str | None:
    """A web page, RTF or plain text as inert HTML; None for anything else."""
    if content.startswith(b"{\\rtf"):
        from reviewer_app.evidence import richtext

        return richtext.convert(content).flow.html
    if content.startswith(b"PK"):
        return None
    decoded = decode(content)
    if decoded is None or re.match(r"\s*(MIME-Version|From|Date):", decoded.text):
        return None
    if not re.search(r"<\w", decoded.text):
        return "".join(f"<p>{escape(line)}</p>" for line in decoded.text.splitlines())
    result = inert(decoded.text)
    if "script" in result.left_out:
        remarks.active.add("scripts")
    if "picture" in result.left_out:
        remarks.active.add("a linked picture")
    return result.html


def page_lines(found: dict[str, bytes], part: str, pictures: Pictures, remarks: Remarks) -> str:
    """The page headers or footers (``part``), each different one once, marked as such, with their pictures."""
    lines: list[str] = []
    for name in sorted(found):
        if not re.fullmatch(rf"word/{part}\d*\.xml", name):
            continue
        try:
            root = package.tree(found[name])
        except BadInput:
            remarks.note(f"A page {part} is damaged and not shown.")
            continue
        words = " / ".join(_lines(root))[:_PAGE_LINE]
        shown = escape(f"[Page {part}: {words}]") if words else ""
        for relation in package.related(found, name).values():
            if relation.kind == "image" and not relation.outside:
                data = found.get(relation.target)
                uri = pictures.show(data, remarks)
                shown += f'<img src="{uri}"/>' if uri else ""
        line = f"<p><i>{shown}</i></p>"
        if shown and line not in lines:
            remarks.uncounted(f"Page {part} {words}" if words else "")
            lines.append(line)
    return "".join(lines)


def _lines(root: Any) -> list[str]:
    """The text of each paragraph that is no empty one; text boxes' are paragraphs of their own."""
    for older in list(root.iter(f"{_MC}Fallback")):  # the same text again, for older programs
        package.remove(older)
    texts: dict[Any, str] = {}
    for text in root.iter(f"{W}t"):
        paragraph = next(text.iterancestors(f"{W}p"), root)
        texts[paragraph] = texts.get(paragraph, "") + (text.text or "")
    return [line for line in (" ".join(text.split()) for text in texts.values()) if line]
