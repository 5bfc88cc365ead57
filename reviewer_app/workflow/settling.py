"""Two reviews of one submission beside each other: only when both are final, and then with what stands."""

from __future__ import annotations

from dataclasses import replace

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.domain.roles import Peer, Setting, final_two, outcome_of, settled_by, third_reasons
from reviewer_app.domain.submission import Purpose
from reviewer_app.workflow.cases import package_of, peers_of, program_of, setting_of
from reviewer_app.workflow.deskvalues import Adjudication, OneReview
from reviewer_app.workflow.queueing import outcome_label
from reviewer_app.workspace import Workspace

_LABELS = ("First review", "Second review")


def side_by_side(ws: Workspace, submission: SubmissionId) -> Adjudication | None:
    """Both finalised reviews with their scores, citations and comments, and what is settled so far.

    None until both are final, and for anything but a first and a second review that were made here. Reviewers are not
    named. UsageError ``unknown-submission``.
    """
    setting, mine, others = _everybody(ws, submission)
    two = final_two((mine, *others)) if setting.submission.purpose is Purpose.FIRST else None
    if two is None:
        return None
    third = next((p.review for p in (mine, *others) if p.purpose is Purpose.ADJUDICATION and p.final), None)
    if third is None and mine.reviewer not in (two[0].reviewer, two[1].reviewer) and mine.review.stage is not Stage.NEW:
        third = mine.review
    first, second = (_one(setting, label, peer) for label, peer in zip(_LABELS, two, strict=True))
    return Adjudication(
        first=first,
        second=second,
        why=third_reasons(setting, *two),
        settled=settled_by(setting, *two, third),
        how=setting.program.rules.adjudication.how,
    )


def adjudicated(ws: Workspace, submission: SubmissionId) -> bool:
    """Whether a third reviewer has settled it."""
    _, mine, others = _everybody(ws, submission)
    return any(p.purpose is Purpose.ADJUDICATION and p.final for p in (mine, *others))


def both_final(ws: Workspace, submission: SubmissionId) -> bool:
    """Whether a first and a second review are final, so that each may have been seen by somebody else."""
    setting, mine, others = _everybody(ws, submission)
    return setting.submission.purpose is Purpose.FIRST and final_two((mine, *others)) is not None


def _everybody(ws: Workspace, submission: SubmissionId) -> tuple[Setting, Peer, tuple[Peer, ...]]:
    record = package_of(ws, submission)
    program, component = program_of(ws, record.submission)
    mine, others = peers_of(ws, record)
    return setting_of(ws, record, program, component), mine, others


def _one(setting: Setting, label: str, peer: Peer) -> OneReview:
    outcome = outcome_of(setting, peer.review)
    return OneReview(
        label=label,
        purpose=peer.purpose or Purpose.FIRST,
        review=replace(peer.review, notes={}),  # a private note is nobody else's
        outcome=outcome,
        outcome_label=outcome_label(setting.program, outcome),
    )
