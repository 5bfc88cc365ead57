"""Pictures of the calibration screens, on a sample session made by the button that offers it."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from reviewer_app.domain.calibration_set import SetUse
from reviewer_app.ui.calibration.disagreements import Disagreements
from reviewer_app.ui.calibration.evidence import Evidence
from reviewer_app.ui.calibration.overview_page import OverviewPage
from reviewer_app.ui.calibration.session import Waiting
from reviewer_app.ui.calibration.state import Part
from reviewer_app.ui.calibration.view import CalibrationView
from reviewer_app.workflow import calibrating, intake, samplesession, sealing
from reviewer_app.workspace import Workspace
from tests import world
from tests.bases import base
from tests.screens import FULL, SMALL, Stage, screen
from tests.workflow import calibration_world


@base("session")
def _session(home: Path) -> None:
    with Workspace.create(home / "ws", name=world.REVIEWER) as ws:
        samplesession.make(ws)


@base("live")
def _watched(home: Path) -> None:
    """A lead who hid a set among normal work; two reviewers' bundles of it and of work scored twice are in."""
    with calibration_world.world(home / "room") as room:
        calibration_world.make(room, calibration_world.spec(use=SetUse.SEEDED), "packages")
        bundles = []
        for name, levels in (("Ana", (1, 2)), ("Ben", (3, 3))):
            ws = room.reviewer(name)
            intake.intake(ws, [room.file])
            for sid in room.items():
                calibration_world.score(ws, sid, levels)
            bundles.append(sealing.seal(ws).path)
        calibrating.watch(room.lead, bundles)
    shutil.copytree(home / "room" / "lead", home / "ws")


@base("locked")
def _locked_set(home: Path) -> None:
    """A set whose scores are locked: one reviewer is in, one in part, one is missing."""
    with calibration_world.world(home / "room") as room:
        calibration_world.make(room)
        paths = [
            room.bundle("Ana", calibration_world.MASTERS),
            room.bundle("Ben", calibration_world.MASTERS, only=2),
        ]
        calibrating.add_bundles(room.lead, room.set_id, paths)
    shutil.copytree(home / "room" / "lead", home / "ws")


def begin(stage: Stage, *, sample: bool = True) -> CalibrationView:
    """The calibration page, with a sample session in it."""
    stage.until(lambda: stage.shell.actions is not None, "open")
    stage.rest().go("calibration")
    page = stage.window.frame.pages["calibration"]
    assert isinstance(page, CalibrationView)
    stage.until(lambda: page.presenter.state.loaded, "sets")
    if sample:
        stage.until(lambda: page.presenter.state.report is not None, "report")
    stage.rest(200)
    return page


def part(stage: Stage, page: CalibrationView, wanted: Part) -> None:
    """Go to a part by its entry."""
    stage.click(page.nav.parts[wanted]).rest(200)


@screen("calibration", on="session", sizes=(FULL, SMALL))
def _overview(stage: Stage) -> None:
    begin(stage)


@screen("calibration-why", on="session")
def _why(stage: Stage) -> None:
    page = begin(stage)
    panel = page.panels.currentWidget()
    assert isinstance(panel, OverviewPage)
    stage.click(panel.overview.figures.cards[3])


@screen("calibration-empty", on="fresh")
def _empty(stage: Stage) -> None:
    begin(stage, sample=False)


@screen("calibration-disagreements", on="session", sizes=(FULL, SMALL))
def _disagreements(stage: Stage) -> None:
    part(stage, begin(stage), Part.DISAGREEMENTS)


@screen("calibration-consensus", on="session")
def _consensus(stage: Stage) -> None:
    page = begin(stage)
    stage.click(page.consensus_button).rest(100)


@screen("calibration-evidence", on="session", sizes=(FULL, SMALL))
def _evidence(stage: Stage) -> None:
    page = begin(stage)
    part(stage, page, Part.DISAGREEMENTS)
    panel = page.panels.currentWidget()
    assert isinstance(panel, Disagreements)
    stage.click(panel.open_button)
    shown = page.panels.currentWidget()
    assert isinstance(shown, Evidence)
    stage.until(lambda: shown.viewer is not None, "viewer")
    stage.rest(1200)


@screen("calibration-reviewers", on="session", sizes=(FULL, SMALL))
def _reviewers(stage: Stage) -> None:
    page = begin(stage)
    part(stage, page, Part.REVIEWERS)
    page.panels.currentWidget().list.setCurrentRow(4)  # type: ignore[union-attr]
    stage.rest(200)


@screen("calibration-indicators", on="session")
def _indicators(stage: Stage) -> None:
    part(stage, begin(stage), Part.INDICATORS)


@screen("calibration-over-time", on="session")
def _over_time(stage: Stage) -> None:
    part(stage, begin(stage), Part.OVER_TIME)


@screen("calibration-results", on="session")
def _results(stage: Stage) -> None:
    part(stage, begin(stage), Part.RESULTS)


@screen("calibration-who-is-in", on="session")
def _who(stage: Stage) -> None:
    part(stage, begin(stage), Part.WHO_IS_IN)


@screen("calibration-new", on="full")
def _new(stage: Stage) -> None:
    page = begin(stage, sample=False)
    stage.click(page.nav.new).rest(200)


@screen("calibration-live", on="full")
def _live(stage: Stage) -> None:
    page = begin(stage, sample=False)
    stage.click(page.nav.monitoring).rest(300)


@screen("calibration-live-figures", on="live", sizes=(FULL, SMALL))
def _live_figures(stage: Stage) -> None:
    page = begin(stage, sample=False)
    stage.click(page.nav.monitoring)
    stage.until(lambda: page.presenter.state.live, "figures")
    stage.rest(200)


@screen("calibration-locked", on="locked", sizes=(FULL, SMALL))
def _locked(stage: Stage) -> None:
    page = begin(stage, sample=False)
    stage.until(lambda: page.presenter.state.status is not None, "who is in")
    stage.rest(100)


@screen("calibration-reveal", on="locked")
def _reveal(stage: Stage) -> None:
    page = begin(stage, sample=False)
    stage.until(lambda: page.presenter.state.status is not None, "who is in")
    waiting = page.panels.currentWidget()
    assert isinstance(waiting, Waiting)
    stage.click(waiting.reveal_button).rest(100)


@screen("calibration-large-text", on="session", sizes=(FULL, SMALL))
def _large(stage: Stage) -> None:
    page = begin(stage)
    assert stage.shell.session is not None
    stage.shell.session.set(text_scale=1.5)
    stage.rest(300)
    part(stage, page, Part.REVIEWERS)
    part(stage, page, Part.OVERVIEW)


@screen("calibration-no-camera", on="session")
def _camera(stage: Stage) -> None:
    page = begin(stage)
    page.presenter.go(Part.QR_READ)
    stage.rest(200)


@screen("calibration-table", on="fresh")
def _table(stage: Stage) -> None:
    page = begin(stage, sample=False)
    rows = "\n".join(f"A{n},{1 + n % 4},{1 + n % 4},{1 + (n + n // 5) % 4},{min(4, 2 + n % 4)}" for n in range(40))
    path = stage.folder / "spring.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"submission,master,R-1,R-2,R-3\n{rows}\n")
    page.presenter.open_table(path)
    stage.until(lambda: page.presenter.state.report is not None, "table")
    stage.rest(200)
    panel = page.panels.currentWidget()
    assert isinstance(panel, OverviewPage)
    QTest.mouseMove(panel.overview.grid, QPoint(90, 60))
    QTest.keyClick(panel.overview.grid, Qt.Key.Key_Right)
