"""Did the candidate hand in what the program asks for? Said before anybody scores; never a reason for a low score."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer_app.domain.passing import Reason, choices, rule_of
from reviewer_app.domain.program import Component, EvidenceRequirement, Program, Section
from reviewer_app.domain.submission import EvidenceItem, Kind, Submission

_PICTURES = (Kind.IMAGE, Kind.PDF, Kind.VIDEO)
"""What can show how a link looked."""


def remarks(program: Program, component: Component, submission: Submission) -> tuple[Reason, ...]:
    """All that a pre-checker or reviewer should know before scoring: what is missing, and what came out of time."""
    return (*incomplete(program, component, submission), *out_of_window(program, component, submission))


def incomplete(program: Program, component: Component, submission: Submission) -> tuple[Reason, ...]:
    """Everything that is missing, too much, of the wrong kind or without its picture."""
    reasons: list[Reason] = []
    for requirement in component.requirements:
        reasons += _requirement(requirement, answering(component, requirement, submission.evidence))
    reasons += _strays(component, submission.evidence)
    reasons += _focus(program, component, submission)
    return tuple(reasons)


def answering(
    component: Component, requirement: EvidenceRequirement, evidence: Sequence[EvidenceItem]
) -> tuple[EvidenceItem, ...]:
    """The items that answer a requirement; those that name none answer the first that takes their kind, or the only."""
    only = requirement.id if len(component.requirements) == 1 else ""
    return tuple(
        i
        for i in evidence
        if requirement.id == (i.requirement or requirement_for(i.kind, component.requirements) or only)
    )


def requirement_for(kind: Kind, requirements: Sequence[EvidenceRequirement]) -> str:
    """The first requirement that takes this kind of file, for a file that names none; "" when none does."""
    return next((r.id for r in requirements if kind in r.kinds), "")


def _requirement(requirement: EvidenceRequirement, items: Sequence[EvidenceItem]) -> list[Reason]:
    reasons = []
    count = f"{len(items)} item{'' if len(items) == 1 else 's'}"
    if len(items) < requirement.minimum:
        text = f"{requirement.title}: {count}, at least {requirement.minimum} asked for."
        reasons.append(Reason(code="too-little", text=text))
    if requirement.maximum is not None and len(items) > requirement.maximum:
        text = f"{requirement.title}: {count}, at most {requirement.maximum} asked for."
        reasons.append(Reason(code="too-much", text=text))
    for item in items:
        if item.kind.value not in requirement.kinds:
            text = (
                f"{requirement.title}: item {item.id} is {item.kind.value}; asked for: {', '.join(requirement.kinds)}."
            )
            reasons.append(Reason(code="wrong-kind", text=text))
    if requirement.snapshot and bare_links(items):
        text = f"{requirement.title}: a link without a picture of what it showed."
        reasons.append(Reason(code="bare-link", text=text))
    return reasons


def bare_links(items: Sequence[EvidenceItem]) -> tuple[EvidenceItem, ...]:
    """The links for which no picture, PDF or recording came along."""
    links = [i for i in items if i.kind is Kind.LINK]
    shown = sum(i.kind in _PICTURES for i in items)
    return tuple(links[shown:])


def _strays(component: Component, evidence: Sequence[EvidenceItem]) -> list[Reason]:
    known = {r.id for r in component.requirements}
    found = [
        Reason(code="unknown-requirement", text=f"Item {i.id} answers “{i.requirement}”, which is not asked for.")
        for i in evidence
        if i.requirement and i.requirement not in known
    ]
    if len(known) > 1:  # an only requirement is answered by whatever is there, and says itself what is wrong with it
        loose = [i for i in evidence if not i.requirement and not requirement_for(i.kind, component.requirements)]
        found += [Reason(code="wrong-kind", text=f"Item {i.id} is {i.kind.value}: not asked for.") for i in loose]
    return found


def _focus(program: Program, component: Component, submission: Submission) -> list[Reason]:
    offered = choices(rule_of(program, component), program.indicators_of(component))
    if component.review == "formative" or not offered or submission.focus in offered:
        return []
    chosen = f"“{submission.focus}” is not a focus here" if submission.focus else "No focus was chosen"
    return [Reason(code="no-focus", text=f"{chosen}; it can be {', '.join(offered)}.")]


def section_of(program: Program, component: Component, submission: Submission) -> Section | None:
    """The section it was handed in for, if the program knows it: by its id, or by a term with one section for this."""
    named = next((s for s in program.sections if s.id == submission.window), None)
    meant = [s for s in program.sections if s.term == submission.window and s.group in ("", component.group)]
    return named or (meant[0] if submission.window and len(meant) == 1 else None)


def out_of_window(program: Program, component: Component, submission: Submission) -> tuple[Reason, ...]:
    """Handed in before it opens or after it closes; the dates of the section go before those of the component.

    Where nobody says when it was handed in, it was so no later than it was packed, which can only show that it came
    too early.
    """
    section = section_of(program, component, submission)
    if submission.window and program.sections and section is None:
        return (Reason(code="unknown-window", text=f"There is no section “{submission.window}” in this program."),)
    if section is not None and section.group and section.group != component.group:
        text = f"Section {section.id} is for {section.group}, not for {component.group or component.title}."
        return (Reason(code="wrong-window", text=text),)
    opens = section.opens if section else component.opens
    closes = section.closes if section else component.closes
    on = submission.handed_in
    latest = on or submission.packed_at.date()
    if opens is not None and latest < opens:
        said = "Handed in" if on else "Packed"
        return (Reason(code="too-early", text=f"{said} on {latest}, before it opens on {opens}."),)
    if closes is not None and on is not None and on > closes:
        return (Reason(code="too-late", text=f"Handed in on {on}, after it closed on {closes}."),)
    return ()
