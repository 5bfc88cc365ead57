"""Waiting in Qt's event loop that an alarm can end.

pytest-qt leaves its loop from a slot in Python, and pytest-timeout's alarm raises wherever Python runs next: in that
slot, where Qt swallows it and nothing leaves the loop any more. Here Qt itself leaves the loop, and the alarm is heard
in the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import _AbstractSignalBlocker


def wait(_qtbot: QtBot, ms: int) -> None:
    """Let the event loop run so long."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    timer = QTimer(loop, singleShot=True)
    timer.timeout.connect(loop.quit)
    timer.start(ms)
    loop.exec()


@pytest.fixture(scope="session", autouse=True)
def _qt_leaves_the_loop() -> Iterator[None]:
    made: Any = _AbstractSignalBlocker.__init__

    def make(self: Any, *given: Any, **named: Any) -> None:
        made(self, *given, **named)
        self._timer.timeout.connect(self._loop.quit)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QtBot, "wait", wait)
        patch.setattr(_AbstractSignalBlocker, "__init__", make)
        yield
