"""The quiet bar above a document, PDF or picture: where we are, zoom, search, area, more, cite."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.cite_button import CiteButton
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Elided, Text

_SAID = 60  # dots for what is said, such as 3 of 12
_LEAST = 150


def ground() -> QColor:
    """What lies behind the paper."""
    return theme.colour("stage") if theme.current().dark else theme.colour("track")


class SearchField(QLineEdit):
    """Searches while typing; Enter goes on, Shift+Enter back, Escape closes."""

    wanted = Signal(str, int)  # words; 0 while typing, 1 the next one, -1 the one before
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Search")
        self.setAccessibleName("Search in this item")
        self.setFixedWidth(150)
        self.textEdited.connect(lambda text: self.wanted.emit(text, 0))

    def event(self, event: QEvent) -> bool:
        """Letters typed here are text, whatever shortcut they are elsewhere."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter, Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.wanted.emit(self.text(), -1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class PageBox(QWidget):
    """``Page [3] of 12``."""

    wanted = Signal(int)

    def __init__(self, what: str = "Page") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self.field = QLineEdit("1")
        self.field.setFixedWidth(44)
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.setAccessibleName(f"{what} number")
        self._total = Text("", "second")
        self._count = self._page = 1
        self.what = Text(what, "second")
        row.addWidget(self.what)
        row.addWidget(self.field)
        row.addWidget(self._total)
        self.field.returnPressed.connect(self._on_entered)

    def set_count(self, count: int) -> None:
        """How many there are."""
        self._count = max(1, count)
        self._total.setText(f"of {self._count}")

    def set_page(self, page: int) -> None:
        """Which one is shown."""
        self._page = page
        if not self.field.hasFocus():
            self.field.setText(str(page))

    def _on_entered(self) -> None:
        text = self.field.text().strip()
        page = int(text) if text.isdecimal() and len(text) < 9 else self._page
        page = max(1, min(self._count, page))
        self.field.setText(str(page))
        self.field.clearFocus()
        self.wanted.emit(page)


class MoreMenu(QMenu):
    """All that can be done with an item, by name and key; the keys hold while the keyboard is in the viewer."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setAccessibleName("More about this item")

    def offer(self, text: str, act: Callable[[], object], *keys: str, on: bool | None = None) -> QAction:
        """Add an entry; ``on`` given: it can be ticked, and starts so."""
        made = QAction(text, self._owner)
        made.setShortcuts([QKeySequence(k) for k in keys])
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if on is not None:
            made.setCheckable(True)
            made.setChecked(on)
        made.triggered.connect(lambda _on=False: act())
        self._owner.addAction(made)
        self.addAction(made)
        return made


class Toolbar(QFrame):
    """Only the parts that are asked for; signals say what is wanted. Where it is narrow the menu has what is hidden."""

    zoom_wanted = Signal(int)  # 1 larger, -1 smaller, 0 fit
    turn_wanted = Signal()
    region_wanted = Signal(bool)
    panel_wanted = Signal(bool)

    def __init__(
        self, *, pages: str = "", search: bool = False, region: bool = False, turn: bool = False, panel: bool = False
    ) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setMinimumWidth(_LEAST)
        self.panel = IconButton("list", "Pages, outline and links", key="F9")
        self.panel.setCheckable(True)
        self.pages = PageBox(pages or "Page")
        self.smaller, self.larger = (
            IconButton("minus", "Smaller", key="Ctrl+-"),
            IconButton("plus", "Larger", key="Ctrl++"),
        )
        self.fit = IconButton("arrows-out-line-horizontal" if search else "corners-out", "Fit", key="Ctrl+0")
        self.turner = IconButton("arrow-clockwise", "Turn the view", key="Ctrl+R")
        self.region = IconButton("selection", "Mark an area (or drag with Shift)")
        self.region.setCheckable(True)
        self.search = SearchField()
        self.finder = IconButton("magnifying-glass", "Search in this item", key="Ctrl+F")
        self.before, self.after = (
            IconButton("caret-up", "Hit before", key="Shift+F3"),
            IconButton("caret-down", "Next hit", key="F3"),
        )
        self.said = Elided("", "third")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.count = Text("", "third")
        self.count.setVisible(False)
        self.more = IconButton("dots-three-bold", "More about this item")
        self.cite = CiteButton(stage=False)
        self.menu: MoreMenu | None = None
        self._offered: dict[QWidget, bool] = {self.panel: panel, self.pages: bool(pages), self.turner: turn}
        self._offered[self.region] = region
        self._offered |= {self.finder: search, self.smaller: True, self.larger: True, self.fit: True}
        self._lay_out()
        self._connect()
        self._show_parts()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.setSpacing(4)
        parts: list[QWidget] = [self.panel, self.pages, self.smaller, self.larger, self.fit, self.turner, self.region]
        for widget in (*parts, self.finder, self.search, self.before, self.after):
            row.addWidget(widget)
        row.addWidget(self.said, 1)
        row.addWidget(self.count)
        row.addWidget(self.more)
        row.addWidget(self.cite)
        for hidden in (self.search, self.before, self.after, self.more):
            hidden.setVisible(False)

    def _connect(self) -> None:
        self.panel.toggled.connect(self.panel_wanted)
        self.smaller.clicked.connect(lambda: self.zoom_wanted.emit(-1))
        self.larger.clicked.connect(lambda: self.zoom_wanted.emit(1))
        self.fit.clicked.connect(lambda: self.zoom_wanted.emit(0))
        self.turner.clicked.connect(self.turn_wanted)
        self.region.toggled.connect(self.region_wanted)
        self.finder.clicked.connect(self.open_search)
        self.search.closed.connect(self.close_search)
        self.before.clicked.connect(lambda: self.search.wanted.emit(self.search.text(), -1))
        self.after.clicked.connect(lambda: self.search.wanted.emit(self.search.text(), 1))

    def set_menu(self, menu: MoreMenu) -> None:
        """The menu behind the three dots."""
        self.menu = menu
        self.more.setVisible(True)
        self.more.clicked.connect(lambda: menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))

    def tell(self, words: str, role: str = "third") -> None:
        """Something that holds for the whole item, such as how many words it has."""
        self.count.setText(words)
        self.count.set_role(role)
        self._show_parts()

    def let(self, part: QWidget, offered: bool) -> None:
        """Offer a part, or no longer."""
        self._offered[part] = offered
        self._show_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow only what is used most stays."""
        super().resizeEvent(event)
        self._show_parts()

    def _show_parts(self) -> None:
        """All that is offered, less what there is no room for; the menu has that, too."""
        for part, offered in self._offered.items():
            part.setVisible(offered)
        self.pages.what.setVisible(True)
        self.count.setVisible(bool(self.count.text()))
        searching = not self.search.isHidden()
        first: tuple[QWidget, ...] = (self.pages.what, self.turner, self.fit, self.region)
        last: tuple[QWidget, ...] = (self.smaller, self.larger, self.pages, self.panel)
        order = (*first, self.count, *last, self.finder) if searching else (*first, self.finder, self.count, *last)
        layout = self.layout()
        for part in order:
            if self.menu is None or layout is None:
                return
            layout.invalidate()
            if layout.minimumSize().width() + _SAID <= self.width():
                return
            part.setVisible(False)

    def open_search(self) -> None:
        """Show the search field and go to it."""
        for part in (self.search, self.before, self.after):
            part.setVisible(True)
        self._show_parts()
        self.search.setFocus()
        self.search.selectAll()

    def close_search(self) -> None:
        """Hide the search field."""
        for part in (self.search, self.before, self.after):
            part.setVisible(False)
        self._show_parts()
        self.said.set_text("")
