"""A list to pick from: two lines each, moved through with the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from reviewer_app.ui import theme


class Picks(QListWidget):
    """Names with a second line; the one under the cursor is picked."""

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "topics")
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setFixedWidth(theme.px(290))
        self.currentRowChanged.connect(self._moved)

    def show_lines(self, lines: Sequence[tuple[str, str]], row: int = 0) -> None:
        """Show these (name, second line)."""
        self.blockSignals(True)
        self.clear()
        for name, more in lines:
            item = QListWidgetItem(f"{name}\n{more}" if more else name)
            item.setToolTip(f"{name}\n{more}".strip())
            self.addItem(item)
        self.setCurrentRow(min(row, len(lines) - 1))
        self.blockSignals(False)

    def _moved(self, row: int) -> None:
        if row >= 0:
            self.picked.emit(row)
