"""How alike two pieces of evidence are, from small fingerprints of them: a help for people, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PICTURE_BITS = 64
NEAR_BITS = 10  # of 64 that may differ between two saves of one picture
SKETCH = 128  # shingle hashes in a full sketch of a text
LEAST_SHINGLES = 16  # shorter texts are alike by chance
HANDOUT = 3
"""With so many other candidates or more a file is taken for a handout."""
ALIKE = 0.6  # from here on a person should look


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What is kept of a file to find near copies of it. Nothing of the evidence can be read from it.

    ``pictures`` are 64-bit perceptual hashes of a picture, of a PDF's pages or of some frames of a video, without those
    of blank ones. ``text`` is a MinHash sketch of its word shingles, empty when there is too little text.
    """

    pictures: tuple[int, ...] = ()
    text: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """Shares of 0 to 1: of the text in common, and of the pictures of the one with fewer that the other has too."""

    text: float = 0.0
    pictures: float = 0.0

    @property
    def alike(self) -> bool:
        """Whether a person should look at the two side by side."""
        return max(self.text, self.pictures) >= ALIKE


def similar(a: Fingerprint, b: Fingerprint) -> Similarity:
    """How alike two files are; the same whichever way round."""
    few, many = sorted((a.pictures, b.pictures), key=len)
    return Similarity(
        text=_text(a.text, b.text),
        pictures=_share(few, many) if few else 0.0,
    )


def distance(a: int, b: int) -> int:
    """How many bits of two picture hashes differ."""
    return (a ^ b).bit_count()


def _text(a: Sequence[int], b: Sequence[int]) -> float:
    """The Jaccard index of two bottom-k sketches (Broder, On the resemblance and containment of documents, 1997)."""
    if not a or not b:
        return 0.0
    both = set(a) & set(b)
    size = min(SKETCH, len(set(a) | set(b)))
    lowest = sorted({*a, *b})[:size]
    return sum(value in both for value in lowest) / size


def _share(few: Sequence[int], many: Sequence[int]) -> float:
    """The share of ``few`` that have a partner of their own in ``many``, so that one picture does not count twice."""
    left = list(many)
    found = 0
    for value in few:
        near = min(left, key=lambda other: distance(value, other), default=None)
        if near is not None and distance(value, near) <= NEAR_BITS:
            left.remove(near)
            found += 1
    return found / len(few)
