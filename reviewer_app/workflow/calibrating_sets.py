"""Calibration sets: made by the lead, taken in by reviewers, revealed when everybody is in."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from reviewer_app.domain.calibration_set import CalibrationSet, Masters, SetUse
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.ids import PackageId, SubmissionId
from reviewer_app.errors import BadInput, Problem, UsageError, could_not
from reviewer_app.files import need_free_place
from reviewer_app.jobs import Job
from reviewer_app.store.calibration import LEAD, SetRecord
from reviewer_app.workflow import calibrating_files
from reviewer_app.workflow.calibrating_parts import Part, bound, parts_of, wrong_in
from reviewer_app.workflow.setfile import SetSpec
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.submission import EvidenceItem


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRow:
    """A set as lists show it; ``lead``: it was made here, so it is revealed here."""

    id: str
    title: str
    program: str
    submissions: int
    reviewers: int  # expected
    received: int  # reviewers whose scores came in
    lead: bool
    use: SetUse
    made_at: datetime
    due: datetime | None
    revealed_at: datetime | None
    signer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSet:
    """A set that was made; ``path`` is its file, or the folder of its packages when they hide among normal work."""

    id: str
    path: Path
    submissions: tuple[SubmissionId, ...]
    notes: tuple[Problem, ...]
    changes: Changes


def new_set(ws: Workspace, spec: SetSpec, dest: Path, job: Job | None = None) -> MadeSet:
    """Make a set of submissions of this workspace; BadInput with everything that is wrong, and nothing is written.

    The masters stay here: the file carries only what they are committed to.
    """
    from reviewer_app.bundles.setwire import commitment_of, masters_text

    job = job or Job()
    need_free_place(dest)
    set_id = f"{_slug(spec.title)}-{ws.clock.new_id()[-12:]}"
    parts, problems = parts_of(ws, spec, set_id)
    if not spec.title.strip():
        problems.append(wrong_in("set-title", "The set needs a title.", "title"))
    _refuse(problems)
    masters = Masters(set=set_id, salt=secrets.token_hex(32), scores=tuple(m for p in parts for m in p.masters))
    text = masters_text(masters)
    commitment = commitment_of(text)
    parts = [bound(part, set_id, commitment, spec.use) for part in parts]
    made = CalibrationSet(
        id=set_id,
        title=spec.title.strip(),
        program=parts[0].submission.program,
        items=tuple(p.item for p in parts),
        expected=spec.expected,
        commitment=commitment,
        lead=ws.key_id,
        made_at=ws.clock.now(),
        use=spec.use,
        due=spec.due,
        audience=parts[0].submission.audience,
    )
    written, statement = _write(ws, made, parts, dest, job)
    ws.keep_program(made.program)
    record = SetRecord(
        set=written, role=LEAD, masters=text, signer_key=ws.key_id, statement_sha256=statement, added_at=made.made_at
    )
    ws.calibration.put_set(record)
    if spec.use is SetUse.CALIBRATION:
        calibrating_files.keep(ws, set_id, dest)
    return MadeSet(
        id=set_id,
        path=dest,
        submissions=tuple(i.submission for i in written.items),
        notes=tuple(problems),
        changes=Changes(calibration=True),
    )


def _refuse(problems: Sequence[Problem]) -> None:
    first = next((p for p in problems if p.severity == "error"), None)
    if first is not None:
        raise BadInput(
            f"The set can't be made: {first.message}",
            hint="Correct it, then try again.",
            code="bad-set",
            problems=tuple(problems),
        )


def sets(ws: Workspace) -> tuple[SetRow, ...]:
    """All sets that are known here, the newest first."""
    rows = []
    for record in ws.calibration.sets():
        if record.set.use is SetUse.SEEDED and not record.led_by(ws.key_id):
            continue  # it hides among normal work from whoever scores here, too
        known = ws.keys.key(record.signer_key)
        rows.append(
            SetRow(
                id=record.set.id,
                title=record.set.title,
                program=record.set.program.id,
                submissions=len(record.set.items),
                reviewers=len(record.set.expected),
                received=len({r.key for r in ws.calibration.received(record.set.id)}),
                lead=record.led_by(ws.key_id),
                use=record.set.use,
                made_at=record.set.made_at,
                due=record.set.due,
                revealed_at=record.revealed_at,
                signer=known.name if known is not None else "",
            )
        )
    return tuple(sorted(rows, key=lambda r: r.made_at, reverse=True))


def own_set(ws: Workspace, set_id: str) -> SetRecord:
    """A set that was made here; UsageError ``not-the-lead``."""
    record = ws.calibration.set(set_id)
    if not record.led_by(ws.key_id):
        where = "by another reviewer of this workspace" if record.role == LEAD else "elsewhere"
        raise UsageError(
            f"“{record.set.title}” was made {where}.", hint="Only its lead can do that.", code="not-the-lead"
        )
    return record


# --- its parts -------------------------------------------------------------------------------------------------------


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(
    ws: Workspace, made: CalibrationSet, parts: Sequence[Part], dest: Path, job: Job
) -> tuple[CalibrationSet, str]:
    """The packages and the set's file around them; among normal work only the packages, in a folder."""
    from reviewer_app.bundles.setseal import write_set

    hidden = made.use is SetUse.SEEDED
    folder = dest if hidden else dest.with_name(f".{dest.name}.packages")
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise could_not("make the set", error) from error
    try:
        items, paths = [], {}
        for part in parts:
            job.check()
            path = folder / f"{part.submission.id}.zip"
            items.append(replace(part.item, package=_package(ws, part, path, made.made_at, job)))
            paths[part.item.path] = path
        whole = replace(made, items=tuple(items))
        if hidden:
            return whole, ""
        return whole, write_set(dest, whole, paths, ws.signer(), job=job).statement_sha256
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        if not hidden:
            shutil.rmtree(folder, ignore_errors=True)


def _package(ws: Workspace, part: Part, path: Path, at: datetime, job: Job) -> str:
    from reviewer_app.bundles.seal import write_submission

    submission = replace(
        part.submission, package=PackageId(ws.clock.new_id()), packed_at=at, packed_by=ws.signer().public.name
    )
    files: dict[str, Path | Callable[[], BinaryIO]] = {i.id: _opener(ws, i) for i in submission.evidence}
    return write_submission(path, submission, files, ws.signer(), created_at=at, job=job).tagmanifest_sha256


def _opener(ws: Workspace, item: EvidenceItem) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        return cast(BinaryIO, ws.evidence(item))

    return opened


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "set"
