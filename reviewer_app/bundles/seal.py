"""Sealed files out: whole or not at all; the same content, time and key give the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from reviewer_app import __version__
from reviewer_app.bundles import container, wire
from reviewer_app.bundles import sealed as form
from reviewer_app.bundles.contents import nonces
from reviewer_app.bundles.names import odd
from reviewer_app.bundles.pipe import Meter, pour
from reviewer_app.bundles.signature import Signer
from reviewer_app.bundles.statement import Predicate, SignedBy, digest_of, make_statement
from reviewer_app.bundles.unpack import quick_check
from reviewer_app.bundles.verifytext import verify_text
from reviewer_app.domain.calibration_set import StandingNote
from reviewer_app.domain.citation import CitedStill
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.ids import BundleId
from reviewer_app.domain.submission import EvidenceItem, Submission
from reviewer_app.errors import BadInput, Problem, ReviewerError, could_not
from reviewer_app.files import written_whole
from reviewer_app.jobs import Job

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sealed file that is on disk; ``statement_sha256`` is the ``prev`` of the signer's next one ("" if unsigned)."""

    path: Path
    tagmanifest_sha256: str
    statement_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One payload file to write: what ``open`` gives must have that size and digest."""

    name: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]


def write_submission(
    dest: Path,
    submission: Submission,
    files: Mapping[str, Path | Callable[[], BinaryIO]],
    signer: Signer | None,
    *,
    created_at: datetime,
    job: Job | None = None,
) -> Written:
    """Write a package; ``files`` has the file (or what opens it) of each item by its id. Nothing is overwritten."""
    if not _FOLDER.fullmatch(submission.id) or odd(submission.id):
        raise _bad_name(submission.id)
    pieces = [_evidence(item, files[item.id]) for item in submission.evidence]
    said = None
    if signer is not None:
        given = (submission.nonce,) if submission.nonce else ()
        who = SignedBy(key_id=signer.public.key_id, name=signer.public.name)
        said = Predicate(
            kind="submission",
            id=submission.package,
            signer=who,
            audience=submission.audience,
            nonces=given,
            seq=0,
            prev="",
            created_at=created_at,
        )
    document = wire.write_submission(submission)
    return write_sealed(dest, submission.id, "submission", document, pieces, signer, said, created_at, job or Job())


def write_decisions(
    dest: Path,
    decisions: tuple[Decision, ...],
    signer: Signer,
    seq: int,
    prev: str,
    audience: str,
    *,
    bundle: BundleId,
    created_at: datetime,
    standings: tuple[StandingNote, ...] = (),
    stills: Mapping[CitedStill, bytes] | None = None,
    job: Job | None = None,
) -> Written:
    """Write a signed bundle; ``prev`` is the digest of the signer's previous statement, "" for number 1."""
    name = dest.name.removesuffix(".zip")
    said = Predicate(
        kind="decisions",
        id=bundle,
        signer=SignedBy(key_id=signer.public.key_id, name=signer.public.name),
        audience=audience,
        nonces=nonces(decisions),
        seq=seq,
        prev=prev,
        created_at=created_at,
    )
    top = name if _FOLDER.fullmatch(name) and not odd(name) else f"decisions-{bundle}"
    document = wire.write_decisions(bundle, decisions, standings, tuple(stills or ()))
    pieces = [_still(still, data) for still, data in (stills or {}).items()]
    return write_sealed(dest, top, "decisions", document, pieces, signer, said, created_at, job or Job())


def write_sealed(
    dest: Path,
    top: str,
    kind: str,
    document: bytes,
    pieces: list[Piece],
    signer: Signer | None,
    said: Predicate | None,
    created_at: datetime,
    job: Job,
) -> Written:
    """Write a sealed file of that kind; nothing is overwritten, and nothing is there when it fails."""
    manifest = {form.DOCUMENTS[kind]: hashlib.sha256(document).hexdigest()}
    manifest |= {p.name: p.sha256 for p in sorted(pieces, key=lambda p: p.name)}
    head = {
        form.BAGIT: form.BAGIT_TXT,
        form.INFO: form.info_bytes(
            agent=f"reviewer-app {__version__}",
            day=created_at.astimezone(UTC).date().isoformat(),
            octets=len(document) + sum(p.size for p in pieces),
            files=1 + len(pieces),
            identifier=top,
            description=f"Sealed file of the kind {kind}",
        ),
        form.MANIFEST: form.manifest_bytes(manifest),
        form.VERIFY: verify_text(signer.public if signer else None),
    }
    tagmanifest = form.manifest_bytes({n: hashlib.sha256(d).hexdigest() for n, d in head.items()})
    digest = hashlib.sha256(tagmanifest).hexdigest()
    head[form.TAGMANIFEST] = tagmanifest
    previous = ""
    if signer is not None and said is not None:
        statement = make_statement({form.TAGMANIFEST: digest, **manifest}, said)
        head |= {form.DSSE: signer.dsse(statement), form.STATEMENT: statement, form.SSHSIG: signer.sshsig(statement)}
        previous = digest_of(statement)
    head[form.DOCUMENTS[kind]] = document
    with written_whole(dest, "write the file") as file:
        order = form.canonical_order(head, kind)
        _fill(file, top, {n: head[n] for n in order}, sorted(pieces, key=lambda p: p.name), job)
        file.flush()
        _check_own(Path(str(file.name)))
    return Written(path=dest, tagmanifest_sha256=digest, statement_sha256=previous)


def _fill(file: BinaryIO, top: str, head: Mapping[str, bytes], pieces: list[Piece], job: Job) -> None:
    entries = []
    for name, data in head.items():
        entry = container.Entry(name=f"{top}/{name}", size=len(data), crc=zlib.crc32(data), offset=file.tell())
        file.write(container.local_header(entry.name, entry.size, entry.crc))
        file.write(data)
        entries.append(entry)
    meter = Meter(job, sum(p.size for p in pieces), "Writing the file")
    for piece in pieces:
        offset, name = file.tell(), f"{top}/{piece.name}"
        file.write(container.local_header(name, piece.size, 0))
        crc = _copy(piece, file, meter)
        end = file.tell()
        file.seek(offset)
        file.write(container.local_header(name, piece.size, crc))
        file.seek(end)
        entries.append(container.Entry(name=name, size=piece.size, crc=crc, offset=offset))
    job.check()
    file.write(container.directory(entries, file.tell()))


class _Reading:
    """A file as blocks; what the operating system says about reading is not blamed on writing."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readinto(self, buffer: memoryview) -> int:
        """Fill the buffer."""
        try:
            return int(self._file.readinto(buffer))  # type: ignore[attr-defined]
        except OSError as error:
            raise could_not("read the evidence", error) from error


def _copy(piece: Piece, file: BinaryIO, meter: Meter) -> int:
    """Copy a piece, checking that it is what was announced; its CRC-32."""
    crc = size = 0

    def write(data: memoryview) -> None:
        nonlocal crc, size
        size += len(data)
        if size > piece.size:
            raise _changed(piece)
        crc = zlib.crc32(data, crc)
        file.write(data)

    with piece.open() as source:
        (digest,) = pour(_Reading(source), piece.size, ["sha256"], meter, write)
    if size != piece.size or digest != piece.sha256:
        raise _changed(piece)
    return crc


def _evidence(item: EvidenceItem, given: Path | Callable[[], BinaryIO]) -> Piece:
    def opened() -> BinaryIO:
        try:
            return given.open("rb", buffering=0) if isinstance(given, Path) else given()
        except OSError as error:
            raise could_not("read the evidence", error) from error

    return Piece(name=item.path, size=item.size, sha256=item.sha256, open=opened)


def _still(still: CitedStill, data: bytes) -> Piece:
    return Piece(name=still.path, size=still.size, sha256=still.sha256, open=lambda: io.BytesIO(data))


def _check_own(path: Path) -> None:
    """What is sealed passes our own check, or is not sealed."""
    problems = [p for p in quick_check(path) if p.severity == "error" or p.code == "repacked"]
    if problems:
        raise ReviewerError(
            f"The file was not written, because it would not be accepted: {problems[0].message}",
            code="cannot-seal",
            problems=tuple(problems),
        )


def _changed(piece: Piece) -> BadInput:
    problem = Problem(
        code="evidence-changed",
        message=f"The file for {piece.name} changed while it was being packed.",
        hint="Close it in other programs, then pack again.",
        where=piece.name,
    )
    return BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))


def _bad_name(name: str) -> BadInput:
    problem = Problem(
        code="bad-id",
        message=f"“{name[:80]}” can't be a submission's id.",
        hint="Use up to 64 letters, digits, dots, dashes and underscores, such as R-0417.",
        where="id",
    )
    return BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))
