"""Matrix products in blocks too small for the linear algebra library to start threads.

Its threads wait for each other by spinning: on a laptop whose cores are busy a product of 2 ms then takes 250 ms.
"""

from __future__ import annotations

import numpy as np

from reviewer_app.domain.agreement.table import Floats

_BLOCK = 262_144  # multiplications; OpenBLAS starts threads above this
_SIDE = 64


def product(first: Floats, second: Floats) -> Floats:
    """``first @ second`` for a vector or matrix and a matrix."""
    if first.ndim == 1:
        return np.asarray(product(first[None, :], second)[0])
    rows, inner = first.shape
    columns = second.shape[1]
    if rows * inner * columns <= _BLOCK:
        return np.asarray(first @ second)
    wide = min(columns, 2 * _SIDE)
    deep = min(inner, max(_SIDE // 2, _BLOCK // (wide * _SIDE)))
    high = max(1, _BLOCK // (wide * deep))
    out = np.zeros((rows, columns))
    for r in range(0, rows, high):
        for c in range(0, columns, wide):
            part = out[r : r + high, c : c + wide]
            for k in range(0, inner, deep):
                part += first[r : r + high, k : k + deep] @ second[k : k + deep, c : c + wide]
    return out
