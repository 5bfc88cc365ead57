"""PDF by PyMuPDF: pages as bounded bitmaps, words with boxes, text with stable positions, outline, active parts."""

from __future__ import annotations

import importlib
import math
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reviewer_app.errors import BadInput, Problem
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Heading, Pages, PageSize, Picture, PlainText, Probe, Status, Word
from reviewer_app.evidence.words import count_words

PAGE_LIMIT = 20_000
DOTS_LIMIT = 24_000_000  # of one page's bitmap
SIDE_LIMIT = 16_000
WORD_LIMIT = 60_000  # on one page
TEXT_LIMIT = 30_000_000  # code points of one document
_SCAN_SECONDS = 1.0
_PROBE_WIDTH = 400
_LETTER = (612.0, 792.0)
_OUTLINE_LIMIT = 5000
_ACTIONS = {
    "JavaScript": "JavaScript",
    "Launch": "a command that starts a program",
    "URI": "a link that opens by itself",
    "SubmitForm": "a form that sends itself",
    "ImportData": "a form that loads outside data",
    "GoToR": "a jump to another file",
    "GoToE": "a jump to an attached file",
    "RichMedia": "rich media",
}
_ACTION = re.compile(r"/S\s*/(JavaScript|Launch|SubmitForm|ImportData|GoToR|GoToE)\b")
_AUTOMATIC = re.compile(r"/S\s*/(\w+)")
_ATTACHED = re.compile(r"/Subtype\s*/FileAttachment\b|/Type\s*/EmbeddedFile\b")
_FILE_LINK = re.compile(r"/URI\s*\(\s*(file|smb|\\\\)", re.I)


def library() -> Any:
    """PyMuPDF, silenced: what it has to say comes as exceptions and notes."""
    pymupdf: Any = importlib.import_module("pymupdf")
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    return pymupdf


def opened(source: Source) -> Any:
    """The document; BadInput when it is locked, empty or beyond repair.

    A locked one wants its password with every question: an opened one is no way around it.
    """
    document = source.keep("pdf", lambda: _open(source))
    if document.needs_pass:
        _unlock(source, document)
    _count_pages(document)
    return document


def _unlock(source: Source, document: Any) -> None:
    if not source.password:
        raise BadInput(
            "This PDF is protected by a password.",
            hint="Open it with its password, or ask for a copy without one.",
            code="encrypted",
        )
    try:
        unlocked = document.authenticate(source.password)
    except (RuntimeError, ValueError):
        unlocked = 0
    if not unlocked:
        raise BadInput(
            "That is not the password of this PDF.",
            hint="Capital and small letters count. Try again, or ask for a copy without a password.",
            code="wrong-password",
        )


def _open(source: Source) -> Any:
    pymupdf = library()
    data = source.whole()
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
    except (RuntimeError, ValueError) as error:
        _memory(error)
        raise BadInput(
            "This PDF is damaged and can't be opened.", hint="Ask for a new copy of it.", code="damaged"
        ) from error
    return document


def _count_pages(document: Any) -> None:
    try:
        count = document.page_count
    except (RuntimeError, ValueError) as error:
        raise BadInput("This PDF's list of pages is damaged.", hint="Ask for a new copy.", code="damaged") from error
    if count <= 0:
        raise BadInput("This PDF has no pages.", hint="It may be damaged. Ask for a new copy.", code="no-pages")


def _memory(error: Exception) -> None:
    if "malloc" in str(error) or "calloc" in str(error):
        raise MemoryError from error


def load(document: Any, number: int) -> Any:
    """Page ``number`` (1-based); BadInput when there is none or it is damaged."""
    if not 1 <= number <= document.page_count:
        raise BadInput(f"There is no page {number}: this PDF has {document.page_count}.", code="no-such-page")
    try:
        return document.load_page(number - 1)
    except (RuntimeError, ValueError) as error:
        _memory(error)
        raise BadInput(
            f"Page {number} of this PDF is damaged.", hint="Other pages may open.", code="damaged"
        ) from error


def page_size(page: Any) -> tuple[float, float]:
    """Width and height in points as shown; a sensible page where the file's own makes none."""
    width, height = float(page.rect.width), float(page.rect.height)
    if not (math.isfinite(width) and math.isfinite(height) and width >= 1 and height >= 1):
        return _LETTER
    return width, height


def page(source: Source, number: int, width: int) -> Picture:
    """Page ``number`` about ``width`` dots wide, with annotations and form values; smaller where it would be huge."""
    pymupdf = library()
    sheet = load(opened(source), number)
    wide, high = page_size(sheet)
    scale = min(max(width, 8) / wide, SIDE_LIMIT / wide, SIDE_LIMIT / high, math.sqrt(DOTS_LIMIT / (wide * high)))
    scale = max(scale, 1 / min(wide, high))
    if wide * scale > SIDE_LIMIT or high * scale > SIDE_LIMIT:
        raise BadInput(f"Page {number} has an impossible shape and can't be drawn.", code="too-large")
    try:
        pixmap = sheet.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False, colorspace=pymupdf.csRGB)
    except (RuntimeError, ValueError) as error:
        _memory(error)
        raise BadInput(
            f"Page {number} of this PDF can't be drawn.", hint="Other pages may be.", code="damaged"
        ) from error
    return Picture(
        width=pixmap.width, height=pixmap.height, rgb=pixmap.samples, full_width=round(wide), full_height=round(high)
    )


def pages(source: Source) -> Pages:
    """All pages' sizes and the outline."""
    document = opened(source)
    sizes: list[tuple[float, float]] = []
    for number in range(1, min(document.page_count, PAGE_LIMIT) + 1):
        try:
            wide, high = page_size(load(document, number))
        except BadInput:
            wide, high = sizes[-1] if sizes else _LETTER
        sizes.append((wide, high))
    return Pages(sizes=tuple(PageSize(width=w, height=h) for w, h in sizes), outline=_headings(document))


def outline(source: Source) -> tuple[Heading, ...]:
    """The outline; empty when there is none."""
    return _headings(opened(source))


def _headings(document: Any) -> tuple[Heading, ...]:
    try:
        rows = document.get_toc(simple=True)
    except (RuntimeError, ValueError, IndexError):
        return ()
    return tuple(Heading(level=int(r[0]), title=str(r[1])[:300], page=int(r[2])) for r in rows[:_OUTLINE_LIMIT])


def words(source: Source, number: int) -> tuple[Word, ...]:
    """The words of a page in reading order of the file; empty for a scan."""
    return _placed(*_rows(opened(source), number))


def _rows(document: Any, number: int) -> tuple[Any, list[Any]]:
    """A page, and its words as the library has them: box, text, block, line."""
    pymupdf = library()
    sheet = load(document, number)
    flags = pymupdf.TEXTFLAGS_WORDS & ~pymupdf.TEXT_PRESERVE_LIGATURES
    try:
        return sheet, sheet.get_text("words", flags=flags)[:WORD_LIMIT]
    except (RuntimeError, ValueError) as error:
        _memory(error)
        return sheet, []


def _joined(rows: list[Any]) -> Iterator[tuple[str, str]]:
    """What stands before each word (a space within a line, a line feed between them), and the word."""
    last = None
    for row in rows:
        line = (row[5], row[6])
        yield "" if last is None else " " if last == line else "\n", row[4]
        last = line


def _placed(sheet: Any, rows: list[Any]) -> tuple[Word, ...]:
    """The words with their boxes as shown and their places in the page's text."""
    wide, high = page_size(sheet)
    turn = sheet.rotation_matrix if sheet.rotation else None
    found: list[Word] = []
    position = 0
    for row, (between, text) in zip(rows, _joined(rows), strict=True):
        position += len(between)
        box = row[:4] if turn is None else tuple(library().Rect(row[:4]) * turn)
        found.append(
            Word(
                x0=share(box[0], wide), y0=share(box[1], high), x1=share(box[2], wide), y1=share(box[3], high),
                text=text, start=position,
            )
        )  # fmt: skip
        position += len(text)
    return tuple(found)


def share(value: float, whole: float) -> float:
    """A place on the page as a fraction of it (0..1)."""
    share = value / whole
    return round(min(max(share, 0.0), 1.0), 5) if math.isfinite(share) else 0.0


def text(source: Source) -> PlainText:
    """The whole plain text; page texts are joined by a form feed."""
    document = opened(source)
    parts, starts, position, count = [], [], 0, 0
    for number in range(1, min(document.page_count, PAGE_LIMIT) + 1):
        starts.append(position)
        try:
            rows = _rows(document, number)[1]
        except BadInput:
            rows = []
        content = "".join(between + word for between, word in _joined(rows))
        parts.append(content)
        count += len(rows)
        position += len(content) + 1
        if position > TEXT_LIMIT:
            break
    return PlainText(text="\f".join(parts), starts=tuple(starts), words=count)


def probe(source: Source, kind: Format) -> Probe:
    """What there is without drawing anything; ``try_first_page`` completes it."""
    document = opened(source)
    wide, high = page_size(_first_readable(document))
    notes = _notes(document)
    return Probe(
        kind=kind.kind,
        media_type=kind.media_type,
        title=kind.title,
        status=Status.SAFE if any(n.code == "active-part" for n in notes) else Status.OPEN,
        problems=notes,
        pages=document.page_count,
        width=round(min(wide, 1e9)),
        height=round(min(high, 1e9)),
        size=source.size,
    )


def _first_readable(document: Any) -> Any:
    error: BadInput | None = None
    for number in range(1, min(document.page_count, 20) + 1):
        try:
            return load(document, number)
        except BadInput as problem:
            error = error or problem
    raise error or BadInput("This PDF has no pages.", code="no-pages")


def try_pages(source: Source, found: Probe) -> Probe:
    """The same probe after the first page was drawn and the words counted as far as time allows."""
    problems, status = list(found.problems), found.status
    try:
        page(source, 1, _PROBE_WIDTH)
    except BadInput as error:
        problems.append(error.as_problem("page 1"))
        status = Status.PARTIAL
    document = opened(source)
    broken, count, read, end = 0, 0, 0, time.monotonic() + _SCAN_SECONDS
    for number in range(1, min(document.page_count, PAGE_LIMIT) + 1):
        try:
            count += count_words(load(document, number).get_text("text"))
        except (BadInput, RuntimeError, ValueError):
            broken += 1
        read += 1
        if time.monotonic() > end:
            break
    if broken and not any(p.where == "page 1" for p in problems):
        problems.append(_note("damaged", f"{_pages(broken)} can't be read."))
    if broken:
        status = Status.PARTIAL
    if read == document.page_count and not count and not broken:
        problems.append(_note("no-text", "This PDF has no text that can be selected: it is a scan or a drawing."))
    return replace(found, problems=tuple(problems), status=status, words=count if read == document.page_count else 0)


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"


def _note(code: str, message: str) -> Problem:
    return Problem(code=code, message=message, severity="note")


def _notes(document: Any) -> tuple[Problem, ...]:
    notes = []
    if document.is_repaired:
        notes.append(_note("repaired", "This PDF was damaged; it is shown as far as it could be repaired."))
    active = sorted(_active(document))
    if active:
        notes.append(_note("active-part", f"Not run: {', '.join(active)}."))
    if document.page_count > PAGE_LIMIT:
        notes.append(_note("too-many-pages", f"It claims {document.page_count:,} pages; {PAGE_LIMIT:,} are shown."))
    return tuple(notes)


def _key(document: Any, path: str) -> str:
    """The value at a path below the catalogue as PDF text, one reference followed; "" when there is none."""
    try:
        kind, value = document.xref_get_key(document.pdf_catalog(), path)
        if kind == "xref":
            value = document.xref_object(int(value.split()[0]), compressed=True)
    except (RuntimeError, ValueError, IndexError):
        return ""
    return "" if kind == "null" else str(value)


def _active(document: Any) -> set[str]:
    """What of the document would act by itself or reach outside in another reader."""
    found = _active_within(document)
    automatic = _AUTOMATIC.search(_key(document, "OpenAction"))
    if automatic and automatic.group(1) in _ACTIONS:
        found.add(_ACTIONS[automatic.group(1)])
    if _key(document, "Names/JavaScript"):
        found.add(_ACTIONS["JavaScript"])
    if _key(document, "AcroForm/XFA"):
        found.add("an XFA form")
    try:
        attached = document.embfile_count()
    except (RuntimeError, ValueError):
        attached = 0
    if attached:
        found.add("1 attached file" if attached == 1 else f"{attached} attached files")
    return found


def _active_within(document: Any) -> set[str]:
    """The same, from a look at every object as far as the time allows."""
    found: set[str] = set()
    end = time.monotonic() + _SCAN_SECONDS
    for number in range(1, document.xref_length()):
        try:
            body = document.xref_object(number, compressed=True)
        except (RuntimeError, ValueError):
            continue
        found.update(_ACTIONS[name] for name in _ACTION.findall(body))
        if _FILE_LINK.search(body):
            found.add("a link to a file")
        if _ATTACHED.search(body):
            found.add("an attached file")
        if time.monotonic() > end:
            break
    return found
