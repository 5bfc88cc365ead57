"""Reading back: the share of finalised first reviews that a program's rule wants read again by a second reviewer."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reviewer_app.domain.changes import Changes
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import KeyId, ProgramId, SubmissionId
from reviewer_app.domain.program import Program
from reviewer_app.domain.roles import Peer, final_two, outcome_of
from reviewer_app.domain.rules import Backread
from reviewer_app.domain.settling import FirstScore, Selected, backread
from reviewer_app.domain.submission import Purpose
from reviewer_app.errors import UsageError
from reviewer_app.workflow.cases import peers_of, program_of, setting_of
from reviewer_app.workflow.holding import pick
from reviewer_app.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Backreads:
    """What was chosen now, ``of`` so many finalised first reviews; ``before``: so many were chosen earlier."""

    program: ProgramId
    percent: int
    of: int
    before: int
    chosen: tuple[Selected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenBackreads:
    """What was chosen of each program that asks for reading back."""

    programs: tuple[Backreads, ...]
    changes: Changes

    @property
    def chosen(self) -> tuple[Selected, ...]:
        """All of it."""
        return tuple(c for p in self.programs for c in p.chosen)


def choose_backreads(ws: Workspace, first: Collection[str] = ()) -> ChosenBackreads:
    """Pick the share of each program that asks for it; what was picked before stays and counts.

    Where the rule says so, the work of reviewers whose calibration did not hold comes first, with that of those named
    in ``first``. UsageError ``unknown-reviewer`` or ``no-backread-rule``.
    """
    named = frozenset(_key(ws, name) for name in first)
    made = []
    for program, rule in _asking(ws):
        batch, closed = _finalised(ws, program.id)
        shaky = named | (_shaky(ws, program, batch) if rule.shaky_first else frozenset())
        picked = frozenset(b.submission for b in batch if ws.marks.of(b.submission).picked)
        chosen = backread(rule, ws.seed, batch, shaky, picked=picked, closed=closed)
        for one in chosen:
            pick(ws, one.submission, one.reason.text)
        made.append(
            Backreads(program=program.id, percent=rule.percent, of=len(batch), before=len(picked), chosen=chosen)
        )
    if not made:
        raise UsageError(
            "No program of the submissions here asks for reading back.",
            hint="A submission can be picked by itself: reviewer-app pick.",
            code="no-backread-rule",
        )
    every = tuple(c.submission for m in made for c in m.chosen)
    changes = Changes(queue=bool(every), review=bool(every), submissions=every)
    return ChosenBackreads(programs=tuple(made), changes=changes)


def _asking(ws: Workspace) -> Iterator[tuple[Program, Backread]]:
    seen = set()
    for record in ws.catalogue.packages():
        if record.submission.program.id in seen or record.submission.purpose is not Purpose.FIRST:
            continue
        program, _ = program_of(ws, record.submission)
        seen.add(program.id)
        for rule in program.rules.second_scoring:
            if isinstance(rule, Backread):
                yield program, rule
                break


def _finalised(ws: Workspace, program: ProgramId) -> tuple[tuple[FirstScore, ...], frozenset[SubmissionId]]:
    """The finalised first reviews with an outcome, and which of them were read twice already."""
    batch, twice = [], set()
    for record in ws.catalogue.packages():
        s = record.submission
        if s.program.id != program or s.purpose is not Purpose.FIRST:
            continue
        mine, others = peers_of(ws, record)
        first = next((p for p in (mine, *others) if p.final and not p.recused and _is_first(p)), None)
        if first is None:
            continue
        outcome = outcome_of(setting_of(ws, record, *program_of(ws, s)), first.review)
        if outcome in (Outcome.MET, Outcome.NOT_MET):
            batch.append(FirstScore(submission=s.id, attempt=s.attempt, outcome=outcome, reviewer=first.reviewer))
        if final_two((mine, *others)) is not None:
            twice.add(s.id)
    return tuple(batch), frozenset(twice)


def _is_first(peer: Peer) -> bool:
    return (peer.purpose or Purpose.FIRST) is Purpose.FIRST


def _shaky(ws: Workspace, program: Program, batch: Collection[FirstScore]) -> frozenset[KeyId]:
    """Whose calibration did not hold, as far as this workspace knows their scores."""
    from reviewer_app.domain.calibration_report import Standing
    from reviewer_app.domain.calibration_results import session_of, standing_of
    from reviewer_app.workflow.calibrating_reports import sessions

    found = set()
    done = sessions(ws, program.id)
    for key in {b.reviewer for b in batch if b.reviewer is not None}:
        own = [session_of(m, key) for m in done if any(s.key == key for s in m.sheets)]
        if own:
            row = standing_of(program.rules.calibration, own, ws.reviewer_name(key), ws.clock.now().date())
            if row.standing in (Standing.RETRAIN, Standing.EXPIRED):
                found.add(key)
    return frozenset(found)


def _key(ws: Workspace, name: str) -> KeyId:
    found = [k.id for k in ws.identities() if k.name == name or k.id.startswith(name)] if name else []
    if len(found) != 1:
        raise UsageError(
            f"There is no reviewer “{name}” here.", hint="See: reviewer-app identities list", code="unknown-reviewer"
        )
    return found[0]
