"""The outbox's two tables."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter

from reviewer_app.ui.outbox.state import BundleLine, ReadyLine
from reviewer_app.ui.widgets import paint, table

Index = QModelIndex | QPersistentModelIndex
LineRole = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
T = TypeVar("T", ReadyLine, BundleLine)


class _Lines(QAbstractTableModel, Generic[T]):
    """Lines of one kind."""

    columns: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[T, ...] = ()

    def set_lines(self, lines: tuple[T, ...]) -> None:
        """Show these lines; where only their values differ the view keeps its place."""
        if len(lines) == len(self.lines) and lines:
            self.lines = lines
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for the screen and for screen readers."""
        line = self.lines[index.row()]
        if role == LineRole:
            return line
        text = self.text(line, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()]}: {text}"
        return self.tip(line, index.column()) or None if role == Qt.ItemDataRole.ToolTipRole else None

    def text(self, line: T, column: int) -> str:
        """The words of a cell."""
        raise NotImplementedError

    def tip(self, line: T, column: int) -> str:
        """The tool tip of a cell."""
        return ""


class ReadyModel(_Lines[ReadyLine]):
    """Decisions that wait to be sealed."""

    columns = ("", "Submission", "Component · program", "Outcome", "Finalised", "Package digest")

    def text(self, line: ReadyLine, column: int) -> str:
        """The words of a cell."""
        chosen = "chosen" if line.checked else "left out"
        outcome = line.problem or line.outcome
        return (chosen, str(line.submission), line.what, outcome, line.finalised, line.digest)[column]

    def tip(self, line: ReadyLine, column: int) -> str:
        """What it is, in full; why the outcome is what it is."""
        return {2: line.what, 3: line.problem or line.reason}.get(column, "")


class BundleModel(_Lines[BundleLine]):
    """Sealed bundles."""

    columns = ("Bundle", "Decisions", "Sealed", "Where it went")

    def text(self, line: BundleLine, column: int) -> str:
        """The words of a cell."""
        return (line.name, str(line.decisions), line.sealed, line.where or "Not handed over yet")[column]

    def tip(self, line: BundleLine, column: int) -> str:
        """Its name in full; all places it went to."""
        return {0: line.name, 3: line.places}.get(column, "")


class ReadyDelegate(table.RowDelegate):
    """Check box, bold id, outcome pill, digest."""

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, chosen: bool) -> None:
        """By column."""
        line: ReadyLine = index.data(LineRole)
        column = index.column()
        if column == 0:
            paint.draw_box(painter, QRect(rect.left() + 2, rect.center().y() - 8, 16, 16), checked=line.checked)
        elif column == 1:
            table.text(painter, rect, str(line.submission), strong=True)
        elif column == 2:
            table.two(painter, rect, line.component, line.program)
        elif column == 3:
            table.pill(painter, rect, line.problem or line.outcome, "bad" if line.problem else line.tone)
        elif column == 5:
            table.mono(painter, rect, line.digest)
        else:
            table.text(painter, rect, str(index.data()))


class BundleDelegate(table.RowDelegate):
    """Bold name, where it went."""

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, chosen: bool) -> None:
        """By column."""
        line: BundleLine = index.data(LineRole)
        if index.column() == 0:
            table.text(painter, rect, line.name, strong=True)
        elif index.column() == 3 and not line.where:
            table.pill(painter, rect, "Not handed over yet", "caution")
        else:
            table.text(painter, rect, str(index.data()))
