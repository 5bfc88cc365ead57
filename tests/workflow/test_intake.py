"""Packages come in from files, folders and batches: each once, whole, or refused with its reasons."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.submission import ProgramRef
from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.workflow import keyring, scoring
from reviewer_app.workflow.cases import package_of
from reviewer_app.workflow.checking import check
from reviewer_app.workflow.intake import IntakeResult, intake
from reviewer_app.workflow.packing import pack
from reviewer_app.workspace import Workspace
from tests.builders import (
    FILES,
    I1,
    SID,
    FixedClock,
    make_folder,
    make_package,
    make_workspace,
    office,
    program_text,
    submission_text,
)


@pytest.fixture
def packages(tmp_path: Path) -> list[Path]:
    return [make_package(tmp_path / f"{n}.zip", f"R-{n}", salt=n, signer=office()) for n in (1, 2, 3)]


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(f"R-{n}" for n in numbers)


def refusals(result: IntakeResult) -> list[tuple[str, list[str]]]:
    return [(Path(r.path).name, [p.code for p in r.problems]) for r in result.refused]


def content(ws: Workspace) -> list[str]:
    return sorted(p.name for p in (ws.root / "vault").rglob("*") if p.is_file())


def whole(ws: Workspace, *submissions: str) -> bool:
    for submission in submissions:
        for item in package_of(ws, SubmissionId(submission)).submission.evidence:
            with ws.evidence(item) as reader:
                assert reader.read() == FILES[item.original_name]
    return True


def test_files_come_in_and_their_evidence_can_be_read(tmp_path: Path, packages: list[Path]) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, packages)
        assert (result.added, result.already, result.refused) == (ids(1, 2, 3), (), ())
        assert result.changes.queue
        assert result.changes.submissions == ids(1, 2, 3)
        assert [(n.submission, [p.code for p in n.notes]) for n in result.notes] == [
            (s, ["signer-not-known"]) for s in ids(1, 2, 3)
        ]
        assert whole(ws, *ids(1, 2, 3))
        assert len(content(ws)) == 3  # the same three files, once each
    with Workspace.open(tmp_path / "ws") as again:
        assert whole(again, *ids(1, 2, 3))


def test_folders_and_unpacked_packages_are_looked_through(tmp_path: Path, packages: list[Path]) -> None:
    drive = tmp_path / "drive"
    (drive / "fall" / "deep").mkdir(parents=True)
    packages[0].rename(drive / "1.ZIP")
    packages[1].rename(drive / "fall" / "deep" / "2.zip")
    with zipfile.ZipFile(packages[2]) as archive:
        archive.extractall(drive / "unpacked")
    (drive / "notes.txt").write_text("not a package")
    (drive / "loop").symlink_to(drive)
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, [drive])
        assert sorted(result.added) == sorted(ids(1, 2, 3))
        assert result.refused == ()
        assert whole(ws, *ids(1, 2, 3))
    (tmp_path / "empty").mkdir()
    with Workspace.open(tmp_path / "ws") as ws:
        assert refusals(intake(ws, [tmp_path / "empty"])) == [("empty", ["no-package"])]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("top", ["", "fall-batch/"])
def test_a_batch_zip_is_read_in_place(
    tmp_path: Path, packages: list[Path], method: int, top: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w", method) as archive:
        archive.write(packages[2], "three.zip")
    with zipfile.ZipFile(tmp_path / "batch.zip", "w", method) as archive:
        archive.write(packages[0], f"{top}one.zip")
        archive.write(packages[1], f"{top}more/two.zip")
        archive.write(inner, f"{top}inner.zip")
        archive.writestr(f"{top}list.txt", "three packages")
    with make_workspace(tmp_path / "ws") as ws:
        monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))  # a copy elsewhere would fail
        result = intake(ws, [tmp_path / "batch.zip"])
        assert (sorted(result.added), result.refused) == (sorted(ids(1, 2, 3)), ())
        assert whole(ws, *ids(1, 2, 3))


def test_what_a_mac_puts_in_a_zip_is_no_package(tmp_path: Path, packages: list[Path]) -> None:
    with zipfile.ZipFile(tmp_path / "batch.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(packages[0], "Fall 2026/one.zip")
        archive.writestr("Fall 2026/.DS_Store", b"x")
        archive.writestr("Fall 2026/.one.zip", b"x")
        archive.writestr("__MACOSX/Fall 2026/._one.zip", b"\0\5\x16\7")
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, [tmp_path / "batch.zip"])
        assert (result.added, result.refused) == (ids(1), ())


def test_zips_in_zips_end_somewhere(tmp_path: Path, packages: list[Path]) -> None:
    last = packages[0]
    for depth in range(4):
        outer = tmp_path / f"level{depth}.zip"
        with zipfile.ZipFile(outer, "w") as archive:
            archive.write(last, "x.zip")
        last = outer
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, [last, packages[1]])
        assert refusals(result) == [("level3.zip", ["nested-too-deep"])]
        assert result.added == ids(2)


def test_a_bad_package_is_refused_and_the_rest_goes_on(tmp_path: Path, packages: list[Path]) -> None:
    packages[1].write_bytes(packages[1].read_bytes()[:-200])
    (tmp_path / "words.zip").write_text("not a zip")
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, [*packages, tmp_path / "words.zip", tmp_path / "nothing.zip"])
        assert result.added == ids(1, 3)
        assert [name for name, _ in refusals(result)] == ["nothing.zip", "2.zip", "words.zip"]
        assert all(p.message for r in result.refused for p in r.problems)
        assert whole(ws, *ids(1, 3))


def test_a_bad_member_does_not_spoil_its_batch(tmp_path: Path, packages: list[Path]) -> None:
    with zipfile.ZipFile(tmp_path / "batch.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(packages[0], "1.zip")
        archive.writestr("2.zip", packages[1].read_bytes()[:500])
        archive.write(packages[2], "3.zip")
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, [tmp_path / "batch.zip"])
        assert result.added == ids(1, 3)
        assert [r.path.endswith("batch.zip/2.zip") for r in result.refused] == [True]


def test_a_known_package_is_here_already_and_keeps_its_scores(tmp_path: Path, packages: list[Path]) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        intake(ws, packages[:1])
        scoring.score(ws, SubmissionId("R-1"), I1, 3)
        result = intake(ws, packages[:2])
        assert (result.added, result.already, result.refused) == (ids(2), ids(1), ())
        assert scoring.desk(ws, SubmissionId("R-1")).review.scores == {I1: 3}
        again = intake(ws, [packages[0], packages[0], packages[1]])
        assert (again.added, again.already) == ((), ids(1, 2))
        assert not again.changes.queue


def test_the_same_label_with_other_content_is_refused(tmp_path: Path, packages: list[Path]) -> None:
    other = make_package(tmp_path / "other.zip", text=submission_text("R-1").replace("My own", "Their own"), salt=9)
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, [packages[0], other])
        assert (result.added, refusals(result)) == (ids(1), [("other.zip", ["submission-differs"])])
        result = intake(ws, [other])
        assert (result.added, refusals(result)) == ((), [("other.zip", ["submission-differs"])])
        assert "left as it is" in result.refused[0].problems[0].message


def test_a_package_id_is_not_used_for_two_submissions(tmp_path: Path, packages: list[Path]) -> None:
    twin = make_package(tmp_path / "twin.zip", "R-9", salt=1)  # the same clock, so the same package id as R-1
    with make_workspace(tmp_path / "ws") as ws:
        assert refusals(intake(ws, [packages[0], twin])) == [("twin.zip", ["submission-differs"])]


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, "unknown-program"), (program_text(version="2.0"), "unknown-program"), ("other", "program-differs")],
)
def test_a_program_that_is_not_at_hand_is_refused(
    tmp_path: Path, packages: list[Path], text: str | None, code: str
) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        file = ws.root / "programs" / "test-program.yaml"
        file.unlink()
        if text is not None:
            file.write_text(program_text(title="Changed") if text == "other" else text, encoding="utf-8")
        result = intake(ws, packages[:1])
        assert refusals(result) == [("1.zip", [code])]
        assert content(ws) == []


def test_lost_evidence_comes_back_with_its_package(tmp_path: Path, packages: list[Path]) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        intake(ws, packages[:1])
        ws.vault.remove(content(ws)[0])
        with pytest.raises(ReviewerError) as caught:
            whole(ws, "R-1")
        assert caught.value.code == "evidence-missing"
        assert intake(ws, packages[:1]).already == ids(1)
        assert whole(ws, "R-1")


def test_stopped_anywhere_nothing_has_changed(tmp_path: Path, packages: list[Path]) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        intake(ws, packages[:1])
        before = content(ws)
        other = tmp_path / "o.zip"
        files = {**FILES, "work.png": FILES["work.png"] + b"more"}
        folder = make_folder(tmp_path / "o", submission_text("R-5"), files)
        pack(folder, other, signer=None, clock=FixedClock(salt=5), programs=ws.programs)
        stops = 0
        for step in range(1, 40):
            seen: list[Progress] = []

            def stop(progress: Progress, seen: list[Progress] = seen, step: int = step) -> None:
                seen.append(progress)
                if len(seen) == step:
                    raise Cancelled

            try:
                intake(ws, [other, *packages[1:]], Job(stop))
            except Cancelled:
                stops += 1
                assert (content(ws), len(scoring.queue(ws))) == (before, 1)
            else:
                break
        assert stops >= 9
        assert len(scoring.queue(ws)) == 4


def test_a_job_that_was_stopped_before_takes_nothing(tmp_path: Path, packages: list[Path]) -> None:
    job = Job()
    job.cancel()
    with make_workspace(tmp_path / "ws") as ws, pytest.raises(Cancelled):
        intake(ws, packages, job)


def test_progress_names_the_package_and_never_its_file(tmp_path: Path, packages: list[Path]) -> None:
    seen: list[Progress] = []
    with make_workspace(tmp_path / "ws") as ws:
        intake(ws, packages, Job(seen.append))
    assert list(dict.fromkeys(p.what for p in seen)) == [f"Package {n} of 3" for n in (1, 2, 3)]
    assert all(0 < p.done <= p.total for p in seen)


def test_signers_are_trusted_refused_or_noted(tmp_path: Path, packages: list[Path]) -> None:
    unsigned = make_package(tmp_path / "u.zip", "R-7", salt=7)
    with make_workspace(tmp_path / "ws") as ws:
        result = intake(ws, [packages[0], unsigned])
        assert [[p.code for p in n.notes] for n in result.notes] == [["signer-not-known"], ["unsigned"]]
        info = scoring.desk(ws, SubmissionId("R-1")).package
        assert (info.signed_by, info.trusted) == ("Program Office", False)
        stranger = next(k for k in keyring.keys(ws) if not k.own)
        keyring.trust(ws, stranger.id[:12])  # seen, so known by its id
        assert scoring.desk(ws, SubmissionId("R-1")).package.trusted is True
        assert intake(ws, packages[1:2]).notes == ()
        keyring.revoke(ws, stranger.id, from_seq=1, reason="lost")
        assert refusals(intake(ws, packages[2:])) == [("3.zip", ["signer-revoked"])]
    with make_workspace(tmp_path / "other", salt=3) as ws:
        from reviewer_app.bundles.signature import Signer

        keyring.trust(ws, Signer.generate("Somebody").public.line)
        assert refusals(intake(ws, packages[:1])) == [("1.zip", ["signer-unknown"])]
        assert refusals(intake(ws, [unsigned])) == [("u.zip", ["unsigned"])], "or signatures would just be taken away"
        report = check(unsigned, ws)
        assert not report.valid
        assert report.steps[-1].ok is False


def test_too_little_space_is_told_before_anything_is_written(
    tmp_path: Path, packages: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil
    from collections import namedtuple

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 10, 10))
    with make_workspace(tmp_path / "ws") as ws:
        with pytest.raises(ReviewerError) as caught:
            intake(ws, packages)
        assert caught.value.code == "no-space"
        assert (content(ws), scoring.queue(ws)) == ([], ())
        assert SID not in str(caught.value)


def test_stopping_at_the_last_moment_still_leaves_nothing(
    tmp_path: Path, packages: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job()
    keep = Workspace.keep_program

    def keep_and_stop(ws: Workspace, ref: ProgramRef) -> None:
        keep(ws, ref)
        job.cancel()

    monkeypatch.setattr(Workspace, "keep_program", keep_and_stop)
    with make_workspace(tmp_path / "ws") as ws:
        with pytest.raises(Cancelled):
            intake(ws, packages[:1], job)
        assert (content(ws), scoring.queue(ws)) == ([], ())
