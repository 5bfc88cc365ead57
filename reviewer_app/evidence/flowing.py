"""Office documents of every kind as flowing text, made once for each file."""

from __future__ import annotations

from reviewer_app.evidence import document, opendocument, richtext, sheets, slides
from reviewer_app.evidence.formats import Format
from reviewer_app.evidence.shown import Shown
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Flow, PlainText, Probe

_WAYS = {
    "docx": document.convert,
    "odf": opendocument.convert,
    "pptx": slides.convert,
    "rtf": richtext.convert,
    "xlsx": sheets.convert,
}
READERS = tuple(_WAYS)


def shown(source: Source) -> Shown:
    """The document converted, once."""
    return source.keep("shown", lambda: _WAYS[source.format.reader](source.whole()))


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
