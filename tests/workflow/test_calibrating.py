"""A calibration session from the set to the reveal: blind, locked, and nothing taken that does not fit."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reviewer_app.bundles.seal import write_decisions
from reviewer_app.bundles.setseal import write_set
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.calibration_report import Arrival, Standing
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.ids import BundleId, SubmissionId
from reviewer_app.domain.selectors import parse_place
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import BadInput, ReviewerError
from reviewer_app.workflow import calibrating, intake, scoring, sealing
from reviewer_app.workflow.calibrating import SetSpec, SpecItem
from reviewer_app.workflow.checking import check
from reviewer_app.workflow.deciding import decision_of
from tests.builders import I1, SECRETS, START
from tests.workflow.calibration_world import MASTERS, World, codes, make, score, spec, trusting, world


@pytest.fixture
def room(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield make(made)


def refused(room: World, path: Path) -> set[str]:
    """Why a file is not kept."""
    result = calibrating.add_bundles(room.lead, room.set_id, [path])
    assert not result.added
    return {p.code for r in result.refused for p in r.problems}


# --- the set ---------------------------------------------------------------------------------------------------------


def test_the_file_of_a_set_is_written_again_byte_for_byte(room: World) -> None:
    assert calibrating.status(room.lead, room.set_id).kept
    again = calibrating.copy_set(room.lead, room.set_id, room.root / "again.zip")
    assert again.read_bytes() == room.file.read_bytes()
    with pytest.raises(ReviewerError) as there:
        calibrating.copy_set(room.lead, room.set_id, again)
    assert there.value.code == "file-exists"
    (room.lead.root / "sets" / f"{room.set_id}.zip").unlink()
    assert not calibrating.status(room.lead, room.set_id).kept
    with pytest.raises(ReviewerError) as gone:
        calibrating.copy_set(room.lead, room.set_id, room.root / "third.zip")
    assert gone.value.code == "set-file-gone"
    assert not list(room.root.glob("*third*"))
    ana = room.score("Ana", MASTERS)
    with pytest.raises(ReviewerError) as own:
        calibrating.copy_set(ana, room.set_id, room.root / "fourth.zip")
    assert own.value.code == "not-the-lead"


def test_nothing_of_the_masters_lies_on_a_reviewers_machine_before_the_reveal(room: World) -> None:
    bundle = room.bundle("Ana", ((1, 1), (1, 1), (1, 1)))
    ana = room.people["Ana"]
    said = b"the plan says so"
    kept = [p for p in ana.root.rglob("*") if p.is_file()]
    assert any(p.name.startswith("reviewer.db") for p in kept)
    wrong = [p.name for p in kept if said in whole(p)]
    assert not wrong, "a master's reason"
    assert said not in whole(room.file)
    assert said not in whole(bundle)
    assert said in whole(room.lead.root / "reviewer.db") + whole(room.lead.root / "reviewer.db-wal")


def whole(path: Path) -> bytes:
    """A file's bytes; those of a zip's entries, zips in it too."""
    if not path.is_file():
        return b""
    data = path.read_bytes()
    return data + (_entries(data) if zipfile.is_zipfile(path) else b"")


def _entries(data: bytes) -> bytes:
    import io

    found = b""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            found += inner + (_entries(inner) if name.endswith(".zip") else b"")
    return found


def test_the_set_tells_nobody_the_masters_or_a_name(room: World) -> None:
    assert inspect(room.file).valid
    with zipfile.ZipFile(room.file) as archive:
        raw = b"".join(archive.read(n) for n in archive.namelist())
    assert b"the plan says so" not in raw
    for secret in SECRETS:
        assert secret.encode() not in raw.replace(b"family plan of", b""), secret
    assert b"C-2001" not in raw  # the candidate's code would lead back to the submission
    assert b"R-0001" not in raw


def test_a_reviewer_scores_it_like_any_submission(room: World) -> None:
    ws = room.reviewer("Ana")
    result = intake.intake(ws, [room.file])
    assert [t.title for t in result.sets] == ["Fall set A"]
    assert result.added == room.items()
    rows = scoring.queue(ws)
    assert {r.purpose for r in rows} == {Purpose.CALIBRATION}
    assert [r.title for r in calibrating.sets(ws)] == ["Fall set A"]
    again = intake.intake(ws, [room.file])
    assert (again.added, len(again.already), again.refused) == ((), 3, ())


def test_the_set_is_found_in_a_folder_among_packages(room: World, tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    folder.mkdir()
    (folder / "set.zip").write_bytes(room.file.read_bytes())
    (folder / "R-0001.zip").write_bytes((tmp_path / "R-0001.zip").read_bytes())
    result = intake.intake(room.reviewer("Ana"), [folder])
    assert len(result.added) == 4 and len(result.sets) == 1


def test_an_unpacked_set_is_taken_in_as_well(room: World, tmp_path: Path) -> None:
    with zipfile.ZipFile(room.file) as archive:
        archive.extractall(tmp_path / "unpacked")
    result = intake.intake(room.reviewer("Ana"), [tmp_path / "unpacked"])
    assert (result.added, [t.id for t in result.sets], result.refused) == (room.items(), [room.set_id], ())


def test_check_says_what_it_is(room: World) -> None:
    found = check(room.file, room.lead)
    assert found.valid and found.kind == "calibration-set"
    assert found.summary.startswith("Calibration set “Fall set A” of 3 submissions.")


def test_masters_may_come_from_the_leads_own_review(tmp_path: Path) -> None:
    with world(tmp_path, 1) as made:
        wanted = replace(spec(((3, 3),)), items=(SpecItem(submission=SubmissionId("R-0001")),))
        with pytest.raises(BadInput) as caught:
            make(made, wanted)
        assert codes(caught) == {"masters-none"}
        score(made.lead, SubmissionId("R-0001"), (4, 3))
        make(made, wanted)
        made.bundle("Ana", [(4, 3)])
        calibrating.reveal(made.lead, made.set_id)
        assert calibrating.report(made.lead, made.set_id, resamples=0).matrices[0].masters == (4,)


NONSENSE: list[tuple[Callable[[SetSpec], SetSpec], str]] = [
    (lambda s: replace(s, items=()), "set-empty"),
    (lambda s: replace(s, title=" "), "set-title"),
    (lambda s: replace(s, items=(replace(s.items[0], submission=SubmissionId("X-1")),)), "unknown-submission"),
    (lambda s: replace(s, items=(replace(s.items[0], label="a/b"),)), "set-label"),
    (
        lambda s: replace(s, items=(replace(s.items[0], masters=(replace(s.items[0].masters[0], level=9),)),)),
        "bad-master",
    ),
    (
        lambda s: replace(
            s,
            items=(
                replace(s.items[0], masters=(replace(s.items[0].masters[0], places=(parse_place("0009#page=1"),)),)),
            ),
        ),
        "unknown-item",
    ),
]


def test_a_set_that_makes_no_sense_is_not_made(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        for change, code in NONSENSE:
            with pytest.raises(BadInput) as caught:
                make(made, change(spec()))
            assert code in codes(caught), code
        assert not (tmp_path / "set.zip").exists()
        assert calibrating.sets(made.lead) == ()
        assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_set_with_a_swapped_package_is_refused(room: World, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(room.file) as source, zipfile.ZipFile(bad, "w") as target:
        names = source.namelist()
        packages = [n for n in names if "/packages/" in n]
        for name in names:
            target.writestr(name, source.read(packages[1] if name == packages[0] else name))
    ws = room.reviewer("Ana")
    with pytest.raises(BadInput):
        calibrating.take_set(ws, bad)
    assert ws.catalogue.packages() == () and calibrating.sets(ws) == ()


def test_a_hostile_lead_s_packages_are_refused_and_nothing_grows(room: World, tmp_path: Path) -> None:
    """Signed and whole, with a package that is a bomb, or that holds packages in packages."""
    bomb, deep = tmp_path / "bomb.zip", tmp_path / "deep.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("R-0001/bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        archive.writestr("R-0001/data/evidence/0001", bytes(64 << 20))
    inner = bomb.read_bytes()
    for n in range(5):
        with zipfile.ZipFile(deep, "w") as archive:
            archive.writestr(f"data/packages/{n}.zip", inner)
        inner = deep.read_bytes()
    ws = room.reviewer("Ana")
    of = room.lead.calibration.set(room.set_id).set
    for n, package in enumerate((bomb, deep)):
        bad = tmp_path / f"hostile-{n}.zip"
        write_set(bad, of, {item.path: package for item in of.items}, room.lead.signer())
        with pytest.raises(BadInput) as caught:
            calibrating.take_set(ws, bad)
        assert caught.value.message and "Traceback" not in caught.value.message
        assert ws.catalogue.packages() == () and calibrating.sets(ws) == ()
    assert sum(p.stat().st_size for p in ws.root.rglob("*") if p.is_file()) < 16 << 20


def test_a_stranger_s_set_is_refused_once_somebody_is_trusted(room: World) -> None:
    ws = room.reviewer("Ana")
    trusting(ws, room.reviewer("Ben"))
    with pytest.raises(BadInput) as caught:
        calibrating.take_set(ws, room.file)
    assert "signer-unknown" in codes(caught)
    trusting(ws, room.lead)
    assert calibrating.take_set(ws, room.file).submissions == room.items()


# --- bundles back ----------------------------------------------------------------------------------------------------


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


def make_twin(root: Path):  # type: ignore[no-untyped-def]
    from tests.builders import make_workspace
    from tests.workflow.calibration_world import programs

    ws = make_workspace(root / "twin", "Ana", salt=77)
    programs(root / "twin" / "programs")
    return ws


def test_changed_masters_are_noticed_before_anything_is_revealed(room: World) -> None:
    record = room.lead.calibration.set(room.set_id)
    room.lead.calibration.put_set(replace(record, masters=record.masters.replace('"level": 3', '"level": 2')))
    with pytest.raises(BadInput) as caught:
        calibrating.reveal(room.lead, room.set_id)
    assert caught.value.code == "commitment-differs"
