"""Start-up: the window is painted and its queue filled soon after the program is started.

Whole processes are measured. The baseline is the least that any such program can be: an empty PySide6 window. The
program says ``painted`` and ``filled`` on stderr when ``REVIEWER_MARKS`` is 1.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.benchmarks.conftest import ROOT, Ratio, until_mark

EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print("painted", file=sys.stderr, flush=True)
app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample submissions taken in."""
    folder = tmp_path_factory.mktemp("start")
    packages = folder / "packages"
    packages.mkdir()
    command_line(folder / "workspace", "init", "--name", "Benchmark")
    for sample in sorted(path.parent for path in (ROOT / "resources" / "sample").rglob("submission.yaml")):
        command_line(folder / "workspace", "pack", str(sample), "-o", str(packages / f"{sample.name}.zip"))
    command_line(folder / "workspace", "intake", str(packages))
    return folder / "workspace"


def command_line(workspace: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "reviewer_app", "--workspace", str(workspace), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)


def window(mark: str, workspace: Path) -> float:
    command = (sys.executable, "-m", "reviewer_app", "--workspace", str(workspace))
    return until_mark(mark, *command, REVIEWER_MARKS="1")


def empty() -> float:
    return until_mark("painted", sys.executable, "-c", EMPTY)


@pytest.mark.gui
def test_the_window_is_painted_within_twice_an_empty_one(ratio: Ratio, workspace: Path) -> None:
    subject = partial(window, "painted", workspace)
    ratio("window painted", "empty window painted", subject=subject, baseline=empty, limit=2.0)


@pytest.mark.gui
def test_the_queue_is_filled_within_eight_times_an_empty_window(ratio: Ratio, workspace: Path) -> None:
    subject = partial(window, "filled", workspace)
    ratio("queue filled", "empty window painted", subject=subject, baseline=empty, limit=8.0)
