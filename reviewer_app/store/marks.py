"""What stands on submissions beside their reviews: rows appended, never edited, folded in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sqlalchemy import insert, select

from reviewer_app.domain.holding import MARKS, NOTHING, Mark, MarkAct, Standing, standing
from reviewer_app.domain.ids import EventId, KeyId, SubmissionId
from reviewer_app.errors import ReviewerError
from reviewer_app.store import codec, tables
from reviewer_app.store.database import Database


class Marks:
    """All submissions' marks; kept in memory once read, for there are few."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        self._marks: dict[SubmissionId, list[Mark]] | None = None
        self._standing: dict[SubmissionId, Standing] = {}
        self._hiding: frozenset[SubmissionId] | None = None
        self.touched: list[SubmissionId] = []  # the submission of each mark added since the workspace was opened

    def add(self, marks: Sequence[Mark]) -> None:
        """Add marks in one transaction; they are on disk when this returns."""
        with self._lock:
            known = self._read()
            rows = [
                {
                    "id": m.id,
                    "submission": m.submission,
                    "at": m.at,
                    "by": m.by,
                    "kind": m.act.kind,
                    "body": codec.encode(m.act),
                }
                for m in marks
            ]
            with self._database.writing() as connection:
                connection.execute(insert(tables.marks), rows)
            for mark in marks:
                known.setdefault(mark.submission, []).append(mark)
                self._standing.pop(mark.submission, None)
                self._hiding = None
                self.touched.append(mark.submission)

    def of(self, submission: SubmissionId) -> Standing:
        """What stands on a submission."""
        with self._lock:
            made = self._read().get(submission)
            if made is None:
                return NOTHING
            found = self._standing.get(submission)
            if found is None:
                found = self._standing[submission] = standing(made)
            return found

    def history(self, submission: SubmissionId) -> tuple[Mark, ...]:
        """All marks on a submission, the first first."""
        with self._lock:
            return tuple(self._read().get(submission, ()))

    def marked(self) -> tuple[SubmissionId, ...]:
        """The submissions with any mark."""
        with self._lock:
            return tuple(self._read())

    def hiding(self) -> frozenset[SubmissionId]:
        """The submissions whose evidence must not be seen."""
        with self._lock:
            if self._hiding is None:
                self._hiding = frozenset(s for s in self._read() if self.of(s).hides_evidence)
            return self._hiding

    def _read(self) -> dict[SubmissionId, list[Mark]]:
        if self._marks is None:
            t = tables.marks.c
            query = select(t.id, t.submission, t.at, t.by, t.kind, t.body).order_by(t.seq)
            with self._database.reading() as connection:
                rows = connection.execute(query).fetchall()
            found: dict[SubmissionId, list[Mark]] = {}
            for i, s, at, by, kind, body in rows:
                mark = Mark(id=EventId(i), submission=SubmissionId(s), at=at, by=KeyId(by), act=_act(kind, body))
                found.setdefault(mark.submission, []).append(mark)
            self._marks = found
        return self._marks


def _act(kind: str, body: str) -> MarkAct:
    try:
        return codec.decode(MARKS[kind], body)
    except (KeyError, ValueError) as error:
        raise ReviewerError(
            "The workspace holds a mark on a submission that this version can't read. Nothing was changed.",
            hint="Install the newest version of Reviewer, or bring the workspace back from a backup.",
            code="damaged-workspace",
        ) from error
