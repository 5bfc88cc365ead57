"""A real drag from another program, by the X server's own messages: nothing of it is an event that a test made up."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders import SID, make_package, make_workspace

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.gui,
    pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs an X server that shows nothing: Xvfb"),
]

SOURCE = """
import sys
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication(sys.argv[:1])
files = QLabel("files", None, Qt.WindowType.X11BypassWindowManagerHint)
files.setGeometry(1500, 940, 80, 40)
files.show()
start, end = QPoint(1540, 960), QPoint(600, 450)
places = [start + (end - start) * n / 12 for n in range(13)] + [end + QPoint(n, n) for n in range(6)]


def step():
    window = files.windowHandle()
    if places:
        QTest.mouseMove(window, window.mapFromGlobal(places.pop(0)))
    else:
        hand.stop()
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, window.mapFromGlobal(end))


def drag():
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in sys.argv[1:]])
    held = QDrag(files)
    held.setMimeData(data)
    hand.start()
    print(held.exec(Qt.DropAction.CopyAction).name, flush=True)
    QTimer.singleShot(4_000, app.quit)  # the other program fetches what was dropped from here


hand = QTimer(interval=60)
hand.timeout.connect(step)
QTimer.singleShot(500, drag)
QTimer.singleShot(20_000, app.quit)
app.exec()
"""


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """The environment of programs on an X server of their own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            number = told.readline().strip()
        try:
            assert number, "the X server did not start"
            yield {
                **os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "QT_XCB_GL_INTEGRATION": "none",
                "REVIEWER_MARKS": "1",
            }  # fmt: skip
        finally:
            server.terminate()


def packages(database: Path) -> int:
    """How many packages the workspace has, by a look from outside."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as look:
        count: int = look.execute("SELECT count(*) FROM packages").fetchone()[0]
    look.close()
    return count


def until(met: Callable[[], object], seconds: float = 30) -> bool:
    """Whether it is so in time."""
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        time.sleep(0.1)
    return bool(met())


@pytest.mark.slow
def test_a_package_dragged_from_another_program_is_taken_in(display: dict[str, str], tmp_path: Path) -> None:
    make_workspace(tmp_path / "ws").close()
    package = make_package(tmp_path / f"{SID}.zip")
    command = [sys.executable, "-m", "reviewer_app", "--workspace", str(tmp_path / "ws")]
    with subprocess.Popen(command, cwd=ROOT, env=display, stderr=subprocess.PIPE, text=True) as program:
        assert program.stderr is not None
        try:
            assert any(line.startswith("filled") for line in program.stderr)
            source = [sys.executable, "-c", SOURCE, str(package)]
            done = subprocess.run(source, env=display, capture_output=True, text=True, timeout=60, check=False)
            assert done.stdout.strip() == "CopyAction", done.stderr
            assert until(lambda: packages(tmp_path / "ws" / "reviewer.db") == 1)
        finally:
            program.terminate()
            assert program.wait(30) == 0
