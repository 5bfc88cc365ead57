"""A folder with ``submission.yaml`` and a candidate's files becomes a package."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.ids import ItemId, PackageId, SubmissionId
from reviewer_app.domain.program import Component, Program
from reviewer_app.domain.submission import EvidenceItem, ProgramRef, Submission
from reviewer_app.errors import BadInput, Problem, ReviewerError, UsageError, could_not, errors_only
from reviewer_app.jobs import Job
from reviewer_app.workflow.drafting import draft
from reviewer_app.workflow.folderfiles import Found, against_program, listed_files
from reviewer_app.workflow.submissionfile import NAME, SubmissionDraft, read
from reviewer_app.workspace import Clock

if TYPE_CHECKING:
    from reviewer_app.bundles.library import ProgramLibrary
    from reviewer_app.bundles.signature import Signer

__all__ = ["Packed", "check_folder", "draft", "pack"]

_MOST_YAML = 4 * 1024 * 1024
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A package that was written; ``notes`` is what should be known about it."""

    path: Path
    submission: SubmissionId
    package: PackageId
    items: int
    size: int  # bytes of evidence
    signed: bool
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """A folder after all checks; without ``draft`` or ``ref`` there are errors among the problems."""

    draft: SubmissionDraft | None
    ref: ProgramRef | None
    files: tuple[Found, ...]
    problems: tuple[Problem, ...]


def pack(
    folder: Path,
    dest: Path,
    *,
    signer: Signer | None,
    clock: Clock,
    programs: ProgramLibrary,
    job: Job | None = None,
    force: bool = False,
) -> Packed:
    """Write the package of a folder; BadInput ``bad-submission`` with every problem, and nothing is written then."""
    from reviewer_app.bundles.seal import write_submission

    job = job or Job()
    if os.path.lexists(dest) and not force:
        raise UsageError(
            "There is a file of that name already. It was left alone.",
            hint="Choose another name, or add --force to replace it.",
            code="file-exists",
        )
    checked = _check(folder, programs)
    if checked.draft is None or checked.ref is None or errors_only(list(checked.problems)):
        raise _refused(checked.problems)
    items = _items(checked.files, job)
    submission = _submission(checked.draft, checked.ref, items, clock, signer)
    paths: dict[str, Path] = {item.id: found.path for item, found in zip(items, checked.files, strict=True)}
    target = dest.with_name(f"{dest.name}.new") if force else dest
    write_submission(target, submission, paths, signer, created_at=submission.packed_at, job=job)
    if force:
        try:
            os.replace(target, dest)
        except OSError as error:
            target.unlink(missing_ok=True)
            raise could_not("replace the package", error) from error
    return Packed(
        path=dest,
        submission=submission.id,
        package=submission.package,
        items=len(items),
        size=sum(i.size for i in items),
        signed=signer is not None,
        notes=(*checked.problems, *_same_content(items)),
    )


def check_folder(folder: Path, programs: ProgramLibrary) -> list[Problem]:
    """Everything wrong with a folder that is to be packed, and what should be known; nothing is written."""
    return list(_check(folder, programs).problems)


def _check(folder: Path, programs: ProgramLibrary) -> _Checked:
    source = folder / NAME
    if not source.is_file():
        raise UsageError(
            "There is no submission.yaml in that folder.",
            hint="Make one with: reviewer-app pack --new FOLDER",
            code="no-submission-file",
        )
    try:
        with source.open("rb") as stream:
            data = stream.read(_MOST_YAML + 1)
    except OSError as error:
        raise could_not("read submission.yaml", error) from error
    written, problems = read(data)
    if written is None:
        return _Checked(draft=None, ref=None, files=(), problems=tuple(problems))
    files = listed_files(folder, written, problems)
    ref = None
    if written.program:
        ref, program, component = _program(written, programs, problems)
        if program is not None and component is not None:
            problems += against_program(written, files, program, component)
    return _Checked(draft=written, ref=ref, files=tuple(files), problems=tuple(problems))


def _program(
    written: SubmissionDraft, programs: ProgramLibrary, problems: list[Problem]
) -> tuple[ProgramRef | None, Program | None, Component | None]:
    try:
        loaded = programs.get(written.program, written.version)
    except BadInput as error:
        problems.append(
            Problem(code=error.code, message=error.message, hint=error.hint, where=written.where("program"))
        )
        return None, None, None
    component = loaded.program.component(written.component)
    if component is None and written.component:
        known = ", ".join(c.id for c in loaded.program.components)
        message = f"The program {written.program} has no component {written.component}."
        hint = f"It has: {known}."
        problems.append(Problem(code="unknown-component", message=message, hint=hint, where=written.where("component")))
    return loaded.ref, loaded.program, component


def _items(files: Sequence[Found], job: Job) -> list[EvidenceItem]:
    """The evidence items, each read once for its digest."""
    total, done = sum(f.size for f in files), 0
    items = []
    for number, found in enumerate(files, 1):
        digest, size = hashlib.sha256(), 0
        try:
            with found.path.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
                    job.report(done + size, total, f"Reading file {number} of {len(files)}")
        except OSError as error:
            raise could_not(f"read the file in line {found.entry.line} of submission.yaml", error) from error
        done += size
        items.append(
            EvidenceItem(
                id=ItemId(f"{number:04}"),
                title=found.entry.title,
                kind=found.kind,
                media_type=found.media_type,
                path=f"data/evidence/{number:04}.{found.extension}",
                sha256=digest.hexdigest(),
                size=size,
                requirement=found.entry.requirement,
                original_name=found.path.name,
            )
        )
    return items


def _submission(
    written: SubmissionDraft, ref: ProgramRef, items: Sequence[EvidenceItem], clock: Clock, signer: Signer | None
) -> Submission:
    return Submission(
        id=written.id,
        package=PackageId(clock.new_id()),
        program=ref,
        component=written.component,
        candidate=written.candidate,
        attempt=written.attempt,
        purpose=written.purpose,
        evidence=tuple(items),
        packed_at=clock.now(),
        packed_by=signer.public.name if signer else "",
        statements=written.statements,
        earlier=written.earlier,
        focus=written.focus,
        window=written.window,
        handed_in=written.handed_in,
        due=written.due,
        audience=written.audience,
        nonce=written.nonce,
    )


def _same_content(items: Sequence[EvidenceItem]) -> list[Problem]:
    first: dict[str, ItemId] = {}
    notes = []
    for item in items:
        other = first.setdefault(item.sha256, item.id)
        if other != item.id:
            message = f"This file is the same as {other}, byte for byte."
            notes.append(Problem(code="same-content", message=message, where=item.id, severity="note"))
    return notes


def _refused(problems: Sequence[Problem]) -> ReviewerError:
    wrong = errors_only(list(problems))
    count = "1 problem" if len(wrong) == 1 else f"{len(wrong)} problems"
    return BadInput(
        f"The folder can't be packed: {count}. Nothing was written.",
        hint="Correct submission.yaml, then try again.",
        code="bad-submission",
        problems=tuple(problems),
    )
