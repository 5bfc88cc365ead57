"""Before the reveal no command tells anybody a master or another's scores: not the lead, not who shares a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import make_folder, make_workspace, submission_text
from tests.cli.run import Command
from tests.workflow.calibration_world import programs

WHY, ANA, BEN = "the teacher's own plan persuades", "ana-reads-it-so", "ben-reads-it-so"
SPEC = f"""\
format: 1
title: Fall set A
reviewers: [Ana, Ben]
items:
  - submission: R-0001
    masters:
      "3.1": {{level: 3, why: {WHY}}}
      "3.2": {{level: 1, why: {WHY}}}
"""


def workspace(root: Path, capsys: pytest.CaptureFixture[str], name: str, salt: int) -> Command:
    make_workspace(root / name, name, salt=salt).close()
    programs(root / name / "programs")
    return Command(capsys, root / name)


def scored(command: Command, sid: str, level: int, words: str, *who: object) -> None:
    for indicator in ("3.1", "3.2"):
        command.done(*who, "score", sid, indicator, level, "--comment", words, "--cite", "0001#quote=asked")
    command.done(*who, "decide", sid)


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Command, Path]:
    """The lead, and the set's file."""
    lead = workspace(tmp_path, capsys, "Lead", 1)
    lead.done("pack", make_folder(tmp_path / "in", submission_text("R-0001")), "-o", tmp_path / "R-0001.zip")
    lead.done("intake", tmp_path / "R-0001.zip")
    (tmp_path / "set.yaml").write_text(SPEC, encoding="utf-8")
    lead.done("calibrate", "new", tmp_path / "set.yaml", "-o", tmp_path / "set.zip")
    return lead, tmp_path / "set.zip"


def everything(command: Command, sid: str, *files: Path, who: tuple[object, ...] = ()) -> str:
    """All that the commands say that show anything, as words and as JSON."""
    asked: list[tuple[object, ...]] = [
        ("queue", "--json"), ("outbox", "--json"), ("show", sid), ("show", sid, "--json"), ("adjudicate", sid),
        ("calibrate", "status", "Fall set A"), ("calibrate", "status", "Fall set A", "--json"),
        ("calibrate", "report", "Fall set A"), ("calibrate", "report", "Fall set A", "--against", "each-other"),
        ("calibrate", "qualify", "Fall set A"), ("calibrate", "monitor", "--json"),
        *(("check", f) for f in files), *(("check", f, "--json") for f in files),
    ]  # fmt: skip
    said = []
    for arguments in asked:
        ran = command(*who, *arguments)
        said += [ran.out, ran.err]
    return "".join(said)


def test_the_lead_sees_no_score_of_anybody_before_the_reveal(
    made: tuple[Command, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lead, file = made
    bundles = []
    for salt, name, level, words in ((10, "Ana", 2, ANA), (11, "Ben", 1, BEN)):
        person = workspace(tmp_path, capsys, name, salt)
        (sid,) = person.done("intake", file, "--json").json["added"]
        scored(person, sid, level, words)
        bundles.append(tmp_path / f"{name}.zip")
        person.done("seal", "-o", bundles[-1])
    said = everything(person, sid, file)
    assert BEN in said, "one's own words are there"
    assert WHY not in said, "no master's reason on a reviewer's machine"
    lead.done("calibrate", "add", "Fall set A", *bundles)
    said = everything(lead, sid, file, *bundles)
    assert "Ana" in said and "Ben" in said, "who is in is told"
    assert not [w for w in (ANA, BEN) if w in said]
    assert lead("calibrate", "report", "Fall set A", "--json").codes == ["scores-locked"]
    lead.done("calibrate", "reveal", "Fall set A")
    assert "bias" in lead.done("calibrate", "report", "Fall set A", "--json").out, "and then it is open"


def test_who_shares_a_workspace_sees_no_score_of_the_other_before_the_reveal(
    made: tuple[Command, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, file = made
    shared = workspace(tmp_path, capsys, "Shared", 30)
    shared.done("identities", "add", "--name", "Ana")
    shared.done("identities", "add", "--name", "Ben")
    (sid,) = shared.done("intake", file, "--json").json["added"]
    scored(shared, sid, 3, ANA, "--as", "Ana")
    scored(shared, sid, 1, BEN, "--as", "Ben")
    for who, own, others in (("Ana", ANA, BEN), ("Ben", BEN, ANA)):
        said = everything(shared, sid, file, who=("--as", who))
        assert own in said
        assert others not in said, "both are final, and still it is not revealed"
        assert WHY not in said
        row = shared.done("--as", who, "show", sid, "--json").out
        assert row.count('"level"') <= 4
