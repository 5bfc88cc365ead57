"""Pictures of every screen come from the real program; a few of them here, whole and not blank."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.ui import theme
from tests import screens

pytestmark = pytest.mark.gui


def test_names_are_told_apart() -> None:
    screens.find_more()
    names = [s.name for s in screens.SCREENS]
    assert len(names) == len(set(names))
    assert {"queue", "outbox", "welcome", "programs", "settings", "help"} <= set(names)


@pytest.mark.parametrize(("name", "mode"), [("queue", "light"), ("outbox-confirm", "dark"), ("welcome", "light")])
def test_a_picture_is_taken(name: str, mode: str, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    theme.load_fonts()
    wanted = next(s for s in screens.SCREENS if s.name == name)
    path = screens.take(wanted, tmp_path, mode, screens.SMALL)
    image = QImage(str(path))
    assert (image.width(), image.height()) == screens.SMALL
    colours = {image.pixelColor(x, y).name() for x in range(0, 1280, 16) for y in range(0, 720, 12)}
    assert len(colours) > 8
    assert theme.load(mode).roles["window"] in colours
