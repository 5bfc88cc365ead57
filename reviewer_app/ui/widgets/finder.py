"""Ctrl+K: one box that finds submissions, pages and commands. Not modal: a click elsewhere or Escape puts it away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from reviewer_app.ui import theme
from reviewer_app.ui.widgets import paint, table
from reviewer_app.ui.widgets.rows import Index, Rows

_WIDTH, _MOST = 560, 9
EntryRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that can be found: what it is, a detail, its key, and what choosing it does."""

    title: str
    act: Callable[[], object]
    detail: str = ""
    key: str = ""
    icon: str = "arrow-right"
    id: str = ""  # by which it is remembered; empty: it is not
    words: str = ""  # that also find it


class _Model(Rows[Entry]):
    def told(self, row: Entry, role: int) -> Any:
        if role == EntryRole:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.detail or None
        return f"{row.title}  {row.detail}".strip() if role == Qt.ItemDataRole.DisplayRole else None


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(EntryRole)
        rect: QRect = option.rect
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.colour("accent_soft" if chosen else "panel"))
        theme.icon(entry.icon, "ink2").paint(painter, QRect(rect.left() + 12, rect.center().y() - 8, 16, 16))
        inside = rect.adjusted(38, 0, -12, 0)
        if entry.key:
            width = paint.key_size(entry.key).width()
            paint.draw_key(painter, QPointF(inside.right() - width, rect.center().y()), entry.key, theme.colour("ink2"))
            inside.setRight(int(inside.right() - width - 8))
        table.text(painter, inside, entry.title, strong=chosen)
        if entry.detail:
            used = painter.fontMetrics().horizontalAdvance(entry.title) + 12
            table.text(painter, inside.adjusted(used, 0, 0, 0), entry.detail, role="ink2")
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> Any:
        return QSize(40, theme.px(34))  # as wide as the list: a long line is shortened, not scrolled


class Finder(QFrame):
    """The box over the window. ``find`` gives the entries for what was typed, best first."""

    def __init__(self, host: QWidget, find: Callable[[str], Sequence[Entry]]) -> None:
        super().__init__(host)
        self._find = find
        self._before: QWidget | None = None
        self.setProperty("role", "card")
        self.setAccessibleName("Find anything")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        self.box = QLineEdit()
        self.box.setPlaceholderText("Find a submission, a command, an indicator, evidence, help…")
        self.box.setAccessibleName("Find")
        self.box.textChanged.connect(self._changed)
        self.box.installEventFilter(self)
        self._model = _Model()
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Found")
        self.list.clicked.connect(self._take)
        column.addWidget(self.box)
        column.addWidget(self.list)
        host.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it and take the keyboard."""
        self._before = QApplication.focusWidget()
        self.box.clear()
        self._changed("")
        self.show()
        self.raise_()
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Put it away and give the keyboard back."""
        if self.isVisible():
            self.hide()
            if self._before is not None and self._before.isVisible():
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            self._before = None

    def entries(self) -> Sequence[Entry]:
        """What is offered now."""
        return self._model.rows

    def _changed(self, text: str) -> None:
        self._model.set_rows(self._find(text.strip()))
        self.list.setCurrentIndex(self._model.index(0, 0))
        self._place()

    def _place(self) -> None:
        host = self.parentWidget()
        if host is not None:
            rows = max(1, min(_MOST, self._model.rowCount()))
            self.list.setFixedHeight(rows * theme.px(34))
            width = min(theme.px(_WIDTH), host.width() - 40)
            self.setGeometry((host.width() - width) // 2, 64, width, self.sizeHint().height())
            self.setFixedWidth(width)
            self.adjustSize()

    def _take(self, index: Index) -> None:
        if index.isValid():
            entry: Entry = index.data(EntryRole)
            self.leave()
            entry.act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the box; the host's size; leaving."""
        if watched is self.box:
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(event.key())
            if event.type() == QEvent.Type.FocusOut and self.isVisible():
                self.hide()
        elif event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _key(self, key: int) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        if step is not None and self._model.rowCount():
            row = (self.list.currentIndex().row() + step) % self._model.rowCount()
            self.list.setCurrentIndex(self._model.index(row, 0))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex())
            return True
        if key == Qt.Key.Key_Escape:
            self.leave()
            return True
        return False
