"""A calibration session from the set to the reveal: blind, locked, and nothing taken that does not fit."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.bundles.setseal import write_set
from reviewer_app.bundles.unpack import inspect
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.selectors import parse_place
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import BadInput, ReviewerError
from reviewer_app.workflow import calibrating, intake, scoring
from reviewer_app.workflow.calibrating import SetSpec, SpecItem
from reviewer_app.workflow.checking import check
from tests.builders import SECRETS
from tests.workflow.calibration_world import MASTERS, World, codes, make, score, spec, trusting, world


@pytest.fixture
def room(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        yield make(made)


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
