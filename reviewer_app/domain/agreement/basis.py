"""What all statistics of one table share: level counts, who shares what, the resampler, and why nothing can be said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.resample import FEWEST, Resampler, SumsToValues
from reviewer_app.domain.agreement.table import (
    MOST_LEVELS,
    Bools,
    Estimate,
    Floats,
    Ratings,
    estimate,
    missing,
)

NO_SCORES: Final = "there are no scores"
ONE_REVIEWER: Final = "only one reviewer scored: agreement needs two"
NO_SHARED: Final = "no shared submissions: no two reviewers scored the same one (no pairable values)"
ONE_LEVEL: Final = "not computable: everyone used one level (0 divided by 0)"
TOO_MANY_LEVELS: Final = f"more than {MOST_LEVELS} different values were used: declare the scale"
ONE_CATEGORY: Final = "the scale has a single level"
NAMES_ONLY: Final = "the levels are names without an order, so they can't be averaged"
ZERO_BY_ZERO: Final = "not computable: 0 divided by 0"
CLUSTERED: Final = "several units belong to one submission: use the interval from resampled submissions"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Basis:
    """A table without empty raters and units. ``counts`` is units x levels, ``marks`` the scores per unit."""

    ratings: Ratings
    counts: Floats
    marks: Floats
    shared: Bools
    resampler: Resampler
    n: int  # submissions with at least one unit that two raters scored
    one_level: bool  # all pairable scores are of one level

    @property
    def levels(self) -> int:
        """How many levels the scale has."""
        return len(self.ratings.scale.categories)

    @property
    def clustered(self) -> bool:
        """Whether several units belong to one submission."""
        return self.resampler.group is not None

    @property
    def complete(self) -> bool:
        """Whether every rater scored every unit."""
        return bool((self.ratings.levels >= 0).all())

    def trouble(self) -> str:
        """Why no agreement can be computed at all; empty when it can."""
        if not self.ratings.units:
            return NO_SCORES
        if len(self.ratings.raters) < 2:
            return ONE_REVIEWER
        return "" if self.shared.any() else NO_SHARED

    def level_trouble(self) -> str:
        """Why nothing that counts levels can be computed; empty when it can."""
        if self.levels > MOST_LEVELS:
            return TOO_MANY_LEVELS
        return ONE_CATEGORY if self.levels < 2 else ""

    def number_trouble(self) -> str:
        """Why nothing that averages levels can be computed; empty when it can."""
        scale = self.ratings.scale
        return NAMES_ONLY if scale.kind == "nominal" and self.levels > 2 else ""

    def why_undefined(self) -> str:
        """The reason for a 0/0."""
        return ONE_LEVEL if self.one_level else ZERO_BY_ZERO

    def estimates(
        self,
        keys: Sequence[str],
        features: Floats,
        values_of: SumsToValues,
        *,
        reason: str = "",
        intervals: bool = True,
    ) -> dict[str, Estimate]:
        """Point values and resampled intervals of several statistics that are functions of the same sums."""
        spread = self.resampler.spread(features, values_of, intervals=intervals and self.n >= FEWEST)
        why = reason or self.why_undefined()
        return {
            key: estimate(float(v), self.n, why, low=float(low), high=float(high))
            for key, v, low, high in zip(keys, spread.value, spread.low, spread.high, strict=True)
        }

    def none_of(self, keys: Sequence[str], reason: str) -> dict[str, Estimate]:
        """All these are not computable, for this reason."""
        return missing(keys, self.n, reason)


def prepare(ratings: Ratings, *, resamples: int = 1000, seed: int = 1) -> Basis:
    """The basis of a table's statistics."""
    table = ratings.scored()
    levels = len(table.scale.categories)
    present = table.present
    marks = present.sum(axis=1).astype(np.float64)
    counts = np.zeros((len(table.units), levels if levels <= MOST_LEVELS else 0))
    for level in range(counts.shape[1]):
        counts[:, level] = np.count_nonzero(table.levels == level, axis=1)
    shared = np.asarray(marks >= 2)
    group, groups = None, len(table.units)
    if table.submission is not None:
        names, group = np.unique(table.submission, return_inverse=True)
        groups = len(names)
        if groups == len(table.units):
            group = None
    n = int(shared.sum()) if group is None else int(np.unique(group[shared]).size)
    used = table.levels[shared]
    used = used[used >= 0]
    resampler = Resampler(groups=groups, group=group, resamples=resamples, seed=seed)
    return Basis(
        ratings=table,
        counts=counts,
        marks=marks,
        shared=shared,
        resampler=resampler,
        n=n,
        one_level=used.size == 0 or bool(used.min() == used.max()),
    )
