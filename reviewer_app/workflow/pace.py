"""How a reviewer gets on: done today and this week, minutes for a submission, until all is done; and when to rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from reviewer_app.domain.events import Event, Finalised
from reviewer_app.domain.ids import KeyId, ReviewId
from reviewer_app.workspace import Workspace

PAUSE = timedelta(minutes=5)
"""Acts further apart than this are not one stretch of work."""
_LATEST = 40  # how many submissions the pace is taken from
_LEAST = 3  # below this nothing is estimated


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One reviewer's progress. ``minutes`` is the median for a submission, None while there are too few to say."""

    today: int = 0
    week: int = 0
    minutes: float | None = None
    left: int = 0

    @property
    def minutes_left(self) -> float | None:
        """Minutes until all that waits is done at this pace; None when it can't be said."""
        return None if self.minutes is None or not self.left else self.minutes * self.left


def pace(ws: Workspace, reviews: Iterable[ReviewId], left: int) -> Pace:
    """The current reviewer's pace over these reviews, with ``left`` still to do."""
    done: list[tuple[datetime, ReviewId]] = []
    for review in reviews:
        at = _finalised(ws.journal.events(review), ws.key_id)
        if at is not None:
            done.append((at, review))
    done.sort(reverse=True)
    today = ws.clock.now().astimezone().date()
    days = [at.astimezone().date() for at, _ in done]
    spent = [minutes_of(ws.journal.events(review), ws.key_id) for _, review in done[:_LATEST]]
    return Pace(
        today=sum(day == today for day in days),
        week=sum(_monday(day) == _monday(today) for day in days),
        minutes=median(spent) if len(spent) >= _LEAST else None,
        left=left,
    )


def minutes_of(events: Sequence[Event], by: KeyId) -> float:
    """Minutes of work on one review: the time between acts, without pauses of over five minutes."""
    times = [e.at for e in events if e.by == by]
    steps = (later - earlier for earlier, later in pairwise(times))
    return sum((s for s in steps if timedelta(0) < s <= PAUSE), timedelta()).total_seconds() / 60


def _finalised(events: Sequence[Event], by: KeyId) -> datetime | None:
    return next((e.at for e in reversed(events) if isinstance(e.act, Finalised) and e.by == by), None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class Stretch:
    """Notices a long stretch of work. A pause, or the computer asleep, begins a new one."""

    def __init__(self) -> None:
        self._began: datetime | None = None
        self._last: datetime | None = None
        self._said: datetime | None = None

    def act(self, now: datetime, minutes: float) -> bool:
        """Something was done at ``now``; True when it is time for a break: once each ``minutes`` without a pause."""
        if self._began is None or self._last is None or not timedelta(0) <= now - self._last <= PAUSE:
            self._began, self._said = now, None
        self._last = now
        since = now - (self._said or self._began)
        if since < timedelta(minutes=minutes):
            return False
        self._said = now
        return True

    @property
    def minutes(self) -> int:
        """How long the stretch is now, in whole minutes."""
        if self._began is None or self._last is None:
            return 0
        return int((self._last - self._began).total_seconds() // 60)
