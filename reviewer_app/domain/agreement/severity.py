"""Which reviewers are hard or easy on the same work, in level points, without any master; and whether that can be said.

Least squares of score ~ unit + reviewer with reviewers summing to zero: plus is lenient. Reviewers are comparable only
when shared units connect them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.basis import Basis
from reviewer_app.domain.agreement.linear import product
from reviewer_app.domain.agreement.quantiles import t_quantile
from reviewer_app.domain.agreement.table import Bools, Estimate, Floats, Ints, estimate

DISCONNECTED: Final = "the design is disconnected: not all reviewers are linked by shared submissions"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Additive:
    """Each reviewer's effect (plus = lenient), its covariance, and the residual degrees of freedom."""

    effects: Floats
    covariance: Floats
    df: int

    @property
    def errors(self) -> Floats:
        """Standard errors of the effects."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))


def components(present: Bools) -> Ints:
    """To which connected part each rater belongs (raters are joined by a unit that both scored)."""
    raters = present.shape[1]
    joined = product(present.T.astype(np.float64), present.astype(np.float64)) > 0
    part = np.full(raters, -1, dtype=np.int64)
    for start in range(raters):
        if part[start] >= 0:
            continue
        reached = np.zeros(raters, dtype=bool)
        reached[start] = True
        while True:
            wider = reached | joined[reached].any(axis=0)
            if (wider == reached).all():
                break
            reached = wider
        part[reached] = start
    return part


def design(basis: Basis) -> dict[str, Estimate]:
    """The number of connected parts of the reviewers' design."""
    if not basis.ratings.units:
        return basis.none_of(["design.components"], basis.trouble())
    parts = np.unique(components(basis.ratings.present)).size
    return {"design.components": Estimate(value=float(parts), n=basis.n)}


def additive(scores: Floats) -> Additive:
    """The least squares fit (units absorbed) of scores with NaN where missing; the design must be connected."""
    known = ~np.isnan(scores)
    marks = known.sum(axis=1)
    filled = np.where(known, scores, 0.0)
    means = filled.sum(axis=1) / np.maximum(marks, 1)
    own = np.where(known, scores - means[:, None], 0.0)
    share = known / np.maximum(marks, 1)[:, None]
    linked = np.diag(known.sum(axis=0).astype(np.float64)) - product(known.T.astype(np.float64), share)
    inverse = np.linalg.pinv(linked, rcond=1e-10, hermitian=True)
    effects = inverse @ own.sum(axis=0)
    centred = np.where(known, effects[None, :], 0.0)
    residual = np.where(known, own - centred + (centred.sum(axis=1) / np.maximum(marks, 1))[:, None], 0.0)
    df = int(known.sum()) - int((marks > 0).sum()) - (scores.shape[1] - 1)
    noise = float((residual**2).sum()) / df if df > 0 else float("nan")
    return Additive(effects=effects, covariance=np.asarray(noise * inverse, dtype=np.float64), df=df)


def severities(basis: Basis) -> dict[str, Estimate]:
    """``severity.additive.<reviewer>`` and its standard error (scores taken as independent given the unit)."""
    keys = [f"severity.additive.{name}" for name in basis.ratings.raters]
    every = [key + part for key in keys for part in ("", ".se")]
    trouble = basis.trouble() or basis.number_trouble()
    if not trouble and np.unique(components(basis.ratings.present)).size > 1:
        trouble = DISCONNECTED
    if trouble:
        return basis.none_of(every, trouble)
    fit = additive(basis.ratings.scores())
    reach = t_quantile(0.975, fit.df) if fit.df > 0 else float("nan")
    found = {}
    for key, effect, error in zip(keys, fit.effects, fit.errors, strict=True):
        ends = (effect - reach * error, effect + reach * error)
        found[key] = estimate(float(effect), basis.n, "not computable", low=float(ends[0]), high=float(ends[1]))
        found[f"{key}.se"] = estimate(float(error), basis.n, "too few shared scores for a standard error")
    return found
