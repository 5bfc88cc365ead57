"""Whose keys are known here, what they have signed so far, and the workspace's few settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from reviewer_app.domain.ids import KeyId
from reviewer_app.store import tables
from reviewer_app.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """A public key; ``revoked_from`` is the first sequence number that no longer counts (None: not revoked)."""

    id: KeyId
    name: str
    public: str  # OpenSSH one-line form
    own: bool = False
    trusted_at: datetime | None = None
    revoked_from: int | None = None
    revoked_at: datetime | None = None
    reason: str = ""
    role: str = ""  # "office": what it signs lifts holds


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenStatement:
    """A signed statement that was checked here: the first one seen under a key's sequence number."""

    key: KeyId
    seq: int
    sha256: str
    prev: str
    sealed_file: str  # the sealed file's id
    first_seen_at: datetime


class Trust:
    """Rows of keys, statements and settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_key(self, record: KeyRecord) -> None:
        """Add a key, or replace what was known about it."""
        t = tables.keys
        with self._database.writing() as connection:
            connection.execute(delete(t).where(t.c.id == record.id))
            connection.execute(
                insert(t).values(
                    id=record.id,
                    name=record.name,
                    public=record.public,
                    own=int(record.own),
                    trusted_at=record.trusted_at,
                    revoked_from=record.revoked_from,
                    revoked_at=record.revoked_at,
                    reason=record.reason,
                    role=record.role,
                )
            )

    def all_keys(self) -> tuple[KeyRecord, ...]:
        """All known keys, one's own first, then by name."""
        t = tables.keys
        with self._database.reading() as connection:
            rows = connection.execute(select(t).order_by(t.c.own.desc(), t.c.name, t.c.id)).fetchall()
        return tuple(_key(row) for row in rows)

    def key(self, key: str) -> KeyRecord | None:
        """What is known about a key."""
        with self._database.reading() as connection:
            row = connection.execute(select(tables.keys).where(tables.keys.c.id == key)).one_or_none()
        return None if row is None else _key(row)

    def seen(self) -> tuple[SeenStatement, ...]:
        """The statements that were checked here, by key and sequence number."""
        t = tables.statements
        with self._database.reading() as connection:
            rows = connection.execute(select(t).order_by(t.c.key, t.c.seq)).fetchall()
        return tuple(
            SeenStatement(
                key=KeyId(r.key),
                seq=r.seq,
                sha256=r.sha256,
                prev=r.prev,
                sealed_file=r.sealed_file,
                first_seen_at=r.first_seen_at,
            )
            for r in rows
        )

    def remember(self, statement: SeenStatement) -> None:
        """Keep a statement; its key must not have used the number before."""
        with self._database.writing() as connection:
            connection.execute(
                insert(tables.statements).values(
                    key=statement.key,
                    seq=statement.seq,
                    sha256=statement.sha256,
                    prev=statement.prev,
                    sealed_file=statement.sealed_file,
                    first_seen_at=statement.first_seen_at,
                )
            )

    def setting(self, name: str, default: str = "") -> str:
        """A setting of this workspace."""
        t = tables.settings.c
        with self._database.reading() as connection:
            found = connection.execute(select(t.value).where(t.name == name)).scalar_one_or_none()
        return default if found is None else found

    def set_setting(self, name: str, value: str) -> None:
        """Change a setting of this workspace."""
        t = tables.settings
        with self._database.writing() as connection:
            connection.execute(delete(t).where(t.c.name == name))
            connection.execute(insert(t).values(name=name, value=value))


def _key(row: Row[Any]) -> KeyRecord:
    return KeyRecord(
        id=KeyId(row.id),
        name=row.name,
        public=row.public,
        own=bool(row.own),
        trusted_at=row.trusted_at,
        revoked_from=row.revoked_from,
        revoked_at=row.revoked_at,
        reason=row.reason,
        role=row.role,
    )
