"""Small pictures of cited areas of recordings, pictures and pages: for the letter and the bundle, where allowed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from reviewer_app.domain.citation import MOST_STILLS, STILL_BYTES, CitedStill
from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.workflow.cases import Case, case_of

if TYPE_CHECKING:
    from PIL import Image

    from reviewer_app.domain.citation import Citation, Region
    from reviewer_app.domain.ids import CitationId, SubmissionId
    from reviewer_app.domain.submission import EvidenceItem
    from reviewer_app.evidence.values import Picture
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.jobs import Job
    from reviewer_app.workspace import Workspace

WIDTH = 960
BLOCKS = 7  # a covered face is so many squares across
_QUALITIES = (88, 70, 45)


def stills(ws: Workspace, submission: SubmissionId, readers: Readers) -> dict[CitationId, bytes]:
    """A PNG for each cited place that can be shown in the letter; one that can't be read has none.

    Only the places that a reviewer marked as an area: nothing ever shows more of a picture than was meant.
    """
    case = case_of(ws, submission)
    if not case.program.feedback.stills:
        return {}
    return {citation.id: _png(image) for citation, image in _pictures(ws, case, readers)}


def sealed_stills(
    ws: Workspace, submissions: Iterable[SubmissionId], readers: Readers | None, job: Job
) -> dict[CitedStill, bytes]:
    """The stills that go into a bundle, where their program allows it: JPEG files of bounded size.

    Without ``readers`` some of its own are started, and ended, when there is anything to read.
    """
    from reviewer_app.evidence.worker import Readers

    wanted = [s for s in submissions if going_along(ws, s)]
    if not wanted:
        return {}
    if readers is None:
        with Readers() as own:
            return sealed_stills(ws, wanted, own, job)
    found: dict[CitedStill, bytes] = {}
    for number, submission in enumerate(wanted):
        job.report(number, len(wanted), "Making the stills")
        for citation, image in _pictures(ws, case_of(ws, submission), readers):
            job.check()
            data = _jpeg(image)
            if data:
                found[_named(citation, data, covered=ws.settings.blur_faces)] = data
    return found


def going_along(ws: Workspace, submission: SubmissionId) -> int:
    """How many cited areas of a submission go into its bundle as pictures; none where the program does not say so."""
    case = case_of(ws, submission)
    return len(list(_areas(ws, case))) if case.program.feedback.bundle_stills else 0


def _areas(ws: Workspace, case: Case) -> Iterator[tuple[Citation, EvidenceItem, Region]]:
    """What may be shown: marked areas of what can be seen, at most ``MOST_STILLS``; nothing under a privacy hold."""
    if ws.marks.of(case.submission.id).hides_evidence:
        return
    count = 0
    for citation in case.review.citations:
        item, selector = case.submission.item(citation.item), citation.selector
        seen = item is not None and (selector.time is not None or item.kind in (Kind.IMAGE, Kind.PDF))
        if seen and item is not None and selector.region is not None and count < MOST_STILLS:
            count += 1
            yield citation, item, selector.region


def _pictures(ws: Workspace, case: Case, readers: Readers) -> Iterator[tuple[Citation, Image.Image]]:
    for citation, item, region in _areas(ws, case):
        try:
            picture = _picture(ws, item, citation, readers)
            if picture is None:
                continue
            image = _image(picture)
            if ws.settings.blur_faces:  # they look with faces covered: so do those who get the still
                image = _covered(image, picture, readers)
        except ReviewerError:
            continue
        yield citation, _cut(image, region)


def _picture(ws: Workspace, item: EvidenceItem, citation: Citation, readers: Readers) -> Picture | None:
    recipe, selector = ws.recipe(item), citation.selector
    if selector.time is not None:
        return readers.frame(recipe, selector.time.start, WIDTH)
    if item.kind is Kind.IMAGE:
        return readers.picture(recipe, WIDTH, frame=selector.page or 1)
    if item.kind is Kind.PDF and selector.page is not None:
        return readers.page(recipe, selector.page, WIDTH)
    return None


def _image(picture: Picture) -> Image.Image:
    from PIL import Image

    return Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)


def _covered(image: Image.Image, picture: Picture, readers: Readers) -> Image.Image:
    """The picture with the faces that are found as coarse squares; looked for in the whole, not only in the area."""
    from PIL import Image

    covered = image.copy()
    for box in readers.faces(picture):
        left, top = int(image.width * box.x / 100), int(image.height * box.y / 100)
        right = min(image.width, left + max(1, round(image.width * box.width / 100)))
        low = min(image.height, top + max(1, round(image.height * box.height / 100)))
        part = image.crop((left, top, right, low))
        coarse = part.resize((BLOCKS, BLOCKS), Image.Resampling.BOX)
        covered.paste(coarse.resize(part.size, Image.Resampling.NEAREST), (left, top))
    return covered


def _cut(image: Image.Image, region: Region) -> Image.Image:
    left, top = image.width * region.x // 10_000, image.height * region.y // 10_000
    right = left + max(1, image.width * region.w // 10_000)
    low = top + max(1, image.height * region.h // 10_000)
    return image.crop((left, top, min(right, image.width), min(low, image.height)))


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    """As good as fits; empty when nothing does."""
    for quality in _QUALITIES:
        target = io.BytesIO()
        image.save(target, "JPEG", quality=quality)
        if target.tell() <= STILL_BYTES:
            return target.getvalue()
    return b""


def _named(citation: Citation, data: bytes, *, covered: bool) -> CitedStill:
    return CitedStill(
        citation=citation.id,
        path=f"data/stills/{citation.id}.jpg",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        covered=covered,
    )
