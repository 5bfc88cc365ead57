"""What is said, line by line beside the picture: it scrolls along, is searched, jumps, and is cited."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.base import Speech
from reviewer_app.ui.viewers.cues import CueList, from_right
from reviewer_app.ui.viewers.places import short_clock
from reviewer_app.ui.viewers.stage_tools import INK, SECOND, STAGE_STYLE, stage_tool
from reviewer_app.ui.viewers.toolbar import SearchField

Index = QModelIndex | QPersistentModelIndex
TIME_WIDTH, PAD = 58, 8
_NOW = Qt.ItemDataRole.UserRole + 1


class Lines(QAbstractListModel):
    """The cues as a list; one of them is what is said now."""

    def __init__(self) -> None:
        super().__init__()
        self.cues = CueList()
        self.now = -1
        self.hits: set[int] = set()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        """How many lines there are."""
        return 0 if parent.isValid() else len(self.cues.cues)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A line's words; for screen readers with its time."""
        if not index.isValid() or index.row() >= len(self.cues.cues):
            return None
        cue = self.cues.cues[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cue.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{short_clock(cue.start_ms)} {cue.text}"
        return index.row() == self.now if role == _NOW else None

    def set_cues(self, cues: CueList) -> None:
        """Other cues."""
        self.beginResetModel()
        self.cues, self.now, self.hits = cues, -1, set()
        self.endResetModel()

    def set_now(self, row: int) -> None:
        """Which line is said now."""
        before, self.now = self.now, row
        for changed in (before, row):
            if 0 <= changed < len(self.cues.cues):
                self.dataChanged.emit(self.index(changed), self.index(changed), [_NOW])


class LineDelegate(QStyledItemDelegate):
    """Time at the left, words wrapped beside it; always as plain text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its words need."""
        view = option.widget if isinstance(getattr(option, "widget", None), QListView) else self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else 240
        room = QRect(0, 0, max(60, width - TIME_WIDTH - 2 * PAD), 10_000)
        box = QFontMetrics(theme.font(13)).boundingRect(room, int(Qt.TextFlag.TextWordWrap), str(index.data()))
        return QSize(width, max(20, box.height()) + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        rect = QRectF(getattr(option, "rect"))  # noqa: B009  not in the type information
        state = getattr(option, "state")  # noqa: B009
        painter.save()
        model = index.model()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor("#24344f"))
        elif isinstance(model, Lines) and index.row() in model.hits:
            painter.fillRect(rect, QColor("#3b2d16"))
        if index.data(_NOW):
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), QColor("#7aa2f7"))
        text = str(index.data())
        start = model.cues.cues[index.row()].start_ms if isinstance(model, Lines) else 0
        painter.setFont(theme.mono(11))
        painter.setPen(QColor("#9dbbfa" if index.data(_NOW) else "#8f9aa9"))
        painter.drawText(QRectF(rect.left() + PAD, rect.top() + 6, TIME_WIDTH, 16), 0, short_clock(start))
        painter.setFont(theme.font(13))
        painter.setPen(QColor(INK if index.data(_NOW) else SECOND))
        side = Qt.AlignmentFlag.AlignRight if from_right(text) else Qt.AlignmentFlag.AlignLeft
        room = rect.adjusted(TIME_WIDTH + PAD, 5, -PAD, -5)
        painter.drawText(room, int(Qt.TextFlag.TextWordWrap) | int(side), text)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor("#7aa2f7"))
            painter.drawRect(rect.adjusted(0.5, 0.5, -1.5, -1.5))
        painter.restore()


class LineList(QListView):
    """The lines; Enter or a click goes to one, Shift chooses several."""

    jumped = Signal(int)

    def __init__(self, model: Lines) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Transcript")
        self.clicked.connect(lambda index: self.jumped.emit(index.row()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The lines wrap elsewhere."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move, Enter goes there; everything else belongs to the review screen."""
        moving = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.jumped.emit(self.currentIndex().row())
        elif event.key() in moving and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            event.ignore()


class Transcript(QFrame):
    """Search above, lines below, and the button that cites the chosen ones."""

    jumped = Signal(int)  # ms
    cited = Signal(object)  # Speech
    chosen = Signal(bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Transcript")
        self.setMinimumWidth(180)
        self.model = Lines()
        self.lines = LineList(self.model)
        self.search = SearchField()
        self.search.setAccessibleName("Search in the transcript")
        self.search.setPlaceholderText("Search the transcript")
        self.search.setMinimumWidth(80)
        self.search.setMaximumWidth(400)
        self.said = QLabel()
        self.quote = stage_tool("quotes", "Cite the chosen lines", "C")
        self.close_tool = stage_tool("x", "Close the transcript", "T")
        head = QHBoxLayout()
        head.setContentsMargins(8, 6, 6, 6)
        head.addWidget(self.search, 1)
        for widget in (self.said, self.quote, self.close_tool):
            head.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.lines, 1)
        self.setStyleSheet(STAGE_STYLE + "QListView { background: #151a21; } QLabel { padding: 0 2px; }")
        self._hits: list[int] = []
        self.search.wanted.connect(self._on_search)
        self.search.closed.connect(self._on_search_closed)
        self.lines.jumped.connect(lambda row: self.jumped.emit(self.model.cues.cues[row].start_ms))
        self.lines.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        self.quote.clicked.connect(self.cite)
        self.close_tool.clicked.connect(self.closed)
        self._on_chosen()

    def set_cues(self, cues: CueList) -> None:
        """Show other captions."""
        self.model.set_cues(cues)
        self._hits = []
        self.said.setText("" if cues.cues else "No captions")
        self._on_chosen()

    def set_position(self, ms: int) -> None:
        """Mark what is said now, and keep it in view unless the person works in the list."""
        row = self.model.cues.index_at(ms)
        if row != self.model.now:
            self.model.set_now(row)
            if row >= 0 and not self.lines.hasFocus() and not self.search.hasFocus() and self.isVisible():
                self.lines.scrollTo(self.model.index(row), QAbstractItemView.ScrollHint.EnsureVisible)

    # -- choosing and citing --
    def speech(self) -> Speech | None:
        """The chosen lines, ready to be cited."""
        return self.model.cues.speech(i.row() for i in self.lines.selectedIndexes())

    def cite(self) -> bool:
        """Cite the chosen lines; False when there are none."""
        found = self.speech()
        if found is not None:
            self.cited.emit(found)
        return found is not None

    def clear_choice(self) -> None:
        """Nothing is chosen any more."""
        self.lines.clearSelection()

    def _on_chosen(self) -> None:
        some = bool(self.lines.selectionModel().hasSelection())
        self.quote.setEnabled(some)
        self.chosen.emit(some)

    # -- searching --
    def open_search(self) -> None:
        """Let the person search."""
        self.search.setFocus()
        self.search.selectAll()

    def _on_search(self, words: str, step: int) -> None:
        self._hits = self.model.cues.find(words)
        self.model.hits = set(self._hits)
        self.lines.viewport().update()
        if not words.strip():
            self.said.setText("")
            return
        if not self._hits:
            self.said.setText("not found")
            return
        here = self.lines.currentIndex().row() if step else self.model.now
        later = [h for h in self._hits if (h > here if step >= 0 else h < here)]
        row = (later[0] if step >= 0 else later[-1]) if later else self._hits[0 if step >= 0 else -1]
        self.said.setText(f"{self._hits.index(row) + 1} of {len(self._hits)}")
        self.lines.setCurrentIndex(self.model.index(row))
        self.lines.scrollTo(self.model.index(row), QAbstractItemView.ScrollHint.PositionAtCenter)
        if step:
            self.jumped.emit(self.model.cues.cues[row].start_ms)

    def _on_search_closed(self) -> None:
        self._hits, self.model.hits = [], set()
        self.said.setText("")
        self.lines.setFocus()
