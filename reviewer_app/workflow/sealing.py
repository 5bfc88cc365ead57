"""Finalised decisions go into a signed bundle: whole and recorded, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decision import Decision, Outcome
from reviewer_app.domain.holding import HoldKind
from reviewer_app.domain.ids import BundleId, ComponentId, DecisionId, ProgramId, ReviewId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.errors import BadInput, ReviewerError, UsageError
from reviewer_app.files import need_free_place
from reviewer_app.jobs import Job
from reviewer_app.store.catalogue import BundleRecord
from reviewer_app.sync.folder import copy_to
from reviewer_app.workflow.cases import Case, case_of, own_review
from reviewer_app.workflow.deciding import decision_of, stands
from reviewer_app.workflow.desk import outcome_label
from reviewer_app.workflow.stills import going_along, sealed_stills
from reviewer_app.workspace import SET_ASIDE, Workspace

if TYPE_CHECKING:
    from reviewer_app.evidence.worker import Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyRow:
    """A decision that waits to be sealed. ``problem``: why it can't be; ``stands``: why it is not the last word.

    ``stills``: how many cited areas go along as pictures, where the program allows it.
    """

    submission: SubmissionId
    review: ReviewId
    decision: DecisionId | None
    program: ProgramId
    program_title: str
    component: ComponentId
    component_title: str
    outcome: Outcome | None
    outcome_label: str
    reasons: tuple[str, ...]
    finalised_at: datetime | None
    tagmanifest: str
    audience: str
    problem: str = ""
    stands: str = ""
    stills: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBundle:
    """A bundle that was sealed; ``path`` is the workspace's own copy, ``copy`` the one that was asked for.

    ``stills``: how many cited areas went along as pictures; ``missing_stills``: how many could not be read.
    """

    path: Path
    id: BundleId
    seq: int
    decisions: tuple[DecisionId, ...]
    submissions: tuple[SubmissionId, ...]
    copy: Path | None
    changes: Changes
    stills: int = 0
    missing_stills: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A verified copy that went somewhere."""

    where: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleRow:
    """A bundle that was sealed here."""

    id: BundleId
    name: str
    seq: int
    decisions: int
    submissions: tuple[SubmissionId, ...]
    sealed_at: datetime
    path: Path
    sent: tuple[Sent, ...]


def ready(ws: Workspace) -> tuple[ReadyRow, ...]:
    """The decisions of the reviewer at work that wait to be sealed, the first finalised first."""
    ws.journal.read_all()
    every = (p.submission.id for p in ws.catalogue.packages())
    rows = [_ready_row(ws, sid) for sid in every if own_review(ws, sid).stage is Stage.FINALISED]
    return tuple(sorted(rows, key=_waiting_since))


def seal(
    ws: Workspace,
    dest: Path | None = None,
    submissions: Sequence[SubmissionId] | None = None,
    job: Job | None = None,
    *,
    readers: Readers | None = None,
) -> SealedBundle:
    """Seal the named submissions' decisions (None: all that wait) in one bundle, and copy it to ``dest``.

    Where a program allows it, stills of cited areas go along; ``readers`` make them (None: some of their own).
    UsageError ``nothing-to-seal``, ``not-finalised`` or ``several-audiences``. When this returns the bundle is on disk,
    recorded, and its copy was read back and compared.
    """
    from reviewer_app.bundles.seal import write_decisions
    from reviewer_app.workflow.calibrating_reports import standings

    job = job or Job()
    if dest is not None:
        need_free_place(dest)
    chosen, audience = _chosen(ws, submissions)
    signer = ws.signer()
    seq, prev = ws.next_number()
    path = _free_name(ws, seq)
    job.check()
    wanted = [d.submission for d in chosen]
    stills = sealed_stills(ws, wanted, readers, job)
    write_decisions(
        path,
        tuple(chosen),
        signer,
        seq,
        prev,
        audience,
        bundle=BundleId(ws.clock.new_id()),
        created_at=ws.clock.now(),
        standings=standings(ws, chosen),
        stills=stills,
        job=job,
    )
    record = ws.adopt_bundle(path)
    if dest is not None:
        _copy(path, dest)
    sids = tuple(s for _, s in record.decisions)
    return SealedBundle(
        path=path,
        id=record.id,
        seq=record.seq,
        decisions=tuple(d for d, _ in record.decisions),
        submissions=sids,
        copy=dest,
        changes=Changes(queue=True, review=True, outbox=True, submissions=sids),
        stills=len(stills),
        missing_stills=sum(going_along(ws, s) for s in wanted) - len(stills),
    )


def bundles(ws: Workspace) -> tuple[BundleRow, ...]:
    """The bundles sealed by the reviewer at work, the latest first."""
    sent: dict[BundleId, list[Sent]] = {}
    for one in ws.catalogue.sent():
        sent.setdefault(one.bundle, []).append(Sent(where=one.target, at=one.at))
    own = [record for record in ws.catalogue.bundles() if record.key == ws.key_id]
    rows = [_bundle_row(ws, record, tuple(sent.get(record.id, ()))) for record in own]
    return tuple(sorted(rows, key=lambda r: (r.sealed_at, r.seq), reverse=True))


def set_aside(ws: Workspace) -> tuple[str, ...]:
    """Names of bundles that lie here and that the database does not know, as after a restored backup."""
    return tuple(sorted(path.name for path in (ws.bundles / SET_ASIDE).glob("*.zip")))


def bundle_row(ws: Workspace, bundle: str) -> BundleRow:
    """A bundle by its id, name or number; UsageError ``unknown-bundle``."""
    rows = bundles(ws)
    for row in rows:
        if bundle in (row.id, row.name, row.name.removesuffix(".zip"), str(row.seq)):
            return row
    raise UsageError("There is no such bundle here.", hint="See them with: reviewer-app outbox", code="unknown-bundle")


def _waiting_since(row: ReadyRow) -> tuple[str, str]:
    return (row.finalised_at.isoformat() if row.finalised_at else "~", row.submission)


def _bundle_row(ws: Workspace, record: BundleRecord, sent: tuple[Sent, ...]) -> BundleRow:
    return BundleRow(
        id=record.id,
        name=record.name,
        seq=record.seq,
        decisions=len(record.decisions),
        submissions=tuple(s for _, s in record.decisions),
        sealed_at=record.sealed_at,
        path=ws.bundles / record.name,
        sent=sent,
    )


def _ready_row(ws: Workspace, submission: SubmissionId) -> ReadyRow:
    record = ws.catalogue.package(submission)
    assert record is not None
    s = record.submission
    try:
        case, decision = case_of(ws, submission), decision_of(ws, submission)
    except BadInput as error:  # its program's file is gone: it shows, and says why it can't be sealed
        return ReadyRow(
            submission=submission,
            review=own_review(ws, submission).id,
            decision=None,
            program=s.program.id,
            program_title=s.program.id,
            component=s.component,
            component_title=s.component,
            outcome=None,
            outcome_label="",
            reasons=(),
            finalised_at=None,
            tagmanifest=record.tagmanifest_sha256,
            audience=s.audience,
            problem=error.message,
        )
    return ReadyRow(
        submission=submission,
        review=decision.review,
        decision=decision.id,
        program=s.program.id,
        program_title=case.program.short_title or case.program.title,
        component=s.component,
        component_title=case.component.title,
        outcome=decision.outcome,
        outcome_label=outcome_label(case.program, decision.outcome),
        reasons=tuple(r.text for r in decision.reasons),
        finalised_at=decision.decided_at,
        tagmanifest=record.tagmanifest_sha256,
        audience=s.audience,
        problem=held_back(ws, case),
        stands=stands(ws, submission).text,
        stills=going_along(ws, submission),
    )


def held_back(ws: Workspace, case: Case) -> str:
    """Why a finalised decision stays here for now: a hold that the office lifts; empty when nothing keeps it.

    Stepping back from what is under an integrity hold goes out: the office has to find somebody else.
    """
    holds = ws.marks.of(case.submission.id).holds
    kept = [h for h in holds if h.kind is HoldKind.PRIVACY or (h.kind.by_office and not case.recused)]
    if kept:
        return kept[0].text
    gone = ws.withheld.items(case.submission.id)
    cites = any(c.item in gone for c in case.review.citations)
    return "A privacy hold stands on a file that it cites." if cites else ""


def _chosen(ws: Workspace, submissions: Sequence[SubmissionId] | None) -> tuple[list[Decision], str]:
    if submissions is None:
        waiting = ready(ws)
        submissions = [r.submission for r in waiting if not r.problem or r.decision is None]
        if waiting and not submissions:
            hint = "Send it the request: reviewer-app holds ask SUBMISSION -o FILE"
            raise UsageError("All that waits is on a hold that the office lifts.", hint=hint, code="on-hold")
    if not submissions:
        hint = "Finalise a review first: reviewer-app decide SUBMISSION"
        raise UsageError("There is nothing to seal.", hint=hint, code="nothing-to-seal")
    wanted = list(dict.fromkeys(submissions))
    for submission in wanted:
        case = case_of(ws, submission)
        if case.review.stage is not Stage.FINALISED:
            code = "already-sealed" if case.review.stage is Stage.SEALED else "not-finalised"
            what = "is sealed already" if code == "already-sealed" else "is not finalised"
            raise UsageError(f"The review of {submission} {what}.", code=code)
        if why := held_back(ws, case):
            raise UsageError(
                f"{submission} is not sealed while a hold stands. {why}",
                hint="Only the office lifts it: send it the request.",
                code="on-hold",
            )
    audiences = {case_of(ws, s).submission.audience for s in wanted}
    if len(audiences) > 1:
        raise UsageError(
            "These decisions are for different offices.",
            hint="Seal them one office at a time: reviewer-app seal SUBMISSION…",
            code="several-audiences",
        )
    return [decision_of(ws, s) for s in wanted], audiences.pop()


def _copy(path: Path, dest: Path) -> None:
    """A copy under a name of its own, read back and compared; when it fails, the bundle is sealed all the same."""
    try:
        copy_to(path, dest)
    except ReviewerError as error:
        why = error.message.removesuffix(" Nothing was changed.")
        raise ReviewerError(
            f"The decisions are sealed and the bundle is safe in the Outbox; only the copy failed. {why}",
            hint="Copy it to another folder or drive: reviewer-app send FOLDER",
            code=error.code,
        ) from error


def _free_name(ws: Workspace, seq: int) -> Path:
    """Where the bundle goes; two reviewers whose names look alike as part of a file name are told apart by the key."""
    path = ws.bundles / f"decisions-{_slug(ws.name)}-{seq:04}.zip"
    return ws.bundles / f"decisions-{_slug(ws.name)}-{ws.key_id[:8]}-{seq:04}.zip" if path.exists() else path


def _slug(name: str) -> str:
    """The reviewer's name as part of a file name: plain ASCII."""
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:24] or "reviewer"
