"""The journal: what was acknowledged is on disk, in order, and folds to the same review after a restart."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reviewer_app.domain.citation import Citation, Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.events import (
    ACTS,
    Act,
    Cited,
    Commented,
    Confided,
    Event,
    Finalised,
    Flagged,
    Noted,
    Opened,
    Recited,
    Reopened,
    Scored,
    Sealed,
    StartedOver,
    Uncited,
    Undone,
    Unflagged,
    Viewed,
)
from reviewer_app.domain.ids import (
    BundleId,
    CitationId,
    DecisionId,
    EventId,
    IndicatorId,
    ItemId,
    KeyId,
    ReviewId,
)
from reviewer_app.errors import ReviewerError
from reviewer_app.store.database import Database
from reviewer_app.store.journal import Journal
from tests.store.rows import REVIEW, add_package, new_database

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
A = IndicatorId("3.1")
SELECTOR = Selector(
    time=TimeSpan(start=12_500, end=47_250),
    region=Region(x=1, y=2, w=3, h=4),
    quote=TextQuote(exact="“ä”", start=3, end=6),
)
CITATION = Citation(
    id=CitationId("c1"), item=ItemId("0001"), sha256="a" * 64, selector=SELECTOR, indicator=A, note="there"
)
EVERY: tuple[Act, ...] = (
    Opened(),
    Scored(indicator=A, level=3),
    Scored(indicator=A, level=None),
    Commented(indicator=None, text="Good. 😀\n“More”"),
    Noted(indicator=A, text="ask"),
    Confided(indicator=A, confidence="sure"),
    Cited(citation=CITATION),
    Recited(citation=CitationId("c1"), selector=Selector(page=2), indicator=None, note=""),
    Uncited(citation=CitationId("c1")),
    Flagged(condition="bad-sound", indicator=A, note="hum"),
    Unflagged(condition="bad-sound", indicator=A),
    Viewed(item=ItemId("0001"), seconds=4, start=0, end=4000),
    StartedOver(),
    Undone(event=EventId("e9")),
    Finalised(decision=DecisionId("d1"), outcome="met"),
    Reopened(reason="a slip"),
    Sealed(decision=DecisionId("d1"), bundle=BundleId("b1")),
)


def event(number: int, act: Act, review: ReviewId = REVIEW) -> Event:
    return Event(
        id=EventId(f"{review}-e{number}"), review=review, at=AT + timedelta(microseconds=number), by=KeyId("k"), act=act
    )


def test_every_kind_of_act_comes_back_as_it_was(tmp_path: Path) -> None:
    assert {a.kind for a in EVERY} == set(ACTS)
    database = new_database(tmp_path)
    written = [event(n, act) for n, act in enumerate(EVERY)]
    for one in written:
        Journal(database).append(one)
    database.close()
    database = Database.open(tmp_path / "reviewer.db")
    assert Journal(database).events(REVIEW) == tuple(written)
    database.close()


def test_the_kept_fold_is_the_fold_of_what_lies_on_disk(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    journal = Journal(database)
    for n, act in enumerate(EVERY):
        journal.append(event(n, act))
        assert Journal(database).review(REVIEW) == journal.review(REVIEW)
    journal.read_all()
    assert journal.review(REVIEW) == Journal(database).review(REVIEW)
    database.close()


def test_an_act_is_seen_by_another_connection_when_append_returns(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    journal = Journal(database)
    other = sqlite3.connect(tmp_path / "reviewer.db")
    for n in range(5):
        journal.append(event(n, Scored(indicator=A, level=1)))
        assert other.execute("SELECT count(*) FROM events").fetchone() == (n + 1,)
    other.close()
    database.close()


def test_the_order_is_that_of_appending_even_when_the_clock_goes_back(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    journal = Journal(database)
    later, earlier = event(9, Scored(indicator=A, level=4)), event(1, Scored(indicator=A, level=2))
    journal.append(later)
    journal.append(earlier)
    assert Journal(database).review(REVIEW).scores == {A: 2}
    database.close()


def test_reviews_do_not_mix(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    other = add_package(database, "R-2")
    journal = Journal(database)
    journal.append(event(1, Scored(indicator=A, level=1)))
    journal.append(event(1, Scored(indicator=A, level=4), other))
    fresh = Journal(database)
    fresh.read_all()
    for one in (journal, fresh):
        assert (one.review(REVIEW).scores[A], one.review(other).scores[A]) == (1, 4)
    database.close()


def test_what_could_not_be_saved_is_not_pretended(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    journal = Journal(database)
    journal.append(event(1, Scored(indicator=A, level=1)))
    with pytest.raises(ReviewerError):
        journal.append(event(1, Scored(indicator=A, level=4)))  # the id is taken
    with pytest.raises(ReviewerError):
        journal.append(event(2, Opened(), ReviewId("nobody's")))
    assert journal.review(REVIEW).scores == {A: 1}
    assert len(journal.events(REVIEW)) == 1
    journal.append(event(3, Scored(indicator=A, level=2)))
    assert Journal(database).review(REVIEW) == journal.review(REVIEW)
    database.close()


def test_an_act_of_a_newer_version_is_told_and_left_alone(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    Journal(database).append(event(1, Opened()))
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE events SET kind = 'telepathed'")
    with pytest.raises(ReviewerError) as caught:
        Journal(database).review(REVIEW)
    assert caught.value.code == "damaged-workspace"
    database.close()


def test_a_naive_time_is_refused(tmp_path: Path) -> None:
    database = new_database(tmp_path)
    naive = Event(id=EventId("e"), review=REVIEW, at=AT.replace(tzinfo=None), by=KeyId("k"), act=Opened())
    with pytest.raises(ValueError, match="zone"):
        Journal(database).append(naive)
    assert Journal(database).events(REVIEW) == ()
    database.close()
