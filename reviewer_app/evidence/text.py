"""Plain text, Markdown, captions and web pages as inert flowing text."""

from __future__ import annotations

from html import escape

from reviewer_app.errors import BadInput, Problem
from reviewer_app.evidence.encoding import decode
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.html import inert
from reviewer_app.evidence.htmllines import BLOCK_LIMIT, TEXT_LIMIT
from reviewer_app.evidence.shown import count
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Flow, PlainText, Probe, Status
from reviewer_app.evidence.words import count_words

LINE_LIMIT = 4000  # code points; a text browser needs seconds to lay out much longer lines
BYTES_LIMIT = 16 << 20


def flow(source: Source) -> Flow:
    """The file as inert HTML and plain text."""
    return source.keep("flow", lambda: _flow(source))[0]


def text(source: Source) -> PlainText:
    """The plain text."""
    found = flow(source)
    return PlainText(text=found.text, words=found.words)


def probe(source: Source, kind: Format) -> Probe:
    """How much text there is."""
    found, problems = source.keep("flow", lambda: _flow(source))
    active = any(p.code == "active-part" for p in problems)
    status = Status.SAFE if active else Status.OPEN
    if any(p.severity == "error" for p in problems):
        status = Status.PARTIAL
    return Probe(
        kind=kind.kind,
        media_type=kind.media_type,
        title=kind.title,
        status=status,
        problems=problems,
        words=found.words,
        size=source.size,
    )


def _flow(source: Source) -> tuple[Flow, tuple[Problem, ...]]:
    source.stream.seek(0)
    data = source.stream.read(BYTES_LIMIT)
    decoded = decode(data, cut=source.size > BYTES_LIMIT)
    if decoded is None:
        raise BadInput(
            "This file is no text that can be read.", hint="It may be damaged. Ask for a new copy.", code="not-text"
        )
    problems = []
    if decoded.guessed:
        problems.append(_note("encoding", f"Its letters were read as {decoded.encoding}, which is a guess."))
    if decoded.nuls:
        problems.append(Problem(code="nul", message=f"{decoded.nuls:,} empty (NUL) characters were left out."))
    content = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    html, broken = _html(source.format.name, content)
    result = inert(html)
    if broken:
        problems.append(Problem(code="long-lines", message="Very long lines are broken to be readable."))
    if result.cut or source.size > BYTES_LIMIT:
        problems.append(
            Problem(code="cut-short", message=f"Only the first {result.text.count(chr(10)) + 1:,} lines are shown.")
        )
    active = sorted(_ACTIVE[what] for what in result.left_out if what in _ACTIVE)
    for what, words in _COUNTED.items():
        if source.format.name == "html" and result.left_out.get(what):
            problems.append(_note("not-shown", f"{count(result.left_out[what], *words)} not shown."))
    if active and source.format.name == "html":
        problems.append(_note("active-part", f"Not run or fetched: {', '.join(active)}."))
    notes = tuple(p.message for p in problems)
    flow = Flow(html=result.html, text=result.text, notes=notes, words=count_words(result.text), breaks=result.breaks)
    return flow, tuple(problems)


_COUNTED = {
    "math": ("equation is", "equations are"),
    "svg": ("drawing is", "drawings are"),
    "sound": ("video or sound is", "videos or sounds are"),
    "picture": ("picture from elsewhere is", "pictures from elsewhere are"),
    "form": ("list to choose from is", "lists to choose from are"),
    "embedded": ("embedded object is", "embedded objects are"),
}
_ACTIVE = {"script": "scripts", "embedded": "embedded content", "picture": "pictures from elsewhere"}


def _note(code: str, message: str) -> Problem:
    return Problem(code=code, message=message, severity="note")


def _html(name: str, content: str) -> tuple[str, bool]:
    """HTML for a kind of text, and whether long lines had to be broken."""
    if name == "html":
        return content[: 4 * TEXT_LIMIT], False
    if name == "markdown":
        from markdown_it import MarkdownIt

        return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(content[:TEXT_LIMIT])), False
    lines, broken = [], False
    for line in content[: TEXT_LIMIT + 1].split("\n")[: BLOCK_LIMIT + 2]:
        broken = broken or len(line) > LINE_LIMIT
        lines += [line[i : i + LINE_LIMIT] for i in range(0, len(line), LINE_LIMIT)] or [""]
    while lines and not lines[-1].strip():
        lines.pop()
    return "<pre>" + escape("\n".join(lines), quote=False) + "</pre>", broken
