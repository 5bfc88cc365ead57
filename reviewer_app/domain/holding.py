"""What stands on a submission beside its reviews: holds, priority, being picked for a second reading.

Each mark is one appended row with who, when and why; none is edited. What stands is folded from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from reviewer_app.domain.ids import EventId, KeyId, SubmissionId


class HoldKind(StrEnum):
    """What is held, and so who may lift it."""

    OWN = "own"  # a reviewer's own reason: theirs to lift
    PRIVACY = "privacy"  # somebody can be recognised who should not be: the office lifts it, evidence is not shown
    INTEGRITY = "integrity"  # handed in before, or not the candidate's own work: the office lifts it

    @property
    def by_office(self) -> bool:
        """Whether only the office lifts it."""
        return self is not HoldKind.OWN

    @property
    def label(self) -> str:
        """What the screen says."""
        return {"own": "On hold", "privacy": "Privacy hold", "integrity": "Integrity hold"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The submission is not to be scored for now, for a reason."""

    kind: ClassVar[str] = "held"
    what: HoldKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """A hold no longer stands. ``signed_by`` is the office's key where its signed word was needed."""

    kind: ClassVar[str] = "lifted"
    hold: EventId
    reason: str
    signed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prioritised:
    """It is to be scored before (1) or after (-1) the others; 0 takes that away."""

    kind: ClassVar[str] = "prioritised"
    priority: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A leader wants it read a second time, for a reason."""

    kind: ClassVar[str] = "picked"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpicked:
    """No leader wants it read a second time any more."""

    kind: ClassVar[str] = "unpicked"
    reason: str = ""


MarkAct = Held | Lifted | Prioritised | Picked | Unpicked
MARKS: dict[str, type[MarkAct]] = {m.kind: m for m in (Held, Lifted, Prioritised, Picked, Unpicked)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of these acts with who, when and on which submission."""

    id: EventId
    submission: SubmissionId
    at: datetime  # aware UTC
    by: KeyId
    act: MarkAct


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold that stands."""

    id: EventId
    kind: HoldKind
    reason: str
    by: KeyId
    at: datetime

    @property
    def text(self) -> str:
        """What the screen says of it."""
        return f"{self.kind.label}: {self.reason}" if self.reason else self.kind.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands on a submission now."""

    holds: tuple[Hold, ...] = ()
    priority: int = 0
    picked: tuple[str, ...] = ()

    def seen_by(self, reviewer: KeyId) -> Standing:
        """As one reviewer sees it: another's own hold is none of theirs."""
        kept = tuple(h for h in self.holds if h.kind.by_office or h.by == reviewer)
        return self if len(kept) == len(self.holds) else replace(self, holds=kept)

    @property
    def hides_evidence(self) -> bool:
        """Whether the evidence must not be shown."""
        return any(h.kind is HoldKind.PRIVACY for h in self.holds)


NOTHING = Standing()


def standing(marks: Iterable[Mark]) -> Standing:
    """What stands after these marks, in the order they were made. A hold of the office's kind needs a signer's key."""
    holds: dict[EventId, Hold] = {}
    priority, picked = 0, list[str]()
    for mark in marks:
        match mark.act:
            case Held() as act:
                holds[mark.id] = Hold(id=mark.id, kind=act.what, reason=act.reason, by=mark.by, at=mark.at)
            case Lifted() as act:
                hold = holds.get(act.hold)
                if hold is not None and (act.signed_by or not hold.kind.by_office):
                    del holds[act.hold]
            case Prioritised() as act:
                priority = act.priority
            case Picked() as act:
                picked.append(act.reason)
            case Unpicked():
                picked.clear()
    return Standing(holds=tuple(holds.values()), priority=priority, picked=tuple(picked))
