"""The queue as a table model over a tuple of rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from reviewer_app.ui.queue.details import evidence_words
from reviewer_app.ui.queue.state import DONE
from reviewer_app.ui.words import day_text

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.workflow.scoring import QueueRow

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (
    ("submission", "Submission"),
    ("program", "Component · program"),
    ("attempt", "Attempt"),
    ("evidence", "Evidence"),
    ("progress", "Progress"),
    ("due", "Due"),
    ("state", "State"),
)
RowRole = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()


class QueueModel(QAbstractTableModel):
    """Rows as they come from the presenter; nothing is kept that the journal does not hold."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[QueueRow, ...] = ()
        self._places: dict[SubmissionId, int] = {}
        self._sort, self._descending = "due", False
        self.today = date.min

    def set_rows(self, rows: tuple[QueueRow, ...], sort: str, descending: bool, today: date) -> None:
        """Show these rows; where only their values differ the view keeps its place."""
        same = [r.submission for r in rows] == [r.submission for r in self._rows]
        self.today = today
        if same:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
        else:
            self.beginResetModel()
            self._rows = rows
            self._places = {r.submission: n for n, r in enumerate(rows)}
            self.endResetModel()
        self._sort, self._descending = sort, descending
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def row(self, number: int) -> QueueRow | None:
        """The row of that number."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def place(self, submission: SubmissionId) -> int:
        """Where a submission stands; -1 when it isn't shown."""
        return self._places.get(submission, -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names, with an arrow at the one that orders."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        name, label = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{label} {'↓' if self._descending else '↑'}" if name == self._sort else label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for the screen and for screen readers; the delegate draws signs and bars."""
        row = self.row(index.row())
        if row is None:
            return None
        if role == RowRole:
            return row
        name = COLUMNS[index.column()][0]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, name, self.today)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLUMNS[index.column()][1]}: {cell_text(row, name, self.today)}"
        if role == Qt.ItemDataRole.ToolTipRole and name in ("program", "evidence", "state"):
            return cell_text(row, name, self.today)
        return None


def cell_text(row: QueueRow, column: str, today: date) -> str:
    """The words of one cell."""
    if column == "submission":
        return str(row.submission)
    if column == "program":
        return f"{row.component_title} · {row.program_title}"
    if column == "attempt":
        return f"{row.attempt} of {row.attempts_allowed}" if row.attempts_allowed else str(row.attempt)
    if column == "evidence":
        return ", ".join(evidence_words(kind.value, count) for kind, count in row.evidence)
    if column == "progress":
        return f"{row.scored} of {row.of} scored"
    if column == "due":
        said = day_text(row.due, today) if row.due else "—"
        return f"{said}, late" if is_late(row, today) else said
    return row.state_label


def is_late(row: QueueRow, today: date) -> bool:
    """Whether it should have been done by now."""
    return row.due is not None and row.due < today and row.state.name not in DONE
