"""The history of a review: what was done when, what it was at any moment, what differs since, and starting over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.events import Act, Event, Finalised, Opened, Reopened, Sealed, StartedOver, Undone, Viewed
from reviewer_app.domain.ids import EventId, IndicatorId, SubmissionId
from reviewer_app.domain.program import Indicator
from reviewer_app.domain.review import Review, fold
from reviewer_app.errors import UsageError
from reviewer_app.workflow.cases import append, case_of, open_case
from reviewer_app.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One act of a review. ``taken_back`` says that it was undone and not brought back; ``repeats``: how many acts of
    the same sort on the same thing, one right after another, this line stands for."""

    event: EventId
    at: datetime
    act: Act
    taken_back: bool = False
    repeats: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What was another at an earlier moment. ``indicator`` None: on the whole. Empty text: there was none."""

    indicator: IndicatorId | None
    what: str  # level, feedback, note, confidence, citations, conditions
    then: str
    now: str


def moments(events: Iterable[Event]) -> tuple[Moment, ...]:
    """What was done, oldest first. Looking at evidence is left out; undoing shows as the act that it took back."""
    every = tuple(events)
    undone = _taken_back(every)
    found: list[Moment] = []
    for event in every:
        if isinstance(event.act, Viewed | Undone):
            continue
        moment = Moment(event=event.id, at=event.at, act=event.act, taken_back=event.id in undone)
        if found and _same(found[-1], moment):
            moment = Moment(
                event=event.id,
                at=event.at,
                act=event.act,
                taken_back=moment.taken_back,
                repeats=found.pop().repeats + 1,
            )
        found.append(moment)
    return tuple(found)


def _same(before: Moment, after: Moment) -> bool:
    """Feedback that was kept again and again while it was written is one line."""
    if type(before.act) is not type(after.act) or before.act.kind not in ("commented", "noted"):
        return False
    return getattr(before.act, "indicator", None) == getattr(after.act, "indicator", None) and (
        before.taken_back == after.taken_back
    )


def _taken_back(events: tuple[Event, ...]) -> frozenset[EventId]:
    """The acts that an undo took back and no redo brought back."""
    by_id = {e.id: e.act for e in events}
    gone: set[EventId] = set()
    for event in events:
        if isinstance(event.act, Undone):
            target: EventId | None = event.act.event
            inner = by_id.get(event.act.event)
            if isinstance(inner, Undone):
                gone.discard(inner.event)
            elif target is not None:
                gone.add(target)
    return frozenset(gone)


def review_at(ws: Workspace, submission: SubmissionId, event: EventId) -> Review:
    """The review as it was right after that event; UsageError ``unknown-event``."""
    case = case_of(ws, submission)
    events = ws.journal.events(case.review.id)
    place = next((n for n, e in enumerate(events) if e.id == event), None)
    if place is None:
        raise UsageError("That moment is not in the history.", hint="Look at the history again.", code="unknown-event")
    return fold(case.review.id, events[: place + 1])


def compare(ws: Workspace, submission: SubmissionId, event: EventId) -> tuple[Difference, ...]:
    """What differs between that moment and now, by indicator."""
    case = case_of(ws, submission)
    then = review_at(ws, submission, event)
    return differences(case.indicators, then, case.review)


def differences(indicators: tuple[Indicator, ...], then: Review, now: Review) -> tuple[Difference, ...]:
    """What differs between two states of a review, by indicator; the whole comes last."""
    found: list[Difference] = []
    for indicator in indicators:
        found += _pair(indicator.id, "level", _level(indicator, then), _level(indicator, now))
        found += _texts(indicator.id, then, now)
    return (*found, *_texts(None, then, now))


def _level(indicator: Indicator, review: Review) -> str:
    value = review.scores.get(indicator.id)
    level = indicator.level(value) if value is not None else None
    return f"{level.value} {level.name}" if level is not None else ""


def _texts(of: IndicatorId | None, then: Review, now: Review) -> list[Difference]:
    found = _pair(of, "feedback", then.comments.get(of, ""), now.comments.get(of, ""))
    found += _pair(of, "note", then.notes.get(of, ""), now.notes.get(of, ""))
    if of is not None:
        found += _pair(of, "confidence", then.confidence.get(of, ""), now.confidence.get(of, ""))
    found += _pair(of, "citations", _count(then, of), _count(now, of))
    return [*found, *_pair(of, "conditions", _codes(then, of), _codes(now, of))]


def _pair(of: IndicatorId | None, what: str, then: str, now: str) -> list[Difference]:
    return [] if then == now else [Difference(indicator=of, what=what, then=then, now=now)]


def _count(review: Review, of: IndicatorId | None) -> str:
    count = len(review.citations_of(of))
    return str(count) if count else ""


def _codes(review: Review, of: IndicatorId | None) -> str:
    return ", ".join(sorted(c.code for c in review.conditions if c.indicator == of))


def start_over(ws: Workspace, submission: SubmissionId) -> Changes:
    """Put everything of the review aside in one act, which undo takes back; UsageError ``nothing-to-put-aside``."""
    case = open_case(ws, submission)
    review = case.review
    held = (review.scores, review.comments, review.notes, review.confidence, review.citations, review.conditions)
    if not any(held):
        raise UsageError("There is nothing to put aside yet.", code="nothing-to-put-aside")
    return append(ws, case, StartedOver())


MILESTONES = (Opened, Finalised, Reopened, Sealed, StartedOver)
"""Acts that part a history into chapters."""
