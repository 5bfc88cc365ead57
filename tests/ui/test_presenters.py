"""The presenters' decisions, without Qt: a real workspace, work done at once, a view that remembers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.jobs import Job
from reviewer_app.ui.outbox.presenter import OutboxPresenter
from reviewer_app.ui.outbox.state import CheckState, OutboxState
from reviewer_app.ui.programs.presenter import ProgramRow, ProgramsPresenter
from reviewer_app.ui.queue.listing import Listing
from reviewer_app.ui.queue.presenter import QueuePresenter
from reviewer_app.ui.queue.state import Details, IntakeState, QueueState
from reviewer_app.ui.tasks import Tasks
from reviewer_app.workflow.pace import Pace
from reviewer_app.workspace import Workspace


class _Handle:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class AtOnce:
    """Does work when it is asked, in the place of ``Tasks``."""

    def __init__(self) -> None:
        self.heard: list[Changes] = []
        self.failures: list[ReviewerError] = []
        self.hold = False  # keep long work waiting
        self.deaf = False  # long work that ends before it notices that it was cancelled
        self.held: list[Callable[[], None]] = []

    def read(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Any = None, *, key: str = ""
    ) -> _Handle:
        return self._do(work, then, failed)

    def write(self, work: Callable[[], Any], then: Any = None, failed: Any = None) -> _Handle:
        return self._do(work, then, failed)

    def run(
        self,
        work: Callable[[Job], Any],
        then: Any = None,
        failed: Any = None,
        *,
        progress: Any = None,
        in_turn: bool = False,
    ) -> _Handle:
        job, handle = Job(progress), _Handle()

        def go() -> None:
            if handle.cancelled and not self.deaf:
                failed(Cancelled())
            else:
                self._do(lambda: work(job), then, failed)

        if self.hold:
            self.held.append(go)
        else:
            go()
        return handle

    def _do(self, work: Callable[[], Any], then: Any, failed: Any) -> _Handle:
        try:
            found = work()
        except ReviewerError as error:
            (failed or self.failures.append)(error)
        else:
            if then is not None:
                then(found)
        return _Handle()


class Screen:
    """Remembers what it was told to show."""

    def __init__(self) -> None:
        self.state: Any = None
        self.details: Details | None = None
        self.intakes: list[IntakeState] = []
        self.checks: list[CheckState] = []
        self.selected: list[str] = []
        self.said: list[tuple[str, str]] = []
        self.progress: list[str] = []

    def render(self, state: Any) -> None:
        self.state = state

    def render_details(self, details: Details | None) -> None:
        self.details = details

    def render_intake(self, state: IntakeState) -> None:
        self.intakes.append(state)

    def render_check(self, state: CheckState) -> None:
        self.checks.append(state)

    def render_progress(self, progress: Any) -> None:
        self.progress.append(progress.what)

    def select(self, submission: Any) -> None:
        self.selected.append(str(submission))

    def select_bundle(self, bundle: Any) -> None:
        self.selected.append(str(bundle))

    def say(self, message: str, tone: str) -> None:
        self.said.append((message, tone))


@pytest.fixture
def workspace(home: Path) -> Iterator[Workspace]:
    with Workspace.open(home / "ws") as ws:
        yield ws


@pytest.fixture
def tasks() -> AtOnce:
    return AtOnce()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def queue(workspace: Workspace, tasks: AtOnce, screen: Screen) -> QueuePresenter:
    made = QueuePresenter(workspace, cast(Tasks, tasks), screen)
    made.load()
    return made


@pytest.fixture
def outbox(workspace: Workspace, tasks: AtOnce, screen: Screen) -> OutboxPresenter:
    made = OutboxPresenter(workspace, cast(Tasks, tasks), screen)
    made.load()
    return made


def shown(screen: Screen) -> list[str]:
    state: QueueState = screen.state
    return [str(r.submission) for r in state.rows]


def test_presenters_need_no_qt() -> None:
    code = (
        "import sys; from reviewer_app.ui.queue import presenter; from reviewer_app.ui.outbox import presenter as o;"
        "from reviewer_app.ui.programs import presenter as p;"
        "sys.exit(any(name.startswith(('PySide6', 'sqlalchemy')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


def test_before_it_is_read_the_queue_is_loading(workspace: Workspace, tasks: AtOnce, screen: Screen) -> None:
    made = QueuePresenter(workspace, cast(Tasks, tasks), screen)
    made.clear_filters()
    assert screen.state.empty == "loading"
    made.load()
    assert screen.state.empty == ""


def test_every_program_filter_and_chip_leaves_what_it_counts(queue: QueuePresenter, screen: Screen) -> None:
    for program, _ in (("", ""), *screen.state.programs):
        queue.filter_program(program)
        for chip in screen.state.chips:
            queue.filter_by(chip.id)
            assert len(shown(screen)) == chip.count, (program, chip)
        queue.filter_by("open")


def test_a_filter_that_leaves_nothing_says_so(queue: QueuePresenter, screen: Screen) -> None:
    queue.search("zebra")
    assert screen.state.empty == "filtered"
    assert not any(c.on for c in screen.state.chips)
    queue.clear_filters()
    assert screen.state.empty == ""


@pytest.mark.parametrize("column", ["submission", "program", "attempt", "evidence", "progress", "due", "state"])
def test_each_column_orders_both_ways_and_keeps_every_row(queue: QueuePresenter, screen: Screen, column: str) -> None:
    everything = set(shown(screen))
    queue.sort_by("submission" if column != "submission" else "due")
    queue.sort_by(column)
    up = shown(screen)
    assert screen.state.sort == column
    assert not screen.state.descending
    queue.sort_by(column)
    assert screen.state.descending
    assert set(up) == set(shown(screen)) == everything


def test_next_is_what_was_begun_then_what_is_due_first_never_what_is_on_hold(queue: QueuePresenter) -> None:
    assert queue.next_to_score() == "R-0417"
    assert queue.next_to_score(after=SubmissionId("R-0417")) == "R-0444"
    held = tuple(r for r in queue.rows if r.state.name == "HOLD")
    assert [r.submission for r in held] == ["R-0433"]
    queue._arrived((Listing(held), Pace()))
    assert queue.next_to_score() is None


def test_details_of_a_resubmission(queue: QueuePresenter, screen: Screen) -> None:
    queue.choose(SubmissionId("R-0417"))
    assert screen.details is not None
    facts = dict(screen.details.facts)
    assert facts["Package"] == ("✓ Verified", "good")
    assert str(facts["Signed by"]).startswith("Program Office · ")
    assert facts["Rubric"] == "CRT Micro-Courses v2.1 · approved · sample wording"
    assert facts["Attempt"] == "2 of 3 — only 3.2 was not met"
    assert str(facts["Evidence"]).startswith("1 text, 1 PDF, 6 pictures · ")
    assert screen.details.feedback[0][0] == "Feedback on attempt 1"
    assert screen.details.action == "Continue scoring"


def test_details_say_what_can_be_done_next(queue: QueuePresenter, screen: Screen) -> None:
    actions = {}
    for submission in ("R-0421", "R-0444", "R-0398"):
        queue.choose(SubmissionId(submission))
        assert screen.details is not None
        actions[submission] = screen.details.action
    assert actions == {"R-0421": "Start scoring", "R-0444": "Write feedback", "R-0398": "Look at it again"}


def test_a_submission_whose_program_is_gone_says_so_in_the_panel(
    workspace: Workspace, queue: QueuePresenter, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = ReviewerError("The program is not here.", hint="Ask the office for it.", code="unknown-program")

    def gone(*_: object) -> None:
        raise error

    monkeypatch.setattr("reviewer_app.workflow.scoring.desk", gone)
    queue.choose(SubmissionId("R-0421"))
    assert screen.details is not None
    assert screen.details.problem == "The program is not here. Ask the office for it."
    assert screen.details.action == ""


def test_an_intake_tells_what_came_in_what_was_here_and_what_was_refused(
    queue: QueuePresenter, screen: Screen, home: Path
) -> None:
    bad = home / "in" / "holiday.zip"
    bad.write_bytes(b"no zip")
    queue.add([home / "in" / "R-0450.zip", home / "in" / "R-0421.zip", bad])
    assert screen.intakes[0].working
    done = screen.intakes[-1]
    assert done.summary == (
        "1 package added, 1 here already and 1 refused. "
        "What is here already was left as it is; its copy was not checked."
    )
    assert done.tone == "bad"
    assert done.refused[0].name == "holiday.zip"
    assert done.refused[0].problems[0][0]
    assert screen.selected == ["R-0450"]


def test_a_second_intake_waits_its_turn_and_the_first_can_be_stopped(
    queue: QueuePresenter, screen: Screen, tasks: AtOnce, home: Path
) -> None:
    tasks.hold = True
    queue.add([home / "in" / "R-0450.zip"])
    queue.add([home / "in" / "R-0451.zip"])
    assert screen.said[-1][1] == "caution"
    assert len(tasks.held) == 1
    queue.cancel_intake()
    tasks.held[0]()
    assert screen.intakes[-1].summary == "Stopped as asked. Nothing was changed."
    assert "R-0450" not in {str(r.submission) for r in queue.rows}


def test_nothing_given_is_said(queue: QueuePresenter, screen: Screen, tmp_path: Path) -> None:
    queue.add([tmp_path])
    assert screen.intakes[-1].summary


def test_the_outbox_lists_what_waits_with_its_outcome(outbox: OutboxPresenter, screen: Screen) -> None:
    state: OutboxState = screen.state
    assert [(str(r.submission), r.tone) for r in state.ready] == [
        ("R-0398", "good"),
        ("R-0402", "caution"),
        ("R-0405", "good"),
        ("R-0411", "bad"),
    ]
    assert state.chosen == 4
    assert state.bundles[0].where.startswith("OFFICE-3 · ")


def test_sealing_asks_first_and_says_for_whom(outbox: OutboxPresenter, screen: Screen) -> None:
    outbox.toggle(SubmissionId("R-0402"))
    outbox.ask_to_seal()
    assert screen.state.confirm.text.startswith(
        "3 decisions for the office will be signed as R-17 and sealed in one bundle."
    )
    outbox.seal()
    assert screen.state.confirm is None
    assert [str(r.submission) for r in screen.state.ready] == ["R-0402"]
    assert screen.said[-1][1] == "good"
    assert screen.selected == [str(screen.state.bundles[0].id)]


def test_nothing_chosen_asks_nothing(outbox: OutboxPresenter, screen: Screen) -> None:
    for row in screen.state.ready:
        outbox.toggle(row.submission)
    outbox.ask_to_seal()
    assert screen.state.confirm is None


@pytest.mark.parametrize("deaf", [False, True])
def test_only_the_latest_check_is_shown(
    outbox: OutboxPresenter, screen: Screen, tasks: AtOnce, home: Path, deaf: bool
) -> None:
    tasks.hold, tasks.deaf = True, deaf
    outbox.check(home / "in" / "R-0450.zip")
    outbox.check(home / "in" / "R-0451.zip")
    for go in tasks.held:
        go()
    finished = [c for c in screen.checks if not c.working]
    assert [c.name for c in finished] == ["R-0451.zip"]
    assert finished[0].tone == "good"


def test_programs_are_listed_with_their_state(workspace: Workspace, tasks: AtOnce) -> None:
    rows: list[tuple[ProgramRow, ...]] = []

    class Listed:
        def render(self, found: tuple[ProgramRow, ...]) -> None:
            rows.append(found)

    made = ProgramsPresenter(workspace, cast(Tasks, tasks), Listed())
    made.load()
    made.on_changed(Changes(queue=True))
    assert len(rows) == 1
    made.on_changed(Changes(programs=True))
    assert len(rows) == 2
    assert {r.status for r in rows[0]} == {"approved"}
    assert all(r.sample for r in rows[0])
    assert len(rows[0]) >= 5


def test_dates_and_sizes_in_words() -> None:
    from reviewer_app.ui import words

    today = date(2026, 11, 21)
    assert words.day_text(today, today) == "Today"
    assert words.day_text(date(2026, 12, 4), today) == "Dec 4"
    assert words.day_text(date(2027, 1, 4), today) == "Jan 4 2027"
    assert [words.size_text(n) for n in (12, 812_000, 1_200_000_000, 31_400_000_000)] == [
        "12 bytes",
        "812 KB",
        "1.2 GB",
        "31.4 GB",
    ]
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.many(1, "copy", "copies") == "1 copy"
    ticks = iter([0.0, 0.5, 4.0, 4.0])
    pace = words.Pace(lambda: next(ticks))
    assert pace.left(1, 10) == ""
    assert pace.left(4, 10) == "about 6 s left"
    assert pace.left(10, 10) == ""
