"""A whole calibration session by the command line alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.errors import BadInput
from reviewer_app.workflow.setfile import read_spec
from tests.builders import make_folder, make_workspace, submission_text
from tests.cli.run import Command
from tests.workflow.calibration_world import programs

SPEC = """\
format: 1
title: Fall set A
due: 2030-12-01
reviewers: [Ana, {name: Ben}, Cy]
items:
  - submission: R-0001
    masters:
      "3.1": {level: 3, why: The plan says so., cite: ["0002#page=1"]}
      "3.2": 3
  - submission: R-0002
    label: B7
    masters: {"3.1": 2, "3.2": 2}
"""


@pytest.fixture
def lead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """The lead with two submissions and a description of the set."""
    made = workspace(tmp_path, capsys, "Lead", 1)
    for sid in ("R-0001", "R-0002"):
        folder = make_folder(tmp_path / f"{sid}.folder", submission_text(sid))
        made.done("pack", folder, "-o", tmp_path / f"{sid}.zip")
        made.done("intake", tmp_path / f"{sid}.zip")
    (tmp_path / "set.yaml").write_text(SPEC, encoding="utf-8")
    return made


def workspace(root: Path, capsys: pytest.CaptureFixture[str], name: str, salt: int) -> Command:
    """Somebody's workspace."""
    make_workspace(root / name, name, salt=salt).close()
    programs(root / name / "programs")
    return Command(capsys, root / name)


def scored(command: Command, set_file: Path, level: int) -> Path:
    """Take the set in, score it, seal it."""
    sids = command.done("intake", set_file, "--json").json["added"]
    for sid in sids:
        for indicator in ("3.1", "3.2"):
            cite = "0001#quote=asked"
            command.done("score", sid, indicator, level, "--comment", "Seen in the plan.", "--cite", cite)
        command.done("decide", sid)
    path = command.root.parent / f"{command.root.name}.zip"
    command.done("seal", "-o", path)
    return path


def test_a_session_from_set_to_minutes(lead: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = lead.done("calibrate", "new", tmp_path / "set.yaml", "-o", tmp_path / "set.zip", "--json").json
    assert len(made["submissions"]) == 2
    checked = lead.bare("check", tmp_path / "set.zip", "--json")
    assert (checked.code, checked.json["kind"], checked.json["valid"]) == (0, "calibration-set", True)
    drive = tmp_path / "drive"
    drive.mkdir()
    for n, (name, level) in enumerate((("Ana", 3), ("Ben", 1))):
        person = workspace(tmp_path, capsys, name, 10 + n)
        scored(person, tmp_path / "set.zip", level).rename(drive / f"{name}.zip")
    assert lead("calibrate", "report", "Fall set A", "--json").codes == ["scores-locked"]
    added = lead.done("calibrate", "add", "Fall set A", drive, "--json").json
    assert [a["reviewer"] for a in added["added"]] == ["Ana", "Ben"]
    status = lead.done("calibrate", "status", made["id"], "--json").json
    assert {r["reviewer"]: r["arrival"] for r in status["reviewers"]} == {"Ana": "in", "Ben": "in", "Cy": "missing"}
    lead.done("calibrate", "reveal", made["id"], "-o", tmp_path / "reveal.zip")
    report = lead.done("calibrate", "report", made["id"], "--resamples", 0, "--json").json
    assert report["overview"][0]["counts"] == "2 of 8 scores"
    assert report["statistics"]["anchor.Ben.bias"]["value"] == -1.5
    assert "NaN" not in lead.done("calibrate", "report", made["id"], "--resamples", 100, "--json").out
    lead.done(
        "calibrate", "consensus", made["id"], "B7", "3.1", 3, "--reason", "Read again.", "--cite", "0001#quote=asked"
    )
    report = lead.done("calibrate", "report", made["id"], "--json", "--indicator", "3.1").json
    assert report["overview"][0]["counts"] == "2 of 4 scores"
    results = lead.done("calibrate", "qualify", made["id"], "--json").json["results"]
    assert {r["reviewer"]: r["standing"] for r in results} == {"Ana": "qualified", "Ben": "retrain", "Cy": "none"}
    lead.done("calibrate", "minutes", made["id"], "-o", tmp_path / "minutes")
    assert (tmp_path / "minutes.docx").is_file() and (tmp_path / "minutes.pdf").is_file()
    ana = Command(capsys, tmp_path / "Ana")
    assert ana.done("calibrate", "take", tmp_path / "reveal.zip", "--json").json["revealed"] is True
    assert "Ana" in ana.done("calibrate", "report", made["id"]).out
    for words in (lead.done("calibrate", "report", made["id"]).out, lead.done("calibrate", "status").out):
        assert "nan" not in words.lower().split()


def test_a_refused_bundle_ends_with_one(lead: Command, tmp_path: Path) -> None:
    lead.done("calibrate", "new", tmp_path / "set.yaml", "-o", tmp_path / "set.zip")
    ran = lead("calibrate", "add", "Fall set A", tmp_path / "R-0001.zip", "--json")
    assert (ran.code, ran.json["refused"][0]["problems"][0]["code"]) == (1, "wrong-kind")


def test_live_scoring_that_nobody_scored_twice_says_so(lead: Command) -> None:
    assert "Nothing was scored twice" in lead.done("calibrate", "monitor").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "nowhere"),
        ("report", "nowhere", "--against", "moon"),
        ("report", "nowhere", "--resamples", -1),
        ("reveal", "nowhere"),
        ("take", "nowhere.zip"),
        ("new", "nowhere.yaml", "-o", "x.zip"),
    ],
)
def test_wrong_usage_is_said_so(lead: Command, arguments: tuple[object, ...]) -> None:
    ran = lead("calibrate", *arguments)
    assert ran.code == 2 and ran.err.strip()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("title: Fall set A", "title: [1]"), "title"),
        (("due: 2030-12-01", "due: soon"), "due"),
        (("items:", "itmes:"), "itmes"),
        (("level: 3,", "level: three,"), "3.1"),
        (("0002#page=1", "page one"), "cite"),
        (("format: 1", "format: 9"), "format"),
        (("format: 1", "use: exam"), "use"),
        (("{name: Ben}", "{nom: Ben}"), "reviewers"),
    ],
)
def test_a_bad_description_is_refused_with_its_line(change: tuple[str, str], where: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_spec(SPEC.replace(*change).encode(), "set.yaml")
    assert any(where in p.where or where in p.message for p in caught.value.problems)
    assert all(p.where.startswith("set.yaml:") for p in caught.value.problems)
