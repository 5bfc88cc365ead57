"""The self-test passes where all works, and names the part that does not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from reviewer_app import paths
from reviewer_app.cli import selftest as command
from reviewer_app.jobs import Job
from reviewer_app.workflow import selftest

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = {
    "files", "schemas", "programs", "database", "signing", "codecs", "pages", "faces", "captions", "spelling", "codes",
    "fonts", "theme", "icons", "plots", "playing",
}  # fmt: skip


def ask(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    command.register(app)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout


def part(name: str, passed: bool = True) -> selftest.Part:
    return selftest.Part(name=name, passed=passed, detail="as it should", seconds=0.5)


@pytest.mark.gui
def test_every_part_works_here() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "reviewer_app", "self-test", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    found = json.loads(run.stdout)
    assert [p for p in found["parts"] if not p["passed"]] == []
    assert {p["name"] for p in found["parts"]} == EXPECTED
    assert found["passed"] is True
    assert run.returncode == 0


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_exit_code_and_words_follow_the_parts(monkeypatch: pytest.MonkeyPatch, passed: bool, code: int) -> None:
    monkeypatch.setattr(selftest, "self_test", lambda job: (part("files"), part("codecs", passed)))
    exit_code, text = ask()
    assert exit_code == code
    assert text.splitlines()[-1] == ("Every part works." if passed else "1 of 2 parts failed: codecs.")
    exit_code, text = ask("--json")
    assert exit_code == code
    assert json.loads(text)["passed"] is passed
    assert json.loads(text)["parts"][1] == {
        "name": "codecs",
        "passed": passed,
        "detail": "as it should",
        "seconds": 0.5,
    }


def test_a_missing_shipped_file_is_a_failed_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("resources", "rubrics"):
        monkeypatch.setattr(paths, name, lambda name=name: tmp_path / name)
    parts = {p.name: p for p in selftest.self_test(Job())}
    assert {name for name, p in parts.items() if not p.passed} >= {"files", "schemas", "programs", "spelling"}
    assert parts["programs"].detail == "Only 0 programs are there."
    assert parts["signing"].passed


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit('no libEGL.so.1')", "exit 1, no libEGL.so.1"),
        ("print('nonsense')", "JSONDecodeError"),
        ("print('[]')", "it said nothing"),
        ("import time; time.sleep(30)", "no answer within 1 seconds"),
    ],
)
def test_a_window_part_that_stops_is_a_failed_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, why: str
) -> None:
    stand_in = tmp_path / "program"
    stand_in.write_text(f"#!{sys.executable}\n{code}\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(stand_in))
    monkeypatch.setattr(selftest, "WINDOW_SECONDS", 1 if "sleep" in code else 30)
    (found,) = selftest._window(tmp_path)
    assert (found.name, found.passed) == ("window", False)
    assert why in found.detail
