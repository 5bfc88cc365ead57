"""All that can be done with a picture, by name and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from reviewer_app.ui.viewers.places import shorten
from reviewer_app.ui.viewers.toolbar import MoreMenu

if TYPE_CHECKING:
    from reviewer_app.ui.viewers.base import Sibling
    from reviewer_app.ui.viewers.image import ImageViewer


class ImageMenu(MoreMenu):
    """Zoom, turn, views that leave the evidence alone, and comparing."""

    def __init__(self, viewer: ImageViewer) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        stage, bar, offer = viewer.stage, viewer.bar, self.offer
        offer("Larger", lambda: viewer.zoom_by(1), "Ctrl++", "Ctrl+=")
        offer("Smaller", lambda: viewer.zoom_by(-1), "Ctrl+-")
        offer("The whole picture", lambda: viewer.zoom_by(0), "Ctrl+0")
        offer("Dot for dot", lambda: stage.zoom_to(1.0), "Ctrl+9")
        offer("Turn clockwise", stage.turn, "Ctrl+R")
        offer("Turn back", lambda: stage.turn(-90), "Ctrl+Shift+R")
        offer("Mark an area", bar.region.toggle, "Ctrl+Shift+A")
        self.addSeparator()
        self.straight = offer("Straighten the page (view only)", self._on_view, "Ctrl+Shift+S", on=False)
        self.clean = offer("Clean the page (view only)", self._on_view, "Ctrl+Shift+C", on=False)
        self.addSeparator()
        self.others = QMenu("Compare with…", self)
        self.others.setAccessibleName("Compare with")
        self.addMenu(self.others)
        self.together = offer("Move both together", lambda: viewer.move_together(self.together.isChecked()), on=True)
        self._group = QActionGroup(self)
        self._siblings: list[Sibling] = []
        self.aboutToShow.connect(self.fill)

    def _on_view(self) -> None:
        self._viewer.set_view(straight=self.straight.isChecked(), clean=self.clean.isChecked())

    def show_view(self, *, straight: bool, clean: bool) -> None:
        """Tick what is so."""
        self.straight.setChecked(straight)
        self.clean.setChecked(clean)

    def fill(self) -> None:
        """The pictures there are to compare with, each time the menu opens."""
        chosen = self._viewer.other.title if self._viewer.other is not None else ""
        self.others.clear()
        for old in self._group.actions():
            self._group.removeAction(old)
        self._siblings = list(self._viewer.material.siblings())
        for sibling in self._siblings:
            self._add(shorten(sibling.title, 40), sibling, sibling.title == chosen)
        self.others.setEnabled(bool(self._siblings))
        if chosen:
            self.others.addSeparator()
            self._add("Nothing", None, False)
        self.together.setVisible(bool(self._siblings))

    def _add(self, title: str, sibling: Sibling | None, on: bool) -> None:
        made = QAction(title, self.others)
        made.setCheckable(True)
        made.setChecked(on)
        made.triggered.connect(lambda _on=False: self._viewer.compare(sibling))
        self._group.addAction(made)
        self.others.addAction(made)

    def end_compare(self) -> None:
        """Only the one picture."""
        self._viewer.compare(None)
