"""A workspace with something of everything in it, made by the workflow itself: for screens and window tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reviewer_app import paths
from reviewer_app.bundles.library import ProgramLibrary
from reviewer_app.bundles.signature import Signer
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.workflow import deciding, intake, keyring, packing, scoring, sealing, syncing
from reviewer_app.workspace import Clock, SystemClock, Workspace
from tests.builders import pdf, png

REVIEWER = "R-17"
_REFLECTION = (
    "Before the conference I assumed the family did not want to be contacted during the week. When I asked instead of "
    "assuming, they told me what would help.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One submission to make: of which program and component, with which evidence."""

    id: str
    program: str
    component: str
    texts: int = 1
    pictures: int = 0
    pdfs: int = 0
    attempt: int = 1
    days: int = 12  # until it is due
    purpose: str = "first"
    unmet: tuple[str, ...] = ()
    feedback: str = ""
    extra: dict[str, str] = field(default_factory=dict)


TO_SCORE: tuple[Made, ...] = (
    Made(
        id="R-0417",
        program="crt-micro-courses",
        component="partnerships-3.2",
        texts=1,
        pictures=6,
        pdfs=1,
        attempt=2,
        days=13,
        unmet=("3.2",),
        feedback="The plan reads as yours. Show where the family changed it, and what happened after.",
    ),
    Made(id="R-0421", program="crt-micro-courses", component="lenses-1.1", pdfs=1, days=13),
    Made(id="R-0422", program="crt-micro-courses", component="instruction-2.3", pictures=12, days=14, purpose="second"),
    Made(
        id="R-0428", program="growth-levels", component="relationships-learning-names-and-stories", pictures=4, days=15
    ),
    Made(
        id="R-0430",
        program="challenge-library",
        component="record-three-minute-screencast-absent",
        texts=0,
        pictures=1,
        days=15,
    ),
    Made(id="R-0433", program="crt-micro-courses", component="partnerships-3.1", pdfs=1, pictures=2, days=18),
    Made(
        id="R-0436", program="growth-levels", component="relationships-repairing-after-a-conflict", pictures=9, days=18
    ),
    Made(id="R-0440", program="crt-micro-courses", component="lenses-1.2", pdfs=1, attempt=3, days=20),
    Made(id="R-0444", program="crt-single-project", component="intent", texts=2, days=-1),
)
DECIDED: tuple[Made, ...] = (
    Made(id="R-0398", program="crt-micro-courses", component="partnerships-3.1", pdfs=1),
    Made(id="R-0402", program="crt-micro-courses", component="lenses-1.3", pdfs=1),
    Made(
        id="R-0405", program="growth-levels", component="relationships-greeting-belonging-and-first-minutes", pictures=2
    ),
    Made(id="R-0411", program="crt-micro-courses", component="instruction-2.1", pdfs=1),
)
NEW: tuple[Made, ...] = (
    Made(id="R-0450", program="crt-micro-courses", component="lenses-1.1", pdfs=1),
    Made(id="R-0451", program="growth-levels", component="relationships-learning-names-and-stories", pictures=2),
)
SEALED: tuple[Made, ...] = (
    Made(id="R-0391", program="crt-micro-courses", component="lenses-1.1", pdfs=1),
    Made(id="R-0392", program="crt-micro-courses", component="lenses-1.2", pdfs=1),
)


def folder_of(made: Made, folder: Path, today: date) -> Path:
    """A folder that can be packed."""
    folder.mkdir(parents=True)
    lines: list[str] = []
    for kind, count, data in (
        ("txt", made.texts, _REFLECTION.encode()),
        ("pdf", made.pdfs, pdf()),
        ("png", made.pictures, b""),
    ):
        for n in range(count):
            name = f"{kind}-{n + 1}.{kind}"
            (folder / name).write_bytes(data or png(12 + n, 9 + n, 90 + 9 * n))
            title = {"txt": "Reflection", "pdf": "Survey results", "png": "Student work"}[kind]
            lines.append(f"  - {{file: {name}, title: {title}{f' {n + 1}' if count > 1 else ''}}}")
    earlier = ""
    if made.feedback:
        earlier = (
            f"earlier:\n  - attempt: 1\n    outcome: not-met\n    unmet: {list(made.unmet)}\n"
            f"    feedback: {made.feedback}\n    decided_on: {today - timedelta(days=40)}\n"
        )
    rest = "".join(f"{key}: {value}\n" for key, value in made.extra.items())
    text = (
        f"format: 1\nid: {made.id}\nprogram: {made.program}\ncomponent: {made.component}\ncandidate: C-{made.id[2:]}\n"
        f"attempt: {made.attempt}\npurpose: {made.purpose}\naudience: office\nnonce: n-{made.id}\n"
        f"due: {today + timedelta(days=made.days)}\n{rest}{earlier}evidence:\n" + "\n".join(lines) + "\n"
    )
    (folder / "submission.yaml").write_text(text, encoding="utf-8")
    return folder


def packages(made: Sequence[Made], folder: Path, clock: Clock, signer: Signer | None) -> list[Path]:
    """Packages of these submissions."""
    today = clock.now().astimezone().date()
    programs = ProgramLibrary([paths.rubrics()])
    found = []
    for one in made:
        dest = folder / f"{one.id}.zip"
        packing.pack(
            folder_of(one, folder / f"{one.id}.folder", today), dest, signer=signer, clock=clock, programs=programs
        )
        found.append(dest)
    return found


class SteadyClock:
    """Starts at a time and goes on by a few seconds a look, so that pictures are alike; ids are the system's."""

    def __init__(self, start: datetime = datetime(2026, 11, 21, 13, 2, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time."""
        self._now += timedelta(milliseconds=40)
        return self._now

    def new_id(self) -> str:
        """A new id."""
        return SystemClock().new_id()

    def move(self, **delta: float) -> None:
        """Let time pass."""
        self._now += timedelta(**delta)


def decide(ws: Workspace, submission: str, level: int) -> None:
    """Score every indicator at a level, give feedback, and finalise."""
    sid = SubmissionId(submission)
    for indicator in scoring.desk(ws, sid).indicators:
        scoring.score(ws, sid, indicator.id, min(level, max(x.value for x in indicator.levels)))
        scoring.comment(ws, sid, indicator.id, "The plan is clearly made with the family, and it was tried out.")
    scoring.comment(ws, sid, None, "Thank you. The evidence is easy to follow.")
    deciding.finalise(ws, sid)


def fill(root: Path, folder: Path, clock: SteadyClock | None = None) -> None:
    """A full workspace at ``root``: submissions in every state, decisions that wait, bundles that went to a drive."""
    clock = clock or SteadyClock()
    folder.mkdir(parents=True, exist_ok=True)
    office = Signer.generate("Program Office")
    now = clock.now()
    clock.move(days=-2)
    with Workspace.create(root, name=REVIEWER, clock=clock) as ws:
        keyring.trust(ws, office.public.line, "Program Office")
        result = intake.intake(ws, packages((*TO_SCORE, *DECIDED, *SEALED), folder, clock, office))
        assert not result.refused, result.refused
        packages(NEW, folder, clock, office)  # lie there, not taken in
        for made in SEALED:
            decide(ws, made.id, 3)
        bundle = sealing.seal(ws)
        (folder / "OFFICE-3").mkdir()
        syncing.send(ws, bundle.id, folder / "OFFICE-3")
        clock._now = now
        for made, level in zip(DECIDED, (3, 2, 3, 0), strict=True):
            clock.move(minutes=17)
            if level:
                decide(ws, made.id, level)
            else:
                scoring.flag(ws, SubmissionId(made.id), "will-not-play")
                scoring.flag(ws, SubmissionId(made.id), "wrong-file")
                scoring.comment(ws, SubmissionId(made.id), None, "The video does not play. Please send it again.")
                deciding.finalise(ws, SubmissionId(made.id))
        first = SubmissionId("R-0417")
        scoring.score(ws, first, scoring.desk(ws, first).indicators[0].id, 3)
        scoring.flag(ws, SubmissionId("R-0433"), "release-missing")
