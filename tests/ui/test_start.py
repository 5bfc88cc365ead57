"""Starting the real program: painted before anything heavy is imported; bugs are survived, reported without names."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from reviewer_app import paths
from reviewer_app.ui.crash import CrashReports
from tests.screens import Stage
from tests.watch import Expect

pytestmark = pytest.mark.gui
ROOT = Path(__file__).resolve().parents[2]

PROBE = """
import sys
from pathlib import Path
from reviewer_app.ui import app, shell
begin = shell.Shell._begin
def told(self):
    heavy = {"sqlalchemy", "pydantic", "qtawesome", "reviewer_app.workspace", "av", "PySide6.QtMultimedia"}
    print(sorted(heavy & set(sys.modules)), flush=True)
    begin(self)
    self.ready.connect(self.close)
shell.Shell._begin = told
sys.exit(app.run(Path(sys.argv[1])))
"""


def run(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **more}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_nothing_heavy_is_imported_before_the_first_paint(home: Path) -> None:
    done = run(sys.executable, "-c", PROBE, str(home / "ws"))
    assert done.stdout.strip() == "[]", done.stderr
    assert done.returncode == 0, done.stderr


KEPT = """
import gc, sys
from pathlib import Path
from PySide6.QtCore import Qt
from reviewer_app.ui import app, shell
begin = shell.Shell._begin
def told(self):
    def look():
        frozen = gc.get_freeze_count()
        self.ready.emit()
        print(frozen > len(gc.get_objects()), gc.get_freeze_count() <= frozen, flush=True)
        self.close()
    begin(self)
    self.ready.connect(look, Qt.ConnectionType.SingleShotConnection)
shell.Shell._begin = told
sys.exit(app.run(Path(sys.argv[1])))
"""


def test_what_stands_at_the_start_is_not_looked_through_again(home: Path) -> None:
    done = run(sys.executable, "-c", KEPT, str(home / "ws"))
    assert done.stdout.split()[:2] == ["True", "True"], done.stderr
    assert done.returncode == 0, done.stderr


def test_marks_are_printed_in_their_order(home: Path) -> None:
    command = [sys.executable, "-m", "reviewer_app", "--workspace", str(home / "ws")]
    env = {**os.environ, "REVIEWER_MARKS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        began = time.monotonic()
        found = [process.stderr.readline().split() for _ in range(2)]
        process.terminate()
        assert process.wait(30) == 0  # asked to end, it ends in order
    assert [mark for mark, _ in found] == ["painted", "filled"]
    assert began - 1 < float(found[0][1]) <= float(found[1][1])


def test_the_worker_starts_by_its_flag_without_qt() -> None:
    code = "import sys; from reviewer_app import __main__ as m; sys.exit('PySide6' in sys.modules)"
    assert run(sys.executable, "-c", code).returncode == 0


def test_a_bug_is_reported_without_names_and_the_window_goes_on(
    stage: Stage, tmp_path: Path, expect_log: Expect
) -> None:
    expect_log("ERROR reviewer_app.ui.crash: unexpected failure")
    told: list[Path | None] = []
    crash = CrashReports(lambda: tmp_path, told.append)
    crash.install()
    stage.shell.tasks.crashed.connect(crash.report)
    try:

        def bug() -> None:
            raise ValueError("Maria Lopez, essay.docx")

        stage.shell.tasks.write(bug)
        stage.until(lambda: bool(told))
        sys.excepthook(ValueError, ValueError("Maria Lopez"), None)
    finally:
        crash.uninstall()
    assert len(told) == 2
    text = "".join(p.read_text("utf-8") for p in tmp_path.glob("crash-*.txt"))
    assert "ValueError" in text
    assert "in bug" in text or "bug" in text
    assert "Maria" not in text
    assert "essay" not in text
    stage.key("Ctrl+2")
    assert stage.window.frame.current is stage.window.frame.pages["outbox"]


def test_only_the_last_reports_are_kept(tmp_path: Path, qtbot: QtBot, expect_log: Expect) -> None:
    expect_log("ERROR .*unexpected failure")
    crash = CrashReports(lambda: tmp_path, lambda _: None)
    for _ in range(25):
        crash.report(RuntimeError("x"))
    assert len(list(tmp_path.glob("crash-*.txt"))) == 20


def test_help_names_only_keys_that_exist() -> None:
    from reviewer_app.ui.help.view import title_of, to_html, topic_files

    topics = topic_files()
    assert title_of(topics[0]) == "First steps"
    assert len(topics) >= 7
    for topic in topics:
        html = to_html(topic)
        assert "<h1>" in html
        assert "<script" not in html
    assert (paths.resources() / "help").is_dir()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_screen_it_says_so_instead_of_aborting(home: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    command = [sys.executable, "-m", "reviewer_app", "--workspace", str(home / "ws")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("There is no screen here")
    assert len(done.stderr.splitlines()) == 1
