"""A list's rows that are changed as a whole; what a row says is its list's own matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Rows(QAbstractListModel, Generic[Row]):
    """Rows of one kind; ``told`` is what a row gives for a role of Qt's."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Row] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the row says."""
        return self.told(self.rows[index.row()], role)

    def told(self, row: Row, role: int) -> Any:
        """What ``row`` gives for ``role``; None: nothing."""
        raise NotImplementedError
