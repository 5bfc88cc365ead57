"""Snippets under the feedback field: typed words narrow them, Enter inserts; one's own can be kept and changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from reviewer_app.ui import theme
from reviewer_app.ui.review.comment_box import CommentBox
from reviewer_app.ui.review.state import SnippetChoice
from reviewer_app.ui.viewers.places import shorten
from reviewer_app.ui.widgets.finder import Entry, Finder

_WIDTH = 460


class SnippetBox(Finder):
    """The box; ``keep_wanted`` asks to keep what stands in the field, ``edit_wanted`` to change one's own."""

    keep_wanted = Signal(str)
    edit_wanted = Signal()

    def __init__(self, host: QWidget, field: CommentBox) -> None:
        self._choices: tuple[SnippetChoice, ...] = ()
        self._text = ""
        self._field = field
        super().__init__(host, self._entries)
        self.setAccessibleName("Snippets")
        self.box.setPlaceholderText("Find a snippet…")
        self.box.setAccessibleName("Find a snippet")
        field.destroyed.connect(self.deleteLater)

    def offer(self, choices: tuple[SnippetChoice, ...], text: str) -> None:
        """Show these; ``text`` is what could be kept as one's own."""
        self._choices, self._text = choices, text
        self.open()
        self._before = self._field

    def _entries(self, typed: str) -> Sequence[Entry]:
        words = typed.casefold().split()
        fit = [c for c in self._choices if all(w in f"{c.title} {c.text}".casefold() for w in words)]
        found = [
            Entry(
                title=c.title,
                detail=shorten(c.text, 90),
                act=partial(self._field.insert, c.text),
                icon="user" if c.own else "note-pencil",
            )
            for c in fit
        ]
        if self._text.strip():
            keep = partial(self.keep_wanted.emit, self._text.strip())
            found.append(Entry(title="Keep what is written as a snippet", act=keep, icon="plus"))
        found.append(Entry(title="Change my snippets…", act=self.edit_wanted.emit, icon="pencil-simple"))
        return found

    def _place(self) -> None:
        """Under the field, or above it where there is no room."""
        host = self.parentWidget()
        if host is None:
            return
        rows = max(1, min(8, self._model.rowCount()))
        self.list.setFixedHeight(rows * theme.px(34))
        width = min(theme.px(_WIDTH), host.width() - 24)
        self.setFixedWidth(width)
        self.adjustSize()
        low = self._field.mapTo(host, QPoint(0, self._field.height() + 4))
        high = self._field.mapTo(host, QPoint(0, -self.height() - 4))
        place = low if low.y() + self.height() <= host.height() - 8 else high
        x = max(8, min(place.x(), host.width() - width - 8))
        self.move(x, max(8, place.y()))
