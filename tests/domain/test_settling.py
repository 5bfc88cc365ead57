"""Who is scored twice and why; when two reviews need a third; what then stands."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import IndicatorId, KeyId, SubmissionId
from reviewer_app.domain.passing import Score
from reviewer_app.domain.rules import (
    Adjudication,
    AdjudicationHow,
    AllNotMet,
    AllResubmissions,
    Always,
    Backread,
    DifferByMoreThan,
    NearCut,
    OutcomeDiffers,
    RandomShare,
    SecondRule,
)
from reviewer_app.domain.settling import FirstScore, backread, draw, needs_adjudication, second_score, settle

A, B = IndicatorId("A"), IndicatorId("B")
MET, NOT_MET = Outcome.MET, Outcome.NOT_MET


def first(label: str = "R-1", *, outcome: Outcome = MET, attempt: int = 1, away: int | None = 2) -> FirstScore:
    distance = None if away is None else Fraction(away)
    return FirstScore(submission=SubmissionId(label), attempt=attempt, outcome=outcome, distance=distance)


def codes(rule: SecondRule, one: FirstScore, seed: str = "s") -> list[str]:
    return [r.code for r in second_score([rule], seed, one)]


def test_each_rule_selects_what_it_says() -> None:
    assert codes(Always(), first()) == ["always"]
    assert codes(NearCut(within=2), first()) == ["near-cut"]
    assert codes(NearCut(within=1), first()) == []
    assert codes(NearCut(within=1), first(away=None)) == []
    assert codes(AllNotMet(), first(outcome=NOT_MET)) == ["all-not-met"]
    assert codes(AllNotMet(), first()) == []
    assert codes(AllResubmissions(), first(attempt=2)) == ["all-resubmissions"]
    assert codes(AllResubmissions(), first()) == []
    assert codes(RandomShare(percent=100), first()) == ["random"]


def test_every_reason_is_kept() -> None:
    found = second_score([Always(), AllNotMet(), NearCut(within=2)], "s", first(outcome=NOT_MET))
    assert [r.code for r in found] == ["always", "all-not-met", "near-cut"]


@pytest.mark.parametrize("outcome", [Outcome.INCOMPLETE, Outcome.FORMATIVE, Outcome.OPEN])
def test_what_has_no_outcome_is_not_scored_twice(outcome: Outcome) -> None:
    assert codes(Always(), first(outcome=outcome)) == []


def test_the_draw_is_written_in_stone() -> None:
    """Anybody can draw again: printf 'fall-2026\\037random\\037R-0417\\0371' | sha256sum | cut -c1-16."""
    assert draw("fall-2026", "random", "R-0417", 1) == Fraction(0x9D4BF1B8E05A9503, 2**64)


def test_a_share_takes_what_is_drawn_below_it() -> None:
    """R-0417 draws 0.6144 from that seed."""
    assert codes(RandomShare(percent=62), first("R-0417"), "fall-2026") == ["random"]
    assert codes(RandomShare(percent=61), first("R-0417"), "fall-2026") == []


def test_a_random_share_is_about_its_share_and_another_seed_draws_others() -> None:
    labels = [f"R-{n:04}" for n in range(2000)]
    chosen = {seed: {x for x in labels if codes(RandomShare(percent=10), first(x), seed)} for seed in ("a", "b")}
    assert all(150 <= len(drawn) <= 250 for drawn in chosen.values())
    assert len(chosen["a"] & chosen["b"]) < 60


@given(st.text(), st.text(), st.integers(1, 9), st.integers(0, 100))
def test_selection_is_deterministic_and_a_larger_share_only_adds(
    seed: str, label: str, attempt: int, share: int
) -> None:
    one = first(label, attempt=attempt)
    found = second_score([RandomShare(percent=share)], seed, one)
    assert found == second_score([RandomShare(percent=share)], seed, one)
    assert not found or codes(RandomShare(percent=100), one, seed)
    assert 0 <= draw(seed, "random", label, attempt) < 1


def work(count: int) -> list[FirstScore]:
    return [
        FirstScore(submission=SubmissionId(f"R-{n}"), attempt=1, outcome=MET, reviewer=KeyId(f"k{n % 4}"))
        for n in range(count)
    ]


def test_back_reading_takes_the_work_of_shaky_reviewers_first() -> None:
    shaky = frozenset({KeyId("k3")})
    chosen = backread(Backread(percent=25), "s", work(40), shaky)
    assert len(chosen) == 10
    assert {int(c.submission[2:]) % 4 for c in chosen} == {3}
    assert {c.reason.text for c in chosen} == {
        "Read again: the program asks for 25 % of 40 finalised reviews (seed s)."
    }
    even = backread(Backread(percent=25, shaky_first=False), "s", work(40), shaky)
    assert {int(c.submission[2:]) % 4 for c in even} > {3}


def test_what_was_picked_before_counts_and_what_is_closed_is_not_picked() -> None:
    rule, batch = Backread(percent=25), work(40)
    every = [c.submission for c in backread(rule, "s", batch)]
    more = backread(rule, "s", batch, picked=frozenset(every[:4]), closed=frozenset(every[4:6]))
    assert len(more) == 6
    assert [c.submission for c in more][:4] == every[6:]
    assert backread(rule, "s", batch, picked=frozenset(b.submission for b in batch[:11])) == ()


@given(st.permutations(range(12)), st.integers(1, 100))
def test_back_reading_does_not_depend_on_the_order(order: list[int], percent: int) -> None:
    batch = work(12)
    shuffled = [batch[n] for n in order]
    rule = Backread(percent=percent)
    assert backread(rule, "s", shuffled) == backread(rule, "s", batch)
    assert len(backread(rule, "s", batch)) == -(-percent * 12 // 100)


# --- adjudication ----------------------------------------------------------------------------------------------------

BOTH = Adjudication(when=(DifferByMoreThan(levels=1), OutcomeDiffers()))


def why(a: dict[IndicatorId, Score], b: dict[IndicatorId, Score], *outcomes: Outcome) -> list[str]:
    return [r.text for r in needs_adjudication(BOTH, a, b, (outcomes[0], outcomes[1]))]


def test_two_reviews_need_a_third_when_they_differ_too_much() -> None:
    assert why({A: 3, B: 3}, {A: 3, B: 4}, MET, MET) == []
    assert why({A: 1, B: 3}, {A: 3, B: 3}, NOT_MET, NOT_MET) == ["A: 1 and 3 are 2 apart."]
    assert why({A: 2}, {A: 3}, NOT_MET, MET) == ["One review comes to not met, the other to met."]


def test_a_score_that_only_one_could_give_is_no_agreement() -> None:
    assert why({A: 3}, {A: 3, B: 1}, MET, MET) == ["B has a score in one review only."]
    assert settle(BOTH, {A: 3}, {A: 3, B: 1}).waiting == (B,)


@pytest.mark.parametrize(
    ("how", "a", "b", "third", "stands"),
    [
        ("mean_if_adjacent", 2, 3, None, Fraction(5, 2)),
        ("mean_if_adjacent", 1, 3, None, None),
        ("mean_if_adjacent", 1, 3, 2, 2),
        ("expert", 3, 3, None, 3),
        ("expert", 2, 3, None, None),
        ("expert", 2, 3, 4, 4),
        ("tertium_quid", 1, 4, 3, Fraction(7, 2)),
        ("tertium_quid", 1, 3, 2, 2),
        ("tertium_quid", 1, 4, 1, 1),
        ("parity", 2, 3, 4, 3),
        ("parity", 2, 3, 3, Fraction(8, 3)),
        ("parity", 2, 3, None, None),
    ],
)
def test_what_stands(how: AdjudicationHow, a: int, b: int, third: int | None, stands: Score | None) -> None:
    found = settle(Adjudication(how=how), {A: a}, {A: b}, None if third is None else {A: third})
    assert found.scores.get(A) == stands
    assert found.waiting == ((A,) if stands is None else ())


def test_raw_scores_stay_as_they_are() -> None:
    raw: tuple[dict[IndicatorId, Score], ...] = ({A: 1, B: 3}, {A: 4, B: 3}, {A: 3})
    found = settle(Adjudication(how="tertium_quid"), *raw)
    assert raw == ({A: 1, B: 3}, {A: 4, B: 3}, {A: 3})
    assert [r.text for r in found.reasons] == [
        "A: 3.5, the mean of the third reviewer's 3 and the closer 4.",
        "B: 3, both reviewers agree.",
    ]


@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), st.sampled_from(["expert", "tertium_quid", "parity"]))
def test_what_stands_lies_within_what_was_given_and_does_not_depend_on_who_was_first(
    a: int, b: int, c: int, how: AdjudicationHow
) -> None:
    one, other = (settle(Adjudication(how=how), {A: x}, {A: y}, {A: c}).scores[A] for x, y in ((a, b), (b, a)))
    assert one == other
    assert min(a, b, c) <= one <= max(a, b, c)
