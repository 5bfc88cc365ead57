"""Decides what the scoring screen does: reads the desk, sends acts, keeps the screen true. Knows no Qt."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from reviewer_app.errors import ReviewerError
from reviewer_app.ui.review.acts import Preferences, ReviewScreen
from reviewer_app.ui.review.arrangement import Arrangement
from reviewer_app.ui.review.build import build
from reviewer_app.ui.review.pointer import Pointer
from reviewer_app.ui.review.preferences import WorkspacePreferences
from reviewer_app.ui.review.staging import Ahead, Next, ReadAhead, Reading, Staging, read
from reviewer_app.ui.review.state import SaveState
from reviewer_app.workflow import scoring

if TYPE_CHECKING:
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.ids import CitationId, IndicatorId, SubmissionId
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.ui.review.prepare import Prepared
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workflow.desk import Desk
    from reviewer_app.workspace import Workspace


class ReviewPresenter(Staging):
    """The scoring screen's decisions."""

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        view: ReviewScreen,
        readers: Readers,
        preferences: Preferences | None = None,
        following: Next | None = None,
    ) -> None:
        super().__init__(workspace, tasks, view)
        self.readers = readers
        self.preferences = preferences or WorkspacePreferences(workspace, tasks)
        self.prepared: Prepared | None = None
        self._stage = Arrangement(self.preferences.settings.stage_layout)
        self._probes = {}
        self._reading = False
        self._following = following
        self._ahead = ReadAhead(tasks, workspace, readers)
        view.bind(self)

    # -- opening and reading --
    def open(self, submission: SubmissionId) -> None:
        """Show a submission; it counts as taken up. What was read ahead is shown at once."""
        ahead = self._ahead.take(submission)
        self._sid, self.desk, self.prepared = submission, None, None
        self._pointer = Pointer(by="made" if self._made_order() else "place")
        self._stage = Arrangement(self.preferences.settings.stage_layout)
        self._probes, self._jump, self._early = {}, None, None
        if ahead is not None:
            self._take(ahead)
        self._act(scoring.start)
        self._read()

    def _take(self, ahead: Ahead) -> None:
        self._probes = dict(ahead.probes)
        self._on_reading(ahead.reading)
        for item, picture in ahead.pictures.items():
            self._view.show_thumbnail(item, picture)
        self._show_items()

    def _made_order(self) -> bool:
        return self.preferences.settings.layout.get("review.citations", (0,))[:1] == (1,)

    def look_ahead(self) -> None:
        """Read the submission that comes next, so that it opens at once."""
        if self._following is not None and self._sid is not None:
            following = self._following()
            self._ahead.want(following if following != self._sid else None)

    def part(self) -> None:
        """Draw nothing any more; what the parts of the screen still tell as they are let go is kept as an act."""
        self.prepared = None

    def close(self) -> None:
        """Nothing more is shown; acts that were asked still go to the journal."""
        self._sid, self.desk, self.prepared = None, None, None

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
        if changes.review or changes.programs:
            self._ahead.touched(changes.submissions)
        if self._sid is not None and changes.review and self._sid in (changes.submissions or (self._sid,)):
            self._read()

    def _read(self) -> None:
        sid, workspace, before = self._sid, self.workspace, self.prepared
        if sid is None:
            return
        self._reading = True
        self.tasks.read(lambda: read(workspace, sid, before), self._on_reading, self._on_trouble, key="review.desk")

    def _on_trouble(self, error: ReviewerError) -> None:
        if self.desk is None:
            self._view.trouble(error)
        else:
            self._view.say(f"{error.message} {error.hint}".strip(), "bad")

    def _on_reading(self, reading: Reading) -> None:
        desk = reading.prepared.desk
        if desk.submission.id != self._sid:
            return
        self._reading = False
        first = self.desk is None
        self.desk, self.prepared, self._pointer.own = desk, reading.prepared, reading.own
        if first:
            self._begin(desk)
        self._render()
        if first and self._jump is not None:
            self.go_to(*self._jump)
        early, self._early = self._early, None
        if early is not None and not desk.holds:  # of a hold the strip tells
            self._refused(early)

    def _begin(self, desk: Desk) -> None:
        scope = desk.indicators
        unscored = [i.id for i in scope if i.id not in desk.review.scores]
        first = [*desk.verdict.open_indicators, *unscored, *(i.id for i in scope)]
        self._pointer.active = first[0] if first else None
        items = [i.id for i in desk.submission.evidence]
        if items:
            self._stage.layout = self._layout_for(self._kind(items[0])) or self._stage.layout
        self._stage.begin(items, self._alike)
        if self.hidden:
            return
        order = {item: n for n, item in enumerate(self._stage.shown)}
        for item in sorted(desk.submission.evidence, key=lambda i: order.get(i.id, len(order))):
            if item.id not in self._probes:
                self._probe(item)

    def _render(self) -> None:
        if self.prepared is None:
            return
        self._pointer.item, self._pointer.shown = self._stage.current, self._stage.shown
        self._pointer.settled = not self._reading and not self._outgoing.waiting
        today = self.workspace.clock.now().astimezone().date()
        save = self._save_state(self.prepared.desk)
        self._view.render(build(self.prepared, self._probes, save, self._pointer, today))

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

    def meet(self, citation: CitationId) -> None:
        """A citation was clicked in the evidence: its card opens, and its place is shown."""
        found = self._citation(citation)
        if found is not None and found.indicator != self._pointer.active:
            self.activate(found.indicator)
        self.jump(citation)

    def move(self, step: int) -> None:
        """The next card or the one before."""
        if self.desk is None:
            return
        order: list[IndicatorId | None] = [*(i.id for i in self.desk.indicators), None]
        place = order.index(self._pointer.active) if self._pointer.active in order else 0
        self.activate(order[max(0, min(len(order) - 1, place + step))])

    def toggle_only(self) -> None:
        """Show only the active indicator's marks, or all again."""
        active = self._pointer.active
        self.show_only(active, self._pointer.only is None and active is not None)
