"""Is a sealed file whole, genuine, by somebody trusted, and in order? Each step explained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.bundles.unpack import Step
from reviewer_app.domain.calibration_set import Standing
from reviewer_app.errors import Problem, ReviewerError
from reviewer_app.jobs import Job
from reviewer_app.store.trust import SeenStatement
from reviewer_app.workflow.keyring import seen_here, trust_here
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.bundles.unpack import SealedReport

__all__ = ["CheckReport", "SignerInfo", "Step", "check"]

_KINDS = {
    "submission": "package",
    "decisions": "bundle",
    "receipt": "receipt",
    "calibration-set": "calibration set",
    "calibration-reveal": "reveal of a calibration set",
    "bag": "bag",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerInfo:
    """Who signed. ``trusted`` None: checked without a workspace, so nobody said."""

    key: str
    short: str
    name: str
    trusted: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What was found. ``kind`` is ``submission``, ``decisions``, another sealed kind, ``bag`` or ``unknown``."""

    path: str
    kind: str
    valid: bool
    problems: tuple[Problem, ...]
    signer: SignerInfo | None
    steps: tuple[Step, ...]
    headline: str
    summary: str
    id: str = ""
    seq: int = 0
    decisions: int = 0
    files: int = 0


def check(path: Path, ws: Workspace | None = None, job: Job | None = None) -> CheckReport:
    """Check any sealed file or BagIt bag; with a workspace also against the keys and statements known there.

    A statement that is right is remembered there, so that a copy, a fork or a gap is noticed next time.
    """
    from reviewer_app.bundles.unpack import inspect

    if ws is None:
        report = inspect(path, job)
    else:
        trust = trust_here(ws)
        report = inspect(path, job, trust=trust, seen=seen_here(ws))
        checked = {s.sha256 for s in ws.keys.seen()}
        if report.statement_sha256 not in checked and any(p.code == "seen-before" for p in report.problems):
            # Sealed here and checked for the first time: that is no second appearance.
            report = inspect(path, job, trust=trust, seen=seen_here(ws, leave_out=report.statement_sha256))
        remember_statement(ws, report)
    signer = _signer(report, ws)
    return CheckReport(
        path=str(path),
        kind=report.kind,
        valid=report.valid,
        problems=(*report.problems, *_not_qualified(report, ws)),
        signer=signer,
        steps=report.steps,
        headline=_headline(path, report, signer),
        summary=_summary(report),
        id=report.statement.predicate.id if report.statement else "",
        seq=report.statement.predicate.seq if report.statement else 0,
        decisions=len(report.decisions),
        files=report.files,
    )


def remember_statement(ws: Workspace, report: SealedReport) -> None:
    """Keep a good statement's number, so that a copy, a fork or a gap is noticed next time."""
    if not report.valid or report.statement is None or report.signer is None or not report.statement.predicate.seq:
        return
    said, key = report.statement.predicate, report.signer.key_id
    if any((s.key, s.seq) == (key, said.seq) for s in ws.keys.seen()):
        return
    ws.keys.remember(
        SeenStatement(
            key=key,
            seq=said.seq,
            sha256=report.statement_sha256,
            prev=said.prev,
            sealed_file=said.id,
            first_seen_at=ws.clock.now(),
        )
    )


def _not_qualified(report: SealedReport, ws: Workspace | None) -> tuple[Problem, ...]:
    """What a bundle says of its signer's calibration, where that is not in order: for the office to weigh."""
    return tuple(
        Problem(
            code="not-qualified",
            message=f"{report.signer.name if report.signer else 'The signer'} {_STANDING[note.standing]} "
            f"in {_titled(note.program, ws)}: {note.words}.",
            hint="The bundle itself says so. The office decides whether the decisions count.",
            where=note.program,
            severity="note",
        )
        for note in report.standings
        if note.standing is not Standing.QUALIFIED
    )


def _titled(program: str, ws: Workspace | None) -> str:
    """A program by its title, where its file is at hand."""
    try:
        found = None if ws is None else ws.programs.find(program)
    except ReviewerError:  # a program file that can't be read says so where it is used
        found = None
    return program if found is None else found.program.short_title or found.program.title


_STANDING = {
    Standing.RETRAIN: "did not qualify",
    Standing.EXPIRED: "is no longer qualified",
    Standing.INCOMPLETE: "has not finished calibration",
    Standing.NONE: "is not qualified",
}


def _signer(report: SealedReport, ws: Workspace | None) -> SignerInfo | None:
    signer = report.signer
    if signer is None:
        return None
    known = ws.keys.key(signer.key_id) if ws is not None else None
    trusted = None
    if ws is not None:
        trusted = known is not None and (known.own or known.trusted_at is not None) and known.revoked_from is None
    name = known.name if known is not None and known.name else signer.name
    return SignerInfo(key=signer.key_id, short=signer.short, name=name, trusted=trusted)


def _headline(path: Path, report: SealedReport, signer: SignerInfo | None) -> str:
    """Genuine is only what a key signed that somebody here vouched for: anybody can make a key and name it."""
    name = path.name.removesuffix(".zip")
    if not report.valid:
        return f"{name} must not be used"
    if signer is None:
        return f"{name} is whole, and not signed"
    if any(p.code == "signer-not-known" for p in report.problems):
        return f"{name} is whole; whose key signed it is not known here"
    return f"{name} is whole and genuine"


def _summary(report: SealedReport) -> str:
    parts = []
    what = _KINDS.get(report.kind, "file")
    if report.decisions:
        number = "1 decision" if len(report.decisions) == 1 else f"{len(report.decisions)} decisions"
        parts.append(f"{number} by {report.signer.name if report.signer else 'nobody'}.")
    elif report.submission is not None:
        items = len(report.submission.evidence)
        parts.append(f"Package {report.submission.id} with {items} piece{'s' if items != 1 else ''} of evidence.")
    elif report.set is not None:
        many = len(report.set.items)
        parts.append(f"Calibration set “{report.set.title}” of {many} submission{'s' if many != 1 else ''}.")
    elif report.reveal is not None:
        parts.append(f"The masters of the calibration set {report.reveal.set}.")
    if report.statement is not None and report.signer is not None:
        at = report.statement.predicate.created_at
        parts.append(f"Signed {at:%b} {at.day} {at.year}, {at:%H:%M} UTC.")
    wrong = sum(p.severity == "error" for p in report.problems)
    if wrong:
        count = "1 problem" if wrong == 1 else f"{wrong} problems"
        parts.append(f"This {what} has {count}: ask whoever sent it for a new one.")
    else:
        parts.append("Nothing has changed since." if report.signer else f"The {what} has no signature to check.")
    return " ".join(parts)
