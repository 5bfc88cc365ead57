"""Which viewer shows an item: by what the readers found in it, never by its name."""

from __future__ import annotations

from importlib import import_module

from reviewer_app.domain.submission import Kind
from reviewer_app.evidence.values import Probe
from reviewer_app.ui.viewers.base import Material, Viewer
from reviewer_app.ui.viewers.message import MessageViewer


def viewer_for(material: Material) -> Viewer:
    """The viewer of an item; a message where there is nothing to show."""
    probe = material.probe
    if probe.media_type == "application/pdf" and any(p.code in ("encrypted", "wrong-password") for p in probe.problems):
        from reviewer_app.ui.viewers.pdf import PdfViewer

        return PdfViewer(material)
    if not probe.readable:
        problem = probe.problems[0] if probe.problems else None
        why = problem.message if problem is not None else "its kind is not known"
        return MessageViewer(material, why, problem.hint if problem is not None else "")
    if probe.kind in (Kind.VIDEO, Kind.AUDIO):
        return _recording(material)
    if probe.kind is Kind.PDF:
        from reviewer_app.ui.viewers.pdf import PdfViewer

        return PdfViewer(material)
    if probe.kind is Kind.IMAGE:
        from reviewer_app.ui.viewers.image import ImageViewer

        return ImageViewer(material)
    if probe.kind in (Kind.DOCUMENT, Kind.TEXT, Kind.LINK):
        from reviewer_app.ui.viewers.document import DocumentViewer

        return DocumentViewer(material)
    return MessageViewer(material, f"{probe.title or 'this kind of file'} can't be opened in Reviewer")


def load_for(probe: Probe) -> None:
    """Load the code of the viewer that such an item gets: it takes a while, and any thread may do it."""
    names = {
        Kind.VIDEO: ("video", "audio"), Kind.AUDIO: ("audio", "video"), Kind.PDF: ("pdf",), Kind.IMAGE: ("image",),
        Kind.DOCUMENT: ("document",), Kind.TEXT: ("document",), Kind.LINK: ("document",),
    }.get(probe.kind, ())  # fmt: skip
    for name in names:
        import_module(f"{__package__}.{name}")


def _recording(material: Material) -> Viewer:
    """Qt's multimedia parts are loaded only when something is to be played."""
    from reviewer_app.ui.viewers.audio import AudioViewer
    from reviewer_app.ui.viewers.video import VideoViewer

    return VideoViewer(material) if material.probe.has_video else AudioViewer(material)
