"""Grids of levels: every reviewer's score of every submission, and who gave what where the master is another."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from reviewer_app.ui import theme
from reviewer_app.ui.plots.base import Plot, PlotTable, mix
from reviewer_app.ui.widgets import paint

_GAP = 3.0
_LEAST = 0.7  # of the usual width of a cell
_STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell. ``share`` (0 lowest level, 1 highest; None empty) gives its ground; ``off``: levels off the master."""

    text: str
    words: str
    share: float | None = None
    off: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GridData:
    """A whole grid; ``sums`` stands at the right of each row under ``sum_title``. ``lead``: the first row is bold."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    sums: tuple[str, ...] = ()
    sum_title: str = ""
    lead: bool = False
    corner: str = ""


def level_colour(share: float) -> QColor:
    """The ground of a level: from the lowest (0) to the highest (1) of its scale."""
    good, caution = theme.colour("good"), theme.colour("caution")
    anchors = (
        mix(theme.colour("panel"), mix(theme.colour("bad"), caution, 0.8), 0.26),
        mix(theme.colour("caution_soft"), caution, 0.06),
        mix(theme.colour("good_soft"), good, 0.06),
        mix(theme.colour("good_soft"), good, 0.26),
    )
    place = max(0.0, min(1.0, share)) * (len(anchors) - 1)
    low = min(int(place), len(anchors) - 2)
    return mix(anchors[low], anchors[low + 1], place - low)


class Grid(Plot):
    """Cells in rows and columns. Arrows move the cursor; Enter or a click opens the cell."""

    opened = Signal(int, int)  # row, column

    def __init__(self, name: str, cell: tuple[int, int] = (32, 27)) -> None:
        super().__init__(name)
        self.data = GridData()
        self.at = (0, 0)
        self._cell, self._factor = cell, 1.0
        self._narrow = 1.0

    def show_data(self, data: GridData) -> None:
        """Show this grid instead."""
        self.data = data
        rows, columns = len(data.rows), len(data.columns)
        self.at = (min(self.at[0], max(0, rows - 1)), min(self.at[1], max(0, columns - 1)))
        sums = data.sums or ("",) * rows
        head = (data.corner or "Reviewer", *data.columns, *((data.sum_title,) if data.sums else ()))
        self.tell(
            PlotTable(
                columns=head,
                rows=tuple(
                    (name, *(c.text for c in cells), *((total,) if data.sums else ()))
                    for (name, cells), total in zip(data.rows, sums, strict=True)
                ),
            )
        )
        self.updateGeometry()
        self.resize(self.sizeHint())
        self.update()

    # --- where things are --------------------------------------------------------------------------------------------

    def _size(self) -> tuple[float, float]:
        return self._cell[0] * theme.scale() * self._factor * self._narrow, self._cell[1] * theme.scale() * self._factor

    def _left(self) -> float:
        metrics = QFontMetricsF(theme.font(12, QFont.Weight.DemiBold))
        names = [self.data.corner, *(name for name, _ in self.data.rows)]
        widest = max((metrics.horizontalAdvance(n) for n in names), default=0.0)
        return min(widest, theme.px(120)) + 10

    def _top(self) -> float:
        return theme.px(22)

    def rect_of(self, row: int, column: int) -> QRectF:
        """Where a cell is drawn."""
        width, height = self._size()
        return QRectF(self._left() + column * (width + _GAP), self._top() + row * (height + _GAP), width, height)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """The cell at a place; None between cells."""
        for row, (_, cells) in enumerate(self.data.rows):
            if self.rect_of(row, 0).top() <= place.y() <= self.rect_of(row, 0).bottom():
                return next(((row, n) for n in range(len(cells)) if self.rect_of(row, n).contains(place)), None)
        return None

    def sizeHint(self) -> QSize:
        """All cells at the present zoom."""
        rows, columns = max(1, len(self.data.rows)), max(1, len(self.data.columns))
        last = self.rect_of(rows - 1, columns - 1)
        return QSize(round(last.right() + (theme.px(52) if self.data.sums else 4)), round(last.bottom() + 4))

    def minimumSizeHint(self) -> QSize:
        """As ``sizeHint``: it stands in a scroll area."""
        return self.sizeHint()

    # --- drawing -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names, cells, sums, cursor."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        for row, (_, cells) in enumerate(self.data.rows):
            for column, cell in enumerate(cells):
                self._paint_cell(painter, self.rect_of(row, column), cell)
        if self.hasFocus() and self.data.rows:
            paint.draw_focus(painter, self.rect_of(*self.at).adjusted(-2, -2, 2, 2))

    def _paint_heads(self, painter: QPainter) -> None:
        middle, left = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font(11, QFont.Weight.Medium))
        painter.setPen(theme.colour("ink3"))
        painter.drawText(QRectF(0, 0, self._left(), self._top()), left, self.data.corner)
        for column, name in enumerate(self.data.columns):
            rect = self.rect_of(0, column)
            painter.drawText(QRectF(rect.left() - 2, 0, rect.width() + 4, self._top()), middle, name)
        end = self.rect_of(0, max(0, len(self.data.columns) - 1)).right() + 4
        if self.data.sums:
            painter.drawText(QRectF(end, 0, theme.px(46), self._top()), middle, self.data.sum_title)
        for row, (name, _) in enumerate(self.data.rows):
            rect = self.rect_of(row, 0)
            strong = self.data.lead and row == 0
            painter.setFont(theme.font(12, QFont.Weight.DemiBold if strong else QFont.Weight.Medium))
            painter.setPen(theme.colour("ink2"))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(self._left() - 8))
            painter.drawText(QRectF(0, rect.top(), self._left() - 6, rect.height()), left, shown)
            if self.data.sums:
                painter.drawText(QRectF(end, rect.top(), theme.px(46), rect.height()), middle, self.data.sums[row])

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        ground = theme.colour("neutral_soft") if cell.share is None else level_colour(cell.share)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 4, 4)
        if cell.off:
            far = abs(cell.off) > 1
            painter.setPen(QPen(theme.colour("bad" if far else "caution"), 2.4 if far else 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.8, 0.8, -0.8, -0.8), 4, 4)
        painter.setPen(theme.colour("ink2" if cell.share is None else "ink"))
        painter.setFont(theme.font(13, QFont.Weight.Normal if cell.share is None else QFont.Weight.DemiBold))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, cell.text)

    # --- hands -------------------------------------------------------------------------------------------------------

    def words_of(self, row: int, column: int) -> str:
        """A cell in words."""
        return self.data.rows[row][1][column].words

    def move_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        if self.data.rows and self.data.columns:
            self.at = (
                max(0, min(len(self.data.rows) - 1, row)), max(0, min(len(self.data.columns) - 1, column))
            )  # fmt: skip
            self.announce(self.words_of(*self.at))
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End, Enter, zoom."""
        row, column = self.at
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.move_to(row + _STEPS[key][0], column + _STEPS[key][1])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.move_to(row, 0 if key == Qt.Key.Key_Home else len(self.data.columns))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.data.rows:
            self.opened.emit(row, column)
        elif not self.zoom_key(event):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens the cell."""
        found = self.cell_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.move_to(*found)
            self.opened.emit(*found)
        else:
            super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
            event.accept()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Say the cell under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words_of(*found) if found is not None else "", self)
            return True
        return super().event(event)

    def zoom(self, factor: float) -> None:
        """Larger or smaller cells."""
        self._factor = max(0.5, min(3.0, self._factor * factor))
        self.updateGeometry()
        self.resize(self.sizeHint())
        self.update()

    def show_all(self) -> None:
        """Cells of the usual size, or as wide as there is room for."""
        self._factor = 1.0
        self.zoom(1.0)

    def fit_width(self, width: int) -> None:
        """Narrower cells where there is little room, down to what can still be read."""
        columns = max(1, len(self.data.columns))
        room = width - self._left() - (theme.px(52) if self.data.sums else 4)
        usual = self._cell[0] * theme.scale() * self._factor
        self._narrow = max(_LEAST, min(1.0, (room / columns - _GAP) / usual))
        self.updateGeometry()
        self.resize(self.sizeHint())

    def restyle(self) -> None:
        """Follow text size and theme."""
        self.updateGeometry()
        self.update()
