"""Is a requirement fulfilled, since when, and if not, what is lacking? Evaluates the tree of ``requirements``.

More results never undo what is fulfilled, except where a need says so (not in the same year, not together, once).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from reviewer_app.domain.calibration import add_months
from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.history import Fact, History, Result
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.program import Award, Component, Program
from reviewer_app.domain.requirements import (
    AllOf,
    Attested,
    AwardEarned,
    Chain,
    ComponentMet,
    ComponentsMet,
    EffortOf,
    NOf,
    NotSameYear,
    NotTogetherWith,
    Once,
    Requirement,
    WithinTime,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """``have`` of ``need`` parts are there; fulfilled ``on`` the day of the last part needed, ``since`` the first's.

    A fulfilled one may have no day: a fact whose day is not known, or the absence of something.
    """

    fulfilled: bool
    reasons: tuple[Reason, ...]
    since: date | None = None
    on: date | None = None
    have: int = 0
    need: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A candidate's history beside the programs it is read with; ``visiting`` are the awards being looked at."""

    programs: Mapping[str, Program]
    history: History
    visiting: frozenset[tuple[str, str]] = frozenset()

    def met(self, program: Program, component: Component) -> tuple[Result, ...]:
        """The results by which a component counts as met, oldest first; for a formative one, feedback was given."""
        enough = Outcome.FORMATIVE if component.review == "formative" else Outcome.MET
        found = [
            r
            for r in self.history.results
            if r.program == program.id and r.component == component.id and r.outcome is enough
        ]
        return tuple(sorted(found, key=lambda r: r.on))

    def fact(self, code: str) -> Fact | None:
        """The earliest attested fact of that code."""
        found = [f for f in self.history.facts if f.code == code]
        return min(found, key=lambda f: f.on or date.max, default=None)

    def award(self, program: Program, award: Award) -> Fulfilment:
        """Whether an award is earned: held from before, or its requirement is fulfilled."""
        held = [h.on for h in self.history.holdings if h.program == program.id and h.award == award.id]
        if held:
            text = f"{award.title} is held since {min(held)}."
            return _there(Reason(code="held", text=text), min(held))
        key = (program.id, award.id)
        if key in self.visiting:
            return _lacking(Reason(code="circle", text=f"{award.title} waits for itself."))
        return fulfil(award.requires, program, replace(self, visiting=self.visiting | {key}))

    def between(self, start: date, end: date) -> Records:
        """The same with only the results and awards of that time."""
        history = replace(
            self.history,
            results=tuple(r for r in self.history.results if start <= r.on <= end),
            holdings=tuple(h for h in self.history.holdings if start <= h.on <= end),
        )
        return replace(self, history=history)


def _there(reason: Reason, on: date | None, since: date | None = None) -> Fulfilment:
    return Fulfilment(fulfilled=True, reasons=(reason,), since=since or on, on=on, have=1)


def _lacking(reason: Reason) -> Fulfilment:
    return Fulfilment(fulfilled=False, reasons=(reason,))


def fulfil(need: Requirement, program: Program, records: Records) -> Fulfilment:
    """Whether a requirement of ``program`` is fulfilled."""
    match need:
        case AllOf() | NOf() | Chain():
            parts = [fulfil(inner, program, records) for inner in need.of]
            if isinstance(need, Chain):
                return _chain(parts)
            return _some(parts, need.n if isinstance(need, NOf) else len(parts))
        case WithinTime():
            return _within(need, program, records)
        case _:
            return _single(need, program, records)()


def _single(need: Requirement, program: Program, records: Records) -> Callable[[], Fulfilment]:
    """The evaluation of a need that has no other inside."""
    match need:
        case ComponentMet():
            return partial(_component, need, program, records)
        case ComponentsMet():
            return partial(_components, need, program, records)
        case EffortOf():
            return partial(_effort, need, program, records)
        case AwardEarned():
            return partial(_award, need, program, records)
        case Attested():
            return partial(_attested, need, records)
        case NotSameYear():
            return partial(_not_same_year, need, program, records)
        case NotTogetherWith():
            return partial(_not_together, need, program, records)
        case Once():
            return partial(_once, need, program, records)
        case _:
            raise TypeError(need)


# --- several at once -------------------------------------------------------------------------------------------------


def _days(parts: Sequence[Fulfilment]) -> tuple[date | None, date | None]:
    """The first and the last day of what is there."""
    first = [p.since for p in parts if p.since is not None]
    last = [p.on for p in parts if p.on is not None]
    return min(first, default=None), max(last, default=None)


def _some(parts: Sequence[Fulfilment], count: int) -> Fulfilment:
    """At least ``count`` of the parts: those fulfilled earliest count."""
    there = sorted((p for p in parts if p.fulfilled), key=lambda p: p.on or date.min)
    lacking = [p for p in parts if not p.fulfilled]
    if len(there) >= count:
        chosen = there[:count]
        since, on = _days(chosen)
        reasons = tuple(r for p in chosen for r in p.reasons)
        return Fulfilment(fulfilled=True, reasons=reasons, since=since, on=on, have=count, need=count)
    reasons = tuple(r for p in lacking for r in p.reasons)
    if count < len(parts):
        head = Reason(code="some-lacking", text=f"{len(there)} of {count} so far; still {count - len(there)} of:")
        reasons = (head, *reasons)
    return Fulfilment(fulfilled=False, reasons=reasons, have=len(there), need=count)


def _chain(parts: Sequence[Fulfilment]) -> Fulfilment:
    """Each after the one before: what follows a link that is lacking does not count, and is not asked for yet."""
    since, on = _days(parts)
    for index, part in enumerate(parts):
        if not part.fulfilled:
            return Fulfilment(fulfilled=False, reasons=part.reasons, have=index, need=len(parts))
    reasons = tuple(r for p in parts for r in p.reasons)
    return Fulfilment(fulfilled=True, reasons=reasons, since=since, on=on, have=len(parts), need=len(parts))


def _within(need: WithinTime, program: Program, records: Records) -> Fulfilment:
    """Tries every day on which something happened as the first of the time."""
    starts = {r.on for r in records.history.results} | {h.on for h in records.history.holdings}
    for start in sorted(starts):
        end = add_months(start, need.months)
        inside = fulfil(need.of, program, records.between(start, end))
        if inside.fulfilled:
            return inside
    whole = fulfil(need.of, program, records)
    if not whole.fulfilled:
        return whole
    if whole.on is None:
        return whole  # nothing in it has a day
    text = f"All is there, but not within {need.months} months ({whole.since} to {whole.on})."
    return replace(whole, fulfilled=False, reasons=(Reason(code="too-long", text=text),), on=None, since=None)


# --- one by one ------------------------------------------------------------------------------------------------------


def _component(need: ComponentMet, program: Program, records: Records) -> Fulfilment:
    component = program.component(need.component)
    if component is None:
        return _lacking(Reason(code="unknown-component", text=f"There is no {need.component}."))
    met = records.met(program, component)
    if met:
        word = "has its feedback" if component.review == "formative" else "is met"
        return _there(Reason(code="component-met", text=f"{component.title} {word} ({met[0].on})."), met[0].on)
    word = "has no feedback yet" if component.review == "formative" else "is not met yet"
    return _lacking(Reason(code="component-lacking", text=f"{component.title} {word}."))


def _fitting(need: ComponentsMet | EffortOf, program: Program) -> list[Component]:
    """The components that answer the filters."""
    wanted = [(f, getattr(need, f, "")) for f in ("group", "pathway", "stage", "choice", "kind")]
    return [c for c in program.components if all(not value or getattr(c, f) == value for f, value in wanted)]


def _named(need: ComponentsMet | EffortOf) -> str:
    parts = (getattr(need, f, "") for f in ("group", "pathway", "stage", "choice", "kind"))
    return " · ".join(p for p in parts if p) or "all components"


def _components(need: ComponentsMet, program: Program, records: Records) -> Fulfilment:
    fitting = _fitting(need, program)
    count = len(fitting) if need.count is None else need.count
    met = sorted(first[0].on for c in fitting if (first := records.met(program, c)))
    named = _named(need)
    if len(met) >= count > 0:
        text = f"{named}: {count} met."
        reason = Reason(code="components-met", text=text)
        return Fulfilment(fulfilled=True, reasons=(reason,), since=met[0], on=met[count - 1], have=count, need=count)
    text = f"{named}: {len(met)} of {count} met."
    if need.count is None:
        missing = [c.title for c in fitting if not records.met(program, c)]
        text += f" Still: {', '.join(missing[:6])}{' …' if len(missing) > 6 else '.'}"
    return Fulfilment(
        fulfilled=False, reasons=(Reason(code="components-lacking", text=text),), have=len(met), need=count
    )


def _effort(need: EffortOf, program: Program, records: Records) -> Fulfilment:
    met = sorted((first[0].on, c.effort) for c in _fitting(need, program) if (first := records.met(program, c)))
    stars, on = 0, None
    for day, effort in met:
        stars += effort
        if stars >= need.stars and on is None:
            on = day
    if on is not None:
        reason = Reason(code="effort-there", text=f"{_named(need)}: {need.stars} stars.")
        return Fulfilment(fulfilled=True, reasons=(reason,), since=met[0][0], on=on, have=need.stars, need=need.stars)
    reason = Reason(code="effort-lacking", text=f"{_named(need)}: {stars} of {need.stars} stars.")
    return Fulfilment(fulfilled=False, reasons=(reason,), have=stars, need=need.stars)


def _look_up(award: str, program_id: str, program: Program, records: Records) -> tuple[str, Fulfilment]:
    """An award of this or another program: its title, and whether it is earned."""
    owner = records.programs.get(program_id) if program_id and program_id != program.id else program
    found = next((a for a in owner.awards if a.id == award), None) if owner else None
    if owner is not None and found is not None:
        return found.title, records.award(owner, found)
    held = [h.on for h in records.history.holdings if h.award == award and h.program == (program_id or program.id)]
    if held:
        return award, _there(Reason(code="held", text=f"{award} is held since {min(held)}."), min(held))
    return award, _lacking(Reason(code="award-lacking", text=f"{award} is not earned."))


def _award(need: AwardEarned, program: Program, records: Records) -> Fulfilment:
    title, found = _look_up(need.award, need.program, program, records)
    if found.fulfilled:
        day = f" ({found.on})" if found.on else ""
        return replace(found, reasons=(Reason(code="award-earned", text=f"{title} is earned{day}."),))
    return replace(found, reasons=(Reason(code="award-lacking", text=f"{title} is not earned yet."), *found.reasons))


def _attested(need: Attested, records: Records) -> Fulfilment:
    fact, label = records.fact(need.code), need.label or need.code
    if fact is None:
        return _lacking(Reason(code="not-attested", text=f"{label}: no record of it yet."))
    day = f" ({fact.on})" if fact.on else ""
    return _there(Reason(code="attested", text=f"{label}: on record{day}."), fact.on)


def school_year(day: date, starts_month: int) -> int:
    """The calendar year in which the school year of that day began."""
    return day.year if day.month >= starts_month else day.year - 1


def _other(need: NotSameYear | NotTogetherWith, program: Program, records: Records) -> tuple[str, bool, date | None]:
    """What must not be there: its name, whether it is, and since when."""
    if need.fact:
        fact = records.fact(need.fact)
        return need.label or need.fact, fact is not None, fact.on if fact else None
    title, found = _look_up(need.award, need.program, program, records)
    return need.label or title, found.fulfilled, found.on


def _not_same_year(need: NotSameYear, program: Program, records: Records) -> Fulfilment:
    label, there, on = _other(need, program, records)
    if not there:
        return _there(Reason(code="free", text=f"{label}: not on record."), None)
    starts = program.rules.year_starts_month
    if on is not None and school_year(on, starts) != school_year(records.history.today, starts):
        return _there(Reason(code="other-year", text=f"{label} was in another school year ({on})."), None)
    when = f"this school year ({on})" if on else "on record, the day is not known"
    return _lacking(Reason(code="same-year", text=f"{label}: {when}."))


def _not_together(need: NotTogetherWith, program: Program, records: Records) -> Fulfilment:
    label, there, on = _other(need, program, records)
    if not there:
        return _there(Reason(code="free", text=f"{label}: not on record."), None)
    day = f" ({on})" if on else ""
    return _lacking(Reason(code="excluded", text=f"{label}: on record{day}."))


def _once(need: Once, program: Program, records: Records) -> Fulfilment:
    title, found = _look_up(need.award, need.program, program, records)
    if not found.fulfilled:
        return _there(Reason(code="free", text=f"{title} was not earned before."), None)
    return _lacking(Reason(code="earned-before", text=f"{title} was earned before ({found.on})."))
