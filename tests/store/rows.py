"""Rows for the store's tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from reviewer_app.domain.ids import ComponentId, IndicatorId, ItemId, PackageId, ProgramId, ReviewId, SubmissionId
from reviewer_app.domain.submission import (
    EarlierAttempt,
    EvidenceItem,
    Kind,
    ProgramRef,
    Purpose,
    Statement,
    Submission,
)
from reviewer_app.store.catalogue import Catalogue, PackageRecord
from reviewer_app.store.database import Database
from reviewer_app.store.journal import Journal

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
REVIEW = ReviewId("review-R-1")


def nothing(database: Database) -> None:
    """No first rows."""


def new_database(folder: Path) -> Database:
    """A database with one package, R-1."""
    Database.create(folder / "reviewer.db", nothing)
    database = Database.open(folder / "reviewer.db")
    add_package(database, "R-1")
    return database


def package(submission: str) -> PackageRecord:
    """A package with everything in it."""
    item = EvidenceItem(
        id=ItemId("0001"),
        title="Reflection",
        kind=Kind.PDF,
        media_type="application/pdf",
        path="data/evidence/0001.pdf",
        sha256=submission.encode().hex().ljust(64, "0"),
        size=12,
        requirement="reflection",
        original_name="Maria.pdf",
    )
    made = Submission(
        id=SubmissionId(submission),
        package=PackageId(f"package-{submission}"),
        program=ProgramRef(id=ProgramId("p"), version="1.0", sha256="b" * 64),
        component=ComponentId("unit"),
        candidate="C-1",
        attempt=2,
        purpose=Purpose.SECOND,
        evidence=(item,),
        packed_at=AT,
        packed_by="Office",
        statements=(Statement(code="own-work", text="Mine.", given=True, on=date(2026, 10, 1)),),
        earlier=(
            EarlierAttempt(
                attempt=1,
                outcome="not-met",
                unmet=(IndicatorId("3.2"),),
                scores=((IndicatorId("3.2"), 2),),
                feedback="More.",
            ),
        ),
        focus="families",
        due=date(2026, 12, 4),
        nonce="n",
    )
    return PackageRecord(
        submission=made,
        tagmanifest_sha256="c" * 64,
        added_at=AT,
        signer_key="d" * 64,
        signer_name="Office",
        statement_sha256="e" * 64,
    )


def add_package(database: Database, submission: str) -> ReviewId:
    """Add a package and a review of it that nothing was done in; its id."""
    record = package(submission)
    Catalogue(database, Journal(database)).add_packages([record])
    review = ReviewId(f"review-{submission}")
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO reviews VALUES (?, ?, 'k', '', '2026-11-21T09:00:00.000000Z')", (review, submission)
        )
    return review
