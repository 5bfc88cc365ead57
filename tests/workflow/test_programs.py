"""List and check program files without opening a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.workflow.programs import check_files, library
from tests.bundles.program_texts import BROKEN, WHOLE


def test_a_workspace_adds_its_own_programs_to_those_shipped(tmp_path: Path) -> None:
    assert len(library(tmp_path).all()) == 5
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "own.yaml").write_text(WHOLE, "utf-8")
    assert library(tmp_path).get("small").name == "own.yaml"
    assert len(library(tmp_path).all()) == 6


def test_the_default_workspace_is_looked_at_when_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWER_WORKSPACE", str(tmp_path))
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "own.yaml").write_text(WHOLE, "utf-8")
    assert library().find("small") is not None


def test_each_file_gets_its_own_answer(tmp_path: Path) -> None:
    for name, text in (("good.yaml", WHOLE), ("bad.yaml", BROKEN)):
        (tmp_path / name).write_text(text, "utf-8")
    good, bad, absent, folder = check_files([tmp_path / n for n in ("good.yaml", "bad.yaml", "absent.yaml", "")])
    assert (good.loaded is not None, good.problems) == (True, ())
    assert (bad.loaded, len(bad.problems)) == (None, 29)
    assert bad.problems[0].where == f"{tmp_path / 'bad.yaml'}:1 title"
    assert [(c.problems[0].code, c.problems[0].message) for c in (absent, folder)] == [
        ("cannot-read", "There is no such file."),
        ("cannot-read", "The file can't be read."),
    ]
