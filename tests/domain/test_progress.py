"""What a candidate has earned, lacks and may start; and that more results never take anything away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.history import Fact, History, Result
from reviewer_app.domain.ids import ComponentId, ProgramId
from reviewer_app.domain.program import Award, Earnings, Program, Section
from reviewer_app.domain.progress import ProgramProgress, add_credit, progress
from reviewer_app.domain.requirements import (
    AllOf,
    AwardEarned,
    Chain,
    ComponentMet,
    ComponentsMet,
    EffortOf,
    NOf,
    Requirement,
    WithinTime,
)
from reviewer_app.domain.rules import Resubmission
from tests.domain.programs_made import component, day, indicator, program

NAMES = "abcd"
PAID = Earnings(credit=Decimal("0.5"), credit_unit="points", stipend=500, stipend_to=("person", "school-project"))


def made(*awards: Award, **fields: object) -> Program:
    parts = tuple(component(n, group="G" if n in "ab" else "H", effort=2) for n in NAMES)
    return program(indicator("1"), **{"components": parts, "awards": awards, **fields})  # type: ignore[arg-type]


def award(name: str, requires: Requirement, earns: Earnings | None = None) -> Award:
    return Award(id=name, title=name.title(), kind="badge", requires=requires, earns=earns or Earnings())


def result(component_id: str, on: str = "2026-01-10", outcome: Outcome = Outcome.MET, attempt: int = 1) -> Result:
    return Result(
        program=ProgramId("made"), component=ComponentId(component_id), outcome=outcome, on=day(on), attempt=attempt
    )


def look(of: Program, *results: Result, facts: tuple[Fact, ...] = (), today: str = "2026-11-21") -> ProgramProgress:
    (found,) = progress({of.id: of}, History(candidate="C", today=day(today), results=results, facts=facts))
    return found


A, B = ComponentMet(component="a"), ComponentMet(component="b")


def test_an_award_says_how_far_it_is() -> None:
    of = made(award("both", AllOf(of=(A, B))))
    found = look(of, result("a")).awards[0]
    assert (found.earned, found.have, found.need, [r.text for r in found.reasons]) == (
        False,
        1,
        2,
        ["b is not met yet."],
    )
    found = look(of, result("a"), result("b", "2026-02-01")).awards[0]
    assert (found.earned, found.on) == (True, day("2026-02-01"))


def test_a_link_of_a_chain_may_be_started_when_the_one_before_is_earned() -> None:
    of = made(award("first", A), award("next", Chain(of=(AwardEarned(award="first"), B))))
    first, following = look(of).awards
    assert (first.may_start, following.may_start) == (True, False)
    first, following = look(of, result("a")).awards
    assert (first.may_start, following.may_start) == (False, True)


def test_the_ledger_lists_what_is_earned() -> None:
    of = made(award("one", A, PAID), award("two", B, PAID))
    found = look(of, result("a"), result("b"))
    assert found.credit() == {"points": Decimal("1.0")} == add_credit(found.ledger)
    assert [(x.award, x.on, x.stipend, x.stipend_to) for x in found.ledger] == [
        ("one", day("2026-01-10"), 500, "person"),
        ("two", day("2026-01-10"), 500, "person"),
    ]
    assert look(of).ledger == ()


def test_a_stipend_may_go_to_a_project_instead() -> None:
    barred = (Fact(code="no-personal-stipend"),)
    (line,) = look(made(award("one", A, PAID)), result("a"), facts=barred).ledger
    assert line.stipend_to == "school-project"
    for allowed, who in ((("school-project", "person"), "person"), (("school-project",), "school-project")):
        (line,) = look(made(award("one", A, Earnings(stipend=5, stipend_to=allowed))), result("a")).ledger
        assert line.stipend_to == who
    only = Earnings(stipend=5, stipend_to=("person",))
    (line,) = look(made(award("one", A, only)), result("a"), facts=barred).ledger
    assert line.stipend_to == ""


def test_components_say_how_they_stand() -> None:
    of = made(resubmission=Resubmission(attempts=2, coach_after=1))
    tried = [result("a", outcome=Outcome.NOT_MET), result("b", outcome=Outcome.INCOMPLETE), result("c")]
    a, b, c, d = look(of, *tried).components
    assert (a.outcome, a.attempts, a.may_start, a.advice[0].code) == (Outcome.NOT_MET, 1, False, "coach-meeting")
    assert (b.outcome, b.attempts, b.may_start) == (Outcome.INCOMPLETE, 0, True)
    assert (c.outcome, c.met_on, c.advice[0].code) == (Outcome.MET, day("2026-01-10"), "met-already")
    assert (d.outcome, d.attempts, d.may_start) == (None, 0, True)


def test_what_is_met_stays_met_after_a_later_failure() -> None:
    a = look(made(), result("a"), result("a", "2026-05-01", Outcome.NOT_MET)).components[0]
    assert (a.outcome, a.met_on) == (Outcome.MET, day("2026-01-10"))


def test_what_should_come_first_and_when_it_is_open() -> None:
    parts = (
        component("a"),
        component("b", starts=A),
        component("c", opens=day("2027-01-04"), closes=day("2027-01-29")),
    )
    of = made(components=parts)
    advice = {c.component: [r.text for r in c.advice] for c in look(of).components}
    assert advice == {"a": [], "b": ["a is not met yet."], "c": ["c opens on 2027-01-04."]}
    assert [c.may_start for c in look(of, result("a"), today="2027-01-29").components] == [False, True, True]
    assert look(of, today="2027-01-30").components[2].advice[0].text == "c closed on 2027-01-29."


def test_a_component_is_open_while_one_of_its_sections_is() -> None:
    fall = Section(id="s1", title="", group="G", opens=day("2026-09-01"), closes=day("2026-12-01"))
    spring = Section(id="s2", title="", group="G", opens=day("2027-02-01"), closes=day("2027-03-01"))
    of = replace(made(), sections=(fall, spring))
    open_on = {d: look(of, today=d).components[0].may_start for d in ("2026-11-21", "2027-01-01", "2027-02-02")}
    assert open_on == {"2026-11-21": True, "2027-01-01": False, "2027-02-02": True}
    assert look(of, today="2027-01-01").components[2].may_start


def test_stars_count_once_for_each_component() -> None:
    assert look(made(), result("a"), result("a", "2026-03-01"), result("b", outcome=Outcome.NOT_MET)).stars == 2


# --- more results never take anything away ---------------------------------------------------------------------------

leaves = st.one_of(
    st.builds(ComponentMet, component=st.sampled_from(NAMES)),
    st.builds(ComponentsMet, count=st.none() | st.integers(1, 2), group=st.sampled_from(["", "G", "H"])),
    st.builds(EffortOf, stars=st.integers(1, 8)),
    st.builds(AwardEarned, award=st.sampled_from(["x", "y"])),
)


def _several(inner: st.SearchStrategy[Requirement]) -> st.SearchStrategy[Requirement]:
    of = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, of=of),
        st.builds(NOf, n=st.integers(1, 3), of=of),
        st.builds(Chain, of=of),
        st.builds(WithinTime, months=st.integers(1, 12), of=inner),
    )


needs = st.recursive(leaves, _several, max_leaves=6)
results = st.builds(
    Result,
    program=st.just(ProgramId("made")),
    component=st.sampled_from(NAMES).map(ComponentId),
    outcome=st.sampled_from([Outcome.MET, Outcome.NOT_MET, Outcome.INCOMPLETE]),
    on=st.dates(day("2025-01-01"), day("2027-01-01")),
)


@given(needs, needs, st.lists(results, max_size=6), results)
def test_one_more_result_never_takes_an_award_away(
    x: Requirement, y: Requirement, some: list[Result], more: Result
) -> None:
    of = made(award("x", x), award("y", y))
    before, after = look(of, *some), look(of, *some, more)
    assert set(before.earned) <= set(after.earned)
    assert add_credit(before.ledger).keys() <= add_credit(after.ledger).keys()
    for then, now in zip(before.components, after.components, strict=True):
        assert then.met_on is None or (now.met_on is not None and now.met_on <= then.met_on)


@given(needs, st.lists(results, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_results_never_matters(x: Requirement, some: list[Result], random: Random) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)
    of = made(award("x", x), award("y", A))
    assert look(of, *some).awards == look(of, *shuffled).awards
