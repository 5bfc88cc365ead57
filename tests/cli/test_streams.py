"""What is printed: never a letter that the terminal lacks, never a sign that moves its cursor, always whole JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import make_package, submission_text
from tests.cli.run import Command


def run(*arguments: object, encoding: str = "utf-8:strict") -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, whose streams know that encoding."""
    return subprocess.run(
        [sys.executable, "-m", "reviewer_app", *[os.fsencode(str(a)) for a in arguments]],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("encoding", ["ascii:strict", "cp1252:strict"])
def test_a_terminal_that_knows_few_letters_is_no_hindrance(encoding: str) -> None:
    done = run("programs", "show", "crt-micro-courses", encoding=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    sign = b"\\u2265" if encoding.startswith("cp") else "≥".encode()  # Typer takes ASCII for a wrong setting
    assert sign + b" 3" in done.stdout
    done = run("programs", "show", "crt-micro-courses", "--json", encoding=encoding)
    assert "≥ 3" in json.dumps(json.loads(done.stdout.decode("ascii"))["in_words"], ensure_ascii=False)


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names there are always Unicode")
def test_a_name_that_is_no_text_leaves_the_json_whole(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.zip")
    Path(path).write_bytes(b"no zip")
    done = run("check", path, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout.decode("utf-8"))
    assert found["problems"][0]["code"] == "not-a-zip"
    done = run("check", path)
    assert (done.returncode, b"not a zip" in done.stdout) == (1, True)
    done.stdout.decode("utf-8")


def test_text_of_others_can_not_move_the_cursor(command: Command, tmp_path: Path) -> None:
    text = submission_text(extra='window: "Fall 2026"\n').replace("text: My own work.", 'text: "Mine\\e[2J\\u202e"')
    earlier = "earlier:\n  - {attempt: 1, outcome: not-met, unmet: ['3.2'], feedback: \"Well\\e[31m\\n\\u2066done\"}\n"
    command.done("intake", make_package(tmp_path / "p.zip", text=text.replace("evidence:", f"{earlier}evidence:")))
    command.done("comment", "R-0417", "Red \x1b[31m\x9b1m\nsecond line", "--indicator", "3.2")
    shown = command.done("show", "R-0417").out
    assert "Red \\x1b[31m\\x9b1m\nsecond line" in shown
    assert "Well\\x1b[31m\n\\u{2066}done" in shown
    found = command.done("show", "R-0417", "--json")
    assert not [c for c in "\x1b\x9b\u202e\u2066" if c in found.out]
    assert found.json["statements"][0]["text"] == "Mine\x1b[2J\u202e"


def test_wrong_usage_of_probe_is_one_json_document(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    for more in (("--page", "1", "--at", "1"), ("--picture", tmp_path / "a.png", tmp_path / "a.txt")):
        ran = command.bare("probe", tmp_path / "a.txt", "--json", *more)
        assert (ran.code, ran.codes) == (2, ["bad-usage"])
    ran = command.bare("probe", tmp_path / "a.txt", "--json", "--picture", tmp_path / "a.png")
    assert ran.code == 2
    assert len(ran.json["problems"]) == 1
