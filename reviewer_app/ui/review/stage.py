"""The stage in the middle: one item, or two side by side or stacked; opened items stay as tabs."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from reviewer_app.domain.ids import IndicatorId, ItemId
from reviewer_app.ui import theme
from reviewer_app.ui.review.state import ReviewState
from reviewer_app.ui.viewers.base import Viewer
from reviewer_app.ui.viewers.places import shorten
from reviewer_app.ui.widgets.buttons import Button, Chip, IconButton
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text

NARROW = 560
KEPT = 5  # viewers that stay open behind the tabs


class Pane(QFrame):
    """Holds one viewer; a line in the accent at its top when it is the one in hand (and there are two)."""

    def __init__(self) -> None:
        super().__init__()
        self._marked = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.setSpacing(0)
        self.viewer: QWidget | None = None
        self.waiting = Text("Opening…", "third")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self.waiting)

    def hold(self, viewer: QWidget | None) -> None:
        """Hold this viewer instead."""
        if viewer is self.viewer:
            return
        if self.viewer is not None and self.viewer.parent() is self:
            self._column.removeWidget(self.viewer)
            self.viewer.hide()
        self.viewer = viewer
        self.waiting.setVisible(viewer is None)
        if viewer is not None:
            self._column.addWidget(viewer)
            viewer.show()

    def mark(self, marked: bool) -> None:
        """Show that it is the one in hand."""
        self._marked = marked
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("stage") if self.viewer is not None else theme.colour("window"))
        painter.fillRect(
            0, 0, self.width(), 2, theme.colour("accent") if self._marked else QColor(theme.colour("line"))
        )


class Stage(QFrame):
    """Tabs and panes. Viewers are made outside and given by ``place``."""

    layout_wanted = Signal(str)
    item_wanted = Signal(object)
    item_used = Signal(object)  # the person works in this one
    wide_wanted = Signal(bool)
    second_wanted = Signal()
    sizes_changed = Signal(str, list)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Stage")
        self.viewers: dict[ItemId, Viewer] = {}
        self._order: list[ItemId] = []
        self._shown: tuple[ItemId, ...] = ()
        self._current: ItemId | None = None
        self._layout = ""
        self._titles: dict[ItemId, str] = {}
        self._tabbed: dict[ItemId, str] = {}
        self._chips: dict[ItemId, Chip] = {}
        self._seen: dict[ItemId, tuple[tuple[int, int], ...]] = {}
        self._only: dict[ItemId, IndicatorId | None] = {}
        self.panes = (Pane(), Pane())
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(3)
        for pane in self.panes:
            self.splitter.addWidget(pane)
        self.splitter.splitterMoved.connect(lambda *_: self._tell_sizes())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self.splitter, 1)
        self._whole = column

    def _build_head(self) -> QFrame:
        head = QFrame()
        head.setProperty("role", "bar")
        head.setFixedHeight(44)
        row = QHBoxLayout(head)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(4)
        self._tabs = QHBoxLayout()
        self._tabs.setSpacing(6)
        row.addLayout(self._tabs)
        row.addStretch(1)
        self.beside = Button("Side by side", "quiet", icon="columns")
        self.stacked = Button("Stacked", "quiet", icon="rows")
        self.wide = IconButton("arrows-out-simple", "Hide the evidence list")
        for button, layout in ((self.beside, "side-by-side"), (self.stacked, "stacked")):
            button.setCheckable(True)
            button.setToolTip(button.text())
            button.clicked.connect(lambda on, name=layout: self.layout_wanted.emit(name if on else "single"))
            row.addWidget(button)
        self.second = IconButton("arrow-square-out", "Evidence on a second screen", key="W")
        self.second.setCheckable(True)
        self.second.clicked.connect(self.second_wanted)
        row.addWidget(self.second)
        self.wide.setCheckable(True)
        self.wide.toggled.connect(self.wide_wanted)
        row.addWidget(self.wide)
        return head

    def cover(self, page: QWidget) -> None:
        """A page that takes the place of the panes while they are hidden."""
        self._whole.addWidget(page, 1)

    def set_covered(self, covered: bool) -> None:
        """While nothing may be shown there is nothing to arrange."""
        for button in (self.beside, self.stacked, self.second):
            button.setVisible(not covered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the tabs keep their words, the buttons only their signs."""
        super().resizeEvent(event)
        for button in (self.beside, self.stacked):
            button.set_bare(self.width() < NARROW)

    # -- what stands where --
    def place(self, shown: tuple[ItemId, ...], current: ItemId | None, layout: str) -> None:
        """Show these items (their viewers are known), one of them in hand."""
        self._shown, self._current = shown, current
        self._set_layout(layout)
        for item in shown:
            if item in self._order:
                self._order.remove(item)
            self._order.append(item)
        for number, pane in enumerate(self.panes):
            here = shown[number] if number < len(shown) else None
            pane.hold(self.viewers.get(here) if here is not None else None)
            pane.setVisible(number == 0 or here is not None)
            pane.mark(len(shown) > 1 and here == current)
        self._drop_old()
        self._show_tabs()

    def _set_layout(self, layout: str) -> None:
        self.beside.setChecked(layout == "side-by-side")
        self.stacked.setChecked(layout == "stacked")
        if layout == self._layout:
            return
        self._layout = layout
        beside = layout == "side-by-side"
        self.splitter.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def set_sizes(self, sizes: tuple[int, ...]) -> None:
        """The sizes of the two panes as they were left."""
        if len(sizes) == 2 and all(s > 0 for s in sizes):
            self.splitter.setSizes(list(sizes))
        elif self._layout == "stacked":
            self.splitter.setSizes([620, 330])
        else:
            self.splitter.setSizes([500, 500])

    @property
    def layout_name(self) -> str:
        """single, side-by-side or stacked."""
        return self._layout

    def _tell_sizes(self) -> None:
        if len(self._shown) > 1:
            self.sizes_changed.emit(f"review.{self._layout}", self.splitter.sizes())

    def _show_tabs(self) -> None:
        wanted = {i: self._titles.get(i, str(i)) for i in sorted(self._order) if i in self.viewers}
        if wanted != self._tabbed:
            self._tabbed = wanted
            clear(self._tabs)
            self._chips = {item: self._chip(item, title) for item, title in wanted.items()}
        for item, chip in self._chips.items():
            chip.setChecked(item in self._shown)

    def _chip(self, item: ItemId, title: str) -> Chip:
        chip = Chip(shorten(title, 20))
        chip.let_elide()
        chip.setToolTip(title)
        chip.clicked.connect(lambda _on=False: self.item_wanted.emit(item))
        self._tabs.addWidget(chip)
        return chip

    def _drop_old(self) -> None:
        """Viewers that were not used for long let go of their files."""
        old = [i for i in self._order if i not in self._shown]
        while len(self.viewers) > KEPT and old:
            self.drop(old.pop(0))

    def drop(self, item: ItemId) -> None:
        """Let go of an item's viewer."""
        viewer = self.viewers.pop(item, None)
        self._seen.pop(item, None)
        self._only.pop(item, None)
        if viewer is not None:
            viewer.release()
            for pane in self.panes:
                if pane.viewer is viewer:
                    pane.hold(None)
            viewer.hide()
            viewer.deleteLater()
        if item in self._order:
            self._order.remove(item)

    def release(self) -> None:
        """Let go of everything."""
        for item in list(self.viewers):
            self.drop(item)
        self._shown, self._current, self._order = (), None, []
        self._show_tabs()

    @property
    def current(self) -> Viewer | None:
        """The viewer that keys and citing go to."""
        return self.viewers.get(self._current) if self._current is not None else None

    def render_stage(self, state: ReviewState) -> None:
        """Marks, target and what was looked at."""
        titles = {row.id: row.title for row in state.items}
        if titles != self._titles:
            self._titles = titles
            self._show_tabs()
        for item, viewer in self.viewers.items():
            marks, seen = state.marks_of(item), state.seen_of(item)
            if viewer.marks is not marks and viewer.marks != marks:
                viewer.show_marks(marks)
            if self._seen.get(item) != seen:
                self._seen[item] = seen
                viewer.show_seen(seen)
            if self._only.get(item) != state.only:
                self._only[item] = state.only
                viewer.show_only(state.only)
            if viewer.target != state.target:
                viewer.show_target(state.target)

    # -- who works where --
    def adopt(self, item: ItemId, viewer: Viewer) -> None:
        """Take a viewer in; a press anywhere in it makes its item the one in hand."""
        viewer.setParent(self)
        viewer.hide()
        self.viewers[item] = viewer
        self._order.append(item)
        press = PressWatch(viewer)
        press.pressed.connect(lambda: self._on_press(item))

    def _on_press(self, item: ItemId) -> None:
        if item in self._shown and item != self._current:
            self.item_used.emit(item)


class PressWatch(QObject):
    """Tells of presses in a widget or its children; the press itself goes on."""

    pressed = Signal()

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self._watch(watched)

    def _watch(self, widget: QWidget) -> None:
        for one in (widget, *widget.findChildren(QWidget)):
            one.installEventFilter(self)  # a second time changes nothing

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look, don't take; a part that is made later is watched, too."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            self.pressed.emit()
        elif kind == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget):
                self._watch(child)
        return False
