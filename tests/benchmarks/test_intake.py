"""Taking in a 2 GiB package is faster than ``bagit.py --validate`` on the same bag unpacked, and needs little memory.

Whole commands are measured, from start to end: both read and hash every byte, ours also copies it into the vault and
makes it durable. Needs 7 GiB of disk for a while.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks.conftest import Ceiling, Ran, Ratio, run_process
from tests.builders import make_folder, make_programs, make_workspace, submission_text

SIZE = 2 << 30  # bytes
ROOM = 8 << 30
PIECE = 1 << 24
PEAK = 200_000_000  # bytes


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with one video of 2 GiB, and the same bag unpacked beside it."""
    folder = tmp_path_factory.mktemp("large")
    if shutil.disk_usage(folder).free < ROOM:
        pytest.skip("needs 8 GiB of free disk")
    text = submission_text().replace("statements:", "  - {file: lesson.mp4, title: Lesson, kind: video}\nstatements:")
    source = make_folder(folder / "source", text)
    piece = bytes(range(256)) * (PIECE // 256)
    with (source / "lesson.mp4").open("wb") as video:
        for number in range(SIZE // PIECE):
            video.write(number.to_bytes(8, "big") + piece[8:])
    make_programs(folder / "programs")
    sealed = folder / "package.zip"
    with make_workspace(folder / "office"):
        pass
    run_process(
        folder / "report", sys.executable, "-m", "reviewer_app", "--workspace", str(folder / "office"),
        "pack", str(source), "-o", str(sealed),
    )  # fmt: skip
    shutil.rmtree(source)
    with zipfile.ZipFile(sealed) as archive:
        archive.extractall(folder / "unpacked")
    return sealed


@pytest.mark.serial
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_intake_is_faster_than_validating_the_unpacked_bag(
    package: Path, tmp_path: Path, ratio: Ratio, ceiling: Ceiling
) -> None:
    bag = next((package.parent / "unpacked").iterdir())
    runs: list[Ran] = []

    def validate() -> float:
        return run_process(tmp_path / "report", sys.executable, "-m", "bagit", "--validate", str(bag)).seconds

    ratio(
        "intake of 2 GiB", "bagit --validate, unpacked",
        subject=take_in(package, tmp_path, runs), baseline=validate, limit=1.0, rounds=3, warm_up=1,
    )  # fmt: skip
    ceiling("intake of 2 GiB, peak memory", max(run.peak for run in runs), PEAK)


def take_in(package: Path, folder: Path, runs: list[Ran]) -> Callable[[], float]:
    """A function that takes the package into a new workspace, and forgets the workspace again."""

    def subject() -> float:
        root = folder / f"workspace-{len(runs)}"
        with make_workspace(root):
            pass
        command = (sys.executable, "-m", "reviewer_app", "--workspace", str(root), "intake", str(package))
        runs.append(run_process(folder / "report", *command))
        shutil.rmtree(root)
        return runs[-1].seconds

    return subject
