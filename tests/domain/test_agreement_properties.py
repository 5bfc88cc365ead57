"""What must change nothing: other names, another order of units or reviewers, a reviewer without scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewer_app.domain.agreement.report import Options, compare
from reviewer_app.domain.agreement.table import Estimate, Ratings, Scale, ScaleKind, ratings_of

LEVELS = (1, 2, 3, 4)
Rows = list[list[int | None]]
PER_RATER = ("severity.", "mfrm.", "reviewer.", "anchor.", "drift.", "mean_difference")

cells = st.one_of(st.none(), st.sampled_from(LEVELS))


@st.composite
def tables(draw: st.DrawFn) -> Rows:
    raters = draw(st.integers(2, 4))
    return draw(st.lists(st.lists(cells, min_size=raters, max_size=raters), min_size=1, max_size=14))


def statistics(rows: Sequence[Sequence[int | None]], raters: Sequence[str] | None = None) -> dict[str, Estimate]:
    return compare(ratings_of(rows, LEVELS, raters=raters), Options(resamples=20)).statistics


def same(first: dict[str, Estimate], second: dict[str, Estimate], *, but: tuple[str, ...] = ()) -> None:
    assert [k for k in first if not k.startswith(but)] == [k for k in second if not k.startswith(but)]
    for key, one in first.items():
        if key.startswith(but):
            continue
        other = second[key]
        assert (one.n, one.reason) == (other.n, other.reason), key
        assert (one.value is None) == (other.value is None), key
        if one.value is not None:
            assert one.value == pytest.approx(other.value, abs=1e-6), key


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_units_changes_nothing(rows: Rows, random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    same(statistics(rows), statistics(shuffled))


ALIKE = [[None, None, 1, 1]] * 8 + [[None, None, 1, 2], [None, 1, 1, None]]  # many resamples are all alike


@given(tables(), st.randoms(use_true_random=False))
@example(ALIKE, Random(1))
@example(ALIKE, Random(2))
@settings(max_examples=15)
def test_relabelling_reviewers_changes_nothing(rows: Rows, random: object) -> None:
    width = len(rows[0])
    order = list(range(width))
    random.shuffle(order)  # type: ignore[attr-defined]
    names = [f"R{place + 1}" for place in range(width)]
    turned = [[row[place] for place in order] for row in rows]
    first, second = statistics(rows, names), statistics(turned, [names[place] for place in order])
    same(first, {key: second[key] for key in first}, but=("mean_difference",))


@given(tables())
@settings(max_examples=15)
def test_a_reviewer_and_a_unit_without_scores_change_nothing(rows: Rows) -> None:
    width = len(rows[0])
    names = [f"R{place + 1}" for place in range(width)]
    nothing: list[int | None] = [None]
    more = [*(row + nothing for row in rows), nothing * (width + 1)]
    same(statistics(rows, names), statistics(more, [*names, "Nobody"]))


@given(st.lists(st.sampled_from(LEVELS), min_size=2, max_size=14), st.integers(2, 4))
@settings(max_examples=15)
def test_perfect_agreement_is_one_or_says_why_not(levels: list[int], raters: int) -> None:
    found = statistics([[level] * raters for level in levels])
    several = len(set(levels)) > 1
    families = ("cohen_kappa", "conger_kappa", "fleiss_kappa", "scott_pi", "light_kappa")
    for weight in ("unweighted", "linear", "quadratic"):
        for family in families:
            point = found.get(f"{family}.{weight}")
            if point is None or point.reason.startswith("needs exactly two"):
                continue
            assert point.value == (pytest.approx(1.0) if several else None)
        assert found[f"brennan_prediger.{weight}"].value == pytest.approx(1.0)
    for key in ("alpha.nominal", "alpha.ordinal", "alpha.interval", "alpha.ratio", "icc.1_1", "icc.2_1", "icc.3_k"):
        assert found[key].value == (pytest.approx(1.0) if several else None), key
    assert found["exact_agreement"].value == found["unanimous_agreement"].value == 1.0


@given(tables())
@example([[1, None], [1, 2]])  # what differs is rounding
@settings(max_examples=15)
def test_turning_the_scale_over_changes_no_coefficient(rows: Rows) -> None:
    turned = [[None if cell is None else 5 - cell for cell in row] for row in rows]
    first, second = statistics(rows), statistics(turned)
    for key, one in first.items():
        if key.startswith(("alpha.ratio", "fleiss_kappa.category", "mfrm", *PER_RATER)) or ".ci95_" in key:
            continue
        if one.value is not None:
            assert second[key].value == pytest.approx(one.value, abs=1e-6), key


def test_the_seed_decides_the_intervals() -> None:
    rng = np.random.default_rng(4)
    rows = [[float(v) for v in np.clip(rng.integers(1, 5) + rng.integers(-1, 2, 3), 1, 4)] for _ in range(30)]
    table: Ratings = ratings_of(rows, [float(level) for level in LEVELS], ScaleKind.ORDINAL)

    def ends(seed: int) -> tuple[float | None, float | None]:
        point = compare(table, Options(resamples=200, seed=seed)).statistics["alpha.ordinal"]
        return point.low, point.high

    assert ends(1) == ends(1)
    assert ends(1) != ends(2)
    shuffled = ratings_of(rows[::-1], [float(level) for level in LEVELS], ScaleKind.ORDINAL)
    point = compare(shuffled, Options(resamples=200, seed=1)).statistics["alpha.ordinal"]
    assert (point.low, point.high) == ends(1)


def strange(rng: np.random.Generator) -> Ratings:
    """A table with something odd: one level, one column for all, few scores, submissions of several units."""
    units, raters, levels = (int(rng.integers(1, most)) for most in (25, 6, 6))
    given = rng.integers(0, levels, (units, raters))
    given = [given, given[:, :1] + 0 * given, 0 * given, np.where(rng.random(given.shape) < 0.95, 0, given)][
        int(rng.integers(0, 4))
    ]
    given[rng.random(given.shape) < rng.choice([0.0, 0.1, 0.5, 0.9])] = -1
    several = rng.random() < 0.5
    return Ratings(
        scale=Scale(kind=ScaleKind(str(rng.choice(list(ScaleKind)))), categories=tuple(range(levels))),
        raters=tuple(f"R{rater + 1}" for rater in range(raters)),
        units=tuple(str(unit) for unit in range(units)),
        levels=given,
        submission=rng.integers(0, max(1, units // 2), units) if several else None,
        indicator=rng.integers(0, 3, units) if several else None,
        when=rng.integers(0, 4, (units, raters)).astype(float) if rng.random() < 0.5 else None,
        master=rng.integers(-1, levels, units) if rng.random() < 0.5 else None,
    )


def test_strange_tables_never_give_a_nan_or_a_null_without_reason() -> None:
    rng = np.random.default_rng(3)
    for _ in range(150):
        for key, point in compare(strange(rng), Options(resamples=20, cut=0)).statistics.items():
            assert all(number is None or math.isfinite(number) for number in (point.value, point.low, point.high)), key
            assert (point.value is None) == bool(point.reason), key
            if point.low is not None and point.high is not None:
                assert point.low <= point.high, key
