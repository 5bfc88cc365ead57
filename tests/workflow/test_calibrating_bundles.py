"""Bundles come back to the lead: locked until the reveal, each counted once, and nothing kept that does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reviewer_app.bundles.seal import write_decisions
from reviewer_app.domain.calibration_report import Arrival, Standing
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.ids import BundleId
from reviewer_app.errors import BadInput, ReviewerError
from reviewer_app.workflow import calibrating, scoring, sealing
from reviewer_app.workflow.deciding import decision_of
from reviewer_app.workspace import Workspace
from tests.builders import I1, START, make_workspace
from tests.workflow.calibration_world import MASTERS, World, make, programs, score, spec, trusting, world


@pytest.fixture
def room(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield make(made)


def refused(room: World, path: Path) -> set[str]:
    """Why a file is not kept."""
    result = calibrating.add_bundles(room.lead, room.set_id, [path])
    assert not result.added
    return {p.code for r in result.refused for p in r.problems}


def test_scores_are_locked_until_the_reveal(room: World) -> None:
    path = room.bundle("Ana", MASTERS)
    added = calibrating.add_bundles(room.lead, room.set_id, [path])
    assert [(a.reviewer, a.submissions, a.after) for a in added.added] == [("Ana", 3, False)]
    for look in (
        lambda: calibrating.report(room.lead, room.set_id),
        lambda: calibrating.qualification(room.lead, room.set_id),
        lambda: room.lead.calibration.bodies(room.set_id),
        lambda: calibrating.consensus(room.lead, room.set_id, room.items()[0], I1, 3, "x"),
    ):
        with pytest.raises(ReviewerError) as caught:
            look()
        assert caught.value.code == "scores-locked"
    shown = json.dumps([str(r) for r in calibrating.status(room.lead, room.set_id).rows])
    assert "level" not in shown
    calibrating.reveal(room.lead, room.set_id)
    made = calibrating.report(room.lead, room.set_id, resamples=0)
    assert next(s for s in made.overview if s.key == "exact").counts == "6 of 6 scores"


def test_status_shows_who_is_missing_part_late_and_not_expected(room: World, tmp_path: Path) -> None:
    calibrating.add_bundles(room.lead, room.set_id, [room.bundle("Ana", MASTERS), room.bundle("Ben", MASTERS, only=2)])
    calibrating.add_bundles(room.lead, room.set_id, [room.bundle("Eve", MASTERS)])
    found = calibrating.status(room.lead, room.set_id)
    assert {r.reviewer: r.arrival for r in found.rows} == {
        "Ana": Arrival.IN,
        "Ben": Arrival.PART,
        "Cy": Arrival.MISSING,
        "Eve": Arrival.IN,
    }
    assert [r.reviewer for r in found.rows if not r.on_roster] == ["Eve"]
    assert found.words == "1 of 3 reviewers are in; not yet: Ben, Cy"
    assert not found.complete


def test_after_the_due_time_is_late_and_counts(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        make(made, replace(spec(), due=START + timedelta(seconds=5)))
        calibrating.add_bundles(made.lead, made.set_id, [made.bundle("Ana", MASTERS)])
        row = calibrating.status(made.lead, made.set_id).rows[0]
        assert (row.reviewer, row.arrival) == ("Ana", Arrival.LATE)
        calibrating.reveal(made.lead, made.set_id)
        shown = calibrating.report(made.lead, made.set_id, resamples=0)
        assert shown.reviewers[0].late and shown.reviewers[0].of == 6


def test_after_the_reveal_a_bundle_is_kept_marked_and_does_not_count(room: World) -> None:
    ana, ben = room.bundle("Ana", MASTERS), room.bundle("Ben", [(1, 1)] * 3)
    calibrating.add_bundles(room.lead, room.set_id, [ana])
    calibrating.reveal(room.lead, room.set_id)
    late = calibrating.add_bundles(room.lead, room.set_id, [ben])
    assert [a.after for a in late.added] == [True]
    rows = {r.reviewer: r.arrival for r in calibrating.status(room.lead, room.set_id).rows}
    assert rows["Ben"] is Arrival.AFTER
    made = calibrating.report(room.lead, room.set_id, resamples=0)
    assert next(s for s in made.overview if s.key == "exact").counts == "6 of 6 scores"
    assert {r.reviewer for r in made.reviewers} == {"Ana", "Ben"}
    assert {r.reviewer: r.standing for r in made.results}["Ben"] is Standing.INCOMPLETE


def test_a_bundle_counts_once_and_a_later_decision_replaces_an_earlier(room: World) -> None:
    first = room.bundle("Ana", MASTERS)
    assert calibrating.add_bundles(room.lead, room.set_id, [first]).added
    assert calibrating.add_bundles(room.lead, room.set_id, [first]).already == (str(first),)
    ws = room.people["Ana"]
    sid = room.items()[0]
    scoring.reopen(ws, sid, "I misread the plan.")
    scoring.score(ws, sid, I1, 1)
    from reviewer_app.workflow import deciding

    deciding.finalise(ws, sid)
    second = sealing.seal(ws).path
    calibrating.add_bundles(room.lead, room.set_id, [second])
    calibrating.reveal(room.lead, room.set_id)
    assert calibrating.report(room.lead, room.set_id, resamples=0).matrices[0].rows[0].cells[0].level == 1


def test_what_does_not_fit_is_refused_with_words(room: World, tmp_path: Path) -> None:
    assert refused(room, room.file) == {"wrong-kind"}
    assert refused(room, tmp_path / "R-0001.zip") == {"wrong-kind"}
    (tmp_path / "x.zip").write_bytes(b"PK nothing")
    assert refused(room, tmp_path / "x.zip")
    assert refused(room, tmp_path / "nowhere.zip")
    (tmp_path / "empty").mkdir()
    assert refused(room, tmp_path / "empty") == {"no-bundle"}


def test_a_bundle_about_another_set_is_refused(room: World, tmp_path: Path) -> None:
    first = room.made
    other = calibrating.new_set(room.lead, spec(title="Fall set B"), tmp_path / "b.zip")
    room.made = other
    path = room.bundle("Ana", MASTERS)
    room.made = first
    assert refused(room, path) == {"wrong-set"}


def test_a_bundle_of_a_stranger_or_changed_is_refused(room: World, tmp_path: Path) -> None:
    path = room.bundle("Ana", MASTERS)
    trusting(room.lead, room.reviewer("Ben"))
    assert "signer-unknown" in refused(room, path)
    trusting(room.lead, room.people["Ana"])
    changed = tmp_path / "changed.zip"
    changed.write_bytes(path.read_bytes().replace(b'"level": 3', b'"level": 4'))
    assert refused(room, changed) == {"zip-checksum"}
    assert calibrating.add_bundles(room.lead, room.set_id, [path]).added


FORGED: list[tuple[Callable[[Decision], Decision], str]] = [
    (lambda d: replace(d, program=replace(d.program, sha256="0" * 64)), "other-program"),
    (lambda d: replace(d, package="0" * 64), "other-package"),
    (lambda d: replace(d, nonce="guess"), "other-package"),
    (lambda d: replace(d, evidence=d.evidence[:1], citations=()), "other-evidence"),
    (lambda d: replace(d, scores=(replace(d.scores[0], level=99),)), "no-level"),
    (lambda d: replace(d, scores=(replace(d.scores[0], level=1),)), "events-differ"),
]


def test_signed_and_wrong_is_refused(room: World) -> None:
    ws = room.score("Ana", MASTERS)
    for n, (change, code) in enumerate(FORGED):
        decisions = tuple(change(decision_of(ws, sid)) for sid in room.items())
        path = room.root / f"forged-{n}.zip"
        bundle, audience = BundleId(ws.clock.new_id()), f"calibration:{room.set_id}"
        write_decisions(path, decisions, ws.signer(), 1, "", audience, bundle=bundle, created_at=ws.clock.now())
        assert code in refused(room, path), code
    elsewhere, own = room.root / "elsewhere.zip", tuple(decision_of(ws, sid) for sid in room.items())
    bundle = BundleId(ws.clock.new_id())
    write_decisions(elsewhere, own, ws.signer(), 1, "", "office", bundle=bundle, created_at=ws.clock.now())
    assert refused(room, elsewhere) == {"wrong-set"}  # sealed for somebody else
    assert room.lead.calibration.received(room.set_id) == ()


def test_two_people_of_one_name_are_two_people(room: World, tmp_path: Path) -> None:
    calibrating.add_bundles(room.lead, room.set_id, [room.bundle("Ana", MASTERS)])
    twin = room.stack.enter_context(make_twin(tmp_path))
    calibrating.take_set(twin, room.file)
    for sid in room.items():
        score(twin, sid, (1, 1))
    calibrating.add_bundles(room.lead, room.set_id, [sealing.seal(twin).path])
    rows = calibrating.status(room.lead, room.set_id).rows
    assert len({r.reviewer for r in rows if r.scored}) == 2


def make_twin(root: Path) -> Workspace:
    ws = make_workspace(root / "twin", "Ana", salt=77)
    programs(root / "twin" / "programs")
    return ws


def test_changed_masters_are_noticed_before_anything_is_revealed(room: World) -> None:
    record = room.lead.calibration.set(room.set_id)
    room.lead.calibration.put_set(replace(record, masters=record.masters.replace('"level": 3', '"level": 2')))
    with pytest.raises(BadInput) as caught:
        calibrating.reveal(room.lead, room.set_id)
    assert caught.value.code == "commitment-differs"
