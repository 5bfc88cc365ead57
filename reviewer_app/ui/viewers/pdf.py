"""PDF: pages drawn in the readers' processes as they are seen; words, areas and whole pages are cited."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication

from reviewer_app.domain.citation import Region, Selector, TextQuote
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.errors import ReviewerError
from reviewer_app.ui.viewers.base import Material
from reviewer_app.ui.viewers.hits import Hits
from reviewer_app.ui.viewers.original import offer_original
from reviewer_app.ui.viewers.pdf_menu import offer_acts
from reviewer_app.ui.viewers.pdf_parts import PdfParts
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.searching import Searching
from reviewer_app.ui.viewers.toolbar import MoreMenu


class PdfViewer(PdfParts):
    """A PDF. Quotes count code points in the item's plain text, as the readers give it."""

    searchable = True

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._region: tuple[int, Region] | None = None
        self._wanted: Selector | None = None
        self._only: IndicatorId | None = None
        self.search = Searching(self, self.bar, text=self._searched, place=self._place_in_text, show=self._show_hits)
        self.menu = MoreMenu(self)
        self.single = offer_acts(self)
        self.single.setChecked(self.strip.single)
        self.bar.set_menu(self.menu)
        self.original = offer_original(self, self.menu, self.column)
        self._connect()

    def _connect(self) -> None:
        bar, strip = self.bar, self.strip
        bar.zoom_wanted.connect(self.zoom_by)
        bar.region_wanted.connect(self._on_region_tool)
        bar.cite.clicked.connect(self._on_cite)
        strip.region_drawn.connect(self._on_region)
        strip.pressed.connect(self._on_pressed)
        strip.zoomed.connect(lambda _: self._show_ticks())
        self.source.words_came.connect(lambda _: self._arrive())
        self.text_came.connect(self._on_text_came)

    def _on_text_came(self) -> None:
        self._show_ticks()
        self._arrive()
        self.search.again()

    def _arrive(self) -> None:
        """Something came that a citation may have waited for."""
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

    def copy(self) -> None:
        """The selected words to the clipboard, as plain text."""
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
    def zoom_by(self, way: int) -> None:
        """A step larger or smaller, or the width of the view (0)."""
        if way:
            self.strip.set_zoom(self.strip.zoom * 1.2**way)
        else:
            self.strip.fit_width()

    def set_single(self, single: bool) -> None:
        """One page at a time, or one under the other; remembered."""
        self.strip.set_single(single)
        self.preferred.emit("page_view", "single" if single else "continuous")

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
