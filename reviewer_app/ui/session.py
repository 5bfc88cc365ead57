"""What all screens of one opened workspace share: the workspace, the tasks, the settings, the evidence readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reviewer_app import settings
from reviewer_app.domain.changes import Changes
from reviewer_app.settings import Settings

if TYPE_CHECKING:
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workspace import Workspace


class Session:
    """One opened workspace on the screen. Plain Python; made and used on the GUI thread."""

    def __init__(self, workspace: Workspace, tasks: Tasks) -> None:
        self.workspace = workspace
        self.tasks = tasks
        self.settings: Settings = workspace.settings
        self._readers: Readers | None = None

    @property
    def readers(self) -> Readers:
        """The evidence readers; their child processes start when the first question comes."""
        if self._readers is None:
            from reviewer_app.evidence.worker import Readers

            self._readers = Readers()
        return self._readers

    def set(self, **values: Any) -> None:
        """Change settings: in force at once, kept by the writer thread, announced by ``Changes.settings``."""
        self.settings = replace(self.settings, **values)
        kept, workspace = self.settings, self.workspace

        def save() -> Changes:
            settings.save(workspace.root, kept)
            workspace.settings = kept
            return Changes(settings=True)

        self.tasks.write(save)

    def keep_layout(self, name: str, sizes: tuple[int, ...]) -> None:
        """Remember the sizes of a splitter or window."""
        before = self.settings.layout.get(name)
        if sizes and before != sizes:
            layout: Mapping[str, tuple[int, ...]] = {**self.settings.layout, name: sizes}
            self.set(layout=layout)

    def close_readers(self) -> None:
        """End the child processes that read evidence."""
        if self._readers is not None:
            self._readers.close()
            self._readers = None
