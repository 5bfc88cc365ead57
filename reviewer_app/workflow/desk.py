"""What the scoring screen shows: plain values made from packages, programs and folded reviews."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from reviewer_app.domain.completeness import remarks
from reviewer_app.domain.events import Cited, Event, Recited
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.program import Program
from reviewer_app.domain.resubmitting import visible_earlier
from reviewer_app.domain.review import Review
from reviewer_app.domain.submission import Submission
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workflow.cases import case_of, obstacles, scored_before, stands_for
from reviewer_app.workflow.deskvalues import Adjudication as Adjudication
from reviewer_app.workflow.deskvalues import Desk as Desk
from reviewer_app.workflow.deskvalues import Duplicate as Duplicate
from reviewer_app.workflow.deskvalues import OneReview as OneReview
from reviewer_app.workflow.deskvalues import PackageInfo as PackageInfo
from reviewer_app.workflow.deskvalues import QueueRow as QueueRow
from reviewer_app.workflow.deskvalues import QueueState as QueueState
from reviewer_app.workflow.duplicates import duplicates
from reviewer_app.workflow.measuring import prechecks
from reviewer_app.workflow.queueing import outcome_label as outcome_label
from reviewer_app.workflow.queueing import position, state_of
from reviewer_app.workflow.queueing import queue as queue
from reviewer_app.workflow.queueing import rows_of as rows_of
from reviewer_app.workflow.settling import side_by_side
from reviewer_app.workspace import Workspace


def desk(ws: Workspace, submission: SubmissionId) -> Desk:
    """The scoring screen's values; UsageError ``unknown-submission``."""
    case = case_of(ws, submission)
    verdict = case.verdict()
    stands = stands_for(ws, submission)
    hidden, gone = stands.hides_evidence, ws.withheld.items(submission)
    return Desk(
        submission=_blind(case.program, case.submission, gone),
        program=case.program,
        component=case.component,
        indicators=case.indicators,
        review=without(case.review, gone),
        verdict=verdict,
        package=package_info(ws, case.record),
        due=case.submission.due,
        position=position(ws, submission),
        can_finalise=tuple(obstacles(ws, case)),
        state=state_of(case.submission, case.component, case.review, case.role, stands),
        outcome_label=outcome_label(case.program, verdict.outcome),
        events=_told(ws.journal.events(case.review.id), gone) if case.review.id and not hidden else (),
        remarks=(
            *scored_before(ws, case),
            *(() if hidden else map(_not_shown, sorted(gone))),
            *remarks(case.program, case.component, case.submission),
            *prechecks(ws, case.program, case.component, case.submission),
        ),
        duplicates=duplicates(ws, submission),
        waiting_on=case.role.waiting_on,
        why=tuple(r.text for r in case.role.reasons),
        holds=stands.holds,
        evidence_hidden=hidden,
        priority=stands.priority,
        adjudication=side_by_side(ws, submission),
    )


def without(review: Review, gone: Collection[str]) -> Review:
    """A review without its citations of the items that must not be seen."""
    return replace(review, citations=tuple(c for c in review.citations if c.item not in gone)) if gone else review


def _told(events: tuple[Event, ...], gone: Collection[str]) -> tuple[Event, ...]:
    """The acts without the words and notes of citations of items that must not be seen."""
    cited = {e.act.citation.id for e in events if isinstance(e.act, Cited) and e.act.citation.item in gone}
    return tuple(_bare(e, cited) for e in events) if cited else events


def _bare(event: Event, cited: Collection[str]) -> Event:
    act = event.act
    if isinstance(act, Cited) and act.citation.id in cited:
        place = replace(act.citation.selector, quote=None)
        return replace(event, act=replace(act, citation=replace(act.citation, selector=place, note="")))
    if isinstance(act, Recited) and act.citation in cited:
        return replace(event, act=replace(act, selector=replace(act.selector, quote=None), note=""))
    return event


def _not_shown(item: str) -> Reason:
    text = f"Item {item} is not shown: a privacy hold stands on the same file in another submission."
    return Reason(code="withheld", text=text)


def _blind(program: Program, submission: Submission, gone: Collection[str]) -> Submission:
    """What a reviewer may see of a submission: no names of files, of earlier attempts what the program lets show."""
    return replace(
        submission,
        evidence=tuple(replace(item, original_name="") for item in submission.evidence if item.id not in gone),
        earlier=visible_earlier(program.rules.resubmission, submission),
    )


def package_info(ws: Workspace, record: PackageRecord) -> PackageInfo:
    """Who signed a package, and whether that key is trusted here."""
    key = ws.keys.key(record.signer_key) if record.signer_key else None
    trusted = None if key is None else key.trusted_at is not None and key.revoked_from is None
    return PackageInfo(
        signed_by=record.signer_name if key is None else key.name,
        signer_key=record.signer_key,
        trusted=trusted,
        tagmanifest=record.tagmanifest_sha256,
    )
