"""Acts on their way to the journal: one at a time, in order, never lost, never overtaken."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.errors import ReviewerError, UsageError

if TYPE_CHECKING:
    from reviewer_app.ui.tasks import Tasks

Act = Callable[[], Changes]


class Outgoing:
    """Keeps acts until the journal has them. One that fails because the disk does stays first in line for a retry;
    one that makes no sense (any more) is dropped and told. ``changed`` is called whenever the state may be another.
    """

    def __init__(self, tasks: Tasks, changed: Callable[[], None], refused: Callable[[ReviewerError], None]) -> None:
        self._tasks = tasks
        self._changed = changed
        self._refused = refused
        self._waiting: deque[tuple[Act, Callable[[Changes], None] | None]] = deque()
        self._under_way = False
        self.problem: ReviewerError | None = None

    @property
    def waiting(self) -> int:
        """How many acts are not in the journal yet."""
        return len(self._waiting)

    def send(self, act: Act, then: Callable[[Changes], None] | None = None) -> None:
        """Add an act; whatever failed before is tried again first."""
        self._waiting.append((act, then))
        self.retry()

    def retry(self) -> None:
        """Send what waits."""
        if not self._under_way and self._waiting:
            self._under_way = True
            self.problem = None
            act, _ = self._waiting[0]
            self._tasks.write(act, self._on_saved, self._on_failed)
        self._changed()

    def _on_saved(self, changes: Changes) -> None:
        self._under_way = False
        _, then = self._waiting.popleft()
        if then is not None:
            then(changes)
        self.retry()

    def _on_failed(self, error: ReviewerError) -> None:
        self._under_way = False
        if isinstance(error, UsageError) or error.exit_code == 1:
            self._waiting.popleft()
            self._refused(error)
            self.retry()
            return
        self.problem = error
        self._changed()
