"""Packages, bundles, keys and settings come back as they were, or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.domain.events import Event, Finalised, Scored, Sealed
from reviewer_app.domain.ids import BundleId, DecisionId, EventId, IndicatorId, KeyId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.errors import ReviewerError
from reviewer_app.store.catalogue import BundleRecord, Catalogue, SentRecord
from reviewer_app.store.database import Database
from reviewer_app.store.journal import Journal
from reviewer_app.store.trust import KeyRecord, SeenStatement, Trust
from tests.store.rows import AT, REVIEW, new_database, package

R1 = SubmissionId("R-1")
D1 = DecisionId("d1")
BUNDLE = BundleRecord(
    id=BundleId("b1"),
    name="decisions-0001.zip",
    key=KeyId("k"),
    seq=1,
    prev="",
    statement_sha256="1" * 64,
    sha256="2" * 64,
    size=99,
    sealed_at=AT,
    decisions=((D1, R1),),
)


def catalogue(database: Database) -> Catalogue:
    return Catalogue(database, Journal(database))


def event(number: int, act: Scored | Finalised | Sealed) -> Event:
    return Event(id=EventId(f"e{number}"), review=REVIEW, at=AT, by=KeyId("k"), act=act)


def test_a_package_comes_back_as_it_was(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    assert catalogue(database).packages() == (package("R-1"),)
    assert catalogue(database).package(R1) == package("R-1")
    assert catalogue(database).package(SubmissionId("R-9")) is None
    assert catalogue(database).digests() == {package("R-1").submission.evidence[0].sha256}
    database.close()


def test_a_package_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    kept = catalogue(database)
    taken = package("R-1").submission.package
    again = replace(package("R-2").submission, package=taken)
    clash = replace(package("R-2"), submission=again)  # the package's id is taken: the last insert fails
    with pytest.raises(ReviewerError):
        kept.add_packages([package("R-3"), clash])
    for one in (kept, catalogue(database)):
        assert one.package(SubmissionId("R-2")) is None
        assert one.package(SubmissionId("R-3")) is None
    assert len(kept.digests()) == 1
    kept.add_packages([package("R-2")])
    assert [p.submission.id for p in kept.packages()] == ["R-1", "R-2"]
    database.close()


def test_a_bundle_and_its_acts_are_one_transaction(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    journal = Journal(database)
    kept = Catalogue(database, journal)
    journal.append(event(1, Scored(indicator=IndicatorId("3.1"), level=3)))
    journal.append(event(2, Finalised(decision=D1, outcome="met")))
    with pytest.raises(ReviewerError):
        kept.add_bundle(BUNDLE, [event(2, Sealed(decision=D1, bundle=BUNDLE.id))])  # the event's id is taken
    assert kept.bundles() == ()
    assert journal.review(REVIEW).stage is Stage.FINALISED
    kept.add_bundle(BUNDLE, [event(3, Sealed(decision=D1, bundle=BUNDLE.id))])
    assert kept.bundles() == (BUNDLE,)
    assert journal.review(REVIEW).stage is Stage.SEALED
    assert Journal(database).review(REVIEW) == journal.review(REVIEW)
    database.close()


def test_a_sequence_number_is_used_once_per_key(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    kept = catalogue(database)
    kept.add_bundle(BUNDLE, [])
    with pytest.raises(ReviewerError):
        kept.add_bundle(replace(BUNDLE, id=BundleId("b2"), name="other.zip"), [])
    assert kept.bundles() == (BUNDLE,)
    database.close()


def test_where_bundles_went_is_kept(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    kept = catalogue(database)
    kept.add_bundle(BUNDLE, [])
    record = SentRecord(id="s1", bundle=BUNDLE.id, target="OFFICE-3", at=AT)
    kept.add_sent(record)
    assert kept.sent() == (record,)
    with pytest.raises(ReviewerError):
        kept.add_sent(replace(record, id="s2", bundle=BundleId("nobody's")))
    database.close()


def test_keys_statements_and_settings(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    trust = Trust(database)
    own = KeyRecord(id=KeyId("a"), name="Zoe", public="ssh-ed25519 A", own=True)
    other = KeyRecord(id=KeyId("b"), name="Office", public="ssh-ed25519 B")
    trust.put_key(other)
    trust.put_key(own)
    assert trust.all_keys() == (own, other)
    trust.put_key(replace(other, trusted_at=AT, revoked_from=3, revoked_at=AT, reason="lost"))
    assert trust.key("b") == replace(other, trusted_at=AT, revoked_from=3, revoked_at=AT, reason="lost")
    assert trust.key("c") is None
    seen = SeenStatement(key=KeyId("b"), seq=1, sha256="1" * 64, prev="", sealed_file="b1", first_seen_at=AT)
    trust.remember(seen)
    with pytest.raises(ReviewerError):
        trust.remember(replace(seen, sha256="2" * 64))
    assert trust.seen() == (seen,)
    assert trust.setting("name", "nobody") == "nobody"
    trust.set_setting("name", "R-17")
    trust.set_setting("name", "R-18")
    assert trust.setting("name") == "R-18"
    database.close()
