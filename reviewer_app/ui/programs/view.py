"""The programs: a list, and one of them to read."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from reviewer_app.ui import theme
from reviewer_app.ui.page import Page
from reviewer_app.ui.programs.page import program_html
from reviewer_app.ui.programs.presenter import ProgramRow, ProgramsPresenter
from reviewer_app.ui.session import Session
from reviewer_app.ui.widgets import paint, table
from reviewer_app.ui.widgets.reading import Reading
from reviewer_app.ui.widgets.rows import Index, Rows

RowRole = Qt.ItemDataRole.UserRole
_HEIGHT = 62


class _Model(Rows[ProgramRow]):
    def told(self, row: ProgramRow, role: int) -> Any:
        if role == RowRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.title}, version {row.version}, {row.status}{', sample wording' if row.sample else ''}"
        return row.title if role == Qt.ItemDataRole.ToolTipRole else None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ProgramRow = index.data(RowRole)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.colour("accent_soft" if chosen else "panel"))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        half = rect.height() // 2
        top = rect.adjusted(14, 6, -12, -half)
        table.text(painter, top, row.title, strong=True)
        below = rect.adjusted(14, half, -12, -8)
        table.text(painter, below, f"v{row.version}", role="ink2")
        used = QFontMetrics(theme.font(13, QFont.Weight.Normal)).horizontalAdvance(f"v{row.version}") + 10
        where = below.adjusted(used, 0, 0, 0)
        table.pill(painter, where, row.status, row.tone)
        if row.sample:
            more = round(paint.pill_size(row.status).width()) + 6
            table.pill(painter, where.adjusted(more, 0, 0, 0), "sample wording", "neutral")
        painter.restore()
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint.draw_focus(painter, rect.toRectF(), 4)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, theme.px(_HEIGHT))


class ProgramsView(Page):
    """The page."""

    name, title, chip = "programs", "Programs", ""

    said = Signal(str, str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._model = _Model()
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName("Programs")
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.reading = Reading("Program")
        reading_box = QFrame()
        reading_box.setProperty("role", "details")
        inside = QVBoxLayout(reading_box)
        inside.setContentsMargins(20, 14, 8, 8)
        inside.addWidget(self.reading)
        self.splitter = QSplitter()
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(reading_box)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(0, False)
        self.splitter.setCollapsible(1, False)
        self.list.setMinimumWidth(260)
        sizes = session.settings.layout.get("programs", (380, 860))
        self.splitter.setSizes(list(sizes))
        self.splitter.splitterMoved.connect(lambda: session.keep_layout("programs", tuple(self.splitter.sizes())))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self.presenter = ProgramsPresenter(session.workspace, session.tasks, self)
        session.tasks.changed.connect(self.presenter.on_changed)
        self.presenter.load()

    def render(self, rows: tuple[ProgramRow, ...]) -> None:  # type: ignore[override]
        """Show the list; the first one is opened."""
        self._model.set_rows(rows)
        if rows:
            self.list.setCurrentIndex(self._model.index(0, 0))
        else:
            self.reading.show_html(
                "<h2>No programs are known here</h2><p>Import one: <code>reviewer-app programs import FILE</code></p>"
            )

    def shown(self) -> None:
        """Take the keyboard."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self.reading.show_html(program_html(self._model.rows[current.row()].program))
