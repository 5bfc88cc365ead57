"""One reviewer leaves the window to another: nothing of the first stays in sight, nothing is done for the second."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QPlainTextEdit, QTextBrowser, QWidget

from reviewer_app.domain.ids import IndicatorId, SubmissionId
from reviewer_app.errors import ReviewerError
from reviewer_app.ui.review.outgoing import Outgoing
from reviewer_app.workflow import identities, scoring
from reviewer_app.workspace import Workspace
from tests.screens import Stage

pytestmark = pytest.mark.gui
SID = SubmissionId("R-0417")
SECRET = "zebra"


def in_sight(everywhere: bool = False) -> str:
    """Every word in every window; ``everywhere``: also in what is not shown just now."""
    found: list[str] = []
    for window in QApplication.topLevelWidgets():
        for widget in (window, *window.findChildren(QWidget)):
            if everywhere or widget.isVisible():
                found += words_of(widget)
    return "\n".join(found)


def words_of(widget: QWidget) -> list[str]:
    found = [widget.accessibleName(), widget.toolTip()]
    if isinstance(widget, QLabel | QLineEdit):
        found.append(widget.text())
    if isinstance(widget, QPlainTextEdit | QTextBrowser):
        found.append(widget.toPlainText())
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        found += [str(model.index(n, c).data()) for n in range(model.rowCount()) for c in range(columns)]
    return found


def switch(stage: Stage, name: str) -> None:
    """As a person does it."""
    switching = stage.shell.switching
    assert switching is not None
    stage.key("Ctrl+Shift+U")
    stage.until(lambda: switching.page is not None and len(switching.page.group.buttons()) == 2, "names")
    page = switching.page
    assert page is not None
    stage.click(next(b for b in page.group.buttons() if b.text().startswith(name)))
    stage.click(page.use_button)


@pytest.fixture
def shared(stage: Stage) -> tuple[Stage, Workspace]:
    """The window of a workspace with a second reviewer, and the first one's words on the desk."""
    session = stage.shell.session
    assert session is not None
    ws = session.workspace
    identities.add(ws, "R-18", None)
    stage.shell.open_review(SID)
    review = stage.shell.review
    assert review is not None
    stage.until(lambda: review.rubric.active_card is not None and review.rubric.active_card.body is not None, "a card")
    stage.rest()
    return stage, ws


def test_nothing_of_the_first_is_in_sight_for_the_second(shared: tuple[Stage, Workspace]) -> None:
    stage, ws = shared
    review = stage.shell.review
    assert review is not None
    body = review.rubric.active_card.body  # type: ignore[union-attr]
    assert body is not None
    QTest.keyClick(review, Qt.Key.Key_2)
    body.private.click()
    body.note.setFocus()
    stage.type(f"note {SECRET}")
    body.comment.setFocus()
    stage.type(f"The {SECRET} was half typed")
    review.toggle_history()
    stage.rest()
    review.second.take_out()
    stage.window.say(f"{SID} goes back: {SECRET}", undo=lambda: None)  # what is said stays until it is read
    first = ws.key_id
    switch(stage, "R-18")
    stage.until(lambda: ws.key_id != first)
    stage.rest(200)
    assert SECRET not in in_sight(), "the queue, notices, other windows"
    assert review.second.window is None
    mine = ws.catalogue.review_of(SID, first)
    assert mine is not None
    kept = ws.journal.review(mine.id)
    assert any(SECRET in text for text in kept.comments.values()), "what was half typed is the first one's"
    assert ws.catalogue.review_of(SID, ws.key_id) is None, "nothing was begun for the second"
    as_the_second(stage)
    assert ws.journal.review(mine.id) == kept


def as_the_second(stage: Stage) -> None:
    """Look everywhere as the second reviewer: search, history, letter, undo."""
    review = stage.shell.review
    assert review is not None
    assert stage.shell.indexing is not None
    stage.shell.indexing.flush()
    stage.rest()
    stage.key("Ctrl+F").type(SECRET)
    stage.rest(200)
    assert stage.window.queue.model.rowCount() == 0 or SID not in in_sight().split()
    stage.window.queue.search_box.clear()
    stage.shell.open_review(SID)
    stage.until(lambda: review.state is not None and review.rubric.active_card is not None)
    stage.rest(200)
    for step in (review.toggle_history, review.toggle_letter, review.toggle_letter):
        step()
        stage.rest(100)
        assert SECRET not in in_sight()
    QTest.keyClick(review, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    stage.rest(100)
    assert SECRET not in in_sight(everywhere=True), "nor does undo bring anything of it"


def test_what_could_not_be_saved_is_never_saved_for_another(
    shared: tuple[Stage, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, ws = shared
    review = stage.shell.review
    assert review is not None and review.presenter is not None
    first, presenter = ws.key_id, review.presenter

    def full(*_: object) -> None:
        raise ReviewerError("Could not save to the database: the disk is full.", code="no-space")

    with monkeypatch.context() as patch:
        patch.setattr(scoring, "append", full)
        presenter.score(IndicatorId("3.2"), 1)
        stage.until(lambda: presenter._outgoing.problem is not None, "the refusal")
        switch(stage, "R-18")
        page = stage.shell.switching.page  # type: ignore[union-attr]
        assert page is not None
        stage.rest()
    assert ws.key_id == first and page.problem.isVisible() and "not saved" in page.problem.text()
    identities.use(ws, "R-18")  # somehow it happened all the same
    said: list[ReviewerError] = []
    monkeypatch.setattr(presenter._outgoing, "_refused", said.append)
    presenter.retry()
    stage.until(lambda: not presenter.unsaved)
    assert {e.code for e in said} == {"other-reviewer"}
    assert ws.catalogue.review_of(SID, ws.key_id) is None
    assert isinstance(presenter._outgoing, Outgoing)
