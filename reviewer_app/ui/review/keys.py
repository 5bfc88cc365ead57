"""The keys of the scoring screen as data: the screen obeys them, the sheet lists them, Settings changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewKey:
    """One act by key. ``keys`` are Qt key sequences; a single letter or digit can be turned off (WCAG 2.1.4)."""

    id: str
    keys: tuple[str, ...]
    description: str


REVIEW_KEYS: tuple[ReviewKey, ...] = (
    ReviewKey(id="review.next-indicator", keys=("J",), description="Next indicator"),
    ReviewKey(id="review.previous-indicator", keys=("K",), description="Indicator before"),
    *(ReviewKey(id=f"review.level-{n}", keys=(str(n),), description=f"Level {n}") for n in range(1, 10)),
    ReviewKey(id="review.cite", keys=("C",), description="Cite what is shown or selected"),
    ReviewKey(id="review.in", keys=("I",), description="The citation begins here"),
    ReviewKey(id="review.out", keys=("O",), description="The citation ends here"),
    ReviewKey(id="review.play", keys=("Space",), description="Play or hold"),
    ReviewKey(id="review.step-back", keys=(",", "Left"), description="One frame back"),
    ReviewKey(id="review.step-on", keys=(".", "Right"), description="One frame on"),
    ReviewKey(id="review.jump-back", keys=("Shift+Left",), description="A short skip back"),
    ReviewKey(id="review.jump-on", keys=("Shift+Right",), description="A short skip on"),
    ReviewKey(id="review.long-back", keys=("Ctrl+Shift+Left",), description="A long skip back"),
    ReviewKey(id="review.long-on", keys=("Ctrl+Shift+Right",), description="A long skip on"),
    ReviewKey(id="review.scene-back", keys=("PgUp",), description="Scene before"),
    ReviewKey(id="review.scene-on", keys=("PgDown",), description="Next scene"),
    ReviewKey(id="review.slower", keys=("Shift+Down",), description="Slower"),
    ReviewKey(id="review.faster", keys=("Shift+Up",), description="Faster"),
    ReviewKey(id="review.loop", keys=("L",), description="Repeat the citation"),
    ReviewKey(id="review.trim-start", keys=("[",), description="The citation gone to begins here"),
    ReviewKey(id="review.trim-end", keys=("]",), description="The citation gone to ends here"),
    ReviewKey(id="review.full-screen", keys=("F",), description="Full screen"),
    ReviewKey(id="review.mute", keys=("M",), description="Sound off or on"),
    ReviewKey(id="review.captions", keys=("S",), description="Captions off or on"),
    ReviewKey(id="review.transcript", keys=("T",), description="Transcript"),
    ReviewKey(id="review.zoom-in", keys=("Ctrl++", "Ctrl+="), description="Timeline: look closer"),
    ReviewKey(id="review.zoom-out", keys=("Ctrl+-",), description="Timeline: further away"),
    ReviewKey(id="review.zoom-all", keys=("Ctrl+0",), description="Timeline: all of it"),
    ReviewKey(id="review.comment", keys=("Return",), description="Write feedback"),
    ReviewKey(id="review.snippet", keys=("/",), description="Insert a snippet of feedback"),
    ReviewKey(id="review.search", keys=("Ctrl+F",), description="Search in the document"),
    ReviewKey(id="review.next-item", keys=("Ctrl+Right",), description="Next evidence item"),
    ReviewKey(id="review.previous-item", keys=("Ctrl+Left",), description="Evidence item before"),
    ReviewKey(id="review.side-by-side", keys=("B",), description="Two items side by side, or one"),
    ReviewKey(id="review.stacked", keys=("Shift+B",), description="Two items stacked, or one"),
    ReviewKey(id="review.second-screen", keys=("W",), description="Evidence on a second screen, or back"),
    ReviewKey(id="review.grow", keys=("G",), description="More room for the rubric, or less"),
    ReviewKey(id="review.protocol", keys=("P",), description="Scoring protocol"),
    ReviewKey(id="review.look-fors", keys=("E",), description="Look-fors and examples of the indicator"),
    ReviewKey(id="review.only", keys=("V",), description="Only this indicator's citations in the evidence, or all"),
    ReviewKey(id="review.citations", keys=("A",), description="Go to the citations of the indicator"),
    ReviewKey(id="review.not-scorable", keys=("X",), description="Why the indicator is not scorable"),
    ReviewKey(id="review.history", keys=("H",), description="History, and comparing with an earlier moment"),
    ReviewKey(id="review.letter", keys=("Ctrl+L",), description="The letter as it will be read"),
    ReviewKey(id="review.undo", keys=("Ctrl+Z",), description="Undo"),
    ReviewKey(id="review.redo", keys=("Ctrl+Shift+Z", "Ctrl+Y"), description="Redo"),
    ReviewKey(id="review.finalise", keys=("Ctrl+Return", "Ctrl+Enter"), description="Finalise and sign"),
    ReviewKey(id="review.next", keys=("N",), description="Next submission"),
    ReviewKey(id="review.leave-field", keys=("Escape",), description="Leave a text field"),
)


def is_single(keys: str) -> bool:
    """Whether that is one printable key without Ctrl, Alt or Shift."""
    return len(keys) == 1


def key_map(changed: Mapping[str, str], letters: bool) -> dict[str, str]:
    """Key sequence to act id, with the person's own keys; ``letters`` False leaves single printable keys out."""
    found: dict[str, str] = {}
    for key in REVIEW_KEYS:
        sequences = (changed[key.id],) if key.id in changed else key.keys
        for sequence in sequences:
            if sequence and (letters or not is_single(sequence)):
                found.setdefault(sequence, key.id)
    return found


def key_of(act: str, changed: Mapping[str, str]) -> str:
    """The key to show for an act."""
    return changed.get(act) or next((k.keys[0] for k in REVIEW_KEYS if k.id == act), "")
