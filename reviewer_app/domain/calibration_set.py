"""A calibration set: what everybody scores, who is expected to, the masters, and what the room agrees on later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reviewer_app.domain.citation import Citation
from reviewer_app.domain.ids import IndicatorId, KeyId, ProgramId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem, ProgramRef


class SetUse(StrEnum):
    """How a set is scored: openly as calibration, or hidden among normal work."""

    CALIBRATION = "calibration"
    SEEDED = "seeded"


class Standing(StrEnum):
    """Where a reviewer stands by the program's calibration rule."""

    QUALIFIED = "qualified"
    RETRAIN = "retrain"
    EXPIRED = "expired"
    INCOMPLETE = "incomplete"  # not everything of the set is scored
    NONE = "none"  # no session yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A reviewer who is expected to score a set; ``key`` empty: known by the name only."""

    label: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetItem:
    """One submission of a set: its label on screens, its own id, and exactly which package carries it."""

    label: str
    submission: SubmissionId
    component: str
    package: str  # SHA-256 of the package's tag manifest
    path: str  # of the package in the set's file
    nonce: str
    evidence: tuple[EvidenceItem, ...]
    focus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationSet:
    """A set as its file says it. ``commitment`` is the SHA-256 over the masters that are kept back until the reveal."""

    id: str
    title: str
    program: ProgramRef
    items: tuple[SetItem, ...]
    expected: tuple[Expected, ...]
    commitment: str
    lead: KeyId
    made_at: datetime
    use: SetUse = SetUse.CALIBRATION
    due: datetime | None = None
    audience: str = ""

    def item(self, submission: str) -> SetItem | None:
        """The item of that submission id, if the set has it."""
        return next((i for i in self.items if i.submission == submission), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """The level an indicator of a submission has by the master scorers, why, and where it is seen."""

    submission: SubmissionId
    indicator: IndicatorId
    level: int
    rationale: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Masters:
    """All masters of a set with the salt of their commitment, so that nobody can guess them from it."""

    set: str
    salt: str
    scores: tuple[Master, ...]

    def of(self, submission: str, indicator: str) -> Master | None:
        """The master of an indicator of a submission, if there is one."""
        return next((m for m in self.scores if (m.submission, m.indicator) == (submission, indicator)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consensus:
    """A master that the room agreed on; the one it replaces stays where it is. The newest of an indicator counts."""

    id: str
    set: str
    submission: SubmissionId
    indicator: IndicatorId
    level: int
    rationale: str
    citations: tuple[Citation, ...]
    by: KeyId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """The masters of a set, opened. ``masters`` is the very text that the set's commitment is the SHA-256 of."""

    set: str
    masters: str
    revealed_at: datetime
    consensus: tuple[Consensus, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingNote:
    """Where the signer of a bundle stands in a program's calibration, as the signer's own workspace knows it."""

    program: ProgramId
    standing: Standing
    words: str
    sets: tuple[str, ...] = ()  # ids of the sets it rests on
    valid_until: date | None = None
