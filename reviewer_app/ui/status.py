"""The line at the foot of the window, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_app.ui.words import day_text, many, short_key, size_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workflow.scoring import QueueRow
    from reviewer_app.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the foot of the window and the navigation say."""

    left: tuple[str, ...] = ()
    right: str = ""
    waiting: int = 0
    outbox: int = 0


def status_of(workspace: Workspace, rows: tuple[QueueRow, ...], size: int, today: date, aside: int = 0) -> Status:
    """Packages, size, what is due first, the key; decisions that wait in the Outbox."""
    open_rows = [r for r in rows if r.state.name not in ("FINALISED", "SEALED", "ELSEWHERE")]
    dues = [r.due for r in open_rows if r.due is not None]
    left = [f"{many(len(rows), 'package')} · {size_text(size)} in the vault"] if rows else ["No packages yet"]
    if dues:
        left.append(f"Oldest due {day_text(min(dues), today)}")
    left.append(f"{workspace.name} is working · key {short_key(workspace.key_id)}")
    ready = sum(1 for r in rows if r.state.name == "FINALISED")
    right = f"{many(ready, 'decision')} waiting in Outbox" if ready else ""
    if aside:
        right = f"{many(aside, 'bundle')} set aside: see the Outbox" + (f" · {right}" if right else "")
    return Status(left=tuple(left), right=right, waiting=len(open_rows), outbox=ready)


def read_status(tasks: Tasks, workspace: Workspace, rows: tuple[QueueRow, ...], show: Callable[[Status], None]) -> None:
    """Read what is not in the rows, and show it all."""
    today = workspace.clock.now().astimezone().date()

    def read() -> Status:
        from reviewer_app.workflow import sealing

        return status_of(workspace, rows, vault_size(workspace), today, len(sealing.set_aside(workspace)))

    tasks.read(read, show, key="status")


def vault_size(workspace: Workspace) -> int:
    """How many bytes of evidence lie in the vault; a file that several packages carry counts once."""
    sizes = {i.sha256: i.size for record in workspace.catalogue.packages() for i in record.submission.evidence}
    return sum(sizes.values())
