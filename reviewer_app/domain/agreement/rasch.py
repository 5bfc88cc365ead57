"""Many-facet Rasch model (rating scale) by marginal maximum likelihood: severity in logits, plus is severe.

log P(x = k)/P(x = k-1) = θ(submission) - δ(indicator) - ρ(reviewer) - τ(k), θ normal with mean zero, Σρ = 0 (Linacre
1989; Bock & Aitkin 1981 for the estimation by EM). A level that nobody used is left out of the model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviewer_app.domain.agreement.linear import product
from reviewer_app.domain.agreement.table import Floats, Ints

NODES = 41
REACH = 5.0  # quadrature reaches this many standard deviations
ROUNDS = 400
SETTLED = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Data:
    """One row per score: person, item and rater from 0; ``score`` counts levels from the lowest of the scale."""

    person: Ints
    item: Ints
    rater: Ints
    score: Ints


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """The estimates. ``infit`` and ``outfit`` are mean squares per rater (1 is as noisy as the model expects)."""

    severity: Floats
    errors: Floats
    difficulty: Floats
    spread: float
    infit: Floats
    outfit: Floats
    settled: bool


@dataclass(slots=True, kw_only=True, eq=False)
class _Model:
    """The parameters between steps: ``free`` stacks δ, ρ without the last, and the inner category constants."""

    data: Data
    levels: Floats  # used levels as numbers
    place: Ints  # position of each score among the used levels
    combo: Ints  # item x rater combination of each score
    items: int
    raters: int
    persons: int
    free: Floats
    sigma: float = 1.0

    def design(self) -> Floats:
        """(item x rater combinations, used levels, parameters): derivative of each level's log weight."""
        k, inner = len(self.levels), len(self.levels) - 2
        total = self.items + self.raters - 1 + inner
        matrix = np.zeros((self.items, self.raters, k, total))
        for i in range(self.items):
            matrix[i, :, :, i] -= self.levels
        for r in range(self.raters - 1):
            matrix[:, r, :, self.items + r] -= self.levels
            matrix[:, -1, :, self.items + r] += self.levels
        for c in range(inner):
            matrix[:, :, c + 1, self.items + self.raters - 1 + c] = 1.0
        return matrix.reshape(self.items * self.raters, k, total)


def fit(data: Data) -> Fit | None:
    """Fit the model; None when fewer than two levels were used or the scores drive it to infinity."""
    used, place = np.unique(data.score, return_inverse=True)
    if used.size < 2:
        return None
    items, raters = int(data.item.max()) + 1, int(data.rater.max()) + 1
    order = np.argsort(data.person, kind="stable")
    data = Data(person=data.person[order], item=data.item[order], rater=data.rater[order], score=data.score[order])
    model = _Model(
        data=data,
        levels=(used - used[0]).astype(np.float64),
        place=np.asarray(place[order], dtype=np.int64),
        combo=data.item * raters + data.rater,
        items=items,
        raters=raters,
        persons=int(data.person.max()) + 1,
        free=np.zeros(items + raters - 1 + used.size - 2),
    )
    design = model.design()
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            moved = _step(model, design)
            if not np.isfinite(moved):
                return None
            if moved < SETTLED:
                return _result(model, design, settled=True)
        return _result(model, design, settled=False)


def _log_chances(model: _Model, design: Floats, nodes: Floats) -> Floats:
    """(combinations, nodes, used levels) log probabilities."""
    weight = (design @ model.free)[:, None, :] + nodes[None, :, None] * model.levels[None, None, :]
    top = weight.max(axis=-1, keepdims=True)
    return np.asarray(weight - top - np.log(np.exp(weight - top).sum(axis=-1, keepdims=True)))


def _nodes(sigma: float) -> tuple[Floats, Floats]:
    grid = np.linspace(-REACH, REACH, NODES)
    weight = np.exp(-(grid**2) / 2)
    return grid * sigma, np.log(weight / weight.sum())


def _posterior(model: _Model, chances: Floats, prior: Floats) -> Floats:
    """(persons, nodes): how likely each node is given the person's scores."""
    each = chances[model.combo, :, model.place]
    starts = np.flatnonzero(np.diff(model.data.person, prepend=-1))
    total = np.add.reduceat(each, starts, axis=0) + prior[None, :]
    total -= total.max(axis=1, keepdims=True)
    likely = np.exp(total)
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def _expected_counts(model: _Model, posterior: Floats) -> Floats:
    """(combinations, nodes) expected number of scores."""
    combos = model.items * model.raters
    counts = np.zeros((combos, posterior.shape[1]))
    order = np.argsort(model.combo, kind="stable")
    sorted_combo = model.combo[order]
    starts = np.flatnonzero(np.diff(sorted_combo, prepend=-1))
    counts[sorted_combo[starts]] = np.add.reduceat(posterior[model.data.person[order]], starts, axis=0)
    return counts


def _step(model: _Model, design: Floats) -> float:
    """One EM round; returns the largest change."""
    nodes, prior = _nodes(model.sigma)
    posterior = _posterior(model, _log_chances(model, design, nodes), prior)
    counts = _expected_counts(model, posterior)
    seen = np.zeros((design.shape[0], len(model.levels)))
    np.add.at(seen, (model.combo, model.place), 1.0)
    before = model.free.copy()
    for _ in range(2):
        chance = np.exp(_log_chances(model, design, nodes))
        expected = (counts[:, :, None] * chance).sum(axis=1)
        slope = np.einsum("ck,ckp->p", seen - expected, design)
        mean = np.matmul(chance, design)
        flat, centre = design.reshape(-1, design.shape[2]), mean.reshape(-1, design.shape[2])
        curve = product(flat.T, flat * expected.reshape(-1, 1)) - product(centre.T, centre * counts.reshape(-1, 1))
        step = np.linalg.lstsq(curve, slope, rcond=1e-10)[0]
        model.free = model.free + np.clip(step, -1.0, 1.0)
    sigma = float(np.sqrt((posterior * nodes[None, :] ** 2).sum() / model.persons))
    moved = max(float(np.abs(model.free - before).max()), abs(sigma - model.sigma))
    model.sigma = max(sigma, 1e-3)
    return moved


def _result(model: _Model, design: Floats, *, settled: bool) -> Fit:
    nodes, prior = _nodes(model.sigma)
    logs = _log_chances(model, design, nodes)
    posterior = _posterior(model, logs, prior)
    chance = np.exp(logs)
    levels = model.levels
    mean = chance @ levels
    variance = chance @ levels**2 - mean**2
    likely = posterior[model.data.person]
    away = (levels[model.place][:, None] - mean[model.combo]) ** 2
    room = variance[model.combo]
    raters = model.raters

    def by_rater(values: Floats) -> Floats:
        return np.asarray(np.bincount(model.data.rater, weights=values, minlength=raters), dtype=np.float64)

    infit = by_rater((likely * away).sum(axis=1)) / by_rater((likely * room).sum(axis=1))
    outfit = by_rater((likely * away / np.maximum(room, 1e-9)).sum(axis=1)) / by_rater(np.ones(len(likely)))
    free = model.free[model.items : model.items + raters - 1]
    covariance = _covariance(model, design, chance, posterior, nodes)
    turn = np.vstack([np.eye(raters - 1), -np.ones(raters - 1)])
    return Fit(
        severity=np.append(free, -free.sum()),
        errors=np.sqrt(np.maximum(np.diag(turn @ covariance @ turn.T), 0.0)),
        difficulty=model.free[: model.items],
        spread=model.sigma,
        infit=infit,
        outfit=outfit,
        settled=settled,
    )


def _covariance(model: _Model, design: Floats, chance: Floats, posterior: Floats, nodes: Floats) -> Floats:
    """Covariance of the free severities from the persons' score vectors (Louis 1982; Berndt et al. 1974)."""
    expected = np.matmul(chance, design)
    slope = design[model.combo, model.place] - np.einsum(
        "on,onp->op", posterior[model.data.person], expected[model.combo]
    )
    starts = np.flatnonzero(np.diff(model.data.person, prepend=-1))
    person = np.add.reduceat(slope, starts, axis=0)
    own = (posterior * (nodes**2 / model.sigma**2 - 1)[None, :]).sum(axis=1) / model.sigma
    vectors = np.column_stack([person, own])
    inverse = np.linalg.pinv(product(vectors.T, vectors), hermitian=True)
    block = slice(model.items, model.items + model.raters - 1)
    return np.asarray(inverse[block, block])
