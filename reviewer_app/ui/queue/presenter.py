"""Decides what the queue shows: filters, search and order; details of a row; taking packages in. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.ui.queue.details import details_of
from reviewer_app.ui.queue.state import (
    ALWAYS_SHOWN,
    DONE,
    FILTERS,
    OPEN_FILTER,
    TONES,
    Chip,
    Details,
    IntakeState,
    QueueState,
    RefusedFile,
)
from reviewer_app.ui.words import listed, many

if TYPE_CHECKING:
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.ui.tasks import Task, Tasks
    from reviewer_app.workflow.intake import IntakeResult, Refused
    from reviewer_app.workflow.scoring import Desk, QueueRow
    from reviewer_app.workspace import Workspace

_LAST = "9999-12-31"
_STATE_ORDER = {name: n for n, name in enumerate(TONES)}
SORTS: dict[str, Callable[[QueueRow], Any]] = {
    "submission": lambda r: str(r.submission),
    "program": lambda r: (r.program_title, r.component_title),
    "attempt": lambda r: r.attempt,
    "evidence": lambda r: sum(count for _, count in r.evidence),
    "progress": lambda r: r.scored / r.of if r.of else 0.0,
    "due": lambda r: r.due.isoformat() if r.due else _LAST,
    "state": lambda r: _STATE_ORDER[r.state.name],
}


class QueueView(Protocol):
    """What the presenter asks of the screen."""

    def render(self, state: QueueState) -> None:
        """Show the table."""

    def render_details(self, details: Details | None) -> None:
        """Show the panel about a row, or about none."""

    def render_intake(self, state: IntakeState) -> None:
        """Show the drop zone."""

    def render_progress(self, progress: Progress) -> None:
        """Show how far the intake is."""

    def select(self, submission: SubmissionId) -> None:
        """Put the table's cursor on a row."""

    def say(self, message: str, tone: str) -> None:
        """Tell, without stopping anybody."""


class QueuePresenter:
    """The queue's decisions."""

    def __init__(self, workspace: Workspace, tasks: Tasks, view: QueueView) -> None:
        self._workspace, self._tasks, self._view = workspace, tasks, view
        self._rows: tuple[QueueRow, ...] = ()
        self._loaded = False
        self._filter, self._program, self._search = OPEN_FILTER, "", ""
        self._sort, self._descending = "due", False
        self._current: SubmissionId | None = None
        self._intake: Task | None = None
        self.shown: tuple[QueueRow, ...] = ()

    # --- reading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the queue."""
        workspace = self._workspace

        def read() -> tuple[QueueRow, ...]:
            from reviewer_app.workflow import scoring

            return tuple(scoring.queue(workspace))

        self._tasks.read(read, self._arrived, key="queue")

    def on_changed(self, changes: Changes) -> None:
        """Read again what an act touched."""
        if changes.queue or changes.review or changes.outbox or changes.programs:
            self.load()

    def _arrived(self, rows: tuple[QueueRow, ...]) -> None:
        self._rows, self._loaded = rows, True
        self._render()
        if self._current is not None:
            self._read_details(self._current)

    @property
    def rows(self) -> tuple[QueueRow, ...]:
        """All rows, before any filter."""
        return self._rows

    @property
    def waiting(self) -> int:
        """How many are still to be scored."""
        return sum(1 for r in self._rows if r.state.name not in DONE)

    # --- filters -----------------------------------------------------------------------------------------------------

    def filter_by(self, chip: str) -> None:
        """Leave only the rows of one chip."""
        self._filter = chip
        self._render()

    def filter_program(self, program: str) -> None:
        """Leave only one program's rows; empty: all."""
        self._program = program
        self._render()

    def search(self, text: str) -> None:
        """Leave only rows in whose id, program or component every word is found; all states are searched."""
        self._search = text.strip().casefold()
        self._render()

    def sort_by(self, column: str) -> None:
        """Order by a column; asked again, the other way round."""
        self._descending = not self._descending if column == self._sort else False
        self._sort = column
        self._render()

    def clear_filters(self) -> None:
        """Show everything that is to be scored again."""
        self._filter, self._program, self._search = OPEN_FILTER, "", ""
        self._render()

    def _render(self) -> None:
        in_program = [r for r in self._rows if self._program in ("", r.program)]
        counts = {name: 0 for name, _ in FILTERS}
        for row in in_program:
            counts[row.state.name] = counts.get(row.state.name, 0) + 1
        counts[OPEN_FILTER] = sum(1 for r in in_program if r.state.name not in DONE)
        self.shown = tuple(self._ordered(r for r in in_program if self._passes(r)))
        empty = "" if self.shown else "loading" if not self._loaded else "filtered" if self._rows else "nothing"
        state = QueueState(
            rows=self.shown,
            chips=tuple(
                Chip(id=name, label=label, count=counts[name], on=name == self._filter and not self._search)
                for name, label in FILTERS
                if counts[name] or name in ALWAYS_SHOWN or name == self._filter
            ),
            programs=tuple(sorted({(str(r.program), r.program_title) for r in self._rows}, key=lambda p: p[1])),
            program=self._program,
            sort=self._sort,
            descending=self._descending,
            search=self._search,
            empty=empty,
            total=len(self._rows),
        )
        self._view.render(state)

    def _passes(self, row: QueueRow) -> bool:
        if self._search:
            haystack = " ".join(
                (row.submission, row.program_title, row.component, row.component_title, row.state_label)
            ).casefold()
            return all(word in haystack for word in self._search.split())
        if self._filter == OPEN_FILTER:
            return row.state.name not in DONE
        return bool(row.state.name == self._filter)

    def _ordered(self, rows: Iterable[QueueRow]) -> list[QueueRow]:
        found = sorted(rows, key=lambda r: str(r.submission))
        found.sort(key=SORTS[self._sort], reverse=self._descending)
        return found

    # --- one row -----------------------------------------------------------------------------------------------------

    def choose(self, submission: SubmissionId | None) -> None:
        """The table's cursor is on that row now."""
        if submission == self._current:
            return
        self._current = submission
        if submission is None:
            self._view.render_details(None)
        else:
            self._read_details(submission)

    def _read_details(self, submission: SubmissionId) -> None:
        workspace = self._workspace
        row = next((r for r in self._rows if r.submission == submission), None)
        if row is None:
            self._current = None
            self._view.render_details(None)
            return

        def read() -> Desk:
            from reviewer_app.workflow import scoring

            return scoring.desk(workspace, submission)

        today = workspace.clock.now().astimezone().date()
        self._tasks.read(
            read,
            lambda desk: self._view.render_details(details_of(row, desk, today)),
            lambda error: self._view.render_details(_without_desk(row, error)),
            key="queue-details",
        )

    def next_to_score(self, after: SubmissionId | None = None) -> SubmissionId | None:
        """What to score next: begun first, else what is due first; never what is on hold."""
        ready = [r for r in self._rows if r.state.name not in (*DONE, "HOLD") and r.submission != after]
        ready.sort(key=lambda r: (r.state.name != "IN_PROGRESS", r.due.isoformat() if r.due else _LAST, r.submission))
        return ready[0].submission if ready else None

    # --- taking packages in ------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Take in packages, folders of them and batches."""
        if self._intake is not None:
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

    def _run(self, work: Callable[[Job], IntakeResult]) -> None:
        self._view.render_intake(IntakeState(working=True))
        self._intake = self._tasks.run(work, self._taken_in, self._not_taken_in, progress=self._view.render_progress)

    def cancel_intake(self) -> None:
        """Stop taking in; nothing of the package at hand stays behind."""
        if self._intake is not None:
            self._intake.cancel()

    def dismiss_intake(self) -> None:
        """Put the outcome of the last intake away."""
        self._view.render_intake(IntakeState())

    def _taken_in(self, result: IntakeResult) -> None:
        self._intake = None
        self._view.render_intake(
            IntakeState(summary=summary_of(result), tone=_tone_of(result), refused=tuple(map(_refused, result.refused)))
        )
        if result.added:
            self._current = None
            self._view.select(result.added[0])

    def _not_taken_in(self, error: ReviewerError) -> None:
        self._intake = None
        tone = "neutral" if error.code == "cancelled" else "bad"
        self._view.render_intake(IntakeState(summary=f"{error.message} {error.hint}".strip(), tone=tone))
        self.load()


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


def _without_desk(row: QueueRow, error: ReviewerError) -> Details:
    """What can be shown of a submission that can't be opened, and why."""
    return Details(
        submission=row.submission,
        title=str(row.submission),
        subtitle=f"{row.program_title} · {row.component_title}",
        facts=(),
        feedback=(),
        action="",
        problem=f"{error.message} {error.hint}".strip(),
    )
