"""Reviewers against master scores. Several indicators of one submission are one observation of bias, not several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.basis import Basis
from reviewer_app.domain.agreement.chance import correct
from reviewer_app.domain.agreement.kappa import confusion
from reviewer_app.domain.agreement.quantiles import t_quantile
from reviewer_app.domain.agreement.table import Estimate, Floats, Ints, estimate
from reviewer_app.domain.agreement.weights import weights

PARTS: Final = ("n", "bias", "rmse", "exact", "adjacent", "smd", "qwk")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AgainstMaster:
    """One reviewer's scores beside the masters of the same units."""

    own: Ints
    master: Ints
    submission: Ints

    @property
    def submissions(self) -> int:
        """How many submissions they belong to."""
        return int(np.unique(self.submission).size)


def against(basis: Basis, rater: int) -> AgainstMaster:
    """What this reviewer scored that has a master."""
    ratings = basis.ratings
    master = ratings.master if ratings.master is not None else np.full(len(ratings.units), -1)
    both = (ratings.levels[:, rater] >= 0) & (master >= 0)
    submission = ratings.submission if ratings.submission is not None else np.arange(len(ratings.units))
    return AgainstMaster(own=ratings.levels[both, rater], master=master[both], submission=submission[both])


def mean_interval(values: Floats, cluster: Ints, level: float = 0.95) -> tuple[float, float, float]:
    """Mean of values with its t interval over clusters; the ends are NaN with fewer than two clusters."""
    mean = float(values.mean())
    _, place = np.unique(cluster, return_inverse=True)
    groups = int(place.max()) + 1
    if groups < 2:
        return mean, float("nan"), float("nan")
    sums = np.bincount(place, weights=values - mean)
    error = float(np.sqrt(groups / (groups - 1) * (sums**2).sum())) / values.size
    reach = t_quantile(0.5 + level / 2, groups - 1) * error
    return mean, mean - reach, mean + reach


def masters(basis: Basis) -> dict[str, Estimate]:
    """``anchor.<reviewer>.*`` of every reviewer; nothing when there are no masters."""
    if basis.ratings.master is None:
        return {}
    found: dict[str, Estimate] = {}
    for place, name in enumerate(basis.ratings.raters):
        found |= _one(basis, f"anchor.{name}", against(basis, place))
    return found


def _one(basis: Basis, key: str, pair: AgainstMaster) -> dict[str, Estimate]:
    n = pair.submissions
    found = {f"{key}.n": Estimate(value=float(pair.own.size), n=n)}
    if not pair.own.size:
        reason = "no submission with a master score was scored"
        return found | {f"{key}.{part}": Estimate(value=None, reason=reason) for part in PARTS[1:]}
    scale = basis.ratings.scale
    steps = pair.own - pair.master
    for part, values in (("exact", steps == 0), ("adjacent", np.abs(steps) <= 1)):
        mean, low, high = mean_interval(values.astype(np.float64), pair.submission)
        found[f"{key}.{part}"] = estimate(mean, n, "", low=max(low, 0.0), high=min(high, 1.0))
    table = confusion(pair.own, pair.master, basis.levels) if not basis.level_trouble() else None
    found[f"{key}.qwk"] = _quadratic(table, weights(scale, "quadratic") if table is not None else np.eye(1), n)
    trouble = basis.number_trouble()
    if trouble:
        return found | {f"{key}.{part}": Estimate(value=None, n=n, reason=trouble) for part in ("bias", "rmse", "smd")}
    numbers = scale.numbers()
    own, master = numbers[pair.own], numbers[pair.master]
    mean, low, high = mean_interval(own - master, pair.submission)
    found[f"{key}.bias"] = estimate(mean, n, "", low=low, high=high)
    found[f"{key}.rmse"] = estimate(float(np.sqrt(((own - master) ** 2).mean())), n, "")
    found[f"{key}.smd"] = _standardised(own, master, n)
    return {f"{key}.{part}": found[f"{key}.{part}"] for part in PARTS}


def _standardised(own: Floats, master: Floats, n: int) -> Estimate:
    if own.size < 2:
        return Estimate(value=None, n=n, reason="needs two scores or more")
    spread = float(np.sqrt((own.var(ddof=1) + master.var(ddof=1)) / 2))
    if spread < 1e-12:
        return Estimate(value=None, n=n, reason="not computable: neither the reviewer's nor the master scores vary")
    return Estimate(value=float(own.mean() - master.mean()) / spread, n=n)


def _quadratic(table: Floats | None, weight: Floats, n: int) -> Estimate:
    if table is None:
        return Estimate(value=None, n=n, reason="too many levels, or a single one")
    total = table.sum()
    observed = np.asarray((weight * table).sum() / total)
    chance = np.asarray((weight * np.outer(table.sum(axis=1), table.sum(axis=0))).sum() / total**2)
    return estimate(float(correct(observed, chance)), n, "not computable: one level only (0 divided by 0)")
