"""Rows of calibration: sets, scores that are locked until the reveal, consensus, and live decisions under watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from reviewer_app.domain.calibration_set import CalibrationSet, Consensus, SetUse
from reviewer_app.domain.ids import BundleId, DecisionId, KeyId, SubmissionId
from reviewer_app.errors import ReviewerError, UsageError
from reviewer_app.store import codec, tables
from reviewer_app.store.database import Database

LEAD, TAKEN = "lead", "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRecord:
    """A set that is known here. ``masters`` is the text that was committed to; empty where it is not revealed."""

    set: CalibrationSet
    role: str
    masters: str
    signer_key: KeyId
    statement_sha256: str
    added_at: datetime
    revealed_at: datetime | None = None

    def led_by(self, key: KeyId) -> bool:
        """Whether it was made here, by the reviewer with that key: others who share the workspace do not lead it."""
        return self.role == LEAD and self.signer_key == key

    @property
    def locked(self) -> bool:
        """Whether nobody may read the scores yet; a seeded set is watched from the first day on."""
        return self.revealed_at is None and self.set.use is not SetUse.SEEDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """That a decision on a submission of a set came in: all that may be known before the reveal."""

    set: str
    decision: DecisionId
    submission: SubmissionId
    key: KeyId
    name: str
    bundle: BundleId
    seq: int
    received_at: datetime
    after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A live decision as it lies in a bundle."""

    decision: DecisionId
    submission: SubmissionId
    key: KeyId
    name: str
    bundle: BundleId
    body: str
    received_at: datetime


class CalibrationStore:
    """The rows; nothing of a score leaves before the reveal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_set(self, record: SetRecord) -> None:
        """Add a set, or replace what is known about it; the scores that came in stay."""
        t = tables.calibration_sets
        row = {
            "role": record.role,
            "body": codec.encode(record.set),
            "masters": record.masters,
            "signer_key": record.signer_key,
            "statement_sha256": record.statement_sha256,
            "added_at": record.added_at,
            "revealed_at": record.revealed_at,
        }
        with self._database.writing() as connection:
            changed = connection.execute(update(t).where(t.c.id == record.set.id).values(**row)).rowcount
            if not changed:
                connection.execute(insert(t).values(id=record.set.id, **row))

    def sets(self) -> tuple[SetRecord, ...]:
        """All sets, the first added first."""
        t = tables.calibration_sets
        with self._database.reading() as connection:
            rows = connection.execute(select(t).order_by(t.c.added_at, t.c.id)).fetchall()
        return tuple(_set(row) for row in rows)

    def set(self, set_id: str) -> SetRecord:
        """One set; UsageError ``unknown-set``."""
        found = next((r for r in self.sets() if r.set.id == set_id), None)
        if found is None:
            raise UsageError(
                f"There is no calibration set “{set_id}” here.",
                hint="See them with: reviewer-app calibrate status",
                code="unknown-set",
            )
        return found

    def add_scores(self, scores: Sequence[tuple[Received, str]]) -> None:
        """Add decisions on submissions of sets with their bodies; a decision that is there already stays."""
        t = tables.calibration_scores
        with self._database.writing() as connection:
            known = {tuple(r) for r in connection.execute(select(t.c.decision, t.c.set))}
            rows = [_score_row(r, body) for r, body in scores if (r.decision, r.set) not in known]
            if rows:
                connection.execute(insert(t), rows)

    def received(self, set_id: str) -> tuple[Received, ...]:
        """What came in for a set, oldest first: no scores."""
        t = tables.calibration_scores
        columns = [c for c in t.c if c.name != "body"]
        with self._database.reading() as connection:
            rows = connection.execute(
                select(*columns).where(t.c.set == set_id).order_by(t.c.received_at, t.c.key, t.c.seq)
            ).fetchall()
        return tuple(_received(row) for row in rows)

    def bodies(self, set_id: str) -> dict[DecisionId, str]:
        """The decisions that came in for a set; ReviewerError ``scores-locked`` before the reveal."""
        if self.set(set_id).locked:
            raise ReviewerError(
                "The scores of this set are locked until you reveal them.",
                hint="See who is in with “status”, then reveal.",
                code="scores-locked",
            )
        t = tables.calibration_scores
        with self._database.reading() as connection:
            rows = connection.execute(select(t.c.decision, t.c.body).where(t.c.set == set_id)).fetchall()
        return {DecisionId(row.decision): row.body for row in rows}

    def add_consensus(self, consensus: Consensus, signature: str) -> None:
        """Add a consensus; earlier ones stay."""
        with self._database.writing() as connection:
            connection.execute(
                insert(tables.calibration_consensus).values(
                    id=consensus.id,
                    set=consensus.set,
                    body=codec.encode(consensus),
                    signature=signature,
                    at=consensus.at,
                )
            )

    def consensus(self, set_id: str) -> tuple[tuple[Consensus, str], ...]:
        """What was agreed on in a set with its signature, oldest first."""
        t = tables.calibration_consensus
        with self._database.reading() as connection:
            rows = connection.execute(select(t).where(t.c.set == set_id).order_by(t.c.at, t.c.id)).fetchall()
        return tuple((codec.decode(Consensus, row.body), row.signature) for row in rows)

    def replace_consensus(self, set_id: str, consensus: Sequence[Consensus]) -> None:
        """What the lead's file says was agreed on, instead of what an earlier one said."""
        t = tables.calibration_consensus
        rows = [{"id": c.id, "set": set_id, "body": codec.encode(c), "signature": "", "at": c.at} for c in consensus]
        with self._database.writing() as connection:
            connection.execute(delete(t).where(t.c.set == set_id))
            if rows:
                connection.execute(insert(t), rows)

    def watch(self, decisions: Sequence[Watched]) -> int:
        """Keep live decisions; how many are new."""
        t = tables.watched
        with self._database.writing() as connection:
            known = set(connection.execute(select(t.c.decision)).scalars())
            new = {d.decision: d for d in decisions if d.decision not in known}
            if new:
                rows = [
                    {
                        "decision": d.decision,
                        "submission": d.submission,
                        "key": d.key,
                        "name": d.name,
                        "bundle": d.bundle,
                        "body": d.body,
                        "received_at": d.received_at,
                    }
                    for d in new.values()
                ]
                connection.execute(insert(t), rows)
        return len(new)

    def watched(self) -> tuple[Watched, ...]:
        """The live decisions, the first that came first."""
        t = tables.watched
        with self._database.reading() as connection:
            rows = connection.execute(select(t).order_by(t.c.received_at, t.c.decision)).fetchall()
        return tuple(
            Watched(
                decision=DecisionId(r.decision),
                submission=SubmissionId(r.submission),
                key=KeyId(r.key),
                name=r.name,
                bundle=BundleId(r.bundle),
                body=r.body,
                received_at=r.received_at,
            )
            for r in rows
        )


def _score_row(one: Received, body: str) -> dict[str, Any]:
    return {
        "decision": one.decision,
        "set": one.set,
        "submission": one.submission,
        "key": one.key,
        "name": one.name,
        "bundle": one.bundle,
        "seq": one.seq,
        "after": int(one.after),
        "body": body,
        "received_at": one.received_at,
    }


def _received(row: Row[Any]) -> Received:
    return Received(
        set=row.set,
        decision=DecisionId(row.decision),
        submission=SubmissionId(row.submission),
        key=KeyId(row.key),
        name=row.name,
        bundle=BundleId(row.bundle),
        seq=row.seq,
        received_at=row.received_at,
        after=bool(row.after),
    )


def _set(row: Row[Any]) -> SetRecord:
    return SetRecord(
        set=codec.decode(CalibrationSet, row.body),
        role=row.role,
        masters=row.masters,
        signer_key=KeyId(row.signer_key),
        statement_sha256=row.statement_sha256,
        added_at=row.added_at,
        revealed_at=row.revealed_at,
    )
