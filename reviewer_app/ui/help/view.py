"""The shipped help."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from reviewer_app import paths
from reviewer_app.ui.page import Page
from reviewer_app.ui.widgets.reading import Reading


class HelpView(Page):
    """Topics at the left, the text at the right."""

    name, title, chip = "help", "Help", ""

    def __init__(self) -> None:
        super().__init__()
        self.topics = QListWidget()
        self.topics.setAccessibleName("Topics")
        self.topics.setProperty("role", "topics")
        self.topics.setFixedWidth(260)
        self.topics.setWordWrap(True)  # a long title takes two lines rather than a scroll bar
        self.topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for path in topic_files():
            item = QListWidgetItem(title_of(path))
            item.setData(Qt.ItemDataRole.UserRole, path.name)
            self.topics.addItem(item)
        self.topics.currentRowChanged.connect(self._show)
        self.reading = Reading("Help text")
        self.reading.anchorClicked.connect(self._follow)
        side = QFrame()
        side.setProperty("role", "details")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(28, 20, 8, 8)
        inside.addWidget(self.reading)
        self.reading.setMaximumWidth(820)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.topics)
        row.addWidget(side, 1)
        self.topics.setCurrentRow(0)

    def shown(self) -> None:
        """Take the keyboard."""
        self.topics.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, name: str) -> None:
        """Show the topic of that file name."""
        for n in range(self.topics.count()):
            if self.topics.item(n).data(Qt.ItemDataRole.UserRole) == name:
                self.topics.setCurrentRow(n)

    def _show(self, row: int) -> None:
        item = self.topics.item(row)
        if item is not None:
            self.reading.show_html(to_html(_folder() / item.data(Qt.ItemDataRole.UserRole)))

    def _follow(self, link: QUrl) -> None:
        self.open(link.path())


def _folder() -> Path:
    return paths.resources() / "help"


def topic_files() -> list[Path]:
    """The topics, in their order."""
    return sorted(_folder().glob("*.md"))


def title_of(path: Path) -> str:
    """A topic's title: its first heading."""
    first = path.read_text("utf-8").splitlines()[0]
    return first.removeprefix("#").strip()


def to_html(path: Path) -> str:
    """A topic as HTML; HTML inside it is shown as text."""
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(path.read_text("utf-8")))
