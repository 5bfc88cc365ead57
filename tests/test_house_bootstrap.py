"""bootstrap.py: what it installs, how it runs a step, and what its last line says."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest

import bootstrap


@pytest.fixture(autouse=True)
def _reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "REPORTS", tmp_path)


def write_report(folder: Path, name: str, *, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0) -> None:
    suite = f'<testsuite tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"/>'
    (folder / f"{name}.xml").write_text(f"<testsuites>{suite}</testsuites>")


def test_the_last_line_counts_the_tests_of_all_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_report(tmp_path, "one", tests=10, skipped=2)
    write_report(tmp_path, "two", tests=5)
    assert bootstrap.closing([bootstrap.Result("one", True, 1.0), bootstrap.Result("two", True, 1.0)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "13 passed, 0 failed, 2 skipped"


def test_a_failed_step_fails_the_whole_and_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_report(tmp_path, "one", tests=10, failures=1, errors=2)
    assert bootstrap.closing([bootstrap.Result("types", False, 1.0), bootstrap.Result("one", True, 1.0)]) == 1
    *_, failed, counted = capsys.readouterr().out.splitlines()
    assert failed == "Failed: types"
    assert counted == "7 passed, 3 failed, 0 skipped"


@pytest.mark.parametrize(("code", "passed"), [("raise SystemExit(0)", True), ("raise SystemExit(4)", False)])
def test_a_step_passes_when_its_command_does(code: str, passed: bool, capfd: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.run("step", [sys.executable, "-c", code]).passed is passed
    assert ("step: ok in" in capfd.readouterr().out) is passed


def test_a_step_that_takes_too_long_is_ended_with_all_it_started(capfd: pytest.CaptureFixture[str]) -> None:
    code = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        "'import time; print(1, flush=True); time.sleep(60); print(2)'])"
    )
    began = time.monotonic()
    assert not bootstrap.run("slow", [sys.executable, "-c", code], minutes=2 / 60).passed
    assert time.monotonic() - began < 30
    assert "slow took more than" in capfd.readouterr().out


def test_compiled_files_stay_inside_the_environment(capfd: pytest.CaptureFixture[str]) -> None:
    bootstrap.run("where", [sys.executable, "-c", "import sys; print(sys.pycache_prefix)"])
    assert str(bootstrap.CACHE / "pycache") in capfd.readouterr().out


def test_an_old_python_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit) as ended:
        bootstrap.need_new_python(["test"])
    assert ended.value.code == 3
    assert "Python 3.11 or later is needed; this is 3.9." in capsys.readouterr().out


def test_the_environment_is_made_anew_when_the_needs_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("one")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    first = bootstrap.stamp_text("dev")
    assert bootstrap.stamp_text("dev") == first != bootstrap.stamp_text("")
    (tmp_path / "pyproject.toml").write_text("two")
    assert bootstrap.stamp_text("dev") != first


@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="no Debian")
def test_missing_packages_are_found_by_either_name() -> None:
    assert bootstrap.installed("no-such-package-t64|dpkg")
    assert bootstrap.installed("dpkg")
    assert not bootstrap.installed("no-such-package|no-such-package-either")


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_screen_the_demo_runs_as_often_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert (bootstrap.do_demo([]), bootstrap.do_demo([])) == (0, 0)
    assert (bootstrap.VENV / "demo-decisions.zip").is_file()
    assert not (bootstrap.ROOT / "demo-decisions.zip").exists()
