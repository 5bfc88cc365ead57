"""A viewer of a still thing on its own, on a real file, with hands."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId
from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.evidence.vault import Recipe
from reviewer_app.evidence.worker import Readers
from reviewer_app.ui.tasks import Tasks
from reviewer_app.ui.viewers.base import Material, SlowLane, Viewer
from reviewer_app.ui.viewers.factory import viewer_for
from reviewer_app.ui.viewers.places import Mark

LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
ITEM = ItemId("0001")


def recipe(path: Path) -> Recipe:
    return Recipe(path=os.fspath(path), size=path.stat().st_size, sha256="")


def mark(selector: Selector, indicator: str = "3.1", hue: int = 0) -> Mark:
    """A citation as the review screen gives it to a viewer."""
    return Mark(
        citation=CitationId(f"c-{indicator}-{hue}"),
        selector=selector,
        indicator=IndicatorId(indicator),
        hue=hue,
        label=indicator,
    )


class Bench:
    """Opens files in their viewers, one window each."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.tasks, self.readers = Tasks(), Readers()
        self.crashes: list[object] = []
        self.tasks.crashed.connect(self.crashes.append)
        self.slow = SlowLane(self.tasks)
        self.viewers: list[Viewer] = []
        self.cited: list[Selector] = []
        self.told: list[str] = []

    def material(self, path: Path, **more: Any) -> Material:
        """What a viewer gets."""
        item = EvidenceItem(
            id=ITEM, title="Item", kind=Kind.OTHER, media_type="", path=f"data/evidence/0001{path.suffix}",
            sha256="", size=path.stat().st_size,
        )  # fmt: skip
        found = recipe(path)
        values: dict[str, Any] = {
            "item": item, "probe": self.readers.probe(found, name=path.name), "recipe": lambda: found,
            "open": lambda: path.open("rb"), "readers": self.readers, "tasks": self.tasks, "slow": self.slow,
        }  # fmt: skip
        return Material(**(values | more))

    def show(self, path: Path, size: tuple[int, int] = (900, 700), **more: Any) -> Any:
        """A file in its viewer."""
        return self.place(self.material(path, **more), size)

    def place(self, material: Material, size: tuple[int, int] = (900, 700), *, active: bool = True) -> Any:
        """An item in its viewer."""
        viewer = viewer_for(material)
        viewer.cite.connect(self.cited.append)
        viewer.said.connect(self.told.append)
        self.viewers.append(viewer)
        viewer.resize(*size)
        viewer.show()
        if active:
            viewer.activateWindow()
            self.qtbot.waitActive(viewer)
        return viewer

    def drop(self, viewer: Viewer) -> None:
        """Close a viewer before the others."""
        self.viewers.remove(viewer)
        viewer.release()
        viewer.close()
        viewer.deleteLater()

    def until(self, met: Callable[[], object], timeout: int = 40_000) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(lambda: bool(met()), timeout=timeout)

    def rest(self) -> Bench:
        """Wait until everything that was asked is done."""
        for _ in range(2):
            self.until(lambda: not self.tasks.is_busy, timeout=40_000)
            QTest.qWait(2)
        assert not self.crashes, self.crashes
        return self

    def click(self, widget: QWidget, at: QPoint | None = None) -> Bench:
        """Click a widget."""
        QTest.mouseClick(widget, LEFT, NONE, at or widget.rect().center())
        return self.rest()

    def drag(self, widget: QWidget, *through: QPoint, shift: bool = False) -> Bench:
        """Press, move, let go."""
        held = SHIFT if shift else NONE
        QTest.mousePress(widget, LEFT, held, through[0])
        for start, end in pairwise(through):
            for step in range(1, 6):
                QTest.mouseMove(widget, start + (end - start) * step / 5)
                QTest.qWait(2)
        QTest.mouseRelease(widget, LEFT, held, through[-1])
        return self.rest()

    def keys(self, widget: QWidget, *keys: str) -> Bench:
        """Press keys in a widget."""
        for key in keys:
            QTest.keySequence(widget, key)
        return self.rest()

    def close(self) -> None:
        """End it as the program does."""
        for viewer in self.viewers:
            viewer.release()
            viewer.close()
            viewer.deleteLater()
        self.readers.close()
        assert self.tasks.close()
        QTest.qWait(1)
