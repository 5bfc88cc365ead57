"""The history of the review in a sheet: what was done when, and what an earlier moment was beside now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from reviewer_app.ui import theme
from reviewer_app.ui.review.sheets import Sheet
from reviewer_app.ui.review.state import DifferenceRow, HistoryRow, HistoryState
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.labels import Text
from reviewer_app.ui.widgets.rows import Rows

Index = QModelIndex | QPersistentModelIndex
_WHOLE = Qt.ItemDataRole.UserRole
_PAD = 10


class _HistoryModel(Rows[HistoryRow]):
    def told(self, row: HistoryRow, role: int) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row.when}   {row.text}{'  (undone)' if row.gone else ''}"
        return row if role == _WHOLE else None


class _HistoryLine(QStyledItemDelegate):
    """The moment, quietly, and what was done, each in a column of its own."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, theme.metrics(13).height() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: HistoryRow = index.data(_WHOLE)
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(box, 6, 6)
        when = theme.metrics(12).horizontalAdvance("Nov 28 00:00:00") + 12
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("ink3"))
        painter.drawText(box.adjusted(_PAD, 0, 0, 0), middle, row.when)
        weight = QFont.Weight.DemiBold if row.chapter else QFont.Weight.Normal
        painter.setFont(theme.font(13, weight))
        painter.setPen(theme.colour("ink3" if row.gone else "ink"))
        place = box.adjusted(_PAD + when, 0, -_PAD, 0)
        said = f"{row.text}  (undone)" if row.gone else row.text
        shown = theme.metrics(13, weight).elidedText(said, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, middle, shown)


class HistorySheet(Sheet):
    """What was done, the latest first; choosing a line compares that moment with now."""

    compare_wanted = Signal(object, str)  # EventId, when
    start_over_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("History of this review")
        self.model = _HistoryModel()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_HistoryLine(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("What was done, the latest first")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._choose(now))
        self.hint = Text("Choose a moment to compare it with now.", "second", wrap=True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setVisible(False)
        self.start_over = Button("Start over…", "danger", icon="arrow-counter-clockwise")
        self.start_over.setToolTip(
            "Puts scores, feedback, notes, citations and conditions aside. Undo brings them back."
        )
        self.start_over.clicked.connect(self.start_over_wanted)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.start_over)
        self.body.setContentsMargins(8, 8, 8, 12)
        self.hint.setContentsMargins(_PAD, 8, _PAD, 0)
        row.setContentsMargins(0, 0, 8, 0)
        self.body.addWidget(self.list, 30)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.area, 20)
        self.body.addStretch(1)
        self.body.addLayout(row)

    def show_history(self, state: HistoryState) -> None:
        """Show what was done."""
        self.model.set_rows(state.rows)
        line = self.list.sizeHintForRow(0) if state.rows else 0
        self.list.setMaximumHeight(max(1, line * len(state.rows)) + 2)
        self.start_over.setEnabled(state.can_start_over)
        self.hint.setText("Choose a moment to compare it with now." if state.rows else "Nothing was done yet.")
        self.area.setVisible(False)

    def _choose(self, index: Index) -> None:
        if index.isValid():
            row = self.model.rows[index.row()]
            self.compare_wanted.emit(row.event, row.when)

    def show_comparison(self, title: str, rows: tuple[DifferenceRow, ...]) -> None:
        """Show what differs since."""
        self.hint.setText(f"{title} and now" if rows else f"Nothing differs from {title}.")
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(_PAD, 10, _PAD, 10)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for column, words in enumerate(("", "Then", "Now")):
            grid.addWidget(Text(words, "small" if column == 0 else "strong"), 0, column)
        for number, row in enumerate(rows, 1):
            parts = (Text(row.what, "small", wrap=True), Text(row.then, "second", wrap=True), Text(row.now, wrap=True))
            for column, part in enumerate(parts):
                grid.addWidget(part, number, column, Qt.AlignmentFlag.AlignTop)
        for column, share in enumerate((4, 5, 5)):
            grid.setColumnStretch(column, share)
        grid.setRowStretch(len(rows) + 1, 1)
        self.area.setWidget(inside)
        self.area.setVisible(bool(rows))
