"""Simulated scoring with planted reviewer effects: a many-facet rating-scale model, masters, twelve weeks."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from reviewer_app.domain.agreement.table import Floats, Ints, Ratings, Scale, ScaleKind

STEPS = np.array([-2.2, 0.0, 2.2])


@dataclass(frozen=True, kw_only=True)
class Planted:
    """Effects by reviewer number; severity in logits (plus is harder), drift from the first to the last week."""

    severity: dict[int, float] = field(default_factory=dict)
    drift: dict[int, float] = field(default_factory=dict)
    halo: tuple[int, ...] = ()
    central: tuple[int, ...] = ()
    erratic: tuple[int, ...] = ()


def _draw(rng: np.random.Generator, place: float) -> int:
    weight = np.exp(np.concatenate([[0.0], np.cumsum(place - STEPS)]))
    return int(rng.choice(4, p=weight / weight.sum()))


def _expected(place: float) -> int:
    weight = np.exp(np.concatenate([[0.0], np.cumsum(place - STEPS)]))
    return round(float(weight @ np.arange(4) / weight.sum()))


def _score(rng: np.random.Generator, who: int, places: Floats, planted: Planted, late: float) -> Ints:
    away = planted.severity.get(who, 0.0) + planted.drift.get(who, 0.0) * late
    if who in planted.halo:
        places = np.full(len(places), places.mean())
        one = _draw(rng, float(places[0]) - away)
        given = [one if rng.random() < 0.9 else _draw(rng, float(p) - away) for p in places]
    elif who in planted.erratic:
        given = [int(rng.integers(0, 4)) if rng.random() < 0.85 else _draw(rng, float(p) - away) for p in places]
    else:
        given = [_draw(rng, float(p) - away) for p in places]
    if who in planted.central:
        given = [min(max(g, 1), 2) if rng.random() < 0.93 else g for g in given]
    return np.array(given)


def planted(seed: int, effects: Planted, *, reviewers: int = 8, submissions: int = 72, masters: int = 16) -> Ratings:
    """Everybody scores the submissions that have masters, and two to four reviewers each of the others, on 1-4."""
    rng = np.random.default_rng(seed)
    indicators = 4
    ability = rng.normal(0.0, 1.7, submissions)
    difficulty = rng.normal(0.0, 0.35, indicators)
    places = ability[:, None] - difficulty[None, :] + rng.normal(0.0, 0.7, (submissions, indicators))
    levels = np.full((submissions, indicators, reviewers), -1)
    when = np.full((submissions, indicators, reviewers), np.nan)
    for who in range(reviewers):
        others = masters + np.flatnonzero(rng.random(submissions - masters) < 3 / reviewers)
        own = rng.permutation(np.concatenate([np.arange(masters), others]))
        for place, submission in enumerate(own):
            week = 1 + 12 * place // len(own)
            levels[submission, :, who] = _score(rng, who, places[submission], effects, (week - 1) / 11)
            when[submission, :, who] = week
    levels[rng.random(levels.shape) < 0.02] = -1
    master = np.array([[_expected(p) if s < masters else -1 for p in row] for s, row in enumerate(places)])
    units = submissions * indicators
    return Ratings(
        scale=Scale(kind=ScaleKind.ORDINAL, categories=(1, 2, 3, 4)),
        raters=tuple(f"R{r + 1}" for r in range(reviewers)),
        units=tuple(f"S{u // indicators + 1} I{u % indicators + 1}" for u in range(units)),
        levels=levels.reshape(units, reviewers),
        submission=np.arange(units) // indicators,
        indicator=np.arange(units) % indicators,
        when=when.reshape(units, reviewers),
        master=master.reshape(units),
    )
