"""A hold that the office lifts, by file, as a person does it in the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from reviewer_app.bundles.office import HoldAnswer, HoldRequest, read, write
from reviewer_app.bundles.signature import Signer
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.workflow import keyring, scoring
from reviewer_app.workspace import Workspace
from tests.screens import Stage

pytestmark = pytest.mark.gui
SID = SubmissionId("R-0417")


def pick(menu: QMenu, words: str) -> None:
    """Choose an entry of the row's menu."""
    found = [a for a in menu.actions() if a.text() == words]
    assert found, [a.text() for a in menu.actions()]
    menu.close()
    found[0].trigger()


def entries(stage: Stage) -> list[str]:
    return [a.text() for a in stage.window.queue.row_menu.menu.actions()]


def chosen(stage: Stage, path: Path) -> None:
    """The person names that file in the dialog."""
    dialog = stage.window.queue.office.dialog
    assert dialog is not None and dialog.isVisible() and not dialog.isModal()
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    stage.rest()


def answered(request: Path, signer: Signer, dest: Path) -> Path:
    """The office's answer, signed by that key."""
    asked, _ = read(request, HoldRequest)
    said = HoldAnswer(
        submission=asked.submission, package=asked.package, hold=asked.holds[0].id, reason="Blurred.", at=asked.at
    )
    write(dest, said, signer)
    return dest


def held(stage: Stage) -> Workspace:
    session = stage.shell.session
    assert session is not None
    stage.window.queue.select(SID)
    stage.rest().key("M")
    assert "Ask the office to lift it…" not in entries(stage)
    pick(stage.window.queue.row_menu.menu, "Hold for privacy…")
    stage.type("A child's name is on the wall.").key("Return")
    stage.until(lambda: session.workspace.marks.of(SID).hides_evidence)
    return session.workspace


def test_the_request_is_written_and_the_answer_taken_in_from_the_window(stage: Stage, tmp_path: Path) -> None:
    ws, queue = held(stage), stage.window.queue
    desk_office, stranger = Signer.generate("Desk"), Signer.generate("Desk")
    keyring.trust(ws, desk_office.public.line, "Desk", office=True)
    stage.rest().key("M")
    pick(queue.row_menu.menu, "Ask the office to lift it…")
    chosen(stage, tmp_path / "ask.json")
    assert (tmp_path / "ask.json").is_file() and "Send it to the office." in notices(stage)
    stage.drag(answered(tmp_path / "ask.json", stranger, tmp_path / "wrong.json")).rest(100)
    assert ws.marks.of(SID).hides_evidence and "its key is not the office's here" in notices(stage)
    stage.key("M")
    pick(queue.row_menu.menu, "Take off hold")
    stage.rest()
    assert ws.marks.of(SID).hides_evidence and "Only the office lifts this" in notices(stage)
    stage.key("M")
    pick(queue.row_menu.menu, "Take in the office’s answer…")
    chosen(stage, answered(tmp_path / "ask.json", desk_office, tmp_path / "answer.json"))
    stage.until(lambda: not ws.marks.of(SID).holds, "lifted")
    assert f"The office lifted a hold on {SID}." in notices(stage)
    assert scoring.desk(ws, SID).submission.evidence
    stage.key("M")
    assert "Ask the office to lift it…" not in entries(stage)
    queue.row_menu.menu.close()


def test_an_answer_may_be_dropped_and_a_file_that_is_there_is_left_alone(stage: Stage, tmp_path: Path) -> None:
    ws, queue = held(stage), stage.window.queue
    office = Signer.generate("Desk")
    keyring.trust(ws, office.public.line, "Desk", office=True)
    (tmp_path / "ask.json").write_text("mine")
    for name in ("ask.json", "other.json"):
        queue.office.ask(SID)
        chosen(stage, tmp_path / name)
    assert (tmp_path / "ask.json").read_text() == "mine" and "left alone" in notices(stage)
    stage.drag(answered(tmp_path / "other.json", office, tmp_path / "answer.json")).rest(100)
    stage.until(lambda: not ws.marks.of(SID).holds, "lifted")


def notices(stage: Stage) -> str:
    """All that was said and is still to be read."""
    return " ".join(n.message.text() for n in stage.window.notices.shown())
