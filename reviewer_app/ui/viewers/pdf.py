"""PDF: pages drawn in the readers' processes as they are seen; words, areas and whole pages are cited."""

from __future__ import annotations

import bisect

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout

from reviewer_app.domain.citation import Region, Selector, TextQuote
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Pages, Picture, PlainText, Word
from reviewer_app.ui.viewers import offsets
from reviewer_app.ui.viewers.base import Material, StillViewer, to_image
from reviewer_app.ui.viewers.document import paper_hue
from reviewer_app.ui.viewers.page_layout import lines_of
from reviewer_app.ui.viewers.pages import PageStrip
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.toolbar import Toolbar, ground


class PdfViewer(StillViewer):
    """A PDF. Quotes count code points in the item's plain text, as the readers give it."""

    def __init__(self, material: Material) -> None:
        super().__init__(material)
        self._text: PlainText | None = None
        self._region: tuple[int, Region] | None = None
        self._wanted: Selector | None = None
        self._found = -1
        self.bar = Toolbar(pages="Page", search=True, region=True)
        self.strip = PageStrip()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.strip, 1)
        self._connect()

    def _connect(self) -> None:
        bar, strip = self.bar, self.strip
        bar.zoom_wanted.connect(self._on_zoom)
        bar.region_wanted.connect(self._on_region_tool)
        bar.pages.wanted.connect(strip.show_place)
        bar.search.wanted.connect(self._on_search)
        bar.cite.clicked.connect(self._on_cite)
        strip.page_wanted.connect(self._ask_page)
        strip.words_wanted.connect(self._ask_words)
        strip.page_changed.connect(bar.pages.set_page)
        strip.region_drawn.connect(self._on_region)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground behind the pages and their scroll bar."""
        QPainter(self).fillRect(self.rect(), ground())

    # -- asking the readers --
    def begin(self) -> None:
        """Ask for the page sizes."""
        self.ask(lambda readers, recipe: readers.pages(recipe), self._on_pages)

    def _on_pages(self, pages: Pages) -> None:
        self.bar.pages.set_count(len(pages.sizes))
        self.strip.set_pages(pages.sizes)
        self.ask(lambda readers, recipe: readers.text(recipe), self._on_text, self._on_no_text)

    def _on_text(self, text: PlainText) -> None:
        self._text = text
        self._show_tints()
        if self._wanted is not None:
            self.go_to(self._wanted)

    def _on_no_text(self, _error: ReviewerError) -> None:
        self._on_text(PlainText(text=""))

    def _ask_page(self, number: int, width: int) -> None:
        def arrive(picture: Picture) -> None:
            self.strip.set_picture(number, to_image(picture))

        self.ask(
            lambda readers, recipe: readers.page(recipe, number, width),
            arrive,
            lambda error: self.said.emit(f"Page {number} can't be drawn: {error.message}"),
        )

    def _ask_words(self, number: int) -> None:
        def arrive(words: tuple[Word, ...]) -> None:
            self.strip.set_words(number, words)
            self._show_tints()
            if self._wanted is not None:
                self.go_to(self._wanted)

        self.ask(lambda readers, recipe: readers.words(recipe, number), arrive, lambda _error: arrive(()))

    # -- attention --
    def tell(self, seconds: int) -> None:
        """Which pages were in view."""
        pages = self.strip.visible_pages()
        if seconds and pages:
            self.looked.emit(pages[0], pages[-1], seconds)

    # -- citing --
    def here(self) -> Selector | None:
        """The words that are selected, or the area, or the page in view."""
        if self._region is not None:
            return Selector(page=self._region[0], region=self._region[1])
        quote = self._quote()
        if quote is not None and self.strip.selection is not None:
            return Selector(page=self.strip.selection.page, quote=quote)
        return Selector(page=self.strip.page) if self.strip.count else None

    def _quote(self) -> TextQuote | None:
        picked = self.strip.selection
        if picked is None:
            return None
        words = (self.strip.words(picked.page) or ())[picked.first : picked.last + 1]
        if not words:
            return None
        text = self._text
        if text is None or picked.page > len(text.starts) or not text.text:
            return TextQuote(exact=" ".join(w.text for w in words))
        base = text.starts[picked.page - 1]
        return offsets.quote_of(text.text, base + words[0].start, base + words[-1].start + len(words[-1].text))

    def selected_text(self) -> str:
        """The words that are selected now."""
        quote = self._quote()
        return quote.exact if quote is not None else ""

    def _on_cite(self) -> None:
        found = self.here()
        if found is not None:
            self.cite.emit(found)

    def _on_region_tool(self, on: bool) -> None:
        self.strip.region_tool = on

    def _on_region(self, page: int, region: Region | None) -> None:
        self._region = (page, region) if region is not None else None

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
        self._show_tints()

    def _show_tints(self) -> None:
        tints: dict[int, list[tuple[QRectF, QColor]]] = {}
        boxes: dict[int, list[tuple[Region, QColor]]] = {}
        for mark in self.marks:
            hue = paper_hue(mark.hue)
            page = mark.selector.page or 1
            if mark.selector.region is not None:
                boxes.setdefault(page, []).append((mark.selector.region, hue))
            found = self._words_of(mark.selector)
            if found is not None:
                page, first, last = found
                for box in lines_of(self.strip.words(page) or (), first, last):
                    tints.setdefault(page, []).append((box, hue))
        self.strip.set_tints(tints, boxes)

    def _words_of(self, selector: Selector) -> tuple[int, int, int] | None:
        """Page, first and last word of a quote; None when it is not there or its page's words have not come."""
        if selector.quote is None or self._text is None:
            return None
        found = offsets.find_quote(self._text.text, selector.quote)
        return self._words_between(*found) if found is not None else None

    def _words_between(self, start: int, end: int) -> tuple[int, int, int] | None:
        if self._text is None:
            return None
        page = bisect.bisect_right(self._text.starts, start)
        base = self._text.starts[page - 1]
        words = self.strip.words(page)
        if words is None:
            self.strip.want_words(page)
            return None
        inside = [i for i, w in enumerate(words) if base + w.start < end and base + w.start + len(w.text) > start]
        return (page, inside[0], inside[-1]) if inside else None

    def go_to(self, selector: Selector) -> None:
        """The page, its area, or the very words, selected."""
        if not self.strip.count or (selector.quote is not None and self._text is None):
            self._wanted = selector
            return
        self._wanted = None
        page = selector.page or 1
        if page > self.strip.count:
            self.said.emit("This citation can't be found: the document has fewer pages.")
        elif selector.region is not None:
            self.strip.show_place(page, selector.region.y / 10000)
        elif selector.quote is None:
            self.strip.show_place(page)
        else:
            self._go_to_words(selector, selector.quote)

    def _go_to_words(self, selector: Selector, quote: TextQuote) -> None:
        text = self._text.text if self._text is not None else ""
        found = offsets.find_quote(text, quote)
        if found is None:
            self.strip.show_place(selector.page or 1)
            self.said.emit("This citation can't be found: its words are not in this document.")
            return
        place = self._words_between(*found)
        if place is None:
            self._wanted = selector  # the words of that page are on their way
            return
        self.strip.select(*place)

    # -- zoom and search --
    def _on_zoom(self, way: int) -> None:
        if way:
            self.strip.set_zoom(self.strip.zoom * 1.2**way)
        else:
            self.strip.fit_width()

    def _on_search(self, words: str, way: int) -> None:
        text = self._text.text if self._text is not None else ""
        if not words or not text:
            self.bar.said.set_text("" if text else "No words in this file to search")
            return
        low, wanted = text.casefold(), words.casefold()
        if len(low) != len(text):
            low, wanted = text, words  # folding changed the length: positions would not fit
        at = low.rfind(wanted, 0, max(0, self._found)) if way < 0 else low.find(wanted, max(0, self._found + way))
        if at < 0:
            at = low.rfind(wanted) if way < 0 else low.find(wanted)
        self._found = at
        if at < 0:
            self.bar.said.set_text("Not found")
            return
        self.bar.said.set_text(f"{low.count(wanted, 0, at) + 1} of {low.count(wanted)}")
        exact = text[at : at + len(wanted)]
        self.go_to(Selector(quote=TextQuote(exact=exact, start=at, end=at + len(wanted))))

    def key(self, name: str) -> bool:
        """Ctrl+F."""
        if name == "search":
            self.bar.open_search()
        return name == "search"
