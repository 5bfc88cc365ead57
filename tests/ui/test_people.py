"""Several reviewers on one laptop: who is working, switching with a passphrase, one more; and the hint to rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.workflow import scoring
from reviewer_app.workflow.pace import Stretch
from tests.screens import Stage

pytestmark = pytest.mark.gui
SID = SubmissionId("R-0417")


def test_another_reviewer_is_added_works_with_a_passphrase_and_sees_only_their_own(stage: Stage) -> None:
    session = stage.shell.session
    assert session is not None
    ws, first = session.workspace, session.workspace.key_id
    assert scoring.desk(ws, SID).review.scores
    assert stage.window.frame.people.text() == "R-17"
    stage.click(stage.window.frame.people)
    assert stage.shell.switching is not None
    page = stage.shell.switching.page
    assert page is not None
    page.name_box.setFocus()
    stage.type("R-18").key("Tab").type("horse battery").key("Return")
    stage.until(lambda: len(page.group.buttons()) == 2)
    other = next(b for b in page.group.buttons() if b.text().startswith("R-18"))
    stage.click(other)
    stage.click(page.use_button)
    assert page.problem.isVisible()
    assert ws.key_id == first
    page.passphrase.setFocus()
    stage.type("horse battery").key("Return")
    stage.until(lambda: ws.key_id != first)
    stage.rest()
    assert stage.window.frame.people.text() == "R-18"
    assert "R-18 is working" in stage.window._left.text()
    row = next(r for r in stage.window.queue.presenter.rows if r.submission == SID)  # type: ignore[union-attr]
    assert row.scored == 0
    stage.key("Ctrl+Shift+U").key("Escape")
    assert stage.window.current_page() is stage.window.queue
    stage.key("Ctrl+Shift+U")
    stage.until(lambda: page.group.checkedButton() is not None)
    stage.click(next(b for b in page.group.buttons() if b.text().startswith("R-17")))
    stage.click(page.use_button)
    stage.until(lambda: ws.key_id == first)


def test_a_long_stretch_is_said_once_and_a_pause_or_sleep_begins_a_new_one() -> None:
    stretch, at = Stretch(), datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    said = [stretch.act(at + timedelta(minutes=n), 50) for n in range(56)]
    assert said.index(True) == 50
    assert said.count(True) == 1
    assert stretch.minutes == 55
    slept = at + timedelta(hours=9)
    assert not any(stretch.act(slept + timedelta(minutes=n), 50) for n in range(0, 50, 2))
    assert stretch.minutes == 48
    assert not stretch.act(at, 50)  # a clock that went back


def test_the_hint_to_rest_is_quiet_and_can_be_switched_off(stage: Stage) -> None:
    session, resting = stage.shell.session, stage.shell.resting
    assert session is not None
    assert resting is not None
    now = session.workspace.clock.now()
    for minutes in range(55, 0, -3):
        resting.stretch.act(now - timedelta(minutes=minutes), 240)
    session.tasks.write(lambda: scoring.note(session.workspace, SID, None, "a note"))
    stage.rest()
    notice = stage.window.notices.shown()[-1]
    assert "minutes without a pause" in notice.message.text()
    from reviewer_app.ui.widgets.buttons import Button

    stage.click(next(b for b in notice.findChildren(Button) if "say this" in b.text()))
    assert session.settings.break_hint is False
