"""The queue of the reviewer at work: one row for every submission here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from reviewer_app.domain.decision import Outcome, decide, in_scope, is_formative
from reviewer_app.domain.events import Event, Finalised
from reviewer_app.domain.holding import Standing
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.program import Component, Program
from reviewer_app.domain.review import Review, Stage
from reviewer_app.domain.roles import Role, role_of
from reviewer_app.domain.submission import Purpose, Submission
from reviewer_app.errors import BadInput
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workflow.cases import case_of, excluded, peers_of, program_of, setting_of, stands_for
from reviewer_app.workflow.deskvalues import QueueRow, QueueState
from reviewer_app.workspace import Workspace


def queue(ws: Workspace) -> tuple[QueueRow, ...]:
    """Every submission here: those to be done first, by priority and due date; then the finalised, the latest first."""
    ws.journal.read_all()
    rows = [row_of(ws, record) for record in ws.catalogue.packages()]
    done = [r for r in rows if r.finalised_at is not None]
    to_do = [r for r in rows if r.finalised_at is None]
    to_do.sort(key=_order)
    done.sort(key=lambda r: (r.finalised_at or r.added_at, r.submission), reverse=True)
    return (*to_do, *done)


def _order(row: QueueRow) -> tuple[bool, int, date, datetime, str]:
    elsewhere = row.state is QueueState.ELSEWHERE
    return elsewhere, -row.priority, row.due or date.max, row.added_at, row.submission


def rows_of(ws: Workspace, submissions: Iterable[SubmissionId]) -> tuple[QueueRow, ...]:
    """The lines of these submissions alone, in the order asked; one that is not here is left out."""
    found = (ws.catalogue.package(s) for s in submissions)
    return tuple(row_of(ws, record) for record in found if record is not None)


def row_of(ws: Workspace, record: PackageRecord) -> QueueRow:
    """The row of one submission."""
    given = record.submission
    program, component = _program_if_here(ws, given)
    mine, others = peers_of(ws, record)
    role = Role(purpose=mine.purpose or given.purpose)
    if program is not None and component is not None:
        setting = setting_of(ws, record, program, component)
        role = role_of(setting, mine, others)
        if mine.review.stage is Stage.NEW and (why := excluded(ws, record, program)):
            role = replace(role, waiting_on="another reviewer", reasons=why, mine=False)
    s, review = replace(given, purpose=role.purpose), mine.review
    stands = stands_for(ws, s.id)
    done, of = _progress(program, component, s, review)
    state = state_of(s, component, review, role, stands)
    outcome = None
    if program is not None and component is not None and not review.open:
        outcome = case_of(ws, s.id).verdict().outcome if role.purpose is Purpose.ADJUDICATION else None
        outcome = outcome or decide(program, component, s, review).outcome
    return QueueRow(
        submission=s.id,
        review=review.id,
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
        finalised_at=None if review.open else finalised_at(ws.journal.events(review.id)),
        added_at=record.added_at,
        hold=hold_text(program, review, stands) if state is QueueState.HOLD else "",
        waiting_on=_waiting_on(role, stands),
        place=0 if program is None else [c.id for c in program.components].index(s.component),
        why=tuple(r.text for r in role.reasons),
        priority=stands.priority,
        is_new=_is_new(ws, record, review),
        seconds=sum(review.seconds.values()),
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


def state_of(s: Submission, component: Component | None, review: Review, role: Role, stands: Standing) -> QueueState:
    """Where a submission stands in the queue of the reviewer at work."""
    if review.stage in (Stage.SEALED, Stage.FINALISED):
        return QueueState(review.stage.value)
    if stands.holds or any(c.indicator is None for c in review.conditions):
        return QueueState.HOLD
    if not role.mine:
        return QueueState.ELSEWHERE
    if review.stage is Stage.IN_PROGRESS:
        return QueueState.IN_PROGRESS
    if component is not None and is_formative(component, s):
        return QueueState.FORMATIVE
    if s.purpose in _BY_PURPOSE:
        return _BY_PURPOSE[s.purpose]
    quick = component is not None and component.review == "quick"
    return QueueState.QUICK if quick else QueueState.TO_SCORE


_BY_PURPOSE: Mapping[Purpose, QueueState] = {
    Purpose.SECOND: QueueState.SECOND,
    Purpose.ADJUDICATION: QueueState.ADJUDICATE,
}


def hold_text(program: Program | None, review: Review, stands: Standing) -> str:
    """Why it is on hold, in a few words."""
    if stands.holds:
        return stands.holds[0].text
    code = next(c.code for c in review.conditions if c.indicator is None)
    known = None if program is None else program.rules.conditions.code(code)
    return (code if known is None else known.label).lower()


def _waiting_on(role: Role, stands: Standing) -> str:
    if role.waiting_on:
        return role.waiting_on
    return "the office" if any(h.kind.by_office for h in stands.holds) else ""


def _is_new(ws: Workspace, record: PackageRecord, review: Review) -> bool:
    """Whether it came, untouched so far, since the reviewer at work last left the queue."""
    return ws.last_visit is not None and record.added_at > ws.last_visit and review.stage is Stage.NEW


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


def leave(ws: Workspace) -> None:
    """Note that the reviewer at work has seen the queue as it is: what comes later is new to them next time."""
    ws.note_visit()
