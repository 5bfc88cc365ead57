"""The theme and its fonts, for widgets that are shown alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from reviewer_app.ui import theme
from reviewer_app.ui.tasks import Tasks


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    """The program's look."""
    theme.load_fonts()
    theme.apply(qapp, "light")
    return qapp


@pytest.fixture
def tasks(app: QApplication) -> Iterator[Tasks]:
    """Threads, ended after the test."""
    made = Tasks()
    yield made
    made.close()
