"""Files made to do harm, in the window: each says what is wrong with it, and the rest works all the time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from reviewer_app.domain.ids import ItemId
from reviewer_app.ui.viewers.base import Viewer
from reviewer_app.ui.viewers.document import DocumentViewer
from reviewer_app.ui.viewers.message import MessageViewer
from reviewer_app.ui.viewers.pdf import PdfViewer
from tests.ui_review.conftest import Hands
from tests.ui_review.material import Recipe

pytestmark = pytest.mark.gui

LONGEST_PAUSE = 1.5  # seconds that the window may not answer, on a busy machine
SAID = {
    "Cut off": "cut off",
    "Garbage": "can't be played",
    "Locked": "password",
    "Huge": "memory",
    "Torn": "damaged",
}


class Pulse:
    """Notices how long the event loop stood still."""

    def __init__(self, qtbot: QtBot) -> None:
        self.longest, self._last = 0.0, time.monotonic()
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(5)

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


def test_each_says_what_is_wrong_and_the_rest_works(hands_on: Callable[[Recipe], Hands], qtbot: QtBot) -> None:
    hands = hands_on(Recipe(hostile=True, only=("Reflection",), attempt=1)).open()
    pulse = Pulse(qtbot)
    rows = {row.title: row.id for row in hands.state.items}
    assert set(SAID) <= set(rows)
    for title, words in SAID.items():
        viewer = on_stage(hands, rows[title])
        if isinstance(viewer, PdfViewer):
            assert viewer.unlock.isVisible(), "a locked file asks for its password"
            continue
        assert isinstance(viewer, MessageViewer), title
        assert words in viewer.words.text(), title
        assert viewer.isVisible()
    assert {r.title for r in hands.state.items if r.bad} == set(SAID)
    assert isinstance(on_stage(hands, rows["Reflection"]), DocumentViewer)
    hands.view.setFocus()
    hands.key("3").key("J").key("2")
    assert hands.scores() == {"3.1": 3, "3.2": 2}
    assert pulse.longest < LONGEST_PAUSE


def on_stage(hands: Hands, item: ItemId) -> Viewer:
    button = hands.view.evidence.button(item)
    assert button is not None
    hands.click(button)
    hands.until(lambda: item in hands.view.stage.viewers)
    return hands.view.stage.viewers[item]
