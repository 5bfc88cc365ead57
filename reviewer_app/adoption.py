"""Bundles that lie whole in the workspace's folder are recorded, with the acts that say so; others are set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.clock import Clock
from reviewer_app.domain.events import Event, Sealed
from reviewer_app.domain.ids import BundleId, EventId, KeyId
from reviewer_app.domain.review import Stage
from reviewer_app.errors import BadInput

if TYPE_CHECKING:
    from reviewer_app.domain.decision import Decision
    from reviewer_app.store.catalogue import BundleRecord, Catalogue
    from reviewer_app.store.journal import Journal

SET_ASIDE = "set-aside"


class Adoption:
    """Each reviewer's bundles are numbered by themselves, for the office follows them by key."""

    def __init__(self, folder: Path, catalogue: Catalogue, journal: Journal, clock: Clock) -> None:
        self._folder = folder
        self._catalogue = catalogue
        self._journal = journal
        self._clock = clock

    def last(self, key: KeyId) -> BundleRecord | None:
        """The latest bundle sealed with a key."""
        own = [b for b in self._catalogue.bundles() if b.key == key]
        return own[-1] if own else None

    def next_number(self, key: KeyId) -> tuple[int, str]:
        """Number and ``prev`` of a key's next bundle: one that was set aside has used its number too."""
        from reviewer_app.bundles.unpack import inspect

        last = self.last(key)
        seq, digest = (last.seq, last.statement_sha256) if last else (0, "")
        for path in (self._folder / SET_ASIDE).glob("*.zip"):
            report = inspect(path)
            own = report.valid and report.signer is not None and report.signer.key_id == key
            if own and report.statement is not None and report.statement.predicate.seq > seq:
                seq, digest = report.statement.predicate.seq, report.statement_sha256
        return seq + 1, digest

    def adopt(self, path: Path, keys: Collection[KeyId]) -> BundleRecord:
        """Record a bundle that lies whole in the bundles folder, and that its decisions went out with it.

        BadInput ``bundle-does-not-fit`` unless it is the next one of one of these keys and its decisions are those of
        that key that wait.
        """
        from reviewer_app.bundles.unpack import inspect
        from reviewer_app.store.catalogue import BundleRecord

        report = inspect(path)
        said = report.statement.predicate if report.statement else None
        key = report.signer.key_id if report.valid and report.signer is not None else None
        if (
            said is None
            or key is None
            or key not in keys
            or (said.seq, said.prev) != self.next_number(key)
            or not self._waiting(report.decisions, key)
        ):
            raise BadInput("The bundle does not fit this workspace.", code="bundle-does-not-fit")
        data = path.read_bytes()
        record = BundleRecord(
            id=BundleId(said.id),
            name=path.name,
            key=key,
            seq=said.seq,
            prev=said.prev,
            statement_sha256=report.statement_sha256,
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            sealed_at=said.created_at,
            decisions=tuple((d.id, d.submission) for d in report.decisions),
        )
        self._catalogue.add_bundle(record, [self._sealed(d, record) for d in report.decisions])
        return record

    def set_aside(self, path: Path) -> None:
        """Move a file out of the way, beside whatever lies there under the same name."""
        folder = self._folder / SET_ASIDE
        folder.mkdir(exist_ok=True)
        names = (f"{path.stem}{f'-{n}' if n else ''}{path.suffix}" for n in count())
        path.rename(next(folder / name for name in names if not (folder / name).exists()))

    def _waiting(self, decisions: tuple[Decision, ...], key: KeyId) -> bool:
        """Whether each decision is the standing one of that key's review, which is finalised and not sealed."""
        for decision in decisions:
            review = self._journal.review(decision.review)
            record = self._catalogue.review_of(decision.submission, key)
            whose = record is not None and record.id == decision.review
            if not whose or review.stage is not Stage.FINALISED or review.decision != decision.id:
                return False
        return True

    def _sealed(self, decision: Decision, bundle: BundleRecord) -> Event:
        act = Sealed(decision=decision.id, bundle=bundle.id)
        at = self._clock.now()
        return Event(id=EventId(self._clock.new_id()), review=decision.review, at=at, by=bundle.key, act=act)
