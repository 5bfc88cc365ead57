"""The statistics are the published ones, and say why where they can't be computed."""

from __future__ import annotations

import importlib
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from reviewer_app.domain.agreement.alpha import alphas
from reviewer_app.domain.agreement.basis import prepare
from reviewer_app.domain.agreement.chance import coefficients
from reviewer_app.domain.agreement.charts import cusum, ewma
from reviewer_app.domain.agreement.disagreements import disagreements
from reviewer_app.domain.agreement.icc import g_two, iccs
from reviewer_app.domain.agreement.kappa import cohen, pairwise_kappa
from reviewer_app.domain.agreement.linear import product
from reviewer_app.domain.agreement.quantiles import f_quantile, t_quantile
from reviewer_app.domain.agreement.report import DEFAULTS, Options, compare
from reviewer_app.domain.agreement.severity import severities
from reviewer_app.domain.agreement.table import Estimate, Ints, Ratings, ScaleKind, ratings_of
from reviewer_app.domain.agreement.weights import weights
from tests.domain.agreement_cases import PUBLISHED, all_misses, cases_of, misses

LEVELS = (1, 2, 3, 4)


# ----------------------------------------------------------------------------------------------------- published values
def test_published_cases_come_out() -> None:
    assert len(cases_of(PUBLISHED)) == 12
    assert all_misses(PUBLISHED) == {}


@pytest.mark.corpus
def test_reference_cases_come_out(corpus: Path) -> None:
    files = sorted((corpus / "irr").glob("*.json"))
    assert len(files) >= 21
    assert {path.name: wrong for path in files if (wrong := all_misses(path))} == {}


@pytest.mark.corpus
def test_planted_reviewers_of_the_reference_cases_are_found(corpus: Path) -> None:
    from reviewer_app.workflow.agreement import agreement

    planted = sorted((corpus / "irr").glob("planted_*.json"))
    assert planted
    for path in planted:
        truth = json.loads(path.read_text(encoding="utf-8"))["truth"]
        flags = {(flag.pattern, flag.reviewer) for flag in agreement(path)[0].comparison.flags}
        wanted = {(pattern, who) for pattern, names in truth["must_flag"].items() for who in names}
        assert wanted <= flags
        assert {who for _, who in flags} & set(truth["must_not_flag"]) == set()


def test_a_missed_value_would_be_noticed() -> None:
    case = cases_of(PUBLISHED)[1]
    assert misses(case, {"alpha.nominal": 0.12}) != {}
    assert misses(case, {"alpha.nominal": None}) != {}
    assert misses(case, {}) != {}


# ------------------------------------------------------------------------------------------------------------- oracles
def noisy(seed: int, *, units: int = 60, raters: int = 5, absent: float = 0.2) -> Ints:
    rng = np.random.default_rng(seed)
    levels = np.clip(rng.integers(0, 4, (units, 1)) + rng.integers(-1, 2, (units, raters)), 0, 3)
    levels[rng.random(levels.shape) < absent] = -1
    return np.asarray(levels, dtype=np.int64)


def table_of(levels: Ints) -> Ratings:
    return ratings_of([[None if v < 0 else float(LEVELS[v]) for v in row] for row in levels], LEVELS)


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_krippendorff_library(seed: int) -> None:
    krippendorff = importlib.import_module("krippendorff")
    levels = noisy(seed)
    data = np.where(levels < 0, np.nan, levels + 1.0).T
    found = alphas(prepare(table_of(levels), resamples=0))
    for metric in ("nominal", "ordinal", "interval", "ratio"):
        expected = krippendorff.alpha(data, level_of_measurement=metric, value_domain=list(LEVELS))
        assert found[f"alpha.{metric}"].value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ["unweighted", "linear", "quadratic"])
def test_kappa_of_every_pair_is_that_of_scikit_learn(name: str) -> None:
    metrics = importlib.import_module("sklearn.metrics")
    levels = noisy(7)
    table = table_of(levels)
    found, shared = pairwise_kappa(levels, weights(table.scale, name))
    for i in range(5):
        for j in range(5):
            both = (levels[:, i] >= 0) & (levels[:, j] >= 0)
            given = None if name == "unweighted" else name
            expected = metrics.cohen_kappa_score(levels[both, i], levels[both, j], weights=given, labels=[0, 1, 2, 3])
            assert found[i, j] == pytest.approx(expected, abs=1e-12)
            assert shared[i, j] == both.sum()


def test_quantiles_are_the_tabulated_ones() -> None:
    assert t_quantile(0.975, 11) == pytest.approx(2.20099, abs=1e-5)
    assert t_quantile(0.005, 5) == pytest.approx(-4.03214, abs=1e-5)
    assert f_quantile(0.95, 5, 18) == pytest.approx(2.77285, abs=1e-5)
    assert f_quantile(0.975, 3, 7.5) == pytest.approx(5.6359, abs=2e-2)


@pytest.mark.parametrize("shape", [(3, 4, 5), (700, 900, 11), (60, 5000, 60), (200, 200, 300), (1, 300_000, 2)])
def test_blocked_products_are_products(shape: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=shape[:2]), rng.normal(size=shape[1:])
    assert np.allclose(product(first, second), np.einsum("ij,jk->ik", first, second), atol=1e-8)
    assert np.allclose(product(first[0], second), first[0] @ second, atol=1e-8)


def test_two_raters_make_congers_kappa_cohens() -> None:
    levels = noisy(3, raters=2, absent=0.0)
    basis = prepare(table_of(levels), resamples=0)
    conger, two = coefficients(basis), cohen(basis)
    for name in ("unweighted", "linear", "quadratic"):
        assert conger[f"conger_kappa.{name}"].value == pytest.approx(two[f"cohen_kappa.{name}"].value)
        error, large = conger[f"conger_kappa.{name}.se_gwet"].value, two[f"cohen_kappa.{name}.ase"].value
        assert error is not None
        assert large is not None
        assert error == pytest.approx(large * math.sqrt(60 / 59), rel=1e-9)


def test_gwets_errors_are_near_those_of_the_jackknife() -> None:
    names = ("gwet_ac1.unweighted", "fleiss_kappa.quadratic", "conger_kappa.linear", "gwet_ac2.ordinal")
    levels = noisy(11, units=120)
    found = coefficients(prepare(table_of(levels), resamples=0))
    left_out: dict[str, list[float]] = {name: [] for name in names}
    for unit in range(120):
        without = coefficients(prepare(table_of(np.delete(levels, unit, axis=0)), resamples=0))
        for name in names:
            left_out[name].append(without[name].value or math.nan)
    for name, values in left_out.items():
        jackknife = math.sqrt(119 / 120 * float(np.sum((np.array(values) - np.mean(values)) ** 2)))
        assert found[f"{name}.se_gwet"].value == pytest.approx(jackknife, rel=0.03)


def test_variance_parts_with_missing_scores_are_those_that_made_the_scores() -> None:
    rng = np.random.default_rng(2)
    scores = rng.normal(0, 2.0, (400, 1)) + rng.normal(0, 1.0, (1, 30)) + rng.normal(0, 1.5, (400, 30))
    rows = [[round(float(v), 6) if rng.random() > 0.3 else None for v in row] for row in scores]
    found = g_two(prepare(ratings_of(rows, kind=ScaleKind.INTERVAL), resamples=0))
    assert found["g.var.p"].value == pytest.approx(4.0, rel=0.15)
    assert found["g.var.r"].value == pytest.approx(1.0, rel=0.5)
    assert found["g.var.pr_e"].value == pytest.approx(2.25, rel=0.05)
    assert found["dstudy.reviewers_for_erho2_80"].value == 3.0


def test_correlations_are_the_same_with_a_score_taken_from_a_large_table() -> None:
    levels = noisy(5, units=400, raters=4, absent=0.0)
    full = iccs(prepare(table_of(levels), resamples=0))
    levels[0, 0] = -1
    less = iccs(prepare(table_of(levels), resamples=0))
    for form in ("1_1", "2_1", "3_1", "1_k", "2_k", "3_k"):
        assert less[f"icc.{form}"].value == pytest.approx(full[f"icc.{form}"].value, abs=0.01)


def test_severity_is_what_was_added() -> None:
    base = [1.0, 3.0, 2.0, 4.0, 2.0, 3.0]
    away = (0.5, 0.0, -0.5)
    rows = [[b + a if (u + r) % 4 else None for r, a in enumerate(away)] for u, b in enumerate(base)]
    found = severities(prepare(ratings_of(rows, kind=ScaleKind.INTERVAL)))
    assert [round(found[f"severity.additive.R{r}"].value or 0.0, 9) for r in (1, 2, 3)] == [0.5, 0.0, -0.5]


# ------------------------------------------------------------------------------------------------------ not computable
def values_of(rows: list[list[float | None]]) -> dict[str, Estimate]:
    return compare(ratings_of(rows, LEVELS), Options(resamples=100)).statistics


@pytest.mark.parametrize(
    ("rows", "keys", "words"),
    [
        ([[3.0, 3.0, 3.0]] * 12, ("alpha.ordinal", "icc.2_1", "fleiss_kappa.unweighted", "g.var.p"), "one level"),
        ([[3.0, 3.0]] * 12, ("cohen_kappa.quadratic", "cohen_kappa.linear.ase", "scott_pi.linear"), "one level"),
        ([[1.0, None], [2.0, None], [None, 3.0]], ("exact_agreement", "alpha.ordinal", "icc.1_1"), "no shared"),
        ([[1.0], [2.0], [3.0]], ("exact_agreement", "alpha.nominal", "g.phi.n1"), "only one reviewer"),
        ([[None, None]], ("exact_agreement", "alpha.interval", "design.components"), "no scores"),
        ([[1.0, 2.0], [3.0, 3.0]], ("fleiss_kappa.category.4",), "never or always"),
    ],
)
def test_what_cannot_be_computed_says_why(rows: list[list[float | None]], keys: tuple[str, ...], words: str) -> None:
    found = values_of(rows)
    for key in keys:
        assert found[key].value is None
        assert words in found[key].reason


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [[None, None]],
        [[1.0]],
        [[1.0, 1.0]],
        [[1.0, 2.0]],
        [[1.0, 2.0]] * 15,
        [[1.0, 1.0]] * 15,
        [[1.0, None], [None, 2.0]],
        [[1.0, 1.0, None, None], [2.0, 1.0, None, None], [None, None, 3.0, 3.0], [None, None, 4.0, 3.0]] * 5,
        [[1.0, 4.0]] * 7 + [[4.0, 1.0]] * 7,
        [[1.0, 2.0, 3.0, 4.0]],
        [[4.0, 1.0, 4.0]] * 11 + [[4.0, 1.0, None]],
    ],
)
def test_no_number_is_ever_nan_and_each_null_has_a_reason(rows: list[list[float | None]]) -> None:
    for key, point in values_of(rows).items():
        for number in (point.value, point.low, point.high):
            assert number is None or math.isfinite(number), key
        assert (point.value is None) == bool(point.reason), key
        if point.value is not None and point.low is not None and point.high is not None:
            assert point.low <= point.high, key


def test_a_disconnected_design_gets_a_reason_and_no_severity() -> None:
    rows = [[1.0, 2.0, None, None], [3.0, 3.0, None, None], [None, None, 2.0, 4.0], [None, None, 1.0, 1.0]]
    found = values_of([list(row) for row in rows])
    assert found["design.components"].value == 2.0
    assert "disconnected" in found["severity.additive.R1"].reason
    assert "disconnected" in found["mfrm.mml.R1"].reason


def test_weights_come_from_the_declared_scale() -> None:
    rows = [[1, 1], [2, 2], [4, 4], [4, 2], [2, 2], [1, 1], [4, 4], [2, 4], [1, 1], [2, 1], [4, 4], [1, 2]]
    declared = compare(ratings_of(rows, LEVELS), Options(resamples=0)).statistics
    used = compare(ratings_of(rows, (1, 2, 4)), Options(resamples=0)).statistics
    assert declared["cohen_kappa.quadratic"].value == pytest.approx(0.732143, abs=1e-6)
    assert used["cohen_kappa.quadratic"].value != pytest.approx(0.732143, abs=1e-3)


def test_within_one_level_stands_beside_its_chance() -> None:
    found = compare(ratings_of([[1, 2], [3, 3], [4, 1]], LEVELS), Options(resamples=0)).statistics
    assert found["within1_agreement"].value == pytest.approx(2 / 3)
    assert found["within1_agreement.chance_uniform"].value == pytest.approx(0.625)
    assert found["within1_agreement.chance"].value == pytest.approx(22 / 36)


def test_pairwise_pooled_and_unanimous_are_three_numbers() -> None:
    found = compare(ratings_of([[1, 1, 1, 2], [3, 4, None, None], [2, 2, None, None]], LEVELS), DEFAULTS).statistics
    assert found["percent_agreement_pairwise.unweighted"].value == pytest.approx((0.5 + 0 + 1) / 3)
    assert found["exact_agreement"].value == pytest.approx(4 / 8)
    assert found["unanimous_agreement"].value == pytest.approx(1 / 3)


def test_agreement_on_the_outcome_counts_sides_of_the_cut() -> None:
    rows = [[3, 4], [1, 2], [2, 3], [4, 4]]
    found = compare(ratings_of(rows, LEVELS), Options(resamples=0, cut=2)).statistics
    assert found["same_outcome_agreement"].value == pytest.approx(0.75)


def test_many_different_values_leave_out_what_counts_levels() -> None:
    rng = np.random.default_rng(1)
    rows = [[float(v), float(v + rng.normal())] for v in rng.normal(50, 10, 80)]
    found = compare(ratings_of(rows, kind=ScaleKind.INTERVAL), Options(resamples=50)).statistics
    assert "declare the scale" in found["alpha.nominal"].reason
    alpha = found["alpha.interval"]
    assert alpha.value is not None
    assert alpha.value > 0.9


def test_disagreements_come_largest_first() -> None:
    listed = disagreements(prepare(ratings_of([[2, 3], [1, 3], [1, 4], [2, 2]], LEVELS)))
    assert [(d.unit, d.apart) for d in listed] == [("3", 3), ("2", 2)]
    assert listed[0].given == (("R1", "1"), ("R2", "4"))


# --------------------------------------------------------------------------------------------------------------- charts
def test_charts_bridge_a_missing_value() -> None:
    series = np.array([1.0, np.nan, 3.0])
    assert ewma(series, target=0.0, sigma=1.0, share=0.5).values.tolist() == [0.5, 0.5, 1.75]
    sums = cusum(series, target=0.0, slack=0.0, limit=3.0)
    assert sums.high.tolist() == [1.0, 1.0, 4.0]
    assert (sums.first_signal, sums.last_in_control) == (3, 1)


def test_a_falling_series_signals_below() -> None:
    sums = cusum(np.array([0.0, -3.0, -3.0, -3.0]), target=0.0)
    assert (sums.first_signal, sums.run, sums.high.max()) == (4, 3, 0.0)


# --------------------------------------------------------------------------------------------------------------- import
def test_the_rest_of_the_domain_does_not_import_numpy() -> None:
    code = "import sys, reviewer_app.domain.review, reviewer_app.domain.events; print('numpy' in sys.modules)"
    root = Path(__file__).parents[2]
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root, timeout=60)
    assert run.stdout.strip() == "False"
