"""Bundles go to a folder or drive: copied, read back, compared, and noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import BundleId
from reviewer_app.jobs import Job
from reviewer_app.store.catalogue import SentRecord
from reviewer_app.workflow.sealing import bundle_row
from reviewer_app.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class SentBundle:
    """A verified copy."""

    bundle: BundleId
    name: str
    path: Path
    at: datetime
    changes: Changes


def send(ws: Workspace, bundle: str, target: Path, job: Job | None = None) -> SentBundle:
    """Copy a bundle (by id, name or number) into a folder; a copy that is there already is compared and counts."""
    from reviewer_app.sync.folder import copy_verified

    row = bundle_row(ws, bundle)
    delivered = copy_verified(row.path, target, job or Job())
    at = ws.clock.now()
    ws.catalogue.add_sent(SentRecord(id=ws.clock.new_id(), bundle=row.id, target=str(target), at=at))
    return SentBundle(bundle=row.id, name=row.name, path=Path(delivered.where), at=at, changes=Changes(outbox=True))
