"""Agreement weights between the levels of the declared scale (1 = the same, 0 = farthest apart)."""

from __future__ import annotations

import numpy as np

from reviewer_app.domain.agreement.table import Floats, Scale

NAMES = ("unweighted", "linear", "quadratic", "ordinal")


def weights(scale: Scale, name: str) -> Floats:
    """The levels x levels weights called unweighted, linear, quadratic (Cohen 1968) or ordinal (Gwet 2014, 3.5)."""
    count = len(scale.categories)
    if name == "unweighted" or count < 2:
        return np.eye(count)
    if name == "ordinal":
        place = np.arange(float(count))
        steps = np.abs(place[:, None] - place[None, :])
        return np.asarray(1.0 - (steps + 1) * steps / (count * (count - 1)))
    place = scale.positions()
    apart = np.abs(place[:, None] - place[None, :])
    apart /= apart.max()
    return np.asarray(1.0 - (apart if name == "linear" else apart**2))


def from_disagreement(disagreement: Floats) -> Floats:
    """Agreement weights from weights of disagreement (0 on the diagonal, the worst is the largest)."""
    return np.asarray(1.0 - disagreement / disagreement.max())
