"""The chips above the queue, the person's own filters, the choice of one program, of the order and of the columns."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.queue.model import COLUMNS
from reviewer_app.ui.queue.state import QueueState
from reviewer_app.ui.widgets.buttons import Button, Chip, IconButton
from reviewer_app.ui.widgets.flow import FlowLayout
from reviewer_app.workflow.filters import LONGEST_NAME

ORDERS = {"due": "Due", **{name: label for name, label in COLUMNS if name != "due"}}


class NameBox(QLineEdit):
    """Asks for the name of a filter, in its place; Enter takes it, Escape leaves everything as it is."""

    named = Signal(str, str)  # the filter that is renamed (empty: a new one), the name

    def __init__(self) -> None:
        super().__init__()
        self._of = ""
        self.setMaxLength(LONGEST_NAME)
        self.setAccessibleName("Name of the filter")
        self.setPlaceholderText("Name of the filter, then Enter")
        self.setFixedWidth(theme.px(210))
        self.returnPressed.connect(self._take)
        self.hide()

    def ask(self, of: str = "") -> None:
        """Ask for a new filter's name, or another name for one."""
        self._of = of
        self.setText(of)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        text = self.text().strip()
        if text:
            self.hide()
            self.named.emit(self._of, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """While a name is written, letters are letters."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


class FilterBar(QWidget):
    """Which rows are left."""

    chip_chosen = Signal(str)
    program_chosen = Signal(str)
    sort_chosen = Signal(str)  # a column's name; the one that orders already: the other way round
    columns_asked = Signal(QPoint)
    filter_named = Signal(str, str)  # old name (empty: the filter in force is kept), new name
    filter_forgotten = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, Chip] = {}
        self._programs: tuple[tuple[str, str], ...] = ()
        self._own: tuple[tuple[str, str], ...] = ()
        self._sort = "due"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._flow = FlowLayout(spacing=5)
        self.name_box = NameBox()
        self.name_box.named.connect(self.filter_named)
        row.addLayout(self._flow, 1)
        row.addWidget(self.name_box, 0, Qt.AlignmentFlag.AlignTop)
        self._build_buttons(row)

    def _build_buttons(self, row: QHBoxLayout) -> None:
        self.program_button = Button("Program: all", "chip", name="Filter by program")
        self.program_button.set_icon("caret-down")
        self.program_button.clicked.connect(self._show_programs)
        self.menu = QMenu(self.program_button)
        self.sort_button = Button("Due ↑", "chip", name="Order of the queue")
        self.sort_button.clicked.connect(self._show_orders)
        self.orders = QMenu(self.sort_button)
        self.own_button = IconButton("funnel", "Own filters")
        self.own_button.clicked.connect(self._show_own)
        self.own_menu = QMenu(self.own_button)
        self.columns_button = IconButton("columns", "Columns")
        self.columns_button.clicked.connect(lambda: self.columns_asked.emit(_below(self.columns_button)))
        for button in (self.program_button, self.sort_button):  # the page puts the other two beside its search box
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.program_button.hide()
        self.sort_button.hide()

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
        self._own = tuple((c.id, c.label) for c in state.chips if c.own)
        self._programs = state.programs
        title = next((t for i, t in state.programs if i == state.program), "all")
        self.program_button.setText(f"Program: {title}")
        self.program_button.setVisible(len(state.programs) > 1)
        self._show_order(state)

    def _show_order(self, state: QueueState) -> None:
        arrow = "↓" if state.descending else "↑"
        self._sort = state.sort
        self.sort_button.setText(f"{ORDERS[state.sort]} {arrow}")
        way = "descending" if state.descending else "ascending"
        self.sort_button.setAccessibleName(f"Order: {ORDERS[state.sort]}, {way}")
        self.sort_button.setToolTip("Order of the queue")
        for button in (self.sort_button, self.own_button, self.columns_button):
            button.setVisible(state.total > 1)

    def save_filter(self) -> None:
        """Ask under which name the filter in force is kept."""
        self.name_box.ask()

    def _show_own(self) -> None:
        self.own_menu.clear()
        save = QAction("Save this filter…", self.own_menu)
        save.triggered.connect(self.save_filter)
        self.own_menu.addAction(save)
        if self._own:
            self.own_menu.addSeparator()
        for chip, name in self._own:
            part = self.own_menu.addMenu(name.replace("&", "&&"))
            for words, act in (
                ("Show", partial(self.chip_chosen.emit, chip)),
                ("Rename…", partial(self.name_box.ask, name)),
                ("Delete", partial(self.filter_forgotten.emit, name)),
            ):
                action = QAction(words, part)
                action.triggered.connect(lambda _on=False, act=act: act())
                part.addAction(action)
        self.own_menu.popup(_below(self.own_button))

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
        self.orders.popup(_below(self.sort_button))

    def _order_chosen(self, column: str, _checked: bool = False) -> None:
        self.sort_chosen.emit(column)

    def _chosen(self, chip: str, _checked: bool = False) -> None:
        self.chip_chosen.emit(chip)

    def _show_programs(self) -> None:
        self.menu.clear()
        for program, title in (("", "All programs"), *self._programs):
            action = QAction(title.replace("&", "&&"), self.menu)
            action.triggered.connect(partial(self._program_chosen, program))
            self.menu.addAction(action)
        self.menu.popup(_below(self.program_button))

    def _program_chosen(self, program: str, _checked: bool = False) -> None:
        self.program_chosen.emit(program)


def _below(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().bottomLeft())
