"""The chips above the queue, and the choice of one program."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from reviewer_app.ui.queue.state import QueueState
from reviewer_app.ui.widgets.buttons import Button, Chip
from reviewer_app.ui.widgets.flow import FlowLayout

ORDERS = {
    "due": "Due",
    "submission": "Submission",
    "program": "Program",
    "attempt": "Attempt",
    "evidence": "Evidence",
    "progress": "Progress",
    "state": "State",
}


class FilterBar(QWidget):
    """Which rows are left."""

    chip_chosen = Signal(str)
    program_chosen = Signal(str)
    sort_chosen = Signal(str)  # a column's name; the one that orders already: the other way round

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, Chip] = {}
        self._programs: tuple[tuple[str, str], ...] = ()
        self._sort = "due"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._flow = FlowLayout(spacing=5)
        self.program_button = Button("Program: all", "chip", name="Filter by program")
        self.program_button.set_icon("caret-down")
        self.program_button.clicked.connect(self._show_programs)
        self.menu = QMenu(self.program_button)
        self.sort_button = Button("Due ↑", "chip", name="Order of the queue")
        self.sort_button.clicked.connect(self._show_orders)
        self.orders = QMenu(self.sort_button)
        row.addLayout(self._flow, 1)
        for button in (self.program_button, self.sort_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            button.hide()

    def show_state(self, state: QueueState) -> None:
        """The chips with their counts, and the program."""
        wanted = [c.id for c in state.chips]
        for name in [n for n in self.chips if n not in wanted]:
            gone = self.chips.pop(name)
            self._flow.removeWidget(gone)
            gone.deleteLater()
        for n, chip in enumerate(state.chips):
            if chip.id not in self.chips:
                made = Chip(chip.label)
                made.clicked.connect(partial(self._chosen, chip.id))
                self.chips[chip.id] = made
                self._flow.insertWidget(n, made)
            self.chips[chip.id].setChecked(chip.on)
            self.chips[chip.id].set_count(chip.count)
        self._programs = state.programs
        title = next((t for i, t in state.programs if i == state.program), "all")
        self.program_button.setText(f"Program: {title}")
        self.program_button.setVisible(len(state.programs) > 1)
        arrow = "↓" if state.descending else "↑"
        self._sort = state.sort
        self.sort_button.setText(f"{ORDERS[state.sort]} {arrow}")
        way = "descending" if state.descending else "ascending"
        self.sort_button.setAccessibleName(f"Order: {ORDERS[state.sort]}, {way}")
        self.sort_button.setToolTip("Order of the queue")
        self.sort_button.setVisible(state.total > 1)

    def _show_orders(self) -> None:
        self.orders.clear()
        for name, label in ORDERS.items():
            action = QAction(label, self.orders)
            action.setCheckable(True)
            action.setChecked(name == self._sort)
            action.triggered.connect(partial(self._order_chosen, name))
            self.orders.addAction(action)
        self.orders.addSeparator()
        turn = QAction("The other way round", self.orders)
        turn.triggered.connect(lambda: self._order_chosen(self._sort))
        self.orders.addAction(turn)
        self.orders.popup(self.sort_button.mapToGlobal(self.sort_button.rect().bottomLeft()))

    def _order_chosen(self, column: str, _checked: bool = False) -> None:
        self.sort_chosen.emit(column)

    def _chosen(self, chip: str, _checked: bool = False) -> None:
        self.chip_chosen.emit(chip)

    def _show_programs(self) -> None:
        self.menu.clear()
        for program, title in (("", "All programs"), *self._programs):
            action = QAction(title, self.menu)
            action.triggered.connect(partial(self._program_chosen, program))
            self.menu.addAction(action)
        self.menu.popup(self.program_button.mapToGlobal(self.program_button.rect().bottomLeft()))

    def _program_chosen(self, program: str, _checked: bool = False) -> None:
        self.program_chosen.emit(program)
