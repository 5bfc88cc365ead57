"""The calibration page in the window: empty, with a sample session, with tables good and bad, on a reviewer's side."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from reviewer_app.domain.holding import HoldKind
from reviewer_app.ui.calibration.evidence import Evidence
from reviewer_app.ui.calibration.overview_page import OverviewPage
from reviewer_app.ui.calibration.people import People
from reviewer_app.ui.calibration.qr_show import QrShow
from reviewer_app.ui.calibration.session import Taken
from reviewer_app.ui.calibration.state import Part
from reviewer_app.ui.calibration.view import CalibrationView
from reviewer_app.ui.viewers.cite_button import CiteButton
from reviewer_app.ui.viewers.recording import RecordingViewer
from reviewer_app.workflow import calibrating, holding, samplesession, tablereport
from tests.builders import make_workspace
from tests.screens import Stage
from tests.ui.conftest import Opened, open_window
from tests.workflow import calibration_world

pytestmark = pytest.mark.gui
__all__ = ["open_window"]


@pytest.fixture
def stage(open_window: Opened, tmp_path: Path) -> Stage:
    """The window on an empty workspace."""
    make_workspace(tmp_path / "ws", "Lead").close()
    made = open_window(tmp_path)
    made.until(lambda: made.shell.actions is not None, "the workspace")
    return made.rest()


def calibration(stage: Stage) -> CalibrationView:
    stage.go("calibration")
    page = stage.window.frame.pages["calibration"]
    assert isinstance(page, CalibrationView)
    stage.until(lambda: page.presenter.state.loaded, "the sets")
    return page


def test_an_empty_page_says_what_to_do_and_the_way_back_is_there(stage: Stage) -> None:
    page = calibration(stage)
    assert page.panels.currentWidget() is page.empty
    words = [b.text() for b in page.empty.findChildren(QPushButton)]
    assert words == ["New set…", "Open a set or reveal…", "Make a sample session"]
    assert not stage.window.frame.side.isVisible(), "its own navigation takes the place of the window's"
    stage.click(page.nav.back)
    assert stage.window.current_page() is stage.window.queue
    assert stage.window.frame.side.isVisible()


@pytest.mark.slow
def test_a_sample_session_is_made_looked_at_and_closed_with_a_video_open(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = ("R-07", "R-15", "R-24")
    monkeypatch.setattr(samplesession, "LEANS", tuple(x for x in samplesession.LEANS if x[0] in few))
    page = calibration(stage)
    button = next(b for b in page.empty.findChildren(QPushButton) if b.text().startswith("Make a sample"))
    button.click()
    assert page.strip.isVisible(), "what goes on is said at once, and can be stopped"
    stage.until(lambda: page.presenter.state.report is not None, "the report")
    overview = page.panels.currentWidget()
    assert isinstance(overview, OverviewPage)
    flagged = {x.name for x in overview.overview.severity_plot.leans if x.flagged}
    assert flagged == {"R-15", "R-24"}

    grid = overview.overview.grid
    row = [name for name, _ in grid.data.rows].index("R-15")
    column = next(n for n, cell in enumerate(grid.data.rows[row][1]) if cell.off)
    grid.move_to(row, column)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert page.presenter.state.part is Part.DISAGREEMENTS
    assert page.presenter.state.dispute is not None

    stage.click(page.nav.parts[Part.REVIEWERS])
    people = page.panels.currentWidget()
    assert isinstance(people, People)
    people.list.setCurrentRow(1)
    assert people.title.text() == "R-15"
    assert people.unseen.isVisible(), "who watched only the beginning is told so"

    dispute = page.presenter.state.dispute
    page.open_evidence(dispute, None)
    evidence = page.panels.currentWidget()
    assert isinstance(evidence, Evidence)
    stage.until(lambda: evidence.viewer is not None, "the video")
    viewer = evidence.viewer
    assert isinstance(viewer, RecordingViewer)
    stage.until(lambda: viewer.has_controls, "its controls, which come late")
    stage.rest()
    controls = viewer.controls
    assert controls.play.isVisible()
    assert not any(b.isVisible() for b in viewer.findChildren(CiteButton))
    assert not any(b.isVisible() for b in (controls.mark_in, controls.mark_out, controls.region)), "read only"
    goes_under_a_privacy_hold(stage, page, evidence)
    stage.close()
    assert evidence.viewer is None, "nothing plays on when the workspace is closed"


def goes_under_a_privacy_hold(stage: Stage, page: CalibrationView, evidence: Evidence) -> None:
    """What is shown of a submission is put away when it is held, and not shown again until it is lifted."""
    session, dispute = stage.shell.session, evidence.dispute
    assert session is not None and dispute is not None
    ws = session.workspace
    held = next(s.id for i in dispute.submission.evidence for s, _ in ws.catalogue.places(i.sha256))
    session.tasks.write(lambda: holding.hold(ws, held, "A child can be seen.", HoldKind.PRIVACY))
    stage.until(lambda: evidence.viewer is None, "put away")
    stage.rest()
    page.open_evidence(dispute, None)
    stage.until(lambda: "privacy hold" in evidence._waiting.text(), "said why")
    assert evidence.viewer is None
    hold = ws.marks.of(held).holds[0]
    session.tasks.write(lambda: holding.lift_signed(ws, held, hold.id, "Blurred.", "office"))
    stage.rest()
    stage.click(evidence.back)
    page.open_evidence(dispute, None)
    stage.until(lambda: evidence.viewer is not None, "the video again")


def test_a_table_is_shown_on_the_same_screens(stage: Stage, tmp_path: Path) -> None:
    page = calibration(stage)
    rows = "\n".join(f"A{n},{1 + n % 4},{1 + n % 4},{1 + (n + n // 5) % 4}" for n in range(30))
    path = tmp_path / "spring.csv"
    path.write_text(f"submission,master,R-1,R-2\n{rows}\n")
    stage.drag(path)
    stage.until(lambda: page.presenter.state.report is not None, "the report")
    panel = page.panels.currentWidget()
    assert isinstance(panel, OverviewPage)
    assert [name for name, _ in panel.overview.grid.data.rows] == ["Master", "R-1", "R-2"]
    assert panel.overview.grid.data.sums[1] == "100 %"
    assert not page.nav.parts[Part.RESULTS].isEnabled()


BAD = {
    "words.csv": "submission,R-1,R-2\nA1,good,3\nA2,fine,bad\n",
    "one.csv": "submission,R-1\nA1,3\nA2,2\n",
    "apart.csv": "submission,R-1,R-2\nA1,3,\nA2,,2\n",
    "same.csv": "submission,R-1,R-2\n" + "A,3,3\n".replace("A", "A1") + "A2,3,3\n",
    "nothing.csv": "submission,R-1,R-2\n",
    "empty.csv": "",
    "broken.json": "{",
    "bytes.csv": "\0\1\2\0",
}


def test_a_bad_table_is_told_in_words_and_never_shows_nan(stage: Stage, tmp_path: Path) -> None:
    page = calibration(stage)
    said: list[tuple[str, str]] = []
    page.said.connect(lambda words, tone: said.append((words, tone)))
    refused = set()
    for name, text in BAD.items():
        said.clear()
        (tmp_path / name).write_text(text)
        page.presenter.open_table(tmp_path / name)
        stage.rest(0)
        report = page.presenter.state.report
        if report is None or report.title != Path(name).stem:
            ((words, tone),) = said
            assert (tone, "Traceback" in words) == ("bad", False)
            assert len(words) > 20
            refused.add(name)
            continue
        panel = page.panels.currentWidget()
        assert isinstance(panel, OverviewPage)
        for card in panel.overview.figures.cards:
            assert "nan" not in card.accessibleName().lower()
            assert card.value.text() != "–" or card.under.text(), "why there is no figure is said"
    assert refused >= {"nothing.csv", "empty.csv", "broken.json", "bytes.csv"}


def test_a_hundred_thousand_cells_are_told_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    lines = [f"A{n}," + ",".join(str(1 + (n + r) % 4) for r in range(50)) for n in range(2_000)]
    path.write_text("submission," + ",".join(f"R{r}" for r in range(50)) + "\n" + "\n".join(lines) + "\n")
    report = tablereport.table_report(path)
    assert report.matrices == ()
    assert "too many to draw" in report.note
    assert report.overview[0].value is not None


def test_a_reviewer_takes_a_set_in_and_shows_the_bundle_as_codes(open_window: Opened, tmp_path: Path) -> None:
    with calibration_world.world(tmp_path, 1) as world:
        calibration_world.make(world, calibration_world.spec(((3, 3),)))
        with make_workspace(tmp_path / "ws", "Ana", salt=9) as own:
            calibration_world.programs(tmp_path / "ws" / "programs")
            taken = calibrating.take_set(own, world.file)
            calibration_world.score(own, taken.submissions[0], (3, 2))
            from reviewer_app.workflow import sealing

            bundle = sealing.seal(own).path
        calibrating.reveal(world.lead, world.set_id, tmp_path / "reveal.zip")
    stage = open_window(tmp_path)
    stage.until(lambda: stage.shell.actions is not None, "the workspace")
    page = calibration(stage.rest())
    stage.until(lambda: isinstance(page.panels.currentWidget(), Taken), "the set")
    assert not page.add_button.isVisible()
    assert not page.nav.parts[Part.OVERVIEW].isEnabled()

    page.qr_path = bundle
    page.presenter.go(Part.QR_SHOW)
    show = page.panels.currentWidget()
    assert isinstance(show, QrShow)
    stage.until(lambda: show.code.modules, "the first code")
    stage.click(show.done)
    page.presenter.take([tmp_path / "reveal.zip"])
    stage.until(lambda: page.presenter.state.report is not None, "the own result")
    report = page.presenter.state.report
    assert report is not None
    assert [r.reviewer for r in report.reviewers] == ["Ana"], "nobody else's scores"
    assert not page.consensus_button.isVisible()
