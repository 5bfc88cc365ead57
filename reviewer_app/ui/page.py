"""What the main window expects of a page: a title, what stands in the top bar, and where the keyboard goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.ui.widgets.labels import Pill, Text


class Page(QWidget):
    """A page of the main window."""

    name = ""  # stable id
    title = ""
    chip = "Offline"
    has_side = False  # True: it brings a navigation of its own, which takes the place of the window's

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName(self.name)
        self.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.title)
        self.head = QWidget()  # stands at the right of the top bar while the page is shown
        self.head_row = QHBoxLayout(self.head)
        self.head_row.setContentsMargins(0, 0, 0, 0)
        self.head_row.setSpacing(8)
        self.head_row.addStretch(1)

    def chip_pill(self) -> Pill:
        """The chip beside the title."""
        made = Pill(self.chip, "caution")
        made.setToolTip("Reviewer never connects anywhere by itself.")
        return made

    def title_row(self) -> QWidget:
        """What stands at the left of the top bar: the title and its chip."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(Text(self.title, "title"))
        if self.chip:
            row.addWidget(self.chip_pill())
        row.addStretch(1)
        return made

    def shown(self) -> None:
        """The page came to the front: take the keyboard."""

    def leave(self) -> None:
        """The window closes: let go of what plays or reads."""

    def dropped(self, paths: list[Path]) -> bool:
        """Files were dropped on the window; True when this page took them."""
        return False
