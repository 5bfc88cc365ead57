"""Every registered screen, at scale 1 and 2: no text is cut or covered, and a screen reader is told what is there."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QMenu,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from reviewer_app.ui import theme
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Elided, Text
from tests import screens
from tests.ui import told, walk
from tests.ui.painted import painted, unread

pytestmark = pytest.mark.gui
STATES = {  # what a reviewer can find the desk and the queue in
    "queue-empty", "score-nothing", "desk-loading", "score-all", "score-finalised", "score-missing", "score-broken",
    "queue-held", "desk-privacy-hold", "desk-integrity-hold", "desk-second", "queue-adjudicate", "desk-adjudication",
    "desk-error", "queue-refused",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", walk.PARTS)
def test_nothing_is_cut_or_covered_and_everything_is_told(part: str, tmp_path: Path) -> None:
    for scale in ("1", "2"):
        command = [sys.executable, "-m", "tests.ui.walk", str(tmp_path / "bases"), part]
        surroundings = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(command, cwd=screens.ROOT, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-4000:]
        found = json.loads(done.stdout)
        assert {s.name for s in walk.screens_of(part) if scale == "1" or screens.SMALL in s.sizes} <= set(found)
        wrong = [f"{name} at scale {scale}: {fault}" for name, faults in found.items() for fault in faults]
        assert not wrong, "\n".join(wrong)


def test_each_state_of_the_desk_is_seen_in_both_sizes_and_scales() -> None:
    screens.find_more()
    doubled = {s.name for s in screens.SCREENS if screens.SMALL in s.sizes}
    assert doubled >= STATES


def test_every_screen_belongs_to_a_part() -> None:
    screens.find_more()
    assert {s.name for part in walk.PARTS for s in walk.screens_of(part)} == {s.name for s in screens.SCREENS}


@pytest.mark.parametrize("mode", ["dark", "contrast"])
def test_themes_differ_in_colours_alone(mode: str) -> None:
    def shape(name: str) -> str:
        return re.sub(r"#[0-9a-fA-F]{3,8}|rgba?\([^)]*\)", "colour", theme.style_sheet(theme.load(name), 1.0))

    assert shape(mode) == shape("light")


@pytest.fixture
def host(qtbot: QtBot, qapp: QApplication) -> QWidget:
    """A window of a few hundred pixels."""
    theme.load_fonts()
    theme.apply(qapp, "light")
    made = QWidget()
    qtbot.addWidget(made)
    made.setAccessibleName("Host")
    QVBoxLayout(made)
    made.resize(600, 300)
    made.show()
    return made


def put(host: QWidget, *parts: QWidget) -> None:
    layout = host.layout()
    assert layout is not None
    for part in parts:
        layout.addWidget(part)
        part.show()
    layout.activate()
    screens.wait(0)


def test_each_text_is_seen_where_it_is(host: QWidget) -> None:
    label = Text("Words")
    put(host, label)
    shown = next(t for t in painted(host)[0] if t.text == "Words")
    assert shown.by is label
    assert label.geometry().contains(shown.ink.toRect().adjusted(1, 1, -1, -1))
    assert unread(host) == []


@pytest.mark.parametrize("room", [(24, 30), (200, 4)], ids=["too narrow", "too low"])
def test_a_cut_text_is_found(host: QWidget, room: tuple[int, int]) -> None:
    parts = Text("Words that take room"), Button("Press here now")
    put(host, *parts)
    assert unread(host) == []
    for part in parts:
        part.setFixedSize(*room)
    put(host)
    assert len([f for f in unread(host) if f.startswith("cut off")]) == len(parts)


def test_texts_over_one_another_are_found_unless_a_surface_lies_between(host: QWidget) -> None:
    under, over = QLabel("Under the other", host), QLabel("Over the first", host)
    for label in (under, over):
        label.setGeometry(QRect(10, 10, 200, 30))
        label.show()
    assert [f[:18] for f in unread(host)] == ["one over the other"]
    over.setStyleSheet("background: white")
    assert unread(host) == []
    over.setStyleSheet("")
    over.move(10, 60)
    assert unread(host) == []


def test_what_is_shortened_must_tell_the_whole(host: QWidget) -> None:
    label = Elided("A long text that does not fit into so little room")
    label.setFixedWidth(80)
    cells = QTableWidget(1, 1)
    cells.setAccessibleName("Cells")
    cells.setItem(0, 0, QTableWidgetItem("A long text that does not fit into a cell"))
    cells.setHorizontalHeaderLabels(["One"])
    own = Text("Its dots are its own…")
    put(host, label, cells, own)
    assert [f[:28] for f in unread(host)] == ["shortened, and no tool tip: "]
    cells.item(0, 0).setToolTip("A long text that does not fit into a cell")  # type: ignore[union-attr]
    assert unread(host) == []
    label.setToolTip("")
    assert len(unread(host)) == 1


def test_what_can_be_scrolled_to_is_not_cut_off(host: QWidget) -> None:
    area, body = QScrollArea(), QFrame()
    column = QVBoxLayout(body)
    for n in range(40):
        column.addWidget(QLabel(f"Line {n}"))
    area.setWidget(body)
    put(host, area)
    assert unread(host) == []
    assert len(painted(host)[0]) < 40


def test_controls_without_name_or_role_and_twins_are_told(host: QWidget) -> None:
    bare, first, second = QToolButton(), QPushButton("Open"), QPushButton("Open")
    put(host, bare, first, second)
    assert told.faults(host) == ["QToolButton Button “” in QWidget", "2 × Button “Open” in “Host”"]
    bare.setAccessibleName("Close")
    second.setAccessibleName("Open the other")
    assert told.faults(host) == []
    first.setAccessibleName("")
    first.setText("")
    assert len(told.faults(host)) == 1


def test_twins_in_groups_with_names_can_be_told_apart(host: QWidget) -> None:
    for name in ("First", "Second"):
        group = QFrame()
        group.setAccessibleName(name)
        QHBoxLayout(group).addWidget(QPushButton("Open"))
        put(host, group)
    assert told.faults(host) == []


def test_a_list_and_a_menu_without_names_are_told(host: QWidget) -> None:
    menu = QMenu()
    menu.addAction("Copy")
    menu.addAction("")
    opener = QToolButton()
    opener.setAccessibleName("More")
    opener.setMenu(menu)
    put(host, QListWidget(), opener)
    assert told.faults(host) == ["QListWidget List “” in QWidget"]
    assert [f for f in walk.menus() if "Menu" in f] == ["QMenu: QAction MenuItem “” in QMenu"]
