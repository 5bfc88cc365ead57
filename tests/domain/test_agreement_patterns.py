"""Planted severe, lenient, drifting, halo, central and erratic reviewers are found, and nobody else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from reviewer_app.domain.agreement.basis import prepare
from reviewer_app.domain.agreement.masters import masters, mean_interval
from reviewer_app.domain.agreement.patterns import Limits, describe, drift, flags
from reviewer_app.domain.agreement.report import Options, compare, rasch
from reviewer_app.domain.agreement.table import Ratings, ratings_of
from tests.domain.agreement_planted import Planted, planted

EFFECTS = Planted(severity={2: 1.6, 5: -1.6}, drift={7: 3.0}, halo=(6,), central=(4,), erratic=(1,))
WANTED = {
    ("R3", "severe"),
    ("R6", "lenient"),
    ("R8", "drift"),
    ("R7", "halo"),
    ("R5", "central"),
    ("R2", "erratic"),
}
SETS = 12


def raised(ratings: Ratings) -> set[tuple[str, str]]:
    basis = prepare(ratings, resamples=0)
    found = masters(basis) | describe(basis) | drift(basis) | rasch(basis)
    return {(flag.reviewer, flag.pattern) for flag in flags(basis, found)}


def test_planted_reviewers_are_found() -> None:
    found = Counter(flag for seed in range(SETS) for flag in raised(planted(seed, EFFECTS)) & WANTED)
    assert {flag: count for flag in WANTED if (count := found[flag]) < SETS - 2} == {}


def test_nobody_is_flagged_where_nothing_is_planted() -> None:
    false = sum(len(raised(planted(1000 + seed, Planted()))) for seed in range(SETS))
    assert false <= 0.03 * SETS * 8  # reviewers; each limit alone is a 99 % one


def test_without_masters_severity_is_seen_against_the_others() -> None:
    table = replace(planted(3, EFFECTS), master=None)
    found = raised(table)
    assert {("R3", "severe"), ("R6", "lenient")} <= found
    words = next(flag.words for flag in compare(table, Options(resamples=0)).flags if flag.reviewer == "R3")
    assert "the other reviewers" in words


def test_indicators_of_one_submission_are_one_observation() -> None:
    values = np.repeat(np.array([1.0, 0.0, 1.0, 0.0]), 8)
    cluster = np.repeat(np.arange(4), 8)
    mean, low, high = mean_interval(values, cluster)
    assert mean == 0.5
    assert high - mean == pytest.approx(mean - low)
    _, once, _ = mean_interval(np.array([1.0, 0.0, 1.0, 0.0]), np.arange(4))
    assert low == pytest.approx(once)


def test_too_little_work_raises_no_flag() -> None:
    rows = [[1, 3, 4], [2, 4, 4], [1, 2, 4], [1, 4, 4], [2, 3, 4], [1, 3, 4]]
    assert compare(ratings_of(rows, (1, 2, 3, 4)), Options(resamples=0)).flags == ()


def test_limits_are_settings() -> None:
    basis = prepare(planted(5, EFFECTS), resamples=0)
    found = masters(basis) | describe(basis) | drift(basis)
    patterns = {flag.pattern for flag in flags(basis, found, Limits(bias=3.0, drift=3.0, halo=0.0, central=0.0))}
    assert patterns <= {"erratic"}
    assert {"severe", "halo", "central"} <= {flag.pattern for flag in flags(basis, found)}


def test_drift_says_when_it_has_no_halves() -> None:
    table = planted(1, Planted())
    assert table.when is not None
    found = drift(prepare(replace(table, when=np.zeros_like(table.when)), resamples=0))
    assert found["drift.R1.t"].value is None
    assert "early and late" in found["drift.R1.t"].reason


@pytest.mark.parametrize(("change", "t", "flagged"), [(0.5, 2.6, False), (0.5, 2.8, True), (-0.29, -9.0, False)])
def test_drift_must_be_both_large_and_sure(change: float, t: float, flagged: bool) -> None:
    basis = prepare(planted(1, Planted()), resamples=0)
    found = drift(basis)
    found["drift.R1.difference"] = replace(found["drift.R1.difference"], value=change)
    found["drift.R1.t"] = replace(found["drift.R1.t"], value=t)
    assert (("R1", "drift") in {(flag.reviewer, flag.pattern) for flag in flags(basis, found)}) is flagged
