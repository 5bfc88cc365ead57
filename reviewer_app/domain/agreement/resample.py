"""Intervals by resampling whole submissions (bootstrap, bias-corrected and accelerated).

Every statistic here is a function of sums over submissions. So a resample is a row of counts (how often each submission
was drawn), all resamples are one matrix product, and leaving one submission out is a subtraction.
Efron (1987) J. Am. Stat. Assoc. 82:171-185; Efron & Tibshirani (1993) An Introduction to the Bootstrap, 14.3. With few
submissions such intervals are too narrow; they are widened as t is wider than normal (Hesterberg 2015, Am. Stat. 69).
Many submissions are drawn independently, each Poisson(1) times (Chamandy et al. 2012), few of them exactly n in all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from reviewer_app.domain.agreement.linear import product
from reviewer_app.domain.agreement.quantiles import normal_cdf, normal_quantile, t_quantile
from reviewer_app.domain.agreement.table import Floats, Ints

FEWEST = 10  # fewer submissions than this say too little for an interval
INDEPENDENT = 200  # from so many submissions on each is drawn by itself, which is several times as fast
PIECE = 60_000  # draws made at a time
MOST_DRAWS = 5_000_000  # submissions x resamples held in memory; beyond it the jackknife takes over
MOST_SORTED = 40  # columns
MOST_CELLS = 60_000_000  # of an intermediate array

Counts = npt.NDArray[np.uint8]
SumsToValues = Callable[[Floats], Floats]  # (..., features) -> (..., values)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """Values with their intervals; NaN where there is none."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(slots=True, kw_only=True, eq=False)
class Resampler:
    """Draws submissions with replacement. ``group`` is each unit's submission, from 0; None: it is one itself."""

    groups: int
    group: Ints | None = None
    resamples: int = 1000
    seed: int = 1
    level: float = 0.95
    _draws: Counts | None = field(default=None, init=False)

    @property
    def fits(self) -> bool:
        """Whether the drawn counts fit in memory."""
        return self.groups * self.resamples <= MOST_DRAWS

    def drawn_sums(self, sums: Floats) -> Floats:
        """The sums of each resample: (resamples, features). Drawn once, in pieces that fit the processor's cache."""
        if self._draws is None:
            self._draws = np.empty((self.resamples, self.groups), dtype=np.uint8)
            for piece, drawn in zip(self._pieces(), self._drawn(), strict=True):
                self._draws[piece] = drawn
        out = np.empty((self.resamples, sums.shape[1]))
        for piece in self._pieces():
            out[piece] = product(self._draws[piece].astype(np.float64), sums)
        return out

    def _pieces(self) -> Iterator[slice]:
        size = max(1, PIECE // self.groups)
        for start in range(0, self.resamples, size):
            yield slice(start, min(start + size, self.resamples))

    def _drawn(self) -> Iterator[Counts]:
        """How often each submission is in each resample of a piece."""
        bits = np.random.SFC64(self.seed)
        for piece in self._pieces():
            rows = piece.stop - piece.start
            if self.groups >= INDEPENDENT:
                random = bits.random_raw(-(-rows * self.groups // 4)).view(np.uint16)
                yield _POISSON[random[: rows * self.groups]].reshape(rows, self.groups)
                continue
            place = np.random.Generator(bits).integers(0, self.groups, size=(rows, self.groups))
            place += np.arange(rows)[:, None] * self.groups
            counts = np.bincount(place.ravel(), minlength=rows * self.groups)
            yield counts.astype(np.uint8).reshape(rows, self.groups)

    def gather(self, features: Floats) -> Floats:
        """Features of units summed to features of submissions."""
        if self.group is None:
            return _in_order(features)
        order = np.argsort(self.group, kind="stable")
        starts = np.flatnonzero(np.diff(self.group[order], prepend=-1))
        summed = np.zeros((self.groups, features.shape[1]))
        summed[self.group[order][starts]] = np.add.reduceat(features[order], starts, axis=0)
        return _in_order(summed)

    def spread(self, features: Floats, values_of: SumsToValues, *, intervals: bool = True) -> Spread:
        """The values of all submissions together, with intervals where there are enough of them."""
        sums = self.gather(features)
        total = sums.sum(axis=0)
        with np.errstate(all="ignore"):
            value = values_of(total)
            nothing = np.full(value.shape, np.nan)
            if not intervals or self.groups < FEWEST or self.resamples < 1 or sums.size > MOST_CELLS:
                return Spread(value=value, low=nothing, high=nothing)
            left_out = values_of(total[None, :] - sums)
            if not self.fits:
                return self._by_jackknife(value, left_out)
            return self._by_bootstrap(value, left_out, values_of(self.drawn_sums(sums)))

    def _by_jackknife(self, value: Floats, left_out: Floats) -> Spread:
        g = self.groups
        error = np.sqrt((g - 1) / g * np.sum((left_out - left_out.mean(axis=0)) ** 2, axis=0))
        reach = t_quantile(0.5 + self.level / 2, g - 1) * error
        reach = np.where(reach > 0, reach, np.nan)
        return Spread(value=value, low=value - reach, high=value + reach)

    def _by_bootstrap(self, value: Floats, left_out: Floats, drawn: Floats) -> Spread:
        ends = np.full((2, *value.shape), np.nan)
        for s in range(value.shape[0]):
            values = drawn[np.isfinite(drawn[:, s]), s]
            if np.isfinite(value[s]) and values.size >= 0.8 * self.resamples and np.ptp(values) > 1e-12:
                ends[:, s] = _bca(float(value[s]), values, left_out[:, s], self.level)
        return Spread(value=value, low=ends[0], high=ends[1])


def _poisson() -> Counts:
    """How often a submission is drawn, for each number of 16 random bits: Poisson with mean 1."""
    chance = np.cumsum([math.exp(-1) / math.factorial(count) for count in range(12)])
    return np.searchsorted(chance * 65536, np.arange(65536) + 0.5).astype(np.uint8)


_POISSON = _poisson()


def _in_order(sums: Floats) -> Floats:
    """The rows sorted, so that the order of the submissions in the file changes no interval."""
    if sums.shape[1] > MOST_SORTED:
        return sums
    return np.asarray(sums[np.lexsort(sums.T)])


def _bca(value: float, drawn: Floats, left_out: Floats, level: float) -> Floats:
    """The interval from resampled values, corrected for bias and skewness."""
    ties = np.count_nonzero(np.abs(drawn - value) <= 1e-12)
    below = (np.count_nonzero(drawn < value - 1e-12) + ties / 2) / drawn.size
    bias = normal_quantile(min(max(below, 0.5 / drawn.size), 1 - 0.5 / drawn.size))
    kept = left_out[np.isfinite(left_out)]
    away = kept.mean() - kept if kept.size else np.zeros(1)
    scale = float(np.sum(away**2)) ** 1.5
    skew = float(np.sum(away**3)) / (6 * scale) if scale > 0 else 0.0
    groups = left_out.size
    reach = t_quantile((1 + level) / 2, groups - 1) * math.sqrt(groups / (groups - 1))
    shares = []
    for end in (-reach, reach):
        z = bias + end
        room = 1 - skew * z
        shares.append(normal_cdf(bias + z / room) if room > 0.05 else normal_cdf(bias + z))
    return np.asarray(np.quantile(drawn, shares), dtype=np.float64)
