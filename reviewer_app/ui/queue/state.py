"""What the queue shows, as values: rows that pass the filters, the chips, the details of one row, the intake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.domain.ids import SubmissionId
    from reviewer_app.workflow.scoring import QueueRow
    from reviewer_app.workflow.search import Hit

TONES = {
    "TO_SCORE": "neutral",
    "IN_PROGRESS": "accent",
    "SECOND": "neutral",
    "ADJUDICATE": "caution",
    "QUICK": "neutral",
    "FORMATIVE": "neutral",
    "HOLD": "bad",
    "ELSEWHERE": "neutral",
    "FINALISED": "good",
    "SEALED": "neutral",
}  # by the name of the state
DONE = ("FINALISED", "SEALED")
NOT_OPEN = (*DONE, "ELSEWHERE")  # nothing here to do for whoever is at work
OPEN_FILTER, NEW_FILTER = "open", "new"
FILTERS = (
    (OPEN_FILTER, "To score"),
    (NEW_FILTER, "New"),
    ("IN_PROGRESS", "In progress"),
    ("SECOND", "Second score"),
    ("ADJUDICATE", "Adjudicate"),
    ("QUICK", "Quick"),
    ("FORMATIVE", "Feedback"),
    ("HOLD", "On hold"),
    ("ELSEWHERE", "With others"),
    ("FINALISED", "Finalised"),
    ("SEALED", "Sealed"),
)
ALWAYS_SHOWN = (OPEN_FILTER, "IN_PROGRESS", "FINALISED")
_WAITS = {"HOLD": "The office", "SEALED": "—", "FINALISED": "You, to seal"}


def waiting_on(row: QueueRow) -> str:
    """Who has to do something next."""
    if row.waiting_on:
        return row.waiting_on[:1].upper() + row.waiting_on[1:]
    return _WAITS.get(row.state.name, "You")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter with how many rows it leaves; the person's own ones (``own``) are not counted."""

    id: str
    label: str
    count: int | None
    on: bool
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """The table and what stands above it. ``empty`` says why it has no rows: loading, nothing, filtered."""

    rows: tuple[QueueRow, ...]
    chips: tuple[Chip, ...]
    programs: tuple[tuple[str, str], ...]  # id and title, for the filter
    program: str
    sort: str
    descending: bool
    search: str
    empty: str = ""
    total: int = 0
    new: frozenset[str] = frozenset()  # submissions that came since the person was last here
    following: str | None = None  # what is scored next
    version: int = 0  # rises when any row changed
    pace: tuple[str, str] = ("", "")  # in a few words, and in whole sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The panel about one submission; ``facts`` are names with a text or a (text, tone) pill."""

    submission: SubmissionId
    title: str
    subtitle: str
    facts: tuple[tuple[str, str | tuple[str, str]], ...]
    feedback: tuple[tuple[str, str], ...]  # heading and words of earlier attempts
    action: str
    problem: str = ""
    conditions: tuple[tuple[str, str], ...] = ()  # code and label of each reason to hand it back
    hits: tuple[Hit, ...] = ()  # where the words that are looked for stand


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFile:
    """A package that was not taken: its name, and each thing wrong with it (what, and what to do)."""

    name: str
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeState:
    """The drop zone: at rest, working, or with the outcome of the last intake."""

    working: bool = False
    summary: str = ""
    tone: str = "neutral"
    refused: tuple[RefusedFile, ...] = ()
