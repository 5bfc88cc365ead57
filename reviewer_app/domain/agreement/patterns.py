"""Who is off and which way: severe, lenient, drifting, halo, central, erratic. The limits are settings.

severe/lenient: the 99 % interval of bias against master (over submissions) leaves out 0 and the bias is large enough;
without masters the same of the additive severity. drift: late half minus early half. halo: indicators of a submission
get much the same level. central: the end levels are avoided. erratic: hardly related to the masters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.basis import Basis
from reviewer_app.domain.agreement.charts import ewma
from reviewer_app.domain.agreement.masters import against, mean_interval
from reviewer_app.domain.agreement.quantiles import beta_cdf, normal_quantile, t_quantile
from reviewer_app.domain.agreement.severity import additive, components
from reviewer_app.domain.agreement.table import Bools, Estimate, Floats, Ints, estimate

NAMES: Final = ("severe", "lenient", "drift", "halo", "central", "erratic")
_FEWEST_INDICATORS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a reviewer is flagged, and how much work a flag must rest on.

    ``masters`` submissions with a master, ``half`` in each half for drift, else ``fewest``; ``scores`` for scatter.
    ``chance`` is how likely so few end levels may be in the middle reviewer's hands.
    """

    confidence: float = 0.99
    bias: float = 0.25
    drift_t: float = 2.7
    drift: float = 0.3
    halo: float = 0.5
    central: float = 1 / 3
    erratic: float = 0.3
    infit: float = 1.5
    chance: float = 0.005
    masters: int = 5
    half: int = 5
    fewest: int = 10
    scores: int = 30


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One reviewer stands out in one way; ``words`` says so to a person."""

    reviewer: str
    pattern: str
    words: str


def _submission(basis: Basis) -> Ints:
    ratings = basis.ratings
    return ratings.submission if ratings.submission is not None else np.arange(len(ratings.units))


def describe(basis: Basis) -> dict[str, Estimate]:
    """Each reviewer's spread within submissions and share of end levels."""
    found: dict[str, Estimate] = {}
    ratings = basis.ratings
    submission = _submission(basis)
    scores = ratings.scores()
    for place, name in enumerate(ratings.raters):
        known = ratings.levels[:, place] >= 0
        n = int(np.unique(submission[known]).size)
        spread = float("nan")
        if ratings.indicator is not None and not basis.number_trouble():
            spread = _within(scores[known, place], submission[known])
        why = f"needs submissions with {_FEWEST_INDICATORS} indicators or more, on a scale with an order"
        found[f"reviewer.{name}.within_submission_sd"] = estimate(spread, n, why)
        found[f"reviewer.{name}.end_level_share"] = _ends(basis, ratings.levels[known, place], n)
    return found


def _ends(basis: Basis, levels: Ints, n: int) -> Estimate:
    scale = basis.ratings.scale
    if scale.kind == "nominal" or basis.levels < 3:
        return Estimate(value=None, n=n, reason="the scale has no end levels apart from middle ones")
    return Estimate(value=float(np.isin(levels, (0, basis.levels - 1)).mean()), n=n)


def _within(scores: Floats, submission: Ints) -> float:
    """The mean over submissions of the standard deviation across their indicators."""
    spreads = []
    for one in np.unique(submission):
        own = scores[submission == one]
        if own.size >= _FEWEST_INDICATORS:
            spreads.append(float(own.std(ddof=1)))
    return float(np.mean(spreads)) if spreads else float("nan")


def residuals(basis: Basis) -> Floats:
    """Each score minus the master, or where there is none minus the mean of the others; NaN where neither is there."""
    ratings = basis.ratings
    scores = ratings.scores()
    known = ~np.isnan(scores)
    total = np.where(known, scores, 0.0).sum(axis=1, keepdims=True)
    others = known.sum(axis=1, keepdims=True) - 1
    expected = np.where(known & (others > 0), (total - scores) / np.maximum(others, 1), np.nan)
    if ratings.master is not None:
        master = np.append(ratings.scale.numbers(), np.nan)[ratings.master][:, None]
        expected = np.where(np.isnan(master), expected, master)
    return np.asarray(scores - expected)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InTime:
    """One reviewer's mean residual of each submission, in the order of scoring."""

    when: Floats
    residual: Floats


def in_time(basis: Basis, rater: int, away: Floats) -> InTime:
    """The reviewer's part of the table's ``residuals`` in time; empty without times."""
    when = basis.ratings.when
    own = away[:, rater]
    known = ~np.isnan(own)
    if when is None or not known.any():
        return InTime(when=np.empty(0), residual=np.empty(0))
    known &= ~np.isnan(when[:, rater])
    _, place = np.unique(_submission(basis)[known], return_inverse=True)
    size = np.maximum(np.bincount(place), 1)
    moment = np.bincount(place, weights=when[known, rater]) / size
    mean = np.bincount(place, weights=own[known]) / size
    order = np.argsort(moment, kind="stable")
    return InTime(when=moment[order], residual=mean[order])


def drift(basis: Basis) -> dict[str, Estimate]:
    """``drift.<reviewer>``: late half minus early half, Welch's t, signals of an EWMA chart. Nothing without times."""
    if basis.ratings.when is None or basis.number_trouble():
        return {}
    found: dict[str, Estimate] = {}
    away = residuals(basis)
    for place, name in enumerate(basis.ratings.raters):
        found |= _drift(f"drift.{name}", in_time(basis, place, away))
    return found


def _drift(key: str, series: InTime) -> dict[str, Estimate]:
    n = len(series.residual)
    names = [f"{key}.{part}" for part in ("difference", "t", "ewma_signals")]
    late = _late(series.when)
    size = np.array([n - late.sum(), late.sum()])
    if size.min() < 2:
        why = "needs two submissions or more both early and late"
        return {name: Estimate(value=None, n=n, reason=why) for name in names}
    halves = (series.residual[~late], series.residual[late])
    difference = float(halves[1].mean() - halves[0].mean())
    share = np.array([half.var(ddof=1) for half in halves]) / size
    error = float(np.sqrt(share.sum()))
    if error < 1e-12:
        why = "not computable: the residuals don't vary"
        rest = {name: Estimate(value=None, n=n, reason=why) for name in names[1:]}
        return {names[0]: Estimate(value=difference, n=n)} | rest
    df = error**4 / float((share**2 / (size - 1)).sum())
    reach = t_quantile(0.975, df) * error
    sigma = float(np.sqrt(((size - 1) * share * size).sum() / (n - 2)))
    signals = ewma(series.residual, target=float(series.residual[: max(n // 2, 1)].mean()), sigma=sigma).signals
    return {
        names[0]: estimate(difference, n, "", low=difference - reach, high=difference + reach),
        names[1]: Estimate(value=difference / error, n=n),
        names[2]: Estimate(value=float(len(signals)), n=n),
    }


def _late(when: Floats) -> Bools:
    """Which submissions belong to the later half (those of one moment stay together)."""
    if not when.size:
        return np.zeros(0, dtype=bool)
    return np.asarray(when > (when.min() + when.max()) / 2)


def flags(basis: Basis, found: Mapping[str, Estimate], limits: Limits = DEFAULT_LIMITS) -> tuple[Flag, ...]:
    """Everybody who stands out, from the statistics ``found`` in this table."""
    raised: list[Flag] = []
    if not basis.trouble() and not basis.number_trouble():
        raised += _severity_flags(basis, limits)
        raised += _drift_flags(basis, found, limits)
        raised += _relative(basis, found, "halo", "within_submission_sd", limits)
        raised += _relative(basis, found, "central", "end_level_share", limits)
        raised += _erratic_flags(basis, found, limits)
    order = {name: place for place, name in enumerate(basis.ratings.raters)}
    return tuple(sorted(raised, key=lambda flag: (order[flag.reviewer], NAMES.index(flag.pattern))))


def _severity_flags(basis: Basis, limits: Limits) -> list[Flag]:
    raised = []
    for name, value, reach, of in _effects(basis, limits):
        if abs(value) >= limits.bias and abs(value) > reach:
            pattern = "severe" if value < 0 else "lenient"
            side = "below" if value < 0 else "above"
            words = f"{pattern}: scores {abs(value):.2f} levels {side} {of}"
            raised.append(Flag(reviewer=name, pattern=pattern, words=words))
    return raised


def _effects(basis: Basis, limits: Limits) -> list[tuple[str, float, float, str]]:
    """Of each reviewer: bias, how far its interval reaches, and against what."""
    out = []
    numbers = basis.ratings.scale.numbers()
    names = basis.ratings.raters
    if basis.ratings.master is not None:
        for place, name in enumerate(names):
            pair = against(basis, place)
            if pair.submissions >= limits.masters:
                values = numbers[pair.own] - numbers[pair.master]
                mean, low, _ = mean_interval(values, pair.submission, limits.confidence)
                out.append((name, mean, mean - low, "the master scores"))
        return out
    if basis.n < limits.fewest or np.unique(components(basis.ratings.present)).size > 1:
        return []
    fit = additive(basis.ratings.scores())
    z = normal_quantile(0.5 + limits.confidence / 2)
    for name, effect, error in zip(names, fit.effects, fit.errors, strict=True):
        if np.isfinite(error):
            out.append((name, float(effect), z * float(error), "the other reviewers on the same work"))
    return out


def _value(found: Mapping[str, Estimate], key: str) -> float | None:
    point = found.get(key)
    return None if point is None else point.value


def _drift_flags(basis: Basis, found: Mapping[str, Estimate], limits: Limits) -> list[Flag]:
    raised: list[Flag] = []
    if basis.ratings.when is None:
        return raised
    away = residuals(basis)
    for place, name in enumerate(basis.ratings.raters):
        change, t = _value(found, f"drift.{name}.difference"), _value(found, f"drift.{name}.t")
        late = _late(in_time(basis, place, away).when)
        halves = min(int(late.sum()), int((~late).sum()))
        if change is None or t is None or halves < limits.half:
            continue
        if abs(t) > limits.drift_t and abs(change) >= limits.drift:
            way = "harder" if change < 0 else "easier"
            words = f"drift: {abs(change):.2f} levels {way} in the later half than in the earlier"
            raised.append(Flag(reviewer=name, pattern="drift", words=words))
    return raised


def _relative(basis: Basis, found: Mapping[str, Estimate], pattern: str, part: str, limits: Limits) -> list[Flag]:
    """Reviewers whose figure is far below that of the median reviewer."""
    points = {name: found.get(f"reviewer.{name}.{part}") for name in basis.ratings.raters}
    known = {
        name: point.value
        for name, point in points.items()
        if point is not None and point.value is not None and point.n >= limits.fewest
    }
    if len(known) < 3:
        return []
    middle = float(np.median(list(known.values())))
    share = limits.halo if pattern == "halo" else limits.central
    said = {
        "halo": "halo: levels within a submission spread {:.2f}, the middle reviewer's {:.2f}",
        "central": "central: gives end levels in {:.0%} of scores, the middle reviewer in {:.0%}",
    }[pattern]
    return [
        Flag(reviewer=name, pattern=pattern, words=said.format(value, middle))
        for name, value in known.items()
        if value < share * middle and (pattern == "halo" or _rare(basis, name, value, middle) < limits.chance)
    ]


def _rare(basis: Basis, name: str, share: float, middle: float) -> float:
    """How likely the reviewer gives so few end levels when each score has the middle reviewer's chance of one."""
    levels = basis.ratings.levels[:, basis.ratings.raters.index(name)]
    scores = int(np.count_nonzero(levels >= 0))
    ends = round(share * scores)
    return beta_cdf(1 - middle, scores - ends, ends + 1) if ends < scores else 1.0


def _erratic_flags(basis: Basis, found: Mapping[str, Estimate], limits: Limits) -> list[Flag]:
    raised = []
    for place, name in enumerate(basis.ratings.raters):
        kappa, infit = _value(found, f"anchor.{name}.qwk"), _value(found, f"mfrm.mml.{name}.infit")
        enough = int(np.count_nonzero(basis.ratings.levels[:, place] >= 0)) >= limits.scores
        if kappa is not None and kappa < limits.erratic and against(basis, place).submissions >= limits.masters:
            words = f"erratic: quadratic weighted kappa with the master scores is only {kappa:.2f}"
        elif enough and infit is not None and infit > limits.infit:
            words = f"erratic: scores scatter {infit:.1f} times as much as the model expects"
        else:
            continue
        raised.append(Flag(reviewer=name, pattern="erratic", words=words))
    return raised
