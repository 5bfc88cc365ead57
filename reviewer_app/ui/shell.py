"""Wires the window: opens the workspace, gives it to the pages, opens the scoring desk, closes without loss."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Selector
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import ReviewerError
from reviewer_app.settings import Settings
from reviewer_app.ui import theme
from reviewer_app.ui.opening import Opening
from reviewer_app.ui.pages import register_pages
from reviewer_app.ui.session import Session
from reviewer_app.ui.status import read_status

if TYPE_CHECKING:
    from reviewer_app.ui.actions import Actions
    from reviewer_app.ui.indexing import Indexing
    from reviewer_app.ui.people import Resting, Switching
    from reviewer_app.ui.review.view import ReviewView
    from reviewer_app.workflow.search import Hit
    from reviewer_app.workspace import Workspace

_CLOSE_SECONDS = 120.0
_COMMANDS_MS = 4_000


class Shell(Opening):
    """One run of the window on one workspace folder. ``demo`` makes the workspace and fills it with the samples."""

    ready = Signal()  # the workspace is open and the queue shows it
    closed = Signal()

    def __init__(self, root: Path, settings: Settings, *, demo: bool = False) -> None:
        super().__init__(root, settings)
        self._settings, self._demo = settings, demo
        self.session: Session | None = None
        self.review: ReviewView | None = None
        self.actions: Actions | None = None
        self.indexing: Indexing | None = None
        self.switching: Switching | None = None
        self.resting: Resting | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._after_opening)
        self.tasks.failed.connect(self.window.say_error)
        self.tasks.changed.connect(self._changed)
        self.tasks.drained.connect(self._drained)
        self.window.painted.connect(self._begin)
        self.window.close_asked.connect(self.close)
        self.window.files_dropped.connect(self._dropped)
        self.window.frame.people_asked.connect(self.switch_reviewer)

    # --- opening -----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """After the first paint: everything heavy is imported and opened on the writer thread."""
        if self._demo:
            self._make_demo()
        else:
            self.open()
        QTimer.singleShot(0, self, self._add_queue)

    def _add_queue(self) -> None:
        """The first page, while the writer thread opens the workspace."""
        self.window.add_queue()
        queue = self.window.queue
        sizes = self._settings.layout.get("queue", ())
        if len(sizes) == 2:
            queue.splitter.setSizes(list(sizes))
        queue.open_asked.connect(self.open_review)
        queue.place_asked.connect(self.open_place)
        queue.said.connect(self.window.say)
        queue.done.connect(lambda message, undo: self.window.say(message, undo=undo))
        queue.counted.connect(self._read_status)
        queue.filled.connect(self._filled)

    def open(self) -> None:
        """Open the workspace."""
        root = self.root

        def work() -> Workspace:
            from reviewer_app.workspace import Workspace

            return Workspace.open(root)

        self.tasks.write(work, self._opened, self._not_opened)

    def _opened(self, workspace: Workspace) -> None:
        self.session = self.window.session = Session(workspace, self.tasks)
        theme.follow(self.session.settings.theme, self.session.settings.text_scale)
        theme.still(self.session.settings.reduced_motion)
        for widget in (self._welcome, self._trouble):
            if widget is not None:
                self.window.take_out(widget)
        self._welcome = self._trouble = None
        self.window.show_frame()
        register_pages(self, self.session)
        self.window.queue.start(self.session)
        self.ready.connect(self._after_opening)
        self._late.start(_COMMANDS_MS)  # also where the queue can't be read

    def _after_opening(self) -> None:
        """What the first sight of the queue does not need: icons, commands, focus, the samples."""
        self._late.stop()
        if self.actions is not None or self.session is None:
            return
        from reviewer_app.ui.actions import add_commands
        from reviewer_app.ui.indexing import Indexing
        from reviewer_app.ui.people import Resting, Switching

        theme.show_icons()

        self.indexing = Indexing(self.session, self)
        self.switching = Switching(self, self.session)
        self.resting = Resting(self, self.session)
        self.actions = add_commands(self)
        self.switching.ask_at_start()
        theme.load_late_fonts()
        if self.window.current_page() is self.window.queue:
            self.window.queue.shown()
        self._load_desk()
        if self._samples_wanted and self.window.queue.presenter is not None:
            self.window.queue.presenter.add_samples()

    def _load_desk(self) -> None:
        """The desk's code, beside the window: loading it holds the first opening for 0.2 s."""

        def load() -> None:
            from reviewer_app.ui.desk_host import load

            load()

        self.tasks.read(load, lambda _none: None)

    def _filled(self) -> None:
        self.window.queue.filled.disconnect(self._filled)
        QTimer.singleShot(0, self, self.ready.emit)

    # --- pages -------------------------------------------------------------------------------------------------------

    def show_keys(self) -> None:
        """The sheet of all keys."""
        if self.actions is not None:
            self.actions.show_keys()

    def _open_session(self) -> Session:
        if self.session is None:
            raise ReviewerError("No workspace is open.", code="no-workspace")
        return self.session

    def go(self, page: str) -> None:
        """Bring a page to the front, from wherever the person is."""
        if self.session is not None:
            self.leave_review()
            self.window.frame.go(page)

    def open_help(self, topic: str) -> None:
        """Show a topic of the help."""
        self.go("help")
        page = self.window.frame.pages["help"]
        page.open(topic)  # type: ignore[attr-defined]

    def _dropped(self, paths: list[Path]) -> None:
        """The page at the front may take what was dropped; packages go to the queue."""
        page = self.window.current_page()
        if page is not None and page is not self.window.queue and page.dropped(paths):
            return
        if page is not None:
            self.window.frame.go("queue")
        self.window.queue.dropped(paths)

    # --- the scoring desk --------------------------------------------------------------------------------------------

    def open_review(self, submission: str) -> None:
        """Show the scoring desk on a submission."""
        if self.review is None:
            self.review = self._make_review()
        self.window.show_whole(self.review)
        self.window.setWindowTitle(f"{submission} — Reviewer")
        self.review.open(SubmissionId(submission))
        if self.indexing is not None:
            self.indexing.opened(SubmissionId(submission))

    def open_place(self, hit: Hit) -> None:
        """Show the scoring desk at the place where words were found."""
        self.open_review(hit.submission)
        presenter = None if self.review is None else self.review.presenter
        if presenter is not None and hit.item is not None:
            presenter.go_to(hit.item, hit.selector or Selector())

    def _make_review(self) -> ReviewView:
        from reviewer_app.ui.desk_host import make_review

        return make_review(self, self._open_session())

    def find(self) -> None:
        """Ctrl+K, from wherever the person is."""
        if self.actions is not None:
            self.actions.finder.open()

    def switch_reviewer(self) -> None:
        """Ask who is working."""
        if self.switching is not None:
            self.switching.open()

    def leave_review(self) -> None:
        """Back to the queue."""
        if self.review is not None and self.window.outer.currentWidget() is self.review:
            self.window.show_frame()
            self.window.queue.shown()
            if self.indexing is not None:
                self.indexing.left()

    def score_next(self) -> None:
        """From one submission to the next."""
        presenter = self.window.queue.presenter
        desk = self.review.presenter if self.review is not None else None
        current = desk.submission if desk is not None else None
        following = presenter.next_to_score(current) if presenter is not None else None
        if following is None:
            self.leave_review()
            self.window.say("Nothing is left to score. Seal your decisions in the Outbox.", "good")
        else:
            self.window.queue.select(following)
            self.open_review(following)

    # --- the foot line, settings -------------------------------------------------------------------------------------

    def _read_status(self) -> None:
        presenter = self.window.queue.presenter
        if self.session is not None and presenter is not None:
            self.window.frame.show_who(self.session.workspace.name)
            read_status(self.tasks, self.session.workspace, presenter.rows, self.window.show_status)

    def _changed(self, changes: Changes) -> None:
        if changes.settings and self.session is not None:
            wanted = self.session.settings
            theme.follow(wanted.theme, wanted.text_scale)
            theme.still(wanted.reduced_motion)
            self.window.commands.configure(wanted.keys, wanted.single_letter_keys)

    # --- the end -----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Keep what is remembered, let acts complete, then close; long work is stopped without a trace."""
        self._late.stop()
        if self.indexing is not None:
            self.indexing.stop()
        self.window.remember()
        if self.review is not None:
            self.review.leave()
        for page in self.window.frame.pages.values():
            page.leave()
        if self.session is not None:
            workspace = self.session.workspace
            self.tasks.write(workspace.note_visit)
        if self.tasks.is_busy:
            self.window.say("Finishing what is being saved…")
        self.tasks.finish()

    def _drained(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            session.close_readers()
        self.tasks.close(_CLOSE_SECONDS, session.workspace.close if session is not None else None)
        self.window.notices.clear()
        self.window.may_close = True
        self.window.close()
        self.closed.emit()
