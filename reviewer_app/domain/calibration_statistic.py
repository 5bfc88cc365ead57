"""One figure for people, made of an estimate: how much it can say, and only the reason where that is too little."""

from __future__ import annotations

from typing import Final

from reviewer_app.domain.agreement.resample import FEWEST
from reviewer_app.domain.agreement.table import Estimate
from reviewer_app.domain.calibration_report import Statistic, Strength

SOUND_FROM: Final = 30  # submissions
TOO_FEW: Final = f"fewer than {FEWEST} shared submissions: counts only, no coefficient"


def strength(n: int) -> Strength:
    """How much so many submissions can say."""
    if n < FEWEST:
        return Strength.COUNTS
    return Strength.ROUGH if n < SOUND_FROM else Strength.SOUND


def sparing(value: Estimate, why: str = TOO_FEW) -> Estimate:
    """The same coefficient; of fewer than ten submissions only ``why`` there is none."""
    return Estimate(value=None, n=value.n, reason=why) if value.value is not None and value.n < FEWEST else value


def statistic(
    key: str,
    label: str,
    value: Estimate,
    *,
    formula: str,
    caveat: str,
    percent: bool = False,
    counts: str = "",
    chance: float | None = None,
    goal: float | None = None,
) -> Statistic:
    """The figure; ``percent``, ``chance`` and ``goal`` are shares of 1, as the value is."""
    return Statistic(
        key=key,
        label=label,
        value=value.value,
        low=value.low,
        high=value.high,
        percent=percent,
        counts=counts,
        n=value.n,
        strength=strength(value.n),
        reason=value.reason,
        chance=chance,
        goal=goal,
        formula=formula,
        caveat=caveat,
    )
