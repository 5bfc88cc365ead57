"""The real window on a real workspace, for tests that click and type."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.ui import theme
from tests import bases, screens

Opened = Callable[..., screens.Stage]


@pytest.fixture(scope="session")
def full_world() -> Path:
    """A folder with a filled workspace ``ws`` and the packages it came from ``in``; copy it, don't use it."""
    return bases.kept("full")


@pytest.fixture
def home(full_world: Path, tmp_path: Path) -> Path:
    """A copy of the full world."""
    shutil.copytree(full_world, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication) -> Iterator[Opened]:
    """Opens the window on a workspace folder; closes it as a person does."""
    theme.load_fonts()
    stages: list[screens.Stage] = []

    def opened(
        home: Path,
        *,
        mode: str = "light",
        size: tuple[int, int] = screens.FULL,
        kept: bool = False,
        scale: float = 1.0,
    ) -> screens.Stage:
        stage = screens.Stage(home / "ws", home / "in", mode, size, kept=kept, scale=scale)
        stages.append(stage)
        return stage

    yield opened
    for stage in stages:
        if not stage.window.may_close:
            stage.close()


@pytest.fixture
def stage(open_window: Opened, home: Path) -> screens.Stage:
    """The window on a full workspace, its queue filled."""
    return open_window(home).ready()
