"""The queue of 20,000 submissions is read again after an act in a small part of what it takes to make it."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

import pytest

from reviewer_app.workflow import scoring
from tests.benchmarks.conftest import Ratio, best
from tests.benchmarks.twenty_thousand import MANY, records
from tests.builders import I1, SID, make_case


@pytest.mark.serial
def test_reading_the_queue_again_after_an_act(tmp_path: Path, ratio: Ratio) -> None:
    numbers = count()
    with make_case(tmp_path) as ws:
        ws.catalogue.add_packages(records(ws.catalogue.packages()[0]))

        def whole() -> None:
            ws.cache.clear()
            assert len(scoring.queue(ws)) == MANY + 1

        def again() -> float:
            scoring.score(ws, SID, I1, 1 + next(numbers) % 4)
            began = time.perf_counter()
            assert len(scoring.queue(ws)) == MANY + 1
            return time.perf_counter() - began

        found = ratio(
            "queue of 20,000 read again after an act", "the same queue made anew",
            subject=again, baseline=whole, limit=0.05, of=best, rounds=3,
        )  # fmt: skip
        assert found.subject_value < 0.05
