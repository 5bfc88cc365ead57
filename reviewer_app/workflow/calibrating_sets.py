"""Calibration sets: made by the lead, taken in by reviewers, revealed when everybody is in."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from reviewer_app.domain.calibration_set import CalibrationSet, Master, Masters, SetItem, SetUse
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Citation
from reviewer_app.domain.ids import CitationId, PackageId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.domain.submission import Purpose, Submission
from reviewer_app.errors import BadInput, Problem, UsageError, could_not
from reviewer_app.jobs import Job
from reviewer_app.store.calibration import LEAD, SetRecord
from reviewer_app.workflow import calibrating_files
from reviewer_app.workflow.cases import own_review, package_of, program_of
from reviewer_app.workflow.setfile import SetSpec, SpecItem, SpecMaster
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.program import Indicator
    from reviewer_app.domain.submission import EvidenceItem
    from reviewer_app.store.catalogue import PackageRecord


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One submission of the set being made."""

    item: SetItem
    submission: Submission
    masters: tuple[Master, ...]


def new_set(ws: Workspace, spec: SetSpec, dest: Path, job: Job | None = None) -> MadeSet:
    """Make a set of submissions of this workspace; BadInput with everything that is wrong, and nothing is written.

    The masters stay here: the file carries only what they are committed to.
    """
    from reviewer_app.bundles.setwire import commitment_of, masters_text

    job = job or Job()
    _free(dest)
    set_id = f"{_slug(spec.title)}-{ws.clock.new_id()[-12:]}"
    parts, problems = _parts(ws, spec, set_id)
    if not spec.title.strip():
        problems.append(_wrong("set-title", "The set needs a title.", "title"))
    if any(p.severity == "error" for p in problems):
        raise BadInput(
            f"The set can't be made: {next(p for p in problems if p.severity == 'error').message}",
            hint="Correct it, then try again.",
            code="bad-set",
            problems=tuple(problems),
        )
    masters = Masters(set=set_id, salt=secrets.token_hex(32), scores=tuple(m for p in parts for m in p.masters))
    text = masters_text(masters)
    commitment = commitment_of(text)
    parts = [_bound(part, set_id, commitment, spec.use) for part in parts]
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


def _parts(ws: Workspace, spec: SetSpec, set_id: str) -> tuple[list[_Part], list[Problem]]:
    parts: list[_Part] = []
    problems: list[Problem] = []
    labels: set[str] = set()
    taken = {p.submission.id for p in ws.catalogue.packages()}
    for n, given in enumerate(spec.items, 1):
        label = given.label or f"A{n:02}"
        try:
            record = package_of(ws, given.submission)
            _, component = program_of(ws, record.submission)
        except (BadInput, UsageError) as error:
            problems.append(error.as_problem(given.submission))
            continue
        if label in labels or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", label):
            problems.append(_wrong("set-label", f"The label “{label}” can't be used, or comes twice.", label))
        labels.add(label)
        sid = _new_id(record.submission.id, label, set_id, spec.use, taken)
        taken.add(sid)
        part = _part(record, label, sid)
        indicators = _indicators(ws, part.submission)
        if not indicators:
            problems.append(
                _wrong("set-formative", f"{component.title} is not scored, so it can't be in a set.", label)
            )
        masters, wrong = _masters(ws, given, part, indicators)
        problems += wrong
        parts.append(replace(part, masters=masters))
    if len({p.submission.program for p in parts}) > 1:
        problems.append(_wrong("set-programs", "The submissions are of several programs, or of several versions.", ""))
    if not parts and not problems:
        problems.append(_wrong("set-empty", "The set needs a submission.", "items"))
    return parts, problems


def _part(record: PackageRecord, label: str, sid: SubmissionId) -> _Part:
    was = record.submission
    evidence = tuple(replace(item, original_name="") for item in was.evidence)
    now = replace(was, id=sid, evidence=evidence, attempt=1, earlier=(), window="", handed_in=None, due=None)
    item = SetItem(
        label=label,
        submission=sid,
        component=was.component,
        package="",
        path=f"data/packages/{sid}.zip",
        nonce="",
        evidence=evidence,
        focus=was.focus,
    )
    return _Part(item=item, submission=now, masters=())


def _new_id(was: str, label: str, set_id: str, use: SetUse, taken: set[SubmissionId]) -> SubmissionId:
    """An id of its own; among normal work it looks like any other."""
    if use is SetUse.CALIBRATION:
        return SubmissionId(f"C{set_id[-6:]}-{label}")
    while True:
        digits = re.sub(r"[0-9]", lambda _: secrets.choice("0123456789"), was)
        made = SubmissionId(digits if digits != was else f"{was[:58]}-{secrets.randbelow(10_000):04}")
        if made not in taken:
            return made


def _indicators(ws: Workspace, submission: Submission) -> dict[str, Indicator]:
    from reviewer_app.domain.decision import in_scope

    program, component = program_of(ws, submission)
    return {i.id: i for i in in_scope(program, component, submission)}


def _masters(
    ws: Workspace, given: SpecItem, part: _Part, indicators: dict[str, Indicator]
) -> tuple[tuple[Master, ...], list[Problem]]:
    label = part.item.label
    if not given.masters:
        masters = _from_review(ws, given.submission, part.item)
        if not masters:
            message = f"{label} has no masters, and your own review of {given.submission} is not finalised."
            return (), [_wrong("masters-none", message, label)]
        return masters, []
    problems: list[Problem] = []
    made: list[Master] = []
    for one in given.masters:
        known = indicators.get(one.indicator)
        if known is None or known.level(one.level) is None:
            what = f"is not scored in {label}" if known is None else f"has no level {one.level}"
            problems.append(_wrong("bad-master", f"{one.indicator} {what}.", label))
            continue
        if any(m.indicator == one.indicator for m in made):
            problems.append(_wrong("bad-master", f"{one.indicator} of {label} has two masters.", label))
        citations, wrong = _places(ws, one, part.item)
        problems += wrong
        made.append(
            Master(
                submission=part.item.submission,
                indicator=one.indicator,
                level=one.level,
                rationale=one.rationale,
                citations=citations,
            )
        )
    missing = [i for i in indicators if not any(m.indicator == i for m in made)]
    if missing and made:
        message = f"{label} has no master for {', '.join(missing)}: that can only be compared between reviewers."
        problems.append(Problem(code="master-missing", message=message, where=label, severity="note"))
    return tuple(made), problems


def _places(ws: Workspace, one: SpecMaster, item: SetItem) -> tuple[tuple[Citation, ...], list[Problem]]:
    files = {e.id: e for e in item.evidence}
    made, problems = [], []
    for place, selector in one.places:
        file = files.get(place)
        if file is None:
            problems.append(_wrong("unknown-item", f"{item.label} has no evidence {place}.", item.label))
            continue
        made.append(
            Citation(
                id=CitationId(ws.clock.new_id()),
                item=place,
                sha256=file.sha256,
                selector=selector,
                indicator=one.indicator,
            )
        )
    return tuple(made), problems


def _from_review(ws: Workspace, submission: SubmissionId, item: SetItem) -> tuple[Master, ...]:
    """The lead's own finalised review as masters."""
    review = own_review(ws, submission)
    if review.stage not in (Stage.FINALISED, Stage.SEALED):
        return ()
    return tuple(
        Master(
            submission=item.submission,
            indicator=indicator,
            level=level,
            rationale=review.comments.get(indicator, ""),
            citations=review.citations_of(indicator),
        )
        for indicator, level in review.scores.items()
    )


def _bound(part: _Part, set_id: str, commitment: str, use: SetUse) -> _Part:
    """With purpose, audience and a nonce that ties the answers to what the masters are committed to."""
    nonce = hashlib.sha256(f"{set_id}:{commitment}:{part.item.submission}".encode()).hexdigest()[:32]
    hidden = use is SetUse.SEEDED
    now = replace(
        part.submission,
        candidate=_other_digits(part.submission.candidate) if hidden else part.item.label,
        purpose=Purpose.FIRST if hidden else Purpose.CALIBRATION,
        audience=part.submission.audience if hidden else f"calibration:{set_id}",
        nonce=nonce,
    )
    return replace(part, item=replace(part.item, nonce=nonce), submission=now)


def _other_digits(code: str) -> str:
    changed = re.sub(r"[0-9]", lambda _: secrets.choice("0123456789"), code)
    return changed if changed != code else f"{code[:58]}-{secrets.randbelow(1000):03}"


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(
    ws: Workspace, made: CalibrationSet, parts: Sequence[_Part], dest: Path, job: Job
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


def _package(ws: Workspace, part: _Part, path: Path, at: datetime, job: Job) -> str:
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


def _free(dest: Path) -> None:
    if dest.exists() or dest.is_symlink():
        raise UsageError(
            "There is a file of that name already. It was left alone.", hint="Choose another name.", code="file-exists"
        )
    if not dest.absolute().parent.is_dir():
        raise UsageError("There is no such folder to put it in.", hint="Check the path.", code="not-found")


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "set"


def _wrong(code: str, message: str, where: str) -> Problem:
    return Problem(code=code, message=message, hint="Correct it in the set's description.", where=where)
