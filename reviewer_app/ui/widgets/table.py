"""Tables of one look: rows with hairlines, a row's cursor as a ring, cells drawn by a delegate."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from reviewer_app.ui import theme
from reviewer_app.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
PAD = 9
_MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_MOST_PIXELS = 8_000_000  # of kept pictures of cells: 32 MB
_DOT, _SHORT = " · ", 8
ROW = 36  # height of a row at the base text size


class RowDelegate(QStyledItemDelegate):
    """Draws ground, hairline and ring of a row; ``paint_cell`` draws what is in a cell.

    Where ``look`` tells what a cell shows, its picture is kept: most cells of a long table look like others, and a
    picture is put up many times faster than words, pills and signs are drawn.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[Hashable, QPixmap] = {}
        self._drawn_for: Hashable = None
        self._pixels = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground first, then the cell, then the ring where the keyboard is."""
        rect: QRect = option.rect
        view: QWidget = option.widget
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        look, ratio = self.look(index), view.devicePixelRatioF()
        if look is None or ratio != int(ratio):  # between whole pixels a picture would be blurred
            painter.save()
            self._draw(painter, rect, index, chosen)
            painter.restore()
        else:
            painter.drawPixmap(rect.topLeft(), self._picture(rect, index, chosen, look, int(ratio)))
        if isinstance(view, Table) and view.hasFocus() and index.row() == view.currentIndex().row():
            _ring(painter, rect, view.viewport().width())

    def _draw(self, painter: QPainter, rect: QRect, index: Index, chosen: bool) -> None:
        if chosen:
            painter.fillRect(rect, theme.colour("accent_soft"))  # the view's own ground is that of the others
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
        painter.setFont(theme.cell_font())
        painter.setPen(theme.pen("ink"))
        self.paint_cell(painter, rect.adjusted(PAD, 0, -PAD, -1), index, chosen)

    def _picture(self, rect: QRect, index: Index, chosen: bool, look: Hashable, ratio: int) -> QPixmap:
        if self._drawn_for != theme.look() or self._pixels > _MOST_PIXELS:
            self._drawn_for, self._pixels = theme.look(), 0
            self._pictures.clear()
        key = (index.column(), rect.width(), rect.height(), chosen, ratio, look)
        found = self._pictures.get(key)
        if found is None:
            found = self._pictures[key] = QPixmap(rect.size() * ratio)
            self._pixels += found.width() * found.height()
            found.setDevicePixelRatio(ratio)
            found.fill(theme.colour("panel"))
            painter = QPainter(found)
            self._draw(painter, QRect(QPoint(0, 0), rect.size()), index, chosen)
            painter.end()
        return found

    def look(self, index: Index) -> Hashable:
        """All that decides how a cell looks but its size and whether it is chosen; None: it is drawn each time."""
        return None

    def paint_cell(self, painter: QPainter, rect: QRect, index: Index, chosen: bool) -> None:
        """What is in a cell; the default is its text."""
        text(painter, rect, str(index.data() or ""))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are of one height; the widths are the view's."""
        return QSize(40, theme.px(ROW))


def text(painter: QPainter, rect: QRect, words: str, *, role: str = "ink", strong: bool = False) -> None:
    """One line in a cell, elided."""
    weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
    painter.setFont(theme.cell_font(weight))
    painter.setPen(theme.pen(role))
    shown = theme.metrics(13, weight).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _MIDDLE_LEFT, shown)


def two(painter: QPainter, rect: QRect, first: str, second: str) -> None:
    """What tells rows apart, its last part kept; what it belongs to follows where there is room."""
    shown = ended(first, rect.width())
    text(painter, rect, shown)
    used = theme.metrics().horizontalAdvance(shown) + 10
    if rect.width() - used > theme.px(60):
        text(painter, rect.adjusted(used, 0, 0, 0), second, role="ink3")


def ended(words: str, width: int) -> str:
    """Words no wider than that: “Micro-Course 3 · Partnerships · 3.2” keeps its 3.2, which nothing else tells."""
    metrics = theme.metrics()
    head, dot, last = words.rpartition(_DOT)
    if not head or len(last) > _SHORT or metrics.horizontalAdvance(words) < width:
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
    room = width - metrics.horizontalAdvance(dot + last) - 2  # drawn in one, it is a little wider than its parts
    return metrics.elidedText(head, Qt.TextElideMode.ElideRight, room) + dot + last


def pill(painter: QPainter, rect: QRect, words: str, tone: str) -> None:
    """A pill in a cell."""
    paint.draw_pill(painter, QPointF(rect.left(), rect.center().y() + 0.5), words, tone, rect.width())


def mono(painter: QPainter, rect: QRect, words: str) -> None:
    """A digest or an id in a cell."""
    painter.setFont(theme.mono(12))
    painter.setPen(theme.colour("ink2"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _ring(painter: QPainter, rect: QRect, width: int) -> None:
    """The ring runs around the whole row: each cell draws its part of it, the outer ones its ends."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    top, bottom = QRectF(rect), QRectF(rect)
    top.setHeight(2)
    bottom.setTop(rect.bottom() - 1)
    painter.drawRect(top)
    painter.drawRect(bottom)
    if rect.left() <= 0:
        painter.drawRect(QRectF(rect.left(), rect.top(), 2, rect.height()))
    if rect.right() >= width - 2:
        painter.drawRect(QRectF(rect.right() - 1, rect.top(), 2, rect.height()))
    painter.restore()


class Table(QTableView):
    """A table that is moved through with the arrows and opened with Enter or a double click."""

    opened = Signal(QModelIndex)
    moved = Signal(QModelIndex)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._widths: dict[int, int] = {}
        self._narrow: dict[int, int] = {}
        self._stretch = self._below = 0
        self._least: dict[int, int] = {}
        self._far_below = 0
        self.laying = False  # widths change by themselves now, not by the person
        self.width_mode = QHeaderView.ResizeMode.Fixed  # Interactive: the person may drag them
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsClickable(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.doubleClicked.connect(self.opened)
        self.set_heights()

    def set_heights(self) -> None:
        """Rows as high as the text size asks."""
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))

    def set_columns(
        self, widths: dict[int, int], stretch: int, narrow: dict[int, int] | None = None, below: int = 0
    ) -> None:
        """Widths in pixels at the base text size; one column takes the rest.

        ``narrow`` holds instead where the table is narrower than ``below``; a width of 0 hides the column.
        """
        self._widths, self._stretch, self._narrow, self._below = widths, stretch, narrow or widths, below
        self._lay_columns()

    def set_least(self, widths: dict[int, int], below: int) -> None:
        """Widths that hold where the table is narrower than that."""
        self._least, self._far_below = widths, below
        self._lay_columns()

    def note_width(self, column: int, width: int) -> None:
        """The person made a column that wide (at the base text size): it stays so."""
        for widths in (self._widths, self._narrow, self._least):
            widths[column] = width

    def _lay_columns(self) -> None:
        self.laying = True
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        widths = self._narrow if self.width() < theme.px(self._below) else self._widths
        if self._least and self.width() < theme.px(self._far_below):
            widths = self._least
        for column, width in widths.items():
            self.setColumnHidden(column, width == 0)
            header.setSectionResizeMode(column, self.width_mode)
            if width:
                header.resizeSection(column, theme.px(width))
        header.setSectionResizeMode(self._stretch, QHeaderView.ResizeMode.Stretch)
        self.laying = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other columns where there is less room."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width() and self._widths:
            self._lay_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._widths:
            self.set_heights()
            self._lay_columns()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell where the cursor went."""
        super().currentChanged(current, previous)
        self.viewport().update()
        self.moved.emit(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
