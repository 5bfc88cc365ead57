"""Decides what the calibration screens show and do: which set, which figures, what is recorded. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from reviewer_app.domain.ids import IndicatorId
from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.ui.calibration.acts import CalibrationActs
from reviewer_app.ui.calibration.shelf import Shelf
from reviewer_app.ui.calibration.state import CalibrationState, Part, SetLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reviewer_app.domain.calibration_report import CalibrationReport, Dispute, SetStatus
    from reviewer_app.domain.changes import Changes
    from reviewer_app.ui.tasks import Tasks
    from reviewer_app.workflow.calibrating_live import LiveReport
    from reviewer_app.workspace import Workspace

_REPORTED = (Part.OVERVIEW, Part.DISAGREEMENTS, Part.REVIEWERS, Part.INDICATORS, Part.OVER_TIME, Part.RESULTS)


class CalibrationScreen(Protocol):
    """What the presenter asks of the screen."""

    def render(self, state: CalibrationState) -> None:
        """Show the page."""

    def render_progress(self, progress: Progress) -> None:
        """Show how far the work is."""

    def say(self, message: str, tone: str) -> None:
        """Tell, without stopping anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    status: SetStatus | None
    report: CalibrationReport | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Live:
    reports: tuple[LiveReport, ...]
    refused: tuple[str, ...]


class CalibrationPresenter(CalibrationActs):
    """The page's decisions."""

    def __init__(self, workspace: Workspace, tasks: Tasks, view: CalibrationScreen) -> None:
        super().__init__(workspace, tasks, view)
        self._indicator = ""
        self._against = "master"
        self._shelf: Shelf | None = None

    # --- reading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read which sets there are."""
        workspace = self._workspace

        def read() -> tuple[SetLine, ...]:
            from reviewer_app.workflow import calibrating

            return tuple(
                SetLine(
                    id=row.id,
                    title=row.title,
                    program=row.program,
                    lead=row.lead,
                    submissions=row.submissions,
                    revealed=row.revealed_at is not None,
                )
                for row in calibrating.sets(workspace)
            )

        self._tasks.read(read, self._sets_arrived, self._not_read, key="calibration.sets")

    def on_changed(self, changes: Changes) -> None:
        """Read again what an act touched."""
        if changes.calibration:
            self.load()

    def _sets_arrived(self, sets: tuple[SetLine, ...]) -> None:
        chosen = self._state.chosen if any(s.id == self._state.chosen for s in sets) else ""
        if self._wanted and any(s.id == self._wanted for s in sets):
            chosen, self._wanted = self._wanted, ""
        if not chosen and sets and not self._state.table:
            chosen = sets[0].id
        self._render(loaded=True, sets=sets, chosen=chosen, problem="")
        if chosen and not self._state.table:
            self._read_set()

    def _not_read(self, error: ReviewerError) -> None:
        self._render(loaded=True, computing=False, problem=f"{error.message} {error.hint}".strip())

    def _read_set(self) -> None:
        """Status and report of the set in hand."""
        line, workspace = self._state.line, self._workspace
        if line is None:
            return
        choice = (self._indicator, self._against)
        shelf = self._shelf = Shelf(make=_of_set(workspace, line.id))

        def read() -> _Found:
            from reviewer_app.workflow import calibrating

            status = calibrating.status(workspace, line.id) if line.lead else None
            return _Found(status=status, report=shelf.take(choice) if line.revealed else None)

        self._render(computing=line.revealed)
        self._tasks.read(read, self._set_arrived, self._not_read, key="calibration.set")

    def _set_arrived(self, found: _Found) -> None:
        part = self._state.part
        if found.report is None and part in (*_REPORTED, Part.EVIDENCE):
            part = Part.WHO_IS_IN
        elif found.report is not None and part is Part.WHO_IS_IN and self._just_revealed:
            part, self._just_revealed = Part.OVERVIEW, False
        self._render(status=found.status, report=found.report, part=part, problem="", table=False, computing=False)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Compute what may be asked next, one after the other, as long as nothing else is asked."""
        shelf, choice = self._shelf, (self._indicator, self._against)
        near = shelf.neighbour(choice) if shelf is not None else None
        if shelf is None or near is None:
            return

        def go_on(_report: CalibrationReport) -> None:
            if shelf is self._shelf:
                self._look_ahead()

        self._tasks.read(lambda: shelf.take(near), go_on, lambda _error: None, key="calibration.ahead")

    # --- where the screen is -----------------------------------------------------------------------------------------

    def choose(self, set_id: str) -> None:
        """Take another set in hand."""
        self._indicator, self._shelf = "", None
        line = next((s for s in self._state.sets if s.id == set_id), None)
        part = Part.OVERVIEW if line is not None and line.revealed else Part.WHO_IS_IN
        self._render(chosen=set_id, part=part, status=None, report=None, dispute=None, table=False, problem="")
        self._read_set()

    def go(self, part: Part) -> None:
        """Show another part of the set."""
        self._render(part=part)

    def set_indicator(self, indicator: str) -> None:
        """Figures of one indicator, or (empty) of all."""
        self._indicator = indicator
        self._again()

    def set_against(self, against: str) -> None:
        """Against the masters or each other."""
        self._against = against
        self._again()

    def _again(self) -> None:
        """The report of another choice: at once if it was computed, else the old one stays until it is."""
        shelf, choice = self._shelf, (self._indicator, self._against)
        if shelf is None:
            return

        def show(report: CalibrationReport) -> None:
            self._render(report=report, computing=False, problem="")
            self._look_ahead()

        self._render(computing=choice not in shelf.reports)
        self._tasks.read(lambda: shelf.take(choice), show, self._not_read, key="calibration.set")

    def open_cell(self, indicator: str, label: str) -> None:
        """The disagreement behind a score."""
        report = self._state.report
        found = _dispute(report, indicator, label) if report is not None else None
        if found is None:
            self._view.say(f"Everybody gave {label} the same level on {indicator}.", "good")
        else:
            self._render(part=Part.DISAGREEMENTS, dispute=found)

    def open_evidence(self, dispute: Dispute) -> None:
        """The evidence of a disagreement; a table has none."""
        if not dispute.submission.evidence:
            self._view.say("A ratings table carries no evidence to open.", "neutral")
        else:
            self._render(part=Part.EVIDENCE, dispute=dispute)

    def open_table(self, path: Path) -> None:
        """Show any ratings table on the same screens."""
        shelf = Shelf(make=_of_table(path), ahead=False)
        choice = ("", self._against)

        def read(job: Job) -> CalibrationReport:
            job.report(0, 0, f"Reading {path.name}")
            return shelf.take(choice)

        def show(report: CalibrationReport) -> None:
            self._in_hand(shelf, report)

        self._render(working=f"Reading {path.name}…")
        self._work = self._tasks.run(read, show, self._not_done, progress=self._view.render_progress)

    # --- live scoring ------------------------------------------------------------------------------------------------

    def watch(self, paths: Sequence[str] = ()) -> None:
        """Look at the live decisions sealed here and in these bundles, and show what they say."""
        workspace, given = self._workspace, tuple(Path(p) for p in paths)

        def work(job: Job) -> _Live:
            from reviewer_app.workflow import calibrating

            watched = calibrating.watch(workspace, given, job)
            problems = tuple(p.message for r in watched.refused for p in r.problems[:1])
            return _Live(reports=calibrating.monitoring(workspace), refused=problems)

        def show(found: _Live) -> None:
            self._work = None
            self._render(working="", live=found.reports)
            if found.refused:
                self._view.say(" ".join(found.refused[:3]), "bad")

        self._render(part=Part.MONITORING, working="Looking at live scoring…")
        self._work = self._tasks.run(work, show, self._not_done, progress=self._view.render_progress, in_turn=True)

    def show_live(self, live: LiveReport) -> None:
        """A program's live scoring on the usual screens."""
        self._against = live.report.against.value
        shelf = Shelf(make=_of_live(self._workspace, live))
        shelf.reports["", self._against] = live.report
        self._in_hand(shelf, live.report)
        self._look_ahead()

    def _in_hand(self, shelf: Shelf, report: CalibrationReport) -> None:
        """What is no set is in hand now."""
        self._work, self._shelf, self._indicator = None, shelf, ""
        self._render(
            working="",
            computing=False,
            table=True,
            chosen="",
            report=report,
            status=None,
            part=Part.OVERVIEW,
            dispute=None,
            problem="",
        )


def _of_set(workspace: Workspace, set_id: str) -> Callable[[str, str], CalibrationReport]:
    from reviewer_app.workflow import calibrating

    kept = calibrating.Kept()

    def make(indicator: str, against: str) -> CalibrationReport:
        wanted = IndicatorId(indicator) if indicator else None
        return calibrating.report(workspace, set_id, indicator=wanted, against=against, kept=kept)

    return make


def _of_table(path: Path) -> Callable[[str, str], CalibrationReport]:
    def make(_indicator: str, against: str) -> CalibrationReport:
        from reviewer_app.domain.calibration_report import Against
        from reviewer_app.workflow import tablereport

        return tablereport.table_report(path, Against(against))

    return make


def _of_live(workspace: Workspace, live: LiveReport) -> Callable[[str, str], CalibrationReport]:
    from reviewer_app.workflow import calibrating

    kept = calibrating.Kept()

    def make(indicator: str, against: str) -> CalibrationReport:
        wanted = IndicatorId(indicator) if indicator else None
        return calibrating.live_report(workspace, live.program, wanted, against, kept)

    return make


def _dispute(report: CalibrationReport, indicator: str, label: str) -> Dispute | None:
    return next((d for d in report.disputes if (str(d.indicator), d.submission.label) == (indicator, label)), None)
