"""Reading back: the program's share of finalised reviews is chosen once, and the second reader learns nothing by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import UsageError
from reviewer_app.workflow import backreading, calibrating, intake, packing
from reviewer_app.workflow.deskvalues import QueueState
from tests.builders import FixedClock, make_folder, submission_text
from tests.cli.run import Command
from tests.workflow import calibration_world
from tests.workflow.calibration_world import make, world
from tests.workflow.test_double import A, B, C, row, score, shared

RULE = "second_scoring: [{rule: backread, percent: 50, shaky_first: true}]"
NAMES = tuple(f"R-{n}" for n in range(1, 5))


def test_a_share_is_chosen_once_and_what_was_picked_counts(tmp_path: Path) -> None:
    with shared(tmp_path, RULE, submissions=NAMES) as ws:
        for sid in NAMES[:3]:
            score(ws, A, (4, 4), SubmissionId(sid))
        score(ws, B, (1, 1), SubmissionId("R-4"))
        told = backreading.choose_backreads(ws, [B])
        (found,), changes = told.programs, told.changes
        assert found.chosen[0].submission == "R-4"
        assert (len(found.chosen), found.of, found.before) == (2, 4, 0)
        assert changes.queue and set(changes.submissions) == {c.submission for c in found.chosen}
        told = backreading.choose_backreads(ws)
        assert (told.chosen, told.programs[0].before, told.changes) == ((), 2, Changes())
        shown = row(ws, A, SubmissionId("R-4"))
        assert shown.state is QueueState.SECOND
        assert "50 % of 4 finalised reviews" in shown.why[0]
        assert B not in shown.why[0] and "first" not in shown.why[0]  # nothing of whose it is, nor why it is this one
        score(ws, A, (4, 4), SubmissionId("R-4"))  # read again: it still counts, and no other is chosen in its place
        assert backreading.choose_backreads(ws).chosen == ()


def test_who_did_not_hold_in_calibration_is_read_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = RULE.replace("50", "1")
    monkeypatch.setattr(calibration_world, "RULE", f"{calibration_world.RULE}  {rule}\n")
    with world(tmp_path) as room:
        make(room)
        calibrating.add_bundles(room.lead, room.set_id, [room.bundle("Ana", ((1, 1), (4, 4), (1, 1)))])
        revealed = calibrating.reveal(room.lead, room.set_id, tmp_path / "reveal.zip").path
        ana = room.reviewer("Ana")
        assert revealed is not None
        calibrating.take_set(ana, revealed)
        ana.add_identity("Bea")
        for n in range(10, 18):
            folder = make_folder(tmp_path / f"R-{n}", submission_text(f"R-{n}"))
            package = tmp_path / f"live-{n}.zip"
            packing.pack(folder, package, signer=None, clock=FixedClock(salt=300 + n), programs=ana.programs)
            assert intake.intake(ana, [package]).added
            score(ana, "Ana" if n == 13 else "Bea", (4, 4), SubmissionId(f"R-{n}"))
        ana.become("Ana")
        assert [c.submission for c in backreading.choose_backreads(ana).chosen] == ["R-13"]


def test_without_such_a_rule_or_such_a_reviewer_it_says_so(tmp_path: Path) -> None:
    with shared(tmp_path) as ws, pytest.raises(UsageError) as caught:
        backreading.choose_backreads(ws)
    assert caught.value.code == "no-backread-rule"
    with shared(tmp_path / "two", RULE) as ws, pytest.raises(UsageError) as caught:
        backreading.choose_backreads(ws, ["Nobody"])
    assert caught.value.code == "unknown-reviewer"


def test_the_command_says_what_it_chose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with shared(tmp_path, RULE, submissions=NAMES[:2]) as ws:
        for sid in NAMES[:2]:
            score(ws, C, (4, 4), SubmissionId(sid))
        root = ws.root
    run = Command(capsys, root)
    (told,) = run.done("backread", "--json").json["programs"]
    assert (told["percent"], told["of"], told["before"], len(told["chosen"])) == (50, 2, 0, 1)
    assert "1 chosen before, now none more" in run.done("backread").out
