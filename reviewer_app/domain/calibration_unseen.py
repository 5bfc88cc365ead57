"""What a reviewer did not look at: items never opened, and places that the master or the others cite."""

from __future__ import annotations

from collections.abc import Iterable

from reviewer_app.domain.calibration_report import Unseen
from reviewer_app.domain.citation import Citation
from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.review import Review
from reviewer_app.domain.submission import EvidenceItem, Kind

_TIMED = (Kind.VIDEO, Kind.AUDIO)


def clock_text(milliseconds: int) -> str:
    """A place in a recording as people say it: 07:10, or 1:02:03."""
    seconds = milliseconds // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def never_opened(review: Review, evidence: Iterable[EvidenceItem]) -> tuple[Unseen, ...]:
    """The items that were never looked at; one line when no look at all is recorded."""
    missing = [item for item in evidence if item.id not in review.viewed]
    if missing and not review.viewed:
        item = missing[0]
        return (Unseen(item=item.id, title=item.title, words="No look at the evidence is recorded."),)
    return tuple(Unseen(item=i.id, title=i.title, words=f"Did not open “{i.title}”.") for i in missing)


def not_seen(review: Review, evidence: Iterable[EvidenceItem], cited: Iterable[Citation]) -> tuple[Unseen, ...]:
    """The cited places that the reviewer did not look at, each once, in the order of items and time."""
    items = {item.id: item for item in evidence}
    found: dict[tuple[ItemId, str], Unseen] = {}
    for citation in cited:
        item = items.get(citation.item)
        words = "" if item is None else _words(review, item, citation)
        if item is not None and words:
            one = Unseen(item=item.id, title=item.title, words=words, selector=citation.selector)
            found.setdefault((item.id, words), one)
    return tuple(found[key] for key in sorted(found))


def _words(review: Review, item: EvidenceItem, citation: Citation) -> str:
    spans = review.viewed.get(item.id)
    if spans is None:
        return f"Did not open “{item.title}”."
    time, page = citation.selector.time, citation.selector.page
    if time is not None and item.kind in _TIMED:
        if any(start <= time.end and time.start <= end for start, end in spans):
            return ""
        return (
            f"Did not watch {clock_text(time.start)}–{clock_text(time.end)} of “{item.title}” "
            f"(watched to {clock_text(max(end for _, end in spans))})."
        )
    if page is not None and not any(start <= page <= end for start, end in spans):
        return f"Did not look at page {page} of “{item.title}”."
    return ""
