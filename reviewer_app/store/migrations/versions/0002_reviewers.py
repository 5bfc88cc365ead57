"""Several reviewers in one workspace: a review for each submission and reviewer; what stands on a submission; measures.

Every review so far was made by the workspace's only key.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rebuild the reviews with their reviewer; add the new tables."""
    _reviews()
    op.add_column("keys", sa.Column("role", sa.Text(), nullable=False, server_default=""))
    _marks()
    op.create_table(
        "measures",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("measured_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_measures"),
    )


def _reviews() -> None:
    op.create_table(
        "reviews_new",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["packages.submission"], name="fk_reviews_submission_packages"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("submission", "reviewer", name="uq_reviews_submission_reviewer"),
    )
    op.execute(
        "INSERT INTO reviews_new SELECT id, submission, coalesce((SELECT value FROM settings WHERE name = 'key'), ''), "
        "'', created_at FROM reviews"
    )
    op.drop_table("reviews")
    op.rename_table("reviews_new", "reviews")


def _marks() -> None:
    op.create_table(
        "marks",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["packages.submission"], name="fk_marks_submission_packages"),
        sa.PrimaryKeyConstraint("seq", name="pk_marks"),
        sa.UniqueConstraint("id", name="uq_marks_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_marks_submission_seq", "marks", ["submission", "seq"])
