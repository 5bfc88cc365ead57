"""No words are cut off on any page, in either window size."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Pill, Text
from tests import screens
from tests.ui.clipping import cut_off
from tests.ui.conftest import Opened

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("size", [screens.FULL, screens.SMALL], ids=["1440", "1280"])
def test_nothing_is_cut_off_on_any_page(open_window: Opened, home: Path, size: tuple[int, int]) -> None:
    stage = open_window(home, size=size).ready()
    for page in ("queue", "outbox", "programs", "settings", "help"):
        stage.go(page).rest(50)
        assert cut_off(stage.window) == [], page


def test_the_chips_stand_in_one_row(open_window: Opened, home: Path) -> None:
    chips = open_window(home).ready().window.queue.filters.chips
    assert len(chips) == 8
    assert len({c.y() for c in chips.values()}) == 1


def test_what_is_cut_off_is_found(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    row = QHBoxLayout(host)
    parts = (Text("Words that take room"), Text("Words " * 9, wrap=True), Pill("A pill with words"), Button("A button"))
    for part in parts:
        row.addWidget(part)
    host.resize(900, 60)
    host.show()
    assert cut_off(host) == []
    for part in parts:
        part.setFixedSize(24, 10)
    row.activate()
    assert len(cut_off(host)) == len(parts)


def test_the_chip_stands_beside_its_title_on_every_page(open_window: Opened, home: Path) -> None:
    stage = open_window(home).ready()
    for page in ("outbox", "queue"):
        stage.go(page)
        shown = next(p for p in stage.window.frame.bar.findChildren(Pill) if p.isVisible())
        holder = shown.parentWidget()
        assert holder is not None
        title = next(t for t in holder.findChildren(Text) if t.isVisible())
        gap = shown.x() - title.geometry().right()
        assert 0 < gap < 16, page
