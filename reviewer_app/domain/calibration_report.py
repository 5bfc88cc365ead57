"""What the calibration screens, the command line and the minutes say about one set: values ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from reviewer_app.domain.agreement.table import Estimate
from reviewer_app.domain.calibration_set import Standing as Standing
from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.ids import IndicatorId, ItemId, KeyId, SubmissionId
from reviewer_app.domain.submission import EvidenceItem


class Against(StrEnum):
    """What scores are held against."""

    MASTER = "master"
    EACH_OTHER = "each-other"


class Strength(StrEnum):
    """How much can be said with so many submissions."""

    COUNTS = "counts only"  # fewer than 10
    ROUGH = "rough"  # 10 to 29
    SOUND = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An id and its title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level of the scale."""

    value: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSubmission:
    """One submission of the set as screens name it, with its evidence so that a place can be opened."""

    label: str
    id: SubmissionId
    component: str
    evidence: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """A figure of the overview with everything “Why?” shows. Shares are from 0 to 1 where ``percent`` is true.

    ``value`` None: ``reason`` says why. ``low`` and ``high``: a 95 % interval from resampled submissions.
    """

    key: str
    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    percent: bool = False
    counts: str = ""  # 164 of 240 scores
    n: int = 0  # submissions
    strength: Strength = Strength.SOUND
    reason: str = ""
    formula: str = ""
    caveat: str = ""
    goal: float | None = None
    chance: float | None = None  # what chance alone would give


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A score in the matrix; ``level`` None: not scored; ``off`` steps above (+) or below (-) the master."""

    level: int | None
    off: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One reviewer's scores of one indicator, and how many of those with a master are exact."""

    reviewer: str
    cells: tuple[Cell, ...]
    exact: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The scores of one indicator: a column for each submission; ``masters`` None where there is none."""

    indicator: IndicatorId
    title: str
    submissions: tuple[str, ...]  # labels
    masters: tuple[int | None, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfusionGrid:
    """How often each level was given (rows) where the master has another (columns). ``reviewer`` empty: everybody."""

    reviewer: str
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityRow:
    """How far a reviewer is off on average, in levels: plus is lenient. ``word``: severe, lenient or empty."""

    reviewer: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    word: str = ""
    flagged: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """Everybody's severity, and in sentences who stands out. ``warning``: why there is none (disconnected design)."""

    title: str  # mean difference from master, 95 %
    rows: tuple[SeverityRow, ...]
    sentences: tuple[str, ...] = ()
    warning: str = ""
    formula: str = ""
    caveat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A place that others cite and that this reviewer did not look at, or an item never opened."""

    item: ItemId
    title: str
    words: str
    selector: Selector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What one reviewer said on an indicator of a submission, on what evidence, and what they did not look at."""

    reviewer: str
    level: int
    off: int | None = None
    citations: tuple[Citation, ...] = ()
    comment: str = ""
    confidence: str = ""
    unseen: tuple[Unseen, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A master or consensus as it is shown beside the reviewers'."""

    level: int
    rationale: str
    citations: tuple[Citation, ...]
    at: datetime | None = None  # of the consensus


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A submission's indicator on which scores differ, with everybody's voice, the farthest off first."""

    submission: SetSubmission
    indicator: IndicatorId
    title: str
    apart: int  # between the lowest and the highest, the master included
    lowest: int
    highest: int
    voices: tuple[Voice, ...]
    master: Ruling | None = None
    consensus: tuple[Ruling, ...] = ()  # oldest first

    @property
    def large(self) -> bool:
        """Whether two scores are more than one level apart."""
        return self.apart >= 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """Something that stands out about a reviewer: the pattern and a sentence."""

    pattern: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRow:
    """One reviewer: how the levels are used, against the master, halo, what was not looked at, and flags.

    ``distribution`` and ``group`` count the levels of ``CalibrationReport.levels``.
    """

    reviewer: str
    key: KeyId
    scores: int
    submissions: int
    distribution: tuple[int, ...]
    group: tuple[int, ...]
    exact: int
    of: int
    off_by_two: int
    statistics: tuple[Statistic, ...]  # bias, rmse, weighted kappa, spread within submissions, end levels, drift …
    flags: tuple[Raised, ...]
    unseen: tuple[tuple[str, Unseen], ...]  # label of the submission, what
    minutes: float  # of attention
    late: bool = False
    on_roster: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """Two levels that an indicator's readers mix up: the master says ``settled``, they gave ``given``."""

    settled: Step
    given: Step
    times: int
    of: int  # scores where the master is ``settled``
    words: str  # settled as Meets, confused with Emerging: 7 of 16


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """How well one indicator is agreed on, which levels are read two ways, and their descriptors."""

    indicator: IndicatorId
    title: str
    exact: int
    of: int
    statistics: tuple[Statistic, ...]
    mixed: tuple[Mixed, ...]
    descriptors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One session (or live work up to a day) of one reviewer, in time."""

    at: datetime
    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    signal: bool = False  # outside the limits of the chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A reviewer's mean difference from the master over sessions with its chart; ``smoothed`` is the EWMA."""

    reviewer: str
    points: tuple[Point, ...]
    smoothed: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """A reviewer's result by the program's rule."""

    reviewer: str
    standing: Standing
    words: str  # exact 93 % · none off by 2
    reasons: tuple[str, ...] = ()
    attempt: int = 0
    attempts_left: int | None = None  # None: as many as wanted
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationReport:
    """Everything about one set, of all indicators or of the ``indicator`` that was asked for.

    ``note`` says how far the figures carry. ``everything`` are all statistics under their contract keys.
    """

    set_id: str
    title: str
    program: str
    against: Against
    indicator: IndicatorId | None
    indicators: tuple[Named, ...]
    submissions: tuple[SetSubmission, ...]
    levels: tuple[Step, ...]
    reviewers: tuple[ReviewerRow, ...]
    overview: tuple[Statistic, ...]
    matrices: tuple[Matrix, ...]
    confusions: tuple[ConfusionGrid, ...]
    severity: Severity
    disputes: tuple[Dispute, ...]
    by_indicator: tuple[IndicatorRow, ...]
    over_time: tuple[Line, ...]
    results: tuple[ResultRow, ...]
    seed: int
    resamples: int
    note: str = ""
    revealed_at: datetime | None = None
    rule: str = ""  # the program's calibration rule in words
    everything: tuple[tuple[str, Estimate], ...] = ()
    decision_study: tuple[Statistic, ...] = ()  # how dependable so many reviewers are, and how many .80 would take


class Arrival(StrEnum):
    """Where a reviewer's scores of a set are."""

    IN = "in"
    PART = "part"  # some submissions only
    LATE = "late"  # after the due time
    AFTER = "after the reveal"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRow:
    """One reviewer of a set: what is in (counts only: scores stay locked until the reveal)."""

    reviewer: str
    key: KeyId | None
    arrival: Arrival
    scored: int
    of: int
    at: datetime | None = None
    on_roster: bool = True
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStatus:
    """Who is in, late or missing."""

    set_id: str
    title: str
    rows: tuple[StatusRow, ...]
    due: datetime | None
    revealed_at: datetime | None
    words: str  # 7 of 8 reviewers are in; R-24 is missing
    kept: bool = False  # the set's file can be written again

    @property
    def complete(self) -> bool:
        """Whether everybody expected is wholly in."""
        return all(r.arrival not in (Arrival.PART, Arrival.MISSING) for r in self.rows if r.on_roster)
