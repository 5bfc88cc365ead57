"""A sealed file in: explained step by step (``inspect``), or taken in, in one pass (``unpack_submission``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reviewer_app.bundles import setwire, wire
from reviewer_app.bundles.bag import check_source
from reviewer_app.bundles.contents import check_decisions, check_document, check_submission
from reviewer_app.bundles.foldersource import open_source
from reviewer_app.bundles.pipe import Meter, Sink, pour
from reviewer_app.bundles.sealed import Sealed, frame, is_ours
from reviewer_app.bundles.setcheck import check_reveal, check_set
from reviewer_app.bundles.signature import PublicKey
from reviewer_app.bundles.source import Broken, Openable, Source
from reviewer_app.bundles.statement import SealStatement
from reviewer_app.bundles.strictjson import MAX_BYTES
from reviewer_app.bundles.trust import Seen, Trust, check_key, check_sequence, check_unsigned
from reviewer_app.bundles.zipdir import entry_problem
from reviewer_app.domain.calibration_set import CalibrationSet, Reveal, StandingNote
from reviewer_app.domain.citation import CitedStill
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.submission import EvidenceItem, Submission
from reviewer_app.errors import BadInput, Problem, ReviewerError
from reviewer_app.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was checked, for the screen; ``ok`` None: it could not be, or there was nothing to check."""

    title: str
    detail: str
    ok: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedReport:
    """What ``inspect`` found. ``kind`` is a sealed file's, ``bag`` for any other bag, ``unknown`` for no bag at all."""

    kind: str
    problems: tuple[Problem, ...]
    steps: tuple[Step, ...]
    signer: PublicKey | None = None
    statement: SealStatement | None = None
    statement_sha256: str = ""
    tagmanifest_sha256: str = ""
    submission: Submission | None = None
    decisions: tuple[Decision, ...] = ()
    standings: tuple[StandingNote, ...] = ()
    stills: tuple[CitedStill, ...] = ()
    set: CalibrationSet | None = None
    reveal: Reveal | None = None
    files: int = 0
    octets: int = 0

    @property
    def valid(self) -> bool:
        """Whether there are no errors (notes don't matter)."""
        return not _errors(self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPackage:
    """A submission whose evidence has been written and verified; ``notes`` are what should be known."""

    submission: Submission
    tagmanifest_sha256: str
    signer: PublicKey | None
    statement: SealStatement | None
    statement_sha256: str = ""
    notes: tuple[Problem, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Findings:
    """Problems by the step they belong to."""

    sealed: Sealed
    trust: list[Problem] = field(default_factory=list)
    order: list[Problem] = field(default_factory=list)
    content: list[Problem] = field(default_factory=list)
    place: str = ""  # in the signer's sequence, in words
    remembered: bool = True  # whether it was held against statements seen before
    submission: Submission | None = None
    decisions: tuple[Decision, ...] = ()
    standings: tuple[StandingNote, ...] = ()
    stills: tuple[CitedStill, ...] = ()
    set: CalibrationSet | None = None
    reveal: Reveal | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        sealed = self.sealed
        return (*sealed.files, *sealed.signing, *self.trust, *self.content, *self.order)


def inspect(
    path: Path, job: Job | None = None, *, trust: Trust | None = None, seen: Sequence[Seen] | None = None
) -> SealedReport:
    """Check any sealed file or bag; ReviewerError only when it can't be opened at all.

    ``seen`` None: nobody remembers what was seen before.
    """
    job = job or Job()
    with open_source(path) as source:
        if _errors(source.problems):
            return _no_bag(source)
        if not is_ours(source):
            return _other_bag(source, job)
        findings = _examine(source, trust or Trust(), seen or ())
        findings.remembered = seen is not None
        if not _errors(findings.sealed.files):
            sizes = [source.files[n] for n in findings.sealed.manifest]
            meter = Meter(job, sum(sizes), "Checking the files")
            for name in findings.sealed.manifest:
                findings.sealed.files += _verify(findings.sealed, name, meter)
        return _report(findings)


def unpack_submission(
    path: Path | Openable,
    open_sink: Callable[[EvidenceItem], Sink],
    job: Job | None = None,
    *,
    trust: Trust | None = None,
    seen: Sequence[Seen] = (),
    room: int | None = None,
    accept: Callable[[SealedPackage], None] | None = None,
) -> SealedPackage:
    """Read a package once, hashing and handing its evidence to sinks; they are committed when everything is right.

    ``accept`` sees the package before any evidence is read, and raises when it is not wanted.
    Raises BadInput with every problem, ReviewerError ``no-space`` when ``room`` (bytes) is too small, Cancelled, or
    what a sink raises; then every sink is discarded. A sink's ``write`` may not keep the buffer it is given. When a
    later sink's ``commit`` fails, earlier ones have kept their evidence: whoever owns the sinks sweeps it.
    """
    job = job or Job()
    with open_source(path) as source:
        _stop_at(source.problems)
        if not is_ours(source):
            _stop_at(_not_a_package(source, job))
        findings = _examine(source, trust or Trust(), seen)
        if findings.sealed.kind not in ("submission", ""):
            message = f"This is not a package but a {findings.sealed.kind} file."
            _stop_at([Problem(code="wrong-kind", message=message, hint="Open it with “check”.")])
        _stop_at(findings.problems)
        submission = findings.submission
        if submission is None:
            raise ReviewerError("The package has no submission.")
        package = SealedPackage(
            submission=submission,
            tagmanifest_sha256=findings.sealed.tagmanifest_sha256,
            signer=findings.sealed.signer,
            statement=findings.sealed.statement,
            statement_sha256=findings.sealed.statement_sha256,
            notes=findings.problems,
        )
        if accept is not None:
            accept(package)
        _room(submission, room)
        _take_in(findings, submission, open_sink, job)
    return package


def quick_check(path: Path) -> tuple[Problem, ...]:
    """What is wrong with one of our own files, all but the bytes of the evidence."""
    with open_source(path) as source:
        return tuple(source.problems) or _examine(source, Trust(), ()).problems


def _take_in(findings: _Findings, submission: Submission, open_sink: Callable[[EvidenceItem], Sink], job: Job) -> None:
    meter = Meter(job, sum(i.size for i in submission.evidence), "Taking in the evidence")
    taken: list[tuple[Sink, str]] = []
    problems: list[Problem] = []
    try:
        for item in sorted(submission.evidence, key=lambda i: i.path):
            sink = open_sink(item)
            taken.append((sink, item.sha256))
            problems += _verify(findings.sealed, item.path, meter, sink)
            _stop_at(problems)
        job.check()
        for sink, digest in taken:
            sink.commit(digest)
    except BaseException:
        for sink, _ in taken:
            sink.discard()
        raise


def _examine(source: Source, trust: Trust, seen: Sequence[Seen]) -> _Findings:
    """Everything but the bytes of the evidence."""
    findings = _Findings(sealed=frame(source))
    sealed = findings.sealed
    if _errors(sealed.files):
        return findings
    if sealed.signer is not None and sealed.statement is not None:
        findings.trust += check_key(sealed.signer, sealed.statement, trust)
        order, findings.place = check_sequence(sealed.signer, sealed.statement, sealed.statement_sha256, seen)
        findings.order += order
    elif sealed.signer is None and sealed.kind == "submission" and not _errors(sealed.signing):
        findings.trust += check_unsigned(trust)
    try:
        _read_document(findings)
    except Broken as error:
        sealed.files.append(error.problem)
    except BadInput as error:
        findings.content += error.problems
    return findings


def _read_document(findings: _Findings) -> None:
    sealed = findings.sealed
    data = sealed.source.read(sealed.document, MAX_BYTES)
    if problem := check_document(sealed, data):
        sealed.files.append(problem)
    elif sealed.kind == "submission":
        findings.submission = wire.read_submission(data)
        findings.content += check_submission(sealed, findings.submission)
    elif sealed.kind == "decisions":
        found = wire.read_decisions(data)
        findings.decisions, findings.standings = found.decisions, found.standings
        findings.stills = found.stills
        findings.content += check_decisions(sealed, found)
    elif sealed.kind == "calibration-set":
        findings.set = setwire.read_set(data)
        findings.content += check_set(sealed, findings.set)
    elif sealed.kind == "calibration-reveal":
        findings.reveal = setwire.read_reveal(data)
        findings.content += check_reveal(sealed, findings.reveal)


def _verify(sealed: Sealed, name: str, meter: Meter, sink: Sink | None = None) -> list[Problem]:
    try:
        write = None if sink is None else sink.write
        (made,) = pour(sealed.source.open(name), sealed.source.files[name], ["sha256"], meter, write)
    except Broken as error:
        return [error.problem]
    if made != sealed.manifest[name]:
        return [entry_problem("checksum-mismatch", name, "is not what it was: another sha256")]
    return []


def _room(submission: Submission, room: int | None) -> None:
    needed = sum(i.size for i in submission.evidence)
    if room is not None and needed > room:
        raise ReviewerError(
            f"There is not enough space: the evidence needs {needed:,} bytes, {room:,} are free. Nothing was changed.",
            hint="Free some space on that disk, then try again.",
            code="no-space",
        )


def _not_a_package(source: Source, job: Job) -> list[Problem]:
    found = [p for p in check_source(source, job).problems if p.severity == "error"]
    message = "This is a bag, but not a package for review."
    return found or [Problem(code="not-a-package", message=message, hint="Packages are made with “pack”.")]


def _stop_at(problems: Sequence[Problem]) -> None:
    wrong = _errors(problems)
    if wrong:
        raise BadInput(wrong[0].message, hint=wrong[0].hint, code=wrong[0].code, problems=tuple(wrong))


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [p for p in problems if p.severity == "error"]


def _no_bag(source: Source) -> SealedReport:
    step = Step(title="The file can be read", detail=_count(len(source.problems), "problem"), ok=False)
    return SealedReport(kind="unknown", problems=tuple(source.problems), steps=(step,))


def _other_bag(source: Source, job: Job) -> SealedReport:
    report = check_source(source, job)
    kind = "bag" if "bagit.txt" in source.files else "unknown"
    title = "Every file matches its checksum" if report.valid else "Not every file is what the lists say"
    detail = f"BagIt {report.version}, {_count(report.files, 'file')}"
    steps = (Step(title=title, detail=detail, ok=report.valid), _unsigned(None))
    return SealedReport(kind=kind, problems=report.problems, steps=steps, files=report.files, octets=report.octets)


def _report(findings: _Findings) -> SealedReport:
    sealed = findings.sealed
    return SealedReport(
        kind=sealed.kind or "unknown",
        problems=findings.problems,
        steps=tuple(_steps(findings)),
        signer=sealed.signer,
        statement=sealed.statement,
        statement_sha256=sealed.statement_sha256,
        tagmanifest_sha256=sealed.tagmanifest_sha256,
        submission=findings.submission,
        decisions=findings.decisions,
        standings=findings.standings,
        stills=findings.stills,
        set=findings.set,
        reveal=findings.reveal,
        files=len(sealed.source.files),
        octets=sum(sealed.source.files[n] for n in sealed.manifest if n in sealed.source.files),
    )


def _steps(findings: _Findings) -> list[Step]:
    sealed = findings.sealed
    whole = not _errors(sealed.files)
    title = "Every file matches its SHA-256" if whole else "Not every file is what it was"
    steps = [Step(title=title, detail=_count(len(sealed.source.files), "file"), ok=whole)]
    signer, statement = sealed.signer, sealed.statement
    if not whole:
        return steps
    if signer is None or statement is None:
        return [*steps, _unsigned(False if _errors([*sealed.signing, *findings.trust]) else None)]
    genuine = not _errors(sealed.signing)
    title = "Signature is valid" if genuine else "Signature is not valid for this file"
    steps.append(Step(title=title, detail=f"Ed25519, key {signer.short}", ok=genuine))
    steps.append(_trust_step(findings, signer))
    steps.append(_content_step(findings))
    if statement.predicate.seq:
        steps.append(_order_step(findings))
    return steps


def _unsigned(ok: bool | None) -> Step:
    return Step(title="Signature is not valid" if ok is False else "Not signed", detail="", ok=ok)


def _trust_step(findings: _Findings, signer: PublicKey) -> Step:
    if wrong := _errors(findings.trust):
        return Step(title=wrong[0].message, detail=signer.name, ok=False)
    if findings.trust:
        return Step(title=f"The key calls itself “{signer.name}”", detail="compare it with the one you know", ok=None)
    return Step(title=f"Key belongs to {signer.name} and is valid", detail="trusted here", ok=True)


_GOOD = {
    "submission": "The package names its rubric and each piece of evidence",
    "decisions": "Each decision names the exact evidence and rubric it was made on",
    "calibration-set": "The set names its rubric, each package, and what its masters are committed to",
    "calibration-reveal": "The reveal holds the masters of its set",
}


def _content_step(findings: _Findings) -> Step:
    good = _GOOD.get(findings.sealed.kind)
    if wrong := _errors(findings.content):
        return Step(title=wrong[0].message, detail=wrong[0].where, ok=False)
    if good is None:
        return Step(title="What it says was not looked at", detail="", ok=None)
    count, stills = len(findings.decisions), len(findings.stills)
    detail = _count(count, "decision") if count else ""
    return Step(title=good, detail=f"{detail}, {_count(stills, 'still')} of cited areas" if stills else detail, ok=True)


def _order_step(findings: _Findings) -> Step:
    if wrong := _errors(findings.order):
        return Step(title=wrong[0].message, detail=findings.place, ok=False)
    if not findings.remembered:
        return Step(title="Not compared with earlier ones", detail=findings.place, ok=None)
    title = "Seen before, unchanged" if any(p.code == "seen-before" for p in findings.order) else "Not seen before"
    gap = any(p.code == "gap" for p in findings.order)
    return Step(title=title, detail=findings.place, ok=None if gap else True)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
