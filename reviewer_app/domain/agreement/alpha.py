"""Krippendorff's alpha for any number of raters, missing scores, and his four metrics.

Krippendorff K. (2011) Computing Krippendorff's Alpha-Reliability. His ordinal metric depends on how often each level
was used; it is not Gwet's ordinal weighting. Units with fewer than two scores don't count.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from reviewer_app.domain.agreement.basis import Basis
from reviewer_app.domain.agreement.linear import product
from reviewer_app.domain.agreement.table import Estimate, Floats

KEYS: Final = ("alpha.nominal", "alpha.ordinal", "alpha.interval", "alpha.ratio")
_ZERO = 1e-12


def alphas(basis: Basis) -> dict[str, Estimate]:
    """All four alphas with resampled intervals."""
    trouble = basis.trouble()
    if trouble:
        return basis.none_of(KEYS, trouble)
    found = alpha_interval(basis)
    trouble = basis.level_trouble()
    if trouble:
        return found | basis.none_of([k for k in KEYS if k not in found], trouble)
    for metric in ("nominal", "ordinal", "ratio"):
        found |= alpha(basis, metric)
    return {key: found[key] for key in KEYS}


def alpha(basis: Basis, metric: str) -> dict[str, Estimate]:
    """Alpha of one metric from the coincidences of levels: nominal, ordinal or ratio."""
    key = f"alpha.{metric}"
    numbers = basis.ratings.scale.numbers()
    if metric == "ratio" and (numbers.min() < 0 or not basis.ratings.scale.numeric):
        return basis.none_of([key], "a ratio scale has numbers from zero upwards")
    counts = basis.counts[basis.shared]
    share = 1.0 / (basis.marks[basis.shared] - 1)
    q = basis.levels
    upper, lower = np.triu_indices(q)
    features = counts[:, upper] * counts[:, lower]
    same = np.flatnonzero(upper == lower)
    features[:, same] -= counts
    features *= share[:, None]
    padded = np.zeros((len(basis.marks), features.shape[1]))
    padded[basis.shared] = features
    fixed = _distances(metric, numbers)
    fold = np.zeros((features.shape[1], q))  # coincidences to how often each level was used
    fold[np.arange(len(upper)), upper] += 1.0
    fold[np.arange(len(upper)), lower] += 1.0
    fold[same] /= 2.0

    def values(sums: Floats) -> Floats:
        used = product(sums, fold)
        if fixed is None:
            middle = used.cumsum(axis=-1) - used / 2
            place = np.take(middle, upper, axis=-1) - np.take(middle, lower, axis=-1)
            apart = place * place
            total = used.sum(axis=-1)
            mean = (used * middle).sum(axis=-1) / total
            expected = 2 * total * (used * (middle - mean[..., None]) ** 2).sum(axis=-1)
        else:
            apart = fixed[upper, lower]
            total = used.sum(axis=-1)
            expected = ((used @ fixed) * used).sum(axis=-1)
        return _ratio(2 * (sums * apart).sum(axis=-1), expected, total)

    return basis.estimates([key], padded, values)


def _distances(metric: str, numbers: Floats) -> Floats | None:
    """Squared differences between levels; None where they depend on the scores."""
    if metric == "ordinal":
        return None
    if metric == "nominal":
        return 1.0 - np.eye(len(numbers))
    both = numbers[:, None] + numbers[None, :]
    return np.asarray(((numbers[:, None] - numbers[None, :]) / np.where(both > 0, both, 1.0)) ** 2)


def _ratio(observed: Floats, expected: Floats, total: Floats) -> Floats:
    """1 - (n-1) x observed / expected, with NaN where everyone used one level."""
    defined = expected > _ZERO * np.maximum(total, 1.0) ** 2
    value = 1.0 - (total - 1) * observed / np.where(defined, expected, 1.0)
    return np.where(defined, value, np.nan)[..., None]


def alpha_interval(basis: Basis) -> dict[str, Estimate]:
    """Interval alpha from sums of squares alone, so that any number of different values is fine."""
    trouble = basis.trouble()
    if trouble:
        return basis.none_of(["alpha.interval"], trouble)
    scores = basis.ratings.scores()
    middle = np.nanmean(scores[basis.shared])
    reach = np.nanmax(np.abs(scores - middle)) or 1.0
    centred = np.where(np.isnan(scores), 0.0, (scores - middle) / reach)
    first, second = centred.sum(axis=1), (centred**2).sum(axis=1)
    marks = basis.marks
    apart = np.where(basis.shared, 2 * (marks * second - first**2) / np.maximum(marks - 1, 1), 0.0)
    features = np.column_stack([apart, *(np.where(basis.shared, x, 0.0) for x in (first, second, marks))])

    def values(sums: Floats) -> Floats:
        total = sums[..., 3]
        return _ratio(sums[..., 0], 2 * (total * sums[..., 2] - sums[..., 1] ** 2), total)

    return basis.estimates(["alpha.interval"], features, values)
