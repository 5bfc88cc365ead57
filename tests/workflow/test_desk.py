"""The desk: nothing on it that a blind reviewer may not see, and what should be known before scoring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import reviewer_app.store.codec  # noqa: F401 - see its first import
from reviewer_app.bundles.library import ProgramLibrary
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import BadInput
from reviewer_app.workflow import deciding, intake, packing, scoring
from reviewer_app.workflow.desk import rows_of
from reviewer_app.workflow.intake import IntakeResult
from reviewer_app.workspace import Workspace
from tests.builders import (
    FILES,
    SECRETS,
    SID,
    FixedClock,
    make_case,
    make_folder,
    make_workspace,
    program_text,
    score_all,
    submission_text,
)
from tests.cli.run import Command

EARLIER = (
    'earlier:\n  - {attempt: 1, outcome: not-met, unmet: ["3.2"], scores: {"3.1": 4, "3.2": 2}, '
    "feedback: Show what the family changed., decided_on: 2026-10-12}\n"
)
HIDDEN = ("Show what the family changed", '"3.1": 4', "original_name", "Maria")


def given(
    root: Path, *, sees: bool, text: str, files: dict[str, bytes] | None = None, closes: str = ""
) -> tuple[Workspace, IntakeResult]:
    """A workspace whose program says what the next reviewer sees, with one submission taken in."""
    wanted = program_text().replace("attempts: 3}", f"attempts: 3, sees_earlier: {str(sees).lower()}}}")
    wanted = wanted.replace("kind: indicator\n", f"kind: indicator\n{closes}")
    wanted = wanted.replace("kinds: [text, pdf, document]", "kinds: [text, pdf, link], snapshot: true")
    ws = make_workspace(root / "ws")
    (ws.root / "programs" / "test-program.yaml").write_text(wanted, encoding="utf-8")
    folder = make_folder(root / "in", text, files)
    packing.pack(
        folder, root / "p.zip", signer=None, clock=FixedClock(salt=3), programs=ProgramLibrary([ws.root / "programs"])
    )
    return ws, intake.intake(ws, [root / "p.zip"])


@pytest.mark.parametrize("sees", [True, False])
def test_of_earlier_attempts_the_desk_has_what_the_program_lets_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sees: bool
) -> None:
    ws, _ = given(tmp_path, sees=sees, text=submission_text(extra=EARLIER, attempt=2))
    with ws:
        (kept,) = ws.catalogue.package(SID).submission.earlier  # type: ignore[union-attr]
        desk = scoring.desk(ws, SID)
    assert dict(kept.scores) == {"3.1": 4, "3.2": 2}
    (shown,) = desk.submission.earlier
    assert (shown.unmet, [i.id for i in desk.indicators]) == (("3.2",), ["3.2"])
    assert (dict(shown.scores), shown.feedback) == ((dict(kept.scores), kept.feedback) if sees else ({}, ""))
    command = Command(capsys, tmp_path / "ws")
    found = command.done("show", SID, "--json")
    assert found.json["earlier"][0]["scores"] == dict(shown.scores)
    assert found.json["earlier"][0]["decided_on"] == "2026-10-12"
    assert ("Show what the family changed." in command.done("show", SID).out) is sees
    if not sees:
        command.done("queue", "--json")
        command.done("score", SID, "3.2", "2", "--json")
        assert not [text for text in command.said for secret in HIDDEN if secret in text]


def test_the_desk_has_no_names_of_files(tmp_path: Path) -> None:
    ws, _ = given(tmp_path, sees=True, text=submission_text())
    with ws:
        kept = ws.catalogue.package(SID)
        assert kept is not None
        assert {i.original_name for i in kept.submission.evidence} == set(FILES)
        assert {i.original_name for i in scoring.desk(ws, SID).submission.evidence} == {""}


def test_what_should_be_known_before_scoring_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = submission_text(extra="handed_in: 2026-10-02\n").replace("requirement: work", "requirement: reflection")
    link = b"[InternetShortcut]\r\nURL=https://example.org/\r\n"
    only = "evidence:\n  - {file: page.url, title: My page, requirement: reflection}\nstatements:\n  - {code: own-work,"
    text = text[: text.index("evidence:")] + only + " text: Mine., given: true}\n"
    ws, result = given(tmp_path, sees=True, text=text, files={"page.url": link}, closes="    closes: 2026-10-01\n")
    with ws:
        desk = scoring.desk(ws, SID)
    codes = ["bare-link", "too-little", "too-late"]
    assert [r.code for r in desk.remarks] == codes
    (noted,) = result.notes
    assert [(p.code, p.severity, p.where) for p in noted.notes if p.code != "unsigned"] == [
        (c, "note", SID) for c in codes
    ]
    command = Command(capsys, tmp_path / "ws")
    shown = command.done("show", SID, "--json").json
    assert [r["code"] for r in shown["remarks"]] == codes
    plain = command.done("show", SID).out
    assert "Note: Handed in on 2026-10-02, after it closed on 2026-10-01." in plain
    (tmp_path / "other").mkdir()
    make_workspace(tmp_path / "other" / "ws").close()
    second = Command(capsys, tmp_path / "other" / "ws")
    refused = second("intake", tmp_path / "p.zip", "--json")  # its program reads differently there
    assert json.loads(refused.out)["refused"][0]["problems"][0]["code"] == "program-differs"


PRECHECKED = ["name-in-file-name"]  # of the builders' files, whatever else there is


def test_a_whole_submission_has_no_other_remarks(tmp_path: Path) -> None:
    ws, result = given(tmp_path, sees=True, text=submission_text())
    with ws:
        told = scoring.desk(ws, SID).remarks
        assert [r.code for r in told] == PRECHECKED
        assert not [r for r in told for secret in SECRETS if secret in r.text]
    assert [p.code for n in result.notes for p in n.notes] == ["unsigned"]


def test_who_scored_an_earlier_attempt_is_told_and_can_only_hand_it_back(tmp_path: Path) -> None:
    strict = program_text().replace("attempts: 3}", "attempts: 3, exclude_earlier_scorers: true}")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "test-program.yaml").write_text(strict, encoding="utf-8")
    packages = []
    for attempt, label in ((1, "R-0417"), (2, "R-0418")):
        folder = make_folder(tmp_path / label, submission_text(label, attempt=attempt))
        packages.append(tmp_path / f"{label}.zip")
        library = ProgramLibrary([programs])
        packing.pack(folder, packages[-1], signer=None, clock=FixedClock(salt=attempt), programs=library)
    again = SubmissionId("R-0418")
    with Workspace.create(tmp_path / "ws", name="R-17", clock=FixedClock()) as ws:
        (ws.root / "programs" / "test-program.yaml").write_text(strict, encoding="utf-8")
        assert len(intake.intake(ws, packages).added) == 2
        assert [r.code for r in scoring.desk(ws, again).remarks] == PRECHECKED
        score_all(ws, "R-0417", level=2)
        deciding.finalise(ws, SubmissionId("R-0417"))
        assert [r.code for r in scoring.desk(ws, again).remarks] == ["scored-before", *PRECHECKED]
        score_all(ws, "R-0418")
        with pytest.raises(BadInput, match="Whoever scored an earlier attempt"):
            deciding.finalise(ws, again)
        scoring.flag(ws, again, "conflict")
        deciding.finalise(ws, again)
        assert scoring.desk(ws, again).verdict.outcome is Outcome.INCOMPLETE


def test_single_lines_are_those_of_the_whole_queue(tmp_path: Path) -> None:
    with make_case(tmp_path, "R-0417", "R-0418", "R-0419") as ws:
        score_all(ws, "R-0418")
        every = {r.submission: r for r in scoring.queue(ws)}
        wanted = (SubmissionId("R-0418"), SubmissionId("R-none"), SubmissionId("R-0417"))
        assert rows_of(ws, wanted) == (every[wanted[0]], every[wanted[2]])
        assert {r.place for r in every.values()} == {0}
