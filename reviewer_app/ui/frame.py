"""The frame around the pages: top bar, navigation, pages in a stack."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.page import Page
from reviewer_app.ui.widgets.buttons import NavButton

TOP = (
    ("queue", "Queue", "Ctrl+1"),
    ("outbox", "Outbox", "Ctrl+2"),
    ("programs", "Programs", "Ctrl+3"),
    ("calibration", "Calibration", "Ctrl+4"),
)
BOTTOM = (("help", "Help", "F1"), ("settings", "Settings", "Ctrl+,"))
NAV_WIDTH = 195


class Frame(QWidget):
    """Shows one page at a time; a page is made when it is first wanted."""

    changed = Signal(str)  # page name
    people_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._makers: dict[str, Callable[[], Page]] = {}
        self.pages: dict[str, Page] = {}
        self.nav: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar())
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._build_nav())
        self.stack = QStackedWidget()
        middle.addWidget(self.stack, 1)
        column.addLayout(middle, 1)

    def _build_bar(self) -> QFrame:
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setFixedHeight(theme.px(48))
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(10)
        self._left = QStackedLayout()
        self._heads = QStackedLayout()
        row.addLayout(self._left, 1)
        row.addLayout(self._heads)
        self.bar = bar
        return bar

    def _build_nav(self) -> QFrame:
        side = QFrame()
        side.setProperty("role", "side")
        side.setFixedWidth(theme.px(NAV_WIDTH))
        side.setAccessibleName("Pages")
        column = QVBoxLayout(side)
        column.setContentsMargins(8, 10, 8, 8)
        column.setSpacing(2)
        for name, label, key in TOP:
            self._add_entry(column, name, label, key)
        column.addStretch(1)
        self.people = NavButton("Reviewer", "Ctrl+Shift+U")
        self.people.setCheckable(False)
        self.people.set_icon("user")
        self.people.clicked.connect(self.people_asked)
        column.addWidget(self.people)
        for name, label, key in BOTTOM:
            self._add_entry(column, name, label, key)
        self.side = side
        return side

    def _add_entry(self, column: QVBoxLayout, name: str, label: str, key: str) -> None:
        button = NavButton(label, key)
        button.clicked.connect(lambda: self.go(name))
        self.nav[name] = button
        column.addWidget(button)

    def register(self, name: str, maker: Callable[[], Page]) -> None:
        """How a page is made when it is first wanted."""
        self._makers[name] = maker

    def page(self, name: str) -> Page:
        """The page of that name, made if it wasn't."""
        if name not in self.pages:
            made = self._makers[name]()
            self.pages[name] = made
            self.stack.addWidget(made)
            self._left.addWidget(made.title_row())
            self._heads.addWidget(made.head)
        return self.pages[name]

    def go(self, name: str) -> None:
        """Bring a page to the front."""
        page = self.page(name)
        place = self.stack.indexOf(page)
        self.stack.setCurrentIndex(place)
        for parts in (self._left, self._heads):
            _show_part(parts, place)
        self.nav[name].setChecked(True)
        self.side.setVisible(not page.has_side)
        page.shown()
        self.changed.emit(name)

    @property
    def current(self) -> Page | None:
        """The page at the front."""
        widget = self.stack.currentWidget()
        return widget if isinstance(widget, Page) else None

    def show_who(self, name: str) -> None:
        """Who is working."""
        self.people.setText(name.replace("&", "&&"))
        self.people.setAccessibleName(f"{name} is working. Switch or add a reviewer")
        self.people.setToolTip(f"{name} is working (Ctrl+Shift+U)")

    def fit(self) -> None:
        """Follow the text size."""
        self.bar.setFixedHeight(theme.px(48))
        self.side.setFixedWidth(theme.px(NAV_WIDTH))


def _show_part(parts: QStackedLayout, place: int) -> None:
    """Bring a page's part of the bar to the front; the others' take no room in it."""
    for n in range(parts.count()):
        widget = parts.widget(n)
        across = QSizePolicy.Policy.Preferred if n == place else QSizePolicy.Policy.Ignored
        if widget is not None:
            widget.setSizePolicy(across, widget.sizePolicy().verticalPolicy())
    parts.setCurrentIndex(place)
