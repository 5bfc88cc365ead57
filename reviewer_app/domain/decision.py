"""Program and review to a decision, with its reasons. Pure: ids and the time come in from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviewer_app.domain.citation import Citation
from reviewer_app.domain.events import Event
from reviewer_app.domain.ids import (
    ComponentId,
    DecisionId,
    IndicatorId,
    ItemId,
    KeyId,
    ReviewId,
    SubmissionId,
)
from reviewer_app.domain.review import Condition
from reviewer_app.domain.submission import ProgramRef, Purpose


class Outcome(StrEnum):
    """What a review comes to."""

    MET = "met"
    NOT_MET = "not-met"
    INCOMPLETE = "incomplete"  # conditions stand in the way: neither met nor not met
    FORMATIVE = "formative"  # feedback only
    OPEN = "open"  # something is still to be scored


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence why, for the screen, the letter and the bundle; ``indicator`` where it is about one."""

    code: str
    text: str
    indicator: IndicatorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome so far. ``open_indicators`` are not scored yet; ``unmet`` are scored below what the rule asks."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    rule_text: str = ""
    open_indicators: tuple[IndicatorId, ...] = ()
    unmet: tuple[IndicatorId, ...] = ()
    not_scorable: tuple[IndicatorId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDigest:
    """Which evidence was judged."""

    item: ItemId
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorScore:
    """The level given to an indicator."""

    indicator: IndicatorId
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Feedback for the candidate on an indicator or (None) over all."""

    indicator: IndicatorId | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSeconds:
    """Attention spent on one evidence item, in seconds."""

    item: ItemId
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A finalised review as it goes into a bundle. ``supersedes`` names the decision it replaces on the same review."""

    id: DecisionId
    review: ReviewId
    submission: SubmissionId
    candidate: str  # the office's code, never a name
    package: str  # SHA-256 of the package's tag manifest
    program: ProgramRef
    component: ComponentId
    attempt: int
    purpose: Purpose
    evidence: tuple[EvidenceDigest, ...]
    scores: tuple[IndicatorScore, ...]
    citations: tuple[Citation, ...]
    conditions: tuple[Condition, ...]
    comments: tuple[Comment, ...]
    outcome: Outcome
    reasons: tuple[Reason, ...]
    seconds: tuple[ItemSeconds, ...]
    decided_at: datetime  # aware UTC
    key: KeyId
    events: tuple[Event, ...]
    focus: str = ""
    window: str = ""
    nonce: str = ""
    supersedes: DecisionId | None = None
