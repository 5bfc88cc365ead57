"""One's own key, and whose keys are trusted here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import KeyId
from reviewer_app.errors import UsageError
from reviewer_app.store.trust import KeyRecord
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.bundles.trust import Seen, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A key as lists show it. ``revoked_from`` is the first sequence number that no longer counts."""

    id: KeyId
    short: str
    name: str
    line: str  # OpenSSH one-line form
    own: bool
    trusted: bool
    trusted_at: datetime | None
    revoked_from: int | None
    reason: str


def show(ws: Workspace) -> KeyRow:
    """The workspace's own key."""
    own = ws.keys.key(ws.key_id)
    if own is None:
        raise UsageError("This workspace has no key.", hint="Make a new workspace.", code="no-key")
    return _row(own)


def keys(ws: Workspace) -> tuple[KeyRow, ...]:
    """All keys that are known here, one's own first."""
    return tuple(_row(record) for record in ws.keys.all_keys())


def trust(ws: Workspace, key: str, name: str = "", *, office: bool = False) -> Changes:
    """Trust a key: its line from a ``.pub`` file, or the beginning of the id of a key that was seen here.

    ``office``: it is the office's, so that what it signs lifts holds.
    """
    record = _given(ws, key.strip())
    if record.revoked_from is not None:
        raise UsageError(
            "That key was revoked, so it can't be trusted again.", hint="Ask for the new key.", code="key-revoked"
        )
    wanted = replace(record, name=name.strip() or record.name, trusted_at=record.trusted_at or ws.clock.now())
    if office:
        wanted = replace(wanted, role="office")
    if wanted != ws.keys.key(record.id):
        ws.keys.put_key(wanted)
    return Changes(keys=True)


def revoke(ws: Workspace, key: str, *, from_seq: int, reason: str) -> Changes:
    """From this sequence number on nothing counts that the key signs; what it signed before stays valid."""
    record = _known(ws, key.strip())
    if record.own:
        raise UsageError("Your own key is revoked by the office, not here.", hint="Tell the office.", code="own-key")
    if from_seq < 1:
        raise UsageError("Sequence numbers start at 1.", hint="1 revokes everything.", code="bad-sequence")
    if record.revoked_from is not None and record.revoked_from <= from_seq:
        return Changes()
    ws.keys.put_key(replace(record, revoked_from=from_seq, revoked_at=ws.clock.now(), reason=reason.strip()))
    return Changes(keys=True)


def trust_here(ws: Workspace, also: Mapping[KeyId, str] | None = None) -> Trust:
    """The keys that count in this workspace: one's own, those trusted, and those revoked since.

    ``also`` are keys with their names that count for this once.
    """
    from reviewer_app.bundles.trust import KnownKey, Trust

    known = [k for k in ws.keys.all_keys() if k.own or k.trusted_at is not None or k.revoked_from is not None]
    here = [
        KnownKey(
            key_id=k.id,
            name=k.name,
            revoked_after_seq=None if k.revoked_from is None else k.revoked_from - 1,
            own=k.own,
        )
        for k in known
    ]
    return Trust(keys=(*here, *(KnownKey(key_id=key, name=name) for key, name in (also or {}).items())))


def seen_here(ws: Workspace, leave_out: str = "") -> tuple[Seen, ...]:
    """The statements that were checked here, and those of the bundles sealed here but for the digest left out."""
    from reviewer_app.bundles.trust import Seen

    seen = [Seen(key_id=s.key, seq=s.seq, digest=s.sha256, prev=s.prev) for s in ws.keys.seen()]
    checked = {(s.key_id, s.seq) for s in seen}
    own = [b for b in ws.catalogue.bundles() if (b.key, b.seq) not in checked]
    seen += [
        Seen(key_id=b.key, seq=b.seq, digest=b.statement_sha256, prev=b.prev)
        for b in own
        if b.statement_sha256 != leave_out
    ]
    return tuple(seen)


def remember(ws: Workspace, line: str, name: str) -> None:
    """Keep a key that was seen, so that it can be trusted by its id; what is known about it stays."""
    from reviewer_app.bundles.signature import PublicKey

    public = PublicKey.from_line(line)
    if ws.keys.key(public.key_id) is None:
        ws.keys.put_key(KeyRecord(id=public.key_id, name=name or public.name, public=public.line))


def _given(ws: Workspace, key: str) -> KeyRecord:
    from reviewer_app.bundles.signature import PublicKey

    if not key.startswith("ssh-"):
        return _known(ws, key)
    public = PublicKey.from_line(key)
    known = ws.keys.key(public.key_id)
    return known or KeyRecord(id=public.key_id, name=public.name, public=public.line)


def _known(ws: Workspace, key: str) -> KeyRecord:
    found = [k for k in ws.keys.all_keys() if k.id.startswith(key.replace(":", "").lower())] if len(key) >= 4 else []
    if len(found) != 1:
        what = "No key" if not found else "More than one key"
        raise UsageError(
            f"{what} that is known here begins like that.",
            hint="See them with: reviewer-app keys list",
            code="unknown-key",
        )
    return found[0]


def _row(record: KeyRecord) -> KeyRow:
    from reviewer_app.bundles.signature import short_id

    return KeyRow(
        id=record.id,
        short=short_id(record.id),
        name=record.name,
        line=record.public,
        own=record.own,
        trusted=record.own or (record.trusted_at is not None and record.revoked_from is None),
        trusted_at=record.trusted_at,
        revoked_from=record.revoked_from,
        reason=record.reason,
    )
