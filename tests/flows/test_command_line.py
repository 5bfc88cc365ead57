"""The whole job by the command line: from a candidate's folder to a bundle that anybody can check."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

import reviewer_app.store.codec  # noqa: F401 - see its first import
from tests.builders import SECRETS, make_folder, make_workspace, submission_text
from tests.cli.run import Command


@pytest.fixture
def reviewer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    make_workspace(tmp_path / "reviewer").close()
    return Command(capsys, tmp_path / "reviewer")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    make_workspace(tmp_path / "office", "Program Office", salt=40).close()
    return Command(capsys, tmp_path / "office")


def test_from_folder_to_checked_bundle(tmp_path: Path, office: Command, reviewer: Command) -> None:
    for number in (1, 2, 3):
        folder = make_folder(tmp_path / f"in{number}", submission_text(f"R-{number}"))
        office.done("pack", folder, "-o", tmp_path / f"{number}.zip")
    with zipfile.ZipFile(tmp_path / "batch.zip", "w") as archive:
        for number in (1, 2, 3):
            archive.write(tmp_path / f"{number}.zip", f"{number}.zip")
    (tmp_path / "office.pub").write_text(office.done("keys", "show").out)
    (tmp_path / "reviewer.pub").write_text(reviewer.done("keys", "show").out)
    office.done("keys", "trust", tmp_path / "reviewer.pub")
    reviewer.done("keys", "trust", tmp_path / "office.pub", "--name", "Program Office")

    taken = reviewer.done("intake", tmp_path / "batch.zip", "--json").json
    assert (taken["added"], taken["refused"], taken["notes"]) == (["R-1", "R-2", "R-3"], [], [])
    assert reviewer.done("show", "R-1", "--json").json["package"]["trusted"] is True

    for code, level in (("3.1", "3"), ("3.2", "4")):
        reviewer.done("score", "R-1", code, level, "--comment", "Seen.", "--cite", "0001#quote=asked instead")
    assert reviewer.done("decide", "R-1", "--json").json["label"] == "Demonstrated"
    for code, level in (("3.1", "3"), ("3.2", "2")):
        reviewer.done("score", "R-2", code, level, "--comment", "Show what changed.")
    assert reviewer.done("decide", "R-2", "--json").json["label"] == "Not yet"
    reviewer.done("flag", "R-3", "wrong-file")
    assert reviewer.done("decide", "R-3", "--json").json["outcome"] == "incomplete"

    first = reviewer.done("seal", "-o", tmp_path / "first.zip", "--json").json
    assert first["submissions"] == ["R-1", "R-2", "R-3"]
    reviewer.done("reopen", "R-2", "--reason", "A second look was asked for.")
    reviewer.done("score", "R-2", "3.2", "3")
    reviewer.done("decide", "R-2")
    reviewer.done("seal", "R-2")
    (tmp_path / "drive").mkdir()
    sent = reviewer.done("send", tmp_path / "drive", "--json").json["sent"]
    assert [Path(s["path"]).parent for s in sent] == [tmp_path / "drive"] * 2

    for name in sorted(p.name for p in (tmp_path / "drive").iterdir()):
        report = office.done("check", tmp_path / "drive" / name, "--json").json
        assert (report["valid"], report["problems"], report["signer"]["trusted"]) == (True, [], True)
        assert all(step["ok"] for step in report["steps"])
    decisions = [_decisions(tmp_path / "drive" / Path(s["path"]).name) for s in sent]
    again = decisions[1][0]
    assert again["supersedes"] == next(d["id"] for d in decisions[0] if d["submission"] == "R-2")
    assert [e["act"]["kind"] for e in again["events"]][-1] == "finalised"
    for command in (office, reviewer):
        assert not [t for t in command.said for secret in SECRETS if secret in t]


def _decisions(bundle: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(bundle) as archive:
        name = next(n for n in archive.namelist() if n.endswith("data/decisions.json"))
        found: list[dict[str, Any]] = json.loads(archive.read(name))["decisions"]
    return found


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_anybody_can_check_the_signature_with_ssh_keygen_alone(
    tmp_path: Path, office: Command, reviewer: Command
) -> None:
    folder = make_folder(tmp_path / "in")
    office.done("pack", folder, "-o", tmp_path / "p.zip")
    reviewer.done("intake", tmp_path / "p.zip")
    reviewer.done("flag", "R-0417", "wrong-file")
    reviewer.done("decide", "R-0417")
    reviewer.done("seal", "-o", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extractall(tmp_path / "out")
    (top,) = (tmp_path / "out").iterdir()
    line = reviewer.done("keys", "show", "--json").json["public"]
    kind, key = line.split(" ")[:2]
    (tmp_path / "signers").write_text(f"reviewer {kind} {key}\n")
    statement = top / "signatures" / "statement.json"
    verify = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(tmp_path / "signers"),
        "-I",
        "reviewer",
        "-n",
        "reviewer-app",
        "-s",
    ]
    with statement.open("rb") as stdin:
        done = subprocess.run([*verify, f"{statement}.sig"], stdin=stdin, capture_output=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    bound = {s["name"]: s["digest"]["sha256"] for s in json.loads(statement.read_text())["subject"]}
    for name, digest in bound.items():
        assert hashlib.sha256((top / name).read_bytes()).hexdigest() == digest
