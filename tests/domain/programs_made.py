"""Small programs, submissions and reviews made by hand or at random."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from reviewer_app.domain.ids import ComponentId, IndicatorId, PackageId, ProgramId, ReviewId, SubmissionId
from reviewer_app.domain.program import Approval, ApprovalRecord, Award, Component, Indicator, Level, Program
from reviewer_app.domain.review import Condition, Review, Stage
from reviewer_app.domain.rules import (
    AllAtLeast,
    AllTop,
    CategoryMajority,
    Conditions,
    Eligibility,
    FeedbackRule,
    FocusAtLeast,
    PassRule,
    Percent,
    Resubmission,
    Rules,
)
from reviewer_app.domain.submission import (
    EarlierAttempt,
    EvidenceItem,
    ProgramRef,
    Purpose,
    Statement,
    Submission,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def ids(text: str) -> tuple[IndicatorId, ...]:
    return tuple(IndicatorId(x) for x in text.split())


def levels(*values: int) -> tuple[Level, ...]:
    return tuple(Level(value=v, name=f"Level {v}", descriptor=f"What is seen at {v}.") for v in values)


def indicator(name: str, *, scale: tuple[int, ...] = (1, 2, 3, 4), category: str = "", weight: int = 1) -> Indicator:
    return Indicator(id=IndicatorId(name), title=name, levels=levels(*scale), category=category, weight=weight)


def program(
    *indicators: Indicator,
    pass_rule: PassRule | None = None,
    components: tuple[Component, ...] = (),
    awards: tuple[Award, ...] = (),
    incomplete_at: int = 1,
    resubmission: Resubmission | None = None,
    feedback: FeedbackRule | None = None,
    eligibility: tuple[Eligibility, ...] = (),
    name: str = "made",
) -> Program:
    scale = indicators[0].levels if indicators else levels(1, 2)
    return Program(
        format=1,
        id=ProgramId(name),
        version="1.0",
        title=name.title(),
        issuer="Test office",
        approval=ApprovalRecord(status=Approval.DRAFT),
        scale=scale,
        indicators=indicators,
        components=components or (component("unit"),),
        rules=Rules(
            pass_rule=pass_rule or AllAtLeast(level=3),
            conditions=Conditions(incomplete_at=incomplete_at),
            resubmission=resubmission or Resubmission(),
            feedback=feedback or FeedbackRule(),
            eligibility=eligibility,
        ),
        awards=awards,
    )


def component(name: str, **fields: object) -> Component:
    return Component(**{"id": ComponentId(name), "title": name, "kind": "unit", **fields})  # type: ignore[arg-type]


def submission(
    *,
    component_id: str = "unit",
    program_id: str = "made",
    attempt: int = 1,
    purpose: Purpose = Purpose.FIRST,
    earlier: tuple[EarlierAttempt, ...] = (),
    focus: str = "",
    window: str = "",
    evidence: tuple[EvidenceItem, ...] = (),
    statements: tuple[Statement, ...] = (),
    label: str = "R-0417",
) -> Submission:
    return Submission(
        id=SubmissionId(label),
        package=PackageId("p"),
        program=ProgramRef(id=ProgramId(program_id), version="1.0", sha256="0" * 64),
        component=ComponentId(component_id),
        candidate="C-12",
        attempt=attempt,
        purpose=purpose,
        evidence=evidence,
        packed_at=NOW,
        earlier=earlier,
        focus=focus,
        window=window,
        statements=statements,
    )


def review(
    scores: dict[str, int] | None = None,
    *,
    conditions: tuple[Condition, ...] = (),
    comments: dict[str | None, str] | None = None,
    stage: Stage = Stage.IN_PROGRESS,
) -> Review:
    return Review(
        id=ReviewId("r"),
        stage=stage,
        scores={IndicatorId(k): v for k, v in (scores or {}).items()},
        comments={None if k is None else IndicatorId(k): v for k, v in (comments or {}).items()},
        conditions=conditions,
    )


def flag(code: str, indicator_id: str | None = None) -> Condition:
    return Condition(code=code, indicator=None if indicator_id is None else IndicatorId(indicator_id))


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(frozen=True)
class Case:
    """A random program with one rule, and a full set of scores."""

    program: Program
    focus: str
    scores: dict[IndicatorId, int]

    @property
    def rule(self) -> PassRule:
        return self.program.rules.pass_rule


CATEGORIES = ("Plan", "Teach", "Learn")


def pass_rules(scale: tuple[int, ...]) -> st.SearchStrategy[PassRule]:
    """Any pass rule that makes sense on the scale."""
    on_scale = st.sampled_from(scale)
    return st.one_of(
        st.builds(AllAtLeast, level=on_scale),
        st.just(AllTop()),
        st.builds(
            CategoryMajority,
            min_level=on_scale,
            share=st.integers(1, 100),
            max_lowest=st.none() | st.integers(0, 3),
        ),
        st.builds(Percent, min=st.integers(1, 100)),
        st.builds(FocusAtLeast, level=on_scale, common_level=st.none() | on_scale),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    start = draw(st.integers(0, 1))
    scale = tuple(range(start, start + draw(st.integers(2, 5))))
    names = [f"{n}" for n in range(draw(st.integers(1, 6)))]
    made = tuple(
        indicator(n, scale=scale, category=draw(st.sampled_from(CATEGORIES)), weight=draw(st.integers(1, 3)))
        for n in names
    )
    rule = draw(pass_rules(scale))
    focus = draw(st.sampled_from(sorted({i.category for i in made})))
    scores = {i.id: draw(st.sampled_from(scale)) for i in made}
    whole = program(*made, pass_rule=rule, incomplete_at=draw(st.integers(1, 7)))
    return Case(program=whole, focus=focus, scores=scores)
