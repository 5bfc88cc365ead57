"""Quantiles of the normal, t and F distributions (no SciPy at run time)."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from statistics import NormalDist

_TINY = 1e-300
_STEPS = 400


def normal_quantile(p: float) -> float:
    """The z with P(Z <= z) = p."""
    return NormalDist().inv_cdf(p)


def normal_cdf(z: float) -> float:
    """P(Z <= z)."""
    return NormalDist().cdf(z)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function (Lentz; Numerical Recipes 6.4)."""
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    total = d
    for m in range(1, 2000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + numerator * d
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = 1.0 + numerator / c
            c = c if abs(c) > _TINY else _TINY
            total *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return total


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1.0 - x) / b


def t_cdf(t: float, df: float) -> float:
    """P(T <= t) with ``df`` degrees of freedom."""
    tail = 0.5 * beta_cdf(df / (df + t * t), df / 2.0, 0.5)
    return 1.0 - tail if t > 0 else tail


def f_cdf(f: float, df1: float, df2: float) -> float:
    """P(F <= f) with ``df1`` and ``df2`` degrees of freedom."""
    return beta_cdf(df1 * f / (df1 * f + df2), df1 / 2.0, df2 / 2.0) if f > 0 else 0.0


def _solve(cdf: Callable[[float], float], p: float) -> float:
    """The x >= 0 with cdf(x) = p, by doubling and halving."""
    low, high = 0.0, 1.0
    while cdf(high) < p and high < 1e300:
        low, high = high, high * 2.0
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        if cdf(middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


@cache
def t_quantile(p: float, df: float) -> float:
    """The t with P(T <= t) = p."""
    if p < 0.5:
        return -t_quantile(1.0 - p, df)
    return _solve(lambda t: t_cdf(t, df), p)


def f_quantile(p: float, df1: float, df2: float) -> float:
    """The f with P(F <= f) = p."""
    return _solve(lambda f: f_cdf(f, df1, df2), p)
