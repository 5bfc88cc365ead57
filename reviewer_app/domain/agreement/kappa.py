"""Cohen's kappa of two raters with its standard errors, kappas of all pairs, and Fleiss' details.

Cohen (1960, 1968); Fleiss, Cohen & Everitt (1969) Psychological Bulletin 72:323-327 (``.ase`` for intervals, ``.ase0``
for tests against zero only); Fleiss, Nee & Landis (1979); Light (1971): the mean over pairs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from reviewer_app.domain.agreement.basis import CLUSTERED, Basis
from reviewer_app.domain.agreement.chance import correct
from reviewer_app.domain.agreement.linear import product
from reviewer_app.domain.agreement.table import Estimate, Floats, Ints, estimate
from reviewer_app.domain.agreement.weights import NAMES, weights

COHEN = NAMES[:3]
_ZERO = 1e-12


def cohen(basis: Basis, custom: Mapping[str, Floats] | None = None) -> dict[str, Estimate]:
    """Cohen's kappa under each weighting (and the ``custom`` ones), with both standard errors."""
    schemes = {name: weights(basis.ratings.scale, name) for name in COHEN} | dict(custom or {})
    keys = [f"cohen_kappa.{name}" for name in schemes]
    every = [key + part for key in keys for part in ("", ".ase", ".ase0")]
    trouble = basis.trouble() or basis.level_trouble()
    if not trouble and len(basis.ratings.raters) > 2:
        trouble = basis.why_undefined() if basis.one_level else "needs exactly two reviewers: see light_kappa"
    if trouble:
        return basis.none_of(every, trouble)
    found = _values(basis, keys, list(schemes.values()))
    table = confusion(basis.ratings.levels[:, 0], basis.ratings.levels[:, 1], basis.levels)
    for key, weight in zip(keys, schemes.values(), strict=True):
        names = [f"{key}.ase", f"{key}.ase0"]
        if found[key].value is None:
            found |= basis.none_of(names, found[key].reason)
        elif basis.clustered:
            found |= basis.none_of(names, CLUSTERED)
        else:
            errors = standard_errors(table, weight)
            found |= {k: estimate(e, basis.n, basis.why_undefined()) for k, e in zip(names, errors, strict=True)}
    return {key: found[key] for key in every}


def _values(basis: Basis, keys: list[str], schemes: list[Floats]) -> dict[str, Estimate]:
    q = basis.levels
    first, second = basis.ratings.levels.T
    both = basis.shared[:, None]
    one = (first[:, None] == np.arange(q)) & both
    two = (second[:, None] == np.arange(q)) & both
    agree = [np.where(basis.shared, w[first, second], 0.0) for w in schemes]
    features = np.column_stack([one, two, *agree]).astype(np.float64)

    def values(sums: Floats) -> Floats:
        rows, columns = sums[..., :q], sums[..., q : 2 * q]
        total = rows.sum(axis=-1)
        return np.stack(
            [
                correct(sums[..., 2 * q + s] / total, ((rows @ w) * columns).sum(axis=-1) / total**2)
                for s, w in enumerate(schemes)
            ],
            axis=-1,
        )

    return basis.estimates(keys, features, values)


def confusion(first: Ints, second: Ints, levels: int) -> Floats:
    """How often each pair of levels was given: rows are the first rater's, columns the second's."""
    both = (first >= 0) & (second >= 0)
    flat = np.bincount(first[both] * levels + second[both], minlength=levels * levels)
    return flat.reshape(levels, levels).astype(np.float64)


def standard_errors(table: Floats, weight: Floats) -> tuple[float, float]:
    """The large-sample and the null standard error of (weighted) kappa of a confusion table; NaN for 0/0."""
    total = table.sum()
    share = table / total
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    by_chance = np.outer(rows, columns)
    observed, chance = float((weight * share).sum()), float((weight * by_chance).sum())
    if abs(1 - chance) < _ZERO:
        return float("nan"), float("nan")
    edge = (weight @ columns)[:, None] + (rows @ weight)[None, :]
    inner = (share * (weight * (1 - chance) - edge * (1 - observed)) ** 2).sum()
    large = inner - (observed * chance - 2 * chance + observed) ** 2
    null = (by_chance * (weight - edge) ** 2).sum() - chance**2
    return (
        float(np.sqrt(max(large, 0.0) / total) / (1 - chance) ** 2),
        float(np.sqrt(max(null, 0.0) / total) / (1 - chance)),
    )


def pairwise_kappa(levels: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """Kappa and number of shared units of every pair of raters (raters x raters), all at once; NaN for 0/0."""
    q = weight.shape[0]
    raters = levels.shape[1]
    present = (levels >= 0).astype(np.float64)
    padded = np.vstack([weight, np.zeros((1, q))])  # the last row stands for "missing" (-1)
    agreeing = np.zeros((raters, raters))
    used = np.empty((q, raters, raters))  # [level, i, j]: how often i gave it where j scored too
    for level in range(q):
        given = (levels == level).astype(np.float64)
        used[level] = product(given.T, present)
        agreeing += product(padded[:, level][levels].T, given)
    shared = product(present.T, present)
    chance = (np.tensordot(weight.T, used, axes=1) * used.transpose(0, 2, 1)).sum(axis=0)
    some = np.maximum(shared, 1.0)
    kappa = correct(agreeing / some, chance / some**2)
    return np.where(shared > 0, kappa, np.nan), shared


def light(basis: Basis) -> dict[str, Estimate]:
    """Light's kappa: the mean of the kappas of all pairs of raters that share submissions."""
    keys = [f"light_kappa.{name}" for name in COHEN]
    trouble = basis.trouble() or basis.level_trouble()
    if not trouble and len(basis.ratings.raters) ** 2 * basis.levels > 30_000_000:
        trouble = "left out: the table is too large for this statistic"
    if trouble:
        return basis.none_of(keys, trouble)
    upper = np.triu_indices(len(basis.ratings.raters), 1)
    found = {}
    for key, name in zip(keys, COHEN, strict=True):
        kappa = pairwise_kappa(basis.ratings.levels, weights(basis.ratings.scale, name))[0][upper]
        known = kappa[np.isfinite(kappa)]
        found[key] = estimate(float(known.mean()) if known.size else float("nan"), basis.n, basis.why_undefined())
    return found


def fleiss_details(basis: Basis) -> dict[str, Estimate]:
    """Fleiss' kappa of each category against the rest, and the null standard error of 1979 with its z."""
    scale = basis.ratings.scale
    tests = ["fleiss_kappa.se0_1979", "fleiss_kappa.z_null"]
    trouble = basis.trouble() or basis.level_trouble()
    if trouble:
        return basis.none_of(tests, trouble)
    categories = [f"fleiss_kappa.category.{scale.label(k)}" for k in range(basis.levels)]
    counts, marks, shared = basis.counts, basis.marks, basis.shared
    pairs = np.where(shared, marks * (marks - 1), 1.0)
    unlike = np.where(shared[:, None], 2 * counts * (marks[:, None] - counts) / pairs[:, None], 0.0)
    features = np.column_stack([shared, np.ones(len(marks)), unlike, counts / marks[:, None]]).astype(np.float64)
    q = basis.levels

    def values(sums: Floats) -> Floats:
        use = sums[..., 2 + q :] / sums[..., 1:2]
        observed = 1 - sums[..., 2 : 2 + q] / sums[..., :1]
        return correct(observed, 1 - 2 * use * (1 - use))

    found = basis.estimates(categories, features, values, reason="not computable: this level was used never or always")
    if np.ptp(marks) > 0:
        return found | basis.none_of(tests, "needs the same number of scores for every submission")
    return found | _fleiss_null(basis, tests)


def _fleiss_null(basis: Basis, keys: list[str]) -> dict[str, Estimate]:
    if basis.clustered:
        return basis.none_of(keys, CLUSTERED)
    use = (basis.counts / basis.marks[:, None]).mean(axis=0)
    spread = float((use * (1 - use)).sum())
    if spread < _ZERO:
        return basis.none_of(keys, basis.why_undefined())
    units, marks = len(basis.marks), float(basis.marks[0])
    inner = spread**2 - float((use * (1 - use) * (1 - 2 * use)).sum())
    error = float(np.sqrt(2 * max(inner, 0.0) / (units * marks * (marks - 1)))) / spread
    observed = float((basis.counts * (basis.counts - 1)).sum() / (units * marks * (marks - 1)))
    kappa = 1 - (1 - observed) / spread
    z = kappa / error if error > 0 else float("nan")
    values = zip(keys, (error, z), strict=True)
    return {key: estimate(value, basis.n, basis.why_undefined()) for key, value in values}
