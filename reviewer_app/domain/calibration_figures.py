"""The overview's figures with interval, n, reason, formula, caveat, chance and goal; all from resampled submissions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.basis import NO_SHARED, ONE_LEVEL
from reviewer_app.domain.agreement.chance import correct
from reviewer_app.domain.agreement.report import Comparison
from reviewer_app.domain.agreement.resample import FEWEST, Resampler, SumsToValues
from reviewer_app.domain.agreement.table import Estimate, Floats, Ratings, estimate
from reviewer_app.domain.agreement.weights import weights
from reviewer_app.domain.calibration_material import Material
from reviewer_app.domain.calibration_report import Against, Statistic
from reviewer_app.domain.calibration_statistic import sparing, statistic
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.rules import CalibrationRule, EachAndOverall, ExactByScale, MasterAgreement

KAPPA_GOAL: Final = 0.70
NO_MASTER: Final = "no score has a master to compare with"
NO_OUTCOME: Final = "no submission has two outcomes to compare"

_RESAMPLED = (
    "The range is a 95 % interval from resampling whole submissions, because scores of one submission hang together."
)
FORMULAS: Final[dict[str, tuple[str, str]]] = {
    "exact": (
        "Scores equal to the master's, divided by all scores that have a master.",
        "Chance alone gives some agreement too: see the mark. " + _RESAMPLED,
    ),
    "adjacent": (
        "Scores at most one level from the master's, divided by all scores that have a master.",
        "On a short scale nearly everything is within one level: read it beside its chance level. " + _RESAMPLED,
    ),
    "same-outcome": (
        "Decisions with the master's outcome (met or not met), divided by all decisions on submissions with one.",
        "Two reviewers may reach one outcome by different scores. " + _RESAMPLED,
    ),
    "kappa": (
        "(observed - chance) / (1 - chance), where a miss counts by the square of its distance; weights from the "
        "declared scale.",
        "It falls when nearly all levels are the same, even if agreement is high: look at exact agreement first.",
    ),
    "alpha": (
        "1 - observed disagreement / disagreement expected by chance, between reviewers (Krippendorff, ordinal).",
        "It says whether reviewers agree with each other, not whether they are right.",
    ),
    "ac2": (
        "(observed - chance) / (1 - chance) with Gwet's chance, quadratic weights.",
        "A companion to kappa where one level is much more frequent than the others.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """The recorded seed and how often it is resampled."""

    seed: int
    resamples: int


def overview(
    material: Material, table: Ratings, found: Comparison, against: Against, how: Resampling
) -> tuple[Statistic, ...]:
    """Exact, within one level, same outcome, weighted kappa, Krippendorff's alpha, Gwet's AC2."""
    goal = exact_goal(material.program.rules.calibration, len(table.scale.categories))
    if against is Against.MASTER:
        first = _to_master(table, how, goal)
    else:
        first = _to_each_other(table, found)
    same = _same_outcome(material, against, how)
    alpha = _coefficient("alpha", "Krippendorff α (ordinal)", found.statistics.get("alpha.ordinal"))
    ac2 = _coefficient("ac2", "Gwet AC2", found.statistics.get("gwet_ac2.quadratic"))
    return (*first[:2], same, first[2], alpha, ac2)


def exact_goal(rules: tuple[CalibrationRule, ...], levels: int) -> float | None:
    """The exact agreement that the program asks for, if it does."""
    for rule in rules:
        if isinstance(rule, MasterAgreement) and not rule.within:
            return rule.percent / 100
        if isinstance(rule, EachAndOverall):
            return rule.overall / 100
        if isinstance(rule, ExactByScale):
            fitting = [b for b in rule.bars if b.levels <= levels] or list(rule.bars)
            return max(fitting, key=lambda b: b.levels).percent / 100
    return None


def _statistic(key: str, label: str, value: Estimate, *, percent: bool = False, counts: str = "") -> Statistic:
    formula, caveat = FORMULAS[key]
    return statistic(key, label, value, formula=formula, caveat=caveat, percent=percent, counts=counts)


def _coefficient(key: str, label: str, value: Estimate | None, goal: float | None = None) -> Statistic:
    return replace(_statistic(key, label, sparing(value or Estimate(value=None, reason=NO_SHARED))), goal=goal)


def shares_of(features: Floats, values_of: SumsToValues, how: Resampling, n: int, reason: str) -> tuple[Estimate, ...]:
    """Functions of sums over submissions (rows), with their intervals."""
    maker = Resampler(groups=len(features), resamples=how.resamples, seed=how.seed)
    spread = maker.spread(features, values_of, intervals=n >= FEWEST)
    return tuple(
        estimate(float(v), n, reason, low=float(low), high=float(high))
        for v, low, high in zip(spread.value, spread.low, spread.high, strict=True)
    )


def _pairs_with_master(table: Ratings) -> Floats:
    """Of each submission: how often (own, master) was given, levels x levels flattened; only submissions with any."""
    q = len(table.scale.categories)
    master = table.master
    if master is None or table.submission is None:
        return np.zeros((0, q * q))
    both = (table.levels >= 0) & (master >= 0)[:, None]
    unit, rater = np.nonzero(both)
    flat = table.levels[unit, rater] * q + master[unit]
    found = np.zeros((int(table.submission.max(initial=-1)) + 1, q * q))
    np.add.at(found, (table.submission[unit], flat), 1.0)
    return np.asarray(found[found.sum(axis=1) > 0])


def _to_master(table: Ratings, how: Resampling, goal: float | None) -> tuple[Statistic, Statistic, Statistic]:
    q = len(table.scale.categories)
    pairs = _pairs_with_master(table)
    n = len(pairs)
    near = np.abs(np.arange(q)[:, None] - np.arange(q)[None, :]) <= 1
    quadratic = weights(table.scale, "quadratic")

    def values(sums: Floats) -> Floats:
        grid = sums.reshape(*sums.shape[:-1], q, q)
        total = grid.sum(axis=(-2, -1))
        own, right = grid.sum(axis=-1) / total[..., None], grid.sum(axis=-2) / total[..., None]

        def seen(weight: Floats) -> Floats:
            return np.asarray((grid * weight).sum(axis=(-2, -1)) / total)

        def chance(weight: Floats) -> Floats:
            return np.asarray(((own @ weight) * right).sum(axis=-1))

        exact, one = np.eye(q), near.astype(np.float64)
        kappa = correct(seen(quadratic), chance(quadratic))
        return np.stack([seen(exact), seen(one), kappa, chance(exact), chance(one)], axis=-1)

    if n:
        exact, adjacent, kappa, by_luck, near_luck = shares_of(pairs, values, how, n, ONE_LEVEL)
    else:
        exact = adjacent = kappa = by_luck = near_luck = Estimate(value=None, reason=NO_MASTER)
    total = pairs.sum(axis=0).reshape(q, q)
    good, close, of = int(np.trace(total)), int(total[near].sum()), int(total.sum())
    return (
        replace(
            _statistic("exact", "Exact", exact, percent=True, counts=f"{good:,} of {of:,} scores" if of else ""),
            goal=goal,
            chance=by_luck.value,
        ),
        replace(
            _statistic(
                "adjacent", "Within one level", adjacent, percent=True, counts=f"{close:,} of {of:,}" if of else ""
            ),
            chance=near_luck.value,
        ),
        _coefficient("kappa", "Weighted kappa", kappa, KAPPA_GOAL),
    )


def _to_each_other(table: Ratings, found: Comparison) -> tuple[Statistic, Statistic, Statistic]:
    q = len(table.scale.categories)
    counts = np.stack([(table.levels == level).sum(axis=1) for level in range(q)], axis=1).astype(np.float64)
    marks = counts.sum(axis=1)
    of = int((marks * (marks - 1) / 2).sum())
    good = int((counts * (counts - 1) / 2).sum())
    close = good + int((counts[:, 1:] * counts[:, :-1]).sum())
    nothing = Estimate(value=None, reason=NO_SHARED)

    def share(key: str, label: str, contract: str, count: str) -> Statistic:
        value = found.statistics.get(contract, nothing)
        chance = found.statistics.get(f"{contract}.chance", nothing)
        made = _statistic(key, label, value, percent=True, counts=count if of else "")
        formula = made.formula.replace("the master's", "each other").replace("that have a master", "of one unit")
        if key == "exact":
            formula = "Pairs of reviewers with the same level, divided by all pairs of reviewers who scored the same."
        if key == "adjacent":
            formula = "Pairs of reviewers at most one level apart, divided by all pairs who scored the same."
        return replace(made, chance=chance.value, formula=formula)

    kappa = found.statistics.get("conger_kappa.quadratic", nothing)
    return (
        share("exact", "Exact", "exact_agreement", f"{good:,} of {of:,} pairs"),
        share("adjacent", "Within one level", "within1_agreement", f"{close:,} of {of:,} pairs"),
        _coefficient("kappa", "Weighted kappa", kappa, KAPPA_GOAL),
    )


def _same_outcome(material: Material, against: Against, how: Resampling) -> Statistic:
    """The share of decisions with the master's outcome, or of pairs of decisions with the same."""
    rows = []
    for item in material.set.items:
        given = [s.decision.outcome for s in material.counted if s.decision.submission == item.submission]
        given = [o for o in given if o in (Outcome.MET, Outcome.NOT_MET)]
        if against is Against.MASTER:
            right = material.outcome(item)
            pair = (sum(o is right for o in given), len(given)) if right is not None else (0, 0)
        else:
            met, all_of = sum(o is Outcome.MET for o in given), len(given)
            unmet = all_of - met
            pair = ((met * (met - 1) + unmet * (unmet - 1)) // 2, all_of * (all_of - 1) // 2)
        if pair[1]:
            rows.append(pair)
    sums = np.array(rows, dtype=np.float64).reshape(len(rows), 2)
    good, of = (int(x) for x in sums.sum(axis=0))
    if of:
        (value,) = shares_of(sums, lambda s: s[..., :1] / s[..., 1:], how, len(rows), NO_OUTCOME)
    else:
        value = Estimate(value=None, reason=NO_OUTCOME)
    what = "decisions" if against is Against.MASTER else "pairs of decisions"
    made = _statistic(
        "same-outcome", "Same outcome", value, percent=True, counts=f"{good:,} of {of:,} {what}" if of else ""
    )
    if against is Against.EACH_OTHER:
        formula = "Pairs of decisions with one outcome (met or not met), divided by all pairs on one submission."
        made = replace(made, formula=formula)
    return made


_STUDY: Final = (
    (
        "dependability",
        "Dependability of {}",
        "",
        "Variance between submissions, divided by that and everything that reviewers and indicators add to a mean.",
        "It is about these reviewers as a sample of all; small sets leave it uncertain.",
    ),
    (
        "needed-absolute",
        "Reviewers for .80 (levels as they are)",
        "dstudy.reviewers_for_phi_80",
        "The smallest number of reviewers whose mean has a dependability (phi) of .80.",
        "Severity counts: a panel of lenient reviewers needs more of them.",
    ),
    (
        "needed-relative",
        "Reviewers for .80 (order only)",
        "dstudy.reviewers_for_erho2_80",
        "The smallest number of reviewers whose mean has a generalizability coefficient of .80.",
        "Enough to rank submissions; not enough to hold them against a standard.",
    ),
)
"""Key, label, the contract's key (none: phi of as many as there are), formula and caveat."""


def decision_study(found: Comparison, reviewers: int) -> tuple[Statistic, ...]:
    """How dependable the mean over these reviewers is, and how many would give .80."""
    known = found.statistics
    panel = next((k for k in known if k.startswith("g.phi.") and not k.endswith(".exact")), "")
    who = f"{reviewers} reviewer{'s' if reviewers != 1 else ''}"
    return tuple(
        statistic(
            key,
            label.format(who),
            sparing(known.get(contract or panel) or Estimate(value=None, reason=NO_SHARED)),
            formula=formula,
            caveat=caveat,
        )
        for key, label, contract, formula, caveat in _STUDY
    )
