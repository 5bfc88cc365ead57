"""Taking packages in: asks for it, shows how far it is and what came of it. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.ui.queue.state import IntakeState, RefusedFile
from reviewer_app.ui.words import listed, many

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.ui.tasks import Task, Tasks
    from reviewer_app.workflow.intake import IntakeResult, Refused
    from reviewer_app.workspace import Workspace


class DropView(Protocol):
    """What is asked of the screen."""

    def render_intake(self, state: IntakeState) -> None:
        """Show the drop zone."""

    def render_progress(self, progress: Progress) -> None:
        """Show how far the intake is."""

    def say(self, message: str, tone: str) -> None:
        """Tell, without stopping anybody."""


class Taking:
    """One intake at a time; ``ended`` hears what was added (None when it was stopped or failed)."""

    def __init__(
        self,
        workspace: Workspace,
        tasks: Tasks,
        view: DropView,
        ended: Callable[[tuple[SubmissionId, ...] | None], None],
    ) -> None:
        self._workspace, self._tasks, self._view, self._ended = workspace, tasks, view, ended
        self._task: Task | None = None

    def add(self, paths: Sequence[Path]) -> None:
        """Take in packages, folders of them and batches."""
        if self._task is not None:
            self._view.say("Packages are being added already. Drop these again when that is done.", "caution")
            return
        workspace, given = self._workspace, tuple(paths)

        def work(job: Job) -> IntakeResult:
            from reviewer_app.workflow import intake

            return intake.intake(workspace, given, job)

        self._run(work)

    def add_samples(self) -> None:
        """Make and take in the sample submissions."""
        workspace = self._workspace

        def work(job: Job) -> IntakeResult:
            from reviewer_app.workflow import demo

            return demo.add_samples(workspace, job)

        self._run(work)

    def cancel(self) -> None:
        """Stop taking in; nothing of the package at hand stays behind."""
        if self._task is not None:
            self._task.cancel()

    def dismiss(self) -> None:
        """Put the outcome of the last intake away."""
        self._view.render_intake(IntakeState())

    def _run(self, work: Callable[[Job], IntakeResult]) -> None:
        self._view.render_intake(IntakeState(working=True))
        self._task = self._tasks.run(work, self._done, self._failed, progress=self._view.render_progress)

    def _done(self, result: IntakeResult) -> None:
        self._task = None
        refused = tuple(map(_refused, result.refused))
        self._view.render_intake(IntakeState(summary=summary_of(result), tone=_tone_of(result), refused=refused))
        self._ended(result.added)

    def _failed(self, error: ReviewerError) -> None:
        self._task = None
        tone = "neutral" if error.code == "cancelled" else "bad"
        self._view.render_intake(IntakeState(summary=f"{error.message} {error.hint}".strip(), tone=tone))
        self._ended(None)


def summary_of(result: IntakeResult) -> str:
    """One sentence about an intake."""
    parts = []
    if result.added:
        parts.append(f"{many(len(result.added), 'package')} added")
    if result.already:
        parts.append(f"{len(result.already)} here already")
    if result.refused:
        parts.append(f"{len(result.refused)} refused")
    if not parts:
        return "There is no package in what you gave."
    left = " What is here already was left as it is; its copy was not checked." if result.already else ""
    return f"{listed(parts)}.{left}"


def _tone_of(result: IntakeResult) -> str:
    if result.refused:
        return "bad"
    return "good" if result.added else "caution"


def _refused(refused: Refused) -> RefusedFile:
    said = tuple((p.message, p.hint) for p in refused.problems if p.severity == "error")
    return RefusedFile(name=Path(refused.path).name, problems=said)
