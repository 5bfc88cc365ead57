"""The units that reviewers disagree on most: what to adjudicate or to talk about first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reviewer_app.domain.agreement.basis import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One unit with the level each reviewer gave, ``apart`` levels between the lowest and the highest."""

    unit: str
    apart: int
    given: tuple[tuple[str, str], ...]  # reviewer, level
    master: str = ""


def disagreements(basis: Basis, *, at_least: int = 2, most: int = 100) -> tuple[Disagreement, ...]:
    """Units whose scores are that many levels apart, largest first; on a scale without order: any that differ."""
    ratings = basis.ratings
    if not len(ratings.units):
        return ()
    highest = ratings.levels.max(axis=1)
    lowest = np.where(ratings.levels >= 0, ratings.levels, len(ratings.scale.categories)).min(axis=1)
    apart = highest - lowest
    if ratings.scale.kind == "nominal":
        apart = np.minimum(apart, 1)
        at_least = 1
    chosen = [int(u) for u in np.argsort(-apart, kind="stable") if apart[u] >= at_least][:most]
    masters = np.full(len(ratings.units), -1) if ratings.master is None else ratings.master
    return tuple(
        Disagreement(
            unit=ratings.units[u],
            apart=int(apart[u]),
            given=tuple(
                (name, ratings.scale.label(int(level)))
                for name, level in zip(ratings.raters, ratings.levels[u], strict=True)
                if level >= 0
            ),
            master=ratings.scale.label(int(masters[u])) if masters[u] >= 0 else "",
        )
        for u in chosen
    )
