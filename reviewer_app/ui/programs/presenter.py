"""Which programs are known here. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reviewer_app.domain.changes import Changes
    from reviewer_app.domain.program import Program
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRow:
    """A line of the list."""

    key: str  # digest of the file
    title: str
    version: str
    status: str
    tone: str
    sample: bool
    program: Program


class ProgramsScreen(Protocol):
    """What the presenter asks of the screen."""

    def render(self, rows: tuple[ProgramRow, ...]) -> None:
        """Show the list."""


_TONES = {"draft": "caution", "approved": "good", "retired": "neutral"}


class ProgramsPresenter:
    """Reads the programs and reads them again when they change."""

    def __init__(self, workspace: Workspace, tasks: Tasks, view: ProgramsScreen) -> None:
        self._workspace, self._tasks, self._view = workspace, tasks, view

    def load(self) -> None:
        """Read the list."""
        workspace = self._workspace

        def read() -> tuple[ProgramRow, ...]:
            return tuple(
                ProgramRow(
                    key=loaded.ref.sha256,
                    title=loaded.program.title,
                    version=loaded.program.version,
                    status=loaded.program.approval.status.value,
                    tone=_TONES[loaded.program.approval.status.value],
                    sample=loaded.program.sample,
                    program=loaded.program,
                )
                for loaded in workspace.programs.all()
            )

        self._tasks.read(read, self._view.render, key="programs")

    def on_changed(self, changes: Changes) -> None:
        """Read again after a program came or went."""
        if changes.programs:
            self.load()
