"""Control charts of a series in time: EWMA and the tabular CUSUM (Montgomery; NIST/SEMATECH e-Handbook 6.3.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviewer_app.domain.agreement.table import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ewma:
    """The smoothed series, its steady-state limits, and the (1-based) places outside them."""

    values: Floats
    low: float
    high: float
    signals: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cusum:
    """Upper and lower sums, the first (1-based) signal, and how long that side had been above zero (``run``)."""

    high: Floats
    low: Floats
    first_signal: int | None
    run: int = 0

    @property
    def last_in_control(self) -> int | None:
        """The last place before the change began."""
        return None if self.first_signal is None else self.first_signal - self.run


def ewma(series: Floats, *, target: float, sigma: float, share: float = 0.2, width: float = 3.0) -> Ewma:
    """Exponentially weighted moving average: ``share`` is the weight of the newest value, ``width`` in sigmas."""
    smoothed, now = np.empty(len(series)), target
    for place, value in enumerate(series):
        if not np.isnan(value):
            now = share * float(value) + (1 - share) * now
        smoothed[place] = now
    reach = width * sigma * float(np.sqrt(share / (2 - share)))
    outside = np.flatnonzero(np.abs(smoothed - target) > reach) + 1
    return Ewma(values=smoothed, low=target - reach, high=target + reach, signals=tuple(int(i) for i in outside))


def cusum(series: Floats, *, target: float, sigma: float = 1.0, slack: float = 0.5, limit: float = 5.0) -> Cusum:
    """Tabular cumulative sums with reference value ``slack`` and decision interval ``limit``, both in sigmas."""
    sums = np.zeros((2, len(series)))
    now, run = [0.0, 0.0], [0, 0]
    first, length = None, 0
    for place, value in enumerate(series):
        for side, sign in enumerate((1.0, -1.0)):
            if not np.isnan(value):
                now[side] = max(0.0, now[side] + sign * (float(value) - target) - slack * sigma)
                run[side] = run[side] + 1 if now[side] > 0 else 0
            sums[side, place] = now[side]
            if first is None and now[side] > limit * sigma:
                first, length = place + 1, run[side]
    return Cusum(high=sums[0], low=sums[1], first_signal=first, run=length)
