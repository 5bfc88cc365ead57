"""Word documents by mammoth as inert flowing text, and what of them is not shown."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any, BinaryIO

from reviewer_app.errors import BadInput, Problem
from reviewer_app.evidence import package
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.html import inert
from reviewer_app.evidence.package import W
from reviewer_app.evidence.pictures import Pictures
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Flow, PlainText, Probe, Status
from reviewer_app.evidence.words import count_words

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
_OPEN_SCHEMES = ("http:", "https:", "mailto:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A document made showable: its flow, and its problems."""

    flow: Flow
    problems: tuple[Problem, ...]
    status: Status


def shown(source: Source) -> Shown:
    """The document converted, once."""
    return source.keep("docx", lambda: _convert(source.whole()))


def flow(source: Source) -> Flow:
    """The document as inert HTML and plain text."""
    return shown(source).flow


def text(source: Source) -> PlainText:
    """The plain text."""
    found = flow(source)
    return PlainText(text=found.text, words=found.words)


def probe(source: Source, kind: Format) -> Probe:
    """What the document holds."""
    found = shown(source)
    return Probe(
        kind=kind.kind,
        media_type=kind.media_type,
        title=kind.title,
        status=found.status,
        problems=found.problems,
        words=found.flow.words,
        size=source.size,
    )


def _convert(data: bytes) -> Shown:
    found = package.parts(data)
    main = _main_part(found)
    if main is None:
        raise BadInput(
            "This document has no text part, so it can't be opened.", hint="Ask for a new copy of it.", code="damaged"
        )
    root = package.tree(found[main])
    inside = _not_shown(root, found)
    active = _active(root, found)
    cut = package.shorten(root)
    found[main] = package.to_bytes(root)
    _harmless(found, main)
    html, pictures_missing = _to_html(package.packed(found))
    result = inert(html)
    problems = [Problem(code="not-shown", message=n, severity="note") for n in inside]
    if active:
        problems.append(
            Problem(code="active-part", message=f"Not run or fetched: {', '.join(active)}.", severity="note")
        )
    if cut or result.cut:
        problems.append(
            Problem(code="cut-short", message=f"Only the first {package.PARAGRAPH_LIMIT:,} paragraphs are shown.")
        )
    if pictures_missing:
        problems.append(_missing_pictures(pictures_missing))
    status = Status.SAFE if active else Status.OPEN
    if any(p.severity == "error" for p in problems):
        status = Status.PARTIAL
    return Shown(
        flow=Flow(
            html=result.html,
            text=result.text,
            notes=tuple(p.message for p in problems),
            words=count_words(result.text),
        ),
        problems=tuple(problems),
        status=status,
    )


def _missing_pictures(count: int) -> Problem:
    what = "1 picture is" if count == 1 else f"{count} pictures are"
    return Problem(code="not-shown", message=f"{what} not shown (missing, damaged or of an unknown kind).")


def _main_part(found: dict[str, bytes]) -> str | None:
    """The document part, by the package's own relationship, else by its usual name."""
    for holder, kind, target, outside in package.relations({k: v for k, v in found.items() if k == "_rels/.rels"}):
        if holder and kind == "officeDocument" and not outside and target.lstrip("/") in found:
            return target.lstrip("/")
    return "word/document.xml" if "word/document.xml" in found else None


def _harmless(found: dict[str, bytes], main: str) -> None:
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
            package.shorten(root)
            found[name] = package.to_bytes(root)


def _to_html(data: BinaryIO) -> tuple[str, int]:
    """Mammoth's HTML with pictures as data URIs, and how many pictures can't be shown."""
    import mammoth

    pictures, missing = Pictures(), 0

    def convert(image: Any) -> dict[str, str]:
        nonlocal missing
        try:
            with image.open() as stream:
                uri = pictures.uri(io.BytesIO(stream.read()))
        except (KeyError, OSError, ValueError):
            uri = ""
        missing += not uri
        return {"src": uri}

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
    return str(result.value), missing


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"


def _not_shown(root: Any, found: dict[str, bytes]) -> list[str]:
    """One line for each kind of content that the reader leaves out or changes."""
    notes = []

    def tally(tag: str) -> int:
        return sum(1 for _ in root.iter(tag))

    equations = tally(f"{_M}oMath")
    if equations:
        notes.append(f"{_count(equations, 'equation is', 'equations are')} not shown.")
    deleted, inserted = tally(f"{W}del"), tally(f"{W}ins")
    if deleted:
        notes.append(f"{_count(deleted, 'tracked deletion is', 'tracked deletions are')} not shown.")
    if inserted:
        notes.append(f"{_count(inserted, 'tracked insertion is', 'tracked insertions are')} shown as normal text.")
    charts = sum(1 for n in found if re.fullmatch(r"word/charts/chart\d*\.xml", n))
    if charts:
        notes.append(f"{_count(charts, 'chart is', 'charts are')} not shown.")
    if any(n.startswith("word/diagrams/data") for n in found):
        notes.append("SmartArt drawings are not shown.")
    for part, what in (("header", "Page header"), ("footer", "Page footer")):
        lines = _lines_of(found, part)
        if lines:
            notes.append(f"{what}, not shown in the text: “{' / '.join(lines)[:300]}”")
    if tally(f"{W}altChunk"):
        notes.append("Text that was put in from another file is not shown.")
    return notes


def _lines_of(found: dict[str, bytes], part: str) -> list[str]:
    lines: list[str] = []
    for name in sorted(found):
        if re.fullmatch(rf"word/{part}\d*\.xml", name):
            try:
                root = package.tree(found[name])
            except BadInput:
                continue
            line = " ".join("".join(t.text or "" for t in root.iter(f"{W}t")).split())
            if line and line not in lines:
                lines.append(line)
    return lines


def _active(root: Any, found: dict[str, bytes]) -> list[str]:
    """What would run, load or lead outside in another program."""
    active: set[str] = set()
    if any(n.endswith("vbaProject.bin") for n in found):
        active.add("macros")
    objects = sum(1 for n in found if n.startswith("word/embeddings/"))
    if objects:
        active.add(_count(objects, "embedded object", "embedded objects"))
    for _, kind, target, outside in package.relations(found):
        if kind == "aFChunk":
            active.add("text from another format")
        if outside and kind == "hyperlink":
            if not target.lower().startswith(_OPEN_SCHEMES) and ":" in target:
                active.add("links to files or programs")
        elif outside or target.count("../") > 2:
            active.add(_OUTSIDE.get(kind, "an outside reference"))
    fields = " ".join(t.text or "" for t in root.iter(f"{W}instrText"))
    fields += " ".join(str(t.get(f"{W}instr", "")) for t in root.iter(f"{W}fldSimple"))
    active.update(f"a field ({name})" for name in set(_FIELDS.findall(fields)))
    if b"frameset" in found.get("word/webSettings.xml", b""):
        active.add("a set of web frames")
    if root.getroottree().docinfo.internalDTD is not None:
        active.add("outside entities")
    return sorted(active)
