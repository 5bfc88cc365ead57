"""How numbers, sizes, dates and lengths of time are written on every screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.workflow.pace import Pace as WorkPace


def size_text(count: int) -> str:
    """A number of bytes in words: 812 KB, 31.4 GB."""
    value = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit in ("bytes", "KB") or value >= 100 else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def left_text(seconds: float) -> str:
    """How long is left, in words a person would use."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s left"
    if seconds < 5400:
        return f"about {round(seconds / 60)} min left"
    return f"about {seconds / 3600:.1f} h left"


def many(count: int, one: str, more: str = "") -> str:
    """A count with its noun: 1 video, 3 videos."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def day_text(day: date, today: date) -> str:
    """A day: Today, Dec 4, or Dec 4 2027 in another year."""
    if day == today:
        return "Today"
    short = f"{day:%b} {day.day}"
    return short if day.year == today.year else f"{short} {day.year}"


def when_text(moment: datetime, now: datetime) -> str:
    """A moment in the person's own time: Today 09:12, Nov 19 16:40."""
    here, reference = moment.astimezone(), now.astimezone()
    return f"{day_text(here.date(), reference.date())} {here:%H:%M}"


def uncapped(words: str) -> str:
    """Such words within a sentence: today 09:12."""
    return words.replace("Today", "today", 1)


def listed(words: list[str]) -> str:
    """Words in a row: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def short_key(key: str) -> str:
    """A key's id as it is shown: its first and last four digits."""
    return f"{key[:4]}…{key[-4:]}" if len(key) > 12 else key


def long_text(minutes: float) -> str:
    """A length of work: 25 min, 3 h 20."""
    whole = max(1, round(minutes))
    if whole < 60:
        return f"{whole} min"
    hours, rest = divmod(whole, 60)
    if hours >= 10 or not rest:
        return f"{round(whole / 60)} h"
    return f"{hours} h {rest:02d}"


def rough_text(minutes: float) -> str:
    """An estimate of a length of work, no more exact than it is: a few minutes, about 25 min, about 3 h 15."""
    if minutes < 5:
        return "a few minutes"
    if minutes < 57.5:
        return f"about {5 * round(minutes / 5)} min"
    quarters = 15 * round(minutes / 15)
    return f"about {long_text(quarters if quarters < 600 else minutes)}"


def pace_text(pace: WorkPace) -> tuple[str, str]:
    """A reviewer's progress in a few words, and in sentences for tool tip and screen reader."""
    if not pace.week:
        return "", ""
    short = [f"Today {pace.today}", f"this week {pace.week}"]
    long = [f"Finalised today: {pace.today}. This week: {pace.week}."]
    if pace.minutes is not None:
        each = "under a minute" if pace.minutes < 1 else f"about {long_text(pace.minutes)}"
        most = "a minute" if pace.minutes < 1 else long_text(pace.minutes)
        short.append(f"{each} each")
        long.append(f"Half of your latest took less than {most} of work.")
    if pace.minutes_left is not None:
        rest = "the one that waits" if pace.left == 1 else f"the {pace.left:,} that wait"
        short.append(f"{rough_text(pace.minutes_left)} for {rest}")
        long.append(f"At this pace {rest} take{'s' if pace.left == 1 else ''} {rough_text(pace.minutes_left)}.")
    return " · ".join(short), " ".join(long)


class Pace:
    """Estimates how long is left from how far the work came; nothing is said in the first second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()

    def left(self, done: int, total: int) -> str:
        """About how long is left, or nothing when it can't be said yet."""
        spent = self._clock() - self._began
        if total <= 0 or done <= 0 or spent < 1.0 or done >= total:
            return ""
        return left_text(spent * (total - done) / done)
