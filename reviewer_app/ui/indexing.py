"""Work beside the work, while nobody waits: fills the full-text index, and measures what is still to be scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from reviewer_app.domain.changes import Changes
from reviewer_app.errors import ReviewerError

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.jobs import Job
    from reviewer_app.ui.session import Session
    from reviewer_app.ui.tasks import Task
    from reviewer_app.workflow.measuring_ahead import Some

_FIRST_MS, _SOON_MS, _WORDS_MS = 15_000, 5_000, 2_000
_MEASURE_MS, _NEXT_MS, _OPENED_MS = 4_000, 400, 1_500


class Indexing(QObject):
    """One fill at a time, in a child process of its own that the desk's readers do not wait for."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._running: Task | None = None
        self._again = False
        self._touched: set[SubmissionId] = set()
        self._stopped = False
        self._measuring: Task | None = None
        self._readers: Readers | None = None
        self._opened: SubmissionId | None = None
        self._not_measured: frozenset[SubmissionId] = frozenset()
        self._fill_later, self._note_later, self._measure_later = QTimer(self), QTimer(self), QTimer(self)
        for timer, act in (
            (self._fill_later, self.fill),
            (self._note_later, self._note),
            (self._measure_later, self.measure),
        ):
            timer.setSingleShot(True)
            timer.timeout.connect(act)
        self._fill_later.start(_FIRST_MS)
        self._measure_later.start(_MEASURE_MS)
        session.tasks.changed.connect(self._changed)

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped = True
        self._session.tasks.changed.disconnect(self._changed)
        self._fill_later.stop()
        self._note_later.stop()
        self._measure_later.stop()
        if self._readers is not None:
            self._readers.close()

    def _changed(self, changes: Changes) -> None:
        if changes.review and changes.submissions:
            self._touched.update(changes.submissions)
            self._note_later.start(_WORDS_MS)
        elif changes.queue and not self._fill_later.isActive():
            self._fill_later.start(_SOON_MS)
        if changes.queue and not changes.submissions:
            self._measure_later.start(_NEXT_MS)  # packages came

    def flush(self) -> None:
        """Take up what was written so far, now."""
        if self._touched:
            self._note_later.stop()
            self._note()

    def _note(self) -> None:
        workspace, touched = self._session.workspace, tuple(self._touched)
        self._touched.clear()

        def work() -> None:
            from reviewer_app.workflow import search

            search.note(workspace, touched)

        self._session.tasks.write(work)

    # --- measuring ---------------------------------------------------------------------------------------------------

    def opened(self, submission: SubmissionId) -> None:
        """Somebody scores that one now: it is measured before all others, which wait until the queue is back."""
        self._opened = submission
        if not self._stopped:
            self._measure_later.start(_OPENED_MS)

    def left(self) -> None:
        """The queue is back."""
        self._opened = None
        if not self._stopped:
            self._measure_later.start(_NEXT_MS)

    def measure(self) -> None:
        """Measure the submission that is open, or the next few of the queue."""
        if self._measuring is not None:
            return
        workspace, first, leave = self._session.workspace, self._opened, self._not_measured
        if self._readers is None:
            from reviewer_app.evidence.worker import Readers

            self._readers = Readers(children=1)
        readers = self._readers

        def work(job: Job) -> Some:
            from reviewer_app.workflow.measuring_ahead import measure_some

            return measure_some(workspace, readers, job, first=first, leave=leave)

        self._measuring = self._session.tasks.run(work, self._measured, self._not_now)

    def _measured(self, some: Some) -> None:
        self._measuring = None
        self._not_measured |= some.failed
        if some.changes.queue:
            self._session.tasks.changed.emit(some.changes)
        if some.more and self._opened is None and not self._stopped:
            self._measure_later.start(_NEXT_MS)

    def _not_now(self, error: ReviewerError) -> None:
        self._measuring = None

    # --- the full-text index -----------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Read what was not read yet."""
        if self._running is not None:
            self._again = True
            return
        workspace = self._session.workspace

        def work(job: Job) -> int:
            from contextlib import closing

            from reviewer_app.evidence.worker import Readers
            from reviewer_app.workflow import search

            with closing(Readers(children=1)) as readers:
                return search.fill(workspace, readers, job)

        self._running = self._session.tasks.run(work, lambda _count: self._ended(), self._failed)

    def _ended(self) -> None:
        self._running = None
        if self._again and not self._stopped:
            self._again = False
            self._fill_later.start(_SOON_MS)

    def _failed(self, error: ReviewerError) -> None:
        """Stopped, or the disk refused: what is missing is read the next time."""
        self._running = None
