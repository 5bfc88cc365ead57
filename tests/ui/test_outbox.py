"""The outbox: what waits, sealing after asking, checking, altered files, copies to a drive, reopened reviews."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.ui.outbox.view import OutboxView
from reviewer_app.workflow import scoring
from reviewer_app.workspace import Workspace
from tests import world
from tests.screens import Stage
from tests.ui.conftest import Opened

pytestmark = pytest.mark.gui


def outbox(stage: Stage) -> OutboxView:
    stage.go("outbox")
    return cast(OutboxView, stage.window.frame.pages["outbox"])


def waiting(page: OutboxView) -> list[str]:
    return [str(line.submission) for line in page.ready_model.lines]


def test_what_waits_is_sealed_after_asking_and_the_bundle_is_checked(stage: Stage) -> None:
    page = outbox(stage)
    assert waiting(page) == [m.id for m in world.DECIDED]
    assert page.seal_button.text() == "Seal 4 decisions…"
    stage.click(page.seal_button)
    assert page.confirm.isVisible()
    assert len(page.bundle_model.lines) == 1
    assert page.seal_now.hasFocus()
    stage.click(page.seal_now)
    stage.until(lambda: len(page.bundle_model.lines) == 2)
    stage.until(lambda: "whole and genuine" in page.panel.headline.text())
    assert waiting(page) == []
    assert page.bundle_model.lines[0].decisions == 4
    assert page.panel.code.text().startswith("reviewer-app check decisions-R-17-0002.zip")
    assert not page.seal_button.isEnabled()
    assert "4 decisions sealed" in stage.window.notices.shown()[-1].message.text()


def test_not_yet_seals_nothing(stage: Stage) -> None:
    page = outbox(stage)
    stage.click(page.seal_button).click(page.not_yet)
    assert not page.confirm.isVisible()
    assert len(page.bundle_model.lines) == 1


def test_a_decision_left_out_by_space_stays(stage: Stage) -> None:
    page = outbox(stage)
    page.ready.setFocus()
    page.ready.selectRow(1)
    stage.key("Space")
    assert page.seal_button.text() == "Seal 3 decisions…"
    stage.click(page.seal_button).click(page.seal_now)
    stage.until(lambda: len(page.bundle_model.lines) == 2)
    assert waiting(page) == ["R-0402"]


def test_a_click_on_the_box_leaves_out_too(stage: Stage) -> None:
    page = outbox(stage)
    stage.click(page.ready.viewport(), page.ready.visualRect(page.ready_model.index(0, 0)).center())
    assert not page.ready_model.lines[0].checked
    assert page.seal_button.text() == "Seal 3 decisions…"


def test_a_bundle_under_the_cursor_is_checked_step_by_step(stage: Stage) -> None:
    page = outbox(stage)
    page.bundles.selectRow(0)
    stage.until(lambda: "whole and genuine" in page.panel.headline.text())
    assert page.panel.card.property("tone") == "good"
    assert page.panel.copy_button.isVisible()


def test_an_altered_bundle_dropped_here_must_not_be_used(stage: Stage) -> None:
    page = outbox(stage)
    source = Path(page.bundle_model.lines[0].path)
    altered = stage.folder / "altered.zip"
    altered.write_bytes(source.read_bytes().replace(b"The plan is clearly", b"The plan is hardly "))
    assert altered.read_bytes() != source.read_bytes()
    stage.drag(altered)
    stage.until(lambda: "must not be used" in page.panel.headline.text())
    assert page.panel.card.property("tone") == "bad"
    assert not page.panel.copy_button.isVisible()
    assert stage.window.current_page() is page


def test_a_file_that_is_no_bundle_is_said_to_be_none(stage: Stage) -> None:
    page = outbox(stage)
    (stage.folder / "x.zip").write_bytes(b"hello")
    stage.drag(stage.folder / "x.zip")
    stage.until(lambda: page.panel.headline.isVisible())
    assert page.panel.card.property("tone") == "bad"


def test_a_copy_goes_to_a_drive_and_the_list_says_where(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = outbox(stage)
    drive = tmp_path / "OFFICE-9"
    drive.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(drive))
    page.bundles.selectRow(0)
    stage.until(lambda: page.panel.copy_button.isVisible())
    stage.click(page.panel.copy_button)
    stage.until(lambda: page.bundle_model.lines[0].where.startswith("OFFICE-9"))
    name = page.bundle_model.lines[0].name
    assert (drive / name).read_bytes() == Path(page.bundle_model.lines[0].path).read_bytes()
    assert stage.shell.session is not None
    assert stage.shell.session.settings.send_folder == str(drive)


def test_a_drive_that_is_gone_is_said_and_nothing_is_noted(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = outbox(stage)
    before = page.bundle_model.lines[0].where
    gone = tmp_path / "gone"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(gone))
    page.bundles.selectRow(0)
    stage.until(lambda: page.panel.copy_button.isVisible())
    stage.click(page.panel.copy_button)
    stage.until(lambda: bool(stage.window.notices.shown()))
    assert stage.window.notices.shown()[-1].tone == "bad"
    assert page.bundle_model.lines[0].where == before


def test_a_review_reopened_after_sealing_is_pointed_out(open_window: Opened, home: Path) -> None:
    with Workspace.open(home / "ws") as ws:
        scoring.reopen(ws, SubmissionId("R-0391"), "The survey was overlooked.")
    page = outbox(open_window(home).ready())
    assert page.reopened.isVisible()
    assert "R-0391 was reopened after sealing" in page._reopened_text.text()


def test_a_bundle_that_was_set_aside_is_pointed_out(open_window: Opened, home: Path) -> None:
    aside = home / "ws" / "bundles" / "set-aside"
    aside.mkdir()
    (aside / "decisions-R-17-0009.zip").write_bytes(b"PK")
    page = outbox(open_window(home).ready())
    assert page.reopened.isVisible()
    assert page._reopened_text.text().startswith("decisions-R-17-0009.zip was set aside")


def test_a_locked_key_asks_for_its_passphrase(open_window: Opened, home: Path) -> None:
    from reviewer_app.bundles.signature import Signer

    path = home / "ws" / "keys" / "signing.key"
    key = Signer.load(path, None)
    for old in path.parent.iterdir():
        old.unlink()
    key.save(path, "correct horse")
    stage = open_window(home).ready()
    page = outbox(stage)
    stage.click(page.seal_button).click(page.seal_now)
    stage.until(lambda: page.passphrase.isVisible())
    stage.type("wrong horse").key("Return")
    stage.until(lambda: page._wrong.isVisible())
    stage.key("Ctrl+A").type("correct horse").key("Return")
    stage.until(lambda: len(page.bundle_model.lines) == 2)
    assert page.passphrase.text() == ""
