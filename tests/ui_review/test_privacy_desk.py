"""A privacy hold comes while the desk is open: all that was in sight of the evidence goes, and nothing returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextBrowser, QWidget

from reviewer_app.domain.citation import Selector, TextQuote, TimeSpan
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.ui.review.popout import StageWindow
from reviewer_app.workflow import holding, scoring
from tests.ui_review.conftest import Hands
from tests.ui_review.material import REFLECTION, SID, VIDEO

pytestmark = pytest.mark.gui
I1 = IndicatorId("3.1")
QUOTE, NOTE = "instead of assuming", "her own voice"


def in_sight(hands: Hands) -> str:
    """Every word in any window of the program."""
    found: list[str] = []
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            if widget.isVisible():
                found += words_of(widget)
    return "\n".join(found)


def words_of(widget: QWidget) -> list[str]:
    found = [widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    if isinstance(widget, QLabel):
        found.append(widget.text())
    if isinstance(widget, QTextBrowser):
        found.append(widget.toPlainText())
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model: Any = widget.model()
        found += [str(model.index(n, 0).data()) for n in range(model.rowCount())]
    return found


def hold(hands: Hands) -> None:
    ws = hands.ws
    hands.tasks.write(lambda: holding.hold(ws, SID, "A child can be recognised.", HoldKind.PRIVACY))
    hands.rest()


def test_everything_of_the_evidence_goes_out_of_sight_at_once(hands: Hands) -> None:
    hands.open()
    for item, selector in (
        (VIDEO, Selector(time=TimeSpan(start=1000, end=1900))),
        (REFLECTION, Selector(quote=TextQuote(exact=QUOTE))),
    ):
        scoring.cite(hands.ws, SID, item, selector, I1, NOTE)
    scoring.cite(hands.ws, SID, REFLECTION, Selector(quote=TextQuote(exact=QUOTE)), I1)
    hands.presenter._read()
    hands.rest()
    hands.view.second.take_out()
    hands.view.toggle_letter()
    hands.rest()
    assert QUOTE in in_sight(hands) and NOTE in in_sight(hands) and "Reflection" in in_sight(hands)
    before = [e.act.kind for e in hands.ws.journal.events(hands.desk.review.id)]
    hold(hands)
    view = hands.view
    assert view.sheet is None, "the letter from before is put away"
    assert view.stage.viewers == {} and not view.evidence._buttons and not hands.state.marks
    told = in_sight(hands)
    assert QUOTE not in told and NOTE not in told and "Reflection" not in told
    view.toggle_letter()
    hands.rest()
    view.toggle_history()
    hands.rest()
    for window in (w for w in QApplication.topLevelWidgets() if isinstance(w, StageWindow) and w.isVisible()):
        assert not window.findChildren(QTextBrowser)
    presenter = hands.presenter
    wishes: tuple[Callable[[], object], ...] = (
        lambda: presenter.select(REFLECTION),
        lambda: presenter.step_item(1),
        lambda: presenter.go_to(REFLECTION, Selector(quote=TextQuote(exact=QUOTE))),
        lambda: presenter.set_layout("side-by-side"),
        presenter.refresh_stage,
        presenter.letter,
        lambda: presenter.score(I1, 2),
        presenter.undo,
        view.cite,
    )
    for wish in wishes:
        wish()
        hands.rest()
        told = in_sight(hands)
        assert QUOTE not in told and NOTE not in told and view.stage.viewers == {}
    assert [e.act.kind for e in hands.ws.journal.events(hands.desk.review.id)] == before, "nothing was recorded either"
    assert hands.ws.marks.of(SID).hides_evidence


def test_what_was_read_ahead_before_the_hold_is_not_shown_after_it(hands: Hands) -> None:
    ahead = hands.presenter._ahead
    ahead.want(SID)
    hands.rest()
    assert ahead._found is not None and ahead._found.pictures
    hold(hands)
    assert not ahead.take(SID)
    ahead.want(SID)
    hands.rest()
    again: Any = ahead._found
    assert (again.pictures, again.probes, again.reading.prepared.desk.submission.evidence) == ({}, {}, ())
    hands.view.open(SID)
    hands.until(lambda: hands.view.state is not None and not hands.view.turns.waiting)
    hands.rest()
    assert hands.view.stage.viewers == {} and hands.view.hidden_note.isVisible()


def test_under_the_hold_no_viewer_is_even_made(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.open()
    hold(hands)
    made: list[object] = []
    monkeypatch.setattr(hands.view.stage, "adopt", lambda item, viewer: made.append(item))
    hands.presenter.select(VIDEO)
    hands.presenter.refresh_stage()
    hands.rest()
    assert made == []
