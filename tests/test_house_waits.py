"""A test that waits in Qt's event loop for what never comes is ended by its time limit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WAITING = {
    "until": "qtbot.waitUntil(lambda: False, timeout=60_000)",
    "signal": "timer = QTimer()\n    qtbot.waitSignal(timer.timeout, timeout=2_000).wait()",
}
TEST = "from PySide6.QtCore import QTimer\ndef test_waits(qtbot):\n    "


@pytest.mark.parametrize("how", WAITING)
def test_the_time_limit_ends_a_wait(tmp_path: Path, how: str) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(TEST + WAITING[how] + "\n")
    options = ["-q", "-c", os.devnull, "--rootdir", str(tmp_path), "-p", "tests.waits", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, "-o", "timeout=1", "-o", "qt_api=pyside6", str(file)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert "1 failed" in run.stdout and "Timeout (>1.0s)" in run.stdout, run.stdout
