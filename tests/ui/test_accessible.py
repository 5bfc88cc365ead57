"""What a screen reader is told on every page: names, roles, no key twice; nothing cut off when text is large.

The other screens are gone through in ``test_every_screen``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from tests import screens
from tests.screens import Stage
from tests.ui.clipping import cut_off
from tests.ui.conftest import Opened
from tests.ui.told import faults

pytestmark = pytest.mark.gui
PAGES = ("queue", "outbox", "programs", "calibration", "settings", "help")


def mnemonics(root: QWidget) -> list[str]:
    """Keys with Alt that two visible things claim."""
    shown = [w for w in root.findChildren(QWidget) if w.isVisible() and hasattr(w, "shortcut")]
    keys = Counter(w.shortcut().toString() for w in shown if not w.shortcut().isEmpty())
    return [key for key, count in keys.items() if count > 1]


def test_every_page_tells_a_screen_reader_what_it_has(stage: Stage) -> None:
    for page in PAGES:
        stage.go(page)
        assert faults(stage.window) == [], page
        assert mnemonics(stage.window) == [], page


def test_the_desk_tells_a_screen_reader_what_it_has(stage: Stage) -> None:
    stage.shell.open_review("R-0417")
    stage.rest(400)
    assert faults(stage.window) == []


def test_boxes_over_the_window_and_the_page_of_people_are_told_too(stage: Stage) -> None:
    stage.key("Ctrl+K")
    assert faults(stage.window) == []
    stage.key("Escape").key("?")
    assert faults(stage.window) == []
    stage.key("Escape").key("Ctrl+Shift+U")
    assert faults(stage.window) == []


def test_a_control_without_a_name_is_found(stage: Stage) -> None:
    stage.window.queue.add_button.setAccessibleName("")
    stage.window.queue.add_button.setText("")
    assert faults(stage.window) == ["Button Button “” in QWidget"]


def test_tab_goes_from_left_to_right_and_from_top_to_bottom_in_the_queue(stage: Stage) -> None:
    queue = stage.window.queue
    queue.search_box.setFocus()
    seen: list[QWidget] = []
    for _ in range(40):
        QTest.keyClick(stage.app.focusWidget() or stage.window, Qt.Key.Key_Tab)
        focused = stage.app.focusWidget()
        if focused is not None and focused not in seen:
            seen.append(focused)
    order = [queue.add_button, queue.next_button]
    assert [w for w in seen if w in order] == order
    chips = [w for w in seen if w in queue.filters.chips.values()]
    assert [(c.y(), c.x()) for c in chips] == sorted((c.y(), c.x()) for c in chips)
    assert seen.index(queue.table) < seen.index(queue.details.button)


def round_trip(stage: Stage, most: int = 120) -> list[QWidget]:
    """Where Tab goes until it comes to something again."""
    seen: list[QWidget] = []
    for _ in range(most):
        QTest.keyClick(stage.app.focusWidget() or stage.window, Qt.Key.Key_Tab)
        focused = stage.app.focusWidget()
        if focused is None or focused in seen:
            break
        seen.append(focused)
    return seen


def unreached(stage: Stage, seen: list[QWidget]) -> list[str]:
    """What can have the keyboard by Tab, and did not get it; of a group of which one is chosen, one is enough."""
    parts = [w for w in stage.window.findChildren(QWidget) if w.isVisible() and w.isEnabled()]
    can = [w for w in parts if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.focusProxy() is None]
    told = [w for w in can if not (isinstance(w, QAbstractButton) and (w.autoExclusive() or w.group() is not None))]
    return [f"{type(w).__name__} “{w.accessibleName()}”" for w in told if w not in seen]


@pytest.mark.parametrize("page", PAGES)
def test_tab_comes_to_everything_on_a_page_and_round_again(stage: Stage, page: str) -> None:
    stage.go(page)
    seen = round_trip(stage)
    assert len(seen) > 3
    assert unreached(stage, seen) == []
    nav = [w for w in seen if w in stage.window.frame.nav.values()]
    assert [w.mapTo(stage.window, w.rect().topLeft()).y() for w in nav] == sorted(
        w.mapTo(stage.window, w.rect().topLeft()).y() for w in nav
    )


@pytest.mark.parametrize("mode", ["light", "contrast"])
def test_nothing_is_cut_off_at_one_and_a_half_times_the_text_in_a_small_window(
    open_window: Opened, home: Path, mode: str
) -> None:
    stage = open_window(home, mode=mode, size=screens.SMALL, scale=1.5).ready()
    for page in PAGES:
        stage.go(page).rest(50)
        assert cut_off(stage.window) == [], page
