"""A reviewer's acts. Each is one journal row, never edited; a new shape is a new kind.

An act's ``kind`` in the journal is the class's ``kind`` constant; its JSON body is the class's own fields. ``undone``
names the event it takes back, which may itself be an ``undone`` (that is redo).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.ids import BundleId, CitationId, DecisionId, EventId, IndicatorId, ItemId, KeyId, ReviewId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The reviewer looked at the submission for the first time."""

    kind: ClassVar[str] = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A level was given to an indicator; ``level`` None takes the score away."""

    kind: ClassVar[str] = "scored"
    indicator: IndicatorId
    level: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """Feedback for the candidate, on an indicator or (None) over all; the whole new text."""

    kind: ClassVar[str] = "commented"
    indicator: IndicatorId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A private note, never in the letter; the whole new text."""

    kind: ClassVar[str] = "noted"
    indicator: IndicatorId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confided:
    """How sure the reviewer is of a score: ``sure``, ``fairly`` or ``unsure``."""

    kind: ClassVar[str] = "confided"
    indicator: IndicatorId
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A place in the evidence was tied to an indicator."""

    kind: ClassVar[str] = "cited"
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Recited:
    """A citation was trimmed, moved to another indicator, or its note changed: the new whole of it."""

    kind: ClassVar[str] = "recited"
    citation: CitationId
    selector: Selector
    indicator: IndicatorId | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncited:
    """A citation was taken out."""

    kind: ClassVar[str] = "uncited"
    citation: CitationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Why something is not scorable: a condition code on one indicator or (None) the whole submission."""

    kind: ClassVar[str] = "flagged"
    condition: str
    indicator: IndicatorId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unflagged:
    """A condition was taken away."""

    kind: ClassVar[str] = "unflagged"
    condition: str
    indicator: IndicatorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewed:
    """What was looked at: a page range or time span of an item, and for how long (``seconds`` of attention)."""

    kind: ClassVar[str] = "viewed"
    item: ItemId
    seconds: int
    start: int = 0  # first page or whole milliseconds
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedOver:
    """Scores, feedback, notes, citations and conditions were all put aside at once; undo brings them back."""

    kind: ClassVar[str] = "started-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """Takes back the event of that id."""

    kind: ClassVar[str] = "undone"
    event: EventId


@dataclass(frozen=True, slots=True, kw_only=True)
class Finalised:
    """The reviewer stands by it; the decision of that id is what was true at this moment."""

    kind: ClassVar[str] = "finalised"
    decision: DecisionId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """A finalised review was taken up again, for a reason."""

    kind: ClassVar[str] = "reopened"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The decision went into a signed bundle."""

    kind: ClassVar[str] = "sealed"
    decision: DecisionId
    bundle: BundleId


Act = (
    Opened
    | Scored
    | Commented
    | Noted
    | Confided
    | Cited
    | Recited
    | Uncited
    | Flagged
    | Unflagged
    | Viewed
    | StartedOver
    | Undone
    | Finalised
    | Reopened
    | Sealed
)

ACTS: dict[str, type[Act]] = {
    a.kind: a
    for a in (
        Opened,
        Scored,
        Commented,
        Noted,
        Confided,
        Cited,
        Recited,
        Uncited,
        Flagged,
        Unflagged,
        Viewed,
        StartedOver,
        Undone,
        Finalised,
        Reopened,
        Sealed,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An act with who, when and on which review. ``id`` is a UUIDv7, so ids sort by time."""

    id: EventId
    review: ReviewId
    at: datetime  # aware UTC
    by: KeyId
    act: Act
