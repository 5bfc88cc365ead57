"""What a file is and whether it can be shown: first from its structure, then by really decoding a little of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reviewer_app.errors import BadInput, Problem
from reviewer_app.evidence.formats import EXTENSIONS
from reviewer_app.evidence.sniff import HEAD, second_opinion
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Probe, Status

_REFUSALS = {
    "empty": ("empty", "This file is empty (0 bytes).", "The upload may have failed. Ask for the file again."),
    "playlist": (
        "not-a-recording",
        "This is not a video file: it is a list that points to other files.",
        "Nothing else was opened. Ask for the recording itself.",
    ),
    "shortcut": (
        "only-a-link",
        "This is only a shortcut to an address, not the thing itself.",
        "Nothing was opened. Ask for a saved copy or a screenshot.",
    ),
    "locked": (
        "encrypted",
        "This Office document is protected by a password, so it can't be opened.",
        "Ask for a copy without a password.",
    ),
    "ole": (
        "old-format",
        "This is an old Office format (.doc, .xls, .ppt) that can't be shown.",
        "Ask for it saved as .docx or PDF.",
    ),
    "zip": ("archive", "This is a zip archive, not a document.", "Ask for the files in it one by one."),
}


def probe(source: Source, early: Callable[[Probe], None], name: str = "") -> Probe:
    """The probe of a file. ``early`` gets what is to be believed if decoding takes this process down.

    Of ``name`` only the extension counts, and only to say that it is a wrong one.
    """
    try:
        found = _known(source, _probe(source, early))
    except BadInput as error:
        found = refused(source, error.as_problem())
    note = _wrong_name(source, name)
    if note is not None:
        found = replace(found, problems=(*found.problems, note))
    return replace(found, encrypted=any(p.code in ("encrypted", "wrong-password") for p in found.problems))


def _known(source: Source, found: Probe) -> Probe:
    """The same probe with the captions inside and the names in the file's properties."""
    from reviewer_app.evidence.properties import names

    captions = 0
    if source.format.reader == "media":
        from reviewer_app.evidence.captions import count
        from reviewer_app.evidence.media import opened

        captions = count(opened(source))
    return replace(found, captions=captions, names=names(source))


def _wrong_name(source: Source, name: str) -> Problem | None:
    """A note when the extension is one of another kind of file."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    fitting = EXTENSIONS.get(extension)
    if fitting is None or source.format.name in fitting or source.format.name in ("empty", "unknown"):
        return None
    return Problem(
        code="wrong-name",
        message=f"Its name ends in .{extension}, but its content is of another kind: {source.format.title}.",
        severity="note",
    )


def refused(source: Source, problem: Problem) -> Probe:
    """A probe of something that can't be shown."""
    kind = source.format
    return Probe(
        kind=kind.kind,
        media_type=kind.media_type,
        title=kind.title,
        status=Status.REFUSED,
        problems=(problem,),
        size=source.size,
    )


def _probe(source: Source, early: Callable[[Probe], None]) -> Probe:
    kind = source.format
    if kind.reader == "pdf":
        from reviewer_app.evidence import pdf

        found = pdf.probe(source, kind)
        early(replace(found, status=Status.PARTIAL))
        return pdf.try_pages(source, found)
    if kind.reader == "image":
        from reviewer_app.evidence import image

        found = image.probe(source, kind)
        early(replace(found, status=Status.REFUSED))
        return image.try_picture(source, found)
    if kind.reader == "media":
        from reviewer_app.evidence import media

        found = media.probe(source, kind)
        early(replace(found, status=Status.REFUSED))
        return media.try_playing(source, found)
    return _probe_at_once(source)


def _probe_at_once(source: Source) -> Probe:
    """The kinds whose probe is all there is to be known."""
    kind = source.format
    if kind.reader == "svg":
        from reviewer_app.evidence import svg

        return svg.probe(source, kind)
    if kind.reader == "text":
        from reviewer_app.evidence import text

        return text.probe(source, kind)
    if kind.reader:
        from reviewer_app.evidence import flowing

        return flowing.probe(source, kind)
    return refused(source, _why_not(source))


def _why_not(source: Source) -> Problem:
    kind = source.format
    if kind.name in _REFUSALS:
        code, message, hint = _REFUSALS[kind.name]
        return Problem(code=code, message=message, hint=hint)
    source.stream.seek(0)
    name = second_opinion(source.stream.read(HEAD))
    what = f" It seems to be: {name[:100]}." if name else ""
    return Problem(
        code="unknown-kind",
        message=f"This file is of a kind that Reviewer can't open.{what}",
        hint="Ask for it as PDF, Word document, picture, video or sound.",
    )
