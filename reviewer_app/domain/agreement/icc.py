"""The six intraclass correlations, and generalizability of submissions x reviewers; missing scores are allowed.

Shrout & Fleiss (1979) Psychological Bulletin 86:420-428. Complete tables have the published F intervals; with missing
scores the variance parts are Henderson's Method 1 (the same numbers when complete) and intervals are resampled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.basis import Basis
from reviewer_app.domain.agreement.quantiles import f_quantile
from reviewer_app.domain.agreement.table import Estimate, Floats, estimate

FORMS: Final = ("1_1", "2_1", "3_1", "1_k", "2_k", "3_k")
MEANS: Final = ("anova.msr", "anova.msc", "anova.mse", "anova.msw")
PARTS: Final = ("g.var.p", "g.var.r", "g.var.pr_e")
HOW_MANY: Final = (*range(1, 21), 25, 30)
_ZERO = 1e-12


def _keys() -> list[str]:
    return [f"icc.{form}{part}" for form in FORMS for part in ("", ".ci95_low", ".ci95_high")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TwoWay:
    """Variance parts of units, raters and the rest, the one-way parts (between and within units), the mean square."""

    p: Floats
    r: Floats
    e: Floats
    between: Floats
    within: Floats
    square: Floats


def two_way(sums: Floats, raters: int) -> TwoWay:
    """Variance parts (Henderson 1953, Method 1) from sums: units, Σm, Σm², Σ(Σx)²/m, Σx², counts and sums by rater."""
    units, marks, marks2, between, squares = (sums[..., i] for i in range(5))
    given, added = sums[..., 5 : 5 + raters], sums[..., 5 + raters :]
    here = (given > 0).sum(axis=-1)
    total = added.sum(axis=-1) ** 2 / marks
    by_rater = np.where(given > 0, added**2 / np.maximum(given, 1.0), 0.0).sum(axis=-1)
    unit_share, rater_share = marks2 / marks, (given**2).sum(axis=-1) / marks
    # Rows: units, raters, all cells, each minus the grand mean's term. Columns: p, r, e.
    left = np.stack(
        [
            np.stack([marks - unit_share, units - rater_share, units - 1], axis=-1),
            np.stack([here - unit_share, marks - rater_share, here - 1.0], axis=-1),
            np.stack([marks - unit_share, marks - rater_share, marks - 1], axis=-1),
        ],
        axis=-2,
    )
    right = np.stack([between - total, by_rater - total, squares - total], axis=-1)
    solved = _solve(left, right)
    within = np.where(marks > units, (squares - between) / np.maximum(marks - units, 1), np.nan)
    size = (marks - unit_share) / np.maximum(units - 1, 1)
    one_way = ((between - total) / np.maximum(units - 1, 1) - within) / np.where(size > 0, size, np.nan)
    p, r, e = (solved[..., part] for part in range(3))
    return TwoWay(p=p, r=r, e=e, between=one_way, within=within, square=squares / marks)


def _solve(left: Floats, right: Floats) -> Floats:
    """Solve each 3 x 3 system; NaN where it has no single answer."""
    sound = np.abs(np.linalg.det(left)) > 1e-9 * np.maximum(np.abs(left).max(axis=(-1, -2)), 1.0) ** 3
    usable = np.where(sound[..., None, None], left, np.eye(3))
    return np.where(sound[..., None], np.linalg.solve(usable, right[..., None])[..., 0], np.nan)


def _share(part: Floats, whole: Floats, size: Floats) -> Floats:
    return np.where(whole > _ZERO * size, part / np.where(whole > _ZERO * size, whole, 1.0), np.nan)


def _forms(parts: TwoWay, raters: int) -> Floats:
    """The six correlations in the order of ``FORMS``, from variance parts."""
    k = raters
    size = np.maximum(np.abs(parts.p) + np.abs(parts.r) + np.abs(parts.e), parts.square)  # below: rounding
    single = [
        _share(parts.between, parts.between + parts.within, size),
        _share(parts.p, parts.p + parts.r + parts.e, size),
        _share(parts.p, parts.p + parts.e, size),
    ]
    mean = [
        _share(parts.between, parts.between + parts.within / k, size),
        _share(parts.p, parts.p + (parts.r + parts.e) / k, size),
        _share(parts.p, parts.p + parts.e / k, size),
    ]
    return np.stack(single + mean, axis=-1)


def _features(basis: Basis) -> Floats:
    scores = basis.ratings.scores()[:, np.argsort(basis.ratings.raters)]  # their order in the file changes no interval
    scores = scores - np.nanmean(scores)
    known = ~np.isnan(scores)
    filled = np.where(known, scores, 0.0)
    marks = basis.marks
    return np.column_stack(
        [np.ones(len(marks)), marks, marks**2, filled.sum(axis=1) ** 2 / marks, (filled**2).sum(axis=1), known, filled]
    ).astype(np.float64)


def _trouble(basis: Basis) -> str:
    trouble = basis.trouble() or basis.number_trouble()
    if not trouble and len(basis.marks) < 2:
        trouble = "needs two submissions or more"
    return trouble or (basis.why_undefined() if basis.one_level else "")


def iccs(basis: Basis) -> dict[str, Estimate]:
    """The six correlations with 95 % intervals, and the mean squares of a complete table."""
    keys = [f"icc.{form}" for form in FORMS]
    trouble = _trouble(basis)
    if trouble:
        return basis.none_of(_keys() + list(MEANS), trouble)
    k = len(basis.ratings.raters)
    features = _features(basis)
    exact = basis.complete and not basis.clustered
    small = not exact and features.shape[1] * basis.resampler.resamples <= 20_000_000
    found = basis.estimates(keys, features, lambda sums: _forms(two_way(sums, k), k), intervals=small)
    if basis.complete:
        means = _mean_squares(basis)
        found |= {key: estimate(v, basis.n, basis.why_undefined()) for key, v in zip(MEANS, means, strict=True)}
        if exact:
            found |= _f_limits(basis, found, means)
    else:
        found |= basis.none_of(MEANS, "mean squares need a complete table")
    for key in keys:
        point = found[key]
        found[f"{key}.ci95_low"], found[f"{key}.ci95_high"] = _ends(point)
    return found


def _ends(point: Estimate) -> tuple[Estimate, Estimate]:
    reason = point.reason or "no interval can be computed"
    low, high = (
        Estimate(value=end, n=point.n, reason="" if end is not None else reason) for end in (point.low, point.high)
    )
    return low, high


def _mean_squares(basis: Basis) -> tuple[float, float, float, float]:
    scores = basis.ratings.scores()
    n, k = scores.shape
    grand = scores.mean()
    rows, columns = scores.mean(axis=1), scores.mean(axis=0)
    msr = k * float(((rows - grand) ** 2).sum()) / (n - 1)
    msc = n * float(((columns - grand) ** 2).sum()) / (k - 1)
    rest = float(((scores - rows[:, None] - columns[None, :] + grand) ** 2).sum())
    within = float(((scores - rows[:, None]) ** 2).sum())
    return msr, msc, rest / ((n - 1) * (k - 1)), within / (n * (k - 1))


def _f_limits(
    basis: Basis, found: dict[str, Estimate], means: tuple[float, float, float, float]
) -> dict[str, Estimate]:
    msr, msc, mse, msw = means
    n, k = basis.ratings.levels.shape
    limits: dict[str, tuple[float, float]] = {}
    if msw > _ZERO:
        limits["1_1"] = _from_f(msr / msw, n - 1, n * (k - 1), k)
    if mse > _ZERO:
        limits["3_1"] = _from_f(msr / mse, n - 1, (n - 1) * (k - 1), k)
        limits["2_1"] = _second(msr, msc, mse, n, k)
    out = {}
    for form, (low, high) in limits.items():
        average = form.replace("_1", "_k")
        stepped = [_over(k * end, 1 + (k - 1) * end) for end in (low, high)]
        for key, ends in ((f"icc.{form}", (low, high)), (f"icc.{average}", stepped)):
            value = found[key].value
            if value is not None:
                out[key] = estimate(value, basis.n, basis.why_undefined(), low=ends[0], high=ends[1])
    return out


def _over(top: float, bottom: float) -> float:
    """``top / bottom``, NaN where the bottom is zero."""
    return top / bottom if abs(bottom) > _ZERO else math.nan


def _from_f(ratio: float, df1: float, df2: float, k: int) -> tuple[float, float]:
    low, high = ratio / f_quantile(0.975, df1, df2), ratio * f_quantile(0.975, df2, df1)
    return _over(low - 1, low + k - 1), _over(high - 1, high + k - 1)


def _second(msr: float, msc: float, mse: float, n: int, k: int) -> tuple[float, float]:
    """Limits of ICC(2,1) with Satterthwaite's degrees of freedom (Shrout & Fleiss 1979, p. 424)."""
    rho = _over(msr - mse, msr + (k - 1) * mse + k * (msc - mse) / n)
    between = msc / mse
    inner = n * (1 + (k - 1) * rho) - k * rho
    top = (k - 1) * (n - 1) * (k * rho * between + inner) ** 2
    bottom = (n - 1) * k**2 * rho**2 * between**2 + inner**2
    df = _over(top, bottom)
    if not df > 0:  # also when it is NaN
        return math.nan, math.nan
    upper, lower = f_quantile(0.975, n - 1, df), f_quantile(0.975, df, n - 1)
    spread = k * msc + (k * n - k - n) * mse
    return (
        _over(n * (msr - upper * mse), upper * spread + n * msr),
        _over(n * (lower * msr - mse), spread + n * lower * msr),
    )


def g_two(basis: Basis) -> dict[str, Estimate]:
    """Generalizability of units x raters (Brennan 2001): variance parts, coefficients, and decision studies."""
    k = len(basis.ratings.raters)
    sizes = sorted({*HOW_MANY, k})
    studies = [f"dstudy.{name}.n{size}" for size in sizes for name in ("erho2", "phi")]
    names = [*PARTS, f"g.erho2.n{k}", f"g.phi.n{k}", *studies]
    needed = ["dstudy.reviewers_for_erho2_80", "dstudy.reviewers_for_phi_80"]
    trouble = _trouble(basis)
    if trouble:
        return basis.none_of(names + needed, trouble)

    def values(sums: Floats) -> Floats:
        parts = two_way(sums, k)
        p, r, e = parts.p, np.maximum(parts.r, 0.0), np.maximum(parts.e, 0.0)
        size = np.maximum(np.abs(p) + r + e, parts.square)
        pairs = [(_share(p, p + e / m, size), _share(p, p + (r + e) / m, size)) for m in (k, *sizes)]
        return np.stack([parts.p, parts.r, parts.e, *(x for pair in pairs for x in pair)], axis=-1)

    features = _features(basis)
    small = features.shape[1] * basis.resampler.resamples <= 20_000_000
    found = basis.estimates(names, features, values, intervals=small)
    return found | _needed(basis, found, needed)


def _needed(basis: Basis, found: dict[str, Estimate], keys: list[str]) -> dict[str, Estimate]:
    """How many reviewers give a coefficient of .80."""
    p, r, e = (found[key].value for key in PARTS)
    if p is None or r is None or e is None:
        return basis.none_of(keys, found[PARTS[0]].reason)
    rest = (max(e, 0.0), max(e, 0.0) + max(r, 0.0))
    if p <= _ZERO * rest[1]:  # what is left of a difference of equal parts is rounding
        return basis.none_of(keys, "the submissions don't differ, so no number of reviewers is enough")
    return {
        key: Estimate(value=float(max(1, np.ceil(4 * noise / p - 1e-9))), n=basis.n)
        for key, noise in zip(keys, rest, strict=True)
    }
