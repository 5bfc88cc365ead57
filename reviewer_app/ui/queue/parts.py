"""The parts of the queue page, put together; what they do is ``view.py``'s."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.page import Page
from reviewer_app.ui.queue.columns import Columns
from reviewer_app.ui.queue.delegate import QueueDelegate
from reviewer_app.ui.queue.details_panel import DetailsPanel
from reviewer_app.ui.queue.filter_bar import FilterBar
from reviewer_app.ui.queue.intake_box import IntakeBox
from reviewer_app.ui.queue.model import QueueModel
from reviewer_app.ui.queue.reason_bar import ReasonBar
from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import Card, EmptyState
from reviewer_app.ui.widgets.labels import Elided
from reviewer_app.ui.widgets.table import Table

_FILTERED, _LONGEST = "No submission passes these filters.", 40


class QueueParts(Page):
    """The widgets."""

    add_asked = Signal()
    samples_asked = Signal()
    clear_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._build_head()
        self._build_body()

    def _build_head(self) -> None:
        self.search_box = QLineEdit()
        self.search_box.setPlaceholderText("Search ids, notes, evidence…")
        self.search_box.setAccessibleName("Search the queue")
        self.search_box.setToolTip("Search (Ctrl+F)")
        self.search_box.setClearButtonEnabled(True)
        self.search_box.setFixedWidth(theme.px(300))
        self.add_button = Button("Add packages…")
        self.next_button = Button("Score next", "primary", key="N")
        self.next_button.setEnabled(False)
        for widget in (self.search_box, self.add_button, self.next_button):
            self.head_row.addWidget(widget)

    def _build_body(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(10)
        self.filters = FilterBar()
        column.addWidget(self.filters)
        self.reason_bar = ReasonBar()
        column.addWidget(self.reason_bar)
        column.addWidget(self._build_table(), 1)
        for place, button in enumerate((self.filters.own_button, self.filters.columns_button), 1):
            self.head_row.insertWidget(place, button)
        self.filters.columns_asked.connect(self.columns.popup)
        self.pace_line = Elided("", "small")
        column.addWidget(self.pace_line)
        self.intake_box = IntakeBox()
        column.addWidget(self.intake_box)
        self.details = DetailsPanel()
        self.splitter = QSplitter()
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.details)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.details.setMinimumWidth(240)
        left.setMinimumWidth(560)
        self.splitter.setSizes([920, 320])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def _build_table(self) -> QStackedWidget:
        self.model = QueueModel()
        self.table = Table("Submissions")
        self.table.setModel(self.model)
        self.table.setItemDelegate(QueueDelegate(self.table))
        self.columns = Columns(self.table)
        self.table.horizontalHeader().setSectionsClickable(True)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._card = Card(margins=1)
        self._card.body.addWidget(self.table)
        self._nothing = EmptyState(
            "tray",
            "No packages yet",
            "Drop package files or a whole drive folder anywhere on this window, or add them. They are checked, and "
            "nothing of a bad one is kept.",
            [
                ("Add packages…", "primary", self.add_asked.emit),
                ("Open the sample submissions", "plain", self.samples_asked.emit),
            ],
        )
        self._filtered = EmptyState(
            "magnifying-glass",
            "Nothing here",
            _FILTERED,
            [("Show what is to be scored", "plain", self.clear_asked.emit)],
        )
        self._loading = EmptyState("clock", "Opening the workspace…", "")
        self.stack = QStackedWidget()
        for page in (self._card, self._nothing, self._filtered, self._loading):
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(self._loading)
        return self.stack

    def say_why(self, search: str) -> None:
        """Why a table is empty that is not: what was searched for is not found, or the filters leave nothing."""
        shown = search if len(search) <= _LONGEST else f"{search[: _LONGEST - 1]}…"
        said = f"No submission has “{shown}” in its id, its notes or its evidence." if search else _FILTERED
        self._filtered.set("Nothing found" if search else "Nothing here", said)
