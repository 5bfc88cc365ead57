"""Lets another reviewer of the same workspace work, and adds one; the hint to take a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer_app.errors import ReviewerError
from reviewer_app.workflow.pace import Stretch

if TYPE_CHECKING:
    from reviewer_app.domain.changes import Changes
    from reviewer_app.ui.session import Session
    from reviewer_app.ui.shell import Shell
    from reviewer_app.ui.start.people import People
    from reviewer_app.workflow.identities import IdentityRow


class Switching(QObject):
    """Shows who there is and takes the answer."""

    def __init__(self, shell: Shell, session: Session) -> None:
        super().__init__(shell)
        self._shell, self._session = shell, session
        self.page: People | None = None

    def open(self) -> None:
        """Ask who is working."""
        from reviewer_app.ui.start.people import People

        if self._shell.review is not None:
            self._shell.review.leave()  # what was typed is kept for whoever typed it; no second window stays behind
        self._shell.leave_review()
        if self.page is None:
            self.page = People()
            self.page.use_asked.connect(self._use)
            self.page.add_asked.connect(self._add)
            self.page.closed.connect(self._close)
        self._shell.window.show_whole(self.page)
        self._read()

    def ask_at_start(self) -> None:
        """Where several share the workspace, ask who is working before anything is scored under a wrong name."""
        workspace = self._session.workspace

        def read() -> int:
            return len(workspace.identities())

        def found(many: int) -> None:
            if many > 1 and self._shell.window.current_page() is not None:
                self.open()

        self._session.tasks.read(read, found, key="people-at-start")

    def _read(self) -> None:
        workspace = self._session.workspace

        def read() -> tuple[IdentityRow, ...]:
            from reviewer_app.workflow import identities

            return identities.identities(workspace)

        if self.page is not None:
            self._session.tasks.read(read, self.page.show_people, key="people")

    def _use(self, key: str, passphrase: str) -> None:
        workspace, review = self._session.workspace, self._shell.review
        if review is not None and review.presenter is not None and review.presenter.unsaved and self.page is not None:
            self.page.refuse("Something is not saved yet. Go back to the submission, save it, then switch.")
            return
        if self._shell.indexing is not None:
            self._shell.indexing.flush()  # what was written so far belongs to whoever wrote it

        def work() -> Changes:
            from reviewer_app.workflow import identities

            workspace.note_visit()
            return identities.use(workspace, key, passphrase or None)

        self._session.tasks.write(work, lambda _changes: self._used(), self._refused)

    def _used(self) -> None:
        self._close()
        self._shell.window.queue.clear_filters()  # what was looked for was looked for by the other
        self._shell.window.notices.clear()  # what is told there, and taken back from there, is the other's
        self._shell.window.say(f"{self._session.workspace.name} is working now.", "good")

    def _add(self, name: str, passphrase: str) -> None:
        workspace = self._session.workspace

        def work() -> IdentityRow:
            from reviewer_app.workflow import identities

            return identities.add(workspace, name, passphrase or None)

        def added(row: IdentityRow) -> None:
            self._read()
            self._shell.window.say(
                f"{row.name} can work here now. Give the office their public key from Settings.", "good"
            )

        self._session.tasks.write(work, added, self._refused)

    def _refused(self, error: ReviewerError) -> None:
        if self.page is not None:
            self.page.refuse(f"{error.message} {error.hint}".strip())

    def _close(self) -> None:
        self._shell.window.show_frame()
        self._shell.window.frame.go("queue")


class Resting(QObject):
    """After a long stretch of work says so, once, quietly."""

    def __init__(self, shell: Shell, session: Session) -> None:
        super().__init__(shell)
        self._shell, self._session = shell, session
        self.stretch = Stretch()
        session.tasks.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        settings = self._session.settings
        if not changes.review:
            return
        due = self.stretch.act(self._session.workspace.clock.now(), settings.break_minutes)
        if due and settings.break_hint:
            self._shell.window.say(
                f"You have worked for {self.stretch.minutes} minutes without a pause. A short break keeps scores fair.",
                action=("Don’t say this", lambda: self._session.set(break_hint=False)),
            )
