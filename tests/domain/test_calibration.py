"""Who qualifies: each calibration rule by worked example."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.calibration import Pair, Trial, add_months, qualify
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import IndicatorId, SubmissionId
from reviewer_app.domain.rules import (
    CalibrationRule,
    EachAndOverall,
    ExactByScale,
    MasterAgreement,
    MatchMaster,
    ScaleBar,
)

TODAY = date(2026, 11, 21)
SAME = ((Outcome.MET, Outcome.MET),)


def pairs(own: str, master: str, *, indicator: str = "3.1", steps: int = 4, cited: bool = True) -> tuple[Pair, ...]:
    return tuple(
        Pair(
            submission=SubmissionId(f"A{n}"),
            indicator=IndicatorId(indicator),
            own=int(a),
            master=int(b),
            steps=steps,
            cited=cited,
        )
        for n, (a, b) in enumerate(zip(own, master, strict=True))
    )


def verdict(
    rule: CalibrationRule, *made: Pair, outcomes: tuple[tuple[Outcome, Outcome], ...] = SAME, attempt: int = 1
) -> list[str]:
    found = qualify([rule], Trial(pairs=made, outcomes=outcomes, on=TODAY, attempt=attempt))
    return (["qualified"] if found.qualified else []) + [r.text for r in found.reasons]


def test_match_master() -> None:
    rule = MatchMaster(exact_at_least=3, max_apart=1)
    assert verdict(rule, *pairs("3331", "3332"))[0] == "qualified"
    assert verdict(rule, *pairs("3211", "3333")) == [
        "1 scores are exact, the rule asks 3.",
        "A2, 3.1: 1 where the master has 3.",
        "A3, 3.1: 1 where the master has 3.",
    ]
    assert verdict(rule, *pairs("3333", "3333", cited=False))[0] == "A0, 3.1: no citation."
    other = ((Outcome.MET, Outcome.NOT_MET), *SAME)
    assert verdict(rule, *pairs("333", "333"), outcomes=other) == ["1 of 2 outcomes differ from the master."]


def test_exact_by_scale_takes_the_bar_of_the_scale() -> None:
    rule = ExactByScale(bars=(ScaleBar(levels=2, percent=90), ScaleBar(levels=4, percent=70)))
    assert verdict(rule, *pairs("1234123412", "1234123441"))[0] == "qualified"  # 8 of 10 on four levels
    assert verdict(rule, *pairs("1212121212", "1212121221", steps=2)) == [
        "On 2 levels 8 of 10 (80.0 %) are exact, the rule asks 90 %."
    ]
    assert verdict(rule, *pairs("1212121212", "1212121221", steps=3))[0].startswith("On 3 levels")
    assert verdict(rule, *pairs("1234567123", "1234567132", steps=7))[0] == "qualified"
    unsorted = ExactByScale(bars=(ScaleBar(levels=5, percent=60), ScaleBar(levels=3, percent=80)))
    assert verdict(unsorted, *pairs("1212121", "1212112", steps=2)) == [
        "On 2 levels 5 of 7 (71.4 %) are exact, the rule asks 80 %."
    ]
    assert verdict(unsorted, *pairs("1212121", "1212112", steps=6))[0] == "qualified"


def test_the_bar_is_exactly_where_it_is() -> None:
    at, below = pairs("1" * 10, "1" * 7 + "222"), pairs("1" * 23, "1" * 16 + "2" * 7)
    for rule in (
        ExactByScale(bars=(ScaleBar(levels=4, percent=70),)),
        MasterAgreement(percent=70),
        EachAndOverall(each=1, overall=70),
        EachAndOverall(each=70, overall=1),
    ):
        assert verdict(rule, *at)[0] == "qualified"
        assert "16 of 23 (69.5 %)" in verdict(rule, *below)[0]


def test_agreement_with_the_master_lasts_for_its_time_and_has_its_attempts() -> None:
    rule = MasterAgreement(percent=80, within=1, valid_months=12, attempts=3)
    trial = Trial(pairs=pairs("33331", "34323"), outcomes=(), on=TODAY)
    found = qualify([rule], trial)
    assert (found.qualified, found.valid_until) == (True, date(2027, 11, 21))
    assert verdict(rule, *pairs("33111", "34323")) == [
        "3 of 5 (60.0 %) are within 1 of the master, the rule asks 80 %."
    ]
    assert verdict(rule, *pairs("3", "3"), attempt=3)[0] == "qualified"
    assert verdict(rule, *pairs("3", "3"), attempt=4) == ["Attempt 4: the rule allows 3."]


def test_each_indicator_and_over_all() -> None:
    rule = EachAndOverall(each=50, overall=80)
    good = pairs("3333", "3333", indicator="3.1")
    assert verdict(rule, *good, *pairs("3", "3", indicator="3.2"))[0] == "qualified"
    assert verdict(rule, *good, *pairs("312", "323", indicator="3.2")) == [
        "3.2: 1 of 3 (33.3 %) exact, the rule asks 50 %.",
        "5 of 7 (71.4 %) exact over all, the rule asks 80 %.",
    ]


def test_nobody_qualifies_without_scores() -> None:
    assert verdict(MasterAgreement(percent=1)) == ["No shared scores yet."]


def test_months_end_where_the_month_ends() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 11, 21), 2) == date(2027, 1, 21)
    assert add_months(date(2024, 12, 31), 12) == date(2025, 12, 31)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1), st.integers(1, 100))
def test_coming_closer_to_the_master_never_costs_the_qualification(scores: list[tuple[int, int]], bar: int) -> None:
    own, master = ("".join(str(s[n]) for s in scores) for n in (0, 1))
    rules: tuple[CalibrationRule, ...] = (
        MasterAgreement(percent=bar),
        EachAndOverall(each=bar, overall=bar),
        ExactByScale(bars=(ScaleBar(levels=4, percent=bar),)),
    )
    before = qualify(rules, Trial(pairs=pairs(own, master), outcomes=SAME, on=TODAY)).qualified
    closer = pairs(master[0] + own[1:], master)
    assert qualify(rules, Trial(pairs=closer, outcomes=SAME, on=TODAY)).qualified or not before
