"""Feedback: its markup, and what the norms say of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.citation import Citation, Selector, TimeSpan
from reviewer_app.domain.decision import Outcome, Verdict
from reviewer_app.domain.feedback import Run, advice, blocks, fill, runs
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, ReviewId
from reviewer_app.domain.review import Review, Stage
from tests.domain.programs_made import indicator, program

P = program(indicator("3.1"))
I1 = P.indicators[0].id


def test_bold_italics_and_lists_are_read() -> None:
    found = blocks("The plan is **clearly** theirs.\n\n- ask _first_\n- write it down\n1. then try it")
    assert [b.kind for b in found] == ["paragraph", "bullet", "bullet", "number"]
    assert found[0].runs == (Run(text="The plan is "), Run(text="clearly", bold=True), Run(text=" theirs."))
    assert found[1].runs == (Run(text="ask "), Run(text="first", italic=True))


@pytest.mark.parametrize("text", ["2 ** 3 ** 4", "a_b_c", "**", "** a **", "**open", "snake_case_name", "5 * 6 * 7"])
def test_marks_that_are_none_stay_characters(text: str) -> None:
    assert runs(text) == (Run(text=text),)


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(b.runs for b in blocks(text))
    assert bool(blocks(text)) is bool(text.strip())


def said(
    comments: dict[IndicatorId | None, str], *, unmet: tuple[IndicatorId, ...] = (), cited: bool = False
) -> set[str]:
    here = Selector(time=TimeSpan(start=0, end=5))
    citation = Citation(id=CitationId("c"), item=ItemId("0001"), sha256="0" * 64, selector=here, indicator=I1)
    review = Review(
        id=ReviewId("r"), stage=Stage.IN_PROGRESS, comments=comments, citations=(citation,) if cited else ()
    )
    verdict = Verdict(outcome=Outcome.NOT_MET if unmet else Outcome.MET, reasons=(), unmet=unmet)
    return {f"{a.code} {a.indicator or 'all'}" for a in advice(P, P.indicators, review, verdict)}


def test_good_feedback_is_left_alone() -> None:
    assert said({I1: "At 05:31 you ask before you advise. To reach level 3, show what the family changed."}) == set()
    assert said({}) == set()


def test_an_unmet_indicator_says_what_to_do_next() -> None:
    assert said({}, unmet=(I1,)) == {f"blank {I1}"}
    assert said({I1: "The plan at 05:31 is the teacher's own."}, unmet=(I1,)) == {f"no-next-step {I1}"}
    assert said({I1: "The plan at 05:31 is yours. Show where they changed it."}, unmet=(I1,)) == set()


def test_feedback_names_a_place_or_has_a_citation() -> None:
    words: dict[IndicatorId | None, str] = {I1: "The plan is clearly made with the family."}
    assert said(words) == {f"no-evidence {I1}"}
    assert said(words, cited=True) == set()
    assert said({I1: "“When I asked instead of assuming” says it all."}) == set()


def test_it_is_about_the_evidence_and_says_something() -> None:
    assert f"person {I1}" in said({I1: "At 01:02 you are careless with names."})
    assert f"short {I1}" in said({I1: "Good, p. 2"})
    assert "short all" in said({None: "Fine."})


@pytest.mark.parametrize(
    "text", ["Maria Lopez asks first (05:31).", "At 05:31 Ms. Ortega answers.", "At 05:31 we see Ana Ruiz."]
)
def test_what_looks_like_a_name_is_only_asked_about(text: str) -> None:
    assert f"name {I1}" in said({I1: text})


@pytest.mark.parametrize(
    "text", ["On Monday May 4 (05:31) you ask.", f"{P.title} asks for more (05:31).", "The English Classroom at 05:31."]
)
def test_what_the_program_says_is_no_name(text: str) -> None:
    assert f"name {I1}" not in said({I1: text})


def test_fields_are_filled_and_other_braces_stay() -> None:
    filled = fill("{indicator} at {time}: {level} {other} {", {"indicator": "Builds", "time": "05:31"})
    assert filled == "Builds at 05:31: … {other} {"
