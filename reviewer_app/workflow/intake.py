"""Packages come in: files, folders of packages, unpacked packages, and batch zips whose members are packages.

Each package is read once; its evidence goes into the vault while it is checked. When all are read, one transaction adds
those that are right. Until then nothing counts: stopped, refused or killed, the vault is swept and nothing is left.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.completeness import remarks
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.errors import BadInput, Problem, could_not
from reviewer_app.evidence.vault import VaultWriter
from reviewer_app.jobs import Job, Progress
from reviewer_app.store.catalogue import PackageRecord
from reviewer_app.workflow.batches import Member, members
from reviewer_app.workflow.calibrating_taking import SetIntake, TakenSet
from reviewer_app.workflow.cases import program_of
from reviewer_app.workflow.keyring import remember, trust_here
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.bundles.unpack import SealedPackage
    from reviewer_app.domain.submission import EvidenceItem, Submission

_DEEPEST = 4  # folders below a given one


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something given that was not taken in, and everything wrong with it."""

    path: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What should be known about a package that was taken in."""

    submission: SubmissionId
    notes: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeResult:
    """What came in, what was here already, and what was refused."""

    added: tuple[SubmissionId, ...]
    already: tuple[SubmissionId, ...]
    refused: tuple[Refused, ...]
    changes: Changes
    notes: tuple[Noted, ...] = ()
    sets: tuple[TakenSet, ...] = ()


class _Already(Exception):
    """Ends the reading of a package that is here, whole, already."""


class _Part(Job):
    """One package's share of the whole job."""

    def __init__(self, whole: Job, what: str) -> None:
        super().__init__(self._pass_on)
        self._whole = whole
        self._what = what

    def _pass_on(self, progress: Progress) -> None:
        self._whole.report(progress.done, progress.total, self._what)

    def check(self) -> None:
        """Raise ``Cancelled`` when the whole job is to stop."""
        self._whole.check()


@dataclass(slots=True)
class _Intake:
    """What has been read so far."""

    ws: Workspace
    job: Job
    records: dict[SubmissionId, PackageRecord] = field(default_factory=dict)
    already: list[SubmissionId] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)
    keys: dict[str, tuple[str, str]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    sets: SetIntake = field(init=False)

    def __post_init__(self) -> None:
        self.sets = SetIntake(self.ws)

    def take(self, given: Path | Member, what: str) -> None:
        """Read one package; wrong ones are noted, being unable to go on is raised."""
        from reviewer_app.bundles.unpack import unpack_submission

        try:
            package = unpack_submission(
                given,
                self._sink,
                _Part(self.job, what),
                trust=trust_here(self.ws),
                room=shutil.disk_usage(self.ws.root).free,
                accept=partial(self._accept, given),
            )
        except _Already:
            return
        except BadInput as error:
            self.refused.append(Refused(path=str(given), problems=error.problems or (error.as_problem(),)))
            return
        self._keep(package)

    def _sink(self, item: EvidenceItem) -> VaultWriter:
        self.written.add(item.sha256)
        return self.ws.vault.writer()

    def _accept(self, given: Path | Member, package: SealedPackage) -> None:
        """Say no, or that it is here, before any evidence is read."""
        self.sets.check(given, package)
        submission = package.submission
        known = self.ws.catalogue.package(submission.id) or self.records.get(submission.id)
        if known is None:
            known = next((r for r in self._all() if r.submission.package == submission.package), None)
        if known is not None:
            self._compare(known, package)
        program_of(self.ws, submission)

    def _compare(self, known: PackageRecord, package: SealedPackage) -> None:
        if known.tagmanifest_sha256 != package.tagmanifest_sha256:
            label = package.submission.id
            problem = Problem(
                code="submission-differs",
                message=f"There is a submission {label} here already, with other content. It was left as it is.",
                hint="Ask the office which of the two counts; a new attempt needs a label of its own.",
                where=label,
            )
            raise BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))
        whole = all(self.ws.vault.has(i.sha256) for i in known.submission.evidence)
        if whole or known.submission.id in self.records:
            if known.submission.id not in (*self.already, *self.records):
                self.already.append(known.submission.id)
            raise _Already

    def _all(self) -> Iterator[PackageRecord]:
        yield from self.ws.catalogue.packages()
        yield from self.records.values()

    def _keep(self, package: SealedPackage) -> None:
        submission = package.submission
        if self.ws.catalogue.package(submission.id) is not None:
            self.already.append(submission.id)  # its evidence was missing and is back
            return
        signer = package.signer
        self.records[submission.id] = PackageRecord(
            submission=submission,
            tagmanifest_sha256=package.tagmanifest_sha256,
            added_at=self.ws.clock.now(),
            signer_key=signer.key_id if signer else "",
            signer_name=signer.name if signer else "",
            statement_sha256=package.statement_sha256,
        )
        if signer is not None:
            self.keys[signer.key_id] = (signer.line, signer.name)
        if notes := (*package.notes, *_remarks(self.ws, submission)):
            self.notes.append(Noted(submission=submission.id, notes=notes))

    def finish(self) -> None:
        """All or nothing: the rows of everything that was right."""
        for record in self.records.values():
            self.ws.keep_program(record.submission.program)
        for line, name in self.keys.values():
            remember(self.ws, line, name)
        self.job.check()
        self.ws.catalogue.add_packages(tuple(self.records.values()))

    def clear(self) -> None:
        """Take evidence out again that no package names."""
        for digest in self.written - self.ws.catalogue.digests():
            self.ws.vault.remove(digest)


def _remarks(ws: Workspace, submission: Submission) -> tuple[Problem, ...]:
    """What is missing, too much or out of time: known before anybody scores, and no reason to refuse."""
    found = remarks(*program_of(ws, submission), submission)
    return tuple(Problem(code=r.code, message=r.text, where=submission.id, severity="note") for r in found)


def intake(ws: Workspace, paths: Sequence[Path], job: Job | None = None) -> IntakeResult:
    """Take packages in. What is wrong is refused with all its problems and the rest goes on.

    Raises Cancelled, or ReviewerError such as ``no-space``: then nothing was changed.
    """
    work = _Intake(ws=ws, job=job or Job())
    found: list[Path | Member] = []
    try:
        for path in paths:
            found += _packages(path, work)
        for number, one in enumerate(found, 1):
            work.job.check()
            work.take(one, f"Package {number} of {len(found)}")
        work.finish()
        taken = work.sets.finish()
    finally:
        for one in found:
            if isinstance(one, Member):
                one.close()
        work.clear()
    added = tuple(work.records)
    return IntakeResult(
        added=added,
        already=tuple(work.already),
        refused=tuple(work.refused),
        changes=Changes(queue=bool(added), keys=bool(work.keys), calibration=bool(taken), submissions=added),
        notes=tuple(work.notes),
        sets=taken,
    )


def _packages(path: Path, work: _Intake) -> Iterator[Path | Member]:
    """Every package that a given path holds; what is none is refused."""
    refused = work.refused
    try:
        if not path.exists():
            raise FileNotFoundError(2, "not there")
        found = list(_in_folder(path, 0)) if path.is_dir() else [path]
    except OSError as error:
        problem = could_not("read it", error).as_problem(str(path))
        refused.append(Refused(path=str(path), problems=(problem,)))
        return
    if not found:
        message = "There is no package in this folder."
        hint = "Packages are .zip files, or folders with bagit.txt."
        problem = Problem(code="no-package", message=message, hint=hint)
        refused.append(Refused(path=str(path), problems=(problem,)))
    for one in found:
        try:
            inside: Sequence[Path | Member] | None = None if one.is_dir() else members(one)
            if inside is None:
                inside = work.sets.claim(one)
        except BadInput as error:
            refused.append(Refused(path=str(one), problems=error.problems or (error.as_problem(),)))
            continue
        if inside is None:
            yield one
        else:
            yield from inside


def _in_folder(folder: Path, depth: int) -> Iterator[Path]:
    """Unpacked packages and zips below a folder, in order of their names; links are not followed."""
    if (folder / "bagit.txt").is_file():
        yield folder
        return
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or entry.name.startswith("."):
            continue
        if entry.is_dir() and depth < _DEEPEST:
            yield from _in_folder(entry, depth + 1)
        elif entry.is_file() and entry.suffix.lower() == ".zip":
            yield entry
