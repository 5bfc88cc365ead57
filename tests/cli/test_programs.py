"""``programs list|show|check``: what is printed, the JSON and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner, Result

from reviewer_app.cli import programs
from reviewer_app.errors import BadInput
from tests.bundles.program_texts import BROKEN, WHOLE
from tests.rubrics.shipped import IDS

app = typer.Typer()


@app.callback()
def main(workspace: Annotated[Path | None, typer.Option()] = None) -> None:
    """Stands for the whole command line, with its option for the workspace."""


programs.register(app)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["programs", *map(str, arguments)])


def document(*arguments: str | Path, exit_code: int = 0) -> Any:
    """The one JSON document on standard output."""
    result = run(*arguments, "--json")
    assert result.exit_code == exit_code, result.output
    return json.loads(result.stdout)


def test_list() -> None:
    listed = document("list")
    assert sorted(p["id"] for p in listed["programs"]) == list(IDS)
    assert listed["problems"] == []
    assert set(listed["programs"][0]) == {
        "id", "version", "sha256", "title", "issuer", "status", "sample", "components", "indicators", "awards", "file",
    }  # fmt: skip
    text = run("list").stdout
    assert "crt-micro-courses    2.1    Culturally Responsive Teaching Micro-Courses (9 components" in text


def test_list_takes_the_workspace_and_says_what_can_not_be_used(tmp_path: Path) -> None:
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "own.yaml").write_text(WHOLE, "utf-8")
    (tmp_path / "programs" / "bad.yaml").write_text(BROKEN, "utf-8")
    result = CliRunner().invoke(app, ["--workspace", str(tmp_path), "programs", "list", "--json"])
    listed = json.loads(result.stdout)
    assert result.exit_code == 0
    assert "small" in {p["id"] for p in listed["programs"]}
    assert listed["problems"][0]["where"] == "bad.yaml:1 title"
    assert "bad.yaml:1 title" in CliRunner().invoke(app, ["--workspace", str(tmp_path), "programs", "list"]).stderr


def test_show() -> None:
    shown = document("show", "general-teaching")
    assert shown["program"]["rules"]["pass_rule"] == {"rule": "all_top"}
    assert shown["in_words"][0]["rule"] == "To pass"
    text = run("show", "crt-micro-courses", "--version", "2.1").stdout
    assert "approved by Sample Program Committee on 2026-07-01" in text
    assert "      3 Meets: A plan is made with the family, tried out" in text
    assert "credential  Culturally Responsive Teaching Micro-Credential: Book study finished and" in text


def test_show_of_what_is_not_here() -> None:
    result = run("show", "nothing")
    assert isinstance(result.exception, BadInput)
    assert (result.exception.code, result.exception.exit_code) == ("unknown-program", 1)


def test_check(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(WHOLE, "utf-8")
    bad.write_text(BROKEN, "utf-8")
    (one,) = document("check", good)["files"]
    assert (one["valid"], one["id"], one["version"], one["problems"]) == (True, "small", "1.0", [])
    first, second = document("check", good, bad, exit_code=1)["files"]
    assert (first["valid"], second["valid"], len(second["problems"])) == (True, False, 29)
    assert set(second["problems"][0]) == {"code", "message", "hint", "where"}
    result = run("check", good, bad)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [f"{good}: small 1.0 is in order.", f"{bad}: 29 problems."]
    assert f"  {bad}:24 components[0].indicators[1]: There is no indicator “9.9”." in result.stderr


@pytest.mark.parametrize("arguments", [["check"], ["show"], ["nonsense"], []])
def test_wrong_usage(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
