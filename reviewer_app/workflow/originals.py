"""A copy of an evidence file as it was handed in, outside the workspace: only where a person asks for it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from reviewer_app.domain.submission import EvidenceItem
from reviewer_app.errors import ReviewerError, UsageError
from reviewer_app.files import written_whole
from reviewer_app.workspace import Workspace

_PIECE = 1 << 20


def save_original(ws: Workspace, item: EvidenceItem, dest: Path) -> None:
    """Copy the item's bytes to ``dest``, whole or not at all; ReviewerError ``evidence-altered`` when they changed.

    UsageError ``on-hold`` while a privacy hold stands on a submission that the very file came with. Nothing is
    overwritten. The copy is not protected: whoever asks has to be told so before.
    """
    if any(ws.marks.of(s.id).hides_evidence for s, _ in ws.catalogue.places(item.sha256)):
        raise UsageError(
            "A privacy hold stands on this evidence, so no copy is made.",
            hint="The office lifts it: send it the request.",
            code="on-hold",
        )
    found = hashlib.sha256()
    with written_whole(dest, "save the copy") as out, ws.evidence(item) as source:
        while piece := source.read(_PIECE):
            found.update(piece)
            out.write(piece)
        if found.hexdigest() != item.sha256:
            raise ReviewerError(
                "The evidence is not what the package said it was, so no copy was saved.",
                hint="Check the package again.",
                code="evidence-altered",
            )
