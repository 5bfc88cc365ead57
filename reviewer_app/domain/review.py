"""One reviewer's work on a submission, folded from its events; what may happen next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from reviewer_app.domain.citation import Citation
from reviewer_app.domain.events import (
    Act,
    Cited,
    Commented,
    Confided,
    Event,
    Finalised,
    Flagged,
    Noted,
    Recited,
    Reopened,
    Scored,
    Sealed,
    StartedOver,
    Uncited,
    Undone,
    Unflagged,
    Viewed,
)
from reviewer_app.domain.ids import BundleId, CitationId, DecisionId, EventId, IndicatorId, ItemId, ReviewId

_K = TypeVar("_K")
_V = TypeVar("_V")


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
    last_sealed: DecisionId | None = None  # what went out last, also when reopened: what a new one supersedes
    reopened: tuple[str, ...] = ()  # reasons, oldest first
    can_undo: EventId | None = None  # the event that undo would take back
    can_redo: EventId | None = None  # the undone-event that redo would take back
    last_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether acts may still be added (reopen first otherwise)."""
        return self.stage in (Stage.NEW, Stage.IN_PROGRESS)

    def citations_of(self, indicator: IndicatorId | None) -> tuple[Citation, ...]:
        """The citations tied to that indicator (None: not assigned)."""
        return tuple(c for c in self.citations if c.indicator == indicator)


UNDOABLE = (Scored, Commented, Noted, Confided, Cited, Recited, Uncited, Flagged, Unflagged, StartedOver)


class Folding:
    """A review being folded, one event at a time, so that an act needs no second look at all the others.

    The rules: undo takes back the latest act still standing since the last finalising or reopening; redo brings it back
    as long as nothing newer was done (looking at evidence is not a newer act). An event that breaks the rules, which
    the workflow never writes, has no effect: a closed review listens to nothing but reopening and sealing.
    """

    def __init__(self, review: ReviewId) -> None:
        self.events: list[Event] = []
        self._id = review
        self._stage = Stage.NEW
        self._base: list[Event] = []  # undoable acts in effect before the last finalising or reopening
        self._done: list[Event] = []  # undoable acts in effect since then, the latest last
        self._undone: list[tuple[EventId, Event]] = []  # what redo may bring back, with the undone-event that took it
        self._view = _View()
        self._viewed: dict[ItemId, tuple[tuple[int, int], ...]] = {}
        self._seconds: dict[ItemId, int] = {}
        self._decision: DecisionId | None = None
        self._bundle: BundleId | None = None
        self._last_sealed: DecisionId | None = None
        self._reopened: tuple[str, ...] = ()

    def add(self, event: Event) -> None:
        """Take in the next event of the journal."""
        self.events.append(event)
        act = event.act
        if self._stage in (Stage.FINALISED, Stage.SEALED):
            self._add_closed(act)
        elif isinstance(act, UNDOABLE):
            self._stage = Stage.IN_PROGRESS
            self._done.append(event)
            self._undone.clear()
            self._view.apply(act)
        else:
            self._add_open(event, act)

    def _add_closed(self, act: Act) -> None:
        if isinstance(act, Reopened):
            self._stage, self._decision, self._bundle = Stage.IN_PROGRESS, None, None
            self._reopened = (*self._reopened, act.reason)
        elif isinstance(act, Sealed) and self._stage is Stage.FINALISED and act.decision == self._decision:
            self._stage, self._bundle, self._last_sealed = Stage.SEALED, act.bundle, act.decision

    def _add_open(self, event: Event, act: Act) -> None:
        if isinstance(act, Viewed):
            self._viewed[act.item] = merge_spans((*self._viewed.get(act.item, ()), (act.start, act.end)))
            self._seconds[act.item] = self._seconds.get(act.item, 0) + act.seconds
        elif isinstance(act, Undone):
            self._take_back(event, act.event)
        elif isinstance(act, Finalised):
            self._stage, self._decision = Stage.FINALISED, act.decision
            self._base += self._done
            self._done, self._undone = [], []
            return
        if self._stage is Stage.NEW:
            self._stage = Stage.IN_PROGRESS

    def _take_back(self, event: Event, target: EventId) -> None:
        if self._done and self._done[-1].id == target:
            self._undone.append((event.id, self._done.pop()))
            self._view = _View()
            for earlier in (*self._base, *self._done):
                self._view.apply(earlier.act)
        elif self._undone and self._undone[-1][0] == target:
            _, again = self._undone.pop()
            self._done.append(again)
            self._view.apply(again.act)

    def review(self) -> Review:
        """The state after the events so far; later events don't touch it."""
        return Review(
            id=self._id,
            stage=self._stage,
            scores=dict(self._view.scores),
            comments=dict(self._view.comments),
            notes=dict(self._view.notes),
            confidence=dict(self._view.confidence),
            citations=tuple(self._view.citations.values()),
            conditions=tuple(self._view.conditions.values()),
            viewed=dict(self._viewed),
            seconds=dict(self._seconds),
            decision=self._decision,
            bundle=self._bundle,
            last_sealed=self._last_sealed,
            reopened=self._reopened,
            can_undo=self._done[-1].id if self._done else None,
            can_redo=self._undone[-1][0] if self._undone else None,
            last_at=self.events[-1].at if self.events else None,
        )


class _View:
    """What the standing acts add up to."""

    def __init__(self) -> None:
        self.scores: dict[IndicatorId, int] = {}
        self.comments: dict[IndicatorId | None, str] = {}
        self.notes: dict[IndicatorId | None, str] = {}
        self.confidence: dict[IndicatorId, str] = {}
        self.citations: dict[CitationId, Citation] = {}
        self.conditions: dict[tuple[str, IndicatorId | None], Condition] = {}

    def apply(self, act: Act) -> None:
        """Let one undoable act take effect."""
        match act:
            case Scored():
                _put(self.scores, act.indicator, act.level)
            case Commented():
                _put(self.comments, act.indicator, act.text or None)
            case Noted():
                _put(self.notes, act.indicator, act.text or None)
            case Confided():
                _put(self.confidence, act.indicator, act.confidence or None)
            case Flagged():
                key = (act.condition, act.indicator)
                self.conditions[key] = Condition(code=act.condition, indicator=act.indicator, note=act.note)
            case Unflagged():
                self.conditions.pop((act.condition, act.indicator), None)
            case StartedOver():
                self._clear()
            case _:
                self._apply_citation(act)

    def _clear(self) -> None:
        for kept in (self.scores, self.comments, self.notes, self.confidence, self.citations, self.conditions):
            kept.clear()

    def _apply_citation(self, act: Act) -> None:
        if isinstance(act, Cited):
            self.citations[act.citation.id] = act.citation
        elif isinstance(act, Recited) and act.citation in self.citations:
            old = self.citations[act.citation]
            self.citations[act.citation] = replace(old, selector=act.selector, indicator=act.indicator, note=act.note)
        elif isinstance(act, Uncited):
            self.citations.pop(act.citation, None)


def _put(where: dict[_K, _V], key: _K, value: _V | None) -> None:
    """Set a key, or take it out when the value is None."""
    if value is None:
        where.pop(key, None)
    else:
        where[key] = value


def merge_spans(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Closed spans sorted and joined where they overlap or follow each other without a whole number between them."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((min(s), max(s)) for s in spans):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def fold(review: ReviewId, events: Iterable[Event]) -> Review:
    """The state of a review after its events, in journal order."""
    folding = Folding(review)
    for event in events:
        folding.add(event)
    return folding.review()
