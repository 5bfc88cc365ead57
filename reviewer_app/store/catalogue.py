"""What is in the workspace besides the journal: packages, their reviews, bundles and where these were sent."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, insert, select, update

from reviewer_app.domain.events import Event
from reviewer_app.domain.ids import BundleId, DecisionId, KeyId, ReviewId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem, Purpose, Submission
from reviewer_app.store import codec, journal, tables
from reviewer_app.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRecord:
    """A package that was taken in. ``signer_key`` empty: it was not signed."""

    submission: Submission
    tagmanifest_sha256: str
    added_at: datetime
    signer_key: str = ""
    signer_name: str = ""
    statement_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """That an identity reviews a submission. ``purpose`` is what it was first finalised as, None until then."""

    id: ReviewId
    submission: SubmissionId
    reviewer: KeyId
    created_at: datetime
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRecord:
    """A bundle that this workspace sealed; ``name`` is its file in the workspace's bundles folder."""

    id: BundleId
    name: str
    key: KeyId
    seq: int
    prev: str
    statement_sha256: str
    sha256: str
    size: int
    sealed_at: datetime
    decisions: tuple[tuple[DecisionId, SubmissionId], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRecord:
    """A verified copy of a bundle that went somewhere."""

    id: str
    bundle: BundleId
    target: str
    at: datetime


class Catalogue:
    """Rows of packages and bundles; packages are kept in memory once read, for they never change."""

    def __init__(self, database: Database, follow: journal.Journal) -> None:
        self._database = database
        self._journal = follow
        self._lock = threading.RLock()
        self._packages: dict[SubmissionId, PackageRecord] | None = None
        self._reviews: dict[SubmissionId, dict[KeyId, ReviewRecord]] | None = None
        self._of_review: dict[ReviewId, SubmissionId] = {}
        self._places: dict[str, list[tuple[Submission, EvidenceItem]]] | None = None

    def add_packages(self, records: Sequence[PackageRecord]) -> None:
        """Add packages and their evidence: all of them in one transaction."""
        if not records:
            return
        with self._lock:
            known = self._read_packages()
            with self._database.writing() as connection:
                connection.execute(insert(tables.packages), [_package_row(r) for r in records])
                items = [(r.submission.id, item) for r in records for item in r.submission.evidence]
                if items:
                    rows = [{"submission": s, "item": i.id, "sha256": i.sha256, "size": i.size} for s, i in items]
                    connection.execute(insert(tables.evidence), rows)
            known.update((r.submission.id, r) for r in records)
            self._places = None

    def packages(self) -> tuple[PackageRecord, ...]:
        """All packages, the first taken in first."""
        with self._lock:
            return tuple(self._read_packages().values())

    def packages_from(self, first: int) -> tuple[PackageRecord, ...]:
        """The packages taken in after the first so many."""
        with self._lock:
            known = self._read_packages()
            return tuple(islice(known.values(), first, None)) if len(known) > first else ()

    def count(self) -> int:
        """How many packages there are."""
        with self._lock:
            return len(self._read_packages())

    def package(self, submission: SubmissionId) -> PackageRecord | None:
        """The package of a submission, if it was taken in."""
        with self._lock:
            return self._read_packages().get(submission)

    def submission_of(self, review: ReviewId) -> SubmissionId | None:
        """Which submission a review is of."""
        with self._lock:
            self._read_reviews()
            return self._of_review.get(review)

    def places(self, sha256: str) -> tuple[tuple[Submission, EvidenceItem], ...]:
        """Where a file was handed in: every submission's item with that SHA-256."""
        with self._lock:
            if self._places is None:
                found: dict[str, list[tuple[Submission, EvidenceItem]]] = {}
                for record in self._read_packages().values():
                    for item in record.submission.evidence:
                        found.setdefault(item.sha256, []).append((record.submission, item))
                self._places = found
            return tuple(self._places.get(sha256, ()))

    def reviews_of(self, submission: SubmissionId) -> tuple[ReviewRecord, ...]:
        """The reviews of a submission, the first begun first: whose they are says each one's ``reviewer``."""
        with self._lock:
            return tuple(self._read_reviews().get(submission, {}).values())

    def review_of(self, submission: SubmissionId, reviewer: KeyId) -> ReviewRecord | None:
        """That reviewer's review of a submission; None while there was no act."""
        with self._lock:
            return self._read_reviews().get(submission, {}).get(reviewer)

    def put_review(self, record: ReviewRecord, act: Event) -> None:
        """Add a review with its first act, or an act with what the review is made as from now on: all or nothing."""
        with self._lock:
            known = self._read_reviews().setdefault(record.submission, {})
            row, t = _review_row(record), tables.reviews
            with self._database.writing() as connection:
                if record.reviewer in known:
                    connection.execute(update(t).where(t.c.id == record.id).values(purpose=row["purpose"]))
                else:
                    connection.execute(insert(t).values(**row))
                journal.insert(connection, (act,))
            known[record.reviewer] = record
            self._of_review[record.id] = record.submission
        self._journal.follow((act,))

    def digests(self) -> set[str]:
        """The SHA-256 of every evidence file that a package here needs."""
        with self._database.reading() as connection:
            return set(connection.execute(select(tables.evidence.c.sha256)).scalars())

    def add_bundle(self, record: BundleRecord, events: Iterable[Event]) -> None:
        """Add a sealed bundle and the acts that say so, in one transaction."""
        acts = tuple(events)
        with self._database.writing() as connection:
            connection.execute(
                insert(tables.bundles).values(
                    id=record.id,
                    name=record.name,
                    key=record.key,
                    seq=record.seq,
                    prev=record.prev,
                    statement_sha256=record.statement_sha256,
                    sha256=record.sha256,
                    size=record.size,
                    sealed_at=record.sealed_at,
                )
            )
            rows = [{"bundle": record.id, "decision": d, "submission": s} for d, s in record.decisions]
            connection.execute(insert(tables.bundled), rows)
            journal.insert(connection, acts)
        self._journal.follow(acts)

    def bundles(self) -> tuple[BundleRecord, ...]:
        """All bundles sealed here, by key and sequence number."""
        b, d = tables.bundles.c, tables.bundled.c
        with self._database.reading() as connection:
            rows = connection.execute(select(tables.bundles).order_by(b.key, b.seq)).fetchall()
            inside = connection.execute(select(d.bundle, d.decision, d.submission).order_by(d.submission)).fetchall()
        decisions: dict[str, list[tuple[DecisionId, SubmissionId]]] = {}
        for bundle, decision, submission in inside:
            decisions.setdefault(bundle, []).append((DecisionId(decision), SubmissionId(submission)))
        return tuple(_bundle(row, tuple(decisions.get(row.id, ()))) for row in rows)

    def add_sent(self, record: SentRecord) -> None:
        """Note that a bundle went somewhere."""
        with self._database.writing() as connection:
            connection.execute(
                insert(tables.sent).values(id=record.id, bundle=record.bundle, target=record.target, at=record.at)
            )

    def sent(self) -> tuple[SentRecord, ...]:
        """Where bundles went, the first first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(tables.sent).order_by(tables.sent.c.at)).fetchall()
        return tuple(SentRecord(id=r.id, bundle=BundleId(r.bundle), target=r.target, at=r.at) for r in rows)

    def _read_packages(self) -> dict[SubmissionId, PackageRecord]:
        if self._packages is None:
            query = select(tables.packages).order_by(tables.packages.c.added_at)
            with self._database.reading() as connection:
                rows = connection.execute(query).fetchall()
            self._packages = {SubmissionId(row.submission): _package(row) for row in rows}
        return self._packages

    def _read_reviews(self) -> dict[SubmissionId, dict[KeyId, ReviewRecord]]:
        if self._reviews is None:
            r = tables.reviews.c
            query = select(tables.reviews).order_by(r.created_at, r.id)
            with self._database.reading() as connection:
                rows = connection.execute(query).fetchall()
            found: dict[SubmissionId, dict[KeyId, ReviewRecord]] = {}
            for row in rows:
                record = _review(row)
                found.setdefault(record.submission, {})[record.reviewer] = record
            self._reviews = found
            self._of_review = {r.id: sid for sid, made in found.items() for r in made.values()}
        return self._reviews


def _package_row(record: PackageRecord) -> dict[str, Any]:
    return {
        "submission": record.submission.id,
        "package": record.submission.package,
        "tagmanifest_sha256": record.tagmanifest_sha256,
        "signer_key": record.signer_key,
        "signer_name": record.signer_name,
        "statement_sha256": record.statement_sha256,
        "body": codec.encode(record.submission),
        "added_at": record.added_at,
    }


def _package(row: Row[Any]) -> PackageRecord:
    return PackageRecord(
        submission=codec.decode(Submission, row.body),
        tagmanifest_sha256=row.tagmanifest_sha256,
        added_at=row.added_at,
        signer_key=row.signer_key,
        signer_name=row.signer_name,
        statement_sha256=row.statement_sha256,
    )


def _review_row(record: ReviewRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "submission": record.submission,
        "reviewer": record.reviewer,
        "purpose": record.purpose.value if record.purpose else "",
        "created_at": record.created_at,
    }


def _review(row: Row[Any]) -> ReviewRecord:
    return ReviewRecord(
        id=ReviewId(row.id),
        submission=SubmissionId(row.submission),
        reviewer=KeyId(row.reviewer),
        created_at=row.created_at,
        purpose=Purpose(row.purpose) if row.purpose else None,
    )


def _bundle(row: Row[Any], decisions: tuple[tuple[DecisionId, SubmissionId], ...]) -> BundleRecord:
    return BundleRecord(
        id=BundleId(row.id),
        name=row.name,
        key=KeyId(row.key),
        seq=row.seq,
        prev=row.prev,
        statement_sha256=row.statement_sha256,
        sha256=row.sha256,
        size=row.size,
        sealed_at=row.sealed_at,
        decisions=decisions,
    )
