"""Taking in a 2 GiB package is faster than ``bagit.py --validate`` on the same bag unpacked, and needs little memory.

Intake is measured as the window does it: one act of a program that is running, from the file to the durable row. Both
sides read and hash every byte; ours also copies it into the vault and makes it durable. The whole command, with the
start of Python and its imports, is run once for its memory and for the record. Needs 9 GiB of disk for a while.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from itertools import count
from pathlib import Path

import pytest

from tests.benchmarks.conftest import Ceiling, Ratio, best, run_process
from tests.builders import make_folder, make_package, make_programs, make_workspace, submission_text

SIZE = 2 << 30  # bytes
ROOM = 9 << 30
PIECE = 1 << 24
PEAK = 200_000_000  # bytes
ACT = """
import sys, time
from pathlib import Path
from reviewer_app.workflow.intake import intake
from reviewer_app.workspace import Workspace
with Workspace.open(Path(sys.argv[1])) as ws:
    intake(ws, [Path(sys.argv[2])])  # a small one: everything is imported then
    began = time.perf_counter()
    result = intake(ws, [Path(sys.argv[3])])
    print(time.perf_counter() - began)
    assert result.added, result
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with one video of 2 GiB, and the same bag unpacked beside it."""
    folder = tmp_path_factory.mktemp("large")
    if shutil.disk_usage(folder).free < ROOM:
        pytest.skip("needs 9 GiB of free disk")
    text = submission_text().replace("statements:", "  - {file: lesson.mp4, title: Lesson, kind: video}\nstatements:")
    source = make_folder(folder / "source", text)
    piece = bytes(range(256)) * (PIECE // 256)
    with (source / "lesson.mp4").open("wb") as video:
        for number in range(SIZE // PIECE):
            video.write(number.to_bytes(8, "big") + piece[8:])
    sealed = folder / "package.zip"
    with make_workspace(folder / "office"):
        pass
    make_programs(folder / "office" / "programs")
    command = (sys.executable, "-m", "reviewer_app", "--workspace", str(folder / "office"))
    run_process(folder / "report", *command, "pack", str(source), "-o", str(sealed))
    shutil.rmtree(source)
    with zipfile.ZipFile(sealed) as archive:
        archive.extractall(folder / "unpacked")
    return sealed


@pytest.fixture
def new_workspace(tmp_path: Path) -> Path:
    """A place where each call of ``fresh`` makes a new, empty workspace."""
    return tmp_path


numbers = count()


def fresh(folder: Path) -> Path:
    """A new workspace; those before are taken away."""
    for old in folder.glob("workspace-*"):
        shutil.rmtree(old)
    root = folder / f"workspace-{next(numbers)}"
    with make_workspace(root):
        pass
    return root


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_intake_is_faster_than_validating_the_unpacked_bag(package: Path, new_workspace: Path, ratio: Ratio) -> None:
    bag = next((package.parent / "unpacked").iterdir())
    small = make_package(new_workspace / "small.zip", "R-0001", salt=7)

    def validate() -> float:
        return run_process(new_workspace / "report", sys.executable, "-m", "bagit", "--validate", str(bag)).seconds

    def take_in() -> float:
        root = fresh(new_workspace)
        ran = run_process(new_workspace / "report", sys.executable, "-c", ACT, str(root), str(small), str(package))
        return float(ran.stdout)

    ratio(
        "intake of 2 GiB", "bagit --validate, unpacked",
        subject=take_in, baseline=validate, limit=1.0, of=best, rounds=5, warm_up=1,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_whole_command_needs_little_memory(package: Path, new_workspace: Path, ceiling: Ceiling) -> None:
    command = (sys.executable, "-m", "reviewer_app", "--workspace", str(fresh(new_workspace)), "intake", str(package))
    ran = run_process(new_workspace / "report", *command)
    ceiling(f"intake of 2 GiB as a command, {ran.seconds:.1f} s: memory", ran.peak, PEAK)
