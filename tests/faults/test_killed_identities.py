"""Killed while several reviewers share a workspace: nobody's acknowledged work is lost, or becomes another's."""

# ruff: noqa: F811 - fixtures of the other module
from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from reviewer_app.domain.events import Commented, Viewed
from reviewer_app.workflow import scoring
from reviewer_app.workflow.cases import own_review
from reviewer_app.workspace import Workspace
from tests.builders import SID, make_case
from tests.faults.test_killed import Moment, Victims, _marker, chance, folder, victims  # noqa: F401 - fixtures

pytestmark = [pytest.mark.serial, pytest.mark.slow, pytest.mark.timeout(240)]

WHO = ("Reviewer 17", "Reviewer 18")
KILLS = 40


def test_each_reviewers_acts_are_there_and_only_theirs(
    folder: Path,
    victims: Victims,
    chance: random.Random,
) -> None:
    with make_case(folder) as ws:
        ws.add_identity(WHO[1])
    acknowledged: dict[str, set[int]] = {who: set() for who in WHO}
    for trial in range(1, KILLS + 1):
        who = WHO[trial % 2]
        moment = Moment(lines=chance.choice((0, 1, *range(2, 60))), seconds=chance.uniform(0, 0.004))
        acts = victims.run(moment, do="acts", root=str(folder / "ws"), trial=trial, who=who)
        acknowledged[who] |= {int(a) for a in acts}
    with Workspace.open(folder / "ws") as ws:
        assert ws.database.check() == []
        assert len(ws.catalogue.reviews_of(SID)) == 2
        for who in WHO:
            ws.become(who)
            events = ws.journal.events(own_review(ws, SID).id)
            assert {e.by for e in events} == {ws.key_id}
            kept = [_marker(e.act) for e in events if isinstance(e.act, Commented | Viewed)]
            assert acknowledged[who] <= set(kept)
            assert len(kept) == len(set(kept))
            assert {marker // 100_000 % 2 for marker in kept} == {WHO.index(who)}
    assert sum(map(len, acknowledged.values())) > KILLS


def test_a_reviewer_is_there_with_the_key_or_not_at_all(
    folder: Path,
    victims: Victims,
    chance: random.Random,
) -> None:
    make_case(folder).close()
    acknowledged: set[str] = set()
    for trial in range(1, 16):
        moment = Moment(lines=chance.randrange(1, 9), seconds=chance.uniform(0, 0.01))
        acknowledged |= set(victims.run(moment, do="identities", root=str(folder / "ws"), trial=trial))
        with Workspace.open(folder / "ws") as ws:
            own = ws.keys.key(ws.key_id)
            assert own is not None
            assert ws.name == own.name
            assert ws.signer().public.key_id == ws.key_id
    with Workspace.open(folder / "ws") as ws:
        assert acknowledged <= {k.name for k in ws.identities()}
        for identity in ws.identities():
            ws.become(identity.id)  # its key is there and fits
            if identity.name in acknowledged:
                assert scoring.desk(ws, SID).review.comments == {None: identity.name}
    assert len(acknowledged) > 15
    with sqlite3.connect(folder / "ws" / "reviewer.db") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
