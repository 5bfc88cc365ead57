"""Settings kept in the workspace, for a screen that is shown without the shell's session."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reviewer_app import settings
from reviewer_app.domain.changes import Changes

if TYPE_CHECKING:
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workspace import Workspace


class WorkspacePreferences:
    """In force at once, written by the writer thread."""

    def __init__(self, workspace: Workspace, tasks: Tasks) -> None:
        self._workspace, self._tasks = workspace, tasks

    @property
    def settings(self) -> settings.Settings:
        """The settings in force."""
        return self._workspace.settings

    def set(self, **values: Any) -> None:
        """Change settings."""
        kept = replace(self._workspace.settings, **values)
        self._workspace.settings = kept
        root = self._workspace.root

        def save() -> Changes:
            settings.save(root, kept)
            return Changes(settings=True)

        self._tasks.write(save)

    def keep_layout(self, name: str, sizes: tuple[int, ...]) -> None:
        """Remember the sizes of a splitter."""
        layout = self._workspace.settings.layout
        if sizes and layout.get(name) != sizes:
            self.set(layout={**layout, name: sizes})
