"""Small pictures of a PDF's pages in a list: drawn when they are seen, one after another, few kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reviewer_app.evidence.values import PageSize
from reviewer_app.ui import theme
from reviewer_app.ui.widgets import paint

WIDTH, TALLEST, FOOT, AIR = 104, 150, 20, 8
KEPT = 300
Index = QModelIndex | QPersistentModelIndex
Ask = Callable[[int, int, Callable[[QImage | None], None]], None]


class Pages(QAbstractListModel):
    """One row a page; its small picture is asked for when it is first painted."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self.sizes: tuple[PageSize, ...] = ()
        self.ratio = 1.0
        self._kept: OrderedDict[int, QImage | None] = OrderedDict()
        self._waiting: list[int] = []
        self._busy = False

    def set_sizes(self, sizes: tuple[PageSize, ...]) -> None:
        """The pages there are."""
        self.beginResetModel()
        self.sizes = sizes
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """One row a page."""
        return 0 if parent is not None and parent.isValid() else len(self.sizes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What is said of a page."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"Page {index.row() + 1}"
        return None

    def box(self, row: int) -> QSize:
        """How large a page's small picture is."""
        size = self.sizes[row]
        wide, high = max(1.0, size.width), max(1.0, size.height)
        scale = min(WIDTH / wide, TALLEST / high)
        return QSize(max(6, round(wide * scale)), max(6, round(high * scale)))

    def picture(self, row: int) -> QImage | None:
        """The small picture; asked for when it is not there."""
        if row in self._kept:
            self._kept.move_to_end(row)
            return self._kept[row]
        if row in self._waiting:
            self._waiting.remove(row)
        self._waiting.append(row)
        del self._waiting[:-12]  # what was scrolled past is not drawn
        self._next()
        return None

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        row, self._busy = self._waiting.pop(), True
        width = max(8, round(self.box(row).width() * self.ratio))

        def arrive(picture: QImage | None) -> None:
            self._busy = False
            self._kept[row] = picture
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            if row < len(self.sizes):
                self.dataChanged.emit(self.index(row), self.index(row))
            self._next()

        self._ask(row + 1, width, arrive)

    @property
    def drawn(self) -> int:
        """How many have been drawn and are kept."""
        return len(self._kept)


class _Delegate(QStyledItemDelegate):
    """Paper, number, and a frame around the page that is read."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All alike, so that twenty thousand pages cost nothing."""
        return QSize(WIDTH + 2 * AIR, TALLEST + FOOT + AIR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One page."""
        model = index.model()
        if not isinstance(model, Pages):
            return
        cell = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        size = model.box(index.row())
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(cell.adjusted(0, AIR, 0, -FOOT).center())
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor("#ffffff"))
        picture = model.picture(index.row())
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(box, picture)
        painter.setPen(theme.colour("accent" if chosen else "line_strong"))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))
        painter.setPen(theme.colour("accent" if chosen else "ink2"))
        painter.setFont(theme.font(12))
        foot = QRectF(cell.left(), cell.bottom() - FOOT, cell.width(), FOOT)
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, f"{index.row() + 1}")
        if chosen:
            paint.draw_focus(painter, box.adjusted(-4, -4, 4, 4), 3)


class Thumbs(QListView):
    """Pages to go to; arrows move among them."""

    page_wanted = Signal(int)

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.setAccessibleName("Small pictures of the pages")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.pages = Pages(ask)
        self.setModel(self.pages)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._told = False
        self.selectionModel().currentChanged.connect(self._on_current)

    def set_sizes(self, sizes: tuple[PageSize, ...]) -> None:
        """The pages there are."""
        self.pages.ratio = self.devicePixelRatioF()
        self.pages.set_sizes(sizes)

    def show_page(self, page: int) -> None:
        """Mark the page that is read."""
        self._told = True
        try:
            self.setCurrentIndex(self.pages.index(page - 1))
        finally:
            self._told = False

    def _on_current(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid() and not self._told:
            self.page_wanted.emit(now.row() + 1)
