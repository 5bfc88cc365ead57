"""One reviewer's work on a submission, folded from its events; what may happen next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reviewer_app.domain.citation import Citation
from reviewer_app.domain.events import (
    Cited,
    Commented,
    Confided,
    Event,
    Finalised,
    Flagged,
    Noted,
    Opened,
    Recited,
    Reopened,
    Scored,
    Sealed,
    Uncited,
    Undone,
    Unflagged,
    Viewed,
)
from reviewer_app.domain.ids import BundleId, CitationId, DecisionId, EventId, IndicatorId, ItemId, ReviewId


class Stage(StrEnum):
    """How far a review is."""

    NEW = "new"
    IN_PROGRESS = "in-progress"
    FINALISED = "finalised"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A standing condition: why one indicator, or (None) the submission, is not scorable."""

    code: str
    indicator: IndicatorId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The state of one review. Dictionaries are never changed after the fold."""

    id: ReviewId
    stage: Stage
    scores: dict[IndicatorId, int] = field(default_factory=dict)
    comments: dict[IndicatorId | None, str] = field(default_factory=dict)
    notes: dict[IndicatorId | None, str] = field(default_factory=dict)
    confidence: dict[IndicatorId, str] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    conditions: tuple[Condition, ...] = ()
    viewed: dict[ItemId, tuple[tuple[int, int], ...]] = field(default_factory=dict)  # merged spans, sorted
    seconds: dict[ItemId, int] = field(default_factory=dict)
    decision: DecisionId | None = None
    bundle: BundleId | None = None
    reopened: tuple[str, ...] = ()  # reasons, oldest first
    can_undo: EventId | None = None  # the event that undo would take back
    can_redo: EventId | None = None  # the undone-event that redo would take back
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether acts may still be added (reopen first otherwise)."""
        return self.stage in (Stage.NEW, Stage.IN_PROGRESS)

    def citations_of(self, indicator: IndicatorId | None) -> tuple[Citation, ...]:
        """The citations tied to that indicator (None: not assigned)."""
        return tuple(c for c in self.citations if c.indicator == indicator)
