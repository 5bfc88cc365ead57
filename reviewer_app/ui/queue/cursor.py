"""What is done with the row under the queue's cursor, by its menu and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from reviewer_app.ui.queue.parts import QueueParts
from reviewer_app.ui.queue.state import DONE, Details

if TYPE_CHECKING:
    from reviewer_app.ui.queue.row_menu import RowMenu
    from reviewer_app.workflow.scoring import QueueRow


class RowActs(QueueParts):
    """The queue's parts with the acts on one row; ``row_menu`` is there once a workspace is open."""

    row_menu: RowMenu

    def __init__(self) -> None:
        super().__init__()
        self._shown: Details | None = None
        self._stale = False  # the panel does not show it yet

    def _menu_asked(self, at: QPoint) -> None:
        """By the right button, or by the menu key: then beside the row."""
        index = self.table.indexAt(at)
        if index.isValid():
            self.table.selectRow(index.row())
        rect = self.table.visualRect(self.table.currentIndex())
        place = at if rect.contains(at) or index.isValid() else rect.bottomLeft()
        self.show_menu(self.table.viewport().mapToGlobal(place))

    def show_menu(self, at: QPoint | None = None) -> None:
        """What can be done with the row under the cursor."""
        row = self.current_row()
        if row is not None:
            shown = self._shown
            conditions = shown.conditions if shown is not None and shown.submission == row.submission else ()
            rect = self.table.visualRect(self.table.currentIndex())
            self.row_menu.popup(row, conditions, at or self.table.viewport().mapToGlobal(rect.bottomLeft()))

    def current_row(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.model.row(self.table.currentIndex().row())

    def toggle_hold(self) -> None:
        """Hold the submission under the cursor, or take it off hold."""
        if (row := self.current_row()) is not None:
            self.row_menu.toggle_hold(row)

    def toggle_first(self) -> None:
        """Score the submission under the cursor first, or in its turn again."""
        if (row := self.current_row()) is not None:
            self.row_menu.toggle_first(row)

    def declare_conflict(self) -> None:
        """Step back from the submission under the cursor."""
        if (row := self.current_row()) is not None and row.state.name not in DONE:
            self.row_menu.conflict(row)
