"""Requirements: what fulfils each, since when, and what is said when it is lacking."""

from __future__ import annotations

import pytest

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.fulfilling import Fulfilment, Records, fulfil, school_year
from reviewer_app.domain.history import Fact, History, Holding, Result
from reviewer_app.domain.ids import ComponentId, ProgramId
from reviewer_app.domain.program import Award
from reviewer_app.domain.requirements import (
    AllOf,
    Attested,
    AwardEarned,
    Chain,
    ComponentMet,
    ComponentsMet,
    EffortOf,
    NOf,
    NotSameYear,
    NotTogetherWith,
    Once,
    Requirement,
    WithinTime,
)
from tests.domain.programs_made import component, day, indicator, program

A, B, C = (ComponentMet(component=x) for x in "abc")
PARTS = (
    component("a", group="G", effort=2),
    component("b", group="G", effort=3),
    component("c", group="H", effort=4, choice="free"),
    component("intent", review="formative"),
)
AWARDS = (
    Award(id="both", title="Both", kind="badge", requires=AllOf(of=(A, B))),
    Award(id="loop", title="Loop", kind="badge", requires=AwardEarned(award="pool")),
    Award(id="pool", title="Pool", kind="badge", requires=AwardEarned(award="loop")),
)
MADE = program(indicator("1"), components=PARTS, awards=AWARDS)
OTHER = program(
    indicator("1"),
    name="other",
    awards=(Award(id="cert", title="Certified", kind="x", requires=ComponentMet(component="unit")),),
)


def met(component_id: str, on: str, outcome: Outcome = Outcome.MET, program_id: str = "made") -> Result:
    return Result(program=ProgramId(program_id), component=ComponentId(component_id), outcome=outcome, on=day(on))


def look(
    need: Requirement,
    *results: Result,
    facts: tuple[Fact, ...] = (),
    holdings: tuple[Holding, ...] = (),
    today: str = "2026-11-21",
) -> Fulfilment:
    history = History(candidate="C-12", today=day(today), results=results, facts=facts, holdings=holdings)
    return fulfil(need, MADE, Records(programs={"made": MADE, "other": OTHER}, history=history))


def on(need: Requirement, *results: Result) -> str | None:
    """The day it was fulfilled, None when it is not."""
    found = look(need, *results)
    assert found.fulfilled == (found.on is not None)
    return str(found.on) if found.on else None


def said(found: Fulfilment) -> list[str]:
    return [r.text for r in found.reasons]


JAN, FEB, MAR = met("a", "2026-01-10"), met("b", "2026-02-10"), met("c", "2026-03-10")


def test_a_component_counts_when_it_is_met_and_from_the_first_time() -> None:
    assert on(A, met("a", "2026-02-01"), JAN) == "2026-01-10"
    assert on(A, met("a", "2026-01-10", Outcome.NOT_MET), met("a", "2026-01-10", program_id="other")) is None
    assert said(look(A)) == ["a is not met yet."]


def test_feedback_counts_for_a_formative_component_only() -> None:
    intent = ComponentMet(component="intent")
    assert on(intent, met("intent", "2026-01-10", Outcome.FORMATIVE)) == "2026-01-10"
    assert on(A, met("a", "2026-01-10", Outcome.FORMATIVE)) is None
    assert said(look(intent)) == ["intent has no feedback yet."]


def test_all_of_is_there_with_the_last() -> None:
    assert on(AllOf(of=(A, B)), FEB, JAN) == "2026-02-10"
    found = look(AllOf(of=(A, B, C)), JAN)
    assert (found.have, found.need, said(found)) == (1, 3, ["b is not met yet.", "c is not met yet."])


def test_n_of_is_there_with_the_nth() -> None:
    assert on(NOf(n=2, of=(A, B, C)), MAR, JAN, FEB) == "2026-02-10"
    found = look(NOf(n=2, of=(A, B, C)), JAN)
    assert said(found) == ["1 of 2 so far; still 1 of:", "b is not met yet.", "c is not met yet."]


def test_a_chain_asks_only_for_the_next_link() -> None:
    chain = Chain(of=(A, B, C))
    assert on(chain, JAN, FEB, MAR) == "2026-03-10"
    found = look(chain, FEB, MAR)
    assert (found.fulfilled, found.have, said(found)) == (False, 0, ["a is not met yet."])


def test_components_by_group() -> None:
    assert on(ComponentsMet(group="G"), JAN, FEB) == "2026-02-10"
    assert on(ComponentsMet(count=1, group="G"), JAN, FEB) == "2026-01-10"
    assert on(ComponentsMet(count=1, choice="free"), JAN, FEB) is None
    assert said(look(ComponentsMet(group="G"), JAN)) == ["G: 1 of 2 met. Still: b."]
    assert said(look(ComponentsMet(count=2), JAN)) == ["all components: 1 of 2 met."]


def test_stars_add_up() -> None:
    assert on(EffortOf(stars=5), JAN, FEB, MAR) == "2026-02-10"
    assert on(EffortOf(stars=4, group="H"), MAR) == "2026-03-10"
    assert said(look(EffortOf(stars=9), JAN, FEB)) == ["all components: 5 of 9 stars."]


def test_awards_stack_within_and_across_programs() -> None:
    assert on(AwardEarned(award="both"), JAN, FEB) == "2026-02-10"
    assert said(look(AwardEarned(award="both"), JAN)) == ["Both is not earned yet.", "b is not met yet."]
    cert = AwardEarned(award="cert", program="other")
    assert on(cert, met("unit", "2025-05-01", program_id="other")) == "2025-05-01"
    held = Holding(program=ProgramId("elsewhere"), award="x", on=day("2020-01-01"))
    assert look(AwardEarned(award="x", program="elsewhere"), holdings=(held,)).on == day("2020-01-01")
    assert not look(AwardEarned(award="x", program="elsewhere")).fulfilled
    assert look(
        AwardEarned(award="both"), holdings=(Holding(program=MADE.id, award="both", on=day("2020-01-01")),)
    ).fulfilled


def test_an_award_of_the_same_name_elsewhere_is_another_award() -> None:
    need = AwardEarned(award="both")
    for program_id, award in (("other", "both"), ("made", "loop")):
        held = Holding(program=ProgramId(program_id), award=award, on=day("2020-01-01"))
        assert not look(need, holdings=(held,)).fulfilled


def test_a_long_list_of_what_is_lacking_is_cut() -> None:
    many = program(indicator("1"), components=tuple(component(f"c{n}") for n in range(8)))
    records = Records(programs={}, history=History(candidate="C-12", today=day("2026-11-21")))
    (reason,) = fulfil(ComponentsMet(), many, records).reasons
    assert reason.text == "all components: 0 of 8 met. Still: c0, c1, c2, c3, c4, c5 …"


def test_awards_that_wait_for_each_other_are_not_earned() -> None:
    assert not look(AwardEarned(award="loop"), JAN).fulfilled


def test_a_fact_has_to_be_attested() -> None:
    need = Attested(code="book-study", label="Book study")
    assert said(look(need)) == ["Book study: no record of it yet."]
    assert look(need, facts=(Fact(code="book-study", on=day("2026-01-01")),)).on == day("2026-01-01")
    assert look(need, facts=(Fact(code="book-study"),)).fulfilled


@pytest.mark.parametrize(("text", "year"), [("2026-06-30", 2025), ("2026-07-01", 2026), ("2027-06-30", 2026)])
def test_the_school_year(text: str, year: int) -> None:
    assert school_year(day(text), 7) == year


def test_not_in_the_same_school_year() -> None:
    need = NotSameYear(fact="certification", label="Certification")
    fact = (Fact(code="certification", on=day("2026-06-30")),)
    assert look(need).fulfilled
    assert look(need, facts=fact, today="2026-07-01").fulfilled
    assert said(look(need, facts=fact, today="2026-05-01")) == ["Certification: this school year (2026-06-30)."]
    assert not look(need, facts=(Fact(code="certification"),)).fulfilled
    award = NotSameYear(award="both")
    assert not look(award, JAN, FEB, today="2026-03-01").fulfilled
    assert look(award, JAN, FEB).fulfilled


def test_not_together_with() -> None:
    need = NotTogetherWith(fact="certified", label="Certification")
    assert look(need).fulfilled
    assert said(look(need, facts=(Fact(code="certified", on=day("2020-01-01")),))) == [
        "Certification: on record (2020-01-01)."
    ]
    assert not look(NotTogetherWith(award="both"), JAN, FEB).fulfilled


def test_once() -> None:
    assert look(Once(award="both"), JAN).fulfilled
    assert said(look(Once(award="both"), JAN, FEB)) == ["Both was earned before (2026-02-10)."]


def test_within_a_time() -> None:
    need = WithinTime(months=1, of=AllOf(of=(A, B)))
    assert on(need, JAN, FEB) == "2026-02-10"
    assert said(look(need, JAN, met("b", "2026-02-11"))) == [
        "All is there, but not within 1 months (2026-01-10 to 2026-02-11)."
    ]
    assert on(need, JAN, met("b", "2026-03-01"), met("a", "2026-03-20")) == "2026-03-20"
    assert said(look(need, JAN)) == ["b is not met yet."]


def test_any_two_within_a_time_need_not_be_the_first_two() -> None:
    need = WithinTime(months=1, of=NOf(n=2, of=(A, B, C)))
    assert on(need, met("a", "2020-01-01"), FEB, MAR) == "2026-03-10"
