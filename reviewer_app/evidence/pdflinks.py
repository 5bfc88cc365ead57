"""The links on a PDF page: where they are and where they would lead. Nothing here or elsewhere follows them."""

from __future__ import annotations

import math
import re
from typing import Any

from reviewer_app.evidence.htmllines import UNSHOWABLE
from reviewer_app.evidence.pdf import library, load, opened, page_size, share
from reviewer_app.evidence.source import Source
from reviewer_app.evidence.values import Link

LINKS_LIMIT = 2000  # on one page
TARGET_LENGTH = 500
_STARTS = re.compile(r"/S\s*/(Launch|JavaScript)\b")


def links(source: Source, number: int) -> tuple[Link, ...]:
    """The links of page ``number`` (1-based)."""
    pymupdf = library()
    document = opened(source)
    sheet = load(document, number)
    wide, high = page_size(sheet)
    try:
        rows = sheet.get_links()[:LINKS_LIMIT]
    except (RuntimeError, ValueError, IndexError, KeyError, TypeError):
        return ()
    found = []
    for row in rows:
        box = row["from"]  # turned with the page already
        if not all(math.isfinite(v) for v in box):
            continue
        page, target = _leads(pymupdf, row)
        found.append(
            Link(
                x0=share(box.x0, wide), y0=share(box.y0, high), x1=share(box.x1, wide), y1=share(box.y1, high),
                page=page, target=target, runs=_runs(document, row),
            )
        )  # fmt: skip
    return tuple(found)


def _runs(document: Any, row: dict[str, Any]) -> bool:
    """Whether it starts something: the library calls a program to be started a file to be opened."""
    try:
        return bool(_STARTS.search(document.xref_object(row["xref"], compressed=True)))
    except (RuntimeError, ValueError, KeyError, TypeError):
        return False


def _leads(pymupdf: Any, row: dict[str, Any]) -> tuple[int, str]:
    """Page (0: outside this file) and address of a link."""
    kind = row.get("kind")
    if kind in (pymupdf.LINK_GOTO, pymupdf.LINK_NAMED):
        page = row.get("page", -1)
        return (page + 1 if isinstance(page, int) and page >= 0 else 0), ""
    target = str(row.get("uri") or row.get("file") or "")
    return 0, UNSHOWABLE.sub("", target)[:TARGET_LENGTH]
