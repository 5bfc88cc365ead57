"""Start-up: the window is painted and its queue filled soon after the program is started.

Whole processes are measured. The baseline is the least that any such program can be: an empty PySide6 window. The
program says ``painted`` and ``filled`` on stderr when ``REVIEWER_MARKS`` is 1.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from tests.benchmarks.conftest import Ratio, until_mark
from tests.builders import make_case

SUBMISSIONS = 24
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
    """A workspace with a day's work waiting in its queue."""
    case = make_case(tmp_path_factory.mktemp("start"), *(f"R-{number:04}" for number in range(SUBMISSIONS)))
    case.close()
    return case.root


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
