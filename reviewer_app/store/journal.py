"""The journal: acts appended, never edited; reviews folded from them.

The folded reviews are kept in memory and follow each append; the workspace's lock makes this process the only writer.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from sqlalchemy import Connection, select

from reviewer_app.domain.events import Event
from reviewer_app.domain.ids import EventId, KeyId, ReviewId
from reviewer_app.domain.review import Folding, Review
from reviewer_app.errors import ReviewerError
from reviewer_app.store import codec, tables
from reviewer_app.store.database import Database

_APPEND = 'INSERT INTO events (id, review, at, "by", kind, body) VALUES (?, ?, ?, ?, ?, ?)'


class Journal:
    """All reviews' events."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._folded: dict[ReviewId, Folding] = {}
        self._all_read = False
        self.touched: list[ReviewId] = []  # the review of each act added since the workspace was opened

    def append(self, event: Event) -> None:
        """Add one act; it is on disk when this returns, and nowhere when it raises."""
        with self._lock:
            folding = self._folding(event.review)
            with self._database.writing() as connection:
                insert(connection, (event,))
            folding.add(event)
            self.touched.append(event.review)

    def review(self, review: ReviewId) -> Review:
        """The state of a review now."""
        with self._lock:
            return self._folding(review).review()

    def events(self, review: ReviewId) -> tuple[Event, ...]:
        """A review's acts in the order they were made."""
        with self._lock:
            return tuple(self._folding(review).events)

    def read_all(self) -> None:
        """Read every review's events at once, for lists; does nothing the second time."""
        with self._lock:
            if self._all_read:
                return
            found: dict[ReviewId, Folding] = {}
            for event in self._read(None):
                if event.review not in found:
                    found[event.review] = Folding(event.review)
                found[event.review].add(event)
            self._folded = found
            self._all_read = True

    def follow(self, events: Iterable[Event]) -> None:
        """Take note of acts that another transaction of this process has just put on disk."""
        with self._lock:
            for event in events:
                folding = self._folding(event.review)
                if not folding.events or folding.events[-1].id != event.id:
                    folding.add(event)
                self.touched.append(event.review)

    def _folding(self, review: ReviewId) -> Folding:
        folding = self._folded.get(review)
        if folding is None:
            folding = Folding(review)
            if not self._all_read:
                for event in self._read(review):
                    folding.add(event)
            self._folded[review] = folding
        return folding

    def _read(self, review: ReviewId | None) -> list[Event]:
        t = tables.events.c
        query = select(t.id, t.review, t.at, t.by, t.kind, t.body).order_by(t.seq)
        if review is not None:
            query = query.where(t.review == review)
        with self._database.reading() as connection:
            rows = connection.execute(query).fetchall()
        try:
            return [
                Event(id=EventId(i), review=ReviewId(r), at=at, by=KeyId(by), act=codec.decode_act(kind, body))
                for i, r, at, by, kind, body in rows
            ]
        except (KeyError, ValueError) as error:
            raise ReviewerError(
                "The journal holds an act that this version can't read. Nothing was changed.",
                hint="Install the newest version of Reviewer, or bring the workspace back from a backup.",
                code="damaged-workspace",
            ) from error


def insert(connection: Connection, events: Iterable[Event]) -> None:
    """Add events within somebody's transaction."""
    for event in events:
        # Plain SQL, prepared once by the driver: the general way costs as much again as the commit.
        values = (
            event.id,
            event.review,
            tables.time_text(event.at),
            event.by,
            event.act.kind,
            codec.encode(event.act),
        )
        connection.exec_driver_sql(_APPEND, values)
