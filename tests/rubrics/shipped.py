"""The shipped programs, and a candidate who goes through one of them with real reviews."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from reviewer_app import paths
from reviewer_app.bundles.library import ProgramLibrary
from reviewer_app.domain.decision import Decision, in_scope, make_decision
from reviewer_app.domain.finalising import may_finalise
from reviewer_app.domain.history import Fact, History, results_of
from reviewer_app.domain.ids import ComponentId, DecisionId, IndicatorId, KeyId, ReviewId
from reviewer_app.domain.program import Program
from reviewer_app.domain.progress import ProgramProgress, progress
from reviewer_app.domain.review import Condition, Review, Stage
from reviewer_app.domain.submission import EarlierAttempt
from tests.domain.programs_made import submission

LIBRARY = ProgramLibrary([paths.rubrics()])
IDS = ("challenge-library", "crt-micro-courses", "crt-single-project", "general-teaching", "growth-levels")


def shipped(program_id: str) -> Program:
    return LIBRARY.get(program_id).program


@dataclass
class Candidate:
    """Hands in components of one program and has them reviewed, decided and counted."""

    program: Program
    focus: str = ""
    facts: tuple[Fact, ...] = ()
    decisions: list[Decision] = field(default_factory=list)

    def hand_in(
        self,
        component_id: str,
        *levels: int,
        on: str = "2026-11-21",
        conditions: tuple[Condition, ...] = (),
        comments: str = "Here is what the evidence shows, and what comes next.",
        earlier: tuple[EarlierAttempt, ...] = (),
    ) -> Decision:
        """``levels`` are given to the indicators in scope, in order; one level goes to all of them."""
        component = self.program.component(component_id)
        assert component is not None
        number = len(self.decisions) + 1
        handed_in = replace(
            submission(program_id=self.program.id, component_id=component_id, focus=self.focus, label=f"R-{number}"),
            attempt=len(earlier) + 1,
            earlier=earlier,
        )
        scope = in_scope(self.program, component, handed_in)
        given = levels if len(levels) != 1 else levels * len(scope)
        scores = dict(zip((i.id for i in scope), given, strict=True)) if given else {}
        said: dict[IndicatorId | None, str] = {i.id: comments for i in scope} | {None: comments}
        review = Review(
            id=ReviewId(f"r{number}"), stage=Stage.IN_PROGRESS, scores=scores, comments=said, conditions=conditions
        )
        assert may_finalise(self.program, component, handed_in, review) == []
        made = make_decision(
            decision_id=DecisionId(f"d{number}"),
            program=self.program,
            component=component,
            submission=handed_in,
            review=review,
            events=(),
            package="",
            decided_at=datetime.combine(date.fromisoformat(on), time(12), UTC),
            key=KeyId("k"),
        )
        self.decisions.append(made)
        return made

    def stand(self, *, today: str = "2026-11-21") -> ProgramProgress:
        """How the candidate stands in the program."""
        history = History(
            candidate="C-12",
            today=date.fromisoformat(today),
            results=results_of(self.decisions),
            facts=self.facts,
        )
        (found,) = progress({self.program.id: self.program}, history)
        return found


def component_ids(program: Program, **wanted: str) -> list[ComponentId]:
    return [c.id for c in program.components if all(getattr(c, k) == v for k, v in wanted.items())]
