"""``reviewer-app probe``: its JSON, its text, its pictures and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from PIL import Image
from typer.testing import CliRunner, Result

from reviewer_app.cli import probe
from tests.cli.run import Command
from tests.evidence import made

app = typer.Typer()
app.callback()(lambda: None)
probe.register(app)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["probe", *map(str, arguments)])


def saved(folder: Path, name: str, data: bytes) -> Path:
    return Path(made.saved(folder, name, data).path)


def test_one_file_is_one_json_document(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.bin", made.pdf(("Two words", "more")))
    result = run(path, "--json")
    entry: dict[str, Any] = json.loads(result.stdout)
    wanted = {"path": str(path), "kind": "pdf", "status": "open", "problems": [], "pages": 2, "duration": 0.0}
    assert entry.items() >= {**wanted, "frames": 0, "size": path.stat().st_size, "words": 3}.items()
    assert result.exit_code == 0


def test_several_files_are_a_list_and_a_refused_one_is_exit_1(tmp_path: Path) -> None:
    good, bad = saved(tmp_path, "a.mp4", made.clip(50)), saved(tmp_path, "b.mp4", b"")
    result = run(good, bad, tmp_path / "none", "--json")
    first, second, third = json.loads(result.stdout)
    assert (first["status"], first["frames"], round(first["duration"])) == ("open", 50, 2)
    assert (second["status"], second["problems"][0]["code"]) == ("refused", "empty")
    assert second["problems"][0].keys() == {"code", "message", "hint", "where"}
    assert (third["status"], third["problems"][0]["code"]) == ("refused", "no-such-file")
    assert result.exit_code == 1


def test_text_is_printed_when_asked(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.docx", made.docx(made.para("What the family said")))
    assert "What the family said" not in run(path).stdout
    assert "What the family said" in run(path, "--text").stdout
    assert json.loads(run(path, "--text", "--json").stdout)["text"] == "What the family said"


def test_the_picture_is_what_the_viewer_would_show(tmp_path: Path) -> None:
    clip, png = saved(tmp_path, "a.mp4", made.clip(60)), tmp_path / "out.png"
    for options, number in ((("--frame", 33), 33), (("--at", "1.01"), 25), ((), 0)):
        assert run(clip, "--picture", png, *options).exit_code == 0
        with Image.open(png) as shown:
            assert made.number_in(shown.tobytes(), *shown.size) == number
    pages = saved(tmp_path, "a.pdf", made.pdf(("x", "")))
    assert run(pages, "--picture", png, "--page", 2).exit_code == 0
    with Image.open(png) as shown:
        assert shown.convert("L").getextrema() == (255, 255)


def test_wrong_usage_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = saved(tmp_path, "a.txt", b"words")
    command = Command(capsys, tmp_path)
    assert command.bare("probe", text, "--picture", tmp_path / "out.png").code == 2
    assert command.bare("probe", text, "--page", 1, "--at", 2).code == 2
    assert command.bare("probe", text, text, "--picture", tmp_path / "out.png").code == 2
    assert command.bare("probe").code == 2
    assert not (tmp_path / "out.png").exists()


def test_a_page_that_is_not_there_is_a_problem_of_what_was_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved(tmp_path, "a.pdf", made.pdf(("x",)))
    ran = Command(capsys, tmp_path).bare("probe", file, "--picture", tmp_path / "out.png", "--page", 9)
    assert ran.code == 1
    assert "There is no page 9" in ran.err
