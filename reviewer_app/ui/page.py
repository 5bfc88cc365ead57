"""What the main window expects of a page: a title, what stands in the top bar, and where the keyboard goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reviewer_app.ui.widgets.labels import Pill


class Page(QWidget):
    """A page of the main window."""

    name = ""  # stable id
    title = ""
    chip = "Offline"

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

    def shown(self) -> None:
        """The page came to the front: take the keyboard."""

    def dropped(self, paths: list[Path]) -> bool:
        """Files were dropped on the window; True when this page took them."""
        return False
