"""Full text: the texts, and their FTS5 index that follows them by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make table, index and triggers; they are filled in the background."""
    op.create_table(
        "texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["packages.submission"], name="fk_texts_submission_packages"),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
    )
    op.create_index("ix_texts_submission_owner_part", "texts", ["submission", "owner", "part"])
    op.execute(
        "CREATE VIRTUAL TABLE texts_index USING fts5(body, content='texts', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    op.execute(
        "CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN "
        "INSERT INTO texts_index(rowid, body) VALUES (new.id, new.body); END"
    )
    op.execute(
        "CREATE TRIGGER texts_gone AFTER DELETE ON texts BEGIN "
        "INSERT INTO texts_index(texts_index, rowid, body) VALUES ('delete', old.id, old.body); END"
    )
