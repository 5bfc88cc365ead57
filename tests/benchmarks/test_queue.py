"""The queue and its search with 20,000 submissions: a keystroke, an act, words in texts, memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from itertools import cycle

import pytest

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.ui.queue.listing import Listing
from reviewer_app.workflow import scoring, search
from reviewer_app.workflow.filters import Filter
from reviewer_app.workflow.queueing import rows_of
from reviewer_app.workspace import Workspace
from tests.benchmarks import twenty_thousand
from tests.benchmarks.conftest import Budget, Ceiling

SID = SubmissionId("Q-00007")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with twenty_thousand.fill(tmp_path_factory.mktemp("many")) as made:
        yield made


def test_a_keystroke_filters_twenty_thousand_rows_in_fifty_milliseconds(ws: Workspace, budget: Budget) -> None:
    listing = Listing(scoring.queue(ws))
    typed = cycle(("q", "q-1", "q-12", "partner", "families q-19", "zebra"))

    def key() -> None:
        listing.left_by(Filter(text=next(typed)))
        listing.counts()

    budget("queue filter keystroke, 20,000 rows", key, 0.05)


def test_an_act_changes_its_row_in_fifty_milliseconds(ws: Workspace, budget: Budget) -> None:
    listing, levels = Listing(scoring.queue(ws)), cycle((1, 2, 3, 4))
    indicator = scoring.desk(ws, SID).indicators[0].id

    def act() -> None:
        scoring.score(ws, SID, indicator, next(levels))
        listing.put(rows_of(ws, [SID]))
        listing.left_by(Filter())

    budget("an act and its row, 20,000 rows", act, 0.05)


def test_words_are_found_in_a_hundred_milliseconds(ws: Workspace, budget: Budget) -> None:
    typed = cycle(("family", "family plan", "number1", "q-1", "trust voice partner", "zebra", "a"))

    def look() -> None:
        search.submissions(ws, next(typed))

    budget("text search, 20,000 submissions", look, 0.1)


def test_the_rows_of_twenty_thousand_submissions_take_little_memory(ws: Workspace, ceiling: Ceiling) -> None:
    scoring.queue(ws)
    tracemalloc.start()
    try:
        listing = Listing(scoring.queue(ws))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(listing) == twenty_thousand.MANY + 1
    ceiling("queue of 20,000 rows, memory", peak, 100_000_000)
