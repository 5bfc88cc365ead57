"""Holds that only the office lifts: the request to it, its signed answer, and taking that answer in."""

from __future__ import annotations

from pathlib import Path

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.holding import Hold
from reviewer_app.domain.ids import EventId, SubmissionId
from reviewer_app.errors import BadInput, Problem, UsageError
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workflow.cases import package_of
from reviewer_app.workflow.holding import lift_signed
from reviewer_app.workspace import Workspace

OFFICE = "office"


def ask(ws: Workspace, submission: SubmissionId, dest: Path) -> tuple[Hold, ...]:
    """Write the signed request to the office about a submission's holds; UsageError ``not-held``."""
    from reviewer_app.bundles.office import HeldHere, HoldRequest, write

    record = package_of(ws, submission)
    holds = tuple(h for h in ws.marks.of(submission).holds if h.kind.by_office)
    if not holds:
        raise UsageError(f"Nothing on {submission} is for the office to lift.", code="not-held")
    told = tuple(
        HeldHere(id=h.id, kind="privacy" if h.kind.value == "privacy" else "integrity", reason=h.reason, at=h.at)
        for h in holds
    )
    said = HoldRequest(submission=submission, package=record.tagmanifest_sha256, holds=told, at=ws.clock.now())
    write(dest, said, ws.signer())
    return holds


def answer(ws: Workspace, request: Path, dest: Path, reason: str, hold: str = "") -> str:
    """At the office: write the signed word that lifts a hold of a request (the only one unless named); its id.

    UsageError ``reason-missing`` or ``unknown-hold``; BadInput when the request is not genuine.
    """
    from reviewer_app.bundles.office import HoldAnswer, HoldRequest, read, write

    if not reason.strip():
        raise UsageError("Say why it is lifted.", hint="It is kept with the submission.", code="reason-missing")
    asked, _ = read(request, HoldRequest)
    ids = [h.id for h in asked.holds if hold in ("", h.id)]
    if len(ids) != 1:
        known = ", ".join(f"{h.id} ({h.kind}: {h.reason})" for h in asked.holds)
        raise UsageError("Say which hold is lifted.", hint=f"There are: {known}.", code="unknown-hold")
    said = HoldAnswer(
        submission=asked.submission, package=asked.package, hold=ids[0], reason=reason.strip(), at=ws.clock.now()
    )
    write(dest, said, ws.signer())
    return ids[0]


def take_answer(ws: Workspace, path: Path) -> Changes:
    """Lift the hold that the office's signed answer names.

    The answer counts when the key that signed the package signed it, or a key that was marked as the office's here; a
    reviewer's of this workspace never. Whoever owns the laptop can mark any key as the office's: the decision tells the
    office whose word it was (see ``deciding``), and there a strange key is seen.
    BadInput ``not-the-office``, ``other-package`` or ``signature-invalid``; UsageError ``not-held``.
    """
    from reviewer_app.bundles.office import HoldAnswer, read

    said, key = read(path, HoldAnswer)
    record = package_of(ws, SubmissionId(said.submission))
    if said.package != record.tagmanifest_sha256:
        raise _refused("other-package", "The answer is about another package of that name.", path)
    if not _is_office(ws, record, key.key_id):
        raise _refused("not-the-office", "The answer is genuine, but its key is not the office's here.", path)
    holds = [h for h in ws.marks.of(record.submission.id).holds if h.id == said.hold]
    if not holds:
        raise UsageError(
            f"That hold does not stand on {said.submission}.", hint="It may have been lifted already.", code="not-held"
        )
    return lift_signed(ws, record.submission.id, EventId(said.hold), said.reason, key.key_id)


def _is_office(ws: Workspace, record: PackageRecord, key: str) -> bool:
    known = ws.keys.key(key)
    if known is not None and (known.own or known.revoked_from is not None):
        return False
    return bool(key) and (key == record.signer_key or (known is not None and known.role == OFFICE))


def _refused(code: str, message: str, path: Path) -> BadInput:
    hint = "The office's key is the one that signed the package, or one marked with: reviewer-app keys trust --office"
    problem = Problem(code=code, message=message, hint=hint, where=path.name)
    return BadInput(message, hint=hint, code=code, problems=(problem,))
