"""Live scoring watched with the same statistics: seeded masters, double scores, backreads, adjudications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.calibration_set import CalibrationSet, Master, SetItem, SetUse
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decision import Decision, Outcome
from reviewer_app.domain.ids import BundleId, DecisionId, IndicatorId, KeyId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.domain.submission import EvidenceItem, Kind, ProgramRef, Purpose
from reviewer_app.errors import BadInput, ReviewerError, UsageError
from reviewer_app.jobs import Job
from reviewer_app.store.calibration import SetRecord, Watched
from reviewer_app.workflow.calibrating_bundles import RefusedBundle, bundles_at
from reviewer_app.workflow.calibrating_reports import masters_of
from reviewer_app.workflow.cases import own_review
from reviewer_app.workflow.covering import covered
from reviewer_app.workflow.keyring import remember, trust_here
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_figures import Resampling
    from reviewer_app.domain.calibration_material import Material, Sheet
    from reviewer_app.domain.calibration_report import Against, CalibrationReport
    from reviewer_app.workflow.calibrating_reports import Kept

_SCORED = (Purpose.FIRST, Purpose.SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchResult:
    """How many live decisions are new, and what was refused."""

    decisions: int
    refused: tuple[RefusedBundle, ...]
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReport:
    """How a program is being scored. ``masters``: submissions with a seeded or adjudicated score to compare with."""

    program: ProgramRef
    submissions: int
    twice: int  # scored by two reviewers or more
    masters: int
    report: CalibrationReport
    seeded: tuple[SeededDecision, ...] = ()  # nobody's result: to be left out of what candidates are told


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededDecision:
    """A reviewer's decision on a submission that the lead hid among normal work."""

    set: str
    submission: SubmissionId
    decision: DecisionId
    reviewer: str
    bundle: BundleId


def watch(ws: Workspace, paths: Sequence[Path] = (), job: Job | None = None) -> WatchResult:
    """Keep the live decisions in these bundles, and in those that were sealed here."""
    from reviewer_app.bundles.unpack import inspect
    from reviewer_app.bundles.wire import write_decisions

    job = job or Job()
    refused: list[RefusedBundle] = []
    found: list[Watched] = []
    given = [one for path in paths for one in bundles_at(path, refused)]
    own = sorted(ws.bundles.glob("*.zip"))
    for path in (*given, *own):
        job.check()
        try:
            report = inspect(path, trust=trust_here(ws))
        except ReviewerError as error:
            refused.append(RefusedBundle(path=str(path), problems=(error.as_problem(),)))
            continue
        wrong = tuple(p for p in report.problems if p.severity == "error")
        if wrong or report.signer is None or report.statement is None or report.kind != "decisions":
            if path in given and (wrong or report.kind == "unknown"):
                refused.append(RefusedBundle(path=str(path), problems=wrong))
            continue
        remember(ws, report.signer.line, report.signer.name)
        bundle = BundleId(report.statement.predicate.id)
        for decision in report.decisions:
            if decision.purpose not in (Purpose.CALIBRATION, Purpose.FORMATIVE):
                found.append(
                    Watched(
                        decision=decision.id,
                        submission=decision.submission,
                        key=report.signer.key_id,
                        name=report.signer.name,
                        bundle=bundle,
                        body=write_decisions(bundle, (decision,)).decode("utf-8"),
                        received_at=ws.clock.now(),
                    )
                )
    new = ws.calibration.watch(found)
    return WatchResult(decisions=new, refused=tuple(refused), changes=Changes(calibration=bool(new), keys=bool(new)))


def monitoring(ws: Workspace, seed: int | None = None, resamples: int | None = None) -> tuple[LiveReport, ...]:
    """A report on each program's live scoring, from what was scored twice or has a master."""
    from reviewer_app.domain.calibration_figures import Resampling
    from reviewer_app.domain.calibration_reporting import DEFAULT

    how = Resampling(
        seed=DEFAULT.seed if seed is None else seed, resamples=DEFAULT.resamples if resamples is None else resamples
    )
    decisions = _decisions(ws)
    reports = []
    for program in dict.fromkeys(d.program for _, d in decisions):
        mine = [(row, d) for row, d in decisions if d.program == program]
        material = _material(ws, program, mine)
        if material is not None:
            reports.append(_live(ws, material, mine, how))
    return tuple(reports)


def live_report(
    ws: Workspace, program: ProgramRef, indicator: IndicatorId | None, against: Against | str, kept: Kept
) -> CalibrationReport:
    """One program's live scoring by another choice; ``kept`` as of ``report``."""
    from reviewer_app.domain.calibration_report import Against
    from reviewer_app.domain.calibration_reporting import DEFAULT, build

    if kept.material is None:
        kept.material = _material(ws, program, [(row, d) for row, d in _decisions(ws) if d.program == program])
    if kept.material is None:
        raise UsageError("There is nothing to compare any more.", hint="Look at live scoring again.", code="no-live")
    return build(
        kept.material,
        indicator=indicator,
        against=Against(against),
        how=DEFAULT,
        today=ws.clock.now().date(),
        known=kept.comparisons,
    )


def _decisions(ws: Workspace) -> list[tuple[Watched, Decision]]:
    """Everybody's standing decision on each submission: what was superseded is left out."""
    from reviewer_app.bundles.wire import read_decisions

    read = [(row, read_decisions(row.body.encode("utf-8")).decisions[0]) for row in ws.calibration.watched()]
    gone = {d.supersedes for _, d in read if d.supersedes is not None}
    return [(row, d) for row, d in read if d.id not in gone]


def _material(ws: Workspace, ref: ProgramRef, mine: Sequence[tuple[Watched, Decision]]) -> Material | None:
    """What of a program's live decisions can be compared; None when nothing can."""
    from reviewer_app.domain.calibration_material import Material, Sheet

    try:
        program = ws.program(ref).program
    except BadInput:  # its file is not here: its levels mean nothing then
        return None
    names = _names(ws, [row for row, _ in mine])
    sheets = [
        Sheet(reviewer=names[row.key], key=row.key, decision=d)
        for row, d in mine
        if d.purpose in _SCORED and d.outcome in (Outcome.MET, Outcome.NOT_MET) and not _being_scored(ws, d.submission)
    ]
    masters = [*_seeded(ws, ref), *_adjudicated([d for _, d in mine])]
    shown = _worth_showing(sheets, masters)
    if not shown:
        return None
    sheets = [s for s in sheets if s.decision.submission in shown]
    made = Material(set=_as_set(ws, ref, sheets), program=program, masters=tuple(masters), sheets=tuple(sheets))
    return covered(ws, made)


def _being_scored(ws: Workspace, submission: SubmissionId) -> bool:
    """Whether the reviewer at work has a score of it in hand, and so sees nobody else's."""
    review = own_review(ws, submission)
    return review.open and review.stage is not Stage.NEW


def _live(ws: Workspace, material: Material, mine: Sequence[tuple[Watched, Decision]], how: Resampling) -> LiveReport:
    from reviewer_app.domain.calibration_report import Against
    from reviewer_app.domain.calibration_reporting import build

    shown = _worth_showing(material.sheets, material.masters)
    right = {m.submission for m in material.masters} & set(shown)
    against = Against.MASTER if right else Against.EACH_OTHER
    return LiveReport(
        program=material.set.program,
        submissions=len({d.submission for _, d in mine}),
        twice=sum(n >= 2 for n in shown.values()),
        masters=len(right),
        report=build(material, against=against, how=how, today=ws.clock.now().date()),
        seeded=_on_seeded(ws, mine),
    )


def _on_seeded(ws: Workspace, mine: Sequence[tuple[Watched, Decision]]) -> tuple[SeededDecision, ...]:
    """The decisions on submissions that were seeded here, by submission and reviewer."""
    where = {i.submission: r.set.id for r in _seeded_sets(ws) for i in r.set.items}
    names = _names(ws, [row for row, _ in mine])
    found = [
        SeededDecision(
            set=where[d.submission], submission=d.submission, decision=d.id, reviewer=names[row.key], bundle=row.bundle
        )
        for row, d in mine
        if d.submission in where
    ]
    return tuple(sorted(found, key=lambda s: (s.submission, s.reviewer)))


def _names(ws: Workspace, rows: Sequence[Watched]) -> dict[KeyId, str]:
    names: dict[KeyId, str] = {}
    for row in rows:
        known = ws.keys.key(row.key)
        name = known.name if known is not None and known.name else row.name
        if row.key not in names:
            names[row.key] = f"{name} ({row.key[:4]})" if name in names.values() else name
    return names


def _worth_showing(sheets: Sequence[Sheet], masters: Sequence[Master]) -> dict[SubmissionId, int]:
    """Submissions with something to compare, and by how many they were scored: one score alone stays blind."""
    scored: dict[SubmissionId, set[KeyId]] = {}
    for sheet in sheets:
        scored.setdefault(sheet.decision.submission, set()).add(sheet.key)
    right = {m.submission for m in masters}
    return {s: len(keys) for s, keys in scored.items() if len(keys) >= 2 or s in right}


def _seeded_sets(ws: Workspace) -> list[SetRecord]:
    """The sets that the reviewer at work hid among normal work; another's are normal work."""
    return [r for r in ws.calibration.sets() if r.set.use is SetUse.SEEDED and r.led_by(ws.key_id)]


def _seeded(ws: Workspace, ref: ProgramRef) -> list[Master]:
    records = [r for r in _seeded_sets(ws) if r.set.program == ref and r.masters]
    return [m for record in records for m in masters_of(ws, record).scores]


def _adjudicated(decisions: Sequence[Decision]) -> list[Master]:
    """What an adjudicator settled is the master of what was scored twice."""
    return [
        Master(
            submission=d.submission,
            indicator=s.indicator,
            level=s.level,
            rationale=next((c.text for c in d.comments if c.indicator == s.indicator), ""),
            citations=tuple(c for c in d.citations if c.indicator == s.indicator),
        )
        for d in decisions
        if d.purpose is Purpose.ADJUDICATION
        for s in d.scores
    ]


def _as_set(ws: Workspace, ref: ProgramRef, sheets: Sequence[Sheet]) -> CalibrationSet:
    """The live submissions in the form of a set, the first decided first."""
    firsts = {
        s.decision.submission: s.decision for s in sorted(sheets, key=lambda s: s.decision.decided_at, reverse=True)
    }
    ordered = sorted(firsts.values(), key=lambda d: (d.decided_at, d.submission))
    return CalibrationSet(
        id=f"live-{ref.id}",
        title="Live scoring",
        program=ref,
        items=tuple(_item(ws, d) for d in ordered),
        expected=(),
        commitment="0" * 64,
        lead=ws.key_id,
        made_at=ordered[0].decided_at,
        use=SetUse.SEEDED,
    )


def _item(ws: Workspace, decision: Decision) -> SetItem:
    record = ws.catalogue.package(decision.submission)
    evidence = (
        record.submission.evidence
        if record is not None
        else tuple(
            EvidenceItem(
                id=e.item,
                title=e.item,
                kind=Kind.OTHER,
                media_type="",
                path=f"data/evidence/{e.item}",
                sha256=e.sha256,
                size=0,
            )
            for e in decision.evidence
        )
    )
    return SetItem(
        label=decision.submission,
        submission=decision.submission,
        component=decision.component,
        package=decision.package,
        path=f"data/packages/{decision.submission}.zip",
        nonce=decision.nonce,
        evidence=evidence,
        focus=decision.focus,
    )
