"""Decides what the scoring screen does: reads the desk, sends acts, keeps the screen true. Knows no Qt."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.ui.review.acts import Preferences, ReviewActs, ReviewScreen
from reviewer_app.ui.review.arrangement import Arrangement
from reviewer_app.ui.review.build import Pointer, build
from reviewer_app.ui.review.preferences import WorkspacePreferences
from reviewer_app.ui.review.state import SaveState
from reviewer_app.workflow import scoring

if TYPE_CHECKING:
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.citation import Selector
    from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, SubmissionId
    from reviewer_app.evidence.values import Probe
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workflow.desk import Desk
    from reviewer_app.workspace import Workspace

log = logging.getLogger(__name__)
_MOVING = (Kind.VIDEO, Kind.AUDIO)


class ReviewPresenter(ReviewActs):
    """The scoring screen's decisions."""

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        view: ReviewScreen,
        readers: Readers,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(workspace, tasks, view)
        self.readers = readers
        self.preferences: Preferences = preferences or WorkspacePreferences(workspace, tasks)
        self._stage = Arrangement(self.preferences.settings.stage_layout)
        self._probes: dict[ItemId, Probe] = {}
        self._asked: set[ItemId] = set()
        self._jump: tuple[ItemId, Selector] | None = None
        self._reading = False
        view.bind(self)

    # -- opening and reading --
    def open(self, submission: SubmissionId) -> None:
        """Show a submission; it counts as taken up."""
        self._sid, self.desk = submission, None
        self._pointer = Pointer()
        self._stage = Arrangement(self.preferences.settings.stage_layout)
        self._probes, self._asked, self._jump = {}, set(), None
        workspace = self.workspace
        self._outgoing.send(lambda: scoring.start(workspace, submission))
        self._read()

    def close(self) -> None:
        """Nothing more is shown; acts that were asked still go to the journal."""
        self._sid, self.desk = None, None

    @property
    def submission(self) -> SubmissionId | None:
        """What is open."""
        return self._sid

    @property
    def unsaved(self) -> int:
        """How many acts are not in the journal yet."""
        return self._outgoing.waiting

    def on_changed(self, changes: Changes) -> None:
        """Something in the journal is another; read again when it is ours."""
        if self._sid is not None and changes.review and self._sid in (changes.submissions or (self._sid,)):
            self._read()

    def _read(self) -> None:
        sid, workspace = self._sid, self.workspace
        if sid is None:
            return
        self._reading = True
        self.tasks.read(lambda: scoring.desk(workspace, sid), self._on_desk, self._on_trouble, key="review.desk")

    def _on_trouble(self, error: ReviewerError) -> None:
        if self.desk is None:
            self._view.trouble(error)
        else:
            self._view.say(f"{error.message} {error.hint}".strip(), "bad")

    def _on_desk(self, desk: Desk) -> None:
        if desk.submission.id != self._sid:
            return
        self._reading = False
        first = self.desk is None
        self.desk = desk
        if first:
            self._begin(desk)
        self._render()

    def _begin(self, desk: Desk) -> None:
        scope = desk.indicators
        unscored = [i.id for i in scope if i.id not in desk.review.scores]
        first = unscored or [i.id for i in scope]
        self._pointer.active = first[0] if first else None
        self._stage.begin([i.id for i in desk.submission.evidence], self._alike)
        order = {item: n for n, item in enumerate(self._stage.shown)}
        for item in sorted(desk.submission.evidence, key=lambda i: order.get(i.id, len(order))):
            self._probe(item)
        if self._jump is not None:
            self.go_to(*self._jump)

    def _probe(self, item: EvidenceItem) -> None:
        workspace, readers = self.workspace, self.readers
        sid = self._sid

        def arrive(probe: Probe) -> None:
            if sid == self._sid:
                self._on_probe(item, probe)

        def fail(error: ReviewerError) -> None:
            if sid == self._sid:
                self._view.say(f"{item.title or item.id}: {error.message}", "bad")

        self.tasks.read(lambda: readers.probe(workspace.recipe(item), name=item.path), arrive, fail)

    def _on_probe(self, item: EvidenceItem, probe: Probe) -> None:
        self._probes[item.id] = probe
        self._render()
        if item.id in self._stage.shown:
            self._show_items()
        if probe.readable and probe.kind in (Kind.VIDEO, Kind.PDF, Kind.IMAGE):
            self._thumbnail(item, probe.kind)

    def _thumbnail(self, item: EvidenceItem, kind: Kind) -> None:
        workspace, readers = self.workspace, self.readers
        self.tasks.read(
            lambda: readers.thumbnail(workspace.recipe(item), kind),
            lambda picture: self._view.show_thumbnail(item.id, picture),
            lambda error: log.info("no thumbnail: %s", error.code),
        )

    def _render(self) -> None:
        if self.desk is None:
            return
        self._pointer.item, self._pointer.shown = self._stage.current, self._stage.shown
        self._pointer.settled = not self._reading and not self._outgoing.waiting
        today = self.workspace.clock.now().astimezone().date()
        self._view.render(build(self.desk, self._probes, self._save_state(self.desk), self._pointer, today))

    def _save_state(self, desk: Desk) -> SaveState:
        problem = self._outgoing.problem
        if problem is not None:
            return SaveState(text=f"Not saved: {problem.message.rstrip('.')}", tone="bad", retry=True)
        if self._outgoing.waiting:
            return SaveState(text="Saving…", tone="neutral")
        last: datetime | None = desk.review.last_at
        return SaveState(text=f"Saved {last.astimezone():%H:%M:%S}" if last else "Nothing to save yet")

    # -- where the screen is --
    def activate(self, indicator: IndicatorId | None) -> None:
        """Expand an indicator's card (None: the one for the whole)."""
        self._pointer.active = indicator
        self._render()

    def move(self, step: int) -> None:
        """The next card or the one before."""
        if self.desk is None:
            return
        order: list[IndicatorId | None] = [*(i.id for i in self.desk.indicators), None]
        place = order.index(self._pointer.active) if self._pointer.active in order else 0
        self.activate(order[max(0, min(len(order) - 1, place + step))])

    def select(self, item: ItemId) -> None:
        """Have an item in hand."""
        self._stage.take(item, self._alike)
        self._show_items()
        self._render()

    def step_item(self, step: int) -> None:
        """The next item of the list or the one before."""
        if self.desk is None:
            return
        order = [i.id for i in self.desk.submission.evidence]
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
        """One item, side by side, or stacked; remembered."""
        if self.desk is None:
            return
        self._stage.set_layout(layout, [i.id for i in self.desk.submission.evidence], self._alike)
        self.preferences.set(stage_layout=layout)
        self._show_items()
        self._render()

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
        if desk is None:
            return
        found = [desk.submission.item(i) for i in self._stage.shown]
        known = tuple((i, self._probes[i.id]) for i in found if i is not None and i.id in self._probes)
        self._view.show_items(known, self._stage.current, self._stage.layout)
        if self._jump is not None and self._stage.current in self._probes:
            item, selector = self._jump
            if item == self._stage.current:
                self._jump = None
                self._view.go_to(item, selector)

    def _alike(self, one: ItemId, other: ItemId) -> bool:
        return (self._kind(one) in _MOVING) == (self._kind(other) in _MOVING)

    def _kind(self, item: ItemId) -> Kind:
        probe = self._probes.get(item)
        found = self.desk.submission.item(item) if self.desk is not None else None
        return probe.kind if probe is not None and probe.readable else found.kind if found is not None else Kind.OTHER
