"""Decides what the queue shows: filters, search and order; details of a row; what is next. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Progress
from reviewer_app.ui.queue.details import details_of
from reviewer_app.ui.queue.filtering import OWN, Filtering, Preferences
from reviewer_app.ui.queue.listing import Listing
from reviewer_app.ui.queue.state import (
    ALWAYS_SHOWN,
    FILTERS,
    NOT_OPEN,
    Chip,
    Details,
    IntakeState,
    QueueState,
)
from reviewer_app.ui.queue.taking import Taking
from reviewer_app.ui.words import pace_text

if TYPE_CHECKING:
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workflow.pace import Pace
    from reviewer_app.workflow.scoring import QueueRow
    from reviewer_app.workspace import Workspace

_MANY = 400  # with more changed rows than these, all are read anew
_HITS = 8  # places shown of one submission
Read = tuple[Listing, "Pace"]


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


class QueuePresenter(Filtering):
    """The queue's decisions."""

    def __init__(
        self, workspace: Workspace, tasks: Tasks, view: QueueView, preferences: Preferences | None = None
    ) -> None:
        super().__init__(workspace, preferences)
        self._tasks, self._view = tasks, view
        self._listing = Listing()
        self._loaded = self._loading = False
        self._touched: set[SubmissionId] = set()
        self._pace = ("", "")
        self._version = 0
        self._current: SubmissionId | None = None
        self._taking = Taking(workspace, tasks, view, self._taken)
        self.shown: tuple[QueueRow, ...] = ()
        self._restore_order()

    # --- reading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the queue."""
        workspace, sort = self._workspace, self._filter.sort
        self._loading = True

        def read() -> Read:
            from reviewer_app.workflow import pace, scoring

            listing = Listing(scoring.queue(workspace), sort)
            return listing, pace.pace(workspace, *_pace_of(listing))

        self._tasks.read(read, self._arrived, self._not_arrived, key="queue")

    def on_changed(self, changes: Changes) -> None:
        """Read again what an act touched: single rows where they are named."""
        if changes.programs or changes.keys:
            self.load()
        elif changes.queue or changes.review or changes.outbox:
            if changes.submissions and len(changes.submissions) < _MANY and self._loaded:
                self._touched.update(changes.submissions)
                self._read_touched()
            else:
                self.load()

    def _read_touched(self) -> None:
        if self._loading or not self._touched:
            return
        workspace, wanted, listing = self._workspace, tuple(self._touched), self._listing

        def read() -> tuple[tuple[QueueRow, ...], Pace]:
            from reviewer_app.workflow import pace
            from reviewer_app.workflow.queueing import rows_of

            rows = rows_of(workspace, wanted)
            return rows, pace.pace(workspace, *_pace_of(listing, rows))

        self._tasks.read(read, self._rows_arrived, key="queue-rows")

    def _rows_arrived(self, found: tuple[tuple[QueueRow, ...], Pace]) -> None:
        rows, pace = found
        self._touched.difference_update(r.submission for r in rows)
        self._listing.put(rows)
        self._pace = pace_text(pace)
        self._version += 1
        self._render()
        if self._current in {r.submission for r in rows}:
            self._read_details(self._current)

    def _arrived(self, found: Read) -> None:
        self._listing, pace = found
        self._loading, self._loaded = False, True
        self._pace = pace_text(pace)
        self._version += 1
        self._render()
        self._read_touched()
        if self._current is not None:
            self._read_details(self._current)

    def _not_arrived(self, error: ReviewerError) -> None:
        self._loading = False
        self._tasks.failed.emit(error)

    def lookup(self, text: str, most: int) -> tuple[QueueRow, ...]:
        """Some rows in which every word is found, those that wait first."""
        found = self._listing.left_by(replace(self._filter, text=text, program="", descending=False))
        return tuple(sorted(found[: most * 20], key=lambda r: r.state.name in NOT_OPEN)[:most])

    def named(self, names: Iterable[str]) -> tuple[QueueRow, ...]:
        """The rows of these submissions."""
        rows = (self._listing.row(name) for name in names)
        return tuple(r for r in rows if r is not None)

    @property
    def rows(self) -> tuple[QueueRow, ...]:
        """All rows, before any filter."""
        return self._listing.rows()

    def _say(self, message: str, tone: str) -> None:
        self._view.say(message, tone)

    def search_inside(self) -> None:
        """Look for the words in notes, feedback, transcripts and documents, too."""
        workspace, text = self._workspace, self._filter.text
        if not text:
            return

        def read() -> frozenset[SubmissionId]:
            from reviewer_app.workflow import search

            return search.submissions(workspace, text)

        self._tasks.read(read, lambda found: self._found(text, found), key="queue-search")

    def _found(self, text: str, found: frozenset[SubmissionId]) -> None:
        if text == self._filter.text:
            self._inside = found
            self._render()
            self._read_details(self._current)

    # --- showing -----------------------------------------------------------------------------------------------------

    def _render(self) -> None:
        wanted, listing = self._filter, self._listing
        self.shown = listing.left_by(wanted, self._inside)
        loading = "loading" if not self._loaded else "filtered" if len(listing) else "nothing"
        state = QueueState(
            rows=self.shown,
            chips=self._chips(),
            programs=listing.programs(),
            program=wanted.program,
            sort=wanted.sort,
            descending=wanted.descending,
            search=wanted.text,
            empty="" if self.shown else loading,
            total=len(listing),
            new=listing.new(),
            following=listing.next_to_score(),
            version=self._version,
            pace=self._pace,
        )
        self._view.render(state)

    def _chips(self) -> tuple[Chip, ...]:
        wanted, counts = self._filter, self._listing.counts(self._filter.program)
        plain = not wanted.text and not self._own
        chips = [
            Chip(id=name, label=label, count=counts[name], on=plain and name == wanted.state)
            for name, label in FILTERS
            if counts[name] or name in ALWAYS_SHOWN or name == wanted.state
        ]
        own = [Chip(id=f"{OWN}{n}", label=n, count=None, on=n == self._own, own=True) for n in self._kept()]
        return (*chips, *own)

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

    def _read_details(self, submission: SubmissionId | None) -> None:
        workspace = self._workspace
        row = None if submission is None else self._listing.row(submission)
        if row is None or submission is None:
            self._current = None
            self._view.render_details(None)
            return
        text = self._filter.text if submission in self._inside else ""
        today = workspace.clock.now().astimezone().date()

        def read() -> Details:
            from reviewer_app.workflow import scoring, search

            hits = search.hits(workspace, text, submission, _HITS) if text else ()
            desk = scoring.desk(workspace, submission)
            return replace(details_of(row, desk, today, workspace.measures.all()), hits=hits)

        self._tasks.read(
            read,
            self._view.render_details,
            lambda error: self._view.render_details(_without_desk(row, error)),
            key="queue-details",
        )

    def next_to_score(self, after: SubmissionId | None = None) -> SubmissionId | None:
        """What to score next: begun first, else what is due first; never what is on hold."""
        return self._listing.next_to_score(after)

    # --- taking packages in ------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Take in packages, folders of them and batches."""
        self._taking.add(paths)

    def add_samples(self) -> None:
        """Make and take in the sample submissions."""
        self._taking.add_samples()

    def cancel_intake(self) -> None:
        """Stop taking in; nothing of the package at hand stays behind."""
        self._taking.cancel()

    def dismiss_intake(self) -> None:
        """Put the outcome of the last intake away."""
        self._taking.dismiss()

    def _taken(self, added: tuple[SubmissionId, ...] | None) -> None:
        if added is None:
            self.load()
        elif added:
            self._current = None
            self._view.select(added[0])


def _pace_of(listing: Listing, fresh: Sequence[QueueRow] = ()) -> tuple[list[Any], int]:
    """The finalised reviews of a listing, and how many rows are still to be done."""
    rows = {r.submission: r for r in (*listing.rows(), *fresh)}
    done = [r.review for r in rows.values() if r.finalised_at is not None]
    return done, sum(r.state.name not in NOT_OPEN for r in rows.values())


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
