"""The sample submissions of every program, and the whole job done on them: pack, intake, score, decide, seal, check."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app import paths
from reviewer_app.domain.citation import Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.ids import IndicatorId, SubmissionId
from reviewer_app.domain.program import Indicator
from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.jobs import Job
from reviewer_app.sync.folder import copy_to
from reviewer_app.workflow import deciding, keyring, scoring
from reviewer_app.workflow.checking import CheckReport, check
from reviewer_app.workflow.desk import Desk, desk
from reviewer_app.workflow.intake import IntakeResult, intake
from reviewer_app.workflow.packing import pack
from reviewer_app.workflow.sealing import SealedBundle, seal
from reviewer_app.workspace import Clock, SystemClock, Workspace

if TYPE_CHECKING:
    from reviewer_app.bundles.signature import Signer
    from reviewer_app.evidence.worker import Readers

OFFICE = "Program Office"
REVIEWER = "Reviewer 17"
_QUOTED = 60  # code points of a document that the demonstration cites


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One sample that was scored and decided."""

    submission: SubmissionId
    program: str
    component: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRun:
    """The whole job, done: what was decided, the bundle, and what checking it said."""

    reviewed: tuple[Reviewed, ...]
    bundle: SealedBundle
    path: Path
    report: CheckReport


def sample_folders() -> tuple[Path, ...]:
    """The folders of the shipped samples, each with its ``submission.yaml``."""
    found = tuple(sorted(f.parent for f in (paths.resources() / "sample").glob("*/submission.yaml")))
    if not found:
        raise ReviewerError(
            "The sample submissions are not installed.", hint="Install the program again.", code="samples-missing"
        )
    return found


def add_samples(ws: Workspace, job: Job | None = None, signer: Signer | None = None) -> IntakeResult:
    """Pack the samples, signed with the workspace's own key unless told otherwise, and take them in."""
    job = job or Job()
    folders = sample_folders()
    with tempfile.TemporaryDirectory(prefix="samples-", dir=ws.root) as name:
        packages = []
        for done, folder in enumerate(folders):
            job.report(done, len(folders), f"Packing sample {done + 1} of {len(folders)}")
            dest = Path(name) / f"{done + 1:02}.zip"
            pack(folder, dest, signer=signer or ws.signer(), clock=ws.clock, programs=ws.programs, job=Job())
            packages.append(dest)
        return intake(ws, packages, job)


def make_workspace(root: Path, job: Job | None = None, clock: Clock | None = None) -> Workspace:
    """A workspace with the samples in it, packed and signed by an office whose key it trusts."""
    from reviewer_app.bundles.signature import Signer

    ws = Workspace.create(root, name=REVIEWER, clock=clock or SystemClock())
    try:
        office = Signer.generate(OFFICE)
        keyring.trust(ws, office.public.line, OFFICE)
        result = add_samples(ws, job, office)
        if result.refused:
            first = result.refused[0].problems[0]
            raise ReviewerError(f"A sample was refused: {first.message}", hint=first.hint, code="sample-refused")
    except BaseException:
        ws.close()
        raise
    return ws


def whole_job(dest: Path, job: Job | None = None, clock: Clock | None = None, *, force: bool = False) -> DemoRun:
    """Do the whole job on every sample in a throw-away workspace; the bundle is what stays, at ``dest``.

    With ``force`` a file that is there is replaced, when all the work is done.
    """
    from reviewer_app.evidence.worker import Readers

    job = job or Job()
    with tempfile.TemporaryDirectory(prefix="reviewer-demo-", ignore_cleanup_errors=True) as name:
        root = Path(name) / "workspace"
        with make_workspace(root, job, clock) as ws, Readers() as readers:
            rows = scoring.queue(ws)
            reviewed = []
            for done, row in enumerate(rows):
                job.report(done, len(rows), f"Scoring {row.submission}")
                reviewed.append(play(ws, row.submission, readers))
            bundle = seal(ws, None, None, job)
            if force:
                dest.unlink(missing_ok=True)
            copy_to(bundle.path, dest)
            report = check(dest, ws, job)
            return DemoRun(reviewed=tuple(reviewed), bundle=bundle, path=dest, report=report)


def play(ws: Workspace, submission: SubmissionId, readers: Readers) -> Reviewed:
    """Review one submission as a person would: look, cite, score, write, finalise."""
    scoring.start(ws, submission)
    at_hand = desk(ws, submission)
    for item in at_hand.submission.evidence:
        span = (0, 5000) if item.kind in (Kind.VIDEO, Kind.AUDIO) else (1, 1)
        scoring.viewed(ws, submission, item.id, *span, 5)
    for statement in at_hand.submission.statements:
        if statement.code == "releases-on-file" and not statement.given:
            scoring.flag(ws, submission, "release-missing", None, "The statement is not given.")
    evidence = [i for i in at_hand.submission.evidence if i.kind is not Kind.OTHER]
    for number, indicator in enumerate(at_hand.indicators):
        if evidence:
            item = evidence[number % len(evidence)]
            selector = _place(ws, item, readers)
            scoring.cite(ws, submission, item.id, selector, indicator.id, "Shown here")
        _score(ws, at_hand, indicator, number)
    overall = "Thank you for this evidence. What you did is described clearly, and the reflection names what changed."
    scoring.comment(ws, submission, None, overall)
    deciding.finalise(ws, submission)
    verdict = desk(ws, submission).verdict
    return Reviewed(
        submission=submission,
        program=at_hand.program.short_title or at_hand.program.title,
        component=at_hand.component.title,
        outcome=verdict.outcome.value,
        reason=verdict.reasons[0].text if verdict.reasons else "",
    )


def _score(ws: Workspace, at_hand: Desk, indicator: Indicator, number: int) -> None:
    """A level that differs from sample to sample, but not from run to run, with feedback about the evidence."""
    turn = sum(at_hand.submission.id.encode()) + number
    level = indicator.levels[-1 - (turn % 3 == 0) * min(2, len(indicator.levels) - 1)]
    scoring.score(ws, at_hand.submission.id, indicator.id, level.value)
    text = f"The evidence is at “{level.name}”: {level.descriptor}"
    if level is not indicator.levels[-1]:
        higher = indicator.levels[indicator.levels.index(level) + 1]
        text += f" Next, show this: {higher.descriptor}"
    scoring.comment(ws, at_hand.submission.id, IndicatorId(indicator.id), text)


def _place(ws: Workspace, item: EvidenceItem, readers: Readers) -> Selector:
    """A real place in the item: seconds of a recording, words of a document, a part of a picture."""
    places: dict[Kind, Callable[[], Selector]] = {
        Kind.VIDEO: lambda: Selector(time=TimeSpan(start=2000, end=6000)),
        Kind.AUDIO: lambda: Selector(time=TimeSpan(start=1000, end=3000)),
        Kind.IMAGE: lambda: Selector(region=Region(x=1000, y=1000, w=4000, h=3000)),
        Kind.PDF: lambda: Selector(page=1, quote=_quote(readers.text(ws.recipe(item)).text)),
        Kind.DOCUMENT: lambda: Selector(quote=_quote(readers.flow(ws.recipe(item)).text)),
        Kind.TEXT: lambda: Selector(quote=_quote(readers.flow(ws.recipe(item)).text)),
    }
    make = places.get(item.kind)
    return make() if make else Selector()


def _quote(text: str) -> TextQuote:
    start = len(text) - len(text.lstrip())
    end = min(len(text), start + _QUOTED)
    return TextQuote(exact=text[start:end], suffix=text[end : end + 20], start=start, end=end)
