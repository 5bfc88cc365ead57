"""Beside the pages of a PDF: small pictures of them, the outline, the links; filled when it is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from reviewer_app.evidence.values import Heading, Link, PageSize
from reviewer_app.ui.viewers.page_links import PageLinks
from reviewer_app.ui.viewers.thumbs import Ask, Thumbs
from reviewer_app.ui.widgets.buttons import Chip
from reviewer_app.ui.widgets.labels import Text

TABS = ("pages", "outline", "links")
_TITLES = {"pages": "Pages", "outline": "Outline", "links": "Links"}
_NONE = {"outline": "This PDF has no outline.", "links": "There are no links on this page."}
_DEEPEST = 12
_PAGE = Qt.ItemDataRole.UserRole


class Outline(QTreeWidget):
    """The headings, nested as the file nests them."""

    page_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Outline")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setStyleSheet("QTreeWidget::item { padding: 3px 0; }")
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemActivated.connect(self._on_item)
        self.itemClicked.connect(self._on_item)

    def set_headings(self, headings: tuple[Heading, ...]) -> None:
        """Show these headings."""
        self.clear()
        above: list[QTreeWidgetItem] = []
        tops: list[QTreeWidgetItem] = []
        for heading in headings:
            level = max(1, min(heading.level, len(above) + 1, _DEEPEST))
            del above[level - 1 :]
            made = QTreeWidgetItem([heading.title])
            made.setToolTip(0, f"{heading.title} · page {heading.page}" if heading.page > 0 else heading.title)
            made.setData(0, _PAGE, heading.page)
            if above:
                above[-1].addChild(made)
            else:
                tops.append(made)
            above.append(made)
        self.addTopLevelItems(tops)
        if len(tops) == 1 or len(headings) <= 40:
            self.expandAll()

    def _on_item(self, item: QTreeWidgetItem, _column: int) -> None:
        page = item.data(0, _PAGE)
        if isinstance(page, int) and page > 0:
            self.page_wanted.emit(page)


class Links(QListWidget):
    """The links of the page that is read, as text."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Links on this page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self._links: tuple[Link, ...] = ()
        self.itemActivated.connect(self._on_item)
        self.itemClicked.connect(self._on_item)

    def set_links(self, links: tuple[Link, ...]) -> None:
        """Show these links."""
        if links == self._links:
            return
        self._links = links
        self.clear()
        for link in links:
            made = QListWidgetItem(PageLinks.told(link))
            made.setToolTip(PageLinks.told(link))
            self.addItem(made)

    def _on_item(self, item: QListWidgetItem) -> None:
        row = self.row(item)
        if 0 <= row < len(self._links):
            self.wanted.emit(self._links[row])


class SidePanel(QFrame):
    """Three things to find one's way by; which of them is remembered."""

    page_wanted = Signal(int)
    link_wanted = Signal(object)
    tab_changed = Signal(str)
    left = Signal()

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.thumbs, self.outline, self.links = Thumbs(ask), Outline(), Links()
        self.tab = ""
        self._headings: tuple[Heading, ...] = ()
        self._stale = True
        self.chips = {name: Chip(title) for name, title in _TITLES.items()}
        row = QHBoxLayout()
        row.setContentsMargins(6, 6, 6, 4)
        row.setSpacing(4)
        for name, chip in self.chips.items():
            chip.setAutoExclusive(True)
            chip.clicked.connect(lambda _on=False, n=name: self.show_tab(n))
            row.addWidget(chip)
        row.addStretch(1)
        self.nothing = Text("", "third", wrap=True)
        self.nothing.setContentsMargins(10, 6, 10, 6)
        self._stack = QStackedWidget()
        for part in (self.thumbs, self.outline, self.links):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.nothing)
        column.addWidget(self._stack, 1)
        self.thumbs.page_wanted.connect(self.page_wanted)
        self.outline.page_wanted.connect(self.page_wanted)
        self.links.wanted.connect(self.link_wanted)

    def show_tab(self, name: str) -> None:
        """Pages, outline or links."""
        name = name if name in TABS else TABS[0]
        changed, self.tab = name != self.tab, name
        self.chips[name].setChecked(True)
        self._stack.setCurrentIndex(TABS.index(name))
        self._fill()
        if changed:
            self.tab_changed.emit(name)

    def set_pages(self, sizes: tuple[PageSize, ...], headings: tuple[Heading, ...]) -> None:
        """What the file has; the outline is built when it is looked at."""
        self.thumbs.set_sizes(sizes)
        self._headings, self._stale = headings, True
        self._fill()

    def show_page(self, page: int, links: tuple[Link, ...]) -> None:
        """The page that is read, and its links."""
        if self.isVisible():
            self.thumbs.show_page(page)
            self.links.set_links(links)
            self._say_nothing()

    def _fill(self) -> None:
        if self.tab == "outline" and self._stale:
            self._stale = False
            self.outline.set_headings(self._headings)
        self._say_nothing()

    def _say_nothing(self) -> None:
        empty = {"outline": not self._headings, "links": self.links.count() == 0}.get(self.tab, False)
        self.nothing.setText(_NONE.get(self.tab, "") if empty else "")
        self.nothing.setVisible(empty)

    def focus_tab(self) -> None:
        """Bring the keyboard to what is shown."""
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back to the pages."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
