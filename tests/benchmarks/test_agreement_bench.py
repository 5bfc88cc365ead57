"""A thousand submissions by fifty reviewers, a tenth missing: as fast as nobody has to wait for."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from reviewer_app.domain.agreement.alpha import alpha
from reviewer_app.domain.agreement.basis import prepare
from reviewer_app.domain.agreement.kappa import pairwise_kappa
from reviewer_app.domain.agreement.table import Ratings, Scale, ScaleKind
from reviewer_app.domain.agreement.weights import weights
from tests.benchmarks.conftest import Ratio, best

UNITS, RATERS, RESAMPLES = 1000, 50, 1000
PAIRS_MEASURED = 49  # scikit-learn: every pair of one reviewer; all pairs are 25 times as many


def big_table() -> Ratings:
    rng = np.random.default_rng(1)
    levels = np.clip(rng.integers(0, 4, (UNITS, 1)) + rng.integers(-1, 2, (UNITS, RATERS)), 0, 3)
    levels[rng.random(levels.shape) < 0.1] = -1
    return Ratings(
        scale=Scale(kind=ScaleKind.ORDINAL, categories=(1, 2, 3, 4)),
        raters=tuple(f"R{rater + 1}" for rater in range(RATERS)),
        units=tuple(str(unit) for unit in range(UNITS)),
        levels=levels,
    )


@pytest.mark.serial
def test_alpha_with_its_interval(ratio: Ratio) -> None:
    krippendorff, pools = importlib.import_module("krippendorff"), importlib.import_module("threadpoolctl")
    table = big_table()
    data = np.where(table.levels < 0, np.nan, table.levels + 1.0).T
    values = list(range(1, 5))

    def ours() -> None:
        found = alpha(prepare(table, resamples=RESAMPLES), "ordinal")["alpha.ordinal"]
        assert found.low is not None

    def theirs() -> None:
        value = krippendorff.alpha(data, level_of_measurement="ordinal", value_domain=values)
        assert 0.6 < value < 0.7

    with pools.threadpool_limits(1):  # on busy cores its threads would slow the baseline a hundredfold
        ratio(
            f"alpha, {RESAMPLES} resamples",
            "one krippendorff point value",
            subject=ours,
            baseline=theirs,
            limit=10.0,
            of=best,  # a busy machine interrupts 10 ms and not 2 ms: the quiet rounds are compared
            rounds=25,
            warm_up=2,
        )


@pytest.mark.serial
def test_quadratic_kappa_of_all_pairs(ratio: Ratio) -> None:
    metrics = importlib.import_module("sklearn.metrics")
    levels = big_table().levels
    weight = weights(big_table().scale, "quadratic")

    def theirs() -> None:
        for other in range(1, PAIRS_MEASURED + 1):
            both = (levels[:, 0] >= 0) & (levels[:, other] >= 0)
            metrics.cohen_kappa_score(levels[both, 0], levels[both, other], weights="quadratic", labels=[0, 1, 2, 3])

    def ours() -> None:
        kappa, _ = pairwise_kappa(levels, weight)
        assert np.isfinite(kappa).all()

    every_pair = RATERS * (RATERS - 1) / 2
    ratio(
        "quadratic kappa of all 1,225 pairs",
        f"scikit-learn, {PAIRS_MEASURED} of them",
        subject=ours,
        baseline=theirs,
        limit=every_pair / PAIRS_MEASURED / 50,  # 50 times as fast over all pairs
        warm_up=2,
    )
