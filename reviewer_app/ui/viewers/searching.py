"""The search of a viewer: looks through its text off the GUI thread, counts, goes from hit to hit."""

from __future__ import annotations

from collections.abc import Callable

from reviewer_app.ui.viewers.base import Viewer
from reviewer_app.ui.viewers.hits import Hits, find_all
from reviewer_app.ui.viewers.toolbar import Toolbar


class Searching:
    """``text`` is what is searched (None: it has not come), ``place`` where the view is in it, ``show`` shows hits."""

    def __init__(
        self,
        viewer: Viewer,
        bar: Toolbar,
        *,
        text: Callable[[], str | None],
        place: Callable[[], int],
        show: Callable[[Hits], None],
    ) -> None:
        self._viewer, self._bar = viewer, bar
        self._text, self._place, self._show = text, place, show
        self._wanted = ""
        self.hits = Hits()
        bar.search.wanted.connect(self.on)
        bar.search.closed.connect(self.close)

    def on(self, words: str, way: int) -> None:
        """Search for words (``way`` 0), or go to the next hit (1) or the one before (-1)."""
        if way and words == self.hits.words and self.hits.spans:
            self._arrive(self.hits.step(way))
            return
        text = self._text()
        self._wanted = words
        if not words.strip():
            self._arrive(Hits())
        elif text is None:
            self._bar.said.set_text("Reading the text…")
        elif not text.strip():
            self._bar.said.set_text("No words in this file to search")
        else:
            self._find(text, words)

    def _find(self, text: str, words: str) -> None:
        def arrive(spans: tuple[tuple[int, int], ...]) -> None:
            if not self._viewer.released and words == self._wanted:
                self._arrive(Hits(words, spans).from_place(self._place()))

        self._viewer.material.tasks.read(lambda: find_all(text, words), arrive, key=f"search.{id(self)}")

    def again(self) -> None:
        """The text has come: search for what was asked meanwhile."""
        if self._wanted.strip() and self._wanted != self.hits.words:
            self.on(self._wanted, 0)

    def close(self) -> None:
        """No search: no hits are shown."""
        self._wanted = ""
        self._arrive(Hits())

    def _arrive(self, hits: Hits) -> None:
        self.hits = hits
        self._bar.said.set_text(hits.told())
        self._show(hits)
