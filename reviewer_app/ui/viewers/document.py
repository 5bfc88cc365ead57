"""Flowing documents (Word, slides, tables, text) on a sheet of paper; words are selected and cited as quotes."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.evidence.values import Flow
from reviewer_app.ui import theme
from reviewer_app.ui.viewers import offsets
from reviewer_app.ui.viewers.base import Material, StillViewer
from reviewer_app.ui.viewers.hits import Hits
from reviewer_app.ui.viewers.notes_strip import NotesStrip, notes_of
from reviewer_app.ui.viewers.original import offer_original
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.searching import Searching
from reviewer_app.ui.viewers.sheet import Sheet, plain_words
from reviewer_app.ui.viewers.sheet_marks import SheetMarks
from reviewer_app.ui.viewers.sheet_top import SheetTop, select
from reviewer_app.ui.viewers.slicing import Sliced, sliced
from reviewer_app.ui.viewers.toolbar import MoreMenu, Toolbar, ground
from reviewer_app.ui.viewers.word_count import counted

SIZES = (11, 12, 13, 14, 15, 16, 18, 20, 23, 26, 30)
FIRST_SIZE = 15
AT_ONCE = 60_000  # characters up to which positions are lined up on the spot
IN_ONE = 12  # slices up to which a document is laid out anew in one go


class DocumentViewer(StillViewer):
    """A document or text as it flows; citations are highlighted in their indicator's colour."""

    searchable = True

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._flow: Flow | None = None
        self._shown: offsets.Shown | None = None
        self._size = SIZES.index(FIRST_SIZE)
        self._wanted: Selector | None = None
        self._pieces = Sliced(())
        self._before: tuple[offsets.Shown, int] | None = None  # what was on paper, and what was at the top
        self._only: IndicatorId | None = None
        self.bar = Toolbar(search=True)
        self.bar.let(self.bar.fit, False)
        self.sheet = Sheet()
        self.top = SheetTop(self.sheet, lambda: self._shown is not None)
        self.marking = SheetMarks(self.sheet)
        self.notes = NotesStrip()
        self.search = Searching(self, self.bar, text=self._searched, place=self._place_in_text, show=self._show_hits)
        self.menu = MoreMenu(self)
        self._lay_out()
        self._offer()
        self.original = offer_original(self, self.menu, self._column)
        self.bar.zoom_wanted.connect(self.zoom_by)
        self.bar.cite.clicked.connect(self._on_cite)
        self.sheet.zoom_wanted.connect(self.zoom_by)
        self.sheet.filled.connect(self._on_filled)
        self.sheet.dress(FIRST_SIZE)
        self.setFocusProxy(self.sheet)

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notes)
        column.addWidget(self.sheet, 1)
        self.bar.set_menu(self.menu)

    def _offer(self) -> None:
        offer, bar = self.menu.offer, self.bar
        offer("Larger text", lambda: self.zoom_by(1), "Ctrl++", "Ctrl+=")
        offer("Smaller text", lambda: self.zoom_by(-1), "Ctrl+-")
        offer("Text as it was", lambda: self.zoom_by(0), "Ctrl+0")
        self.menu.addSeparator()
        offer("Search…", self.open_search, "Ctrl+F")
        offer("Next hit", lambda: self.search.on(bar.search.text(), 1), "F3")
        offer("Hit before", lambda: self.search.on(bar.search.text(), -1), "Shift+F3")
        offer("Copy the selected words", self._copy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper fits the stage."""
        super().resizeEvent(event)
        self.sheet.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground behind the paper, and its edges."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground())
        paper = self.sheet.viewport().rect().translated(self.sheet.viewport().mapTo(self, QPoint(0, 0)))
        painter.fillRect(paper.adjusted(-1, 0, 1, 0), theme.colour("line"))

    # -- opening --
    def begin(self) -> None:
        """Ask for the text; it is cut into slices on the reader's thread."""

        def work(flow: Flow) -> tuple[Flow, Sliced]:
            return flow, sliced(flow.html)

        self.notes.add(*notes_of(self.material.probe))
        self.ask(lambda readers, recipe: work(readers.flow(recipe)), self._on_flow)

    def _on_flow(self, found: tuple[Flow, Sliced]) -> None:
        self._flow, self._pieces = found
        self.notes.add(*self._flow.notes)
        words, over = counted(self._flow.words, *self.material.words_allowed)
        self.bar.tell(words, "caution" if over else "third")
        self.sheet.take(self._pieces)

    def _on_filled(self) -> None:
        """Line up what is on paper with the plain text; long ones on a reader's thread."""
        if self._flow is None:
            return
        if self._before is not None:
            (lined_up, place), self._before = self._before, None
            self._on_lined_up(lined_up)
            self.top.show(place)
            return
        plain, shown = self._flow.text, self.sheet.toPlainText()
        if len(plain) <= AT_ONCE:
            self._on_lined_up(offsets.Shown(plain, shown))
            return

        def arrive(made: offsets.Shown) -> None:
            if not self.released:
                self._on_lined_up(made)

        self.material.tasks.read(lambda: offsets.Shown(plain, shown), arrive)

    def _on_lined_up(self, shown: offsets.Shown) -> None:
        self._shown = shown
        self.show_marks(self.marks)
        if self._wanted is not None:
            self.go_to(self._wanted)
        self.search.again()

    @property
    def complete(self) -> bool:
        """Whether all of it is on paper and can be cited."""
        return self._shown is not None

    def tell(self, seconds: int) -> None:
        """Which hundredths of the text were in view."""
        height = self.sheet.document().size().height()
        if not seconds or not self.complete or height <= 0:
            return
        top = self.sheet.verticalScrollBar().value()
        end = min(100, math.ceil((top + self.sheet.viewport().height()) / height * 100))
        self.looked.emit(min(99, int(top / height * 100)), max(1, end), seconds)

    # -- citing --
    def here(self) -> Selector | None:
        """The words that are selected."""
        cursor = self.sheet.textCursor()
        if self._shown is None:
            self.said.emit("The document is still being opened. Words can be cited when all of it is there.")
            return None
        if not cursor.hasSelection():
            self.said.emit("Select the words to cite first.")
            return None
        start, end = self._shown.from_selection(cursor.selectionStart(), cursor.selectionEnd())
        quote = offsets.quote_of(self._shown.plain, start, end)
        return Selector(quote=quote) if quote is not None else None

    def _on_cite(self) -> None:
        found = self.here()
        if found is not None:
            self.cite.emit(found)

    def clear_choice(self) -> None:
        """After citing: nothing selected."""
        cursor = self.sheet.textCursor()
        cursor.clearSelection()
        self.sheet.setTextCursor(cursor)

    def show_target(self, target: Target | None) -> None:
        """What citing is for."""
        super().show_target(target)
        self.bar.cite.show_target(target)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Highlights in the indicators' colours, underlined so that colour is not the only sign."""
        super().show_marks(marks)
        found = []
        for mark in marks:
            place = self._place(mark.selector)
            if place is not None and (self._only is None or mark.indicator == self._only):
                found.append((*place, mark))
        self.marking.set_marks(found)

    def show_only(self, indicator: IndicatorId | None) -> None:
        """Only the marks of this indicator; None: all."""
        self._only = indicator
        self.show_marks(self.marks)

    def _place(self, selector: Selector) -> tuple[int, int] | None:
        """Where a quote stands, in Qt's positions."""
        if selector.quote is None or self._shown is None:
            return None
        found = offsets.find_quote(self._shown.plain, selector.quote)
        return self._shown.to_selection(*found) if found is not None else None

    def go_to(self, selector: Selector) -> None:
        """Select the quoted words and bring them into view."""
        if self._shown is None:
            self._wanted = selector
            return
        self._wanted = None
        if selector.quote is None:
            return
        place = self._place(selector)
        if place is None:
            self.said.emit("This citation can't be found: its words are not in this document.")
        else:
            select(self.sheet, *place)

    def selected_text(self) -> str:
        """The words that are selected now."""
        return plain_words(self.sheet.textCursor())

    def _copy(self) -> None:
        if words := self.selected_text():
            QGuiApplication.clipboard().setText(words)

    # -- zoom and search --
    def zoom_by(self, way: int) -> None:
        """A step larger or smaller, or the size it began with (0); what is at the top stays there."""
        place = self.top.place()
        self._size = max(0, min(len(SIZES) - 1, self._size + way)) if way else SIZES.index(FIRST_SIZE)
        if len(self._pieces.slices) > IN_ONE and self._flow is not None:
            self._put_anew(place)
            return
        self.sheet.dress(SIZES[self._size])
        self.top.show(place)

    def _put_anew(self, place: int) -> None:
        """Qt would lay a long document out in steps that hold the window: it comes on paper again, piece by piece."""
        self.top.forget()
        if self._shown is not None:
            self._before, self._shown = (self._shown, place), None
        self.marking.set_marks([])
        self.marking.set_hits(Hits())
        self.sheet.clear()
        self.sheet.dress(SIZES[self._size])
        self.sheet.take(self._pieces, at_once=False)

    def _searched(self) -> str | None:
        return self._shown.shown if self._shown is not None else None

    def _place_in_text(self) -> int:
        if self._shown is None:
            return 0
        return offsets.to_points(self._shown.shown, self.sheet.cursorForPosition(QPoint(4, 4)).position())

    def _show_hits(self, hits: Hits) -> None:
        shown = self._shown.shown if self._shown is not None else ""
        places = hits.spans
        if not shown.isascii():
            places = offsets.all_to_utf16(shown, places)
        self.marking.set_hits(Hits(hits.words, places, hits.at))
        if hits.current is not None:
            select(self.sheet, *places[hits.at])

    def open_search(self) -> None:
        """Ctrl+F."""
        self.bar.open_search()

    def key(self, name: str) -> bool:
        """Ctrl+F."""
        if name == "search":
            self.open_search()
        return name == "search"

    def release(self) -> None:
        """Put no more on paper."""
        self.sheet.stop()
        super().release()
