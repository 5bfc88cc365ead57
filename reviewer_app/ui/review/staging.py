"""Which evidence stands on the stage: opening, layouts by kind, jumping to citations, reading ahead. Knows no Qt."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.evidence.values import Probe, Status
from reviewer_app.ui.review.arrangement import LAYOUTS, Arrangement
from reviewer_app.ui.review.papers import Papers
from reviewer_app.ui.review.prepare import Prepared, prepare
from reviewer_app.workflow import scoring
from reviewer_app.workflow.snippets import OwnSnippet, own_snippets

if TYPE_CHECKING:
    from reviewer_app.domain.citation import Selector
    from reviewer_app.domain.ids import CitationId, ItemId, SubmissionId
    from reviewer_app.errors import ReviewerError
    from reviewer_app.evidence.values import Picture
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.jobs import Job
    from reviewer_app.ui.tasks import Task, Tasks
    from reviewer_app.workspace import Workspace

log = logging.getLogger(__name__)
_MOVING = (Kind.VIDEO, Kind.AUDIO)
_PICTURED = (Kind.VIDEO, Kind.PDF, Kind.IMAGE)
_NOT_THE_FILE = ("readers-closed", "cancelled")  # nothing was learnt of the file: the submission is being left
_AHEAD = 6
"""So many items of the next submission are looked at before it is opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one look at the journal brings."""

    prepared: Prepared
    own: tuple[OwnSnippet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The next submission, read before it is wanted."""

    reading: Reading
    probes: dict[ItemId, Probe] = field(default_factory=dict)
    pictures: dict[ItemId, Picture] = field(default_factory=dict)


def read(ws: Workspace, sid: SubmissionId, before: Prepared | None) -> Reading:
    """Look at the journal; off the GUI thread."""
    return Reading(prepared=prepare(scoring.desk(ws, sid), before), own=own_snippets(ws))


def look(ws: Workspace, readers: Readers, sid: SubmissionId, job: Job) -> Ahead:
    """Everything that opening the submission will ask for first."""
    from reviewer_app.errors import ReviewerError

    found = Ahead(reading=read(ws, sid, None))
    desk = found.reading.prepared.desk
    if any(h.kind.value == "privacy" for h in desk.holds):
        return found
    for item in desk.submission.evidence[:_AHEAD]:
        job.check()
        try:
            probe = found.probes[item.id] = readers.probe(ws.recipe(item), name=item.path)
            if probe.readable and probe.kind in _PICTURED:
                found.pictures[item.id] = readers.thumbnail(ws.recipe(item), probe.kind)
        except ReviewerError as error:
            log.info("not read ahead: %s", error.code)
    return found


class ReadAhead:
    """Keeps the next submission ready; one at a time, dropped when anything of it changes."""

    def __init__(self, tasks: Tasks, workspace: Workspace, readers: Readers) -> None:
        self._tasks, self._workspace, self._readers = tasks, workspace, readers
        self._for: SubmissionId | None = None
        self._task: Task | None = None
        self._found: Ahead | None = None

    def want(self, submission: SubmissionId | None) -> None:
        """Read that one now, if it is not there or on its way."""
        if submission is None or submission == self._for:
            return
        self.drop()
        self._for = submission
        ws, readers = self._workspace, self._readers

        def arrive(found: Ahead) -> None:
            if self._for == submission:
                self._found = found

        self._task = self._tasks.run(lambda job: look(ws, readers, submission, job), arrive, self._failed)

    def _failed(self, error: ReviewerError) -> None:
        log.info("not read ahead: %s", error.code)

    def drop(self) -> None:
        """Forget it."""
        if self._task is not None and not self._task.done:
            self._task.cancel()
        self._for = self._task = self._found = None

    def touched(self, submissions: tuple[SubmissionId, ...]) -> None:
        """These submissions changed."""
        if self._for is not None and (not submissions or self._for in submissions):
            self.drop()

    def take(self, submission: SubmissionId) -> Ahead | None:
        """What was read of that one, if it was."""
        found = self._found if submission == self._for else None
        self.drop()
        return found


def _unread(item: EvidenceItem, error: ReviewerError) -> Probe:
    """What is known of an item that could not even be looked at: the stage says so in its place."""
    return Probe(
        kind=item.kind,
        media_type=item.media_type,
        status=Status.REFUSED,
        problems=(error.as_problem(),),
        size=item.size,
        title=item.title,
    )


class Staging(Papers):
    """The stage's side of the presenter."""

    _stage: Arrangement
    _probes: dict[ItemId, Probe]
    _jump: tuple[ItemId, Selector] | None = None

    def _probe(self, item: EvidenceItem) -> None:
        workspace, readers, sid = self.workspace, self.readers, self._sid

        def arrive(probe: Probe) -> None:
            if sid == self._sid:
                self._on_probe(item, probe)

        def fail(error: ReviewerError) -> None:
            if sid == self._sid:
                self._view.say(f"{item.title or item.id}: {error.message}", "bad")
                if error.code not in _NOT_THE_FILE:
                    self._on_probe(item, _unread(item, error))

        load_for = self._view.load_for

        def work() -> Probe:
            probe = readers.probe(workspace.recipe(item), name=item.path)
            load_for(probe)
            return probe

        self.tasks.read(work, arrive, fail)

    def probe_of(self, item: ItemId) -> Probe | None:
        """What the readers made of an item, once they have."""
        return self._probes.get(item)

    def _on_probe(self, item: EvidenceItem, probe: Probe) -> None:
        self._probes[item.id] = probe
        self._view.soon(self._render)
        if item.id in self._stage.shown:
            self._view.soon(self._show_items)
        if probe.readable and probe.kind in _PICTURED:
            self._thumbnail(item, probe.kind)

    def _thumbnail(self, item: EvidenceItem, kind: Kind) -> None:
        workspace, readers = self.workspace, self.readers
        self.tasks.read(
            lambda: readers.thumbnail(workspace.recipe(item), kind),
            lambda picture: self._view.show_thumbnail(item.id, picture),
            lambda error: log.info("no thumbnail: %s", error.code),
        )

    # -- where the screen is --
    def select(self, item: ItemId) -> None:
        """Have an item in hand; its kind's layout comes with it."""
        if item not in self._stage.shown:
            kept = self._layout_for(self._kind(item))
            if kept and kept != self._stage.layout:
                self._stage.set_layout(kept, self._items(), self._alike)
        self._stage.take(item, self._alike)
        self._show_items()
        self._render()

    def step_item(self, step: int) -> None:
        """The next item of the list or the one before."""
        order = self._items()
        if self._stage.current in order:
            place = order.index(self._stage.current) + step
            self.select(order[max(0, min(len(order) - 1, place))])

    def focus(self, item: ItemId) -> None:
        """The person works in this one of the two."""
        if item in self._stage.shown and item != self._stage.current:
            self._stage.current = item
            self._show_items()
            self._render()

    def set_layout(self, layout: str) -> None:
        """One item, side by side, or stacked; remembered, and for the kind of item in hand."""
        if self.desk is None:
            return
        self._stage.set_layout(layout, self._items(), self._alike)
        self.preferences.set(stage_layout=layout)
        if self._stage.current is not None:
            self.preferences.keep_layout(_kept(self._kind(self._stage.current)), (LAYOUTS.index(layout),))
        self._show_items()
        self._render()

    def _layout_for(self, kind: Kind) -> str:
        kept = self.preferences.settings.layout.get(_kept(kind), ())
        return LAYOUTS[kept[0]] if kept and 0 <= kept[0] < len(LAYOUTS) else ""

    def jump(self, citation: CitationId) -> None:
        """Go back to a citation's exact place."""
        found = self._citation(citation)
        if found is not None:
            self.go_to(found.item, found.selector)

    def go_to(self, item: ItemId, selector: Selector) -> None:
        """Show a place in the evidence, as soon as it can be shown."""
        self._jump = (item, selector)
        if self.desk is not None and self.desk.submission.item(item) is not None:
            self.select(item)

    def refresh_stage(self) -> None:
        """The stage lost a viewer: put the items there again."""
        self._show_items()

    def _show_items(self) -> None:
        desk = self.desk
        if desk is None or self.hidden:
            return
        found = [desk.submission.item(i) for i in self._stage.shown]
        known = tuple((i, self._probes[i.id]) for i in found if i is not None and i.id in self._probes)
        self._view.show_items(known, self._stage.current, self._stage.layout)
        if self._jump is not None and self._stage.current in self._probes:
            item, selector = self._jump
            if item == self._stage.current:
                self._jump = None
                self._view.go_to(item, selector)

    @property
    def hidden(self) -> bool:
        """Whether the evidence must not be shown."""
        return self.desk is not None and any(h.kind.value == "privacy" for h in self.desk.holds)

    def _items(self) -> list[ItemId]:
        return [i.id for i in self.desk.submission.evidence] if self.desk is not None else []

    def _alike(self, one: ItemId, other: ItemId) -> bool:
        return (self._kind(one) in _MOVING) == (self._kind(other) in _MOVING)

    def _kind(self, item: ItemId) -> Kind:
        probe = self._probes.get(item)
        found = self.desk.submission.item(item) if self.desk is not None else None
        return probe.kind if probe is not None and probe.readable else found.kind if found is not None else Kind.OTHER


def _kept(kind: Kind) -> str:
    return f"review.layout.{kind.value}"


Next = Callable[[], "SubmissionId | None"]
"""Tells which submission comes next."""
