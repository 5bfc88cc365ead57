"""Pictures of the queue's other states: own filters, hits, holds, second scores, adjudication; people, keys, sizes."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.ui.queue.state import OPEN_FILTER
from reviewer_app.ui.settings.view import SettingsView
from reviewer_app.workflow import deciding, identities, scoring
from reviewer_app.workflow.holding import hold, pick
from reviewer_app.workspace import Workspace
from tests.screens import FULL, SMALL, Stage, screen

SID = SubmissionId("R-0417")


def _workspace(stage: Stage) -> Workspace:
    assert stage.shell.session is not None
    return stage.shell.session.workspace


def _read_again(stage: Stage) -> None:
    stage.shell.tasks.changed.emit(Changes(queue=True, review=True))
    stage.rest(200)


@screen("queue-own-filter", sizes=(FULL, SMALL))
def _own_filter(stage: Stage) -> None:
    queue = stage.ready().window.queue
    stage.key("Ctrl+F").type("growth")
    queue.filters.filter_named.emit("", "Growth work, mine to do this week")
    stage.rest()


@screen("queue-name-filter")
def _name_filter(stage: Stage) -> None:
    stage.ready().key("Ctrl+F").type("growth")
    stage.window.queue.filters.save_filter()
    stage.rest()


@screen("queue-hits", sizes=(FULL, SMALL))
def _hits(stage: Stage) -> None:
    queue = stage.ready().window.queue
    assert stage.shell.indexing is not None
    stage.shell.indexing.fill()
    stage.rest().key("Ctrl+F").type("assuming").rest(200)
    queue.select(SID)
    stage.rest(200)


@screen("queue-measured", sizes=(FULL, SMALL))
def _measured(stage: Stage) -> None:
    queue = stage.ready().window.queue
    assert stage.shell.indexing is not None
    stage.shell.indexing.opened(SID)
    stage.shell.indexing.measure()
    stage.rest()
    queue.select(SID)
    stage.rest(200)


@screen("queue-held", sizes=(FULL, SMALL))
def _held(stage: Stage) -> None:
    ws = _workspace(stage.ready())
    hold(ws, SID, "A child's full name can be read on the board.", HoldKind.PRIVACY)
    hold(ws, SubmissionId("R-0421"), "I ask the office about its second video.")
    _read_again(stage)
    stage.click(stage.window.queue.filters.chips["HOLD"])
    stage.window.queue.select(SID)
    stage.rest()


@screen("queue-second")
def _second(stage: Stage) -> None:
    stage.ready().click(stage.window.queue.filters.chips["SECOND"])


@screen("queue-adjudicate", sizes=(FULL, SMALL))
def _adjudicate(stage: Stage) -> None:
    ws = _workspace(stage.ready())
    pick(ws, SID, "A leader wants it read a second time.")
    for level, name in ((3, "Reviewer 22"), (1, "Adjudicator 3")):
        for indicator in scoring.desk(ws, SID).indicators:
            scoring.score(ws, SID, indicator.id, level)
            scoring.comment(ws, SID, indicator.id, "What you show at 05:31 says it. Next, ask the family.")
        deciding.finalise(ws, SID)
        identities.use(ws, identities.add(ws, name).id)
    _read_again(stage)
    stage.window.queue.filters.chip_chosen.emit("ADJUDICATE")
    stage.rest(100)


@screen("queue-break")
def _break(stage: Stage) -> None:
    ws = _workspace(stage.ready())
    resting = stage.shell.resting
    assert resting is not None
    for minutes in range(55, 0, -2):
        resting.stretch.act(ws.clock.now() - timedelta(minutes=minutes), 999)
    stage.shell.tasks.changed.emit(Changes(review=True))
    stage.rest()


@screen("people", sizes=(FULL, SMALL))
def _people(stage: Stage) -> None:
    ws = _workspace(stage.ready())
    identities.add(ws, "R-18", "horse battery")
    identities.add(ws, "A reviewer with a long name of her own, R-19")
    stage.key("Ctrl+Shift+U").rest(100)


@screen("settings-key-taken", sizes=(FULL, SMALL))
def _key_taken(stage: Stage) -> None:
    stage.ready().go("settings")
    page = cast(SettingsView, stage.window.frame.pages["settings"])
    page.key_table.buttons["first"].setFocus()
    stage.key("Return").key("F1")
    stage.rest()


@screen("queue-large-text", sizes=(FULL, SMALL))
def _large(stage: Stage) -> None:
    assert stage.ready().shell.session is not None
    stage.shell.session.set(text_scale=1.5)  # type: ignore[union-attr]
    stage.rest(200)
    stage.window.queue.filters.chip_chosen.emit(OPEN_FILTER)
    stage.rest()


@screen("settings-large-text", sizes=(FULL, SMALL))
def _settings_large(stage: Stage) -> None:
    assert stage.ready().shell.session is not None
    stage.shell.session.set(text_scale=1.5)  # type: ignore[union-attr]
    stage.rest(200).go("settings")


@screen("settings-shortcuts", sizes=(FULL, SMALL))
def _shortcuts(stage: Stage) -> None:
    stage.ready().go("settings")
    page = cast(SettingsView, stage.window.frame.pages["settings"])
    button = page.key_table.buttons["first"]
    button.setFocus()
    page.key_table._bring(button)
    stage.rest()


@screen("queue-hold", sizes=(FULL, SMALL))
def _hold(stage: Stage) -> None:
    stage.ready().window.queue.table.setFocus()
    stage.key("H")
