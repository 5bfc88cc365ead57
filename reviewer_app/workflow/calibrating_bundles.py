"""Reviewers' bundles come back to the lead: checked, kept, and locked until the reveal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.calibration_set import CalibrationSet, Expected, SetUse
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.ids import BundleId, KeyId
from reviewer_app.domain.review import fold
from reviewer_app.errors import Problem, ReviewerError, could_not
from reviewer_app.jobs import Job
from reviewer_app.store.calibration import LEAD, Received, SetRecord
from reviewer_app.workflow.calibrating_files import is_kept
from reviewer_app.workflow.calibrating_sets import own_set
from reviewer_app.workflow.checking import remember_statement
from reviewer_app.workflow.keyring import remember, seen_here, trust_here
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.bundles.unpack import SealedReport
    from reviewer_app.domain.calibration_report import SetStatus, StatusRow
    from reviewer_app.domain.program import Program

_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedBundle:
    """A bundle whose scores were kept. ``after``: the masters were known already, so it counts for nothing."""

    path: str
    reviewer: str
    key: KeyId
    submissions: int
    after: bool
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedBundle:
    """A file that was not kept, and everything wrong with it."""

    path: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddResult:
    """What came of the files that were given."""

    added: tuple[AddedBundle, ...]
    already: tuple[str, ...]
    refused: tuple[RefusedBundle, ...]
    changes: Changes


@dataclass(slots=True)
class _Adding:
    ws: Workspace
    record: SetRecord
    program: Program
    also: Mapping[KeyId, str] = field(default_factory=dict)
    added: list[AddedBundle] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    refused: list[RefusedBundle] = field(default_factory=list)

    def take(self, path: Path, name: str) -> None:
        """Keep one bundle's scores, or say why not."""
        from reviewer_app.bundles.unpack import inspect

        try:
            report = inspect(path, trust=trust_here(self.ws, self.also), seen=seen_here(self.ws))
        except ReviewerError as error:
            self.refused.append(RefusedBundle(path=name, problems=error.problems or (error.as_problem(),)))
            return
        problems = [p for p in report.problems if p.severity == "error"]
        problems = problems or self._fits(report)
        if problems:
            self.refused.append(RefusedBundle(path=name, problems=tuple(problems)))
            return
        self._keep(report, name)

    def _keep(self, report: SealedReport, name: str) -> None:
        from reviewer_app.bundles.wire import write_decisions

        signer, statement = report.signer, report.statement
        assert signer is not None and statement is not None
        of, said = self.record.set, statement.predicate
        mine = [d for d in report.decisions if of.item(d.submission) is not None]
        known = {r.decision for r in self.ws.calibration.received(of.id)}
        remember_statement(self.ws, report)
        if all(d.id in known for d in mine):
            self.already.append(name)
            return
        remember(self.ws, signer.line, signer.name)
        at = self.ws.clock.now()
        after = self.record.revealed_at is not None and of.use is not SetUse.SEEDED
        rows = [
            Received(
                set=of.id,
                decision=d.id,
                submission=d.submission,
                key=signer.key_id,
                name=signer.name,
                bundle=BundleId(said.id),
                seq=said.seq,
                received_at=at,
                after=after,
            )
            for d in mine
        ]
        bodies = [write_decisions(BundleId(said.id), (d,)).decode("utf-8") for d in mine]
        self.ws.calibration.add_scores(tuple(zip(rows, bodies, strict=True)))
        self.added.append(
            AddedBundle(
                path=name,
                reviewer=labels_of(self.ws, of)[signer.key_id],
                key=signer.key_id,
                submissions=len({d.submission for d in mine}),
                after=after,
                notes=tuple(p for p in report.problems if p.severity == "note"),
            )
        )

    def _fits(self, report: SealedReport) -> list[Problem]:
        """Why the bundle is not about this very set."""
        of, statement = self.record.set, report.statement
        if report.kind != "decisions" or statement is None:
            what = {"calibration-set": "a calibration set", "submission": "a package"}.get(report.kind, "no bundle")
            return [_bad("wrong-kind", f"This is {what}, not a reviewer's bundle.", report.kind)]
        mine = [d for d in report.decisions if of.item(d.submission) is not None]
        if not mine or (of.use is SetUse.CALIBRATION and statement.predicate.audience != of.audience):
            return [
                _bad("wrong-set", f"This bundle is not about “{of.title}”: it holds scores of something else.", of.id)
            ]
        others = len(report.decisions) - len(mine)
        if of.use is SetUse.CALIBRATION and others:
            return [_bad("wrong-set", f"{others} of its decisions are not about “{of.title}”.", of.id)]
        return [p for d in mine for p in _decision(of, self.program, d)]


def add_bundles(
    ws: Workspace,
    set_id: str,
    paths: Sequence[Path],
    job: Job | None = None,
    *,
    also: Mapping[KeyId, str] | None = None,
) -> AddResult:
    """Keep the scores in reviewers' bundles (files, folders, drives); what does not fit is refused, and why.

    Signature, trust, order, set, program, evidence, the commitment that answers carry, and levels are checked. ``also``
    are keys with their names that count for this once beside those trusted here.
    """
    job = job or Job()
    record = own_set(ws, set_id)
    check_commitment(record)
    work = _Adding(ws=ws, record=record, program=ws.program(record.set.program).program, also=also or {})
    found = [one for path in paths for one in bundles_at(path, work.refused)]
    for n, path in enumerate(found, 1):
        job.report(n - 1, len(found), f"Bundle {n} of {len(found)}")
        job.check()
        work.take(path, str(path))
    return _result(work)


def add_bytes(ws: Workspace, set_id: str, data: bytes, name: str = "QR code") -> AddResult:
    """As ``add_bundles`` for a bundle that came over the screen."""
    import tempfile

    record = own_set(ws, set_id)
    check_commitment(record)
    work = _Adding(ws=ws, record=record, program=ws.program(record.set.program).program)
    try:
        with tempfile.TemporaryDirectory(dir=ws.root) as folder:
            path = Path(folder) / "bundle.zip"
            path.write_bytes(data)
            work.take(path, name)
    except OSError as error:
        raise could_not("keep the bundle", error) from error
    return _result(work)


def _result(work: _Adding) -> AddResult:
    return AddResult(
        added=tuple(work.added),
        already=tuple(work.already),
        refused=tuple(work.refused),
        changes=Changes(calibration=bool(work.added), keys=bool(work.added)),
    )


def check_commitment(record: SetRecord) -> None:
    """The masters that are kept here are still those committed to; BadInput ``commitment-differs``."""
    from reviewer_app.bundles.setwire import read_masters

    if record.role == LEAD or record.masters:
        read_masters(record.masters, record.set.commitment)


def _decision(of: CalibrationSet, program: Program, decision: Decision) -> Iterator[Problem]:
    """What is wrong with one decision on a submission of the set."""
    item = of.item(decision.submission)
    assert item is not None
    if decision.program != of.program:
        same = (decision.program.id, decision.program.version) == (of.program.id, of.program.version)
        what = "another text of the program" if same else f"{decision.program.id} {decision.program.version}"
        message = f"{item.label} was scored by {what}; the set is about {of.program.id} {of.program.version}."
        yield _bad("other-program", message, item.label, "Ask the reviewer to update the program, then score again.")
    if decision.package != item.package or decision.nonce != item.nonce:
        yield _bad("other-package", f"{item.label} was scored from another package than the set's.", item.label)
    if {(e.item, e.sha256) for e in decision.evidence} != {(e.id, e.sha256) for e in item.evidence}:
        yield _bad("other-evidence", f"{item.label} was scored on other evidence than the set's.", item.label)
    said = fold(decision.review, decision.events).scores
    for score in decision.scores:
        indicator = program.indicator(score.indicator)
        if indicator is None or indicator.level(score.level) is None:
            message = f"{item.label}: {score.indicator} {score.level} is no level of this program."
            yield _bad("no-level", message, item.label)
        elif said.get(score.indicator) != score.level:
            message = f"{item.label}: the score of {score.indicator} is not what the reviewer's own acts say."
            yield _bad("events-differ", message, item.label)


def bundles_at(path: Path, refused: list[RefusedBundle]) -> Iterator[Path]:
    """The zips at a path: itself, or those below a folder; links and hidden files are passed over."""
    try:
        if path.is_dir() and not (path / "bagit.txt").is_file():
            found = list(_below(path, 0))
            if not found:
                refused.append(RefusedBundle(path=str(path), problems=(_bad("no-bundle", "No bundle is in it.", ""),)))
            yield from found
        else:
            yield path
    except OSError as error:
        problem = could_not("read it", error).as_problem(str(path))
        refused.append(RefusedBundle(path=str(path), problems=(problem,)))


def _below(folder: Path, depth: int) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or entry.name.startswith("."):
            continue
        if entry.is_dir() and depth < _DEEPEST:
            yield from _below(entry, depth + 1)
        elif entry.is_file() and entry.suffix.lower() == ".zip":
            yield entry


# --- who is in -------------------------------------------------------------------------------------------------------


def label_of(ws: Workspace, of: CalibrationSet, key: KeyId, name: str) -> str:
    """What a reviewer is called in a set: by the roster's key, else by the name that the key is known under."""
    known = ws.keys.key(key)
    called = known.name if known is not None and known.name else name
    by_key = next((e.label for e in of.expected if e.key == key), None)
    if by_key is not None:
        return by_key
    taken = {e.label for e in of.expected if e.key}
    return f"{called} ({key[:4]})" if called in taken or not called else called


def labels_of(ws: Workspace, of: CalibrationSet) -> dict[KeyId, str]:
    """What everybody whose scores came in is called, each differently, the first that came first."""
    labels: dict[KeyId, str] = {}
    for one in ws.calibration.received(of.id):
        if one.key not in labels:
            label = label_of(ws, of, one.key, one.name)
            labels[one.key] = f"{label} ({one.key[:4]})" if label in labels.values() else label
    return labels


def status(ws: Workspace, set_id: str) -> SetStatus:
    """Who is in, late or missing, without a single score."""
    from reviewer_app.domain.calibration_report import Arrival, SetStatus

    record = own_set(ws, set_id)
    rows = _rows(ws, record)
    missing = [r.reviewer for r in rows if r.on_roster and r.arrival in (Arrival.MISSING, Arrival.PART)]
    expected = [r for r in rows if r.on_roster]
    words = f"{len(expected) - len(missing)} of {len(expected)} reviewers are in"
    if not expected:
        words = f"{len(rows)} reviewer{'s are' if len(rows) != 1 else ' is'} in; nobody in particular is expected"
    if missing:
        words += f"; not yet: {', '.join(missing)}"
    return SetStatus(
        set_id=record.set.id,
        title=record.set.title,
        rows=rows,
        due=record.set.due,
        revealed_at=record.revealed_at,
        words=words,
        kept=is_kept(ws, record.set.id),
    )


def _rows(ws: Workspace, record: SetRecord) -> tuple[StatusRow, ...]:
    by_key: dict[KeyId, list[Received]] = {}
    for one in ws.calibration.received(record.set.id):
        by_key.setdefault(one.key, []).append(one)
    rows = []
    met: set[str] = set()
    labels = {e.label for e in record.set.expected}
    named = labels_of(ws, record.set)
    for key, ones in by_key.items():
        label = named[key]
        met.add(label)
        rows.append(_row(record, label, key, ones, label in labels or not labels))
    rows += [_absent(record, e) for e in record.set.expected if e.label not in met]
    return tuple(sorted(rows, key=lambda r: (not r.on_roster, r.reviewer.casefold())))


def _row(record: SetRecord, label: str, key: KeyId, ones: Sequence[Received], on_roster: bool) -> StatusRow:
    from reviewer_app.domain.calibration_report import Arrival, StatusRow

    of = len(record.set.items)
    scored = len({o.submission for o in ones})
    at = max(o.received_at for o in ones)
    before = {o.submission for o in ones if not o.after}
    if not before:
        arrival, words = Arrival.AFTER, "came after the reveal: it is shown and does not count"
    elif scored < of:
        arrival, words = Arrival.PART, f"{scored} of {of} submissions"
    elif _late(record, [o for o in ones if not o.after]):
        arrival, words = Arrival.LATE, "came after the due time"
    else:
        arrival, words = Arrival.IN, "all in"
    return StatusRow(
        reviewer=label, key=key, arrival=arrival, scored=scored, of=of, at=at, on_roster=on_roster, words=words
    )


def _absent(record: SetRecord, expected: Expected) -> StatusRow:
    from reviewer_app.domain.calibration_report import Arrival, StatusRow

    return StatusRow(
        reviewer=expected.label,
        key=KeyId(expected.key) if expected.key else None,
        arrival=Arrival.MISSING,
        scored=0,
        of=len(record.set.items),
        words="nothing came in yet",
    )


def _late(record: SetRecord, ones: Sequence[Received]) -> bool:
    return is_late(record.set, max(o.received_at for o in ones))


def is_late(of: CalibrationSet, at: datetime) -> bool:
    """Whether that is after the set's due time."""
    return of.due is not None and at > of.due


def _bad(code: str, message: str, where: str, hint: str = "Ask the reviewer for the right bundle.") -> Problem:
    return Problem(code=code, message=message, hint=hint, where=where)
