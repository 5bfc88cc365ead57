"""What was measured of evidence files, by their SHA-256: once, and kept."""

from __future__ import annotations

import threading
from datetime import datetime

from sqlalchemy import delete, insert, select

from reviewer_app.domain.prechecks import Measured
from reviewer_app.store import codec, tables
from reviewer_app.store.database import Database


class Measures:
    """Rows of measures; kept in memory once read. A row of an older form is measured again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._known: dict[str, Measured] | None = None
        self.touched: list[str] = []  # the SHA-256 of each file measured since the workspace was opened

    def put(self, sha256: str, measured: Measured, at: datetime) -> None:
        """Keep what was measured of a file."""
        t = tables.measures
        with self._lock:
            known = self._read()
            with self._database.writing() as connection:
                connection.execute(delete(t).where(t.c.sha256 == sha256))
                connection.execute(insert(t).values(sha256=sha256, body=codec.encode(measured), measured_at=at))
            known[sha256] = measured
            self.touched.append(sha256)

    def all(self) -> dict[str, Measured]:
        """Everything measured so far, by SHA-256; not to be changed."""
        with self._lock:
            return self._read()

    def _read(self) -> dict[str, Measured]:
        if self._known is None:
            t = tables.measures.c
            with self._database.reading() as connection:
                rows = connection.execute(select(t.sha256, t.body)).fetchall()
            self._known = {sha256: found for sha256, body in rows if (found := _decoded(body)) is not None}
        return self._known


def _decoded(body: str) -> Measured | None:
    try:
        return codec.decode(Measured, body)
    except ValueError:
        return None
