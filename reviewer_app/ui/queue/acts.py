"""What can be done with a submission without opening it: hold, priority, hand back, step back. Knows no Qt.

Each act can be taken back at once, as long as nothing was sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reviewer_app.domain.changes import Changes

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workspace import Workspace

HOLDS = {"own": "on hold", "privacy": "on a privacy hold", "integrity": "on an integrity hold"}
_TURNS = {1: "is scored first", 0: "is scored in its turn", -1: "is scored last"}
_BACK = "Taken back at once."


class ActsView(Protocol):
    """What is asked of the screen."""

    def offer_undo(self, message: str, undo: Callable[[], object] | None) -> None:
        """Tell what was done, and offer to take it back."""


class QueueActs:
    """Acts on one submission of the queue."""

    def __init__(self, workspace: Workspace, tasks: Tasks, view: ActsView) -> None:
        self._workspace, self._tasks, self._view = workspace, tasks, view

    def hold(self, submission: SubmissionId, reason: str, kind: str = "own") -> None:
        """Put it aside."""
        ws = self._workspace

        def work() -> Changes:
            from reviewer_app.domain.holding import HoldKind
            from reviewer_app.workflow import holding

            return holding.hold(ws, submission, reason, HoldKind(kind))

        undo = (lambda: self.lift(submission)) if kind == "own" else None
        self._do(work, f"{submission} is {HOLDS[kind]}.", undo)

    def lift(self, submission: SubmissionId) -> None:
        """Take it off hold."""
        ws = self._workspace
        reasons: list[str] = []

        def work() -> Changes:
            from reviewer_app.workflow import holding
            from reviewer_app.workflow.cases import stands_for

            reasons.extend(h.reason for h in stands_for(ws, submission).holds if not h.kind.by_office)
            return holding.lift(ws, submission)

        def again() -> None:
            self.hold(submission, reasons[0] if reasons else _BACK)

        self._do(work, f"{submission} is no longer on hold.", again)

    def ask_office(self, submission: SubmissionId, dest: Path) -> None:
        """Write the signed request to the office about what is held."""
        ws = self._workspace

        def work() -> Changes:
            from reviewer_app.workflow import releasing

            releasing.ask(ws, submission, dest)
            return Changes()

        self._do(work, f"The request about {submission} is in {dest.name}. Send it to the office.", None)

    def take_answer(self, path: Path) -> None:
        """Lift the hold that the office's signed answer names."""
        ws = self._workspace

        def work() -> Changes:
            from reviewer_app.workflow import releasing

            return releasing.take_answer(ws, path)

        def done(changes: Changes) -> None:
            self._view.offer_undo(f"The office lifted a hold on {', '.join(changes.submissions)}.", None)

        self._tasks.write(work, done)

    def prioritise(self, submission: SubmissionId, priority: int, before: int) -> None:
        """Have it scored first (1), in its turn (0) or last (-1)."""
        ws = self._workspace

        def work() -> Changes:
            from reviewer_app.workflow import holding

            return holding.prioritise(ws, submission, priority)

        self._do(work, f"{submission} {_TURNS[priority]}.", lambda: self.prioritise(submission, before, priority))

    def hand_back(self, submission: SubmissionId, condition: str, missing: str) -> None:
        """Return it as incomplete; ``missing`` empty: what was found missing."""
        ws = self._workspace

        def work() -> Changes:
            from reviewer_app.workflow import holding

            return holding.return_incomplete(ws, submission, condition, missing)

        text = f"{submission} goes back as incomplete. The Outbox has it."
        self._do(work, text, self._take_back(submission, condition))

    def step_back(self, submission: SubmissionId, reason: str) -> None:
        """Declare a conflict of interest."""
        ws = self._workspace

        def work() -> Changes:
            from reviewer_app.workflow import holding

            return holding.declare_conflict(ws, submission, reason)

        text = f"You stepped back from {submission}. The office assigns another reviewer."
        self._do(work, text, self._take_back(submission, "conflict"))

    def _take_back(self, submission: SubmissionId, condition: str) -> Callable[[], None]:
        """Reopen it as it was before: what was said then is said again, and the reason no longer stands."""
        ws = self._workspace

        def work() -> Changes:
            from reviewer_app.workflow import holding

            return holding.take_back(ws, submission, condition, _BACK)

        return lambda: self._do(work, f"{submission} is in your queue again.", None)

    def _do(self, work: Callable[[], Changes], message: str, undo: Callable[[], object] | None) -> None:
        self._tasks.write(work, lambda _changes: self._view.offer_undo(message, undo))
