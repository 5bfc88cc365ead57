"""Ctrl+K: finds anything, fuzzily, what was chosen lately first, by keyboard alone."""

from __future__ import annotations

import pytest

from reviewer_app.ui.palette import score
from tests.screens import Stage

pytestmark = pytest.mark.gui


def titles(stage: Stage) -> list[str]:
    assert stage.shell.actions is not None
    return [e.title for e in stage.shell.actions.finder.entries()]


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("out", "Outbox", "Take the words out"),
        ("add", "Add packages…", "Switch or add a reviewer…"),
        ("sf", "Save this filter…", "Nothing of it"),
        ("r-04", "R-0417", "The R-0417"),
        ("packages", "Add packages…", "pick a cage"),
    ],
)
def test_what_fits_better_comes_first(typed: str, better: str, worse: str) -> None:
    assert score(typed, better) > score(typed, worse)


def test_what_does_not_fit_is_left_out() -> None:
    assert score("zebra", "Queue") == 0
    assert score("x", "Outbox help text") > 0
    assert score("qz", "Queue size") == 0


def test_what_was_chosen_lately_stands_first(stage: Stage) -> None:
    stage.key("Ctrl+K").type("programs").key("Return")
    assert stage.window.frame.current is stage.window.frame.pages["programs"]
    stage.key("Ctrl+K")
    assert titles(stage)[0] == "Programs"
    stage.key("Escape").key("Ctrl+K").type("0430").key("Return").rest(200)
    stage.shell.leave_review()
    stage.key("Ctrl+K")
    assert titles(stage)[:2] == ["R-0430", "Programs"]


def test_indicators_and_evidence_of_the_open_submission_are_found(stage: Stage) -> None:
    stage.shell.open_review("R-0417")
    stage.rest(300)
    stage.shell.find()
    stage.type("student work 3")
    assert titles(stage)[0] == "Student work 3"
    stage.key("Return").rest(200)
    assert stage.shell.review is not None
    assert stage.shell.review.presenter is not None
    current = stage.shell.review.stage.current
    assert current is not None
    assert current.material.item.title == "Student work 3"
    stage.shell.find()
    stage.type("builds part")
    assert titles(stage)[0].startswith("3.2 ")


def test_help_and_settings_are_found(stage: Stage) -> None:
    stage.key("Ctrl+K").type("scoring").key("Down")
    assert "Scoring" in titles(stage)
    stage.key("Escape").key("Ctrl+K").type("high contrast")
    assert "Theme: light, dark, high contrast" in titles(stage)
    stage.type(" colours").key("Return")
    assert stage.window.frame.current is stage.window.frame.pages["settings"]
