"""What is to be read back is chosen on the page of live scoring."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.ui.calibration.monitoring import MonitoringPanel
from reviewer_app.ui.calibration.view import CalibrationView
from reviewer_app.workflow.deskvalues import QueueState
from tests.ui.conftest import Opened, open_window
from tests.workflow.test_backreading import NAMES, RULE
from tests.workflow.test_double import A, B, row, score, shared

__all__ = ["open_window"]
pytestmark = pytest.mark.gui


def test_the_share_is_chosen_by_a_button_once(open_window: Opened, tmp_path: Path) -> None:
    with shared(tmp_path, RULE, submissions=NAMES[:2]) as ws:
        for sid in NAMES[:2]:
            score(ws, A, (4, 4), SubmissionId(sid))
    stage = open_window(tmp_path)
    stage.until(lambda: stage.shell.actions is not None, "the workspace")
    stage.go("calibration")
    page = stage.window.frame.pages["calibration"]
    assert isinstance(page, CalibrationView)
    stage.until(lambda: page.presenter.state.loaded, "the sets")
    said: list[tuple[str, str]] = []
    page.said.connect(lambda words, tone: said.append((words, tone)))
    stage.click(page.nav.monitoring)
    stage.until(lambda: isinstance(page.panels.currentWidget(), MonitoringPanel), "live scoring")
    panel = page.panels.currentWidget()
    assert isinstance(panel, MonitoringPanel)
    for _ in range(2):
        stage.until(lambda: not page.presenter.state.working, "rest")
        stage.click(panel.backread_button)
    stage.until(lambda: len(said) == 2, "what was chosen")
    ((first, tone), (again, _)) = said
    assert first.startswith("To be read again by another reviewer: R-") and tone == "good"
    assert again == "Nothing more is to be read again: 1 of 2 finalised reviews (50 %) chosen before."
    assert stage.shell.session is not None
    ws = stage.shell.session.workspace
    chosen = next(SubmissionId(n) for n in NAMES[:2] if n in first)
    assert row(ws, B, chosen).state is QueueState.SECOND
    ws.become(A)
