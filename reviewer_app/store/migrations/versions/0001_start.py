"""The first schema: packages, reviews, the journal, bundles, keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _packages()
    _journal()
    _bundles()
    _trust()


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _packages() -> None:
    op.create_table(
        "packages",
        _text("submission"),
        _text("package"),
        _text("tagmanifest_sha256"),
        _text("signer_key"),
        _text("signer_name"),
        _text("statement_sha256"),
        _text("body"),
        _text("added_at"),
        sa.PrimaryKeyConstraint("submission", name="pk_packages"),
        sa.UniqueConstraint("package", name="uq_packages_package"),
    )
    op.create_table(
        "evidence",
        _text("submission"),
        _text("item"),
        _text("sha256"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["packages.submission"], name="fk_evidence_submission_packages"),
        sa.PrimaryKeyConstraint("submission", "item", name="pk_evidence"),
    )
    op.create_index("ix_evidence_sha256", "evidence", ["sha256"])


def _journal() -> None:
    op.create_table(
        "reviews",
        _text("id"),
        _text("submission"),
        _text("created_at"),
        sa.ForeignKeyConstraint(["submission"], ["packages.submission"], name="fk_reviews_submission_packages"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("submission", name="uq_reviews_submission"),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), nullable=False),
        _text("id"),
        _text("review"),
        _text("at"),
        _text("by"),
        _text("kind"),
        _text("body"),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name="fk_events_review_reviews"),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_review_seq", "events", ["review", "seq"])


def _bundles() -> None:
    op.create_table(
        "bundles",
        _text("id"),
        _text("name"),
        _text("key"),
        sa.Column("seq", sa.Integer(), nullable=False),
        _text("prev"),
        _text("statement_sha256"),
        _text("sha256"),
        sa.Column("size", sa.Integer(), nullable=False),
        _text("sealed_at"),
        sa.PrimaryKeyConstraint("id", name="pk_bundles"),
        sa.UniqueConstraint("name", name="uq_bundles_name"),
        sa.UniqueConstraint("key", "seq", name="uq_bundles_key_seq"),
    )
    op.create_table(
        "bundled",
        _text("bundle"),
        _text("decision"),
        _text("submission"),
        sa.ForeignKeyConstraint(["bundle"], ["bundles.id"], name="fk_bundled_bundle_bundles"),
        sa.PrimaryKeyConstraint("bundle", "decision", name="pk_bundled"),
    )
    op.create_table(
        "sent",
        _text("id"),
        _text("bundle"),
        _text("target"),
        _text("at"),
        sa.ForeignKeyConstraint(["bundle"], ["bundles.id"], name="fk_sent_bundle_bundles"),
        sa.PrimaryKeyConstraint("id", name="pk_sent"),
    )
    op.create_index("ix_sent_bundle", "sent", ["bundle"])


def _trust() -> None:
    op.create_table(
        "keys",
        _text("id"),
        _text("name"),
        _text("public"),
        sa.Column("own", sa.Integer(), nullable=False),
        _text("trusted_at", nullable=True),
        sa.Column("revoked_from", sa.Integer(), nullable=True),
        _text("revoked_at", nullable=True),
        _text("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
    )
    op.create_table(
        "statements",
        _text("key"),
        sa.Column("seq", sa.Integer(), nullable=False),
        _text("sha256"),
        _text("prev"),
        _text("sealed_file"),
        _text("first_seen_at"),
        sa.PrimaryKeyConstraint("key", "seq", name="pk_statements"),
    )
    op.create_table(
        "settings",
        _text("name"),
        _text("value"),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
