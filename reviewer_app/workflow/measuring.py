"""Measuring a submission's evidence before it is scored: each file once, by the readers, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.prechecks import Measured, measured_remarks, name_remarks, statement_remarks
from reviewer_app.domain.similarity import Fingerprint
from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job
from reviewer_app.workflow.cases import package_of
from reviewer_app.workflow.duplicates import guard

if TYPE_CHECKING:
    from reviewer_app.domain.passing import Reason
    from reviewer_app.domain.program import Component, Program
    from reviewer_app.domain.submission import EvidenceItem, Submission
    from reviewer_app.evidence.worker import Readers
    from reviewer_app.workspace import Workspace

_STOPS = ("readers-closed", "reader-not-started", "evidence-missing", "cancelled")


def measure(ws: Workspace, submission: SubmissionId, readers: Readers, job: Job | None = None) -> Changes:
    """Measure what was not measured yet, and hold the submission when it is an exact copy of another candidate's.

    UsageError ``unknown-submission``; Cancelled keeps what is done so far.
    """
    job = job or Job()
    evidence = package_of(ws, submission).submission.evidence
    wanted = {i.sha256: i for i in evidence if _unmeasured(ws, i)}
    for done, item in enumerate(wanted.values()):
        job.report(done, len(wanted), f"Looking at item {done + 1} of {len(wanted)}")
        job.check()
        ws.measures.put(item.sha256, _measured(ws, item, readers), ws.clock.now())
    held = guard(ws, submission)
    changed = bool(wanted) or held.queue
    return Changes(review=changed, queue=changed, submissions=(submission,)) if changed else Changes()


def to_measure(ws: Workspace, submission: SubmissionId) -> bool:
    """Whether something of a submission was not measured yet."""
    return any(_unmeasured(ws, i) for i in package_of(ws, submission).submission.evidence)


def _unmeasured(ws: Workspace, item: EvidenceItem) -> bool:
    """Not measured yet; what a privacy hold stands on waits until it is lifted."""
    return item.sha256 not in ws.measures.all() and item.sha256 not in ws.withheld


def prechecks(ws: Workspace, program: Program, component: Component, submission: Submission) -> tuple[Reason, ...]:
    """What measures, names and statements say of a submission."""
    return (
        *measured_remarks(component, submission, ws.measures.all()),
        *name_remarks(submission.evidence),
        *statement_remarks(program, submission),
    )


def _measured(ws: Workspace, item: EvidenceItem, readers: Readers) -> Measured:
    recipe = ws.recipe(item)
    probe = readers.probe(recipe)
    refused = not probe.readable
    trouble = next((p.message for p in probe.problems if refused or probe.status.value == "partial"), "")
    mark = Fingerprint()
    if not refused and not probe.encrypted:
        try:
            mark = readers.fingerprint(recipe)
        except ReviewerError as error:
            if error.code in _STOPS:
                raise
    return Measured(
        kind=probe.kind,
        refused=refused,
        trouble=trouble,
        pages=probe.pages,
        duration_ms=probe.duration_ms,
        words=probe.words,
        locked=probe.encrypted,
        named=bool(probe.names),
        fingerprint=mark,
    )
