"""A workspace with 20,000 submissions in its database, put there without packing each: for what must not be slow."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from reviewer_app.domain.ids import PackageId, SubmissionId
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.store.search import Entry
from reviewer_app.workspace import Workspace
from tests.builders import make_case

MANY = 20_000
_SAID = """family plan conference listen ask class project reflection practice evidence learning student language home
culture question partner meeting survey letter change choice voice story welcome trust notice adapt support"""
_WORDS = _SAID.split()


def words_of(number: int, count: int = 120) -> str:
    """Different words for each number, always the same for one."""
    state, said = number * 2_654_435_761 + 1, []
    for _ in range(count):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & (2**64 - 1)
        said.append(_WORDS[(state >> 33) % len(_WORDS)])
    return f"{' '.join(said)} number{number}"


def records(one: PackageRecord, count: int = MANY) -> Sequence[PackageRecord]:
    """Packages alike but for their names and dates."""
    due = one.submission.due
    assert due is not None
    return [
        replace(
            one,
            submission=replace(
                one.submission,
                id=SubmissionId(f"Q-{n:05}"),
                package=PackageId(f"pkg-{n}"),
                candidate=f"C-{n:05}",
                due=due + timedelta(days=n % 60),
            ),
            added_at=one.added_at + timedelta(seconds=n),
            statement_sha256="",
        )
        for n in range(count)
    ]


def fill(root: Path, count: int = MANY) -> Workspace:
    """The workspace, open; close it."""
    ws = make_case(root)
    one = ws.catalogue.packages()[0]
    made = records(one, count)
    ws.catalogue.add_packages(made)
    texts = []
    for n, record in enumerate(made):
        sid, place = record.submission.id, json.dumps({"page": 1})
        texts.append((sid, "", "card", [Entry(source="card", body=f"{sid} Partnerships with families")]))
        texts.append((sid, "", "0001", [Entry(source="document", body=words_of(n), place=place)]))
        texts.append((sid, "", "0002", [Entry(source="document", body=words_of(n + MANY), place=place)]))
    ws.texts.put(texts)
    return ws
