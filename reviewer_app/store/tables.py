"""The tables, as the migrations leave them (a test compares the two)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


def time_text(at: datetime) -> str:
    """A moment as the text that the tables hold: UTC, always with microseconds, so that text sorts by time."""
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def time_of(text: str) -> datetime:
    """The moment back from the tables' text; always aware UTC."""
    return datetime.fromisoformat(text)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC moment; a naive one is refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the table."""
        return None if value is None else time_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """From the table."""
        return None if value is None else time_of(value)


packages = Table(
    "packages",
    metadata,
    Column("submission", Text, primary_key=True),
    Column("package", Text, nullable=False, unique=True),
    Column("tagmanifest_sha256", Text, nullable=False),
    Column("signer_key", Text, nullable=False),  # empty: not signed
    Column("signer_name", Text, nullable=False),
    Column("statement_sha256", Text, nullable=False),
    Column("body", Text, nullable=False),  # the submission as JSON
    Column("added_at", UtcTime, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("submission", Text, ForeignKey("packages.submission"), primary_key=True),
    Column("item", Text, primary_key=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("size", Integer, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("submission", Text, ForeignKey("packages.submission"), nullable=False),
    Column("reviewer", Text, nullable=False),  # the key of the one identity that it belongs to
    Column("purpose", Text, nullable=False),  # what it was first finalised as; empty until then
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("submission", "reviewer"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("review", Text, ForeignKey("reviews.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "review", "seq"),
    sqlite_autoincrement=True,
)

marks = Table(
    "marks",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("submission", Text, ForeignKey("packages.submission"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "submission", "seq"),
    sqlite_autoincrement=True,
)

measures = Table(
    "measures",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the evidence file
    Column("body", Text, nullable=False),
    Column("measured_at", UtcTime, nullable=False),
)

bundles = Table(
    "bundles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),  # the file's name in the workspace's bundles folder
    Column("key", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("prev", Text, nullable=False),
    Column("statement_sha256", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sealed_at", UtcTime, nullable=False),
    UniqueConstraint("key", "seq"),
)

bundled = Table(
    "bundled",
    metadata,
    Column("bundle", Text, ForeignKey("bundles.id"), primary_key=True),
    Column("decision", Text, primary_key=True),
    Column("submission", Text, nullable=False),
)

sent = Table(
    "sent",
    metadata,
    Column("id", Text, primary_key=True),
    Column("bundle", Text, ForeignKey("bundles.id"), nullable=False, index=True),
    Column("target", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("public", Text, nullable=False),  # OpenSSH one-line form
    Column("own", Integer, nullable=False),
    Column("trusted_at", UtcTime),
    Column("revoked_from", Integer),  # the first sequence number that no longer counts
    Column("revoked_at", UtcTime),
    Column("reason", Text, nullable=False),
    Column("role", Text, nullable=False, server_default=""),  # "office": what it signs lifts holds
)

statements = Table(
    "statements",
    metadata,
    Column("key", Text, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("sealed_file", Text, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", Text, ForeignKey("packages.submission"), nullable=False),
    Column("owner", Text, nullable=False),  # the key of whoever wrote it; empty: it came with the package
    Column("part", Text, nullable=False),  # the package's card, one's own words, or the id of an evidence item
    Column("source", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "submission", "owner", "part"),
)
"""With the FTS5 index ``texts_index`` beside it, which triggers keep up to date; see the migration."""

calibration_sets = Table(
    "calibration_sets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("role", Text, nullable=False),  # lead: made here; taken: came from a lead
    Column("body", Text, nullable=False),  # the set as JSON
    Column("masters", Text, nullable=False),  # the text that was committed to; empty until it is revealed here
    Column("signer_key", Text, nullable=False),
    Column("statement_sha256", Text, nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("revealed_at", UtcTime),
)

calibration_scores = Table(
    "calibration_scores",
    metadata,
    Column("decision", Text, primary_key=True),
    Column("set", Text, ForeignKey("calibration_sets.id"), primary_key=True),
    Column("submission", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bundle", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("after", Integer, nullable=False),  # 1: it came when the masters were known
    Column("body", Text, nullable=False),  # the decision as it lies in a bundle; locked until the reveal
    Column("received_at", UtcTime, nullable=False),
)

calibration_consensus = Table(
    "calibration_consensus",
    metadata,
    Column("id", Text, primary_key=True),
    Column("set", Text, ForeignKey("calibration_sets.id"), nullable=False),
    Column("body", Text, nullable=False),
    Column("signature", Text, nullable=False),  # SSHSIG of the body
    Column("at", UtcTime, nullable=False),
)

watched = Table(
    "watched",
    metadata,
    Column("decision", Text, primary_key=True),
    Column("submission", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bundle", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", UtcTime, nullable=False),
)
"""Live decisions of several reviewers, for watching how they score."""
