"""A list to pick from: two lines each, moved through with the arrows; and a page that shows what is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.calibration.side import scrolled


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


class OneByOne(QWidget):
    """A list at the left, the one that is picked at the right: build it in ``column``, show it in ``show_row``."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.row = 0
        self.list = Picks(name)
        self.list.picked.connect(self.pick)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(20, 16, 20, 16)
        self.column.setSpacing(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(scrolled(inner), 1)

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show these (name, second line) and the one that was picked before, as far as there is one."""
        self.row = min(self.row, max(0, len(lines) - 1))
        self.list.show_lines(lines, self.row)
        if lines:
            self.show_row(self.row)

    def pick(self, row: int) -> None:
        """Show another one."""
        self.row = row
        self.show_row(row)

    def show_row(self, row: int) -> None:
        """Show the one in this row."""
        raise NotImplementedError
