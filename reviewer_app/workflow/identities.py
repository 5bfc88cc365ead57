"""The reviewers who share a workspace: who there is, one more, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import KeyId
from reviewer_app.store.trust import KeyRecord
from reviewer_app.workspace import Workspace

ALL = Changes(queue=True, review=True, outbox=True, keys=True, settings=True, calibration=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRow:
    """A reviewer of this workspace. ``line`` is the public key to give to the office."""

    id: KeyId
    short: str
    name: str
    line: str
    at_work: bool
    since: datetime | None


def identities(ws: Workspace) -> tuple[IdentityRow, ...]:
    """Everybody who reviews in this workspace, by the time they came."""
    return tuple(_row(ws, record) for record in ws.identities())


def add(ws: Workspace, name: str, passphrase: str | None = None) -> IdentityRow:
    """Make a key for one more reviewer; who is at work stays. UsageError ``identity-exists`` or ``bad-name``."""
    return _row(ws, ws.add_identity(name, passphrase))


def use(ws: Workspace, who: str, passphrase: str | None = None) -> Changes:
    """Let another reviewer work, now and next time; everything on the screen is to be read again."""
    ws.become(who, passphrase)
    return ALL


def _row(ws: Workspace, record: KeyRecord) -> IdentityRow:
    from reviewer_app.bundles.signature import short_id

    return IdentityRow(
        id=record.id,
        short=short_id(record.id),
        name=record.name,
        line=record.public,
        at_work=record.id == ws.key_id,
        since=record.trusted_at,
    )
