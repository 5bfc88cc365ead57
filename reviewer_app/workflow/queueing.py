"""The queue of the reviewer at work: one row for every submission here."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import takewhile
from operator import itemgetter

from reviewer_app.domain.decision import Outcome, decide, in_scope, is_formative
from reviewer_app.domain.events import Event, Finalised
from reviewer_app.domain.holding import Standing
from reviewer_app.domain.ids import IndicatorId, ReviewId, SubmissionId
from reviewer_app.domain.program import Component, Program
from reviewer_app.domain.review import Review, Stage
from reviewer_app.domain.roles import Role, role_of
from reviewer_app.domain.submission import Kind, ProgramRef, Purpose, Submission
from reviewer_app.errors import BadInput
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workflow.cases import case_of, excluded, peers_of, program_of, setting_of, stands_for
from reviewer_app.workflow.deskvalues import QueueRow, QueueState
from reviewer_app.workspace import Workspace


def queue(ws: Workspace) -> tuple[QueueRow, ...]:
    """Every submission here: those to be done first, by priority and due date; then the finalised, the latest first.

    Read again after an act, only the rows that it touched are made anew.
    """
    return _kept(ws).rows(ws)


def position(ws: Workspace, submission: SubmissionId) -> tuple[int, int]:
    """Which of today's it is: those finalised today and all that the reviewer at work has still to do."""
    today = ws.clock.now().astimezone().date()
    still_open, done = _kept(ws).split(ws)
    finished = takewhile(lambda r: r.finalised_at is not None and r.finalised_at.astimezone().date() >= today, done)
    order = [r.submission for r in finished][::-1]
    place = order.index(submission) + 1 if submission in order else len(order) + 1
    return place, max(len(order) + still_open, place)


def _kept(ws: Workspace) -> _Kept:
    name = f"queue:{ws.key_id}"
    kept: _Kept | None = ws.cache.get(name)
    if kept is None or kept.visit != ws.last_visit:
        kept = ws.cache[name] = _Kept(ws.last_visit)
    return kept


_Key = tuple[int | float | str, ...]


class _Kept:
    """The rows of one reviewer's queue in their order; follows the journal, the marks and the packages."""

    def __init__(self, visit: datetime | None) -> None:
        self.visit = visit
        self._lock = threading.RLock()
        self._seen = (0, 0, 0, 0)  # packages, acts, marks and measures that the rows know of
        self._rows: dict[SubmissionId, QueueRow] = {}
        self._lost: set[SubmissionId] = set()  # whose program was not at hand: it may be now
        self._keys: list[_Key] = []
        self._sorted: list[QueueRow] = []  # in the order of the keys
        self._attempts: dict[tuple[str, str, str], list[SubmissionId]] = {}

    def rows(self, ws: Workspace) -> tuple[QueueRow, ...]:
        """All rows as they are now."""
        with self._lock:
            ws.journal.read_all()
            known, acts_known, marks_known, measured_known = self._seen
            fresh = ws.catalogue.packages_from(known)
            acts, marks, measured = len(ws.journal.touched), len(ws.marks.touched), len(ws.measures.touched)
            stale = {ws.catalogue.submission_of(r) for r in ws.journal.touched[acts_known:acts]}
            stale |= set(ws.marks.touched[marks_known:marks])
            for sha256 in ws.measures.touched[measured_known:measured]:
                stale |= {s.id for s, _ in ws.catalogue.places(sha256)}
            for record in fresh:
                self._attempts.setdefault(_attempt_key(record), []).append(record.submission.id)
            records = {r.submission.id: r for r in fresh}
            for sid in self._with_later(ws, stale) | self._lost:
                touched = ws.catalogue.package(sid)
                if touched is not None:
                    records[sid] = touched
            self._put([row_of(ws, record) for record in records.values()])
            self._seen = (known + len(fresh), acts, marks, measured)
            return tuple(self._sorted)

    def split(self, ws: Workspace) -> tuple[int, Iterator[QueueRow]]:
        """How many are to be done, and the finalised rows, the latest first."""
        with self._lock:
            self.rows(ws)
            first_done = bisect_left(self._keys, (2,))
            first_elsewhere = bisect_left(self._keys, (1,))
            return first_elsewhere, iter(self._sorted[first_done:])

    def _with_later(self, ws: Workspace, stale: set[SubmissionId | None]) -> set[SubmissionId]:
        """These, and other attempts at the same thing: whoever scored one may be left out of the next."""
        found: set[SubmissionId] = set()
        for sid in stale:
            record = ws.catalogue.package(sid) if sid is not None else None
            if record is not None:
                found.add(record.submission.id)
                for other in self._attempts.get(_attempt_key(record), ()):
                    later = ws.catalogue.package(other)
                    if later is not None and later.submission.attempt > record.submission.attempt:
                        found.add(other)
        return found

    def _put(self, rows: Sequence[QueueRow]) -> None:
        few = len(rows) * 20 < len(self._sorted)
        for row in rows:
            old = self._rows.get(row.submission)
            self._rows[row.submission] = row
            (self._lost.add if row.no_program else self._lost.discard)(row.submission)
            if few:
                self._move(old, row)
        if not few and rows:
            pairs = sorted(((_order(r), r) for r in self._rows.values()), key=itemgetter(0))
            self._keys, self._sorted = [key for key, _ in pairs], [row for _, row in pairs]

    def _move(self, old: QueueRow | None, row: QueueRow) -> None:
        if old is not None:
            at = bisect_left(self._keys, _order(old))
            del self._keys[at], self._sorted[at]
        key = _order(row)
        at = bisect_left(self._keys, key)
        self._keys.insert(at, key)
        self._sorted.insert(at, row)


def _attempt_key(record: PackageRecord) -> tuple[str, str, str]:
    s = record.submission
    return s.candidate, s.program.id, s.component


def _order(row: QueueRow) -> _Key:
    """What is to be done first; then what is with another reviewer; then the finalised, the latest first."""
    added = row.added_at.timestamp()
    if row.finalised_at is not None:
        return 2, -row.finalised_at.timestamp(), 0, 0, added, row.submission
    elsewhere = int(row.state is QueueState.ELSEWHERE)
    return elsewhere, 0.0, -row.priority, (row.due or date.max).toordinal(), added, row.submission


def rows_of(ws: Workspace, submissions: Iterable[SubmissionId]) -> tuple[QueueRow, ...]:
    """The lines of these submissions alone, in the order asked; one that is not here is left out."""
    found = (ws.catalogue.package(s) for s in submissions)
    return tuple(row_of(ws, record) for record in found if record is not None)


def row_of(ws: Workspace, record: PackageRecord) -> QueueRow:
    """The row of one submission."""
    given = record.submission
    program, component = _program_if_here(ws, given)
    role, review = _role(ws, record, program, component)
    s = given if role.purpose is given.purpose else replace(given, purpose=role.purpose)
    stands = stands_for(ws, s.id)
    done, of = _progress(ws, program, component, s, review)
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
        evidence=_kinds(s),
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
        no_program=program is None,
        for_office=any(h.kind.by_office for h in stands.holds),
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
        first = stands.holds[0]
        said = (first.kind.value if first.kind.by_office else "", first.reason)
        return ": ".join(filter(None, said))  # that it is a hold stands before it already
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
    known: dict[tuple[ProgramRef, str], tuple[Program, Component]] = ws.cache.setdefault("components", {})
    found = known.get((s.program, s.component))
    if found is None:
        try:
            found = known[s.program, s.component] = program_of(ws, s)  # a program of that digest never changes
        except BadInput:
            return None, None
    return found


def _role(
    ws: Workspace, record: PackageRecord, program: Program | None, component: Component | None
) -> tuple[Role, Review]:
    """What the reviewer at work has to do with it, and their review so far."""
    if not ws.catalogue.reviews_of(record.submission.id):  # as most of them, so it is told at once
        role, review = _UNTOUCHED[record.submission.purpose], _NEW
    else:
        mine, others = peers_of(ws, record)
        role, review = Role(purpose=mine.purpose or record.submission.purpose), mine.review
        if program is not None and component is not None:
            role = role_of(setting_of(ws, record, program, component), mine, others)
    if program is not None and review.stage is Stage.NEW and (why := excluded(ws, record, program)):
        role = replace(role, waiting_on="another reviewer", reasons=why, mine=False)
    return role, review


_UNTOUCHED = {purpose: Role(purpose=purpose) for purpose in Purpose}
_NEW = Review(id=ReviewId(""), stage=Stage.NEW)


def _kinds(s: Submission) -> tuple[tuple[Kind, int], ...]:
    found: dict[Kind, int] = {}
    for item in s.evidence:
        found[item.kind] = found.get(item.kind, 0) + 1
    return tuple(found.items())


def _progress(
    ws: Workspace, program: Program | None, component: Component | None, s: Submission, review: Review
) -> tuple[int, int]:
    if program is None or component is None:
        return len(review.scores), 0
    scope = _scope(ws, program, component, s)
    if not review.scores and not review.conditions:
        return 0, len(scope)
    barred = {c.indicator for c in review.conditions if c.indicator}
    return len(scope & (set(review.scores) | barred)), len(scope)


def _scope(ws: Workspace, program: Program, component: Component, s: Submission) -> frozenset[IndicatorId]:
    """The indicators in scope; those of first attempts are the same for all, so they are worked out once."""
    if s.attempt > 1:
        return frozenset(i.id for i in in_scope(program, component, s))
    known: dict[tuple[str, str, str, bool], frozenset[IndicatorId]] = ws.cache.setdefault("scopes", {})
    key = (s.program.sha256, s.component, s.focus, is_formative(component, s))
    if key not in known:
        known[key] = frozenset(i.id for i in in_scope(program, component, s))
    return known[key]


def leave(ws: Workspace) -> None:
    """Note that the reviewer at work has seen the queue as it is: what comes later is new to them next time."""
    ws.note_visit()
