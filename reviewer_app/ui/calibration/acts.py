"""What can be done on the calibration screens: sets made, bundles added, scores revealed, consensus recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job, Progress
from reviewer_app.ui.calibration.state import CalibrationState, Part
from reviewer_app.ui.words import listed, many

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from reviewer_app.domain.calibration_report import Dispute
    from reviewer_app.domain.citation import Citation
    from reviewer_app.ui.tasks import Task, Tasks
    from reviewer_app.workflow.backreading import ChosenBackreads
    from reviewer_app.workflow.calibrating import AddResult, MadeSet, TakenSet
    from reviewer_app.workflow.samplesession import SampleSession
    from reviewer_app.workspace import Workspace


class CalibrationActs:
    """The acts; the presenter reads again when they announce their changes."""

    def __init__(self, workspace: Workspace, tasks: Tasks, view: Any) -> None:
        self._workspace, self._tasks, self._view = workspace, tasks, view
        self._state = CalibrationState()
        self._work: Task | None = None
        self._wanted = ""
        self._just_revealed = False

    @property
    def state(self) -> CalibrationState:
        """What is shown now."""
        return self._state

    def _render(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        self._view.render(self._state)

    def _do(self, words: str, work: Callable[[Job], Any], then: Callable[[Any], None]) -> None:
        """Long work in its turn after the acts asked before."""

        def done(result: Any) -> None:
            self._work = None
            self._render(working="")
            then(result)

        self._render(working=words)
        self._work = self._tasks.run(work, done, self._not_done, progress=self._progress, in_turn=True)

    def _progress(self, progress: Progress) -> None:
        self._view.render_progress(progress)

    def _not_done(self, error: ReviewerError) -> None:
        self._work = None
        self._render(working="")
        details = [p.message for p in error.problems[:3] if p.message != error.message]
        text = " ".join(x for x in (error.message, *details, error.hint) if x)
        self._view.say(text, "neutral" if error.code == "cancelled" else "bad")

    def cancel(self) -> None:
        """Stop the work under way; nothing half done stays."""
        if self._work is not None:
            self._work.cancel()

    # --- sets --------------------------------------------------------------------------------------------------------

    def make_set(
        self, title: str, due: datetime | None, names: Sequence[str], chosen: Sequence[str], dest: Path
    ) -> None:
        """Make a set of submissions of this workspace; their masters are one's own finalised reviews."""
        workspace = self._workspace

        def work(job: Job) -> MadeSet:
            from reviewer_app.domain.calibration_set import Expected
            from reviewer_app.domain.ids import SubmissionId
            from reviewer_app.workflow import calibrating
            from reviewer_app.workflow.setfile import SetSpec, SpecItem

            spec = SetSpec(
                title=title,
                items=tuple(SpecItem(submission=SubmissionId(s)) for s in chosen),
                expected=tuple(Expected(label=n) for n in names),
                due=due,
            )
            return calibrating.new_set(workspace, spec, dest, job)

        def made(result: MadeSet) -> None:
            self._wanted = result.id
            self._render(part=Part.WHO_IS_IN, chosen=result.id, status=None, report=None, table=False)
            self.load()
            self._view.say(f"{dest.name} is made. Give it to the reviewers on a drive; the masters stay here.", "good")

        self._do("Making the set…", work, made)

    def save_set(self, dest: Path) -> None:
        """Write the set's file once more, byte for byte."""
        set_id, workspace = self._state.chosen, self._workspace

        def work(job: Job) -> Any:
            from reviewer_app.workflow import calibrating

            return calibrating.copy_set(workspace, set_id, dest, job)

        self._do("Writing the set…", work, lambda _r: self._view.say(f"{dest.name} is written.", "good"))

    def take(self, paths: Sequence[Path]) -> None:
        """Take in a set, or the reveal of one."""
        workspace = self._workspace

        def work(job: Job) -> TakenSet:
            from reviewer_app.workflow import calibrating

            return calibrating.take_set(workspace, paths[0], job)

        def taken(result: TakenSet) -> None:
            self._wanted, self._just_revealed = result.id, result.revealed
            self.load()
            words = "The scores are revealed." if result.revealed else "Score it in the queue."
            self._view.say(f"{result.title} is here. {words}", "good")

        self._do("Reading…", work, taken)

    def load(self) -> None:
        """Read which sets there are."""
        raise NotImplementedError

    def add_bundles(self, paths: Sequence[Path]) -> None:
        """Take in score bundles of the set in hand."""
        set_id, workspace = self._state.chosen, self._workspace

        def work(job: Job) -> AddResult:
            from reviewer_app.workflow import calibrating

            return calibrating.add_bundles(workspace, set_id, tuple(paths), job)

        self._do("Checking the bundles…", work, self._added)

    def add_bytes(self, data: bytes) -> None:
        """Take in a bundle that was read from codes."""
        set_id, workspace = self._state.chosen, self._workspace

        def work(_job: Job) -> AddResult:
            from reviewer_app.workflow import calibrating

            return calibrating.add_bytes(workspace, set_id, data)

        self._render(part=Part.WHO_IS_IN)
        self._do("Checking the bundle…", work, self._added)

    def _added(self, result: AddResult) -> None:
        self.load()
        self._view.say(*added_words(result))

    def reveal(self, dest: Path) -> None:
        """Open masters and scores, and write the reveal file for the reviewers; later again, with what was agreed."""
        set_id, workspace = self._state.chosen, self._workspace
        again = self._state.report is not None

        def work(_job: Job) -> Any:
            from reviewer_app.workflow import calibrating

            return calibrating.reveal(workspace, set_id, dest)

        def revealed(_result: Any) -> None:
            self._just_revealed = not again
            self.load()
            what = "Masters and what was agreed are sealed." if again else "Scores revealed."
            self._view.say(f"{what} Give {dest.name} to the reviewers so that they see their results.", "good")

        self._do("Revealing…", work, revealed)

    def make_sample(self) -> None:
        """Make a session to look at, with throw-away reviewers."""
        workspace = self._workspace

        def work(job: Job) -> SampleSession:
            from reviewer_app.workflow import samplesession

            return samplesession.make(workspace, job)

        def made(result: SampleSession) -> None:
            self._wanted, self._just_revealed = result.id, True
            self.load()
            self._view.say("A sample session was made. Its reviewers and scores are invented.", "good")

        self._do("Making a sample session…", work, made)

    def choose_backreads(self) -> None:
        """Choose the share of finalised reviews that the programs want read again."""
        workspace = self._workspace

        def work(_job: Job) -> ChosenBackreads:
            from reviewer_app.workflow import backreading

            return backreading.choose_backreads(workspace)

        self._do("Choosing…", work, lambda found: self._view.say(*chosen_words(found)))

    # --- after the reveal --------------------------------------------------------------------------------------------

    def record(self, dispute: Dispute, level: int, rationale: str, citations: tuple[Citation, ...]) -> None:
        """Record what the room agreed on; the originals stay."""
        set_id, workspace = self._state.chosen, self._workspace

        def work(_job: Job) -> Any:
            from reviewer_app.workflow import calibrating

            return calibrating.consensus(
                workspace, set_id, dispute.submission.id, dispute.indicator, level, rationale, citations
            )

        def done(_result: Any) -> None:
            self.load()
            self._view.say(f"Agreed: {dispute.submission.label} · {dispute.indicator} is {level}.", "good")

        self._do("Recording…", work, done)

    def minutes(self, dest: Path) -> None:
        """Write the minutes of the session, as docx or PDF by the name's ending."""
        set_id, workspace = self._state.chosen, self._workspace

        def work(_job: Job) -> Any:
            from reviewer_app.workflow import calibrating

            return calibrating.minutes(workspace, set_id, dest)

        self._do("Writing the report…", work, lambda _r: self._view.say(f"{dest.name} is written.", "good"))


def chosen_words(found: ChosenBackreads) -> tuple[str, str]:
    """What was chosen to be read again, in a sentence, and its tone."""
    if found.chosen:
        which = listed([str(c.submission) for c in found.chosen])
        return f"To be read again by another reviewer: {which}. It is in their queue.", "good"
    of = ", ".join(f"{p.before} of {p.of} finalised reviews ({p.percent} %)" for p in found.programs)
    return f"Nothing more is to be read again: {of} chosen before.", "neutral"


def added_words(result: AddResult) -> tuple[str, str]:
    """What came of the files, in a sentence, and its tone."""
    parts = []
    if result.added:
        names = [a.reviewer for a in result.added]
        parts.append(f"{many(len(names), 'bundle')} added: {listed(names)}.")
    if any(a.after for a in result.added):
        parts.append("What came after the reveal is shown and does not count.")
    if result.already:
        parts.append(f"{many(len(result.already), 'bundle')} had been added before.")
    for refused in result.refused[:3]:
        why = refused.problems[0] if refused.problems else None
        words = f"{why.message} {why.hint}".strip() if why is not None else "It can't be read."
        parts.append(f"{Path(refused.path).name}: {words}")
    if len(result.refused) > 3:
        parts.append(f"{len(result.refused) - 3} more were refused.")
    return " ".join(parts) or "Nothing was found there.", "bad" if result.refused else "good"
