"""Calibration through the window: set made, eight bundles in, revealed, discussed at the evidence, agreed, reported."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from reviewer_app.domain.calibration_report import Dispute
from reviewer_app.ui.calibration.disagreements import Disagreements
from reviewer_app.ui.calibration.evidence import Evidence
from reviewer_app.ui.calibration.newset import NewSet
from reviewer_app.ui.calibration.overview_page import OverviewPage
from reviewer_app.ui.calibration.session import Waiting
from reviewer_app.ui.calibration.state import Part
from reviewer_app.ui.calibration.view import CalibrationView
from reviewer_app.workflow import calibrating, checking, intake, packing, sealing
from tests.builders import FixedClock, make_folder, make_workspace, submission_text
from tests.screens import Stage
from tests.ui.conftest import Opened
from tests.workflow.calibration_world import programs, score

pytestmark = [pytest.mark.gui, pytest.mark.slow]
MASTERS = ((3, 3), (2, 2))
GIVEN = {
    "R-03": ((3, 3), (2, 2)), "R-07": ((3, 3), (2, 3)), "R-11": ((3, 3), (2, 2)), "R-12": ((3, 3), (2, 2)),
    "R-15": ((1, 2), (1, 2)), "R-17": ((3, 3), (2, 2)), "R-21": ((3, 3), (3, 2)), "R-24": ((4, 4), (3, 3)),
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A lead's workspace ``ws`` with two submissions that the lead has scored and finalised."""
    with make_workspace(tmp_path / "ws", "Lead", salt=1) as lead:
        library = programs(tmp_path / "ws" / "programs")
        for n, pair in enumerate(MASTERS, 1):
            folder = make_folder(tmp_path / f"R-000{n}.folder", submission_text(f"R-000{n}"))
            (folder / "Maria Lopez reflection.txt").write_text(f"When I asked instead of assuming, {n}.\n")
            package = tmp_path / f"R-000{n}.zip"
            packing.pack(folder, package, signer=None, clock=FixedClock(salt=100 + n), programs=library)
            (sid,) = intake.intake(lead, [package]).added
            score(lead, sid, pair)
    (tmp_path / "in").mkdir()
    return tmp_path


def bundles(home: Path, file: Path) -> Iterator[Path]:
    """Each reviewer takes the set in, scores it blind, seals."""
    for n, (name, levels) in enumerate(GIVEN.items()):
        with make_workspace(home / name, name, salt=20 + n) as ws:
            programs(home / name / "programs")
            taken = calibrating.take_set(ws, file)
            for sid, pair in zip(taken.submissions, levels, strict=True):
                score(ws, sid, pair)
            yield sealing.seal(ws).path


def panel(page: CalibrationView, kind: type[QWidget]) -> QWidget:
    found = page.panels.currentWidget()
    assert isinstance(found, kind), f"{found} is shown"
    return found


def test_a_session_from_the_set_to_the_minutes(
    open_window: Opened, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_window(home)
    stage.until(lambda: stage.shell.actions is not None, "the workspace")
    stage.rest().key("Ctrl+4")
    page = stage.window.frame.pages["calibration"]
    assert isinstance(page, CalibrationView)
    stage.until(lambda: page.presenter.state.loaded, "the sets")

    file = home / "fall.zip"
    make_the_set(stage, page, file, monkeypatch)
    bring_the_bundles(stage, page, [*bundles(home, file)], monkeypatch)
    reveal(stage, page, home / "reveal.zip", monkeypatch)
    discuss(stage, page)
    agree(stage, page)
    seal_what_was_agreed(stage, page, home / "agreed.zip", monkeypatch)
    save(monkeypatch, home / "minutes.docx")
    stage.click(page.report_button)
    stage.until(lambda: (home / "minutes.docx").is_file(), "the minutes")
    import docx

    text = "\n".join(p.text for p in docx.Document(str(home / "minutes.docx")).paragraphs)
    assert "Fall set A" in text


def disputes(page: CalibrationView) -> tuple[Dispute, ...]:
    report = page.presenter.state.report
    return report.disputes if report is not None else ()


def save(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))


def make_the_set(stage: Stage, page: CalibrationView, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.click(page.nav.new)
    form = panel(page, NewSet)
    assert isinstance(form, NewSet)
    stage.until(lambda: len(form.boxes) == 2, "the submissions")
    stage.click(form.make_button)
    assert "title" in form.missing.text(), "it says what is missing, and nothing is made"
    form.title.setText("Fall set A")
    form.names.setPlainText("\n".join([*GIVEN, "R-99"]))
    for box, candidate in form.boxes:
        assert candidate.ready
        box.setChecked(True)
    save(monkeypatch, file)
    stage.click(form.make_button)
    stage.until(lambda: file.is_file() and page.presenter.state.status is not None, "the set")


def bring_the_bundles(stage: Stage, page: CalibrationView, paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = panel(page, Waiting)
    assert isinstance(waiting, Waiting)
    assert not waiting.reveal_button.isEnabled(), "nothing to reveal yet"
    assert not page.nav.parts[Part.OVERVIEW].isEnabled(), "no figures before the reveal"
    names = [str(p) for p in paths]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: (names, ""))
    stage.click(waiting.add_button)
    stage.until(lambda: "8 of 9" in waiting.words.text(), "eight of nine in")
    assert "R-99" in waiting.words.text(), "who is missing is said"


def reveal(stage: Stage, page: CalibrationView, dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = panel(page, Waiting)
    assert isinstance(waiting, Waiting)
    stage.click(waiting.reveal_button)
    assert waiting.confirm.isVisible()
    assert page.presenter.state.report is None, "asked first"
    save(monkeypatch, dest)
    stage.click(waiting.yes)
    stage.until(lambda: page.presenter.state.report is not None, "the report")
    assert dest.is_file()
    overview = panel(page, OverviewPage)
    assert isinstance(overview, OverviewPage)
    shown = [c.value.text() for c in overview.overview.figures.cards]
    assert shown[0].endswith("%")
    assert not any("nan" in text.lower() for text in shown)
    stage.click(overview.overview.figures.cards[0])
    assert page.popover.isVisible()
    assert "divided by" in page.popover.words
    stage.key("Esc")
    assert not page.popover.isVisible()


def discuss(stage: Stage, page: CalibrationView) -> None:
    stage.click(page.nav.parts[Part.DISAGREEMENTS])
    view = panel(page, Disagreements)
    assert isinstance(view, Disagreements)
    largest = view.current
    assert largest is not None
    assert (largest.apart, {v.reviewer for v in largest.voices}) == (3, set(GIVEN))
    stage.click(view.open_button)
    evidence = panel(page, Evidence)
    assert isinstance(evidence, Evidence)
    stage.until(lambda: evidence.viewer is not None, "the viewer")
    assert {c.who for c in evidence.cited} == {"Master", *GIVEN}
    assert len({c.mark.hue for c in evidence.cited}) == 9, "everybody has a hue"
    viewer = evidence.viewer
    assert viewer is not None
    assert {m.label for m in viewer.marks} >= {"R-15 · 1", "R-24 · 4"}, "and a name on each mark"
    assert viewer.target is None, "nothing can be cited here"
    stage.click(evidence.links[-1])
    stage.click(evidence.back)
    panel(page, Disagreements)


def seal_what_was_agreed(stage: Stage, page: CalibrationView, dest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.click(page.nav.parts[Part.WHO_IS_IN])
    waiting = panel(page, Waiting)
    assert isinstance(waiting, Waiting)
    assert not waiting.locked.isVisible()
    save(monkeypatch, dest)
    stage.click(waiting.seal_button)
    stage.until(dest.is_file, "the sealed consensus")
    found = checking.check(dest)
    assert (found.valid, found.kind) == (True, "calibration-reveal")
    with zipfile.ZipFile(dest) as file:
        name = next(n for n in file.namelist() if n.endswith("/data/reveal.json"))
        sealed = json.loads(file.read(name))
    assert [c["level"] for c in sealed["reveal"]["consensus"]] == [2]


def agree(stage: Stage, page: CalibrationView) -> None:
    view = panel(page, Disagreements)
    assert isinstance(view, Disagreements)
    assert not page.consensus_button.isVisible(), "one primary button: the one beside the disagreement"
    stage.click(view.consensus_button)
    assert not view.consensus_button.isVisible()
    stage.click(view.form.save_button)
    assert view.form.isVisible()
    assert view.form.missing.text(), "a level and a reason are asked for"
    view.form.levels[2].setChecked(True)
    view.form.why.setPlainText("The plan is made with the family, but it was not tried out.")
    view.form.boxes[0][0].setChecked(True)
    stage.click(view.form.save_button)
    stage.until(lambda: any(d.consensus for d in disputes(page)), "the consensus")
    report = page.presenter.state.report
    assert report is not None
    agreed = next(d for d in report.disputes if d.consensus)
    assert (agreed.consensus[-1].level, len(agreed.consensus[-1].citations)) == (2, 1)
    assert agreed.master is not None
    assert agreed.master.level != 2, "the master stays"
    assert len(agreed.voices) == 8, "so does what everybody gave"
