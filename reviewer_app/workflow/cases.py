"""What every act on a submission needs: its package, review and program in one hand; and appending one event."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.events import Act, Event, Finalised
from reviewer_app.domain.holding import Standing
from reviewer_app.domain.ids import EventId, IndicatorId, KeyId, ReviewId, SubmissionId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.program import Component, Indicator, Program
from reviewer_app.domain.review import Review, Stage
from reviewer_app.domain.roles import CONFLICT, Peer, Role, Setting, final_two, role_of, settled_by
from reviewer_app.domain.settling import Settled
from reviewer_app.domain.submission import Purpose, Submission
from reviewer_app.errors import BadInput, Problem, UsageError
from reviewer_app.store.catalogue import PackageRecord, ReviewRecord
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.decision import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One submission with everything that the reviewer at work may know about it now.

    ``review`` is that reviewer's own; ``submission.purpose`` is what it is made as, see ``role``.
    """

    record: PackageRecord
    submission: Submission
    program: Program
    component: Component
    review: Review
    role: Role
    two: tuple[Peer, Peer] | None = None  # the reviews that an adjudicator settles; never there for anybody else
    settled: Settled | None = None  # what stands of them, with this review's scores

    def verdict(self, review: Review | None = None) -> Verdict:
        """What the review (or this other state of it) comes to."""
        from reviewer_app.domain.decision import decide

        given = None if self.settled is None else self.settled.scores
        return decide(self.program, self.component, self.submission, review or self.review, given)

    @property
    def recused(self) -> bool:
        """Whether it was handed back for a conflict of interest."""
        return any(c.code == CONFLICT and c.indicator is None for c in self.review.conditions)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators that are scored here."""
        from reviewer_app.domain.decision import in_scope

        return in_scope(self.program, self.component, self.submission)

    def indicator(self, indicator: IndicatorId) -> Indicator:
        """One of them; UsageError ``unknown-indicator``."""
        found = next((i for i in self.indicators if i.id == indicator), None)
        if found is None:
            known = ", ".join(i.id for i in self.indicators) or "none, for it gets feedback only"
            raise UsageError(
                f"{indicator} is not scored in this submission.", hint=f"Scored are: {known}.", code="unknown-indicator"
            )
        return found


def package_of(ws: Workspace, submission: SubmissionId) -> PackageRecord:
    """The package of a submission; UsageError ``unknown-submission``."""
    record = ws.catalogue.package(submission)
    if record is None:
        raise UsageError(
            f"There is no submission {submission} here.",
            hint="See what there is with: reviewer-app queue",
            code="unknown-submission",
        )
    return record


def case_of(ws: Workspace, submission: SubmissionId) -> Case:
    """Everything about a submission; BadInput when its program is no longer at hand."""
    record = package_of(ws, submission)
    program, component = program_of(ws, record.submission)
    mine, others = peers_of(ws, record)
    setting = setting_of(ws, record, program, component)
    role = role_of(setting, mine, others)
    settles = role.purpose is Purpose.ADJUDICATION and not role.closed and role.mine
    two = final_two(others) if settles else None
    return Case(
        record=record,
        submission=replace(record.submission, purpose=role.purpose),
        program=program,
        component=component,
        review=mine.review,
        role=role,
        two=two,
        settled=None if two is None else settled_by(setting, *two, mine.review),
    )


def setting_of(ws: Workspace, record: PackageRecord, program: Program, component: Component) -> Setting:
    """What the roles of a submission's reviewers are told from, beside their reviews."""
    picked = tuple(Reason(code="backread", text=text) for text in ws.marks.of(record.submission.id).picked)
    return Setting(program=program, component=component, submission=record.submission, seed=ws.seed, picked=picked)


def peers_of(ws: Workspace, record: PackageRecord) -> tuple[Peer, tuple[Peer, ...]]:
    """The review of whoever is at work, and everybody else's: only for telling whose turn it is."""
    made = ws.catalogue.reviews_of(record.submission.id)
    peers = [
        Peer(
            reviewer=r.reviewer,
            name=ws.reviewer_name(r.reviewer),
            review=ws.journal.review(r.id),
            purpose=r.purpose,
        )
        for r in made
    ]
    none = Peer(reviewer=ws.key_id, name=ws.name, review=Review(id=ReviewId(""), stage=Stage.NEW))
    mine = next((p for p in peers if p.reviewer == ws.key_id), none)
    return mine, tuple(p for p in peers if p.reviewer != ws.key_id)


def own_review(ws: Workspace, submission: SubmissionId) -> Review:
    """The review of whoever is at work; a new one, whose id is empty, while there was no act."""
    record = ws.catalogue.review_of(submission, ws.key_id)
    return Review(id=ReviewId(""), stage=Stage.NEW) if record is None else ws.journal.review(record.id)


def program_of(ws: Workspace, submission: Submission) -> tuple[Program, Component]:
    """The very program and component that a submission names; BadInput when one is not at hand."""
    ref = submission.program
    program = ws.program(ref).program
    component = program.component(submission.component)
    if component is None:
        problem = Problem(
            code="unknown-component",
            message=f"The program {ref.id} {ref.version} has no component {submission.component}.",
            hint="The package was made with a wrong component: ask the office for a new one.",
            where=submission.component,
        )
        raise BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))
    return program, component


def scored_before(ws: Workspace, case: Case) -> tuple[Reason, ...]:
    """Why this reviewer is not to score it: they scored an earlier attempt here, and the program excludes that."""
    return excluded(ws, case.record, case.program)


def excluded(ws: Workspace, record: PackageRecord, program: Program) -> tuple[Reason, ...]:
    """As ``scored_before``, by package and program."""
    from reviewer_app.domain.resubmitting import may_score

    now, rule = record.submission, program.rules.resubmission
    if not rule.exclude_earlier_scorers or now.attempt <= 1:
        return ()
    scorers: set[KeyId] = set()
    for earlier in ws.catalogue.packages():
        then = earlier.submission
        same = (then.candidate, then.program.id, then.component) == (now.candidate, now.program.id, now.component)
        if same and then.attempt < now.attempt:
            reviews = [r.id for r in ws.catalogue.reviews_of(then.id)]
            scorers |= {e.by for r in reviews for e in ws.journal.events(r) if isinstance(e.act, Finalised)}
    return may_score(rule, ws.key_id, scorers)


def obstacles(ws: Workspace, case: Case) -> list[Problem]:
    """What stands in the way of finalising; a submission that is handed back as not scorable always can be."""
    from reviewer_app.domain.finalising import may_finalise

    given = None if case.settled is None else case.settled.scores
    found = may_finalise(case.program, case.component, case.submission, case.review, given)
    if why := _not_now(ws, case):
        found.insert(0, why.as_problem())
    if any(c.indicator is None for c in case.review.conditions):
        return found
    hint = "Declare a conflict: the office then assigns another reviewer."
    return [*found, *(Problem(code=r.code, message=r.text, hint=hint) for r in scored_before(ws, case))]


def append(ws: Workspace, case: Case, act: Act, *, outbox: bool = False) -> Changes:
    """Put one act in the journal, with the review itself when it is the first; it is on disk when this returns."""
    sid, at = case.submission.id, ws.clock.now()
    record = ws.catalogue.review_of(sid, ws.key_id)
    begun = record or ReviewRecord(id=ReviewId(ws.clock.new_id()), submission=sid, reviewer=ws.key_id, created_at=at)
    event = Event(id=EventId(ws.clock.new_id()), review=begun.id, at=at, by=ws.key_id, act=act)
    if isinstance(act, Finalised) and begun.purpose is None:
        begun = replace(begun, purpose=case.role.purpose)
    if begun is not record:
        ws.catalogue.put_review(begun, event)
    else:
        ws.journal.append(event)
    return Changes(review=True, queue=True, outbox=outbox, submissions=(case.submission.id,))


def open_case(ws: Workspace, submission: SubmissionId) -> Case:
    """The case of a submission whose review takes acts.

    UsageError ``review-finalised``; ``on-hold`` while a hold stands; ``with-another`` when others have done all of it.
    """
    case = case_of(ws, submission)
    if not case.review.open:
        raise UsageError(
            f"The review of {submission} is finalised, so nothing can be changed.",
            hint="Reopen it first, and say why.",
            code="review-finalised",
        )
    if why := _not_now(ws, case):
        raise why
    return case


def stands_for(ws: Workspace, submission: SubmissionId) -> Standing:
    """What stands on a submission, as the reviewer at work sees it."""
    return ws.marks.of(submission).seen_by(ws.key_id)


def _not_now(ws: Workspace, case: Case) -> UsageError | None:
    """Why nothing may be scored here now; None when it may."""
    sid = case.submission.id
    holds = stands_for(ws, sid).holds
    if holds:
        hint = "Only the office lifts it: send it the request." if holds[0].kind.by_office else "Lift the hold first."
        return UsageError(f"{sid} is on hold. {holds[0].text}", hint=hint, code="on-hold")
    if case.role.closed and case.review.stage is Stage.NEW:
        return UsageError(
            f"Others have scored {sid}, and it needs no further review.",
            hint="A leader can pick it for a second reading.",
            code="with-another",
        )
    return None
