"""Calibration sets and reveals come in with everything else: their packages are taken in as ordinary ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.calibration_set import CalibrationSet, SetItem
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import KeyId, SubmissionId
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import BadInput, Problem, UsageError
from reviewer_app.jobs import Job
from reviewer_app.store.calibration import LEAD, TAKEN, SetRecord
from reviewer_app.workflow.batches import Member, inside
from reviewer_app.workflow.keyring import remember, trust_here
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.bundles.unpack import SealedPackage, SealedReport

_ASK = "Ask the lead for a new file."


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenSet:
    """A set or a reveal that was taken in."""

    id: str
    title: str
    submissions: tuple[SubmissionId, ...]
    revealed: bool
    changes: Changes


@dataclass(slots=True)
class SetIntake:
    """The sets and reveals among what an intake is given; they are recorded when all packages are in."""

    ws: Workspace
    _sets: list[SealedReport] = field(default_factory=list)
    _reveals: list[SealedReport] = field(default_factory=list)
    _expected: dict[str, tuple[SetItem, CalibrationSet, KeyId]] = field(default_factory=dict)

    def claim(self, path: Path) -> Sequence[Path | Member] | None:
        """The packages of a set, none of a reveal; None when it is neither. BadInput with every problem."""
        kind = _kind(path)
        if kind is None:
            return None
        from reviewer_app.bundles.unpack import inspect

        report = inspect(path, trust=trust_here(self.ws))
        wrong = [p for p in report.problems if p.severity == "error"]
        if wrong:
            raise BadInput(wrong[0].message, hint=wrong[0].hint, code=wrong[0].code, problems=tuple(wrong))
        if kind == "calibration-reveal":
            self._known_reveal(report)
            self._reveals.append(report)
            return []
        found = report.set
        assert found is not None and report.signer is not None
        self._same_as_here(found, report)
        self._sets.append(report)
        packages = [path / item.path for item in found.items] if path.is_dir() else inside(path)
        by_path = {item.path: item for item in found.items}
        for member in packages:
            item = by_path.get(f"data/packages/{str(member).replace(chr(92), '/').rpartition('/')[2]}")
            if item is not None:
                self._expected[str(member)] = (item, found, report.signer.key_id)
        return packages

    def check(self, given: object, package: SealedPackage) -> None:
        """A package out of a set must be the one that the set names; BadInput ``set-package``."""
        expected = self._expected.get(str(given))
        if expected is None:
            return
        item, of, lead = expected
        said = package.submission
        fits = (
            (said.id, said.component, said.nonce) == (item.submission, item.component, item.nonce)
            and package.tagmanifest_sha256 == item.package
            and said.purpose is Purpose.CALIBRATION
            and said.program == of.program
            and said.audience == of.audience
            and [(e.id, e.sha256, e.size) for e in said.evidence] == [(e.id, e.sha256, e.size) for e in item.evidence]
            and package.signer is not None
            and package.signer.key_id == lead
        )
        if not fits:
            raise _bad("set-package", f"The package of {item.label} is not the one that the set names.", item.label)

    def finish(self) -> tuple[TakenSet, ...]:
        """Record the sets whose packages are all here, and the reveals."""
        taken = [one for report in self._sets if (one := self._keep_set(report)) is not None]
        return (*taken, *(self._keep_reveal(report) for report in self._reveals))

    def _same_as_here(self, found: CalibrationSet, report: SealedReport) -> None:
        known = next((r for r in self.ws.calibration.sets() if r.set.id == found.id), None)
        if known is not None and known.statement_sha256 != report.statement_sha256:
            message = f"There is a calibration set “{found.title}” here already, with other content. It stays as it is."
            raise _bad("set-differs", message, found.id)

    def _keep_set(self, report: SealedReport) -> TakenSet | None:
        found, signer = report.set, report.signer
        assert found is not None and signer is not None
        here = [self.ws.catalogue.package(item.submission) for item in found.items]
        if any(r is None or r.tagmanifest_sha256 != i.package for r, i in zip(here, found.items, strict=True)):
            return None  # a package of it was refused: it says why
        remember(self.ws, signer.line, signer.name)
        if all(r.set.id != found.id for r in self.ws.calibration.sets()):
            record = SetRecord(
                set=found,
                role=TAKEN,
                masters="",
                signer_key=signer.key_id,
                statement_sha256=report.statement_sha256,
                added_at=self.ws.clock.now(),
            )
            self.ws.calibration.put_set(record)
        sids = tuple(item.submission for item in found.items)
        changes = Changes(calibration=True, queue=True, keys=True, submissions=sids)
        return TakenSet(id=found.id, title=found.title, submissions=sids, revealed=False, changes=changes)

    def _known_reveal(self, report: SealedReport) -> SetRecord:
        """The set that a reveal is of, when everything about it is right."""
        from reviewer_app.bundles.setcheck import fits_set
        from reviewer_app.bundles.setwire import read_masters

        reveal = report.reveal
        assert reveal is not None and report.signer is not None
        try:
            record = self.ws.calibration.set(reveal.set)
        except UsageError as error:
            message = "This reveals the masters of a calibration set that is not here."
            raise _bad("unknown-set", message, reveal.set, "Take in the set first.") from error
        if report.signer.key_id != record.signer_key:
            raise _bad("reveal-signer", "This reveal is signed by somebody else than the set's lead.", reveal.set)
        masters = read_masters(reveal.masters, record.set.commitment)
        problems = fits_set(record.set, [*masters.scores, *reveal.consensus])
        if problems:
            raise BadInput(problems[0].message, hint=_ASK, code=problems[0].code, problems=tuple(problems))
        return record

    def _keep_reveal(self, report: SealedReport) -> TakenSet:
        reveal, record = report.reveal, self._known_reveal(report)
        assert reveal is not None
        if record.role != LEAD:
            # By the clock here: what was scored here before this moment was scored blind, whatever the lead's says.
            first = record.revealed_at or self.ws.clock.now()
            self.ws.calibration.put_set(replace(record, masters=reveal.masters, revealed_at=first))
            self.ws.calibration.replace_consensus(reveal.set, reveal.consensus)
        changes = Changes(calibration=True)
        return TakenSet(id=reveal.set, title=record.set.title, submissions=(), revealed=True, changes=changes)


def take_set(ws: Workspace, path: Path, job: Job | None = None) -> TakenSet:
    """Take in a set or a reveal; BadInput with everything that is wrong with it."""
    from reviewer_app.workflow.intake import intake

    if not path.is_file():
        raise UsageError(f"There is no file {path}.", hint="Check the name.", code="file-not-found")
    if _kind(path) is None:
        raise _bad("not-a-set", "This is no calibration set and no reveal of one.", path.name)
    result = intake(ws, [path], job)
    if result.refused:
        problems = tuple(p for refused in result.refused for p in refused.problems)
        raise BadInput(problems[0].message, hint=problems[0].hint, code=problems[0].code, problems=problems)
    return result.sets[0]


def _kind(path: Path) -> str | None:
    """Whether a file is a calibration set or a reveal, by the document in it."""
    from reviewer_app.bundles.foldersource import open_source
    from reviewer_app.bundles.sealed import DOCUMENTS

    with open_source(path) as source:
        kinds = ("calibration-set", "calibration-reveal")
        return next((k for k in kinds if DOCUMENTS[k] in source.files), None)


def _bad(code: str, message: str, where: str, hint: str = _ASK) -> BadInput:
    problem = Problem(code=code, message=message, hint=hint, where=where)
    return BadInput(message, hint=hint, code=code, problems=(problem,))
