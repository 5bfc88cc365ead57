"""Plain shares of agreement: exact, within one level beside their chance level, unanimous, same outcome."""

from __future__ import annotations

import numpy as np

from reviewer_app.domain.agreement.basis import Basis
from reviewer_app.domain.agreement.table import Estimate, Floats

POOLED = ("exact_agreement", "within1_agreement", "exact_agreement.chance", "within1_agreement.chance")
UNANIMOUS = ("unanimous_agreement", "unanimous_within1")
UNIFORM = ("exact_agreement.chance_uniform", "within1_agreement.chance_uniform")
TWO = ("mean_difference_r1_minus_r2",)
OUTCOME = ("same_outcome_agreement",)


def _pairs(counts: Floats, within: int) -> Floats:
    """Pairs of scores of each unit that are at most ``within`` levels apart."""
    pairs = (counts * (counts - 1)).sum(axis=1) / 2
    for step in range(1, within + 1):
        pairs = pairs + (counts[:, step:] * counts[:, :-step]).sum(axis=1)
    return np.asarray(pairs)


def shares(basis: Basis) -> dict[str, Estimate]:
    """Shares of agreeing pairs of scores (all pairs of all units together) and of units where all agree."""
    keys = POOLED + UNANIMOUS
    trouble = basis.trouble() or basis.level_trouble()
    if trouble:
        return basis.none_of(keys + UNIFORM, trouble)
    counts, marks = basis.counts, basis.marks
    used = counts > 0
    lowest = used.argmax(axis=1)
    spread = basis.levels - 1 - used[:, ::-1].argmax(axis=1) - lowest
    shared = basis.shared
    features = np.column_stack(
        [
            _pairs(counts, 0),
            _pairs(counts, 1),
            marks * (marks - 1) / 2,
            shared & (spread == 0),
            shared & (spread <= 1),
            shared,
            counts / marks[:, None],
        ]
    ).astype(np.float64)

    def values(sums: Floats) -> Floats:
        use = sums[..., 6:] / sums[..., 6:].sum(axis=-1, keepdims=True)
        exact = (use**2).sum(axis=-1)
        near = exact + 2 * (use[..., 1:] * use[..., :-1]).sum(axis=-1)
        pairs, units = sums[..., 2], sums[..., 5]
        return np.stack(
            [sums[..., 0] / pairs, sums[..., 1] / pairs, exact, near, sums[..., 3] / units, sums[..., 4] / units],
            axis=-1,
        )

    found = basis.estimates(keys, features, values)
    found["unanimous_exact"] = found["unanimous_agreement"]
    q = basis.levels
    found[UNIFORM[0]] = Estimate(value=1 / q, n=basis.n)
    found[UNIFORM[1]] = Estimate(value=(3 * q - 2) / q**2, n=basis.n)
    return found


def two_raters(basis: Basis) -> dict[str, Estimate]:
    """The mean of rater 1 minus rater 2, in steps of the scale, on the units both scored."""
    if len(basis.ratings.raters) > 2:
        return {}
    trouble = basis.trouble()
    if trouble:
        return basis.none_of(TWO, trouble)
    first, second = basis.ratings.levels.T
    features = np.column_stack([np.where(basis.shared, first - second, 0), basis.shared]).astype(np.float64)
    return basis.estimates(TWO, features, lambda sums: sums[..., :1] / sums[..., 1:])


def same_outcome(basis: Basis, cut: int) -> dict[str, Estimate]:
    """The share of pairs of scores on the same side of the cut (level position ``cut`` and above is met)."""
    trouble = basis.trouble() or basis.level_trouble()
    if trouble:
        return basis.none_of(OUTCOME, trouble)
    met = basis.counts[:, cut:].sum(axis=1)
    unmet = basis.marks - met
    pairs = basis.marks * (basis.marks - 1) / 2
    features = np.column_stack([(met * (met - 1) + unmet * (unmet - 1)) / 2, pairs])
    return basis.estimates(OUTCOME, features, lambda sums: sums[..., :1] / sums[..., 1:])
