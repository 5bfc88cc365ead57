"""Generalizability of a design of three crossed facets (for example submissions x indicators x reviewers).

Variance parts by Henderson's Method 1 (Henderson 1953; "analogous ANOVA" in Brennan 2001, 7.1): the published numbers
when complete, and usable with missing scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from reviewer_app.domain.agreement.basis import Basis
from reviewer_app.domain.agreement.icc import HOW_MANY
from reviewer_app.domain.agreement.table import Estimate, Floats, Ints, estimate

NEEDED: Final = ("dstudy.reviewers_for_erho2_80", "dstudy.reviewers_for_phi_80")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One facet: the letter its parts are called by, and which condition each score belongs to."""

    letter: str
    condition: Ints

    @property
    def size(self) -> int:
        """How many conditions there are."""
        return int(self.condition.max()) + 1


def effects(letters: str) -> list[str]:
    """All effects of these facets: p, i, o, pi, po, io, pio."""
    return ["".join(chosen) for size in range(1, len(letters) + 1) for chosen in combinations(letters, size)]


def variance_parts(scores: Floats, facets: Sequence[Facet]) -> dict[str, float]:
    """The variance part of each effect from one row per score; NaN when the design can't tell them apart."""
    names = effects("".join(f.letter for f in facets))
    cell = {"": np.zeros(len(scores), dtype=np.int64)}
    for name in names:
        cell[name] = _cells([f for f in facets if f.letter in name])
    count = {name: np.bincount(place).astype(np.float64) for name, place in cell.items()}
    term = {name: float((np.bincount(place, weights=scores) ** 2 / count[name]).sum()) for name, place in cell.items()}
    left = np.empty((len(names), len(names)))
    for column, part in enumerate(names):
        grand = _coefficient(cell[""], cell[part], count[""])
        for row, over in enumerate(names):
            left[row, column] = _coefficient(cell[over], cell[part], count[over]) - grand
    right = np.array([term[name] - term[""] for name in names])
    if np.linalg.matrix_rank(left / np.abs(left).max()) < len(names):
        return dict.fromkeys(names, float("nan"))
    return dict(zip(names, (float(v) for v in np.linalg.solve(left, right)), strict=True))


def _cells(facets: Sequence[Facet]) -> Ints:
    place = np.zeros_like(facets[0].condition)
    for facet in facets:
        place = place * facet.size + facet.condition
    return np.asarray(np.unique(place, return_inverse=True)[1], dtype=np.int64)


def _coefficient(over: Ints, part: Ints, count: Floats) -> float:
    """How often the part's variance is in the term: the sum over joint cells of n² divided by n of the outer cell."""
    joint, place = np.unique(over * (int(part.max()) + 1) + part, return_inverse=True)
    inside = np.bincount(place).astype(np.float64)
    return float((inside**2 / count[joint // (int(part.max()) + 1)]).sum())


def g_three(basis: Basis, letter: str = "r") -> dict[str, Estimate]:
    """Parts, coefficients, and decision studies over the number of reviewers; nothing without indicators."""
    ratings = basis.ratings
    if ratings.indicator is None or ratings.submission is None:
        return {}
    names = effects(f"pi{letter}")
    trouble = basis.trouble() or basis.number_trouble() or (basis.why_undefined() if basis.one_level else "")
    items = int(np.unique(ratings.indicator).size)
    reviewers = len(ratings.raters)
    if not trouble and items < 2:
        trouble = "needs two indicators or more"
    keys = [f"g.var.{name}" for name in names]
    if trouble:
        return basis.none_of([*keys, *NEEDED], trouble)
    unit, rater = np.nonzero(ratings.present)
    scores = ratings.scores()[unit, rater]
    facets = [
        Facet(letter="p", condition=np.unique(ratings.submission[unit], return_inverse=True)[1]),
        Facet(letter="i", condition=np.unique(ratings.indicator[unit], return_inverse=True)[1]),
        Facet(letter=letter, condition=rater),
    ]
    parts = variance_parts(scores - scores.mean(), facets)
    why = "the design can't tell the variance parts apart"
    found = {f"g.var.{name}": estimate(value, basis.n, why) for name, value in parts.items()}
    for m in sorted({*HOW_MANY, reviewers}):
        erho2, phi = _coefficients(parts, letter, items, m)
        for name, value in (("erho2", erho2), ("phi", phi)):
            found[f"dstudy.{name}.i{items}_{letter}{m}"] = estimate(value, basis.n, why)
    for name in ("erho2", "phi"):
        point = found[f"dstudy.{name}.i{items}_{letter}{reviewers}"]
        for ending in ("", ".exact"):
            found[f"g.{name}.i{items}_{letter}{reviewers}{ending}"] = point
    return found | _needed(basis, parts, letter, items)


def _needed(basis: Basis, parts: dict[str, float], letter: str, items: int) -> dict[str, Estimate]:
    """How many reviewers give a coefficient of .80 with so many indicators: p / (p + stays + shrinks / m) = .8."""
    if any(np.isnan(value) for value in parts.values()):
        return basis.none_of(NEEDED, "the design can't tell the variance parts apart")
    floor = {name: max(value, 0.0) for name, value in parts.items()}
    stays = floor["pi"] / items
    shrinks = floor[f"p{letter}"] + floor[f"pi{letter}"] / items
    found = {}
    for key, stay, shrink in (
        (NEEDED[0], stays, shrinks),
        (NEEDED[1], stays + floor["i"] / items, shrinks + floor[letter] + floor[f"i{letter}"] / items),
    ):
        room = floor["p"] / 4 - stay
        if room <= 0:
            reason = f"no number of reviewers is enough with {items} indicators"
            found[key] = Estimate(value=None, n=basis.n, reason=reason)
        else:
            found[key] = Estimate(value=float(max(1, np.ceil(shrink / room - 1e-9))), n=basis.n)
    return found


def _coefficients(parts: dict[str, float], letter: str, items: int, raters: int) -> tuple[float, float]:
    """Generalizability and dependability of the mean over so many indicators and reviewers."""
    floor = {name: value if np.isnan(value) else max(value, 0.0) for name, value in parts.items()}
    relative = floor["pi"] / items + floor[f"p{letter}"] / raters + floor[f"pi{letter}"] / (items * raters)
    absolute = relative + floor["i"] / items + floor[letter] / raters + floor[f"i{letter}"] / (items * raters)
    p = floor["p"]
    return (
        p / (p + relative) if p + relative > 0 else float("nan"),
        p / (p + absolute) if p + absolute > 0 else float("nan"),
    )
