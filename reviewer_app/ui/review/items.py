"""The evidence and what is known of the package, as the screen shows them; wording and counting only, pure."""

from __future__ import annotations

from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.review import Review
from reviewer_app.domain.submission import EvidenceItem, Kind, Statement
from reviewer_app.evidence.values import Probe
from reviewer_app.ui.review.state import Chip, ItemRow
from reviewer_app.ui.viewers.places import length
from reviewer_app.ui.words import many
from reviewer_app.workflow.desk import PackageInfo

_KINDS = {
    Kind.VIDEO: "Video",
    Kind.AUDIO: "Audio",
    Kind.PDF: "PDF",
    Kind.DOCUMENT: "Document",
    Kind.TEXT: "Text",
    Kind.IMAGE: "Photo",
    Kind.LINK: "Link",
    Kind.OTHER: "File",
}
_DOCUMENTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "Slides",
    "application/vnd.oasis.opendocument.presentation": "Slides",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Table",
    "application/vnd.oasis.opendocument.spreadsheet": "Table",
}
Spans = tuple[tuple[int, int], ...]


def item_row(
    item: EvidenceItem,
    number: int,
    probe: Probe | None,
    review: Review,
    cited: int,
    place: tuple[ItemId | None, tuple[ItemId, ...]],
) -> ItemRow:
    """One evidence item; ``place`` is the item in hand and those on the stage."""
    spans = review.viewed.get(item.id, ())
    return ItemRow(
        id=item.id,
        title=item.title or f"Item {item.id}",
        detail=item_detail(item, probe),
        kind=str(probe.kind if probe is not None and probe.readable else item.kind),
        viewed=viewed_share(probe, spans),
        selected=item.id == place[0],
        shown=item.id in place[1],
        bad=probe is not None and not probe.readable,
        number=number,
        coverage=coverage(probe, spans),
        cited=cited,
    )


def item_detail(item: EvidenceItem, probe: Probe | None) -> str:
    """``Video · 18:42``; never a file name."""
    if probe is None:
        return _KINDS[item.kind]
    if not probe.readable:
        return "Can't be shown"
    size = ""
    if probe.duration_ms:
        size = length(probe.duration_ms)
    elif probe.pages:
        size = many(probe.pages, "page")
    elif probe.kind is Kind.IMAGE and probe.frames > 1:
        size = many(probe.frames, "picture")
    elif probe.words:
        size = many(probe.words, "word")
    what = _DOCUMENTS.get(probe.media_type, _KINDS[probe.kind])
    more = "captions" if probe.captions else ""
    return " · ".join(part for part in (what, size, more) if part)


def viewed_share(probe: Probe | None, spans: Spans) -> float:
    """How much of an item was looked at, 0 to 1: of its time, its pages, or (text) its hundredths."""
    if probe is None or not spans:
        return 0.0
    if probe.duration_ms:
        return min(1.0, sum(end - start for start, end in spans) / probe.duration_ms)
    if probe.kind is Kind.PDF and probe.pages:
        return min(1.0, _pages(spans) / probe.pages)
    if probe.kind is Kind.IMAGE:
        return min(1.0, _pages(spans) / max(1, probe.frames))
    return min(1.0, sum(end - start for start, end in spans) / 100)


def coverage(probe: Probe | None, spans: Spans) -> str:
    """``12:30 of 18:42 watched``, ``3 of 4 pages seen``; empty while nothing is known."""
    if probe is None or not probe.readable:
        return ""
    if not spans:
        return "Not looked at yet"
    if probe.duration_ms:
        seen = min(probe.duration_ms, sum(end - start for start, end in spans))
        verb = "heard" if probe.kind is Kind.AUDIO else "watched"
        return f"{length(seen)} of {length(probe.duration_ms)} {verb}"
    if probe.kind is Kind.PDF and probe.pages:
        return f"{min(probe.pages, _pages(spans))} of {many(probe.pages, 'page')} seen"
    return "Seen" if probe.kind is Kind.IMAGE else f"{viewed_share(probe, spans):.0%} read"


def coverage_of_all(rows: tuple[ItemRow, ...]) -> str:
    """``2 of 5 not looked at``; empty when everything was."""
    unseen = sum(1 for r in rows if r.viewed == 0 and not r.bad)
    return f"{unseen} of {len(rows)} not looked at" if unseen else ""


def _pages(spans: Spans) -> int:
    """How many pages merged spans hold."""
    return sum(b - a + 1 for a, b in spans)


def package_chip(package: PackageInfo) -> Chip:
    """Who vouches for the package."""
    if not package.signed_by and not package.signer_key:
        tip = "Every file matches the package's list."
        return Chip(text="Package verified · not signed", tone="caution", tip=tip, short="Not signed")
    if package.trusted is False:
        said = f"Package verified · {package.signed_by}, not trusted"
        return Chip(text=said, tone="caution", short="Signer not trusted")
    known = "" if package.trusted else " · key not known here"
    short = "✓ Verified" if package.trusted else "✓ Verified · key not known"
    return Chip(text=f"✓ Package verified · signed by {package.signed_by}{known}", tone="good", short=short)


def statement_chip(statement: Statement) -> Chip:
    """``✓ Own work``; what is not stated is a caution."""
    text = (statement.text or statement.code.replace("-", " ").capitalize()).rstrip(".")
    if statement.given:
        return Chip(text=f"✓ {text}", tone="good", tip=statement.text)
    return Chip(text=f"Not stated: {text}", tone="caution", tip=statement.text)
