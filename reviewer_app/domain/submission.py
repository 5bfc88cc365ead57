"""A candidate's attempt at one component: its evidence, statements and earlier attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reviewer_app.domain.ids import ComponentId, IndicatorId, ItemId, PackageId, ProgramId, SubmissionId


class Kind(StrEnum):
    """How an evidence item is looked at."""

    VIDEO = "video"
    AUDIO = "audio"
    PDF = "pdf"
    DOCUMENT = "document"  # word processing: shown as flowing text
    TEXT = "text"
    IMAGE = "image"
    LINK = "link"
    OTHER = "other"


class Purpose(StrEnum):
    """Why a review is made."""

    FIRST = "first"
    SECOND = "second"
    ADJUDICATION = "adjudication"
    CALIBRATION = "calibration"
    FORMATIVE = "formative"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRef:
    """The exact program text a submission or decision is about."""

    id: ProgramId
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One file of a submission; ``path`` is its neutral name in the bag, ``original_name`` is never shown."""

    id: ItemId
    title: str
    kind: Kind
    media_type: str
    path: str
    sha256: str
    size: int  # bytes
    requirement: str = ""  # id of the program's evidence requirement that it answers
    original_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the candidate or the office attests, such as own work or releases on file."""

    code: str  # own-work, releases-on-file, faces-blurred, book-study …
    text: str
    given: bool
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAttempt:
    """What an earlier attempt at the same component led to, as far as the program lets the reviewer see it."""

    attempt: int
    outcome: str
    unmet: tuple[IndicatorId, ...] = ()
    scores: tuple[tuple[IndicatorId, int], ...] = ()
    feedback: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One candidate's attempt at one component, as the office packed and assigned it."""

    id: SubmissionId
    package: PackageId
    program: ProgramRef
    component: ComponentId
    candidate: str  # the office's code for the person, never a name
    attempt: int
    purpose: Purpose
    evidence: tuple[EvidenceItem, ...]
    packed_at: datetime
    packed_by: str = ""
    statements: tuple[Statement, ...] = ()
    earlier: tuple[EarlierAttempt, ...] = ()
    focus: str = ""  # the chosen category of indicators, where the program asks for one
    window: str = ""  # the section, its term or the window it was handed in for
    handed_in: date | None = None  # when the candidate handed it in, where the office says so
    due: date | None = None
    audience: str = ""  # who the decision is for
    nonce: str = ""  # the office's assignment nonce, returned in the decision

    def item(self, item_id: ItemId) -> EvidenceItem | None:
        """The evidence item of that id, if there is one."""
        return next((i for i in self.evidence if i.id == item_id), None)
