"""Fills the full-text index while nobody waits: some time after the start, after an intake, after one's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from reviewer_app.domain.changes import Changes
from reviewer_app.errors import ReviewerError

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.jobs import Job
    from reviewer_app.ui.session import Session
    from reviewer_app.ui.tasks import Task

_FIRST_MS, _SOON_MS, _WORDS_MS = 15_000, 5_000, 2_000


class Indexing(QObject):
    """One fill at a time, in a child process of its own that the desk's readers do not wait for."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._running: Task | None = None
        self._again = False
        self._touched: set[SubmissionId] = set()
        self._fill_later, self._note_later = QTimer(self), QTimer(self)
        for timer, act in ((self._fill_later, self.fill), (self._note_later, self._note)):
            timer.setSingleShot(True)
            timer.timeout.connect(act)
        self._fill_later.start(_FIRST_MS)
        session.tasks.changed.connect(self._changed)

    def stop(self) -> None:
        """Begin nothing more."""
        self._session.tasks.changed.disconnect(self._changed)
        self._fill_later.stop()
        self._note_later.stop()

    def _changed(self, changes: Changes) -> None:
        if changes.review and changes.submissions:
            self._touched.update(changes.submissions)
            self._note_later.start(_WORDS_MS)
        elif changes.queue and not self._fill_later.isActive():
            self._fill_later.start(_SOON_MS)

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
        if self._again:
            self._again = False
            self._fill_later.start(_SOON_MS)

    def _failed(self, error: ReviewerError) -> None:
        """Stopped, or the disk refused: what is missing is read the next time."""
        self._running = None
