"""Pictures of the scoring desk's other states: what stands beside the rubric, holds, second scores, adjudication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.holding import HoldKind
from reviewer_app.ui.review.citation_list import CitationList
from reviewer_app.workflow import deciding, scoring
from reviewer_app.workflow.holding import hold, pick
from reviewer_app.workflow.snippets import OwnSnippet, keep_snippet
from tests.screens import FULL, SMALL, Stage, screen
from tests.screens_review import I1, I2, I3, begin, settle
from tests.ui_review.material import SID, VIDEO

if TYPE_CHECKING:
    from reviewer_app.ui.review.view import ReviewView
    from reviewer_app.workspace import Workspace


def workspace(stage: Stage) -> Workspace:
    """The opened workspace."""
    assert stage.shell.session is not None
    return stage.shell.session.workspace


@screen("desk-history", on="case", sizes=(FULL, SMALL))
def _history(stage: Stage) -> None:
    view = begin(stage)
    stage.key("4").key("Ctrl+Z").key("H")
    stage.until(lambda: view.sheet is not None, "history")
    sheet = view.sheet
    sheet.list.setCurrentIndex(sheet.model.index(5, 0))  # type: ignore[union-attr]
    stage.rest(300)


@screen("desk-letter", on="case", sizes=(FULL, SMALL))
def _letter(stage: Stage) -> None:
    view = begin(stage)
    stage.key("3").key("Ctrl+L")
    stage.until(lambda: view.sheet is not None, "letter")
    stage.rest(300)


@screen("desk-snippets", on="case")
def _snippets(stage: Stage) -> None:
    view = begin(stage)
    ws = workspace(stage)
    keep_snippet(ws, OwnSnippet(title="Asked first", text="At {time} you ask before you advise."))
    keep_snippet(ws, OwnSnippet(title="One thing", text="Choose one family, and write down what they propose."))
    stage.shell.tasks.changed.emit(Changes(review=True))
    stage.rest(200)
    view.presenter.activate(I2)  # type: ignore[union-attr]
    stage.rest()
    stage.key("/")
    stage.rest(200)


@screen("desk-my-snippets", on="case")
def _my_snippets(stage: Stage) -> None:
    view = begin(stage)
    keep_snippet(workspace(stage), OwnSnippet(title="Asked first", text="At {time} you ask before you advise."))
    assert view.presenter is not None
    view.presenter.snippets()
    stage.until(lambda: view.sheet is not None, "snippets")
    stage.rest(200)


@screen("desk-guide", on="case", sizes=(FULL, SMALL))
def _guide(stage: Stage) -> None:
    view = begin(stage)
    view.presenter.activate(I2)  # type: ignore[union-attr]
    stage.rest(100)
    stage.key("E")
    settle(stage, view)


@screen("desk-grown", on="case")
def _grown(stage: Stage) -> None:
    view = begin(stage)
    view.presenter.activate(I2)  # type: ignore[union-attr]
    stage.key("G")
    settle(stage, view)


@screen("desk-spelling", on="case-small")
def _spelling(stage: Stage) -> None:
    view = begin(stage)
    stage.key("Return").type("The familys **own** words are evidense of it, says Maria Lopez.")
    stage.until(lambda: view.spelling is not None and view.spelling.is_wrong("evidense"), "spelling")
    stage.rest(2000)


@screen("desk-many", on="case")
def _many(stage: Stage) -> None:
    view = begin(stage)
    ws = workspace(stage)
    for n in range(40):
        span = TimeSpan(start=10_000 + n * 20_000, end=15_000 + n * 20_000)
        scoring.cite(ws, SID, VIDEO, Selector(time=span), I3, f"turn {n + 1}")
    stage.shell.tasks.changed.emit(Changes(review=True))
    stage.rest(200)
    view.presenter.activate(I3)  # type: ignore[union-attr]
    stage.rest(100)
    stage.key("V")
    settle(stage, view)
    assert view.findChildren(CitationList)


def held(stage: Stage, kind: HoldKind, reason: str) -> ReviewView:
    """A desk on which a hold stands."""
    view = begin(stage)
    hold(workspace(stage), SID, reason, kind)
    stage.shell.tasks.changed.emit(Changes(review=True, queue=True))
    stage.until(lambda: view.state is not None and view.state.hold is not None, "hold")
    stage.rest(300)
    return view


@screen("desk-privacy-hold", on="case-small", sizes=(FULL, SMALL))
def _privacy(stage: Stage) -> None:
    held(stage, HoldKind.PRIVACY, "A child's full name can be read on the board.")


@screen("desk-integrity-hold", on="case-small", sizes=(FULL, SMALL))
def _integrity(stage: Stage) -> None:
    held(stage, HoldKind.INTEGRITY, "The reflection was handed in before with R-0301.")


@screen("desk-loading", on="case-small", sizes=(FULL, SMALL))
def _loading(stage: Stage) -> None:
    view = begin(stage)
    assert view.presenter is not None
    stage.shell.tasks.changed.disconnect(view.presenter.on_changed)  # nothing arrives yet
    view.presenter.desk = view.presenter.prepared = view.state = None  # as while one is being opened
    view._show_loading()
    stage.pause(50)


@screen("desk-error", on="case-small", sizes=(FULL, SMALL))
def _error(stage: Stage) -> None:
    view = begin(stage)
    (workspace(stage).root / "programs" / "crt-partnerships.yaml").unlink()
    for kept in (workspace(stage).root / "programs").glob("*"):
        kept.unlink()
    workspace(stage)._by_ref.clear()  # as in a program just started
    view.open(SID)
    stage.until(view.nothing.isVisible, "what is wrong is said")
    stage.rest(400)


@screen("desk-advice", on="case-small")
def _advice(stage: Stage) -> None:
    view = begin(stage)
    ws = workspace(stage)
    scoring.score(ws, SID, I1, 2)
    scoring.comment(ws, SID, I1, "Says a lot about Maria Lopez.")
    scoring.score(ws, SID, I2, 2)
    scoring.score(ws, SID, I3, 3)
    scoring.comment(ws, SID, I3, "Fine.")
    stage.shell.tasks.changed.emit(Changes(review=True))
    settle(stage, view)


def both_final(stage: Stage, *, third: bool) -> None:
    """Two reviewers' finalised reviews that differ, the second (or a third) reviewer at work."""
    ws = workspace(stage)
    pick(ws, SID, "A leader wants it read a second time.")
    _finish(ws, {I1: 3, I2: 4, I3: 3}, "The plan is theirs (05:31).")
    _another(ws, "Reviewer 22")
    if third:
        _finish(ws, {I1: 3, I2: 2, I3: 3}, "The plan reads as the teacher's. Show what the family changed.")
        _another(ws, "Adjudicator 3")


def _finish(ws: Workspace, levels: dict[object, int], words: str) -> None:
    for indicator, level in levels.items():
        scoring.score(ws, SID, indicator, level)  # type: ignore[arg-type]
        scoring.comment(ws, SID, indicator, words)  # type: ignore[arg-type]
    deciding.finalise(ws, SID)


def _another(ws: Workspace, name: str) -> None:
    from reviewer_app.workflow import identities

    made = identities.add(ws, name)
    identities.use(ws, made.id)


@screen("desk-second", on="case-small", sizes=(FULL, SMALL))
def _second(stage: Stage) -> None:
    view = begin(stage)
    both_final(stage, third=False)
    view.open(SID)
    stage.rest(600)


@screen("desk-adjudication", on="case-small", sizes=(FULL, SMALL))
def _adjudication(stage: Stage) -> None:
    view = begin(stage)
    both_final(stage, third=True)
    view.open(SID)
    stage.rest(600)


@screen("desk-conflict", on="case-small", sizes=(FULL, SMALL))
def _conflict(stage: Stage) -> None:
    view = begin(stage)
    settle(stage, view)
    stage.click(view.evidence.conflict)


@screen("desk-stepped-back", on="case-small", sizes=(FULL, SMALL))
def _stepped_back(stage: Stage) -> None:
    view = begin(stage)
    settle(stage, view)
    stage.click(view.evidence.conflict).type("I coached this teacher.").key("Return")
    stage.rest(300)
