"""Everything that can be said about one table, under the keys of the command line's contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from reviewer_app.domain.agreement.alpha import alphas
from reviewer_app.domain.agreement.basis import Basis, prepare
from reviewer_app.domain.agreement.chance import coefficients
from reviewer_app.domain.agreement.charts import cusum, ewma
from reviewer_app.domain.agreement.disagreements import Disagreement, disagreements
from reviewer_app.domain.agreement.general import g_three
from reviewer_app.domain.agreement.icc import g_two, iccs
from reviewer_app.domain.agreement.kappa import cohen, confusion, fleiss_details, light
from reviewer_app.domain.agreement.masters import against, masters
from reviewer_app.domain.agreement.patterns import DEFAULT_LIMITS, Flag, Limits, describe, drift, flags
from reviewer_app.domain.agreement.quantiles import normal_quantile
from reviewer_app.domain.agreement.rasch import Data, fit
from reviewer_app.domain.agreement.resample import FEWEST
from reviewer_app.domain.agreement.severity import DISCONNECTED, components, design, severities
from reviewer_app.domain.agreement.simple import same_outcome, shares, two_raters
from reviewer_app.domain.agreement.table import Estimate, Floats, Ratings, estimate

MOST_RASCH = 60_000  # scores; beyond it the model takes too long to fit while a person waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to compute. ``cut``: the position of the lowest level that is met. ``custom``: further kappa weights."""

    resamples: int = 1000
    seed: int = 1
    cut: int | None = None
    facet: str = "r"
    limits: Limits = DEFAULT_LIMITS
    custom: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All statistics of a table, who stands out, what to adjudicate, and each reviewer's confusions with the master."""

    statistics: dict[str, Estimate]
    flags: tuple[Flag, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    confusions: dict[str, tuple[tuple[int, ...], ...]] = field(default_factory=dict)


DEFAULTS = Options()


def compare(ratings: Ratings, options: Options = DEFAULTS) -> Comparison:
    """Everything about the reviewers of this table."""
    basis = prepare(ratings, resamples=options.resamples, seed=options.seed)
    found = shares(basis) | two_raters(basis) | coefficients(basis) | alphas(basis)
    found |= cohen(basis, options.custom) | light(basis) | fleiss_details(basis) | iccs(basis)
    if options.cut is not None:
        found |= same_outcome(basis, options.cut)
    found |= g_three(basis, options.facet) or g_two(basis)
    found |= design(basis) | severities(basis) | masters(basis) | describe(basis) | drift(basis) | rasch(basis)
    return Comparison(
        statistics=found,
        flags=flags(basis, found, options.limits),
        disagreements=disagreements(basis),
        confusions=_confusions(basis),
    )


def quick(ratings: Ratings, options: Options = DEFAULTS) -> Comparison:
    """As ``compare``, with only what is shown of each of many small tables: agreement, masters, confusions."""
    basis = prepare(ratings, resamples=options.resamples, seed=options.seed)
    found = shares(basis) | coefficients(basis) | alphas(basis) | masters(basis)
    return Comparison(statistics=found, confusions=_confusions(basis))


def _confusions(basis: Basis) -> dict[str, tuple[tuple[int, ...], ...]]:
    """Reviewer by master: how often each level was given (rows) where the master is another (columns)."""
    if basis.ratings.master is None or basis.level_trouble():
        return {}
    grids = {}
    for place, name in enumerate(basis.ratings.raters):
        pair = against(basis, place)
        grid = confusion(pair.own, pair.master, basis.levels)
        grids[name] = tuple(tuple(int(cell) for cell in row) for row in grid)
    return grids


def rasch(basis: Basis) -> dict[str, Estimate]:
    """``mfrm.mml.<reviewer>`` with standard error, infit and outfit."""
    ratings = basis.ratings
    keys = [f"mfrm.mml.{name}" for name in ratings.raters]
    every = [key + part for key in keys for part in ("", ".se", ".infit", ".outfit")]
    trouble = basis.trouble() or basis.level_trouble() or basis.number_trouble()
    if not trouble:
        trouble = _rasch_trouble(basis)
    if trouble:
        return basis.none_of(every, trouble)
    unit, rater = np.nonzero(ratings.present)
    person = ratings.submission if ratings.submission is not None else np.arange(len(ratings.units))
    item = ratings.indicator if ratings.indicator is not None else np.zeros(len(ratings.units), dtype=np.int64)
    data = Data(
        person=np.unique(person[unit], return_inverse=True)[1],
        item=np.unique(item[unit], return_inverse=True)[1],
        rater=rater,
        score=ratings.levels[unit, rater],
    )
    model = fit(data)
    if model is None or not model.settled:
        return basis.none_of(every, "the model found no stable answer in these scores")
    z = normal_quantile(0.975)
    found: dict[str, Estimate] = {}
    why = "too few submissions for a standard error"
    enough = basis.resampler.groups > 2 * (len(keys) + len(model.difficulty) + len(ratings.scale.categories))
    for place, key in enumerate(keys):
        value, error = float(model.severity[place]), float(model.errors[place]) if enough else float("nan")
        found[key] = estimate(value, basis.n, "", low=value - z * error, high=value + z * error)
        found[f"{key}.se"] = estimate(error, basis.n, why)
        found[f"{key}.infit"] = estimate(float(model.infit[place]), basis.n, why)
        found[f"{key}.outfit"] = estimate(float(model.outfit[place]), basis.n, why)
    return found


def _rasch_trouble(basis: Basis) -> str:
    levels = basis.ratings.levels
    if np.unique(components(basis.ratings.present)).size > 1:
        return DISCONNECTED
    if basis.one_level:
        return basis.why_undefined()
    if basis.n < FEWEST:
        return f"the model needs {FEWEST} submissions or more"
    if np.count_nonzero(levels >= 0) > MOST_RASCH:
        return f"left out: the model is fitted up to {MOST_RASCH:,} scores"
    for column in levels.T:
        given = column[column >= 0]
        if given.size and given.min() == given.max() and given[0] in (0, basis.levels - 1):
            return "a reviewer gave nothing but the lowest or nothing but the highest level"
    return ""


def chart(series: Floats, parameters: Mapping[str, float]) -> dict[str, Estimate]:
    """Control charts of a series: CUSUM when ``k`` and ``h`` are given, else EWMA (``lambda_``, ``sigma``, ``L``)."""
    known = series[~np.isnan(series)]
    n = int(known.size)
    if not n:
        return {"ewma.signal_count": Estimate(value=None, reason="the series is empty")}
    target = parameters.get("target", float(known.mean()))
    found: dict[str, Estimate] = {}
    if "k" in parameters or "h" in parameters:
        found |= _cusum(series, target, parameters)
    if "lambda_" in parameters or not found:
        found |= _ewma(series, target, parameters)
    return {key: Estimate(value=e.value, n=n, reason=e.reason) for key, e in found.items()}


def _ewma(series: Floats, target: float, parameters: Mapping[str, float]) -> dict[str, Estimate]:
    known = series[~np.isnan(series)]
    sigma = parameters.get("sigma", float(known.std(ddof=1)) if known.size > 1 else float("nan"))
    lines = ewma(
        series, target=target, sigma=sigma, share=parameters.get("lambda_", 0.2), width=parameters.get("L", 3.0)
    )
    why = "needs a sigma, or two values or more"
    return {f"ewma.{i + 1}": Estimate(value=float(v)) for i, v in enumerate(lines.values)} | {
        "ewma.ucl": estimate(lines.high, 0, why),
        "ewma.lcl": estimate(lines.low, 0, why),
        "ewma.signal_count": estimate(float(len(lines.signals)) if np.isfinite(sigma) else sigma, 0, why),
    }


def _cusum(series: Floats, target: float, parameters: Mapping[str, float]) -> dict[str, Estimate]:
    sums = cusum(
        series,
        target=target,
        sigma=parameters.get("sigma", 1.0),
        slack=parameters.get("k", 0.5),
        limit=parameters.get("h", 5.0),
    )
    found = {f"cusum.hi.{i + 1}": Estimate(value=float(v)) for i, v in enumerate(sums.high)}
    found |= {f"cusum.lo.{i + 1}": Estimate(value=float(v)) for i, v in enumerate(sums.low)}
    signal, before = sums.first_signal, sums.last_in_control
    none = "there is no signal"
    side = "n_plus" if signal is not None and sums.high[signal - 1] >= sums.low[signal - 1] else "n_minus"
    for key, value in (
        ("first_signal_index", signal),
        (f"{side}_at_signal", sums.run if signal is not None else None),
        ("last_in_control_index", before),
    ):
        found[f"cusum.{key}"] = Estimate(value=None if value is None else float(value), reason="" if signal else none)
    return found
