"""Where the words that are looked for stand in one submission, each to be opened there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from reviewer_app.ui.widgets.buttons import Button
from reviewer_app.ui.widgets.cards import clear
from reviewer_app.ui.widgets.labels import Text, section

if TYPE_CHECKING:
    from reviewer_app.workflow.search import Hit

_MARKS = ("\x02", "\x03")


class Hits(QWidget):
    """The places, the most telling first."""

    asked = Signal(object)  # Hit

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(6)

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show these instead."""
        clear(self._column)
        self.setVisible(bool(hits))
        if hits:
            self._column.addWidget(section("Found here"))
        for hit in hits:
            quote = QFrame()
            quote.setProperty("role", "quote")
            quote.setAccessibleName(hit.words)
            inside = QVBoxLayout(quote)
            inside.setContentsMargins(10, 0, 0, 0)
            inside.setSpacing(2)
            words = Text(_bold(hit.snippet), "second", wrap=True, rich=True)
            words.setAccessibleName(f"{hit.label}: {hit.words}")
            button = Button(hit.label, "link", name=f"Open at: {hit.label}")
            button.clicked.connect(partial(self._ask, hit))
            inside.addWidget(button)
            inside.addWidget(words)
            self._column.addWidget(quote)

    def _ask(self, hit: Hit, _checked: bool = False) -> None:
        self.asked.emit(hit)


def _bold(snippet: str) -> str:
    """Only what was looked for is marked up: the words are the candidate's."""
    shown = escape(" ".join(snippet.split()))
    return shown.replace(_MARKS[0], "<b>").replace(_MARKS[1], "</b>")
