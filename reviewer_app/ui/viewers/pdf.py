"""PDF: pages drawn in the readers' processes as they are seen; words, areas and whole pages are cited."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from reviewer_app.domain.citation import Region, Selector, TextQuote
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Pages, PageSize, PlainText, Probe
from reviewer_app.ui.viewers.base import Material, StillViewer
from reviewer_app.ui.viewers.hits import Hits
from reviewer_app.ui.viewers.notes_strip import NotesStrip, notes_of
from reviewer_app.ui.viewers.page_source import PageSource
from reviewer_app.ui.viewers.pages import PageStrip
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.searching import Searching
from reviewer_app.ui.viewers.toolbar import MoreMenu, Toolbar, ground
from reviewer_app.ui.viewers.unlock import UnlockPanel

LOCKED = ("encrypted", "wrong-password")
SCAN = "This PDF has no text: it is a scan or a drawing. Words can't be searched or selected; areas can be cited."


def locked(probe: Probe) -> bool:
    """Whether only a password is missing."""
    return not probe.readable and any(p.code in LOCKED for p in probe.problems)


class PdfViewer(StillViewer):
    """A PDF. Quotes count code points in the item's plain text, as the readers give it."""

    searchable = True

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._region: tuple[int, Region] | None = None
        self._wanted: Selector | None = None
        self._only: IndicatorId | None = None
        self.bar = Toolbar(pages="Page", search=True, region=True, turn=True)
        self.notes = NotesStrip()
        self.strip = PageStrip()
        self.unlock = UnlockPanel()
        self.source = PageSource(self, self.strip)
        self.search = Searching(self, self.bar, text=self._searched, place=self._place_in_text, show=self._show_hits)
        self.menu = MoreMenu(self)
        self._lay_out()
        self._offer()
        self._connect()
        self._show_lock(locked(material.probe))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.notes)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self._row.addWidget(self.strip, 1)
        column.addLayout(self._row, 1)
        column.addWidget(self.unlock, 1)
        self.bar.set_menu(self.menu)

    def _offer(self) -> None:
        strip, bar = self.strip, self.bar
        offer = self.menu.offer
        offer("Larger", lambda: self._on_zoom(1), "Ctrl++", "Ctrl+=")
        offer("Smaller", lambda: self._on_zoom(-1), "Ctrl+-")
        offer("Fit the width", lambda: strip.set_fit("width"), "Ctrl+0")
        offer("Fit the page", lambda: strip.set_fit("page"), "Ctrl+9")
        self.menu.addSeparator()
        self._single = offer("One page at a time", self._on_single, "Ctrl+Shift+P", on=False)
        offer("Turn clockwise", lambda: strip.set_turn(strip.turn + 90), "Ctrl+R")
        offer("Turn back", lambda: strip.set_turn(strip.turn - 90), "Ctrl+Shift+R")
        offer("Page before", lambda: strip.step(-1), "Ctrl+PgUp")
        offer("Next page", lambda: strip.step(1), "Ctrl+PgDown")
        self.menu.addSeparator()
        offer("Search…", self.open_search, "Ctrl+F")
        offer("Next hit", lambda: self.search.on(bar.search.text(), 1), "F3")
        offer("Hit before", lambda: self.search.on(bar.search.text(), -1), "Shift+F3")
        offer("Mark an area", bar.region.toggle, "Ctrl+Shift+A")
        offer("Copy the selected words", self._copy, "Ctrl+C")

    def _connect(self) -> None:
        bar, strip = self.bar, self.strip
        bar.zoom_wanted.connect(self._on_zoom)
        bar.turn_wanted.connect(lambda: strip.set_turn(strip.turn + 90))
        bar.region_wanted.connect(self._on_region_tool)
        bar.pages.wanted.connect(strip.show_place)
        bar.cite.clicked.connect(self._on_cite)
        strip.page_changed.connect(bar.pages.set_page)
        strip.region_drawn.connect(self._on_region)
        strip.pressed.connect(self._on_pressed)
        strip.zoomed.connect(lambda _: self._show_ticks())
        self.source.words_came.connect(self._on_words)
        self.unlock.given.connect(self._try)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground behind the pages and their scroll bar."""
        QPainter(self).fillRect(self.rect(), ground())

    # -- opening --
    def _show_lock(self, shut: bool) -> None:
        self.unlock.setVisible(shut)
        for part in (self.bar, self.strip):
            part.setVisible(not shut)
        self.setFocusProxy(self.unlock if shut else None)

    def _try(self, password: str) -> None:
        def arrive(probe: Probe) -> None:
            if locked(probe):
                self.unlock.tell("That is not the password of this PDF. Capital and small letters count.")
            elif not probe.readable:
                self.trouble.emit(probe.problems[0].message if probe.problems else "it can't be opened")
            else:
                self.unlock.forget()
                self.source.password = password
                self._show_lock(False)
                self._open(probe)
                self.strip.setFocus()

        self.ask(
            lambda readers, recipe: readers.probe(recipe, password=password),
            arrive,
            lambda error: self.unlock.tell(error.message),
        )

    def begin(self) -> None:
        """Show the first page at once; what else there is follows."""
        if not locked(self.material.probe):
            self._open(self.material.probe)

    def _open(self, probe: Probe) -> None:
        self.notes.add(*(n for n in notes_of(self.material.item, probe) if "no text" not in n))
        size = PageSize(width=max(1.0, probe.width), height=max(1.0, probe.height))
        self.bar.pages.set_count(max(1, probe.pages))
        self.strip.set_pages((size,) * max(1, min(probe.pages, 20_000)))
        self.source.read(self._on_pages, self._on_text)

    def _on_pages(self, pages: Pages) -> None:
        self.bar.pages.set_count(len(pages.sizes))
        self.strip.set_pages(pages.sizes)

    def _on_text(self, text: PlainText) -> None:
        self.strip.text.plain = text
        if not text.text.strip():
            self.notes.add(SCAN)
        self.strip.overlay.find_places()
        self._show_ticks()
        self.strip.viewport().update()
        if self._wanted is not None:
            self.go_to(self._wanted)
        self.search.again()

    def _on_words(self, _page: int) -> None:
        self.strip.viewport().update()
        if self._wanted is not None:
            self.go_to(self._wanted)

    # -- attention --
    def tell(self, seconds: int) -> None:
        """Which pages were in view."""
        pages = self.strip.visible_pages()
        if seconds and pages and self.source.ready:
            self.looked.emit(pages[0], pages[-1], seconds)

    # -- citing --
    def here(self) -> Selector | None:
        """The words that are selected, or the area, or the page in view."""
        if self._region is not None:
            return Selector(page=self._region[0], region=self._region[1])
        picked = self.strip.selection
        quote = self.strip.text.quote(picked) if picked is not None else None
        if quote is not None and picked is not None:
            return Selector(page=picked.page, quote=quote)
        return Selector(page=self.strip.page) if self.strip.count else None

    def selected_text(self) -> str:
        """The words that are selected now."""
        picked = self.strip.selection
        quote = self.strip.text.quote(picked) if picked is not None else None
        return quote.exact if quote is not None else ""

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        if words := self.selected_text():
            QGuiApplication.clipboard().setText(words)

    def _on_cite(self) -> None:
        found = self.here()
        if found is not None:
            self.cite.emit(found)

    def _on_region_tool(self, on: bool) -> None:
        self.strip.region_tool = on
        if on:
            self.strip.setFocus()

    def _on_region(self, page: int, region: Region | None) -> None:
        self._region = (page, region) if region is not None else None

    def _on_pressed(self, page: int, place: QPointF) -> None:
        link = self.strip.links.at(page, place)
        if link is not None:
            self.follow(link.page, self.strip.links.told(link))
            return
        mark = self.strip.overlay.mark_at(page, place)
        if mark is not None:
            self.cited.emit(mark.citation)

    def follow(self, page: int, told: str) -> None:
        """A link within the file shows its page; any other is only told."""
        if page:
            self.strip.show_place(page)
        else:
            self.said.emit(f"{told}.")

    def clear_choice(self) -> None:
        """After citing: nothing selected."""
        self._region = None
        self.strip.clear()
        self.bar.region.setChecked(False)

    # -- what the review screen asks --
    def show_target(self, target: Target | None) -> None:
        """What citing is for."""
        super().show_target(target)
        self.bar.cite.show_target(target)

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Quotes highlighted, areas framed."""
        super().show_marks(marks)
        shown = tuple(m for m in marks if self._only is None or m.indicator == self._only)
        self.strip.overlay.set_marks(shown)
        self._show_ticks()
        self.strip.viewport().update()

    def show_only(self, indicator: IndicatorId | None) -> None:
        """Only the marks of this indicator; None: all."""
        self._only = indicator
        self.show_marks(self.marks)

    def go_to(self, selector: Selector) -> None:
        """The page, its area, or the very words, selected."""
        text = self.strip.text
        if not self.source.ready or (selector.quote is not None and text.plain is None):
            self._wanted = selector
            return
        self._wanted = None
        page = selector.page or 1
        if selector.quote is not None:
            self._go_to_words(selector, page)
        elif page > self.strip.count:
            self.said.emit("This citation can't be found: the document has fewer pages.")
        elif selector.region is not None:
            self.strip.show_place(page, selector.region.y / 10000)
        else:
            self.strip.show_place(page)

    def _go_to_words(self, selector: Selector, page: int) -> None:
        found = self.strip.overlay.place_of(selector)
        if found is None:
            self.strip.show_place(page)
            self.said.emit("This citation can't be found: its words are not in this document.")
            return
        place = self.strip.text.selection(*found)
        if place is None:
            self._wanted = selector  # the words of that page are on their way
        else:
            self.strip.select(place)

    # -- zoom and search --
    def _on_zoom(self, way: int) -> None:
        if way:
            self.strip.set_zoom(self.strip.zoom * 1.2**way)
        else:
            self.strip.fit_width()

    def _on_single(self) -> None:
        self.strip.set_single(self._single.isChecked())

    def _searched(self) -> str | None:
        return self.strip.text.text if self.strip.text.plain is not None else None

    def _place_in_text(self) -> int:
        return self.strip.text.base(self.strip.page) or 0

    def _show_hits(self, hits: Hits) -> None:
        self.strip.overlay.hits = hits
        self._show_ticks()
        self.strip.viewport().update()
        if hits.current is not None:
            start, end = hits.current
            exact = self.strip.text.text[start:end].replace("\f", "\n")
            self.go_to(Selector(quote=TextQuote(exact=exact, start=start, end=end)))

    def _show_ticks(self) -> None:
        strip = self.strip
        share, text, hits = strip.geometry_.share, strip.text, strip.overlay.hits
        current = share(*text.height_of(hits.current[0])) if hits.current is not None else None
        strip.ticks.set_hits([share(*text.height_of(start)) for start, _ in hits.spans], current)
        strip.ticks.set_marks([(share(page, at), hue) for page, at, hue in strip.overlay.ticks()])

    def open_search(self) -> None:
        """Ctrl+F."""
        self.bar.open_search()

    def key(self, name: str) -> bool:
        """Ctrl+F."""
        if name == "search":
            self.open_search()
        return name == "search"

    def _on_failed(self, error: ReviewerError) -> None:
        self.trouble.emit(error.message)
