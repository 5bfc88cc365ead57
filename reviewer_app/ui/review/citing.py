"""Acts on citations: moving, trimming, noting, stills, lines of a transcript. Knows no Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reviewer_app.domain.citation import TimeSpan
from reviewer_app.ui.review.acts import ReviewActs
from reviewer_app.workflow import scoring

if TYPE_CHECKING:
    from reviewer_app.domain.citation import Selector
    from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId

_LEAST_MS = 100
"""A span that is trimmed keeps at least this."""


class CitingActs(ReviewActs):
    """What can be done with citations."""

    def cite(self, item: ItemId, selector: Selector, words: str = "") -> None:
        """Tie a place to the active indicator."""
        active = self._pointer.active
        if not self.may_act:
            self._view.say("The review is finalised. Reopen it to cite.")
            return
        self._act(lambda ws, sid: scoring.cite(ws, sid, item, selector, active, words), lambda: self._view.cited(item))

    def still(self, item: ItemId, selector: Selector) -> None:
        """Cite an area so that the letter and the bundle show it, where the program allows."""
        self.cite(item, selector)
        if self.may_act and self.desk is not None:
            texts = self.desk.program.feedback
            shown = [what for what, yes in (("letter", texts.stills), ("bundle", texts.bundle_stills)) if yes]
            where = " and the ".join(shown)
            self._view.say(
                f"Cited; the {where} will show this area." if shown else "Cited. Letters carry no pictures here."
            )

    def uncite(self, citation: CitationId) -> None:
        """Take a citation out; can be undone."""
        if self.may_act:
            self._act(
                lambda ws, sid: scoring.uncite(ws, sid, citation),
                lambda: self._view.say("Citation taken out.", undo=True),
            )

    def annotate(self, citation: CitationId, words: str) -> None:
        """Say what a citation shows."""
        found = self._citation(citation)
        if found is not None and self.may_act and words != found.note:
            self._act(lambda ws, sid: scoring.recite(ws, sid, citation, found.selector, found.indicator, words))

    def move_citation(self, citation: CitationId, indicator: IndicatorId | None) -> None:
        """Let a citation speak for another indicator, or (None) the whole."""
        found = self._citation(citation)
        if found is None or not self.may_act or found.indicator == indicator:
            return
        self._act(
            lambda ws, sid: scoring.recite(ws, sid, citation, found.selector, indicator, found.note),
            lambda: self._view.say(f"Citation moved to {indicator or 'the whole submission'}.", undo=True),
        )

    def recite(self, citation: CitationId, selector: Selector) -> None:
        """Give a citation another place: its mark was trimmed, or something else is chosen."""
        found = self._citation(citation)
        if found is not None and self.may_act and selector != found.selector:
            self._act(lambda ws, sid: scoring.recite(ws, sid, citation, selector, found.indicator, found.note))

    def replace_place(self, citation: CitationId, item: ItemId | None, selector: Selector | None) -> None:
        """Take what is chosen in the evidence as a citation's place; it stays in its own item."""
        found = self._citation(citation)
        if found is None:
            return
        if selector is None or item != found.item:
            self._view.say("Choose the new place in the same evidence item first.")
            return
        self.recite(citation, selector)

    def nudge(self, citation: CitationId, which: str, ms: int) -> None:
        """Move the start or the end of a cited span a little."""
        found = self._citation(citation)
        if found is None or found.selector.time is None:
            return
        start, end = found.selector.time.start, found.selector.time.end
        if which == "start":
            start = max(0, min(start + ms, end - _LEAST_MS if end > start else start + ms))
            end = max(start, end)
        else:
            end = max(start, end + ms)
        self.recite(citation, replace(found.selector, time=TimeSpan(start=start, end=end)))

    def sort_citations(self, by: str) -> None:
        """By place, or in the order they were made; remembered."""
        self._pointer.by = by
        self.preferences.keep_layout("review.citations", (int(by == "made"),))
        self._render()

    def show_only(self, indicator: IndicatorId | None, on: bool) -> None:
        """Only this indicator's marks in the evidence, or all again."""
        self._pointer.only = indicator if on else None
        self._render()
