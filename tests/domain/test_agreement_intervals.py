"""The intervals hold the true value about as often as they claim (simulated, seeded)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from reviewer_app.domain.agreement.alpha import alphas
from reviewer_app.domain.agreement.basis import prepare
from reviewer_app.domain.agreement.chance import coefficients
from reviewer_app.domain.agreement.icc import iccs
from reviewer_app.domain.agreement.resample import INDEPENDENT, Resampler
from reviewer_app.domain.agreement.simple import shares
from reviewer_app.domain.agreement.table import Estimate, Floats, Ratings, Scale, ScaleKind

KEYS = (
    "exact_agreement", "alpha.nominal", "alpha.ordinal", "gwet_ac1.unweighted", "gwet_ac2.quadratic",
    "conger_kappa.quadratic", "icc.2_1",
)  # fmt: skip
FULL = os.environ.get("REVIEWER_BENCH") == "full"  # ``python3 bootstrap.py bench``
RUNS = 200
REPORTS = Path(__file__).resolve().parents[2] / ".venv" / "reports"


def drawn(rng: np.random.Generator, units: int, clustered: bool = False) -> Ratings:
    """Three reviewers of a latent quality, a tenth of the scores missing; clustered: four units to a submission."""
    quality = rng.normal(0, 1.2, (units // 4, 1)).repeat(4, axis=0) if clustered else rng.normal(0, 1.2, (units, 1))
    seen = quality + rng.normal(0, 0.8, (units, 3)) + np.array([0.0, 0.15, -0.15])
    if clustered:  # what a reviewer thinks of a submission shows in all of its units
        seen = seen + rng.normal(0, 0.8, (units // 4, 3)).repeat(4, axis=0)
    levels = np.digitize(seen, [-1.2, 0.0, 1.5])
    levels[rng.random(levels.shape) < 0.1] = -1
    return Ratings(
        scale=Scale(kind=ScaleKind.ORDINAL, categories=(1, 2, 3, 4)),
        raters=("A", "B", "C"),
        units=tuple(str(unit) for unit in range(units)),
        levels=levels,
        submission=np.arange(units) // 4 if clustered else None,
    )


def statistics(ratings: Ratings, resamples: int, seed: int = 1) -> dict[str, Estimate]:
    basis = prepare(ratings, resamples=resamples, seed=seed)
    return shares(basis) | alphas(basis) | coefficients(basis) | iccs(basis)


def coverage(units: int, runs: int, clustered: bool = False) -> dict[str, float]:
    truth = statistics(drawn(np.random.default_rng(99), 100_000, clustered), 0)
    rng = np.random.default_rng(units)
    held = dict.fromkeys(KEYS, 0)
    for run in range(runs):
        found = statistics(drawn(rng, units, clustered), 400, run)
        for key in KEYS:
            point, true = found[key], truth[key].value
            if point.low is not None and point.high is not None and true is not None:
                held[key] += point.low <= true <= point.high
    return {key: count / runs for key, count in held.items()}


def test_intervals_hold_the_truth_in_a_few_runs() -> None:
    found = coverage(40, 40)
    assert {key: share for key, share in found.items() if share < 0.8} == {}


@pytest.mark.slow
@pytest.mark.skipif(not FULL, reason="the whole simulation is run with the benchmarks: REVIEWER_BENCH=full")
@pytest.mark.parametrize(
    ("units", "clustered", "least"), [(12, False, 0.84), (30, False, 0.87), (160, True, 0.88), (240, False, 0.89)]
)
def test_intervals_hold_the_truth_as_often_as_they_claim(units: int, clustered: bool, least: float) -> None:
    found = coverage(units, RUNS, clustered)
    REPORTS.mkdir(parents=True, exist_ok=True)
    name = f"coverage-{units}{'-clustered' if clustered else ''}.json"
    (REPORTS / name).write_text(json.dumps({"runs": RUNS, "nominal": 0.95, "coverage": found}, indent=2))
    assert {key: share for key, share in found.items() if share < least} == {}
    assert sum(found.values()) / len(found) > least + 0.03


def mean_of(sums: Floats) -> Floats:
    return np.asarray(sums[..., :1] / sums[..., 1:])


def spread_of(values: Floats, resamples: int) -> tuple[float, float]:
    features = np.column_stack([values, np.ones(len(values))])
    found = Resampler(groups=len(values), resamples=resamples).spread(features, mean_of)
    return float(found.low[0]), float(found.high[0])


def test_the_interval_of_a_mean_is_the_textbook_one() -> None:
    values = np.random.default_rng(3).normal(10, 2, 40)
    low, high = spread_of(values, resamples=4000)
    reach = 2.0227 * values.std(ddof=1) / np.sqrt(40)
    assert low == pytest.approx(values.mean() - reach, abs=0.08)
    assert high == pytest.approx(values.mean() + reach, abs=0.08)


def test_many_submissions_are_drawn_independently_with_the_same_answer() -> None:
    assert 40 < INDEPENDENT <= 400
    values = np.random.default_rng(3).normal(10, 2, 400)
    low, high = spread_of(values, resamples=4000)
    reach = 1.966 * values.std(ddof=1) / np.sqrt(400)
    assert low == pytest.approx(values.mean() - reach, abs=0.02)
    assert high == pytest.approx(values.mean() + reach, abs=0.02)


def test_very_many_submissions_fall_back_on_the_jackknife_with_the_same_answer() -> None:
    values = np.random.default_rng(3).exponential(size=6000)
    drawn_ends = spread_of(values, resamples=1000)
    left_out = spread_of(values, resamples=100_000)
    assert not Resampler(groups=6000, resamples=100_000).fits
    assert left_out == pytest.approx(drawn_ends, abs=0.004)


def test_fewer_than_ten_submissions_have_no_interval() -> None:
    values = np.arange(9.0)
    assert np.isnan(spread_of(values, resamples=500)).all()
    assert not np.isnan(spread_of(np.arange(10.0), resamples=500)).any()


def test_units_of_one_submission_are_drawn_together() -> None:
    rng = np.random.default_rng(8)
    values = rng.normal(size=50).repeat(4)
    features = np.column_stack([values, np.ones(200)])
    alone = Resampler(groups=200).spread(features, mean_of)
    together = Resampler(groups=50, group=np.arange(200) // 4).spread(features, mean_of)
    width = float((together.high - together.low)[0] / (alone.high - alone.low)[0])
    assert width == pytest.approx(2.0, abs=0.25)
