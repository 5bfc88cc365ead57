"""The queue as a table model over a tuple of rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from reviewer_app.ui.queue.details import evidence_words
from reviewer_app.ui.queue.state import NOT_OPEN, waiting_on
from reviewer_app.ui.words import day_text

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.workflow.scoring import QueueRow

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (
    ("submission", "Submission"),
    ("component", "Component"),
    ("program", "Program"),
    ("attempt", "Attempt"),
    ("evidence", "Evidence"),
    ("progress", "Progress"),
    ("due", "Due"),
    ("state", "State"),
    ("waiting", "Waiting on"),
)
RowRole, NewRole = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()
_FAR = 500  # rows more or fewer: hardly a few steps
_MOST_STEPS = 40  # with more runs of rows to take out or put in than these, all rows are set anew
_TOLD = ("component", "program", "evidence", "due", "state", "waiting")  # whole, to who points at them


class QueueModel(QAbstractTableModel):
    """Rows as they come from the presenter; nothing is kept that the journal does not hold.

    Where a few rows came, went or changed, only these are told to the view, which so keeps its cursor and its place.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[QueueRow, ...] = ()
        self._names: list[str] = []
        self._sort, self._descending = "due", False
        self._new: frozenset[str] = frozenset()
        self.today = date.min

    def set_rows(
        self,
        rows: tuple[QueueRow, ...],
        sort: str,
        descending: bool,
        today: date,
        new: frozenset[str] = frozenset(),
    ) -> None:
        """Show these rows."""
        again = today != self.today or new != self._new
        self.today, self._new = today, new
        names: list[str] = [r.submission for r in rows]
        if names != self._names:
            self._move_to(rows, names)
        else:
            self._change(rows, again)
        if (sort, descending) != (self._sort, self._descending):
            self._sort, self._descending = sort, descending
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def _change(self, rows: tuple[QueueRow, ...], again: bool) -> None:
        """The same submissions in the same order: tell which of them are other now."""
        before, self._rows = self._rows, rows
        other = [n for n, (a, b) in enumerate(zip(before, rows, strict=True)) if a is not b and a != b]
        if again and rows:
            other = [0, len(rows) - 1]
        if other:
            self.dataChanged.emit(self.index(other[0], 0), self.index(other[-1], len(COLUMNS) - 1))

    def _move_to(self, rows: tuple[QueueRow, ...], names: list[str]) -> None:
        if abs(len(names) - len(self._names)) > _FAR:
            self._set_anew(rows, names)
            return
        head = _alike(self._names, names)
        tail = _alike(self._names[head:][::-1], names[head:][::-1])
        before, after = self._names[head : len(self._names) - tail], names[head : len(names) - tail]
        wanted, had = set(after), set(before)
        gone = _runs([n for n, name in enumerate(before, head) if name not in wanted])
        come = _runs([n for n, name in enumerate(after, head) if name not in had])
        stay = [name for name in before if name in wanted]
        if (stay or head or tail) and len(gone) + len(come) <= _MOST_STEPS and stay == [n for n in after if n in had]:
            self._step_to(rows, names, gone, come)
        elif len(wanted) == len(had) == len(stay):
            self._turn_to(rows, names)
        else:
            self._set_anew(rows, names)

    def _set_anew(self, rows: tuple[QueueRow, ...], names: list[str]) -> None:
        self.beginResetModel()
        self._set(rows, names)
        self.endResetModel()

    def _step_to(
        self, rows: tuple[QueueRow, ...], names: list[str], gone: list[tuple[int, int]], come: list[tuple[int, int]]
    ) -> None:
        """Take out what is gone, from the end; put in what came, from the start; then tell what changed."""
        for first, last in reversed(gone):
            self.beginRemoveRows(_ROOT, first, last)
            self._set(self._rows[:first] + self._rows[last + 1 :], self._names[:first] + self._names[last + 1 :])
            self.endRemoveRows()
        for first, last in come:
            self.beginInsertRows(_ROOT, first, last)
            self._set(
                self._rows[:first] + rows[first : last + 1] + self._rows[first:],
                self._names[:first] + names[first : last + 1] + self._names[first:],
            )
            self.endInsertRows()
        self._change(rows, again=False)

    def _turn_to(self, rows: tuple[QueueRow, ...], names: list[str]) -> None:
        """The same submissions in another order: the cursor goes with its row."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._names[i.row()] for i in before]
        self._set(rows, names)
        for index, name in zip(before, held, strict=True):
            self.changePersistentIndex(index, self.index(names.index(name), index.column()))
        self.layoutChanged.emit()

    def _set(self, rows: tuple[QueueRow, ...], names: list[str]) -> None:
        self._rows, self._names = rows, names

    def row(self, number: int) -> QueueRow | None:
        """The row of that number."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def is_new(self, row: QueueRow) -> bool:
        """Whether it came since the person was last here."""
        return str(row.submission) in self._new

    def place(self, submission: SubmissionId) -> int:
        """Where a submission stands; -1 when it isn't shown."""
        return self._names.index(submission) if submission in self._names else -1

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
        if role == NewRole:
            return self.is_new(row)
        name = COLUMNS[index.column()][0]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(row, name, self.today)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            new = ", new" if name == "submission" and self.is_new(row) else ""
            return f"{COLUMNS[index.column()][1]}: {cell_text(row, name, self.today)}{new}"
        if role == Qt.ItemDataRole.ToolTipRole and name in _TOLD:
            return cell_text(row, name, self.today)
        return None


def cell_text(row: QueueRow, column: str, today: date) -> str:
    """The words of one cell."""
    if column == "submission":
        return str(row.submission)
    if column == "component":
        return f"{row.component_title} · {row.program_title}"
    if column == "program":
        return row.program_title
    if column == "attempt":
        return f"{row.attempt} of {row.attempts_allowed}" if row.attempts_allowed else str(row.attempt)
    if column == "evidence":
        return ", ".join(evidence_words(kind.value, count) for kind, count in row.evidence)
    if column == "progress":
        return f"{row.scored} of {row.of} scored"
    if column == "due":
        said = day_text(row.due, today) if row.due else "—"
        return f"{said}, late" if is_late(row, today) else said
    return waiting_on(row) if column == "waiting" else row.state_label


def is_late(row: QueueRow, today: date) -> bool:
    """Whether it should have been done by now."""
    return row.due is not None and row.due < today and row.state.name not in NOT_OPEN


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Places, in order, as runs from first to last."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs


def _alike(before: list[str], after: list[str]) -> int:
    """How many names at the start of both are the same; asked of whole slices, for there may be tens of thousands."""
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == after[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
