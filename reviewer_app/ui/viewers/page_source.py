"""Asks the readers for what a PDF viewer shows: the first page first, then sizes, text, and what comes into view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Link, Pages, Picture, PlainText, Word
from reviewer_app.ui.viewers.base import Viewer, to_image
from reviewer_app.ui.viewers.pages import PageStrip


class PageSource(QObject):
    """The password, when one was needed, stays here and nowhere else."""

    words_came = Signal(int)
    links_came = Signal(int)

    def __init__(self, viewer: Viewer, strip: PageStrip) -> None:
        super().__init__(viewer)
        self._viewer, self._strip = viewer, strip
        self.password = ""
        self.ready = False  # whether the true sizes of all pages are known
        strip.page_wanted.connect(self._ask_page)
        strip.words_wanted.connect(self._ask_words)
        strip.links_wanted.connect(self._ask_links)

    def read(self, on_pages: Callable[[Pages], None], on_text: Callable[[PlainText], None]) -> None:
        """Ask for sizes and text; the picture of the first page is asked for before either."""

        def sized(pages: Pages) -> None:
            self.ready = True
            on_pages(pages)
            self._viewer.ask(
                lambda readers, recipe: readers.text(recipe, password=self.password),
                on_text,
                lambda _error: on_text(PlainText(text="")),
            )

        self._strip.prime()
        self._viewer.ask(lambda readers, recipe: readers.pages(recipe, password=self.password), sized)

    def thumbnail(self, page: int, width: int, then: Callable[[QImage | None], None]) -> None:
        """A small picture of a page; None when it can't be drawn."""
        self._viewer.ask(
            lambda readers, recipe: _drawn(readers.page(recipe, page, width, password=self.password)),
            then,
            lambda _error: then(None),
        )

    def _ask_page(self, number: int, width: int) -> None:
        strip = self._strip

        def arrive(picture: QImage) -> None:
            strip.feed.arrived(number, picture)
            strip.viewport().update()

        def fail(error: ReviewerError) -> None:
            strip.feed.failed(number, f"Page {number} can't be drawn: {error.message}")
            strip.viewport().update()

        self._viewer.ask(
            lambda readers, recipe: _drawn(readers.page(recipe, number, width, password=self.password)), arrive, fail
        )

    def _ask_words(self, number: int) -> None:
        def arrive(words: tuple[Word, ...]) -> None:
            self._strip.set_words(number, words)
            self.words_came.emit(number)

        self._viewer.ask(
            lambda readers, recipe: readers.words(recipe, number, password=self.password),
            arrive,
            lambda _error: arrive(()),
        )

    def _ask_links(self, number: int) -> None:
        def arrive(links: tuple[Link, ...]) -> None:
            self._strip.links.set(number, links)
            self.links_came.emit(number)
            if links:
                self._strip.viewport().update()

        self._viewer.ask(
            lambda readers, recipe: readers.links(recipe, number, password=self.password),
            arrive,
            lambda _error: arrive(()),
        )


def _drawn(picture: Picture) -> QImage:
    """The picture as the screen draws it fastest; done on the reader's thread."""
    return to_image(picture).convertToFormat(QImage.Format.Format_RGB32)
