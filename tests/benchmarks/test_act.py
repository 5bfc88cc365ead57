"""An act of the reviewer is on disk within twice the time of a bare SQLite commit."""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path

import pytest

from reviewer_app.workflow import scoring
from tests.benchmarks.conftest import FULL, Ratio, p99
from tests.builders import I1, SID, make_case

ACTS = 2000 if FULL else 500


@pytest.mark.serial
def test_an_acknowledged_act_costs_at_most_two_bare_commits(tmp_path: Path, ratio: Ratio) -> None:
    bare = sqlite3.connect(tmp_path / "bare.db")
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE events (seq INTEGER PRIMARY KEY, id TEXT, review TEXT, at TEXT, kind TEXT, body TEXT)")
    bare.commit()
    numbers = count()

    with make_case(tmp_path) as ws:

        def act() -> None:
            scoring.score(ws, SID, I1, 1 + next(numbers) % 4)

        def commit() -> None:
            values = (f"{next(numbers):036}", "r" * 36, "2026-11-21T09:00:00Z", "scored", '{"indicator":"3.1"}')
            bare.execute("INSERT INTO events (id, review, at, kind, body) VALUES (?, ?, ?, ?, ?)", values)
            bare.commit()

        ratio(
            "acknowledged act", "bare SQLite commit, synchronous=FULL",
            subject=act, baseline=commit, limit=2.0, of=p99, rounds=ACTS, warm_up=20,
        )  # fmt: skip
    bare.close()
