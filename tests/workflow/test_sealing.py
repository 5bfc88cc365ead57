"""Decisions go out in signed bundles, in order, each once; what was interrupted is settled at the next opening."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from reviewer_app.bundles.seal import write_decisions
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.ids import BundleId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.errors import BadInput, Cancelled, ReviewerError, UsageError
from reviewer_app.jobs import Job
from reviewer_app.workflow import deciding, scoring, sealing, syncing
from reviewer_app.workflow.cases import case_of
from reviewer_app.workflow.checking import check
from reviewer_app.workspace import Workspace
from tests.builders import I1, SID, FixedClock, make_case, score_all

R1, R2, R3 = (SubmissionId(f"R-{n}") for n in (1, 2, 3))


def decided(root: Path, *submissions: str) -> Workspace:
    ws = make_case(root, *submissions)
    for submission in submissions:
        score_all(ws, submission)
        deciding.finalise(ws, SubmissionId(submission))
    return ws


def stage(ws: Workspace, submission: SubmissionId) -> Stage:
    return case_of(ws, submission).review.stage


def test_what_waits_goes_into_one_bundle_that_is_whole_and_genuine(tmp_path: Path) -> None:
    with decided(tmp_path, R1, R2) as ws:
        waiting = sealing.ready(ws)
        assert [(r.submission, r.outcome_label, r.audience) for r in waiting] == [
            (R1, "Demonstrated", "office"),
            (R2, "Demonstrated", "office"),
        ]
        made = sealing.seal(ws, tmp_path / "copy.zip")
        assert (made.seq, made.submissions, made.copy) == (1, (R1, R2), tmp_path / "copy.zip")
        assert made.path.read_bytes() == (tmp_path / "copy.zip").read_bytes()
        report = inspect(made.path)
        assert report.valid
        assert tuple(d.id for d in report.decisions) == made.decisions == tuple(r.decision for r in waiting)
        assert [d.package for d in report.decisions] == [case_of(ws, s).record.tagmanifest_sha256 for s in (R1, R2)]
        assert report.statement is not None
        assert report.statement.predicate.nonces == ("n-R-1", "n-R-2")
        assert (stage(ws, R1), stage(ws, R2), sealing.ready(ws)) == (Stage.SEALED, Stage.SEALED, ())
        assert report.decisions == tuple(deciding.decision_of(ws, s) for s in (R1, R2))  # sealing adds nothing to them
        assert made.changes.outbox
        with pytest.raises(UsageError) as caught:
            sealing.seal(ws)
        assert caught.value.code == "nothing-to-seal"


def test_bundles_follow_each_other(tmp_path: Path) -> None:
    with decided(tmp_path, R1, R2, R3) as ws:
        first = sealing.seal(ws, None, [R2])
        second = sealing.seal(ws)
        assert (first.seq, first.submissions) == (1, (R2,))
        assert (second.seq, set(second.submissions)) == (2, {R1, R3})
        a, b = inspect(first.path), inspect(second.path)
        assert a.statement is not None
        assert b.statement is not None
        assert (a.statement.predicate.prev, b.statement.predicate.prev) == ("", a.statement_sha256)
        assert [r.seq for r in sealing.bundles(ws)] == [2, 1]
        assert [r.decisions for r in sealing.bundles(ws)] == [2, 1]
        with pytest.raises(UsageError) as caught:
            sealing.seal(ws, None, [R2])
        assert caught.value.code == "already-sealed"


def test_a_reopened_decision_is_superseded_and_the_first_bundle_stays(tmp_path: Path) -> None:
    with decided(tmp_path, SID) as ws:
        first = sealing.seal(ws)
        bytes_before = first.path.read_bytes()
        scoring.reopen(ws, SID, "the office asked")
        assert sealing.ready(ws) == ()
        with pytest.raises(UsageError) as caught:
            sealing.seal(ws, None, [SID])
        assert caught.value.code == "not-finalised"
        scoring.score(ws, SID, I1, 2)
        deciding.finalise(ws, SID)
        second = sealing.seal(ws)
        (later,) = inspect(second.path).decisions
        assert later.supersedes == first.decisions[0]
        assert (later.id, later.review) == (second.decisions[0], inspect(first.path).decisions[0].review)
        assert first.path.read_bytes() == bytes_before


def test_nothing_is_sealed_when_the_copy_would_replace_something(tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_text("mine")
    with decided(tmp_path, SID) as ws:
        with pytest.raises(UsageError) as caught:
            sealing.seal(ws, tmp_path / "there.zip")
        assert caught.value.code == "file-exists"
        assert (stage(ws, SID), sealing.bundles(ws)) == (Stage.FINALISED, ())
    assert (tmp_path / "there.zip").read_text() == "mine"


def test_a_locked_key_seals_nothing(tmp_path: Path) -> None:
    from tests.builders import make_package, make_workspace

    with make_workspace(tmp_path / "ws", passphrase="secret") as ws:
        from reviewer_app.workflow.intake import intake

        intake(ws, [make_package(tmp_path / "p.zip")])
        score_all(ws)
        deciding.finalise(ws, SID)
    with Workspace.open(tmp_path / "ws", clock=FixedClock(salt=9)) as ws:
        with pytest.raises(ReviewerError) as caught:
            sealing.seal(ws)
        assert caught.value.code == "passphrase-needed"
        assert os.listdir(ws.bundles) == []
        ws.unlock("secret")
        assert sealing.seal(ws).seq == 1


def test_stopped_nothing_is_sealed(tmp_path: Path) -> None:
    with decided(tmp_path, SID) as ws:
        job = Job()
        job.cancel()
        with pytest.raises(Cancelled):
            sealing.seal(ws, tmp_path / "copy.zip", None, job)
        assert (stage(ws, SID), sealing.bundles(ws), os.listdir(ws.bundles)) == (Stage.FINALISED, (), [])
        assert not (tmp_path / "copy.zip").exists()


def test_offices_are_not_mixed(tmp_path: Path) -> None:
    from reviewer_app.workflow.intake import intake
    from tests.builders import make_package, make_workspace, submission_text

    with make_workspace(tmp_path / "ws") as ws:
        for number, audience in ((1, "office"), (2, "other")):
            text = submission_text(f"R-{number}").replace("audience: office", f"audience: {audience}")
            intake(ws, [make_package(tmp_path / f"{number}.zip", text=text, salt=number)])
            score_all(ws, f"R-{number}")
            deciding.finalise(ws, SubmissionId(f"R-{number}"))
        with pytest.raises(UsageError) as caught:
            sealing.seal(ws)
        assert caught.value.code == "several-audiences"
        report = inspect(sealing.seal(ws, None, [R2]).path)
        assert report.statement is not None
        assert report.statement.predicate.audience == "other"


# --- interrupted between the file and its row -------------------------------------------------------------------------


def written_but_not_recorded(root: Path) -> tuple[Path, bytes]:
    """A workspace whose bundle was written when the power went."""
    with decided(root, SID) as ws:
        shutil.copytree(ws.root, root / "before", ignore=shutil.ignore_patterns(".lock"))
        ws.database.close()
        shutil.rmtree(root / "before")
        shutil.copytree(ws.root, root / "before", ignore=shutil.ignore_patterns(".lock"))
        made = sealing.seal(ws)
    shutil.copy(made.path, root / "before" / "bundles")
    return root / "before", made.path.read_bytes()


def test_a_bundle_that_was_written_is_recorded_at_the_next_opening(tmp_path: Path) -> None:
    root, data = written_but_not_recorded(tmp_path)
    with Workspace.open(root, clock=FixedClock(salt=9)) as ws:
        (row,) = sealing.bundles(ws)
        assert (row.seq, row.path.read_bytes()) == (1, data)
        assert stage(ws, SID) is Stage.SEALED
        scoring.reopen(ws, SID, "again")
        deciding.finalise(ws, SID)
        assert sealing.seal(ws).seq == 2


@pytest.mark.parametrize("how", ["altered", "other-name-altered", "stranger"])
def test_what_lies_there_and_does_not_fit_is_set_aside(tmp_path: Path, how: str) -> None:
    root, data = written_but_not_recorded(tmp_path)
    (path,) = (root / "bundles").iterdir()
    if how == "altered":
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif how == "other-name-altered":
        path = path.rename(path.with_name("zz.zip"))
        path.write_bytes(data[: len(data) // 2])
    else:
        other = tmp_path / "other"
        other.mkdir()
        with decided(other, SID) as strange:
            path.write_bytes(sealing.seal(strange).path.read_bytes())
    there = path.read_bytes()
    with Workspace.open(root, clock=FixedClock(salt=9)) as ws:
        assert (sealing.bundles(ws), os.listdir(ws.bundles)) == ((), ["set-aside"])
        assert (ws.bundles / "set-aside" / path.name).read_bytes() == there
        assert stage(ws, SID) is Stage.FINALISED
        assert sealing.seal(ws).seq == 1


def test_after_a_restored_backup_no_bundle_is_lost_and_no_number_comes_twice(tmp_path: Path) -> None:
    with decided(tmp_path / "a", R1, R2, R3) as ws:
        first = sealing.seal(ws, None, [R1]).path
        ws.database.close()
        shutil.copytree(ws.root, tmp_path / "backup", ignore=shutil.ignore_patterns(".lock"))
    with Workspace.open(tmp_path / "a" / "ws", clock=FixedClock(salt=7)) as ws:
        scoring.reopen(ws, R2, "better words")  # the backup knows nothing of this
        deciding.finalise(ws, R2)
        second = sealing.seal(ws, None, [R2]).path
    shutil.copy(tmp_path / "backup" / "reviewer.db", tmp_path / "a" / "ws" / "reviewer.db")
    with Workspace.open(tmp_path / "a" / "ws", clock=FixedClock(salt=8)) as ws:
        assert (ws.bundles / "set-aside" / second.name).is_file()
        third = sealing.seal(ws, None, [R3])
        assert third.seq == 3
        kept = ws.bundles / "set-aside" / second.name
        from tests.builders import make_workspace

        with make_workspace(tmp_path / "office", "Office", salt=5) as office:
            assert [codes(p, office) for p in (first, kept, third.path)] == [[("signer-not-known", "note")]] * 3


def write(ws: Workspace, name: str, seq: int, prev: str = "") -> Path:
    """A genuine bundle of what waits, that no row knows."""
    path = ws.bundles / name
    decision = deciding.decision_of(ws, SID)
    bundle, at = BundleId(ws.clock.new_id()), ws.clock.now()
    write_decisions(path, (decision,), ws.signer(), seq, prev, "office", bundle=bundle, created_at=at)
    return path


def test_only_the_next_bundle_of_what_waits_is_adopted(tmp_path: Path) -> None:
    with decided(tmp_path, SID) as ws:
        too_far, in_order = write(ws, "a.zip", 2, "0" * 64), write(ws, "b.zip", 1)
        with pytest.raises(BadInput) as caught:
            ws.adopt_bundle(too_far)
        assert caught.value.code == "bundle-does-not-fit"
        scoring.reopen(ws, SID, "a slip")
        deciding.finalise(ws, SID)
        with pytest.raises(BadInput) as caught:
            ws.adopt_bundle(in_order)  # its decision is not the standing one any more
        assert caught.value.code == "bundle-does-not-fit"
        assert sealing.bundles(ws) == ()
        assert ws.adopt_bundle(write(ws, "c.zip", 1)).seq == 1
        assert stage(ws, SID) is Stage.SEALED


# --- sending ----------------------------------------------------------------------------------------------------------


def test_a_bundle_is_sent_and_noted(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    with decided(tmp_path, SID) as ws:
        made = sealing.seal(ws)
        sent = syncing.send(ws, "1", drive)
        assert sent.path.read_bytes() == made.path.read_bytes()
        assert syncing.send(ws, made.path.name, drive).path == sent.path  # the same file again is no clash
        assert [s.where for s in sealing.bundles(ws)[0].sent] == [str(drive)] * 2
        sent.path.write_text("something else")
        with pytest.raises(ReviewerError) as caught:
            syncing.send(ws, made.id, drive)
        assert caught.value.code == "name-taken"
        assert sent.path.read_text() == "something else"
        with pytest.raises(ReviewerError):
            syncing.send(ws, "1", tmp_path / "nowhere")
        with pytest.raises(UsageError) as wrong:
            syncing.send(ws, "7", drive)
        assert wrong.value.code == "unknown-bundle"
        assert len(sealing.bundles(ws)[0].sent) == 2


# --- checking ---------------------------------------------------------------------------------------------------------


def codes(path: Path, ws: Workspace | None) -> list[tuple[str, str]]:
    report = check(path, ws)
    assert report.valid == (not [p for p in report.problems if p.severity == "error"])
    return [(p.code, p.severity) for p in report.problems]


def test_ones_own_bundle_is_new_once_and_seen_before_then(tmp_path: Path) -> None:
    with decided(tmp_path, SID) as ws:
        made = sealing.seal(ws)
        first = check(made.path, ws)
        assert (first.valid, first.problems) == (True, ())
        assert first.headline.endswith("is whole and genuine")
        assert first.summary.startswith("1 decision by Reviewer 17. Signed Nov 21 2026, 09:00 UTC.")
        assert first.signer is not None
        assert first.signer.trusted is True
        assert all(s.ok for s in first.steps)
        assert codes(made.path, ws) == [("seen-before", "note")]
    outside = check(made.path, None)
    assert (outside.valid, outside.signer and outside.signer.trusted) == (True, None)
    assert outside.headline.endswith("is whole; whose key signed it is not known here")
    last = outside.steps[-1]
    assert (last.title, last.detail, last.ok) == ("Not compared with earlier ones", "the first of this key", None)


def test_the_office_notices_gaps_forks_and_order(tmp_path: Path) -> None:
    from reviewer_app.workflow import keyring
    from tests.builders import make_workspace

    with decided(tmp_path / "a", R1, R2, R3) as ws:
        ws.database.close()
        shutil.copytree(ws.root, tmp_path / "backup", ignore=shutil.ignore_patterns(".lock"))
        one, two, three = (sealing.seal(ws, None, [s]).path for s in (R1, R2, R3))
        line = keyring.show(ws).line
    with Workspace.open(tmp_path / "backup", clock=FixedClock(salt=8)) as restored:
        fork = sealing.seal(restored, None, [R3]).path
        after_fork = sealing.seal(restored, None, [R2]).path
    with make_workspace(tmp_path / "office", "Office", salt=5) as office:
        keyring.trust(office, line)
        assert codes(one, office) == []
        assert codes(one, office) == [("seen-before", "note")]
        assert codes(fork, office) == [("fork", "error")]
        assert codes(after_fork, office) == [("out-of-order", "error")]
        assert codes(three, office) == [("gap", "note")]
        assert codes(two, office) == []
        assert codes(fork, office) == [("fork", "error")]
        assert not check(fork, office).valid
        assert check(fork, office).headline.endswith("must not be used")
        key = keyring.keys(office)[1].id
        keyring.revoke(office, key, from_seq=3, reason="lost")
        assert codes(two, office) == [("seen-before", "note")]
        assert ("signer-revoked", "error") in codes(three, office)


def test_a_statement_that_is_not_right_is_not_remembered(tmp_path: Path) -> None:
    from reviewer_app.workflow import keyring
    from tests.builders import make_workspace

    with decided(tmp_path / "a", R1) as ws:
        made, line = sealing.seal(ws).path, keyring.show(ws).line
    with make_workspace(tmp_path / "office", "Office", salt=5) as office:
        from reviewer_app.bundles.signature import Signer

        keyring.trust(office, Signer.generate("Somebody").public.line)
        assert codes(made, office) == [("signer-unknown", "error")]
        assert office.keys.seen() == ()
        keyring.trust(office, line)
        assert codes(made, office) == []


def test_a_package_and_a_foreign_bag_can_be_checked(tmp_path: Path) -> None:
    from tests.builders import make_package

    report = check(make_package(tmp_path / "p.zip"), None)
    assert (report.kind, report.valid, report.signer) == ("submission", True, None)
    assert report.headline == "p is whole, and not signed"
    (tmp_path / "words.txt").write_text("no bag")
    report = check(tmp_path / "words.txt", None)
    assert (report.kind, report.valid) == ("unknown", False)
    with pytest.raises(ReviewerError) as caught:
        check(tmp_path / "nothing", None)
    assert caught.value.code == "not-found"


def test_a_copy_that_fails_does_not_hide_that_the_bundle_is_sealed(tmp_path: Path) -> None:
    with decided(tmp_path, SID) as ws:
        with pytest.raises(UsageError) as nowhere:
            sealing.seal(ws, tmp_path / "nowhere" / "b.zip")
        assert (nowhere.value.code, sealing.bundles(ws)) == ("not-found", ())
        (tmp_path / "b.zip.part").mkdir()  # in the way of the copy
        with pytest.raises(ReviewerError) as caught:
            sealing.seal(ws, tmp_path / "b.zip")
        assert caught.value.message.startswith("The decisions are sealed and the bundle is safe in the Outbox")
        assert "Nothing was changed" not in caught.value.message
        assert [b.seq for b in sealing.bundles(ws)] == [1]
        assert not (tmp_path / "b.zip").exists()
