"""Decides what the outbox shows and does: what is sealed, checked, copied to a drive. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.ui.outbox.lines import bundle_line, check_state, ready_line, seal_text, sealed_text
from reviewer_app.ui.outbox.state import CheckState, Confirm, OutboxState
from reviewer_app.ui.words import many

if TYPE_CHECKING:
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.ids import BundleId, SubmissionId
    from reviewer_app.ui.tasks import Task, Tasks
    from reviewer_app.workflow.checking import CheckReport
    from reviewer_app.workflow.sealing import BundleRow, ReadyRow, SealedBundle
    from reviewer_app.workflow.syncing import SentBundle
    from reviewer_app.workspace import Workspace

_KEY_PROBLEMS = ("passphrase-needed", "wrong-passphrase")


class OutboxScreen(Protocol):
    """What the presenter asks of the screen."""

    def render(self, state: OutboxState) -> None:
        """Show the page."""

    def render_check(self, state: CheckState) -> None:
        """Show the panel."""

    def render_progress(self, progress: Progress) -> None:
        """Show how far the work is."""

    def select_bundle(self, bundle: BundleId) -> None:
        """Put the cursor on a bundle."""

    def say(self, message: str, tone: str) -> None:
        """Tell, without stopping anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    ready: tuple[ReadyRow, ...]
    bundles: tuple[BundleRow, ...]
    reopened: tuple[str, ...]
    set_aside: tuple[str, ...] = ()


class OutboxPresenter:
    """The outbox's decisions."""

    def __init__(self, workspace: Workspace, tasks: Tasks, view: OutboxScreen) -> None:
        self._workspace, self._tasks, self._view = workspace, tasks, view
        self._found = _Found(ready=(), bundles=(), reopened=())
        self._left_out: set[SubmissionId] = set()
        self._state = OutboxState()
        self._check: Task | None = None
        self._work: Task | None = None
        self._wanted: BundleId | None = None

    # --- reading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read what is ready and what was sealed."""
        workspace = self._workspace

        def read() -> _Found:
            from reviewer_app.workflow import sealing

            return _Found(
                ready=sealing.ready(workspace),
                bundles=sealing.bundles(workspace),
                reopened=_reopened(workspace),
                set_aside=sealing.set_aside(workspace),
            )

        self._tasks.read(read, self._arrived, key="outbox")

    def on_changed(self, changes: Changes) -> None:
        """Read again what an act touched."""
        if changes.outbox or changes.review or changes.queue:
            self.load()

    def _arrived(self, found: _Found) -> None:
        self._found = found
        self._left_out &= {r.submission for r in found.ready}
        self._render(loaded=True)
        if self._wanted is not None and any(b.id == self._wanted for b in found.bundles):
            wanted, self._wanted = self._wanted, None
            self._view.select_bundle(wanted)

    def _render(self, **changes: object) -> None:
        now = self._workspace.clock.now()
        ready = tuple(ready_line(r, now, r.submission not in self._left_out) for r in self._found.ready)
        chosen = sum(1 for r in ready if r.checked)
        self._state = replace(
            self._state,
            ready=ready,
            bundles=tuple(bundle_line(b, now) for b in self._found.bundles),
            chosen=chosen,
            reopened=self._found.reopened,
            set_aside=self._found.set_aside,
            **changes,  # type: ignore[arg-type]
        )
        self._view.render(self._state)

    @property
    def state(self) -> OutboxState:
        """What is shown now."""
        return self._state

    def toggle(self, submission: SubmissionId) -> None:
        """Leave a decision out of the next bundle, or take it in again."""
        self._left_out ^= {submission}
        self._render(confirm=None)

    # --- sealing -----------------------------------------------------------------------------------------------------

    def ask_to_seal(self) -> None:
        """Say what is about to be sealed, and wait for the answer."""
        chosen = [r for r in self._state.ready if r.checked]
        if chosen:
            covered = self._workspace.settings.blur_faces
            self._render(confirm=Confirm(text=seal_text(chosen, self._workspace.name, covered=covered)))

    def not_yet(self) -> None:
        """Don't seal."""
        self._render(confirm=None)

    def seal(self, passphrase: str = "") -> None:
        """Seal what is chosen: one bundle for each office."""
        workspace = self._workspace
        chosen = [r for r in self._state.ready if r.checked]
        by_office: dict[str, list[SubmissionId]] = {}
        for line in chosen:
            by_office.setdefault(line.audience, []).append(line.submission)

        def work(job: Job) -> _Sealed:
            from reviewer_app.domain.changes import Changes
            from reviewer_app.workflow import sealing

            if passphrase:
                workspace.unlock(passphrase)
            bundles = [sealing.seal(workspace, None, group, job) for group in by_office.values()]
            return _Sealed(bundles=tuple(bundles), changes=Changes(queue=True, review=True, outbox=True))

        self._render(working=f"Sealing {many(len(chosen), 'decision')}…")
        self._work = self._tasks.run(
            work, self._sealed, self._not_sealed, progress=self._view.render_progress, in_turn=True
        )

    def _sealed(self, done: _Sealed) -> None:
        self._work = None
        names = [b.path.name for b in done.bundles]
        count, stills = sum(len(b.decisions) for b in done.bundles), sum(b.stills for b in done.bundles)
        missing = sum(b.missing_stills for b in done.bundles)
        self._wanted = done.bundles[-1].id
        self._render(working="", confirm=None)
        self.load()
        self._view.say(sealed_text(count, names, stills, missing), "good")

    def _not_sealed(self, error: ReviewerError) -> None:
        self._work = None
        confirm = self._state.confirm
        if error.code in _KEY_PROBLEMS and confirm is not None:
            wrong = "" if error.code == "passphrase-needed" else f"{error.message} {error.hint}"
            self._render(working="", confirm=replace(confirm, locked=True, wrong=wrong))
            return
        self._render(working="", confirm=None)
        self.load()
        self._view.say(f"{error.message} {error.hint}".strip(), "neutral" if error.code == "cancelled" else "bad")

    def cancel(self) -> None:
        """Stop the work under way; nothing half done stays."""
        for task in (self._work, self._check):
            if task is not None:
                task.cancel()

    # --- checking ----------------------------------------------------------------------------------------------------

    def choose_bundle(self, bundle: BundleId) -> None:
        """The cursor is on that bundle: check it."""
        row = next((b for b in self._found.bundles if b.id == bundle), None)
        if row is not None:
            self._start_check(row.path, row.id)

    def check(self, path: Path) -> None:
        """Check any sealed file."""
        own = next((b for b in self._found.bundles if b.path == path), None)
        self._start_check(path, own.id if own is not None else None)

    def _start_check(self, path: Path, bundle: BundleId | None) -> None:
        workspace = self._workspace
        if self._check is not None:
            self._check.cancel()

        def work(job: Job) -> CheckReport:
            from reviewer_app.workflow import checking

            return checking.check(path, workspace, job)

        self._view.render_check(CheckState(working=True, name=path.name, headline=f"Checking {path.name}…"))
        task = self._check = self._tasks.run(
            work,
            lambda report: self._checked(task, report, bundle),
            lambda error: self._not_checked(task, error, path),
            progress=self._view.render_progress,
        )

    def _checked(self, task: Task, report: CheckReport, bundle: BundleId | None) -> None:
        if task is self._check:
            self._check = None
            self._view.render_check(check_state(report, bundle))

    def _not_checked(self, task: Task, error: ReviewerError, path: Path) -> None:
        if task is not self._check:
            return
        self._check = None
        if error.code == "cancelled":
            self._view.render_check(CheckState())
            return
        state = CheckState(
            name=path.name,
            tone="bad",
            headline=f"{path.name} can't be checked",
            summary=f"{error.message} {error.hint}",
        )
        self._view.render_check(state)

    # --- handing over ------------------------------------------------------------------------------------------------

    def send(self, bundle: BundleId, target: Path) -> None:
        """Copy a bundle to a folder or drive: copied, read back, compared."""
        workspace = self._workspace

        def work(job: Job) -> SentBundle:
            from reviewer_app.workflow import syncing

            return syncing.send(workspace, bundle, target, job)

        def sent(done: SentBundle) -> None:
            self._work = None
            self._render(working="")
            self.load()
            where = target.name or str(target)
            self._view.say(f"{done.name} is on {where}: copied, read back and compared.", "good")

        self._render(working="Copying…")
        self._work = self._tasks.run(work, sent, self._not_sealed, progress=self._view.render_progress)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    bundles: tuple[SealedBundle, ...]
    changes: Changes


def _reopened(workspace: Workspace) -> tuple[str, ...]:
    """Submissions whose sealed decision was reopened and has no successor yet."""
    from reviewer_app.workflow.cases import own_review

    every = [r.submission.id for r in workspace.catalogue.packages()]
    reviews = ((sid, own_review(workspace, sid)) for sid in every)
    return tuple(str(sid) for sid, review in reviews if review.open and review.last_sealed is not None)
