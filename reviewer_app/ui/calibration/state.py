"""What the calibration screens show: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_report import CalibrationReport, Dispute, SetStatus
    from reviewer_app.workflow.calibrating_live import LiveReport


class Part(StrEnum):
    """The parts of the navigation; the rest are places one goes to from them."""

    OVERVIEW = "overview"
    DISAGREEMENTS = "disagreements"
    REVIEWERS = "reviewers"
    INDICATORS = "indicators"
    OVER_TIME = "over-time"
    RESULTS = "results"
    WHO_IS_IN = "who-is-in"
    MONITORING = "monitoring"
    NEW = "new"
    EVIDENCE = "evidence"
    QR_SHOW = "qr-show"
    QR_READ = "qr-read"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """A set in the navigation. ``lead``: made here, so its scores come in here; else it was taken to be scored."""

    id: str
    title: str
    program: str
    lead: bool
    submissions: int
    revealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationState:
    """The whole page; ``table``: the report is of a ratings table or of live scoring. ``live`` None: not looked at."""

    loaded: bool = False
    part: Part = Part.OVERVIEW
    sets: tuple[SetLine, ...] = ()
    chosen: str = ""
    status: SetStatus | None = None
    report: CalibrationReport | None = None
    dispute: Dispute | None = None
    table: bool = False
    live: tuple[LiveReport, ...] | None = None
    working: str = ""
    computing: bool = False  # the figures shown are of the choice before
    problem: str = ""

    @property
    def apart(self) -> bool:
        """Whether what is shown belongs to no set."""
        return self.part in (Part.NEW, Part.MONITORING)

    @property
    def line(self) -> SetLine | None:
        """The set in hand."""
        return next((s for s in self.sets if s.id == self.chosen), None)

    @property
    def large(self) -> int:
        """How many disagreements are of two levels or more."""
        return sum(d.large for d in self.report.disputes) if self.report is not None else 0
