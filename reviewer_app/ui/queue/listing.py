"""The queue's rows kept ready: what is searched in each, their order, their counts, what comes next. Knows no Qt.

A keystroke looks at tens of thousands of rows, and an act changes one of them: so nothing is sorted or put together
anew but what changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import TYPE_CHECKING, Any

from reviewer_app.ui.queue.state import DONE, FILTERS, NEW_FILTER, NOT_OPEN, OPEN_FILTER, TONES, waiting_on
from reviewer_app.workflow.deskvalues import QueueState

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.workflow.filters import Filter
    from reviewer_app.workflow.scoring import QueueRow

_LAST = "9999-12-31"
_STATE_ORDER = {name: n for n, name in enumerate(TONES)}
SORTS: dict[str, Callable[[QueueRow], Any]] = {
    "submission": lambda r: str(r.submission),
    "component": lambda r: (r.program_title, r.place, r.component_title),
    "program": lambda r: (r.program_title, r.place),
    "attempt": lambda r: r.attempt,
    "evidence": lambda r: sum(count for _, count in r.evidence),
    "progress": lambda r: r.scored / r.of if r.of else 0.0,
    "due": lambda r: r.due.isoformat() if r.due else _LAST,
    "state": lambda r: _STATE_ORDER.get(r.state.name, len(_STATE_ORDER)),
    "waiting": waiting_on,
}
_KEPT = 12  # filters whose rows are kept: what is typed and taken back is not looked for again
NO_WAIT = ("HOLD", "ELSEWHERE")
Key = tuple[Any, str]


def haystack(row: QueueRow) -> str:
    """What the box above the queue looks in."""
    parts = (row.submission, row.program_title, row.component, row.component_title, row.state_label, waiting_on(row))
    return " ".join(parts).casefold()


def next_key(row: QueueRow) -> Key:
    """The order of scoring: begun first, then by priority and due date, then as the program has its components."""
    due = row.due.isoformat() if row.due else _LAST
    return (row.state.name != "IN_PROGRESS", -row.priority, due, row.program_title, row.place), str(row.submission)


class Listing:
    """All rows of one reviewer's queue."""

    def __init__(self, rows: Iterable[QueueRow] = (), sort: str = "due") -> None:
        self._rows: dict[str, QueueRow] = {}
        self._texts: dict[str, str] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._next: list[Key] = []
        self._new: set[str] = set()
        self._left: dict[Hashable, tuple[QueueRow, ...]] = {}  # what was left by the latest filters
        self._programs: dict[str, str] = {}
        self.sort = sort if sort in SORTS else "due"
        for row in rows:
            self._take(row)
        self._order = self._ordered()
        self._next = sorted(next_key(r) for r in self._rows.values() if _may_score(r))

    # --- rows --------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, submission: str) -> QueueRow | None:
        """The row of a submission."""
        return self._rows.get(submission)

    def rows(self) -> tuple[QueueRow, ...]:
        """All of them, in no order that matters."""
        return tuple(self._rows.values())

    def programs(self) -> tuple[tuple[str, str], ...]:
        """Each program's id and title."""
        return tuple(sorted(self._programs.items(), key=lambda p: p[1]))

    def put(self, rows: Iterable[QueueRow]) -> None:
        """Put these rows in the place of those of the same submissions."""
        for row in rows:
            name = str(row.submission)
            before = self._rows.get(name)
            if before == row:
                continue
            self._left.clear()
            if before is not None:
                self._count(before, -1)
                _take_out(self._order, self._key(before))
                if _may_score(before):
                    _take_out(self._next, next_key(before))
            self._take(row)
            insort(self._order, self._key(row))
            if _may_score(row):
                insort(self._next, next_key(row))

    def new(self) -> frozenset[str]:
        """The submissions that are new."""
        return frozenset(self._new)

    # --- what is left by a filter ------------------------------------------------------------------------------------

    def left_by(self, wanted: Filter, found: Collection[str] = ()) -> tuple[QueueRow, ...]:
        """The rows that pass, in order. With words all states are looked in; ``found`` has them in its evidence."""
        if wanted.sort in SORTS and wanted.sort != self.sort:
            self.sort = wanted.sort
            self._order = self._ordered()
            self._left.clear()
        inside = frozenset(found) if wanted.text else frozenset()
        key = (" ".join(wanted.text.casefold().split()), wanted.program, wanted.state, wanted.descending, inside)
        if key not in self._left:
            if len(self._left) > _KEPT:
                self._left.clear()
            self._left[key] = self._pass(wanted, inside)
        return self._left[key]

    def _pass(self, wanted: Filter, found: frozenset[str]) -> tuple[QueueRow, ...]:
        words = wanted.text.casefold().split()
        names = self._with_words(words, found) if words else [name for _, name in self._order]
        all_rows = self._rows
        rows = [all_rows[name] for name in names]
        if wanted.program:
            rows = [r for r in rows if r.program == wanted.program]
        if not words:
            rows = self._in_state(rows, wanted.state)
        return tuple(reversed(rows)) if wanted.descending else tuple(rows)

    def _with_words(self, words: list[str], found: frozenset[str]) -> list[str]:
        texts = self._texts
        if len(words) == 1:
            word = words[0]
            if found:
                return [n for _, n in self._order if word in texts[n] or n in found]
            return [n for _, n in self._order if word in texts[n]]
        return [n for _, n in self._order if n in found or all(w in texts[n] for w in words)]

    def _in_state(self, rows: list[QueueRow], state: str) -> list[QueueRow]:
        if state == OPEN_FILTER:
            done, sealed, others = QueueState.FINALISED, QueueState.SEALED, QueueState.ELSEWHERE
            return [r for r in rows if r.state is not done and r.state is not sealed and r.state is not others]
        if state == NEW_FILTER:
            return [r for r in rows if r.is_new]
        return [r for r in rows if r.state.name == state]

    def counts(self, program: str = "") -> dict[str, int]:
        """How many rows each chip would leave, within one program or all."""
        counts = {name: 0 for name, _ in FILTERS}
        for (of, state), count in self._counts.items():
            if program in ("", of):
                counts[state] = counts.get(state, 0) + count
        states = (n for n in counts if n not in (OPEN_FILTER, NEW_FILTER, *NOT_OPEN))
        counts[OPEN_FILTER] = sum(counts[n] for n in states)
        return counts

    def next_to_score(self, after: str | None = None) -> SubmissionId | None:
        """What to score after one (and after the last the first again); never what is on hold or with somebody else."""
        before = self._rows.get(after or "")
        place = bisect_right(self._next, next_key(before)) if before is not None and _may_score(before) else 0
        near = (*self._next[place : place + 1], *self._next[:2])
        return next((self._rows[name].submission for _, name in near if name != after), None)

    # --- inside ------------------------------------------------------------------------------------------------------

    def _take(self, row: QueueRow) -> None:
        name = str(row.submission)
        self._rows[name] = row
        self._texts[name] = haystack(row)
        self._programs[str(row.program)] = row.program_title
        self._count(row, 1)

    def _count(self, row: QueueRow, step: int) -> None:
        self._counts[str(row.program), row.state.name] += step
        if row.is_new:
            self._counts[str(row.program), NEW_FILTER] += step
            (self._new.add if step > 0 else self._new.discard)(str(row.submission))

    def _key(self, row: QueueRow) -> Key:
        return SORTS[self.sort](row), str(row.submission)

    def _ordered(self) -> list[Key]:
        return sorted(self._key(r) for r in self._rows.values())


def _may_score(row: QueueRow) -> bool:
    return row.state.name not in DONE and row.state.name not in NO_WAIT


def _take_out(keys: list[Key], key: Key) -> None:
    place = bisect_left(keys, key)
    if place < len(keys) and keys[place] == key:
        del keys[place]
