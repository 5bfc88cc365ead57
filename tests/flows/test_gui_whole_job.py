"""The main job through the window alone: a package is dropped, reviewed, sealed, handed over and checked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog

from reviewer_app import paths
from reviewer_app.bundles.signature import Signer
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.review import Review
from reviewer_app.domain.review import Stage as ReviewStage
from reviewer_app.ui.outbox.view import OutboxView
from reviewer_app.ui.review.view import ReviewView
from reviewer_app.workflow import packing, scoring
from reviewer_app.workspace import SystemClock, Workspace
from tests.screens import Stage
from tests.ui.conftest import Opened

pytestmark = [pytest.mark.gui, pytest.mark.slow]
SAMPLE = SubmissionId("R-0417")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty workspace ``ws``, and a package with video, documents and photos in ``in``."""
    (tmp_path / "in").mkdir()
    with Workspace.create(tmp_path / "ws", name="R-17", clock=SystemClock()) as ws:
        packing.pack(
            paths.resources() / "sample" / SAMPLE,
            tmp_path / "in" / "package.zip",
            signer=Signer.generate("Program Office"),
            clock=ws.clock,
            programs=ws.programs,
        )
    return tmp_path


def test_from_a_dropped_package_to_a_checked_bundle(
    open_window: Opened, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_window(home)
    stage.until(lambda: stage.shell.actions is not None, "the workspace")
    stage.rest().drag(home / "in" / "package.zip")
    stage.until(lambda: stage.window.queue.model.rowCount() == 1, "the package in the queue")

    stage.key("N")
    view = cast(ReviewView, stage.window.findChild(ReviewView))
    stage.until(lambda: view.isVisible() and view.state is not None, "the scoring screen")
    assert scored(stage).stage is ReviewStage.IN_PROGRESS, "looking is an act of its own"

    watch_and_cite(stage, view)
    stage.key("3")
    stage.until(lambda: scored(stage).scores == {"3.2": 3}, "the score")
    stage.key("Return").type("The contact plan is made with the family and tried for three weeks.").key("Return")
    stage.until(lambda: scored(stage).comments, "the feedback")
    stage.key("Ctrl+Return")
    stage.until(lambda: scored(stage).stage is ReviewStage.FINALISED, "the decision")

    stage.shell.leave_review()
    stage.rest().go("outbox")
    outbox = cast(OutboxView, stage.window.frame.pages["outbox"])
    stage.click(outbox.seal_button).click(outbox.seal_now)
    stage.until(lambda: "whole and genuine" in outbox.panel.headline.text(), "the checked bundle")

    drive = home / "drive"
    drive.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(drive))
    stage.click(outbox.panel.copy_button)
    stage.until(lambda: list(drive.glob("*.zip")), "the copy on the drive")
    stage.rest()
    (bundle,) = drive.iterdir()
    checked = subprocess.run(
        [sys.executable, "-m", "reviewer_app", "check", str(bundle)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "is whole; whose key signed it is not known here" in checked.stdout


def test_a_whole_review_from_the_queue_to_the_sealed_bundle_by_keys(open_window: Opened, home: Path) -> None:
    stage = open_window(home)
    stage.until(lambda: stage.shell.actions is not None, "the workspace")
    stage.rest().drag(home / "in" / "package.zip")
    stage.until(lambda: stage.window.queue.model.rowCount() == 1, "the package in the queue")
    stage.window.queue.shown()
    stage.rest().key("Down").key("Return")
    view = cast(ReviewView, stage.window.findChild(ReviewView))
    stage.until(lambda: view.isVisible() and view.state is not None, "the scoring screen")
    watch_and_cite(stage, view)
    for number in (2, 3):
        stage.key("Shift+Right").key("I").key("C")
        stage.until(lambda number=number: len(scored(stage).citations) == number, "another citation")  # type: ignore[misc]
    stage.key("Ctrl+K").type("level 3").key("Return")
    stage.until(lambda: scored(stage).scores == {"3.2": 3}, "the score, found with Ctrl+K")
    stage.key("Return").type("The contact plan is made with the family and tried for three weeks.").key("Ctrl+Return")
    stage.until(lambda: scored(stage).stage is ReviewStage.FINALISED, "the decision")
    stage.key("Ctrl+2")
    outbox = cast(OutboxView, stage.window.frame.pages["outbox"])
    stage.until(lambda: outbox.isVisible() and outbox.ready_model.rowCount() == 1, "the outbox")
    for _ in range(60):
        if stage.app.focusWidget() is outbox.seal_button:
            break
        stage.key("Tab")
    assert stage.app.focusWidget() is outbox.seal_button
    stage.key("Return")
    stage.until(lambda: stage.app.focusWidget() is outbox.seal_now, "the question")
    stage.key("Return")
    stage.until(lambda: "whole and genuine" in outbox.panel.headline.text(), "the checked bundle")
    assert scored(stage).stage is ReviewStage.SEALED


def scored(stage: Stage) -> Review:
    """The review as the journal has it."""
    session = stage.shell.session
    assert session is not None
    return scoring.desk(session.workspace, SAMPLE).review


def watch_and_cite(stage: Stage, view: ReviewView) -> None:
    """Play the clip a little, mark in and out while it plays, and cite."""
    stage.until(lambda: view.stage.current is not None, "the first item")
    view.setFocus()
    stage.key("Space")
    stage.key("I").rest(700)
    stage.key("O").key("Space").key("C")
    stage.until(lambda: scored(stage).citations, "the citation")
    (citation,) = scored(stage).citations
    assert citation.indicator == "3.2"
    assert citation.selector.time is not None
    assert 0 <= citation.selector.time.start < citation.selector.time.end < 10_000
