"""Shipped files are found wherever the program runs from."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reviewer_app import paths

ROOT = Path(__file__).resolve().parent.parent


def test_in_the_source_tree() -> None:
    assert paths.resources() == ROOT / "resources"
    assert paths.rubrics() == ROOT / "rubrics"


def test_in_a_built_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.is_built()
    assert paths.resources() == tmp_path / "resources"
    assert paths.rubrics() == tmp_path / "rubrics"


@pytest.mark.slow
def test_in_a_wheel(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=100)
    (wheel,) = tmp_path.glob("*.whl")
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(unpacked)
    code = "from reviewer_app import paths; print(paths.resources()); print(paths.rubrics())"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=unpacked,
        env={"PYTHONPATH": str(unpacked), "PATH": ""},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.split()
    assert found == [str(unpacked / "reviewer_app" / "_data" / name) for name in ("resources", "rubrics")]
    for kind in ("resources", "rubrics"):
        shipped = {p.relative_to(ROOT / kind) for p in (ROOT / kind).rglob("*") if p.is_file()}
        packed = unpacked / "reviewer_app" / "_data" / kind
        assert shipped == {p.relative_to(packed) for p in packed.rglob("*") if p.is_file()}


def test_the_named_workspace_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REVIEWER_WORKSPACE", str(tmp_path))
    assert paths.default_workspace() == tmp_path
    monkeypatch.delenv("REVIEWER_WORKSPACE")
    assert paths.default_workspace().parts[-2:] == ("reviewer-app", "workspace")
