"""Pass rules by worked example, and what has to hold for every rule and program."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reviewer_app.domain.ids import IndicatorId
from reviewer_app.domain.passing import asked, check, counted, distance, rule_of, rule_text, show
from reviewer_app.domain.program import Indicator
from reviewer_app.domain.rules import AllAtLeast, AllTop, CategoryMajority, FocusAtLeast, PassRule, Percent
from tests.domain.programs_made import Case, cases, component, indicator, program

THREE = (indicator("3.1"), indicator("3.2"), indicator("3.3"))
MIXED = (
    indicator("P1", category="Plan"),
    indicator("P2", category="Plan"),
    indicator("P3", category="Plan"),
    indicator("T1", category="Teach"),
)


def result(rule: PassRule, indicators: tuple[Indicator, ...], *values: int | Fraction, focus: str = "") -> list[str]:
    """The reasons, with “passed” first where it does."""
    scores = {i.id: v for i, v in zip(indicators, values, strict=True)}
    found = check(rule, indicators, scores, focus)
    return (["passed"] if found.passed else []) + [r.text for r in found.reasons]


def test_all_at_least_names_each_indicator_below() -> None:
    assert result(AllAtLeast(level=3), THREE, 3, 3, 4) == ["passed", "Met: every indicator ≥ 3."]
    assert result(AllAtLeast(level=3), THREE, 3, 2, 1) == [
        "Not yet: 3.2 is at 2, the rule asks 3",
        "Not yet: 3.3 is at 1, the rule asks 3",
    ]


def test_a_mean_of_two_reviewers_is_below_the_level_it_does_not_reach() -> None:
    assert result(AllAtLeast(level=3), THREE, 3, Fraction(5, 2), 3) == ["Not yet: 3.2 is at 2.5, the rule asks 3"]


def test_all_top_asks_for_the_top_of_each_scale() -> None:
    mixed = (indicator("a", scale=(0, 1)), indicator("b", scale=(1, 2, 3)))
    assert result(AllTop(), mixed, 1, 3)[0] == "passed"
    assert result(AllTop(), mixed, 1, 2) == ["Not yet: b is at 2, the rule asks 3"]


def test_category_majority_wants_its_share_in_each_category() -> None:
    rule = CategoryMajority(min_level=2, share=50)
    assert result(rule, MIXED, 2, 2, 1, 2)[0] == "passed"
    assert result(rule, MIXED, 2, 1, 1, 2) == ["Not yet: 1 of 3 in Plan at 2 or above, the rule asks 2"]
    assert result(rule, MIXED, 4, 4, 4, 1) == ["Not yet: 0 of 1 in Teach at 2 or above, the rule asks 1"]


def test_category_majority_allows_only_so_many_at_the_lowest_level_in_all() -> None:
    rule = CategoryMajority(min_level=2, share=33, max_lowest=1)
    assert result(rule, MIXED, 2, 2, 1, 2)[0] == "passed"
    assert result(rule, MIXED, 2, 1, 1, 2) == ["Not yet: 2 at the lowest level (P2, P3), the rule allows 1"]


def test_percent_is_weighted_and_never_rounds_up() -> None:
    pair = (indicator("a", weight=2), indicator("b"))
    assert result(Percent(min=75), pair, 3, 3) == ["passed", "Met: 9 of 12 points, 75.0 %."]
    assert result(Percent(min=84), pair, 3, 4) == ["Not yet: 10 of 12 points, 83.3 %, the rule asks 84 %"]
    many = tuple(indicator(str(n), scale=(0, 1)) for n in range(1000))
    assert result(Percent(min=85), many, *([1] * 849 + [0] * 151)) == [
        "Not yet: 849 of 1000 points, 84.9 %, the rule asks 85 %"
    ]


def test_the_focus_is_what_is_asked_for() -> None:
    rule = FocusAtLeast(level=3, choices=("Plan", "Teach"), common_level=2)
    both = (indicator("P", category="Plan"), indicator("T", category="Teach"), indicator("E", category="Essay"))
    assert [i.id for i in counted(rule, both, "Teach")] == ["T", "E"]
    assert result(rule, counted(rule, both, "Teach"), 3, 2, focus="Teach")[0] == "passed"
    assert result(rule, counted(rule, both, "Plan"), 2, 1, focus="Plan") == [
        "Not yet: P is at 2, the rule asks 3",
        "Not yet: E is at 1, the rule asks 2",
    ]


def test_other_rules_count_every_indicator_whatever_the_focus() -> None:
    assert counted(AllTop(), MIXED, "Plan") == MIXED


def test_a_component_may_have_its_own_rule() -> None:
    own = component("c", pass_rule=AllTop())
    whole = program(*THREE, components=(own, component("d")))
    assert rule_of(whole, own) == AllTop()
    assert rule_of(whole, component("d")) == AllAtLeast(level=3)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (AllAtLeast(level=3), "every indicator ≥ 3"),
        (AllTop(), "every indicator at the top level"),
        (
            CategoryMajority(min_level=2, share=50, max_lowest=2),
            "in each category 50 % of the indicators ≥ 2, at most 2 at the lowest level",
        ),
        (Percent(min=85), "at least 85 % of the points"),
        (FocusAtLeast(level=3, common_level=2), "every indicator of the focus ≥ 3, the others ≥ 2"),
    ],
)
def test_rules_read_well(rule: PassRule, text: str) -> None:
    assert rule_text(rule) == text


def test_scores_read_as_people_write_them() -> None:
    assert [show(3), show(Fraction(5, 2)), show(Fraction(8, 3)), show(Fraction(4, 2))] == ["3", "2.5", "2.667", "2"]


# --- for every rule --------------------------------------------------------------------------------------------------


def passes(case: Case, scores: dict[IndicatorId, int]) -> bool:
    scored = counted(case.rule, case.program.indicators, case.focus)
    return check(case.rule, scored, scores, case.focus).passed


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_scores_never_matters(case: Case, random: Random) -> None:
    shuffled = list(case.scores.items())
    random.shuffle(shuffled)
    indicators = list(case.program.indicators)
    random.shuffle(indicators)
    again = check(case.rule, counted(case.rule, indicators, case.focus), dict(shuffled), case.focus)
    assert again.passed == passes(case, case.scores)


@given(cases(), st.data())
def test_raising_a_score_never_turns_a_pass_into_a_fail(case: Case, data: st.DataObject) -> None:
    raised = data.draw(st.sampled_from(case.program.indicators))
    higher = [x.value for x in raised.levels if x.value >= case.scores[raised.id]]
    better = {**case.scores, raised.id: data.draw(st.sampled_from(higher))}
    assert passes(case, better) or not passes(case, case.scores)


@given(cases())
def test_everybody_at_the_top_passes(case: Case) -> None:
    assert passes(case, {i.id: i.levels[-1].value for i in case.program.indicators})


@given(cases())
def test_what_does_not_pass_has_something_below_what_is_asked(case: Case) -> None:
    """So a resubmission of the unmet alone always has something to redo, and redoing it is enough."""
    bottom = case.program.scale[0].value
    # A rule that asks for the lowest level and forbids it too is refused when a program file is read.
    assume(not (isinstance(case.rule, CategoryMajority) and case.rule.min_level == bottom))
    scored = counted(case.rule, case.program.indicators, case.focus)
    wanted = {i.id: asked(case.rule, i, case.focus) for i in scored}
    below = {i for i, level in wanted.items() if level is not None and case.scores[i] < level}
    if not passes(case, case.scores):
        assert below
    redone = {i: max(score, wanted.get(i) or score) for i, score in case.scores.items()}
    assert passes(case, redone)


@given(cases())
def test_the_distance_is_the_smallest_change_that_turns_the_outcome(case: Case) -> None:
    scored = counted(case.rule, case.program.indicators, case.focus)[:4]
    if isinstance(case.rule, Percent) or not scored:
        return
    before = check(case.rule, scored, case.scores, case.focus).passed
    nearest = None
    for values in product(*([x.value for x in i.levels] for i in scored)):
        other = dict(zip((i.id for i in scored), values, strict=True))
        if check(case.rule, scored, other, case.focus).passed != before:
            steps = sum(abs(other[i.id] - case.scores[i.id]) for i in scored)
            nearest = steps if nearest is None else min(nearest, steps)
    assert distance(case.rule, scored, case.scores, case.focus) == nearest


@pytest.mark.parametrize(
    ("values", "away"),
    [
        ((2, 2, 1, 2), 1),  # one of Plan down, or the one of Teach
        ((4, 4, 4, 3), 2),  # Teach down to 1
        ((2, 1, 1, 2), 1),  # one more of Plan up
        ((1, 1, 1, 1), 3),  # two of Plan and the one of Teach up
        ((4, 1, 1, 1), 2),
    ],
)
def test_the_distance_of_category_majority(values: tuple[int, ...], away: int) -> None:
    scores = {i.id: v for i, v in zip(MIXED, values, strict=True)}
    assert distance(CategoryMajority(min_level=2, share=50), MIXED, scores) == away


def test_the_distance_counts_those_at_the_lowest_level_too() -> None:
    rule = CategoryMajority(min_level=3, share=33, max_lowest=1)
    for values, away in (((3, 1, 2, 4), 1), ((3, 1, 1, 4), 1), ((3, 1, 1, 1), 3), ((4, 4, 4, 4), 2), ((3, 1, 4, 4), 2)):
        assert distance(rule, MIXED, {i.id: v for i, v in zip(MIXED, values, strict=True)}) == away


def test_what_can_not_turn_has_no_distance() -> None:
    one = (indicator("a"),)
    assert distance(AllAtLeast(level=1), one, {IndicatorId("a"): 1}) is None
    assert distance(FocusAtLeast(level=3), one, {IndicatorId("a"): 1}, focus="x") is None
    assert distance(CategoryMajority(min_level=1), one, {IndicatorId("a"): 1}) is None
    assert distance(Percent(min=1), (), {}) is None


def test_the_distance_of_percent_is_in_points_of_percent() -> None:
    one = (indicator("a", scale=(0, 1, 2, 3, 4, 5)),)
    assert distance(Percent(min=85), one, {IndicatorId("a"): 4}) == 5
    assert distance(Percent(min=85), one, {IndicatorId("a"): 5}) == 15
