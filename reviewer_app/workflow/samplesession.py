"""A calibration session to look at: a set of sample evidence, scored by invented reviewers with throw-away keys."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app import paths
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Citation, Selector, TimeSpan
from reviewer_app.domain.events import Act, Cited, Commented, Event, Scored, Viewed
from reviewer_app.domain.ids import (
    BundleId,
    CitationId,
    DecisionId,
    EventId,
    IndicatorId,
    ItemId,
    ReviewId,
    SubmissionId,
)
from reviewer_app.domain.submission import EvidenceItem, Kind
from reviewer_app.errors import Cancelled, ReviewerError
from reviewer_app.jobs import Job

if TYPE_CHECKING:
    from reviewer_app.bundles.signature import Signer
    from reviewer_app.domain.calibration_set import CalibrationSet, SetItem
    from reviewer_app.domain.decision import Decision
    from reviewer_app.domain.program import Program
    from reviewer_app.workflow.calibrating import SpecItem
    from reviewer_app.workspace import Workspace

PROGRAM, COMPONENT, SOURCE = "general-teaching", "feedback", "R-0447"
TITLE = "Sample session"
VIDEO = ItemId("0001")
MASTERS = ("3232", "2223", "3333", "1212", "2321", "3323", "2112", "3232", "1221", "2332")
"""The master levels of each submission's four indicators."""
LEANS = (
    ("R-03", "0000000+000000000-00"),
    ("R-07", "00+0000000000+00000000"),
    ("R-11", "-0000000-0000000000"),
    ("R-12", "0000000000+00000000000"),
    ("R-15", "-0-0--00-0-"),
    ("R-17", "0"),
    ("R-21", "00000-00000+0000"),
    ("R-24", "+0+00++0+"),
)
"""How each invented reviewer leans: one sign a score, again and again; R-15 is severe, R-24 lenient."""
_SPANS = ((2_000, 6_000), (9_000, 14_000), (16_000, 21_000), (24_000, 29_000))
_WORDS = (
    "The goal is named at the start, with an example.",
    "The student uses the comment at once.",
    "Two students compare their drafts by the list.",
    "The second draft shows what the first did not.",
)
_HARSH = "R-15"  # watched only the beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSession:
    """What was made."""

    id: str
    reviewers: int
    changes: Changes


def make(ws: Workspace, job: Job | None = None) -> SampleSession:
    """Make the session in this workspace: packages, set, bundles, reveal; everything by the usual steps."""
    from reviewer_app.bundles.signature import Signer
    from reviewer_app.domain.calibration_set import Expected
    from reviewer_app.workflow import calibrating

    job = job or Job()
    told = _Told(job)  # from the intake on it goes through to its end: half a session is of no use to anybody
    ids = _indicators(ws.programs.get(PROGRAM).program)
    with tempfile.TemporaryDirectory(prefix="sample-", dir=ws.root) as name:
        folder = Path(name)
        packed = _packages(ws, folder, job)
        told.report(0, 0, "Taking the submissions in")
        submissions = _taken(ws, packed)
        spec = calibrating.SetSpec(
            title=TITLE,
            items=tuple(_spec_item(ids, sid, levels) for sid, levels in zip(submissions, MASTERS, strict=True)),
            expected=tuple(Expected(label=who) for who, _ in LEANS),
        )
        made = calibrating.new_set(ws, spec, folder / "set.zip", Job())
        bundles, keys = [], {}
        found = ws.calibration.set(made.id).set
        for n, (who, lean) in enumerate(LEANS):
            told.report(n, len(LEANS), f"Reviewer {n + 1} of {len(LEANS)} scores")
            signer = Signer.generate(who)
            keys[signer.public.key_id] = who
            bundles.append(_bundle(ws, found, signer, lean, folder / f"{who}.zip"))
        # Their keys are known to nobody, and are not to be trusted afterwards.
        kept = calibrating.add_bundles(ws, made.id, bundles, Job(), also=keys)
        if kept.refused:
            problems = tuple(p for r in kept.refused for p in r.problems)
            raise ReviewerError("The sample session could not be made.", code="sample-refused", problems=problems)
        calibrating.reveal(ws, made.id)
    return SampleSession(id=made.id, reviewers=len(LEANS), changes=Changes(calibration=True, queue=True, keys=True))


class _Told(Job):
    """Says how far it is by another job, and can't be stopped."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job

    def report(self, done: int, total: int, what: str) -> None:
        """Tell, even when somebody asked to stop."""
        with contextlib.suppress(Cancelled):
            self._job.report(done, total, what)


def _taken(ws: Workspace, packed: list[Path]) -> list[SubmissionId]:
    """The submissions, taken in as any other."""
    from reviewer_app.workflow.intake import intake

    return list(intake(ws, packed, Job()).added)


def _packages(ws: Workspace, folder: Path, job: Job) -> list[Path]:
    """The sample's evidence as so many submissions; the same bytes lie in the vault once."""
    from reviewer_app.workflow.packing import pack

    source = paths.resources() / "sample" / SOURCE
    made, taken = [], ws.clock.new_id()[-4:].upper()
    sids = [SubmissionId(f"SAMPLE-{taken}-{n:02}") for n in range(1, len(MASTERS) + 1)]
    for n, sid in enumerate(sids, 1):
        job.report(n, len(sids), f"Packing submission {n} of {len(sids)}")
        job.check()
        copy = folder / sid
        shutil.copytree(source, copy)
        text = (copy / "submission.yaml").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith(("id:", "purpose:", "candidate:", "due:"))]
        lines += [f"id: {sid}", "purpose: calibration", f"candidate: S-{n:02}", f"nonce: sample-{sid}"]
        (copy / "submission.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        dest = folder / f"{sid}.zip"
        pack(copy, dest, signer=ws.signer(), clock=ws.clock, programs=ws.programs, job=Job())
        made.append(dest)
    return made


def _indicators(program: Program) -> tuple[IndicatorId, ...]:
    component = program.component(COMPONENT)
    return component.indicators if component is not None else ()


def _spec_item(ids: tuple[IndicatorId, ...], sid: SubmissionId, levels: str) -> SpecItem:
    from reviewer_app.workflow.calibrating import SpecItem, SpecMaster

    masters = []
    for n, (indicator, level) in enumerate(zip(ids, levels, strict=True)):
        start, end = _SPANS[n]
        place = (VIDEO, Selector(time=TimeSpan(start=start, end=end)))
        masters.append(SpecMaster(indicator=indicator, level=int(level), rationale=_WORDS[n], places=(place,)))
    return SpecItem(submission=sid, masters=tuple(masters))


def _bundle(ws: Workspace, of: CalibrationSet, signer: Signer, lean: str, dest: Path) -> Path:
    """What an invented reviewer hands in, signed with a key that is thrown away."""
    from reviewer_app.bundles.seal import write_decisions

    program = ws.program(of.program).program
    decisions, place = [], 0
    for item, masters in zip(of.items, MASTERS, strict=True):
        levels = []
        for master in masters:
            step = {"+": 1, "-": -1}.get(lean[place % len(lean)], 0)
            levels.append(max(1, min(3, int(master) + step)))
            place += 1
        decisions.append(_decision(ws, of, item, program, signer, levels))
    write_decisions(
        dest,
        tuple(decisions),
        signer,
        1,
        "",
        of.audience,
        bundle=BundleId(ws.clock.new_id()),
        created_at=ws.clock.now(),
    )
    return dest


def _decision(
    ws: Workspace, of: CalibrationSet, item: SetItem, program: Program, signer: Signer, levels: list[int]
) -> Decision:
    from reviewer_app.domain.calibration_material import submission_of
    from reviewer_app.domain.decision import make_decision
    from reviewer_app.domain.review import fold

    component = program.component(COMPONENT)
    assert component is not None
    review, at = ReviewId(ws.clock.new_id()), ws.clock.now()
    acts = _acts(ws, item, _indicators(program), levels, harsh=signer.public.name == _HARSH)
    events = tuple(
        Event(
            id=EventId(ws.clock.new_id()), review=review, at=at + timedelta(seconds=n), by=signer.public.key_id, act=act
        )
        for n, act in enumerate(acts)
    )
    return make_decision(
        decision_id=DecisionId(ws.clock.new_id()),
        program=program,
        component=component,
        submission=submission_of(of, item),
        review=fold(review, events),
        events=events,
        package=item.package,
        decided_at=at + timedelta(minutes=6),
        key=signer.public.key_id,
    )


def _acts(ws: Workspace, item: SetItem, ids: tuple[IndicatorId, ...], levels: list[int], *, harsh: bool) -> list[Act]:
    """Look, score, say why, cite; who is harsh saw only the beginning."""
    video = next(i for i in item.evidence if i.kind is Kind.VIDEO)
    acts: list[Act] = [Viewed(item=video.id, seconds=40, start=0, end=8_000 if harsh else 31_000)]
    acts += [Viewed(item=i.id, seconds=30, start=0, end=100) for i in item.evidence if i is not video]
    for n, (indicator, level) in enumerate(zip(ids, levels, strict=True)):
        start, end = _SPANS[n]
        start, end = (1_000, 5_000) if harsh else (start + 300 * level, end)
        acts.append(Scored(indicator=indicator, level=level))
        acts.append(Commented(indicator=indicator, text=f"{_WORDS[n]} That is level {level} of the rubric."))
        acts.append(Cited(citation=_citation(ws, video, Selector(time=TimeSpan(start=start, end=end)), indicator)))
    return acts


def _citation(ws: Workspace, item: EvidenceItem, selector: Selector, indicator: IndicatorId) -> Citation:
    return Citation(
        id=CitationId(ws.clock.new_id()), item=item.id, sha256=item.sha256, selector=selector, indicator=indicator
    )
