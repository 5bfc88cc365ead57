"""Measuring beside the work: in the order of the queue, a few at a time, the open one first, failures passed over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.evidence.worker import Readers
from reviewer_app.jobs import Job
from reviewer_app.workflow import deciding, measuring_ahead
from tests.builders import SID, make_case, score_all

OTHERS = [SubmissionId(f"R-05{n:02}") for n in range(4)]


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers(children=1) as opened:
        yield opened


def test_a_few_are_measured_at_a_time_and_all_in_the_end(tmp_path: Path, readers: Readers) -> None:
    with make_case(tmp_path, SID, *OTHERS) as ws:
        left = measuring_ahead.waiting(ws)
        assert set(left) == {SID, *OTHERS}
        one = measuring_ahead.measure_some(ws, readers, Job(), first=OTHERS[2], most=1)
        assert one.changes.submissions == (OTHERS[2],)
        assert one.changes.queue
        assert one.more
        while measuring_ahead.measure_some(ws, readers, Job(), most=2).more:
            pass
        assert measuring_ahead.waiting(ws) == ()
        again = measuring_ahead.measure_some(ws, readers, Job())
        assert not again.changes.queue
        assert not again.more


def test_what_is_done_is_not_measured_and_what_fails_is_passed_over(tmp_path: Path, readers: Readers) -> None:
    with make_case(tmp_path, SID, OTHERS[0]) as ws:
        score_all(ws, SID)
        deciding.finalise(ws, SID)
        assert measuring_ahead.waiting(ws) == (OTHERS[0],)
        for file in (ws.root / "vault").rglob("*"):
            if file.is_file():
                file.chmod(0o600)
                file.unlink()
        tried = measuring_ahead.measure_some(ws, readers, Job())
        assert tried.failed == {OTHERS[0]}
        assert not tried.changes.queue
        assert measuring_ahead.waiting(ws, tried.failed) == ()
