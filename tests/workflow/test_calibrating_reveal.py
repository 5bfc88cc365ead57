"""After the reveal: reviewers see their own comparison, consensus goes out, bundles say where their signer stands."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reviewer_app.bundles.setseal import write_reveal
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.calibration_report import Standing
from reviewer_app.domain.calibration_set import Reveal, SetUse
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.selectors import parse_place
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import BadInput, ReviewerError, UsageError
from reviewer_app.workflow import calibrating, intake, scoring, sealing
from reviewer_app.workflow.checking import check
from reviewer_app.workspace import Workspace
from tests.builders import I1, I2, START, FixedClock
from tests.workflow.calibration_world import MASTERS, World, codes, make, score, spec, world


@pytest.fixture
def room(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield make(made)


def test_a_reviewer_sees_their_own_comparison_after_the_reveal(room: World, tmp_path: Path) -> None:
    room.bundle("Ana", [(3, 3), (2, 2), (4, 1)])
    calibrating.reveal(room.lead, room.set_id, tmp_path / "reveal.zip")
    ws = room.people["Ana"]
    with pytest.raises(ReviewerError) as caught:
        calibrating.report(ws, room.set_id)
    assert caught.value.code == "scores-locked"
    taken = intake.intake(ws, [tmp_path / "reveal.zip"])
    assert [t.revealed for t in taken.sets] == [True] and taken.refused == ()
    made = calibrating.report(ws, room.set_id, resamples=0)
    assert [r.reviewer for r in made.reviewers] == ["Ana"]
    assert (made.disputes[0].apart, made.disputes[0].indicator) == (2, I2)
    assert made.disputes[0].master is not None and made.disputes[0].master.rationale == "3: the plan says so."


def test_a_reveal_needs_its_set_and_its_lead(room: World, tmp_path: Path) -> None:
    calibrating.reveal(room.lead, room.set_id, tmp_path / "reveal.zip")
    ws = room.reviewer("Ana")
    with pytest.raises(BadInput) as caught:
        calibrating.take_set(ws, tmp_path / "reveal.zip")
    assert codes(caught) == {"unknown-set"}
    calibrating.take_set(ws, room.file)
    record = room.lead.calibration.set(room.set_id)
    forged = Reveal(set=room.set_id, masters=record.masters, revealed_at=START)
    write_reveal(tmp_path / "forged.zip", forged, "", room.reviewer("Ben").signer(), created_at=START)
    with pytest.raises(BadInput) as caught:
        calibrating.take_set(ws, tmp_path / "forged.zip")
    assert codes(caught) == {"reveal-signer"}
    other = Reveal(set=room.set_id, masters=record.masters.replace('"level": 3', '"level": 2'), revealed_at=START)
    write_reveal(tmp_path / "other.zip", other, "", room.lead.signer(), created_at=START)
    with pytest.raises(BadInput) as caught:
        calibrating.take_set(ws, tmp_path / "other.zip")
    assert codes(caught) == {"commitment-differs"}


def test_only_the_lead_reveals(room: World) -> None:
    ws = room.reviewer("Ana")
    calibrating.take_set(ws, room.file)
    with pytest.raises(UsageError) as caught:
        calibrating.reveal(ws, room.set_id)
    assert caught.value.code == "not-the-lead"


# --- consensus, results, bundles that say so -------------------------------------------------------------------------


def test_consensus_is_signed_and_goes_out_with_the_reveal(room: World, tmp_path: Path) -> None:
    room.bundle("Ana", MASTERS)
    calibrating.reveal(room.lead, room.set_id, tmp_path / "one.zip")
    sid = room.items()[0]
    place = parse_place("0001#quote=asked instead of assuming")
    calibrating.consensus(room.lead, room.set_id, sid, I1, 4, "Read again together.", [place])
    ((agreed, signature),) = room.lead.calibration.consensus(room.set_id)
    assert signature.startswith("-----BEGIN SSH SIGNATURE-----")
    assert agreed.citations[0].indicator == I1
    calibrating.reveal(room.lead, room.set_id, tmp_path / "two.zip")
    ws = room.people["Ana"]
    calibrating.take_set(ws, tmp_path / "one.zip")
    assert calibrating.report(ws, room.set_id, resamples=0).matrices[0].masters == (3, 2, 4)
    calibrating.take_set(ws, tmp_path / "two.zip")
    made = calibrating.report(ws, room.set_id, resamples=0)
    assert made.matrices[0].masters == (4, 2, 4)
    assert made.disputes[0].master is not None and made.disputes[0].master.level == 3
    for bad, code in (((sid, I1, 9, "x"), "no-level"), ((sid, I1, 3, " "), "reason-missing")):
        with pytest.raises(UsageError) as caught:
            calibrating.consensus(room.lead, room.set_id, *bad)
        assert caught.value.code == code


def test_a_bundle_says_where_its_signer_stands(room: World, tmp_path: Path) -> None:
    first = room.bundle("Ana", [(1, 1)] * 3)
    assert notes(room.people["Ana"], first) == ["Ana is not qualified in Partnerships: no calibration session yet."]
    assert [(n.standing, n.words) for n in inspect(first).standings] == [(Standing.NONE, "no calibration session yet")]
    calibrating.reveal(room.lead, room.set_id, tmp_path / "reveal.zip")
    ws = room.people["Ana"]
    calibrating.take_set(ws, tmp_path / "reveal.zip")
    intake.intake(ws, [tmp_path / "R-0001.zip"])
    score(ws, SubmissionId("R-0001"), (3, 3))
    note = inspect(sealing.seal(ws).path).standings[0]
    assert (note.standing, note.sets) == (Standing.RETRAIN, (room.set_id,))
    (told,) = notes(ws, sealing.bundles(ws)[0].path)
    assert told.startswith("Ana did not qualify in Partnerships: ") and note.words in told
    assert "exact 0 %" in note.words


def test_the_bundle_of_somebody_whose_qualification_ran_out_says_so(room: World, tmp_path: Path) -> None:
    room.bundle("Ana", MASTERS)
    calibrating.reveal(room.lead, room.set_id, tmp_path / "reveal.zip")
    ws = room.people["Ana"]
    calibrating.take_set(ws, tmp_path / "reveal.zip")
    intake.intake(ws, [tmp_path / "R-0001.zip", tmp_path / "R-0002.zip"])
    score(ws, SubmissionId("R-0001"), (3, 3))
    note = inspect(sealing.seal(ws).path).standings[0]
    assert (note.standing, note.valid_until is not None) == (Standing.QUALIFIED, True)
    assert notes(ws, sealing.bundles(ws)[0].path) == []
    ws.clock = FixedClock(START + timedelta(days=400), salt=77)
    score(ws, SubmissionId("R-0002"), (3, 3))
    bundle = sealing.seal(ws).path
    note = inspect(bundle).standings[0]
    assert note.standing is Standing.EXPIRED
    said = b"".join(zipfile.ZipFile(bundle).read(n) for n in zipfile.ZipFile(bundle).namelist())
    assert b'"expired"' in said, "it stands in the file that the office reads"
    assert notes(ws, bundle)[0].startswith("Ana is no longer qualified in Partnerships: ")


def notes(ws: Workspace, bundle: Path) -> list[str]:
    """What checking a bundle says of its signer's calibration; the bundle is valid all the same."""
    report = check(bundle, ws)
    assert report.valid
    found = [p for p in report.problems if p.code == "not-qualified"]
    assert all(p.severity == "note" and p.hint for p in found)
    return [p.message for p in found]


def test_results_name_everybody_expected(room: World) -> None:
    calibrating.add_bundles(room.lead, room.set_id, [room.bundle("Ana", MASTERS), room.bundle("Ben", [(1, 1)] * 3)])
    calibrating.reveal(room.lead, room.set_id)
    rows = {r.reviewer: r for r in calibrating.qualification(room.lead, room.set_id)}
    assert {n: r.standing for n, r in rows.items()} == {
        "Ana": Standing.QUALIFIED,
        "Ben": Standing.RETRAIN,
        "Cy": Standing.NONE,
    }
    assert rows["Ben"].attempts_left == 2


def test_hidden_among_normal_work_a_set_looks_like_any_other(tmp_path: Path) -> None:
    with world(tmp_path) as made:
        make(made, spec(use=SetUse.SEEDED), "packages")
        assert sorted(p.stem for p in made.file.iterdir()) == sorted(made.items())
        ws = made.reviewer("Ana")
        assert set(intake.intake(ws, [made.file]).added) == set(made.items())
        assert {r.purpose for r in scoring.queue(ws)} == {Purpose.FIRST}
        assert all(s.startswith("R-") and s not in ("R-0001", "R-0002", "R-0003") for s in made.items())
        for sid, pair in zip(made.items(), MASTERS, strict=True):
            score(ws, sid, pair)
        calibrating.add_bundles(made.lead, made.set_id, [sealing.seal(ws).path])
        shown = calibrating.report(made.lead, made.set_id, resamples=0)
        assert next(s for s in shown.overview if s.key == "exact").counts == "6 of 6 scores"
