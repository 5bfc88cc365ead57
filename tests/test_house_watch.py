"""The watch over every test does fail the tests that it is for, and no others."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CASES = """
import logging, socket, subprocess, threading, time
import pytest

kept = []

def test_good_quiet(tmp_path): pass
def test_good_info(): logging.getLogger("x").info("fine")
def test_good_expected(expect_log):
    expect_log("WARNING x: boo")
    logging.getLogger("x").warning("boo")
def test_good_thread():
    thread = threading.Thread(target=time.sleep, args=(0.2,))
    thread.start()
def test_good_loopback():
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname()).close()
    server.close()
def test_good_window(qtbot):
    from PySide6.QtWidgets import QWidget
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

def test_bad_log(): logging.getLogger("x").warning("boo")
def test_bad_log_that_never_came(expect_log): expect_log("never")
def test_bad_thread(): threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
def test_bad_child(): kept.append(subprocess.Popen(["sleep", "30"]))
def test_bad_connection(): socket.socket().connect(("192.0.2.1", 80))
def test_bad_lookup(): socket.create_connection(("somewhere.example", 80))
def test_bad_window(qtbot):
    from PySide6.QtWidgets import QWidget
    kept.append(QWidget())
    kept[-1].show()
def test_bad_timer(qtbot):
    from PySide6.QtCore import QTimer
    kept.append(QTimer())
    kept[-1].start(1000)
def test_bad_qt_warning(qtbot):
    from PySide6.QtCore import qWarning
    qWarning("hey")
def test_bad_python_warning():
    import warnings
    warnings.warn("old")
@pytest.mark.corpus
def test_corpus_is_read(corpus): assert list(corpus.iterdir())
def test_ends():
    for each in kept:
        if isinstance(each, subprocess.Popen):
            each.kill()
            each.wait()
"""


def run_cases(folder: Path, *options: str, corpus: str = "") -> str:
    (folder / "test_cases.py").write_text(CASES)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    command += [
        "-rA",
        "-q",
        "-p",
        "tests.conftest",
        "-o",
        f"pythonpath={ROOT}",
        str(folder / "test_cases.py"),
        *options,
    ]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"REVIEWER_CORPUS": corpus},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return run.stdout


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    said = run_cases(tmp_path_factory.mktemp("cases"))
    found: dict[str, set[str]] = {}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) \S+::(test_\w+)", said, re.MULTILINE):
        found.setdefault(name, set()).add(outcome)
    return found


def test_without_real_files_their_tests_are_skipped_and_say_so(tmp_path: Path) -> None:
    assert "REVIEWER_CORPUS is not set (folder of real files)" in run_cases(tmp_path, "-k", "corpus")
    missing = str(tmp_path / "nowhere")
    said = run_cases(tmp_path, "-k", "corpus", corpus=missing)
    assert f"REVIEWER_CORPUS names no folder that exists: {missing}" in said


def test_with_real_files_their_tests_run(tmp_path: Path) -> None:
    assert "PASSED" in run_cases(tmp_path, "-k", "corpus", corpus=str(tmp_path))


def names(kind: str) -> list[str]:
    return re.findall(rf"def (test_{kind}_\w+)", CASES)


@pytest.mark.parametrize("name", names("good"))
def test_good_tests_pass(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] == {"PASSED"}


@pytest.mark.parametrize("name", names("bad"))
def test_bad_tests_fail(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] & {"FAILED", "ERROR"}
