"""What the queue and the scoring screen show: plain values made from packages, programs and folded reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from reviewer_app.domain.completeness import remarks
from reviewer_app.domain.decision import Outcome, Verdict, decide, in_scope, is_formative
from reviewer_app.domain.events import Event, Finalised
from reviewer_app.domain.ids import ComponentId, ProgramId, ReviewId, SubmissionId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.program import Component, Indicator, Program
from reviewer_app.domain.resubmitting import visible_earlier
from reviewer_app.domain.review import Review, Stage
from reviewer_app.domain.submission import Kind, Purpose, Submission
from reviewer_app.errors import BadInput, Problem
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workflow.cases import case_of, obstacles, program_of, scored_before
from reviewer_app.workspace import Workspace


class QueueState(StrEnum):
    """Where a submission stands in the queue."""

    TO_SCORE = "to-score"
    IN_PROGRESS = "in-progress"
    SECOND = "second"
    ADJUDICATE = "adjudicate"
    QUICK = "quick"
    FORMATIVE = "formative"
    HOLD = "hold"
    FINALISED = "finalised"
    SEALED = "sealed"

    @property
    def label(self) -> str:
        """What the screen says."""
        return _LABELS[self]


_LABELS = {
    QueueState.TO_SCORE: "To score",
    QueueState.IN_PROGRESS: "In progress",
    QueueState.SECOND: "Second score",
    QueueState.ADJUDICATE: "Adjudicate",
    QueueState.QUICK: "Quick review",
    QueueState.FORMATIVE: "Feedback only",
    QueueState.HOLD: "Hold",
    QueueState.FINALISED: "Finalised",
    QueueState.SEALED: "Sealed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue. ``scored`` counts scores and conditions on indicators, ``of`` the indicators in scope."""

    submission: SubmissionId
    review: ReviewId
    program: ProgramId
    program_title: str
    component: ComponentId
    component_title: str
    purpose: Purpose
    attempt: int
    attempts_allowed: int | None  # None: as often as wanted
    evidence: tuple[tuple[Kind, int], ...]
    scored: int
    of: int
    due: date | None
    state: QueueState
    outcome: Outcome | None  # of a finalised review
    outcome_label: str
    finalised_at: datetime | None
    added_at: datetime
    hold: str = ""  # why it is on hold
    place: int = 0  # of its component in the program

    @property
    def state_label(self) -> str:
        """What the screen says of its state."""
        return f"{self.state.label} · {self.hold}" if self.hold else self.state.label


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageInfo:
    """What is known about the package. ``signed_by`` empty: not signed; ``trusted`` None: nobody said."""

    signed_by: str
    signer_key: str
    trusted: bool | None
    verified_at: datetime
    tagmanifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything the scoring screen needs about one submission. ``position`` is n of m today.

    ``submission`` carries only what a blind reviewer may see: no original names of files, and of earlier attempts what
    the program lets show. ``remarks`` is what is missing, too much or out of time, to be known before scoring.
    """

    submission: Submission
    program: Program
    component: Component
    indicators: tuple[Indicator, ...]
    review: Review
    verdict: Verdict
    package: PackageInfo
    due: date | None
    position: tuple[int, int]
    can_finalise: tuple[Problem, ...]
    state: QueueState
    outcome_label: str
    events: tuple[Event, ...]
    remarks: tuple[Reason, ...] = ()


def queue(ws: Workspace) -> tuple[QueueRow, ...]:
    """Every submission here: those to be done first, by due date; then the finalised, the latest first."""
    ws.journal.read_all()
    rows = [_row(ws, record) for record in ws.catalogue.packages()]
    done = [r for r in rows if r.finalised_at is not None]
    to_do = [r for r in rows if r.finalised_at is None]
    to_do.sort(key=lambda r: (r.due or date.max, r.added_at, r.submission))
    done.sort(key=lambda r: (r.finalised_at or r.added_at, r.submission), reverse=True)
    return (*to_do, *done)


def rows_of(ws: Workspace, submissions: Iterable[SubmissionId]) -> tuple[QueueRow, ...]:
    """The lines of these submissions alone, in the order asked; one that is not here is left out."""
    found = (ws.catalogue.package(s) for s in submissions)
    return tuple(_row(ws, record) for record in found if record is not None)


def desk(ws: Workspace, submission: SubmissionId) -> Desk:
    """The scoring screen's values; UsageError ``unknown-submission``."""
    case = case_of(ws, submission)
    verdict = decide(case.program, case.component, case.submission, case.review)
    return Desk(
        submission=_blind(case.program, case.submission),
        program=case.program,
        component=case.component,
        indicators=case.indicators,
        review=case.review,
        verdict=verdict,
        package=package_info(ws, case.record),
        due=case.submission.due,
        position=_position(ws, submission),
        can_finalise=tuple(obstacles(ws, case)),
        state=_state(case.submission, case.component, case.review),
        outcome_label=outcome_label(case.program, verdict.outcome),
        events=ws.journal.events(case.review.id),
        remarks=(*scored_before(ws, case), *remarks(case.program, case.component, case.submission)),
    )


def _blind(program: Program, submission: Submission) -> Submission:
    """What a reviewer may see of a submission: no names of files, of earlier attempts what the program lets show."""
    return replace(
        submission,
        evidence=tuple(replace(item, original_name="") for item in submission.evidence),
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
        verified_at=record.added_at,
        tagmanifest=record.tagmanifest_sha256,
    )


def outcome_label(program: Program | None, outcome: Outcome) -> str:
    """What the program calls an outcome."""
    if outcome is Outcome.MET:
        return "Met" if program is None else program.feedback.outcome_met
    if outcome is Outcome.NOT_MET:
        return "Not met" if program is None else program.feedback.outcome_not_met
    return {Outcome.INCOMPLETE: "Incomplete", Outcome.FORMATIVE: "Feedback given", Outcome.OPEN: "Open"}[outcome]


def finalised_at(events: tuple[Event, ...]) -> datetime | None:
    """When a review was finalised last."""
    return next((e.at for e in reversed(events) if isinstance(e.act, Finalised)), None)


def _row(ws: Workspace, record: PackageRecord) -> QueueRow:
    s = record.submission
    review = ws.journal.review(record.review)
    program, component = _program_if_here(ws, s)
    done, of = _progress(program, component, s, review)
    state = _state(s, component, review)
    outcome = None
    if program is not None and component is not None and not review.open:
        outcome = decide(program, component, s, review).outcome
    return QueueRow(
        submission=s.id,
        review=record.review,
        program=s.program.id,
        program_title=s.program.id if program is None else program.short_title or program.title,
        component=s.component,
        component_title=s.component if component is None else component.title,
        purpose=s.purpose,
        attempt=s.attempt,
        attempts_allowed=None if program is None else program.rules.resubmission.attempts,
        evidence=tuple(Counter(i.kind for i in s.evidence).items()),
        scored=done,
        of=of,
        due=s.due,
        state=state,
        outcome=outcome,
        outcome_label=outcome_label(program, outcome) if outcome is not None else "",
        finalised_at=None if review.open else finalised_at(ws.journal.events(record.review)),
        added_at=record.added_at,
        hold=_hold(program, review) if state is QueueState.HOLD else "",
        place=0 if program is None else [c.id for c in program.components].index(s.component),
    )


def _program_if_here(ws: Workspace, s: Submission) -> tuple[Program | None, Component | None]:
    """The program and component, or None twice when the program's file is gone: the line still shows then."""
    try:
        return program_of(ws, s)
    except BadInput:
        return None, None


def _progress(program: Program | None, component: Component | None, s: Submission, review: Review) -> tuple[int, int]:
    if program is None or component is None:
        return len(review.scores), 0
    scope = {i.id for i in in_scope(program, component, s)}
    barred = {c.indicator for c in review.conditions if c.indicator}
    return len(scope & (set(review.scores) | barred)), len(scope)


def _state(s: Submission, component: Component | None, review: Review) -> QueueState:
    if review.stage in (Stage.SEALED, Stage.FINALISED):
        return QueueState(review.stage.value)
    if any(c.indicator is None for c in review.conditions):
        return QueueState.HOLD
    if review.stage is Stage.IN_PROGRESS:
        return QueueState.IN_PROGRESS
    if component is not None and is_formative(component, s):
        return QueueState.FORMATIVE
    if s.purpose in _BY_PURPOSE:
        return _BY_PURPOSE[s.purpose]
    quick = component is not None and component.review == "quick"
    return QueueState.QUICK if quick else QueueState.TO_SCORE


_BY_PURPOSE = {Purpose.SECOND: QueueState.SECOND, Purpose.ADJUDICATION: QueueState.ADJUDICATE}


def _hold(program: Program | None, review: Review) -> str:
    code = next(c.code for c in review.conditions if c.indicator is None)
    known = None if program is None else program.rules.conditions.code(code)
    return (code if known is None else known.label).lower()


def _position(ws: Workspace, submission: SubmissionId) -> tuple[int, int]:
    """Which of today's it is: those finalised today and all that are still open."""
    today = ws.clock.now().astimezone().date()
    ws.journal.read_all()
    finished: list[tuple[datetime, SubmissionId]] = []
    still_open = 0
    for record in ws.catalogue.packages():
        review = ws.journal.review(record.review)
        if review.open:
            still_open += 1
            continue
        at = finalised_at(ws.journal.events(record.review))
        if at is not None and at.astimezone().date() == today:
            finished.append((at, record.submission.id))
    order = [sid for _, sid in sorted(finished)]
    place = order.index(submission) + 1 if submission in order else len(order) + 1
    return place, max(len(order) + still_open, place)
