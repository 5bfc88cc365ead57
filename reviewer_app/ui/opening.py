"""The way into a workspace: the demo's, a new one's, and what is shown where one can't be opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.settings import Settings
from reviewer_app.ui import theme
from reviewer_app.ui.main_window import MainWindow
from reviewer_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from reviewer_app.ui.start.trouble import Trouble
    from reviewer_app.ui.start.welcome import Welcome
    from reviewer_app.workspace import Workspace


class Opening(QObject):
    """What ``Shell`` does before it has a workspace."""

    def __init__(self, root: Path, settings: Settings) -> None:
        super().__init__()
        self.root = root
        self.tasks = Tasks(self)
        self.window = MainWindow(settings)
        self._welcome: Welcome | None = None
        self._trouble: Trouble | None = None
        self._samples_wanted = False

    def open(self) -> None:
        """Open the workspace."""
        raise NotImplementedError

    def close(self) -> None:
        """End the program."""
        raise NotImplementedError

    def _opened(self, workspace: Workspace) -> None:
        raise NotImplementedError

    def _make_demo(self) -> None:
        """A throw-away workspace with the samples in it."""
        root = self.root

        def work(job: Job) -> Workspace:
            from reviewer_app.workflow import demo

            return demo.make_workspace(root, job)

        def show(progress: Progress) -> None:
            if hasattr(self.window, "queue"):
                self.window.queue.show_opening(f"{progress.what}…")

        self.tasks.run(work, self._opened, self._not_opened, progress=show, in_turn=True)

    def _create(self, name: str, samples: bool) -> None:
        root = self.root
        self._samples_wanted = samples

        def work() -> Workspace:
            from reviewer_app.workspace import Workspace

            return Workspace.create(root, name=name)

        self.tasks.write(work, self._opened, self._not_created)

    def _not_opened(self, error: ReviewerError) -> None:
        theme.show_icons()
        if error.code == "no-workspace":
            self._show_welcome()
            return
        if self._trouble is None:
            from reviewer_app.ui.start.trouble import Trouble

            self._trouble = Trouble()
            self._trouble.again_asked.connect(self.open)
            self._trouble.quit_asked.connect(self.close)
        self.window.show_whole(self._trouble)
        self._trouble.show_error(error, self.root)

    def _show_welcome(self) -> None:
        from reviewer_app.ui.start.welcome import Welcome

        self._welcome = Welcome(self.root)
        self._welcome.create_asked.connect(self._create)
        self.window.show_whole(self._welcome)
        self._welcome.name_box.setFocus()

    def _not_created(self, error: ReviewerError) -> None:
        if self._welcome is None:
            self._not_opened(error)
        else:
            self._welcome.refuse(f"{error.message} {error.hint}".strip())
