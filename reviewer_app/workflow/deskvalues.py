"""What the queue and the scoring screen show: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.domain.decision import Outcome, Verdict
    from reviewer_app.domain.events import Event
    from reviewer_app.domain.holding import Hold
    from reviewer_app.domain.ids import ComponentId, ItemId, ProgramId, ReviewId, SubmissionId
    from reviewer_app.domain.passing import Reason
    from reviewer_app.domain.program import Component, Indicator, Program
    from reviewer_app.domain.review import Review
    from reviewer_app.domain.settling import Settled
    from reviewer_app.domain.submission import Kind, Purpose, Submission
    from reviewer_app.errors import Problem


class QueueState(StrEnum):
    """Where a submission stands in the queue."""

    TO_SCORE = "to-score"
    IN_PROGRESS = "in-progress"
    SECOND = "second"
    ADJUDICATE = "adjudicate"
    QUICK = "quick"
    FORMATIVE = "formative"
    HOLD = "hold"
    ELSEWHERE = "elsewhere"
    FINALISED = "finalised"
    SEALED = "sealed"

    @property
    def label(self) -> str:
        """What the screen says."""
        return _LABELS[self]


_LABELS = {
    QueueState.TO_SCORE: "To score",
    QueueState.IN_PROGRESS: "In progress",
    QueueState.SECOND: "Second score",
    QueueState.ADJUDICATE: "Adjudicate",
    QueueState.QUICK: "Quick review",
    QueueState.FORMATIVE: "Feedback only",
    QueueState.HOLD: "Hold",
    QueueState.ELSEWHERE: "With another reviewer",
    QueueState.FINALISED: "Finalised",
    QueueState.SEALED: "Sealed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue of the reviewer at work: nothing of it is told from anybody else's scores.

    ``scored`` counts scores and conditions on indicators, ``of`` the indicators in scope. ``review`` is empty before
    the first act. ``waiting_on`` is who or what comes next when it is not this reviewer's turn.
    """

    submission: SubmissionId
    review: ReviewId
    program: ProgramId
    program_title: str
    component: ComponentId
    component_title: str
    purpose: Purpose
    attempt: int
    attempts_allowed: int | None  # None: as often as wanted
    evidence: tuple[tuple[Kind, int], ...]
    scored: int
    of: int
    due: date | None
    state: QueueState
    outcome: Outcome | None  # of a finalised review
    outcome_label: str
    finalised_at: datetime | None
    added_at: datetime
    hold: str = ""  # why it is on hold
    place: int = 0  # of its component in the program
    waiting_on: str = ""
    why: tuple[str, ...] = ()  # why there is a second or third review
    priority: int = 0  # 1: before the others; -1: after them
    is_new: bool = False  # came since this reviewer last looked
    seconds: int = 0  # spent on the evidence by this reviewer
    no_program: bool = False  # its program's file is not at hand
    for_office: bool = False  # a hold stands on it that only the office lifts

    @property
    def state_label(self) -> str:
        """What the screen says of its state."""
        return f"{self.state.label} · {self.hold}" if self.hold else self.state.label


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageInfo:
    """What is known about the package. ``signed_by`` empty: not signed; ``trusted`` None: nobody said."""

    signed_by: str
    signer_key: str
    trusted: bool | None
    tagmanifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An evidence item that was handed in before: with which submission's item, how alike, and whether it is exact."""

    item: ItemId
    other: SubmissionId
    percent: int  # 100: the very same bytes when ``exact``
    exact: bool
    same_candidate: bool
    text: str  # in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class OneReview:
    """One of the reviews that are settled, as it was finalised; ``label`` says which, never whose."""

    label: str
    purpose: Purpose
    review: Review
    outcome: Outcome
    outcome_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudication:
    """Two finalised reviews side by side, why they need a third look (if they do), and what stands so far.

    ``settled.waiting`` are the indicators that the third reviewer scores. Raw scores stay as they are.
    """

    first: OneReview
    second: OneReview
    why: tuple[Reason, ...]
    settled: Settled
    how: str  # the program's rule, such as "expert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything the scoring screen needs about one submission. ``position`` is n of m today.

    ``submission`` carries only what a blind reviewer may see: no original names of files, and of earlier attempts what
    the program lets show. ``remarks`` is what is missing, too much, measured or out of time, to be known before
    scoring. ``adjudication`` is there only when both reviews before are final. ``evidence_hidden``: under a privacy
    hold there is no evidence here and no citation.
    """

    submission: Submission
    program: Program
    component: Component
    indicators: tuple[Indicator, ...]
    review: Review
    verdict: Verdict
    package: PackageInfo
    due: date | None
    position: tuple[int, int]
    can_finalise: tuple[Problem, ...]
    state: QueueState
    outcome_label: str
    events: tuple[Event, ...]
    remarks: tuple[Reason, ...] = ()
    waiting_on: str = ""
    why: tuple[str, ...] = ()  # why there is a second or third review
    holds: tuple[Hold, ...] = ()
    evidence_hidden: bool = False
    priority: int = 0
    duplicates: tuple[Duplicate, ...] = ()
    adjudication: Adjudication | None = None
