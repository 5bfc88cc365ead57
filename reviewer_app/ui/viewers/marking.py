"""In and out, the citation that was gone to, trimming and repeating it, and which citations are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import CitationId, IndicatorId
from reviewer_app.ui.viewers.looping import Looper
from reviewer_app.ui.viewers.places import Mark, Target

if TYPE_CHECKING:
    from reviewer_app.ui.viewers.recording import RecordingViewer


class Marking(QObject):
    """Belongs to a recording's viewer."""

    def __init__(self, viewer: RecordingViewer) -> None:
        super().__init__(viewer)
        self._viewer = viewer
        self._in: int | None = None
        self._out: int | None = None
        self._picked: CitationId | None = None
        self._only_target = False
        self.only: IndicatorId | None = None
        self.looper = Looper(viewer.player, self)
        self.looper.changed.connect(self._on_loop)
        viewer.timeline.trimmed.connect(self._on_trimmed)
        viewer.timeline.mark_clicked.connect(self._on_clicked)
        viewer.timeline.scrubbing.connect(lambda _held: self.looper.end())

    def acts(self) -> dict[str, Callable[[], object]]:
        """What keys and menu can ask."""
        return {
            "in": self.set_in,
            "out": self.set_out,
            "loop": self.loop,
            "trim-start": lambda: self.trim("start"),
            "trim-end": lambda: self.trim("end"),
            "only": self.toggle_only,
        }

    # -- in and out --
    def set_in(self) -> None:
        """The citation begins here."""
        self._in = self._viewer.now()
        if self._out is not None and self._out < self._in:
            self._out = None
        self.show_chosen()

    def set_out(self) -> None:
        """The citation ends here."""
        self._out = self._viewer.now()
        if self._in is not None and self._in > self._out:
            self._in = None
        self.show_chosen()

    def show_chosen(self) -> None:
        """Say what is chosen."""
        viewer = self._viewer
        viewer.timeline.set_chosen(self._in, self._out)
        if viewer.has_controls:
            viewer.controls.show_chosen(self._in, self._out, viewer.area() is not None)

    @property
    def span(self) -> TimeSpan | None:
        """From in to out, or to where we are; None when neither is set."""
        if self._in is None and self._out is None:
            return None
        now = self._viewer.now()
        start = self._in if self._in is not None else self._out if self._out is not None else now
        end = self._out if self._out is not None else now
        return TimeSpan(start=min(start, end), end=max(start, end))

    def clear(self) -> None:
        """No in, no out."""
        self._in = self._out = None
        self.show_chosen()

    # -- the citation in hand --
    @property
    def picked(self) -> Mark | None:
        """The citation that was gone to or clicked, as long as it is there."""
        return next((m for m in self._viewer.marks if m.citation == self._picked), None)

    def pick(self, selector: Selector) -> None:
        """A citation's place is shown: that one is in hand."""
        found = [m for m in self._viewer.marks if m.selector == selector]
        if found and self._picked not in [m.citation for m in found]:
            self._picked = found[0].citation
        self.looper.end()

    def _on_clicked(self, citation: CitationId) -> None:
        self._picked = citation

    def trim(self, edge: str) -> None:
        """Let the citation in hand begin or end with what is shown."""
        mark, now = self.picked, self._viewer.now()
        time = mark.selector.time if mark is not None else None
        if mark is None or time is None:
            self._viewer.said.emit("Go to a citation of this recording first: then its ends can be moved.")
            return
        if edge == "start":
            made = TimeSpan(start=now, end=max(now, time.end))
        else:
            made = TimeSpan(start=min(now, time.start), end=now)
        self._tell(mark, made)

    def _on_trimmed(self, citation: CitationId, start: int, end: int) -> None:
        mark = next((m for m in self._viewer.marks if m.citation == citation), None)
        time = mark.selector.time if mark is not None else None
        if mark is None or time is None:
            return
        now = self._viewer.now()  # the frame that stands there, so that going back finds the same
        if start != time.start:
            start = min(now, end)
        else:
            end = max(now, start)
        self._tell(mark, TimeSpan(start=start, end=end))

    def _tell(self, mark: Mark, time: TimeSpan) -> None:
        if time == mark.selector.time:
            return
        if self._viewer.target is None:
            self._viewer.said.emit("The review is finalised. Reopen it to move a citation.")
            self._viewer.timeline.set_marks(self.shown)
            return
        self._viewer.recited.emit(mark.citation, replace(mark.selector, time=time))

    # -- repeating --
    def loop(self) -> None:
        """Repeat what is between in and out, or the citation in hand; again: go on."""
        if self.looper.on:
            self.looper.end()
            return
        mark = self.picked
        found = self.span or (mark.selector.time if mark is not None else None)
        if found is None:
            self._viewer.said.emit("Set in and out, or go to a citation, to repeat it.")
            self._on_loop(False)
            return
        self.looper.begin(found)

    def _on_loop(self, on: bool) -> None:
        if on or self._viewer.has_controls:
            self._viewer.controls.loop.setChecked(on)
            self._viewer.controls.menu.show_on("loop", on)

    # -- which are shown --
    @property
    def shown(self) -> tuple[Mark, ...]:
        """The citations to show."""
        marks, target = self._viewer.marks, self._viewer.target
        if self.only is not None:
            return tuple(m for m in marks if m.indicator == self.only)
        if self._only_target and target is not None:
            return tuple(m for m in marks if m.hue == target.hue)
        return marks

    def toggle_only(self) -> None:
        """Only the active indicator's citations, or all again."""
        self._only_target = not self._only_target
        self._viewer.controls.menu.show_on("only", self._only_target)
        self._viewer.show_marks(self._viewer.marks)

    def show_target(self, target: Target | None) -> None:
        """The active indicator is another."""
        label = f"Only citations of {target.label}" if target is not None else "Only this indicator's citations"
        if self._viewer.has_controls:
            self._viewer.controls.menu.rename("only", label)
        if self._only_target:
            self._viewer.show_marks(self._viewer.marks)
