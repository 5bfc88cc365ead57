"""The command line's contract: the keys of every JSON document, the exit codes, the form of every problem."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reviewer_app.cli.main import build
from tests.builders import SECRETS, make_package, png
from tests.cli.run import Command, Ran

PROBLEM = {"code", "message", "hint", "where"}
ACT = {"submission", "state", "scores", "outcome", "label", "reasons", "decision"}


def problems(ran: Ran) -> list[dict[str, str]]:
    found: list[dict[str, str]] = ran.json["problems"]
    for problem in found:
        assert set(problem) - {"severity"} == PROBLEM
        assert problem.get("severity", "note") == "note"
        assert problem["message"].endswith((".", "!", "?"))
    return found


def test_making_packages_speaks_json(office: Command, folder: Path, tmp_path: Path) -> None:
    made = office.bare("--workspace", tmp_path / "new", "init", "--name", "R 18", "--json")
    assert set(made.json) == {"workspace", "name", "key", "public"}
    assert set(made.json["key"]) <= set("0123456789abcdef")
    packed = office.done("pack", folder, "-o", tmp_path / "p.zip", "--json")
    assert set(packed.json) == {"path", "submission", "package", "items", "bytes", "signed", "notes"}
    assert packed.json["signed"] is True
    assert office.done("pack", folder, "-o", tmp_path / "q.zip", "--unsigned", "--json").json["signed"] is False
    assert office("pack", folder, "-o", tmp_path / "p.zip", "--json").codes == ["file-exists"]
    office.done("pack", folder, "-o", tmp_path / "p.zip", "--force", "--json")
    (folder / "submission.yaml").unlink()
    assert set(office.done("pack", "--new", folder, "--program", "test-program", "--json").json) == {"path"}
    without_names(office)


def without_names(command: Command) -> None:
    """Nothing that was said names the candidate or a file of theirs."""
    for secret in SECRETS:
        assert not [text for text in command.said if secret in text]


def test_taking_packages_in_speaks_json(command: Command, office: Command, folder: Path, tmp_path: Path) -> None:
    office.done("pack", folder, "-o", tmp_path / "p.zip")
    checked = command.done("check", tmp_path / "p.zip", "--json").json
    assert {"kind", "valid", "problems", "signer"} <= set(checked)
    assert (checked["kind"], checked["valid"]) == ("submission", True)
    assert set(checked["signer"]) == {"key", "name", "trusted"}
    assert set(checked["steps"][0]) == {"title", "detail", "ok"}
    (tmp_path / "bad.zip").write_text("no zip")
    taken = command("intake", tmp_path / "p.zip", tmp_path / "bad.zip", "--json")
    assert taken.code == 1
    assert set(taken.json) == {"added", "already", "refused", "notes"}
    assert taken.json["added"] == ["R-0417"]
    assert set(taken.json["refused"][0]) == {"path", "problems"}
    assert set(taken.json["refused"][0]["problems"][0]) == PROBLEM
    assert set(taken.json["notes"][0]) == {"submission", "problems"}
    again = command.done("intake", tmp_path / "p.zip", "--json").json
    assert (again["added"], again["already"], again["refused"]) == ([], ["R-0417"], [])
    (row,) = command.done("queue", "--json").json["queue"]
    assert set(row) == {
        "submission", "program", "component", "title", "purpose", "attempt", "attempts_allowed", "evidence", "scored",
        "of", "due", "state", "hold", "outcome", "finalised_at", "added_at",
        "waiting_on", "why", "priority", "new", "seconds",
    }  # fmt: skip
    shown = command.done("show", "R-0417", "--json").json
    assert set(shown) == {
        "submission", "program", "component", "purpose", "attempt", "focus", "due", "state", "package", "evidence",
        "remarks", "duplicates", "holds", "waiting_on", "why", "earlier", "statements", "indicators",
        "comment", "conditions", "citations", "outcome", "label", "reasons",
        "missing", "decision", "bundle",
    }  # fmt: skip
    assert set(shown["missing"][0]) == PROBLEM
    without_names(command)


def test_scoring_speaks_json(command: Command, tmp_path: Path) -> None:
    command.done("intake", make_package(tmp_path / "p.zip"))
    args = ("--comment", "Seen.", "--cite", "0002#page=1", "--cite", "0001#quote=asked", "--json")
    scored = command.done("score", "R-0417", "3.1", "3", *args).json
    assert set(scored) == ACT
    assert (scored["state"], scored["scores"], scored["outcome"]) == ("in-progress", {"3.1": 3, "3.2": None}, "open")
    for act in (
        ("comment", "R-0417", "All in all.", "--json"),
        ("cite", "R-0417", "0003#xywh=percent:1,2,3,4", "--indicator", "3.2", "--json"),
        ("flag", "R-0417", "bad-sound", "--indicator", "3.2", "--note", "hum", "--json"),
        ("undo", "R-0417", "--json"),
        ("redo", "R-0417", "--json"),
        ("flag", "R-0417", "bad-sound", "--indicator", "3.2", "--remove", "--json"),
        ("score", "R-0417", "3.1", "none", "--json"),
        ("score", "R-0417", "3.1", "3", "--json"),
        ("score", "R-0417", "3.2", "4", "--comment", "Throughout.", "--json"),
    ):
        assert set(command.done(*act).json) == ACT
    shown = command.done("show", "R-0417", "--json").json
    assert (shown["comment"], shown["conditions"]) == ("All in all.", [])
    assert [i["comment"] for i in shown["indicators"]] == ["Seen.", "Throughout."]
    cited = shown["citations"]
    assert [c["place"] for c in cited] == ["0002#page=1", "0001#quote=asked", "0003#xywh=percent:1,2,3,4"]
    assert set(command.done("uncite", "R-0417", cited[2]["id"], "--json").json) == ACT
    decided = command.done("decide", "R-0417", "--json").json
    assert set(decided) == ACT
    assert (decided["state"], decided["outcome"], decided["label"]) == ("finalised", "met", "Demonstrated")
    assert command.done("reopen", "R-0417", "--reason", "a slip", "--json").json["state"] == "in-progress"
    without_names(command)


def test_handing_over_speaks_json(command: Command, office: Command, tmp_path: Path) -> None:
    command.done("intake", make_package(tmp_path / "p.zip"))
    for code in ("3.1", "3.2"):
        command.done("score", "R-0417", code, "3")
    command.done("decide", "R-0417")
    none = command("send", tmp_path, "--json")
    assert (none.code, none.codes, none.json["problems"][0]["message"]) == (
        2, ["nothing-to-send"], "There is no bundle to send.",
    )  # fmt: skip
    waiting = command.done("outbox", "--json").json
    assert set(waiting) == {"ready", "bundles"}
    assert {"submission", "outcome", "label", "reasons", "decision", "finalised_at"} <= set(waiting["ready"][0])
    sealed = command.done("seal", "-o", tmp_path / "b.zip", "--json").json
    assert set(sealed) == {"id", "path", "copy", "seq", "decisions", "submissions", "stills"}
    assert (sealed["seq"], sealed["submissions"]) == (1, ["R-0417"])
    (tmp_path / "drive").mkdir()
    sent = command.done("send", tmp_path / "drive", "--json").json["sent"]
    assert [set(s) for s in sent] == [{"bundle", "name", "path", "at"}]
    assert command("send", tmp_path / "drive", "--json").codes == ["nothing-to-send"]
    command.done("send", tmp_path / "drive", "--bundle", "1")
    bundle = command.done("outbox", "--json").json["bundles"][0]
    assert set(bundle) == {"id", "name", "seq", "decisions", "submissions", "sealed_at", "path", "sent"}
    assert office.done("check", tmp_path / "b.zip", "--json").json["decisions"] == 1
    without_names(command)


def test_keys_programs_and_probes_speak_json(command: Command, office: Command, tmp_path: Path) -> None:
    own = command.done("keys", "show", "--json").json
    key = {"key", "name", "public", "own", "trusted", "revoked_from", "reason"}
    assert set(own) == key
    (tmp_path / "own.pub").write_text(own["public"] + "\n")
    for act in (
        ("keys", "trust", tmp_path / "own.pub", "--json"),
        ("keys", "revoke", own["key"][:10], "--from", "2", "--reason", "lost", "--json"),
        ("keys", "list", "--json"),
    ):
        assert [set(k) for k in office.done(*act).json["keys"]] == [key, key]
    assert set(command.done("programs", "list", "--json").json) == {"programs", "problems"}
    assert command.done("programs", "show", "test-program", "--json").json
    (tmp_path / "work.png").write_bytes(png())
    probe = command.done("probe", tmp_path / "work.png", "--json").json
    assert {"path", "kind", "status", "problems", "pages", "duration", "frames", "size", "words"} <= set(probe)
    assert (probe["kind"], probe["status"]) == ("image", "open")


def test_people_can_read_every_command_too(command: Command, folder: Path, tmp_path: Path) -> None:
    said = command.done("pack", folder, "-o", tmp_path / "p.zip").out
    assert "R-0417: 3 files" in said
    assert "whole and genuine" in command.done("check", tmp_path / "p.zip").out
    assert "Added: R-0417" in command.done("intake", tmp_path / "p.zip").out
    assert "Partnerships · Builds partnership" in command.done("queue").out
    assert "Knows own expectations" in command.done("show", "R-0417").out
    for code in ("3.1", "3.2"):
        assert "Saved." in command.done("score", "R-0417", code, "3", "--comment", "Seen.").out
    assert "Demonstrated" in command.done("decide", "R-0417").out
    assert "Ready to seal" in command.done("outbox").out
    assert "1 decision sealed" in command.done("seal").out
    (tmp_path / "drive").mkdir()
    assert "read back and compared" in command.done("send", tmp_path / "drive").out
    assert str(tmp_path / "drive") in command.done("outbox").out
    assert "ssh-ed25519" in command.done("keys", "show").out
    assert "own" in command.done("keys", "list").out
    assert "Here already: R-0417" in command.done("intake", tmp_path / "p.zip").out
    without_names(command)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "problem"),
    [
        (("bogus",), 2, "bad-usage"),
        (("score",), 2, "bad-usage"),
        (("score", "R-1", "3.1", "3", "--bogus"), 2, "bad-usage"),
        (("init",), 2, "bad-usage"),
        (("score", "R-1", "3.1", "high"), 2, "unknown-level"),
        (("score", "R-1", "3.1", "3", "--cite", "here"), 2, "bad-selector"),
        (("score", "R-1", "3.1", "3"), 2, "unknown-submission"),
        (("show", "R-1"), 2, "unknown-submission"),
        (("decide", "R-1"), 2, "unknown-submission"),
        (("seal",), 2, "nothing-to-seal"),
        (("send", "/"), 2, "nothing-to-send"),
        (("keys", "trust", "nobody"), 2, "unknown-key"),
        (("keys", "trust", "ssh-ed25519 AAAA x"), 1, "bad-key"),
        (("pack", "/nonexistent", "-o", "/nonexistent/p.zip"), 2, "no-submission-file"),
        (("init", "--name", "again"), 3, "workspace-exists"),
        (("check", "/nonexistent"), 3, "not-found"),
    ],
)
def test_exit_codes_and_problems(command: Command, arguments: tuple[str, ...], exit_code: int, problem: str) -> None:
    ran = command(*arguments, "--json")
    assert ran.code == exit_code
    assert [p["code"] for p in problems(ran)] == [problem]
    assert ran.err
    spoken = command(*arguments)
    assert (spoken.code, spoken.out) == (exit_code, "")
    assert spoken.err == ran.err


def test_what_is_missing_before_deciding_is_listed(command: Command, tmp_path: Path) -> None:
    command.done("intake", make_package(tmp_path / "p.zip"))
    ran = command("decide", "R-0417", "--json")
    assert ran.code == 1
    assert [(p["code"], p["where"]) for p in problems(ran)] == [("not-scored", "3.1"), ("not-scored", "3.2")]


def test_a_wrong_citation_leaves_no_half_act(command: Command, tmp_path: Path) -> None:
    command.done("intake", make_package(tmp_path / "p.zip"))
    ran = command("score", "R-0417", "3.1", "3", "--cite", "0009#page=1", "--json")
    assert (ran.code, ran.codes) == (2, ["unknown-item"])
    assert command.done("show", "R-0417", "--json").json["state"] == "to-score"


def test_no_workspace_is_said_plainly(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEWER_WORKSPACE", str(tmp_path / "none"))
    for name in ("queue", "outbox", "seal"):
        ran = command.bare(name, "--json")
        assert (ran.code, ran.codes) == (3, ["no-workspace"])
    assert command.bare("check", make_package(tmp_path / "p.zip"), "--json").json["valid"] is True
    assert command.bare("--workspace", tmp_path / "none", "check", tmp_path / "p.zip").code == 3
    monkeypatch.setenv("REVIEWER_WORKSPACE", str(command.root))
    assert command.bare("queue", "--json").json == {"queue": command.done("queue", "--json").json["queue"]}


def test_a_bug_gives_a_report_and_never_a_traceback(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Maria Lopez") from ValueError("/home/maria/lopez.docx")

    monkeypatch.setattr("reviewer_app.workflow.scoring.queue", broken)
    ran = command("queue", "--json")
    assert (ran.code, ran.codes) == (3, ["bug"])
    assert "KeyError" not in ran.err
    (report,) = (command.root / "logs").glob("crash-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "test_contract.py" in text
    assert "aria" not in text
    assert str(report) in ran.err


def test_a_passphrase_comes_from_a_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("long and easy\nnot this\n")
    (tmp_path / "wrong").write_text("guess\n")
    (tmp_path / "empty").touch()
    make = ("init", "--name", "R 18")
    locked = Command(command._capsys, tmp_path / "locked")
    assert locked("--passphrase-file", tmp_path / "secret", *make).code == 0
    package = make_package(tmp_path / "p.zip")
    folder = tmp_path / "p.folder"
    locked.root.joinpath("programs", "test-program.yaml").write_bytes(
        (command.root / "programs" / "test-program.yaml").read_bytes()
    )
    assert locked("intake", package).code == 0
    out = ("pack", folder, "-o", tmp_path / "q.zip", "--json")
    assert locked(*out).codes == ["passphrase-needed"]
    assert locked("--passphrase-file", tmp_path / "wrong", *out).codes == ["wrong-passphrase"]
    assert locked("--passphrase-file", tmp_path / "empty", *out).codes == ["no-passphrase"]
    assert locked("--passphrase-file", tmp_path / "none", *out).codes == ["not-found"]
    assert locked("--passphrase-file", tmp_path / "secret", *out).json["signed"] is True


def test_every_command_has_help_and_json(command: Command) -> None:
    import typer

    group = typer.main.get_command(build())
    names = sorted(group.commands)  # type: ignore[attr-defined]
    assert {"init", "pack", "check", "intake", "probe", "queue", "show", "score", "flag", "decide", "reopen"} <= set(
        names
    )
    assert {"seal", "send", "outbox", "keys", "programs", "demo", "self-test"} <= set(names)
    for name in names:
        ran = command.bare(name, "--help")
        assert ran.code == 0
        assert f"reviewer-app {name}" in ran.out
        assert "--json" in ran.out or hasattr(group.commands[name], "commands")  # type: ignore[attr-defined]
    assert command.bare("--version").out.startswith("reviewer-app ")


def test_the_command_line_never_imports_qt_and_starts_lightly() -> None:
    code = (
        "import sys; from reviewer_app.cli.main import build, main; build();"
        "heavy = {'PySide6', 'sqlalchemy', 'pydantic', 'av', 'cv2', 'numpy', 'cryptography', 'rich', 'pymupdf'};"
        "print(sorted({m.split('.')[0] for m in sys.modules} & heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def test_a_real_process_ends_with_the_same_codes(tmp_path: Path) -> None:
    environment = {**os.environ, "REVIEWER_WORKSPACE": str(tmp_path / "ws")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "reviewer_app", *arguments]
        return subprocess.run(line, capture_output=True, text=True, env=environment, timeout=60, check=False)

    assert run("init", "--name", "R 17").returncode == 0
    listed = run("queue", "--json")
    assert (listed.returncode, json.loads(listed.stdout), listed.stderr) == (0, {"queue": []}, "")
    assert run("show", "R-1").returncode == 2
    assert run("check", str(tmp_path / "none")).returncode == 3
    (tmp_path / "bad.zip").write_text("x")
    assert run("check", str(tmp_path / "bad.zip")).returncode == 1
