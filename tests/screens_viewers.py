"""Pictures of the viewers of still things on the desk: panels, search, views, the warning before a copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtTest import QTest

from reviewer_app.domain.ids import ItemId
from reviewer_app.ui.review.view import ReviewView
from tests.screens import FULL, SMALL, Stage, screen
from tests.screens_review import begin, settle
from tests.ui_review.material import PHOTO, REFLECTION, SURVEY


def _one(name: str, item: ItemId, then: Callable[[Stage, ReviewView, Any], None]) -> None:
    """A screen of one item alone on the stage."""

    @screen(name, on="case", sizes=(FULL, SMALL))
    def _act(stage: Stage) -> None:
        view = begin(stage)
        assert view.presenter is not None
        view.presenter.set_layout("single")
        view.presenter.select(item)
        stage.until(lambda: item in view.stage.viewers, "viewer")
        settle(stage, view)
        then(stage, view, view.stage.viewers[item])
        settle(stage, view)


def _pdf(stage: Stage, view: ReviewView, viewer: Any) -> None:
    stage.click(viewer.bar.panel)
    viewer.open_search()
    QTest.keyClicks(viewer.bar.search, "hear from us")


def _document(stage: Stage, view: ReviewView, viewer: Any) -> None:
    viewer.original.ask()


def _photo(stage: Stage, view: ReviewView, viewer: Any) -> None:
    viewer.menu.clean.trigger()


_one("view-pdf-panel", SURVEY, _pdf)
_one("view-document-original", REFLECTION, _document)
_one("view-photo-clean", PHOTO, _photo)
