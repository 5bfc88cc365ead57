"""The table of keys in Settings: recorded, refused where taken, set back, in force at once everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from reviewer_app import settings
from reviewer_app.ui.settings.view import SettingsView
from reviewer_app.ui.shortcuts import Shortcut, taken_by, with_key, without
from tests.screens import Stage

pytestmark = pytest.mark.gui

FIND = Shortcut(id="find", group="Everywhere", title="Find", first=("Ctrl+K",))
NEXT = Shortcut(id="next", group="Queue", title="Next", first=("N",))
ON = Shortcut(id="review.next", group="Scoring", title="On", first=("N", "Ctrl+N"))
TABLE = (FIND, NEXT, ON)


def test_a_key_is_taken_only_where_the_two_would_meet() -> None:
    assert taken_by(TABLE, {}, NEXT, "n") is None  # the desk's N never meets the queue's
    assert taken_by(TABLE, {}, NEXT, "ctrl+k") is FIND
    assert taken_by(TABLE, {}, FIND, "N") is NEXT
    assert taken_by(TABLE, {"find": ""}, NEXT, "Ctrl+K") is None
    assert taken_by(TABLE, {}, ON, "Ctrl+Enter") is None


def test_a_key_moves_from_one_act_to_another_and_back() -> None:
    changed = with_key({}, NEXT, "Ctrl+K", FIND)
    assert changed == {"next": "Ctrl+K", "find": ""}
    assert FIND.keys(changed) == ()
    assert with_key(changed, NEXT, "N") == {"find": ""}
    assert without(changed, FIND) == {"next": "Ctrl+K"}
    assert with_key({}, FIND, "N", ON) == {"find": "N", "review.next": "Ctrl+N"}


@pytest.fixture
def page(stage: Stage) -> SettingsView:
    stage.go("settings")
    return cast(SettingsView, stage.window.frame.pages["settings"])


def test_every_act_stands_in_the_table_once(stage: Stage, page: SettingsView) -> None:
    ids = set(page.key_table.buttons)
    assert {"find", "next", "hold", "review.cite", "review.level-1", "people"} <= ids
    assert page.key_table.buttons["find"].accessibleName() == "Find anything: Ctrl+K"


def test_a_key_is_recorded_by_pressing_it_holds_at_once_and_is_kept(
    stage: Stage, page: SettingsView, home: Path
) -> None:
    button = page.key_table.buttons["next"]
    button.setFocus()
    stage.key("Return")
    assert button.recording
    stage.key("Ctrl+J")
    assert button.text() == "Ctrl+J"
    assert settings.load(home / "ws").settings.keys == {"next": "Ctrl+J"}
    stage.go("queue").key("N")
    assert stage.shell.review is None
    stage.key("Ctrl+1")
    stage.go("settings")
    stage.click(page.key_table.resets["next"])
    assert button.text() == "N"
    assert settings.load(home / "ws").settings.keys == {}


def test_while_a_key_is_recorded_it_does_nothing_else_and_escape_keeps_the_old_one(
    stage: Stage, page: SettingsView
) -> None:
    button = page.key_table.buttons["first"]
    button.setFocus()
    stage.key("Return").key("Escape")
    assert button.text() == "P"
    stage.key("Return").key("F1")
    assert stage.window.frame.current is page
    assert page.key_table.question.isVisible()  # F1 is Help's
    stage.click(page.key_table.keep_button)
    assert button.text() == "P"
    button.setFocus()
    stage.key("Return").key("Backspace")
    assert button.text() == "—"


def test_a_key_that_is_taken_is_said_and_may_be_moved(stage: Stage, page: SettingsView) -> None:
    session = stage.shell.session
    assert session is not None
    button = page.key_table.buttons["hold"]
    button.setFocus()
    stage.window.resize(1280, 720)  # where question and key don't stand in one view
    stage.key("Return").key("Ctrl+K")
    assert "Find anything" in page.key_table.asked.text()
    assert session.settings.keys == {}
    stage.until(lambda: not page.key_table.take_button.visibleRegion().isEmpty(), "the question is seen")
    stage.key("Return")  # Use it here
    stage.until(lambda: button.hasFocus() and not button.visibleRegion().isEmpty(), "back at the key")
    assert dict(session.settings.keys) == {"hold": "Ctrl+K", "find": ""}
    assert page.key_table.buttons["find"].text() == "—"
    stage.click(page.key_table.reset_all)
    assert dict(session.settings.keys) == {}
