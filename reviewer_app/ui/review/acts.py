"""The acts of the scoring screen: each becomes one workflow call on its way to the journal. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from reviewer_app.domain.changes import Changes
from reviewer_app.errors import ReviewerError, UsageError
from reviewer_app.ui.review.outgoing import Outgoing
from reviewer_app.ui.review.pointer import Pointer
from reviewer_app.ui.review.state import DifferenceRow, HistoryState, ReviewState
from reviewer_app.ui.review.telling import find_act, tell
from reviewer_app.workflow import deciding, holding, scoring

if TYPE_CHECKING:
    from reviewer_app.domain.citation import Citation, Selector
    from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, SubmissionId
    from reviewer_app.domain.submission import EvidenceItem
    from reviewer_app.evidence.values import Picture, Probe
    from reviewer_app.settings import Settings
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workflow.desk import Desk
    from reviewer_app.workflow.letters import Letter
    from reviewer_app.workflow.snippets import OwnSnippet
    from reviewer_app.workspace import Workspace


class ReviewScreen(Protocol):
    """What the presenter asks of the screen."""

    def bind(self, presenter: Any) -> None:
        """Take the presenter; called once."""

    def render(self, state: ReviewState) -> None:
        """Show the state."""

    def show_items(self, items: tuple[tuple[EvidenceItem, Probe], ...], current: ItemId | None, layout: str) -> None:
        """Put these items on the stage."""

    def soon(self, act: Callable[[], None]) -> None:
        """Do it after a moment; what is asked for again meanwhile is done once."""

    def load_for(self, probe: Probe) -> None:
        """Load the code that will show such an item; called off the window's thread."""

    def show_thumbnail(self, item: ItemId, picture: Picture) -> None:
        """A small picture for the list."""

    def go_to(self, item: ItemId, selector: Selector) -> None:
        """Show a citation's exact place."""

    def cited(self, item: ItemId) -> None:
        """What was chosen in an item has been cited."""

    def say(self, message: str, tone: str = "neutral", *, undo: bool = False) -> None:
        """Tell, without stopping anybody."""

    def trouble(self, error: ReviewerError) -> None:
        """The review can't be shown at all."""

    def finished(self) -> None:
        """The review was finalised."""

    def show_history(self, state: HistoryState) -> None:
        """What was done, in a sheet over the stage."""

    def show_comparison(self, title: str, rows: tuple[DifferenceRow, ...]) -> None:
        """What differs between an earlier moment and now."""

    def show_letter(self, letter: Letter) -> None:
        """The letter as it will be read, in a sheet over the stage."""

    def show_snippets(self, snippets: tuple[OwnSnippet, ...]) -> None:
        """One's own snippets, in a sheet over the stage."""


class Preferences(Protocol):
    """Where settings are kept; the shell's session is one."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""

    def set(self, **values: Any) -> None:
        """Change settings."""

    def keep_layout(self, name: str, sizes: tuple[int, ...]) -> None:
        """Remember the sizes of a splitter."""


class ReviewActs:
    """What can be recorded about the submission that is open."""

    preferences: Preferences

    def __init__(self, workspace: Workspace, tasks: Tasks, view: ReviewScreen) -> None:
        self.workspace, self.tasks = workspace, tasks
        self._view = view
        self._sid: SubmissionId | None = None
        self.desk: Desk | None = None
        self._pointer = Pointer()
        self._early: ReviewerError | None = None
        self._outgoing = Outgoing(tasks, self._render, self._refused)

    def _render(self) -> None:
        """Show what is true now."""
        raise NotImplementedError

    def _act(self, act: Callable[[Workspace, SubmissionId], Changes], then: Callable[[], None] | None = None) -> None:
        sid, workspace, who = self._sid, self.workspace, self.workspace.key_id

        def work() -> Changes:
            if workspace.key_id != who:
                raise UsageError("That was done by another reviewer, who has left.", code="other-reviewer")
            return act(workspace, sid) if sid is not None else Changes()

        if sid is not None:
            self._outgoing.send(work, (lambda _changes: then()) if then is not None else None)

    def _refused(self, error: ReviewerError) -> None:
        if self.desk is None:
            self._early = error  # nothing is shown yet: the page itself will say what is wrong, or this is said then
        elif error.code not in ("nothing-to-undo", "nothing-to-redo"):
            self._view.say(f"{error.message} {error.hint}".strip(), "bad")

    def retry(self) -> None:
        """Save what could not be saved."""
        self._outgoing.retry()

    @property
    def may_act(self) -> bool:
        """Whether anything can be recorded now."""
        return self.desk is not None and self.desk.review.open

    def score(self, indicator: IndicatorId, level: int | None) -> None:
        """Give a level."""
        if self.may_act:
            self._act(lambda ws, sid: scoring.score(ws, sid, indicator, level))

    def score_active(self, value: int) -> None:
        """Give the active indicator the level of that value, if its scale has it."""
        desk, active = self.desk, self._pointer.active
        found = next((i for i in desk.indicators if i.id == active), None) if desk is not None else None
        if found is not None and found.level(value) is not None:
            self.score(found.id, value)

    def comment(self, indicator: IndicatorId | None, text: str) -> None:
        """Keep feedback."""
        if self.may_act:
            self._act(lambda ws, sid: scoring.comment(ws, sid, indicator, text))

    def note(self, indicator: IndicatorId | None, text: str) -> None:
        """Keep a private note."""
        if self.may_act:
            self._act(lambda ws, sid: scoring.note(ws, sid, indicator, text))

    def confide(self, indicator: IndicatorId, confidence: str) -> None:
        """Keep how sure one is."""
        if self.may_act:
            self._act(lambda ws, sid: scoring.confide(ws, sid, indicator, confidence))

    def flag(self, code: str, indicator: IndicatorId | None, on: bool) -> None:
        """Say that something is not scorable, or take that back."""
        if not self.may_act:
            return
        if on:
            self._act(lambda ws, sid: scoring.flag(ws, sid, code, indicator))
        else:
            self._act(lambda ws, sid: scoring.unflag(ws, sid, code, indicator))

    def declare_conflict(self, reason: str) -> None:
        """Step back from the submission; it can be reopened."""
        if self.may_act:
            self._act(
                lambda ws, sid: holding.declare_conflict(ws, sid, reason),
                lambda: self._view.say("You stepped back. The office assigns another reviewer.", "good"),
            )

    def viewed(self, item: ItemId, start: int, end: int, seconds: int) -> None:
        """Keep what was looked at."""
        if self.may_act:
            self._act(lambda ws, sid: scoring.viewed(ws, sid, item, start, end, seconds))

    def undo(self) -> None:
        """Take back the latest act, and say what it was."""
        self._undo_or_redo(scoring.undo, "Undone", back=True)

    def redo(self) -> None:
        """Bring back what undo took."""
        self._undo_or_redo(scoring.redo, "Redone", back=False)

    def _undo_or_redo(self, act: Callable[[Workspace, SubmissionId], Changes], word: str, *, back: bool) -> None:
        desk = self.desk
        if desk is None or not desk.review.open:
            return
        found = find_act(desk.events, desk.review.can_undo if back else desk.review.can_redo)
        if found is None:
            self._view.say(f"There is nothing to {'undo' if back else 'redo'}.")
            return
        what = tell(found, desk.program)
        self._act(act, lambda: self._view.say(f"{word}: {what}."))

    def finalise(self) -> None:
        """Stand by the review, when nothing is missing; else say what is."""
        if self.desk is None or not self.desk.review.open:
            return
        self._act(deciding.finalise, self._view.finished)

    def reopen(self, reason: str) -> None:
        """Take a finalised review up again."""
        self._act(lambda ws, sid: scoring.reopen(ws, sid, reason))

    def _citation(self, citation: CitationId) -> Citation | None:
        desk = self.desk
        return next((c for c in desk.review.citations if c.id == citation), None) if desk is not None else None
