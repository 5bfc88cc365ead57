"""The chips above the queue, and the choice of one program."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from reviewer_app.ui.queue.state import QueueState
from reviewer_app.ui.widgets.buttons import Button, Chip
from reviewer_app.ui.widgets.flow import FlowLayout


class FilterBar(QWidget):
    """Which rows are left."""

    chip_chosen = Signal(str)
    program_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, Chip] = {}
        self._programs: tuple[tuple[str, str], ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._flow = FlowLayout()
        self.program_button = Button("Program: all", "chip", name="Filter by program")
        self.program_button.set_icon("caret-down")
        self.program_button.clicked.connect(self._show_programs)
        self.menu = QMenu(self.program_button)
        row.addLayout(self._flow, 1)
        row.addWidget(self.program_button, 0, Qt.AlignmentFlag.AlignTop)
        self.program_button.hide()

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
