"""Calibration: sets, the scores that came in for them, consensus, and live decisions that are watched."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "calibration_sets",
        _text("id"),
        _text("role"),
        _text("body"),
        _text("masters"),
        _text("signer_key"),
        _text("statement_sha256"),
        _text("added_at"),
        _text("revealed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_calibration_sets"),
    )
    op.create_table(
        "calibration_scores",
        _text("decision"),
        _text("set"),
        _text("submission"),
        _text("key"),
        _text("name"),
        _text("bundle"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        _text("body"),
        _text("received_at"),
        sa.ForeignKeyConstraint(["set"], ["calibration_sets.id"], name="fk_calibration_scores_set_calibration_sets"),
        sa.PrimaryKeyConstraint("decision", "set", name="pk_calibration_scores"),
    )
    op.create_table(
        "calibration_consensus",
        _text("id"),
        _text("set"),
        _text("body"),
        _text("signature"),
        _text("at"),
        sa.ForeignKeyConstraint(["set"], ["calibration_sets.id"], name="fk_calibration_consensus_set_calibration_sets"),
        sa.PrimaryKeyConstraint("id", name="pk_calibration_consensus"),
    )
    op.create_table(
        "watched",
        _text("decision"),
        _text("submission"),
        _text("key"),
        _text("name"),
        _text("bundle"),
        _text("body"),
        _text("received_at"),
        sa.PrimaryKeyConstraint("decision", name="pk_watched"),
    )


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)
