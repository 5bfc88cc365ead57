"""After the reveal: the report, consensus, the reveal's file, and who qualifies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.domain.calibration_set import (
    CalibrationSet,
    Consensus,
    Masters,
    Reveal,
    SetUse,
    Standing,
    StandingNote,
)
from reviewer_app.domain.changes import Changes
from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.decision import Decision
from reviewer_app.domain.ids import CitationId, IndicatorId, ItemId, KeyId, ProgramId, SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.domain.selectors import sensible
from reviewer_app.errors import BadInput, UsageError
from reviewer_app.files import need_free_place
from reviewer_app.store.calibration import Received, SetRecord
from reviewer_app.workflow.calibrating_bundles import check_commitment, is_late, labels_of
from reviewer_app.workflow.calibrating_sets import own_set
from reviewer_app.workflow.cases import own_review
from reviewer_app.workflow.covering import covered
from reviewer_app.workflow.deciding import decision_of
from reviewer_app.workspace import Workspace

if TYPE_CHECKING:
    from reviewer_app.domain.calibration_material import Material, Sheet
    from reviewer_app.domain.calibration_report import Against, CalibrationReport, ResultRow
    from reviewer_app.domain.calibration_reporting import Known
    from reviewer_app.domain.submission import EvidenceItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """That the masters of a set are open; ``path`` is the file for the reviewers, if one was asked for."""

    id: str
    path: Path | None
    changes: Changes


@dataclass(slots=True, kw_only=True)
class Kept:
    """What the views of one set share: its scores, the sessions before it, and what was computed from them."""

    material: Material | None = None
    earlier: tuple[Material, ...] = ()
    comparisons: Known = field(default_factory=dict)


def reveal(ws: Workspace, set_id: str, dest: Path | None = None) -> Revealed:
    """Open masters and scores, once and for all, and write the signed file that shows them to the reviewers.

    Called again it writes the file anew, with what was agreed on since.
    """
    from reviewer_app.bundles.setseal import write_reveal

    record = own_set(ws, set_id)
    if dest is not None:
        need_free_place(dest)
    check_commitment(record)
    if record.set.use is SetUse.SEEDED and dest is not None:
        raise UsageError(
            "This set hides among normal work: its masters are not handed out.",
            hint="Look at them in the report.",
            code="seeded-set",
        )
    at = record.revealed_at or ws.clock.now()
    if dest is not None:
        opened = Reveal(
            set=set_id,
            masters=record.masters,
            revealed_at=at,
            consensus=tuple(c for c, _ in ws.calibration.consensus(set_id)),
        )
        write_reveal(dest, opened, "", ws.signer(), created_at=ws.clock.now())
    if record.revealed_at is None:
        ws.calibration.put_set(replace(record, revealed_at=at))
    return Revealed(id=set_id, path=dest, changes=Changes(calibration=True))


def report(
    ws: Workspace,
    set_id: str,
    indicator: IndicatorId | None = None,
    against: Against | str = "master",
    seed: int | None = None,
    resamples: int | None = None,
    kept: Kept | None = None,
) -> CalibrationReport:
    """Everything about a revealed set; ReviewerError ``scores-locked`` before the reveal.

    In a reviewer's own workspace it compares that reviewer with the masters alone. ``kept`` is filled with what
    other views of the same set, seed and resamples need again; who gives it drops it when anything changes.
    """
    from reviewer_app.domain.calibration_figures import Resampling
    from reviewer_app.domain.calibration_report import Against
    from reviewer_app.domain.calibration_reporting import DEFAULT, build

    kept = kept or Kept()
    if kept.material is None:
        record = ws.calibration.set(set_id)
        kept.earlier = sessions(ws, record.set.program.id, before=record.set)
        kept.material = material_of(ws, record)
    material = kept.material
    if indicator is not None and all(i.id != indicator for i in material.all_indicators()):
        known = ", ".join(i.id for i in material.all_indicators())
        raise UsageError(
            f"{indicator} is not scored in this set.", hint=f"Scored are: {known}.", code="unknown-indicator"
        )
    return build(
        material,
        earlier=kept.earlier,
        indicator=indicator,
        against=Against(against),
        how=Resampling(
            seed=DEFAULT.seed if seed is None else seed,
            resamples=DEFAULT.resamples if resamples is None else resamples,
        ),
        today=ws.clock.now().date(),
        known=kept.comparisons,
    )


def sessions(ws: Workspace, program: ProgramId, before: CalibrationSet | None = None) -> tuple[Material, ...]:
    """The revealed sets of a program with everybody's scores, oldest first; those made before that one."""
    records = [r for r in ws.calibration.sets() if r.set.program.id == program and r.revealed_at is not None]
    records = [r for r in records if r.set.use is SetUse.CALIBRATION]
    if before is not None:
        records = [r for r in records if (r.set.made_at, r.set.id) < (before.made_at, before.id)]
    found = []
    for record in sorted(records, key=lambda r: (r.set.made_at, r.set.id)):
        try:
            found.append(material_of(ws, record))
        except BadInput:  # a program's file is gone: its sessions can't be judged by its rule any more
            continue
    return tuple(found)


def material_of(ws: Workspace, record: SetRecord) -> Material:
    """A revealed set with its masters and everybody's scores; ReviewerError ``scores-locked``."""
    from reviewer_app.domain.calibration_material import Material

    leads = record.led_by(ws.key_id)
    masters = masters_of(ws, record)
    sheets = _received_sheets(ws, record) if leads else _own_sheets(ws, record)
    made = Material(
        set=record.set,
        program=ws.program(record.set.program).program,
        masters=masters.scores,
        sheets=tuple(sheets),
        consensus=tuple(c for c, _ in ws.calibration.consensus(record.set.id)),
        revealed_at=record.revealed_at,
        expected=frozenset(e.label for e in record.set.expected) if leads else frozenset(),
    )
    return covered(ws, made)


def masters_of(ws: Workspace, record: SetRecord) -> Masters:
    """The masters of a revealed set, held against their commitment."""
    from reviewer_app.bundles.setwire import read_masters

    ws.calibration.bodies(record.set.id)  # refuses while the set is locked
    if record.set.use is SetUse.SEEDED:
        own_set(ws, record.set.id)
    return read_masters(record.masters, record.set.commitment)


def _received_sheets(ws: Workspace, record: SetRecord) -> list[Sheet]:
    """Of each reviewer and submission the decision that came last before the reveal, else the first after it."""
    from reviewer_app.bundles.wire import read_decisions
    from reviewer_app.domain.calibration_material import Sheet

    labels = labels_of(ws, record.set)
    chosen: dict[tuple[KeyId, SubmissionId], Received] = {}
    for one in ws.calibration.received(record.set.id):
        before = chosen.get((one.key, one.submission))
        if before is None or (not one.after and one.seq > before.seq):
            chosen[one.key, one.submission] = one
    bodies = ws.calibration.bodies(record.set.id)
    sheets = []
    for one in chosen.values():
        (decision,) = read_decisions(bodies[one.decision].encode("utf-8")).decisions
        late = is_late(record.set, one.received_at)
        sheets.append(Sheet(reviewer=labels[one.key], key=one.key, decision=decision, late=late, after=one.after))
    return sheets


def _own_sheets(ws: Workspace, record: SetRecord) -> list[Sheet]:
    """The decisions of the reviewer at work."""
    from reviewer_app.domain.calibration_material import Sheet

    sheets = []
    for item in record.set.items:
        if ws.catalogue.package(item.submission) is None:
            continue
        if own_review(ws, item.submission).stage in (Stage.FINALISED, Stage.SEALED):
            decision = decision_of(ws, item.submission)
            after = record.revealed_at is not None and decision.decided_at > record.revealed_at
            sheets.append(Sheet(reviewer=ws.name, key=ws.key_id, decision=decision, after=after))
    return sheets


# --- consensus -------------------------------------------------------------------------------------------------------


def consensus(
    ws: Workspace,
    set_id: str,
    submission: SubmissionId,
    indicator: IndicatorId,
    level: int,
    rationale: str,
    citations: Sequence[Citation | tuple[ItemId, Selector]] = (),
) -> Changes:
    """Record the level that the room agreed on, why, and where it is seen; signed. What was there before stays.

    ``citations``: somebody's citations, or places. UsageError before the reveal, without a reason, or off the scale.
    """
    from reviewer_app.store import codec

    record = own_set(ws, set_id)
    masters_of(ws, record)
    item = record.set.item(submission)
    program = ws.program(record.set.program).program
    known = program.indicator(indicator)
    if item is None or known is None:
        what = "submission" if item is None else "indicator"
        raise UsageError(f"That {what} is not in this set.", hint="See the report.", code=f"unknown-{what}")
    if known.level(level) is None:
        levels = ", ".join(str(x.value) for x in known.levels)
        raise UsageError(f"{level} is no level of {indicator}.", hint=f"There are {levels}.", code="no-level")
    if not rationale.strip():
        raise UsageError("A consensus needs a reason.", hint="Say what the evidence shows.", code="reason-missing")
    agreed = Consensus(
        id=ws.clock.new_id(),
        set=set_id,
        submission=submission,
        indicator=indicator,
        level=level,
        rationale=rationale.strip(),
        citations=tuple(_cited(ws, one, indicator, item.evidence) for one in citations),
        by=ws.key_id,
        at=ws.clock.now(),
    )
    signature = ws.signer().sshsig(codec.encode(agreed).encode("utf-8")).decode("ascii")
    ws.calibration.add_consensus(agreed, signature)
    return Changes(calibration=True)


def _cited(
    ws: Workspace,
    given: Citation | tuple[ItemId, Selector],
    indicator: IndicatorId,
    evidence: Sequence[EvidenceItem],
) -> Citation:
    item, selector = (given.item, given.selector) if isinstance(given, Citation) else given
    file = next((e for e in evidence if e.id == item), None)
    if file is None:
        raise UsageError(f"There is no evidence {item} in that submission.", code="unknown-item")
    note = given.note if isinstance(given, Citation) else ""
    return Citation(
        id=CitationId(ws.clock.new_id()),
        item=item,
        sha256=file.sha256,
        selector=sensible(selector),
        indicator=indicator,
        note=note,
    )


# --- who qualifies ---------------------------------------------------------------------------------------------------


def qualification(ws: Workspace, set_id: str) -> tuple[ResultRow, ...]:
    """Everybody's standing by the program's rule after this set and those before it."""
    from reviewer_app.domain.calibration_reporting import results

    record = ws.calibration.set(set_id)
    material = material_of(ws, record)
    earlier = sessions(ws, record.set.program.id, before=record.set)
    return results((*earlier, material), ws.clock.now().date())


def standings(ws: Workspace, decisions: Sequence[Decision]) -> tuple[StandingNote, ...]:
    """Where the reviewer at work stands in each program of these decisions that has a calibration rule."""
    notes: list[StandingNote] = []
    for ref in dict.fromkeys(d.program for d in decisions):
        rules = ws.program(ref).program.rules.calibration
        if rules and all(n.program != ref.id for n in notes):
            notes.append(_standing(ws, ref.id))
    return tuple(notes)


def _standing(ws: Workspace, program: ProgramId) -> StandingNote:
    from reviewer_app.domain.calibration_results import session_of, standing_of

    done = [m for m in sessions(ws, program) if any(s.key == ws.key_id for s in m.sheets)]
    if not done:
        return StandingNote(program=program, standing=Standing.NONE, words="no calibration session yet")
    own = [session_of(m, ws.key_id) for m in done]
    row = standing_of(done[-1].program.rules.calibration, own, ws.name, ws.clock.now().date())
    return StandingNote(
        program=program,
        standing=row.standing,
        words=row.words,
        sets=tuple(m.set.id for m in done),
        valid_until=row.valid_until,
    )
