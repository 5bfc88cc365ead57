"""Decisions and packages to what is known of a candidate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from reviewer_app.domain.decision import Decision, Outcome
from reviewer_app.domain.history import Fact, facts_of, results_of
from reviewer_app.domain.ids import ComponentId, DecisionId, KeyId, ReviewId, SubmissionId
from reviewer_app.domain.review import Condition
from reviewer_app.domain.submission import Purpose, Statement
from tests.domain.programs_made import NOW, day, submission


def decision(
    name: str,
    outcome: Outcome,
    *,
    purpose: Purpose = Purpose.FIRST,
    label: str = "R-1",
    supersedes: str = "",
    days: int = 0,
) -> Decision:
    handed_in = submission()
    return Decision(
        id=DecisionId(name),
        review=ReviewId(name),
        submission=SubmissionId(label),
        candidate="C-12",
        package="",
        program=handed_in.program,
        component=ComponentId("unit"),
        attempt=1,
        purpose=purpose,
        evidence=(),
        scores=(),
        citations=(),
        conditions=(),
        comments=(),
        outcome=outcome,
        reasons=(),
        seconds=(),
        decided_at=NOW + timedelta(days=days),
        key=KeyId("k"),
        events=(),
        supersedes=DecisionId(supersedes) if supersedes else None,
    )


def outcomes(*decisions: Decision) -> list[tuple[str, str]]:
    return [(r.submission or "", r.outcome.value) for r in results_of(decisions)]


MET, NOT_MET = Outcome.MET, Outcome.NOT_MET


def test_one_result_for_each_submission() -> None:
    found = results_of([decision("a", MET), decision("b", NOT_MET, label="R-2", days=1)])
    assert [(r.submission, r.outcome, r.on, r.component) for r in found] == [
        ("R-1", MET, day("2026-11-21"), "unit"),
        ("R-2", NOT_MET, day("2026-11-22"), "unit"),
    ]


def test_what_was_superseded_does_not_count() -> None:
    assert outcomes(decision("a", MET), decision("b", NOT_MET, supersedes="a")) == [("R-1", "not-met")]


def test_two_reviews_have_to_agree_or_be_adjudicated() -> None:
    first, second = decision("a", MET), decision("b", NOT_MET, purpose=Purpose.SECOND)
    assert outcomes(first, second) == []
    assert outcomes(first, replace(second, outcome=MET)) == [("R-1", "met")]
    assert outcomes(first, second, decision("c", NOT_MET, purpose=Purpose.ADJUDICATION)) == [("R-1", "not-met")]


def test_whoever_stepped_back_decides_nothing() -> None:
    back = replace(decision("a", Outcome.INCOMPLETE), conditions=(Condition(code="conflict"),))
    assert outcomes(back, decision("b", MET)) == [("R-1", "met")]
    other = replace(back, conditions=(Condition(code="wrong-file"),))
    assert outcomes(other, decision("b", MET)) == []


def test_calibration_earns_nothing_and_formative_comes_second() -> None:
    assert outcomes(decision("a", MET, purpose=Purpose.CALIBRATION)) == []
    intent = decision("a", Outcome.FORMATIVE, purpose=Purpose.FORMATIVE)
    assert outcomes(intent) == [("R-1", "formative")]
    assert outcomes(intent, decision("b", MET)) == [("R-1", "met")]


def test_facts_come_from_statements_that_were_given() -> None:
    given = Statement(code="book-study", text="", given=True, on=day("2026-03-01"))
    packages = [
        submission(statements=(replace(given, on=None), Statement(code="own-work", text="", given=False))),
        submission(statements=(given,)),
    ]
    assert facts_of(packages) == (Fact(code="book-study", on=day("2026-03-01")),)
    assert facts_of(packages[:1]) == (Fact(code="book-study", on=day("2026-11-21")),)
