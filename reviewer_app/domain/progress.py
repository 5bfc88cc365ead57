"""What a candidate has earned, lacks and may start, over programs and years, with the reasons in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.fulfilling import Fulfilment, Records, fulfil
from reviewer_app.domain.history import History
from reviewer_app.domain.ids import ComponentId, ProgramId
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.program import Award, Component, Program
from reviewer_app.domain.requirements import Chain
from reviewer_app.domain.resubmitting import may_resubmit


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentProgress:
    """How a component stands. ``advice`` is why it should not be begun (again) now; it bars nobody."""

    component: ComponentId
    title: str
    outcome: Outcome | None  # None: nothing handed in yet
    met_on: date | None
    attempts: int
    may_start: bool
    advice: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardProgress:
    """How an award stands: earned on a day, or what is lacking; ``have`` of ``need`` parts are there."""

    award: str
    title: str
    kind: str
    earned: bool
    on: date | None
    reasons: tuple[Reason, ...]
    have: int
    need: int
    may_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """What one earned award brings. ``stipend_to`` is ``person`` or ``school-project``, empty where there is none."""

    award: str
    title: str
    on: date | None
    credit: Decimal
    credit_unit: str
    stipend: int = 0
    currency: str = ""
    stipend_to: str = ""
    badge: str = ""
    certificate: str = ""
    recognition: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramProgress:
    """One program for one candidate. ``eligibility`` is advice: what should be known before starting."""

    program: ProgramId
    title: str
    components: tuple[ComponentProgress, ...]
    awards: tuple[AwardProgress, ...]
    ledger: tuple[LedgerLine, ...]
    eligibility: tuple[Reason, ...]
    stars: int

    def award(self, award_id: str) -> AwardProgress | None:
        """The standing of an award of that id."""
        return next((a for a in self.awards if a.award == award_id), None)

    def component(self, component_id: str) -> ComponentProgress | None:
        """The standing of a component of that id."""
        return next((c for c in self.components if c.component == component_id), None)

    @property
    def earned(self) -> tuple[str, ...]:
        """The ids of the awards that are earned."""
        return tuple(a.award for a in self.awards if a.earned)

    def credit(self) -> dict[str, Decimal]:
        """The credit earned, in each unit."""
        return add_credit(self.ledger)


def add_credit(lines: Sequence[LedgerLine]) -> dict[str, Decimal]:
    """The credit of ledger lines, in each unit."""
    total: dict[str, Decimal] = {}
    for line in lines:
        if line.credit:
            total[line.credit_unit] = total.get(line.credit_unit, Decimal(0)) + line.credit
    return total


def progress(programs: Mapping[str, Program], history: History) -> tuple[ProgramProgress, ...]:
    """How a candidate stands in each of the programs, by title; ``programs`` are by id, one version each."""
    records = Records(programs=programs, history=history)
    ordered = sorted(programs.values(), key=lambda p: (p.title.casefold(), p.id))
    return tuple(progress_in(program, records) for program in ordered)


def progress_in(program: Program, records: Records) -> ProgramProgress:
    """How a candidate stands in one program."""
    awards = [(award, records.award(program, award)) for award in program.awards]
    return ProgramProgress(
        program=program.id,
        title=program.title,
        components=tuple(_component(c, program, records) for c in program.components),
        awards=tuple(_award(award, found, program, records) for award, found in awards),
        ledger=tuple(_line(award, found, records) for award, found in awards if found.fulfilled),
        eligibility=eligibility(program, records),
        stars=sum(c.effort for c in program.components if records.met(program, c)),
    )


def eligibility(program: Program, records: Records) -> tuple[Reason, ...]:
    """What should be known before starting: the advice of each rule that is not fulfilled, with its reason."""
    found = []
    for rule in program.rules.eligibility:
        state = fulfil(rule.requires, program, records)
        if not state.fulfilled:
            why = " ".join(r.text for r in state.reasons)
            found.append(Reason(code="eligibility", text=f"{rule.advice} ({why})" if why else rule.advice))
    return tuple(found)


def _component(component: Component, program: Program, records: Records) -> ComponentProgress:
    mine = [r for r in records.history.results if r.program == program.id and r.component == component.id]
    latest = max(mine, key=lambda r: (r.on, r.attempt), default=None)
    met = records.met(program, component)
    advice: list[Reason] = []
    if met:
        advice.append(Reason(code="met-already", text=f"{component.title} is met already ({met[0].on})."))
    else:
        advice += _before_start(component, program, records, attempts=_attempts(mine))
    outcome = None
    if met:
        outcome = met[0].outcome
    elif latest is not None:
        outcome = latest.outcome
    return ComponentProgress(
        component=component.id,
        title=component.title,
        outcome=outcome,
        met_on=met[0].on if met else None,
        attempts=_attempts(mine),
        may_start=not advice,
        advice=tuple(advice),
    )


def _attempts(results: Sequence[object]) -> int:
    """Attempts that were judged: what was incomplete or formative does not use one up."""
    return sum(getattr(r, "outcome", None) in (Outcome.MET, Outcome.NOT_MET) for r in results)


def _before_start(component: Component, program: Program, records: Records, *, attempts: int) -> list[Reason]:
    """Why it should not be begun today."""
    advice: list[Reason] = []
    if component.starts is not None:
        state = fulfil(component.starts, program, records)
        if not state.fulfilled:
            advice += state.reasons
    facts = frozenset(f.code for f in records.history.facts)
    if attempts:
        advice += may_resubmit(program.rules.resubmission, attempts, facts)
    advice += _closed(component, program, records.history.today)
    return advice


def _closed(component: Component, program: Program, today: date) -> list[Reason]:
    """Not open today, neither by its own dates nor by a section's."""
    sections = [s for s in program.sections if s.group in ("", component.group)]
    windows = [(s.opens, s.closes) for s in sections] or [(component.opens, component.closes)]
    if any((o is None or o <= today) and (c is None or today <= c) for o, c in windows):
        return []
    later = [o for o, _ in windows if o is not None and o > today]
    if later:
        return [Reason(code="not-open", text=f"{component.title} opens on {min(later)}.")]
    last = max(c for _, c in windows if c is not None)
    return [Reason(code="closed", text=f"{component.title} closed on {last}.")]


def _award(award: Award, found: Fulfilment, program: Program, records: Records) -> AwardProgress:
    """An award whose requirement is a chain may be started when all but the last link are there."""
    open_now = True
    if isinstance(award.requires, Chain):
        open_now = all(fulfil(link, program, records).fulfilled for link in award.requires.of[:-1])
    return AwardProgress(
        award=award.id,
        title=award.title,
        kind=award.kind,
        earned=found.fulfilled,
        on=found.on if found.fulfilled else None,
        reasons=found.reasons,
        have=found.have,
        need=found.need,
        may_start=open_now and not found.fulfilled,
    )


def _line(award: Award, found: Fulfilment, records: Records) -> LedgerLine:
    earns = award.earns
    return LedgerLine(
        award=award.id,
        title=award.title,
        on=found.on,
        credit=earns.credit,
        credit_unit=earns.credit_unit,
        stipend=earns.stipend,
        currency=earns.currency if earns.stipend else "",
        stipend_to=_recipient(award, records) if earns.stipend else "",
        badge=earns.badge,
        certificate=earns.certificate,
        recognition=earns.recognition,
    )


def _recipient(award: Award, records: Records) -> str:
    """The person, or a school project for those who may not be paid; the first that is allowed."""
    allowed = award.earns.stipend_to
    if records.fact(award.earns.stipend_fact) is not None:
        return "school-project" if "school-project" in allowed else ""
    return "person" if "person" in allowed else next(iter(allowed), "")
