"""What every act on a submission needs: its package, review and program in one hand; and appending one event."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.events import Act, Event, Finalised
from reviewer_app.domain.ids import EventId, IndicatorId, KeyId, SubmissionId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.program import Component, Indicator, Program
from reviewer_app.domain.review import Review
from reviewer_app.domain.submission import Submission
from reviewer_app.errors import BadInput, Problem, UsageError
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One submission with everything known about it now."""

    record: PackageRecord
    submission: Submission
    program: Program
    component: Component
    review: Review

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
    return Case(
        record=record,
        submission=record.submission,
        program=program,
        component=component,
        review=ws.journal.review(record.review),
    )


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
    from reviewer_app.domain.resubmitting import may_score

    now = case.submission
    scorers: set[KeyId] = set()
    for record in ws.catalogue.packages() if now.attempt > 1 else ():
        then = record.submission
        same = (then.candidate, then.program.id, then.component) == (now.candidate, now.program.id, now.component)
        if same and then.attempt < now.attempt:
            scorers |= {e.by for e in ws.journal.events(record.review) if isinstance(e.act, Finalised)}
    return may_score(case.program.rules.resubmission, ws.key_id, scorers)


def obstacles(ws: Workspace, case: Case) -> list[Problem]:
    """What stands in the way of finalising; a submission that is handed back as not scorable always can be."""
    from reviewer_app.domain.decision import may_finalise

    found = may_finalise(case.program, case.component, case.submission, case.review)
    if any(c.indicator is None for c in case.review.conditions):
        return found
    hint = "Declare a conflict: the office then assigns another reviewer."
    return [*found, *(Problem(code=r.code, message=r.text, hint=hint) for r in scored_before(ws, case))]


def append(ws: Workspace, case: Case, act: Act, *, outbox: bool = False) -> Changes:
    """Put one act in the journal; it is on disk when this returns."""
    event = Event(id=EventId(ws.clock.new_id()), review=case.review.id, at=ws.clock.now(), by=ws.key_id, act=act)
    ws.journal.append(event)
    return Changes(review=True, queue=True, outbox=outbox, submissions=(case.submission.id,))


def open_case(ws: Workspace, submission: SubmissionId) -> Case:
    """The case of a submission whose review takes acts; UsageError ``review-finalised`` when it was finalised."""
    case = case_of(ws, submission)
    if not case.review.open:
        raise UsageError(
            f"The review of {submission} is finalised, so nothing can be changed.",
            hint="Reopen it first, and say why.",
            code="review-finalised",
        )
    return case
