"""A list to pick from: two lines each, moved through with the arrows; and a page that shows what is picked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.ui import theme
from reviewer_app.ui.calibration.side import scrolled

_BESIDE = 700
_INSET = (10, 8)  # as the style sheet has it
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
_Index = QModelIndex | QPersistentModelIndex


class _TwoLines(QStyledItemDelegate):
    """The name, then the second line in a fainter ink; both as high as their words take."""

    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view

    def _parts(self, index: _Index) -> list[tuple[str, QFont, int]]:
        """Words, font and height of each."""
        name, _, more = str(index.data() or "").partition("\n")
        wide = self._view.viewport().width() - 2 * _INSET[0]
        parts = [(name, theme.font(13, QFont.Weight.Medium)), (more, theme.font(13))]
        box = QRect(0, 0, max(40, wide), 10_000)
        return [(w, f, QFontMetrics(f).boundingRect(box, _WRAP, w).height()) for w, f in parts if w]

    def sizeHint(self, _option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As high as its words."""
        return QSize(self._view.viewport().width(), sum(p[2] for p in self._parts(index)) + 2 * _INSET[1])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground and ring as the style sheet says; then the words."""
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = self._view.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, self._view)
        rect: QRect = option.rect
        top = rect.top() + _INSET[1]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        for (words, font, high), ink in zip(self._parts(index), ("ink", "ink2"), strict=False):
            painter.setFont(font)
            painter.setPen(theme.colour("accent" if chosen else ink))
            painter.drawText(QRect(rect.left() + _INSET[0], top, rect.width() - 2 * _INSET[0], high), _WRAP, words)
            top += high


class Picks(QListWidget):
    """Names with a second line; the one under the cursor is picked."""

    picked = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "topics")
        self.setAccessibleName(name)
        self.setItemDelegate(_TwoLines(self))
        self.setResizeMode(self.ResizeMode.Adjust)
        self.setLayoutMode(self.LayoutMode.Batched)  # a thousand rows do not hold the window
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(self.ScrollMode.ScrollPerPixel)
        self.setFixedWidth(min(theme.px(290), 340))
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words break anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _moved(self, row: int) -> None:
        if row >= 0:
            self.picked.emit(row)


class OneByOne(QWidget):
    """A list at the left, the one that is picked at the right: build it in ``column``, show it in ``show_row``.

    What is put into ``pair`` stands beside each other, or below where there is little room.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.row = 0
        self.list = Picks(name)
        self.list.picked.connect(self.pick)
        inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(20, 16, 20, 16)
        self.column.setSpacing(12)
        self.pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.pair.setSpacing(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(scrolled(inner), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As far as there is room beside each other."""
        super().resizeEvent(event)
        beside = self.width() - self.list.width() >= theme.px(_BESIDE)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way is not self.pair.direction():
            self.pair.setDirection(way)

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
