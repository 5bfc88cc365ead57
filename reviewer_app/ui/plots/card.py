"""A plot in a card: title, the way to its table, to "Why", and to its menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from reviewer_app.ui import theme
from reviewer_app.ui.plots.base import Plot
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.cards import Card
from reviewer_app.ui.widgets.labels import Elided, Text


class PlotCard(Card):
    """Shows a plot, or the same as a table."""

    def __init__(
        self, title: str, plot: Plot, *, scroll: bool = False, why: Callable[[], object] | None = None
    ) -> None:
        super().__init__(margins=14, spacing=8)
        self.plot = plot
        self.title = Text(title, "strong")
        self.note = Elided("", "third")
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.title)
        head.addWidget(self.note, 1)
        if why is not None:
            self.why = IconButton("question", f"Why: {title}")
            self.why.clicked.connect(why)
            self.why.setFixedSize(theme.px(26), theme.px(26))
            head.addWidget(self.why)
        self.as_table = IconButton("table", f"Show {title.lower()} as a table")
        self.as_table.setCheckable(True)
        self.as_table.toggled.connect(self._turn)
        self.more = IconButton("dots-three-bold", f"{title}: copy, save, zoom")
        self.more.clicked.connect(self.open_menu)
        self._head = head
        for button in (self.as_table, self.more):
            button.setFixedSize(theme.px(26), theme.px(26))
            head.addWidget(button)
        self.body.addLayout(head)
        self.stack = QStackedWidget()
        self.table = _table(f"{title} as a table")
        self.stack.addWidget(_scrolled(plot) if scroll else plot)
        self.stack.addWidget(self.table)
        self.body.addWidget(self.stack, 1)

    def add_buttons(self, *buttons: QWidget) -> None:
        """More buttons, before the others."""
        for place, button in enumerate(buttons, 2):
            button.setFixedSize(theme.px(26), theme.px(26))
            self._head.insertWidget(place, button)

    def set_note(self, text: str) -> None:
        """What stands beside the title."""
        self.note.set_text(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A grid is made to fit across, as far as its cells stay readable."""
        super().resizeEvent(event)
        self.plot.fit_width(self.stack.width())

    def refresh(self) -> None:
        """The plot shows something else: so does the table."""
        if self.as_table.isChecked():
            self._fill()

    def open_menu(self) -> None:
        """Copy, save, zoom."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.plot.fill_menu(menu)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _turn(self, table: bool) -> None:
        if table:
            self._fill()
        self.stack.setCurrentIndex(1 if table else 0)
        (self.table if table else self.plot).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        shown = self.plot.table
        self.table.setColumnCount(len(shown.columns))
        self.table.setRowCount(len(shown.rows))
        self.table.setHorizontalHeaderLabels(list(shown.columns))
        for row, cells in enumerate(shown.rows):
            for column, text in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(text))


def _table(name: str) -> QTableWidget:
    made = QTableWidget()
    made.setAccessibleName(name)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setTabKeyNavigation(False)
    made.verticalHeader().hide()
    made.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    made.verticalHeader().setDefaultSectionSize(theme.px(26))
    return made


def _scrolled(plot: Plot) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(plot)
    return area
