"""Small pictures of cited places in recordings, pictures and pages, for the letter, where the program allows them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.workflow.cases import case_of

if TYPE_CHECKING:
    from reviewer_app.domain.citation import Citation, Region
    from reviewer_app.domain.ids import CitationId, SubmissionId
    from reviewer_app.domain.submission import EvidenceItem
    from reviewer_app.evidence.values import Picture
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.workspace import Workspace

MOST, WIDTH = 12, 960


def stills(ws: Workspace, submission: SubmissionId, readers: Readers) -> dict[CitationId, bytes]:
    """A PNG for each cited place that can be shown in one, at most ``MOST``; one that can't be read has none.

    Only the places that a reviewer marked as an area: the letter never shows more of a picture than was meant.
    """
    case = case_of(ws, submission)
    if not case.program.feedback.stills or ws.marks.of(submission).hides_evidence:
        return {}
    found: dict[CitationId, bytes] = {}
    for citation in case.review.citations:
        item = case.submission.item(citation.item)
        region = citation.selector.region
        if item is None or region is None or len(found) == MOST:
            continue
        try:
            picture = _picture(ws, item, citation, readers)
        except ReviewerError:
            continue
        if picture is not None:
            found[citation.id] = _png(picture, region)
    return found


def _picture(ws: Workspace, item: EvidenceItem, citation: Citation, readers: Readers) -> Picture | None:
    recipe, selector = ws.recipe(item), citation.selector
    if selector.time is not None:
        return readers.frame(recipe, selector.time.start, WIDTH)
    if item.kind is Kind.IMAGE:
        return readers.picture(recipe, WIDTH, frame=selector.page or 1)
    if item.kind is Kind.PDF and selector.page is not None:
        return readers.page(recipe, selector.page, WIDTH)
    return None


def _png(picture: Picture, region: Region) -> bytes:
    from PIL import Image

    image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
    left, top = picture.width * region.x // 10_000, picture.height * region.y // 10_000
    right = left + max(1, picture.width * region.w // 10_000)
    low = top + max(1, picture.height * region.h // 10_000)
    target = io.BytesIO()
    image.crop((left, top, min(right, picture.width), min(low, picture.height))).save(target, "PNG")
    return target.getvalue()
