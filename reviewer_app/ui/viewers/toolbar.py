"""The quiet bar above a document, PDF or picture: where we are, zoom, search, area, cite."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.viewers.cite_button import CiteButton
from reviewer_app.ui.widgets.buttons import IconButton
from reviewer_app.ui.widgets.labels import Elided, Text


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
        row.addWidget(Text(what, "second"))
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
        page = int(text) if text.isdecimal() else self._page
        page = max(1, min(self._count, page))
        self.field.setText(str(page))
        self.field.clearFocus()
        self.wanted.emit(page)


class Toolbar(QFrame):
    """Only the parts that are asked for; signals say what is wanted."""

    zoom_wanted = Signal(int)  # 1 larger, -1 smaller, 0 fit
    turn_wanted = Signal()
    region_wanted = Signal(bool)

    def __init__(self, *, pages: str = "", search: bool = False, region: bool = False, turn: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.pages = PageBox(pages or "Page")
        self.smaller, self.larger = IconButton("minus", "Smaller"), IconButton("plus", "Larger")
        self.fit = IconButton("arrows-out-line-horizontal" if search else "corners-out", "Fit")
        self.turner = IconButton("arrow-clockwise", "Turn the view")
        self.region = IconButton("selection", "Mark an area (or drag with Shift)")
        self.region.setCheckable(True)
        self.search = SearchField()
        self.finder = IconButton("magnifying-glass", "Search in this item", key="Ctrl+F")
        self.said = Elided("", "third")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.cite = CiteButton(stage=False)
        self._lay_out()
        for widget, wanted in ((self.pages, pages), (self.turner, turn), (self.region, region), (self.finder, search)):
            widget.setVisible(bool(wanted))
        self.search.setVisible(False)
        self.smaller.clicked.connect(lambda: self.zoom_wanted.emit(-1))
        self.larger.clicked.connect(lambda: self.zoom_wanted.emit(1))
        self.fit.clicked.connect(lambda: self.zoom_wanted.emit(0))
        self.turner.clicked.connect(self.turn_wanted)
        self.region.toggled.connect(self.region_wanted)
        self.finder.clicked.connect(self.open_search)
        self.search.closed.connect(self.close_search)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.setSpacing(4)
        row.addWidget(self.pages)
        for widget in (self.smaller, self.larger, self.fit, self.turner, self.region, self.finder, self.search):
            row.addWidget(widget)
        row.addWidget(self.said, 1)
        row.addWidget(self.cite)

    def open_search(self) -> None:
        """Show the search field and go to it."""
        self.search.setVisible(True)
        self.search.setFocus()
        self.search.selectAll()

    def close_search(self) -> None:
        """Hide the search field."""
        self.search.setVisible(False)
        self.said.set_text("")
