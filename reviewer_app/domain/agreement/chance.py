"""Chance-corrected agreement of any number of raters, with missing scores.

Gwet's AC1 and AC2, Fleiss' kappa, Conger's kappa, Brennan-Prediger, Scott's pi.

Formulas and linearised standard errors (raters fixed): Gwet K.L. (2014) Handbook of Inter-Rater Reliability, 4th ed.,
chapters 2-5. Pairwise agreement is over units with two scores or more; chance is from all scored units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviewer_app.domain.agreement.basis import CLUSTERED, ZERO_BY_ZERO, Basis
from reviewer_app.domain.agreement.quantiles import t_quantile
from reviewer_app.domain.agreement.table import Estimate, Floats, estimate
from reviewer_app.domain.agreement.weights import NAMES, weights

FAMILIES = ("percent_agreement_pairwise", "gwet", "fleiss_kappa", "brennan_prediger", "conger_kappa")
_PARTS = ("", ".se_gwet", ".ci95_low", ".ci95_high")
_ZERO = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """Of each unit: its share of agreeing pairs ``agree`` (0 when not shared) and its shares of levels ``use``."""

    weight: Floats
    agree: Floats
    use: Floats


def key_of(family: str, weight: str) -> str:
    """The key of a coefficient: Gwet's is called AC1 without and AC2 with weights."""
    if family == "gwet":
        return f"gwet_ac1.{weight}" if weight == "unweighted" else f"gwet_ac2.{weight}"
    return f"{family}.{weight}"


def keys(with_scott: bool) -> list[str]:
    """All keys of this module."""
    found = [key_of(f, w) + part for w in NAMES for f in FAMILIES for part in _PARTS]
    return found + ([f"scott_pi.{w}" for w in NAMES] if with_scott else [])


def pieces(basis: Basis, weight: Floats) -> Pieces:
    """Agreement and use of levels of each unit under these weights."""
    counts, marks = basis.counts, basis.marks
    pairs = np.where(basis.shared, marks * (marks - 1), 1.0)
    agreeing = (counts * (counts @ weight - 1.0)).sum(axis=1)
    return Pieces(weight=weight, agree=np.where(basis.shared, agreeing / pairs, 0.0), use=counts / marks[:, None])


def correct(observed: Floats, chance: Floats) -> Floats:
    """(observed - chance) / (1 - chance); NaN for 0/0."""
    room = 1.0 - chance
    return np.where(np.abs(room) > _ZERO, (observed - chance) / np.where(np.abs(room) > _ZERO, room, 1.0), np.nan)


def _pooled_chance(use: Floats, weight: Floats) -> list[Floats]:
    """Expected agreement after Gwet, Fleiss and Brennan-Prediger, from the mean use of levels."""
    q = weight.shape[0]
    total = weight.sum()
    gwet = total / (q * (q - 1)) * (use * (1 - use)).sum(axis=-1)
    fleiss = ((use @ weight) * use).sum(axis=-1)
    return [np.zeros_like(gwet), gwet, fleiss, np.full_like(gwet, total / q**2)]


def _rater_chance(by_rater: Floats, weight: Floats) -> Floats:
    """Conger's expected agreement: the mean over pairs of raters, from (..., raters, levels) counts of their scores."""
    given = by_rater.sum(axis=-1, keepdims=True)
    use = np.where(given > 0, by_rater / np.where(given > 0, given, 1.0), 0.0)
    raters = (given[..., 0] > 0).sum(axis=-1)
    together = use.sum(axis=-2)
    everyone = ((together @ weight) * together).sum(axis=-1)
    oneself = ((use @ weight) * use).sum(axis=(-1, -2))
    pairs = raters * (raters - 1)
    return np.where(pairs > 0, (everyone - oneself) / np.where(pairs > 0, pairs, 1), np.nan)


def coefficients(basis: Basis) -> dict[str, Estimate]:
    """Every coefficient under every weight, with Gwet's standard error and interval, and resampled intervals."""
    two = len(basis.ratings.raters) == 2
    trouble = basis.trouble() or basis.level_trouble()
    if trouble:
        return basis.none_of(keys(two), trouble)
    parts = [pieces(basis, weights(basis.ratings.scale, name)) for name in NAMES]
    found = _pooled(basis, parts)
    found |= _conger(basis, parts)
    for name, part in zip(NAMES, parts, strict=True):
        found |= _errors(basis, name, part, found)
    if two:
        found |= _scott(basis, parts)
    return found


def _pooled(basis: Basis, parts: list[Pieces]) -> dict[str, Estimate]:
    names = [key_of(family, name) for name in NAMES for family in FAMILIES[:4]]
    features = np.column_stack(
        [basis.shared, np.ones(len(basis.marks)), *(p.agree for p in parts), parts[0].use]
    ).astype(np.float64)

    def values(sums: Floats) -> Floats:
        use = sums[..., 6:] / sums[..., 1:2]
        out = []
        for w, part in enumerate(parts):
            observed = sums[..., 2 + w] / sums[..., 0]
            out += [correct(observed, chance) for chance in _pooled_chance(use, part.weight)]
        return np.stack(out, axis=-1)

    return basis.estimates(names, features, values)


def _conger(basis: Basis, parts: list[Pieces]) -> dict[str, Estimate]:
    names = [key_of("conger_kappa", name) for name in NAMES]
    units, raters = basis.ratings.levels.shape
    q = basis.levels
    if units * raters * q > 50_000_000:
        return basis.none_of(names, "left out: the table is too large for this statistic")
    given = (basis.ratings.levels[:, :, None] == np.arange(q)).reshape(units, raters * q)
    features = np.column_stack([basis.shared, *(p.agree for p in parts), given]).astype(np.float64)

    def values(sums: Floats) -> Floats:
        by_rater = sums[..., 5:].reshape(*sums.shape[:-1], raters, q)
        return np.stack(
            [
                correct(sums[..., 1 + w] / sums[..., 0], _rater_chance(by_rater, part.weight))
                for w, part in enumerate(parts)
            ],
            axis=-1,
        )

    small = basis.resampler.resamples * raters * q <= 20_000_000
    return basis.estimates(names, features, values, intervals=small)


def _scott(basis: Basis, parts: list[Pieces]) -> dict[str, Estimate]:
    """Scott's pi (1955): two raters, chance from the units that both scored."""
    features = np.column_stack([basis.shared, *(p.agree for p in parts), parts[0].use * basis.shared[:, None]]).astype(
        np.float64
    )

    def values(sums: Floats) -> Floats:
        use = sums[..., 5:] / sums[..., :1]
        return np.stack(
            [
                correct(sums[..., 1 + w] / sums[..., 0], ((use @ part.weight) * use).sum(axis=-1))
                for w, part in enumerate(parts)
            ],
            axis=-1,
        )

    return basis.estimates([f"scott_pi.{name}" for name in NAMES], features, values)


def _errors(basis: Basis, name: str, part: Pieces, found: dict[str, Estimate]) -> dict[str, Estimate]:
    """Gwet's standard errors and t intervals, clipped at 1, of one weighting."""
    use = part.use.mean(axis=0)
    chances = [float(c) for c in _pooled_chance(use, part.weight)]
    q = basis.levels
    mean_weight = (part.weight @ use + part.weight.T @ use) / 2
    per_unit = [
        np.zeros(len(basis.marks)),
        part.weight.sum() / (q * (q - 1)) * (part.use @ (1 - use)),
        part.use @ mean_weight,
        None,
    ]
    out: dict[str, Estimate] = {}
    for family, chance, own in zip(FAMILIES[:4], chances, per_unit, strict=True):
        key = key_of(family, name)
        out |= _error(basis, key, found[key], part, chance, own)
    key = key_of("conger_kappa", name)
    if found[key].value is not None:
        chance, own = _conger_chance(basis, part)
        return out | _error(basis, key, found[key], part, chance, own)
    return out | basis.none_of([key + part_ for part_ in _PARTS[1:]], found[key].reason)


def _error(
    basis: Basis, key: str, point: Estimate, part: Pieces, chance: float, own: Floats | None
) -> dict[str, Estimate]:
    """Standard error and interval of one coefficient; ``own`` is each unit's expected agreement (None: a constant)."""
    names = [key + p for p in _PARTS[1:]]
    units = len(basis.marks)
    if point.value is None:
        return basis.none_of(names, point.reason)
    if basis.clustered:
        return basis.none_of(names, CLUSTERED)
    if units < 2:
        return basis.none_of(names, "needs two submissions or more")
    if abs(1 - chance) < _ZERO:
        return basis.none_of(names, ZERO_BY_ZERO)
    scale = units / float(basis.shared.sum()) / (1 - chance)
    linear = scale * (part.agree - chance * basis.shared)
    if own is not None:
        linear = linear - 2 * (1 - point.value) * (own - chance) / (1 - chance)
    error = float(np.sqrt(((linear - point.value) ** 2).sum() / (units * (units - 1))))
    reach = t_quantile(0.975, units - 1) * error
    values = (error, point.value - reach, min(1.0, point.value + reach))
    return {name: estimate(value, basis.n, ZERO_BY_ZERO) for name, value in zip(names, values, strict=True)}


def _conger_chance(basis: Basis, part: Pieces) -> tuple[float, Floats]:
    """Conger's expected agreement and what each unit contributes to it (Gwet 2014, 5.4 and appendix)."""
    levels = basis.ratings.levels
    present = levels >= 0
    units, raters = levels.shape
    by_rater = np.stack([np.count_nonzero(levels == k, axis=0) for k in range(basis.levels)], axis=1).astype(np.float64)
    given = by_rater.sum(axis=1)
    use = by_rater / given[:, None]
    chance = float(_rater_chance(by_rater, part.weight))
    others = use.sum(axis=0)[None, :] - use  # raters x levels: what the others use
    expect = others @ part.weight  # agreement of rater g's level l with the other raters
    typical = (expect * use).sum(axis=1)
    padded = np.column_stack([expect, np.zeros(raters)])
    gained = padded[np.arange(raters)[None, :], np.where(present, levels, basis.levels)]
    deviation = gained - (present - given[None, :] / units) * typical[None, :]
    own = (deviation * (units / given)[None, :]).sum(axis=1) / (raters * (raters - 1))
    return chance, np.asarray(own, dtype=np.float64)
