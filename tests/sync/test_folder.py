from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.sync.folder import Folder, copy_to, copy_verified
from reviewer_app.sync.transport import Transport

DATA = os.urandom(3 << 20) + b"tail"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A sealed file to hand over."""
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "decisions-R17-0012.zip"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    """A folder to hand it over to."""
    path = tmp_path / "OFFICE-3"
    path.mkdir()
    return path


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(p.name for p in folder.iterdir())


def code(source: Path, drive: Path) -> str:
    """Why a hand-over fails; the source must be whole and nothing half done may be left."""
    before = names(drive) if drive.is_dir() else []
    with pytest.raises(ReviewerError) as caught:
        copy_verified(source, drive)
    assert caught.value.exit_code == 3
    assert (names(drive) if drive.is_dir() else []) == before
    return caught.value.code


def test_a_file_is_copied_and_compared(source: Path, drive: Path) -> None:
    told: list[Progress] = []
    place: Transport = Folder(drive)
    found = place.send(source, Job(told.append))
    assert (drive / source.name).read_bytes() == DATA
    assert names(drive) == [source.name]
    assert (found.size, found.sha256, found.already) == (len(DATA), hashlib.sha256(DATA).hexdigest(), False)
    assert found.where == str(drive / source.name)
    assert place.name == "OFFICE-3"
    assert told[-1].done == told[-1].total == 2 * len(DATA)
    assert {p.what for p in told} == {"Copying", "Comparing"}


def test_doing_it_again_is_harmless_and_said(source: Path, drive: Path) -> None:
    first = copy_verified(source, drive)
    again = copy_verified(source, drive)
    assert (again.already, again.sha256) == (True, first.sha256)
    assert names(drive) == [source.name]


def test_starting_again_after_a_break_is_right(source: Path, drive: Path) -> None:
    (drive / f"{source.name}.part").write_bytes(b"half" * 9_000_000)
    copy_verified(source, drive)
    assert (drive / source.name).read_bytes() == DATA
    assert names(drive) == [source.name]


@pytest.mark.parametrize("other", [b"another", DATA[:-1] + b"!", b""])
def test_another_file_of_that_name_is_never_overwritten(source: Path, drive: Path, other: bytes) -> None:
    (drive / source.name).write_bytes(other)
    assert code(source, drive) == "name-taken"
    assert (drive / source.name).read_bytes() == other


def test_a_link_of_that_name_is_not_followed(source: Path, drive: Path, tmp_path: Path) -> None:
    (drive / source.name).symlink_to(source)
    assert code(source, drive) == "name-taken"
    (drive / source.name).unlink()
    (drive / source.name).mkdir()
    assert code(source, drive) == "name-taken"


def test_a_copy_that_reads_back_differently_is_removed(
    source: Path, drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A faulty drive: what was made durable is not what was written."""

    def faulty(handle: int) -> None:
        os.pwrite(handle, b"\x00" * 8, 100)

    monkeypatch.setattr(os, "fsync", faulty)
    assert code(source, drive) == "copy-differs"


def test_a_stop_leaves_nothing(source: Path, drive: Path) -> None:
    jobs: list[Job] = []
    for what in ("Copying", "Comparing"):

        def stop(progress: Progress, what: str = what) -> None:
            if progress.what == what:
                jobs[-1].cancel()

        jobs.append(Job(stop))
        with pytest.raises(Cancelled):
            copy_verified(source, drive, jobs[-1])
        assert names(drive) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_drive_leaves_nothing(source: Path, drive: Path) -> None:
    (drive / f"{source.name}.part").symlink_to("/dev/full")
    with pytest.raises(ReviewerError) as caught:
        copy_verified(source, drive)
    assert caught.value.code == "no-space"
    assert names(drive) == []


def test_a_drive_that_is_gone_or_no_folder(source: Path, tmp_path: Path) -> None:
    assert code(source, tmp_path / "unplugged") == "not-found"
    assert code(source, source) == "not-found"


def test_a_source_that_is_gone(drive: Path, tmp_path: Path) -> None:
    assert code(tmp_path / "nothing.zip", drive) == "not-found"


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_read_only_folder_is_said(source: Path, drive: Path) -> None:
    if os.geteuid() == 0:
        chattr = shutil.which("chattr")
        if not chattr or subprocess.run([chattr, "+i", str(drive)], capture_output=True, check=False).returncode:
            pytest.skip("root may write anywhere, and this disk can't forbid it")
        try:
            assert code(source, drive) == "read-only"
        finally:
            subprocess.run([chattr, "-i", str(drive)], capture_output=True, check=True)
    else:
        drive.chmod(0o500)
        assert code(source, drive) == "read-only"
        drive.chmod(0o700)


def test_a_copy_under_a_name_of_its_own_is_whole_and_overwrites_nothing(source: Path, drive: Path) -> None:
    made = copy_to(source, drive / "other.zip")
    assert (drive / "other.zip").read_bytes() == DATA
    assert made.sha256 == hashlib.sha256(DATA).hexdigest()
    with pytest.raises(ReviewerError) as found:
        copy_to(source, drive / "other.zip")
    assert found.value.code == "file-exists"
    assert names(drive) == ["other.zip"]
