"""Which of thousands of measured files are worth a closer look beside one: an index over their fingerprints."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from reviewer_app.domain.similarity import ALIKE, NEAR_BITS, SKETCH, Fingerprint, similar
from reviewer_app.workspace import Workspace

_LEAST = ALIKE - 1e-9
_TAIL = 400  # files measured since the index was made that are looked at one by one


class Lookalikes:
    """Follows the measures of a workspace. What it finds is all that may be alike, and little that is not."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at = -1  # of the files measured since the workspace was opened, those that are known here
        self._files: list[tuple[str, Fingerprint]] = []
        self._tail: list[tuple[str, Fingerprint]] = []
        self._texts: Any = None  # sorted hashes, and whose each is
        self._text_owners: Any = None
        self._pictures: Any = None
        self._picture_owners: Any = None
        self._picture_counts: Any = None

    def near(self, ws: Workspace, mark: Fingerprint) -> set[str]:
        """The SHA-256 of the files that may be alike, this very one among them."""
        with self._lock:
            self._follow(ws)
            found = self._by_text(mark.text) | self._by_pictures(mark.pictures)
            return {self._files[n][0] for n in found} | {s for s, m in self._tail if similar(mark, m).alike}

    def _follow(self, ws: Workspace) -> None:
        known, until = ws.measures.all(), len(ws.measures.touched)
        if self._at < 0:
            self._files = [(sha256, m.fingerprint) for sha256, m in known.items()]
            self._build()
        else:
            self._tail += [(s, known[s].fingerprint) for s in ws.measures.touched[self._at : until] if s in known]
        self._at = until
        if len(self._tail) > _TAIL:
            self._files, self._tail = [*self._files, *self._tail], []
            self._build()

    def _build(self) -> None:
        import numpy as np

        marks = [m for _, m in self._files]
        texts, owners = _flat([m.text for m in marks])
        order = np.argsort(texts, kind="stable")
        self._texts, self._text_owners = texts[order], owners[order]
        self._pictures, self._picture_owners = _flat([m.pictures for m in marks])
        self._picture_counts = np.array([len(m.pictures) for m in marks], np.int64)

    def _by_text(self, text: Sequence[int]) -> set[int]:
        """Files with so many hashes in common that the sketches may be alike (see ``similarity``)."""
        import numpy as np

        if not text or not len(self._texts):
            return set()
        wanted = np.unique(np.array(text, np.uint64))
        first, last = (np.searchsorted(self._texts, wanted, side) for side in ("left", "right"))
        hits = [self._text_owners[a:b] for a, b in zip(first, last, strict=True) if a < b]
        if not hits:
            return set()
        shared = np.bincount(np.concatenate(hits))
        return set(np.flatnonzero(shared >= _LEAST * min(SKETCH, len(wanted))).tolist())

    def _by_pictures(self, pictures: Sequence[int]) -> set[int]:
        """Files that have a near partner for so many of the pictures."""
        import numpy as np

        if not pictures or not len(self._pictures):
            return set()
        matched = np.zeros(len(self._files), np.int64)
        for value in pictures:
            near = np.bitwise_count(self._pictures ^ np.uint64(value)) <= NEAR_BITS
            matched[np.unique(self._picture_owners[near])] += 1
        needed = _LEAST * np.minimum(self._picture_counts, len(pictures))
        return set(np.flatnonzero((matched > 0) & (matched >= needed)).tolist())


def _flat(values: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """All the values in one row, and which of the sequences each is of."""
    import numpy as np

    owners = np.repeat(np.arange(len(values)), [len(v) for v in values])
    return np.fromiter((x for v in values for x in v), np.uint64, count=len(owners)), owners


def lookalikes(ws: Workspace) -> Lookalikes:
    """The index of a workspace."""
    found: Lookalikes = ws.cache.setdefault("lookalikes", Lookalikes())
    return found
