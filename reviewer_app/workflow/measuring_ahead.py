"""Measuring beside the work, a few submissions at a time, so that what they lack shows before they are opened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.errors import ReviewerError
from reviewer_app.workflow.deskvalues import QueueState
from reviewer_app.workflow.measuring import measure, to_measure
from reviewer_app.workflow.queueing import queue

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.jobs import Job
    from reviewer_app.workspace import Workspace

_DONE = (QueueState.FINALISED, QueueState.SEALED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """What came of a few: what to read again, what could not be measured now, and whether there is more."""

    changes: Changes
    failed: frozenset[SubmissionId]
    more: bool


def waiting(ws: Workspace, leave: Collection[SubmissionId] = ()) -> tuple[SubmissionId, ...]:
    """The submissions still to be done of which something was not measured yet, in the queue's order."""
    open_rows = (r.submission for r in queue(ws) if r.state not in _DONE)
    return tuple(s for s in open_rows if s not in leave and to_measure(ws, s))


def measure_some(
    ws: Workspace,
    readers: Readers,
    job: Job,
    *,
    first: SubmissionId | None = None,
    leave: frozenset[SubmissionId] = frozenset(),
    most: int = 3,
) -> Some:
    """Measure ``first``, if it has something left to be measured, or the next few; Cancelled keeps what is done."""
    left = waiting(ws, leave)
    chosen = (first,) if first is not None and first in left else left[:most]
    touched: list[SubmissionId] = []
    failed: set[SubmissionId] = set()
    for submission in chosen:
        try:
            if measure(ws, submission, readers, job).queue:
                touched.append(submission)
        except ReviewerError as error:
            if error.code in ("readers-closed", "cancelled"):
                raise
            failed.add(submission)
    changed = bool(touched)
    changes = Changes(queue=changed, review=changed, submissions=tuple(touched)) if changed else Changes()
    return Some(changes=changes, failed=frozenset(failed), more=len(left) > len(chosen))
