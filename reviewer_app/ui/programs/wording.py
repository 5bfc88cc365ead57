"""A program's rules, needs and awards in words."""

from __future__ import annotations

from reviewer_app.domain import requirements as need
from reviewer_app.domain import rules
from reviewer_app.domain.passing import rule_text
from reviewer_app.domain.program import Award, Earnings, EvidenceRequirement, Program
from reviewer_app.ui.words import listed, many

_HOW = {
    "mean_if_adjacent": "the mean where the two are next to each other, else an expert decides",
    "expert": "an expert decides",
    "tertium_quid": "a third score decides which of the two counts",
    "parity": "the three scores count alike",
}


def rules_in_words(program: Program) -> list[tuple[str, str]]:
    """Each family of rules with a sentence."""
    r = program.rules
    lines = [
        ("Met when", sentence(rule_text(r.pass_rule))),
        ("Not scorable", _conditions(r.conditions)),
        ("Scored twice", _second(r.second_scoring)),
    ]
    if r.second_scoring:
        when = " or ".join(_when(w) for w in r.adjudication.when)
        lines.append(("Settled", f"When {when}: {_HOW[r.adjudication.how]}. The first scores stay as they are."))
    lines += [("Trying again", _resubmission(r.resubmission)), ("Feedback", _feedback(r.feedback))]
    lines += [("Before starting", e.advice) for e in r.eligibility]
    return lines


def _conditions(conditions: rules.Conditions) -> str:
    labels = sentence(listed([c.label.lower() for c in conditions.codes]))
    least = many(conditions.incomplete_at, "condition")
    return f"{labels} {least} or more: incomplete, never a low score."


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."


def _second(found: tuple[rules.SecondRule, ...]) -> str:
    return sentence(listed([_second_one(rule) for rule in found])) if found else "No."


def _second_one(rule: rules.SecondRule) -> str:
    match rule:
        case rules.Always():
            return "every submission"
        case rules.RandomShare():
            return f"{rule.percent} % drawn by lot"
        case rules.NearCut():
            return f"where {many(rule.within, 'step')} would turn the outcome"
        case rules.AllNotMet():
            return "all that were not met"
        case rules.AllResubmissions():
            return "all second and later attempts"
        case rules.Backread():
            first = ", the least certain first" if rule.shaky_first else ""
            return f"{rule.percent} % read again by a leader{first}"


def _when(rule: rules.AdjudicationWhen) -> str:
    if isinstance(rule, rules.OutcomeDiffers):
        return "the outcomes differ"
    return f"two scores are more than {many(rule.levels, 'level')} apart"


def _resubmission(rule: rules.Resubmission) -> str:
    parts = ["Only what was not met is redone" if rule.redo == "unmet_only" else "Everything is handed in again"]
    parts.append(f"{rule.attempts} attempts in all" if rule.attempts else "as often as wanted")
    if rule.coach_after:
        parts.append(f"a coach meeting after {many(rule.coach_after, 'attempt')}")
    if rule.exclude_earlier_scorers:
        parts.append("by another reviewer than before")
    parts.append("earlier feedback is shown" if rule.sees_earlier else "earlier feedback is not shown")
    return sentence("; ".join(parts))


def _feedback(rule: rules.FeedbackRule) -> str:
    asked = []
    if rule.each_indicator:
        asked.append("a comment on each indicator")
    elif rule.each_unmet:
        asked.append("a comment on each indicator that is not met")
    if rule.overall:
        asked.append("a comment over all")
    if rule.citation_each:
        asked.append("a citation for each score")
    return sentence(listed(asked)) if asked else "Nothing is asked."


def requirement_text(found: EvidenceRequirement) -> str:
    """What is to be handed in: how many, of which kinds, how long."""
    count = f"{found.minimum}" if found.maximum == found.minimum else f"{found.minimum} or more"
    if found.maximum is not None and found.maximum != found.minimum:
        count = f"{found.minimum} to {found.maximum}"
    limits = [
        text
        for value, text in (
            (found.max_minutes, f"at most {found.max_minutes} min"),
            (found.min_words, f"at least {found.min_words} words"),
            (found.max_words, f"at most {found.max_words} words"),
            (found.max_pages, f"at most {found.max_pages} pages"),
        )
        if value
    ]
    return f"{count} · {' or '.join(found.kinds)}" + "".join(f" · {limit}" for limit in limits)


def earnings_text(earns: Earnings) -> str:
    """What an award gives."""
    parts = []
    if earns.credit:
        parts.append(f"{earns.credit:g} {earns.credit_unit}".strip())
    if earns.stipend:
        parts.append(f"{earns.stipend:,} {earns.currency} to {' or '.join(earns.stipend_to) or 'the person'}")
    parts += [f"badge “{earns.badge}”"] if earns.badge else []
    parts += [f"certificate “{earns.certificate}”"] if earns.certificate else []
    parts += list(earns.recognition)
    return ", ".join(parts)


def award_text(award: Award, program: Program) -> str:
    """What is needed for an award and what it gives."""
    gives = earnings_text(award.earns)
    return f"{need_text(award.requires, program)}{f' → {gives}' if gives else ''}"


def need_text(found: need.Requirement, program: Program) -> str:
    """A requirement in words."""
    match found:
        case need.ComponentMet():
            component = program.component(found.component)
            return component.title if component is not None else found.component
        case need.ComponentsMet():
            of = listed([x for x in (found.group, found.pathway, found.stage, found.choice, found.kind) if x])
            return f"{'all' if found.count is None else found.count} components{f' of {of}' if of else ''}"
        case need.EffortOf():
            of = listed([x for x in (found.group, found.pathway) if x])
            return f"{many(found.stars, 'star')}{f' of {of}' if of else ''}"
        case need.AwardEarned():
            return _award(found.award, found.program, program)
        case need.Attested():
            return found.label or found.code
        case need.WithinTime():
            return f"{need_text(found.of, program)}, within {many(found.months, 'month')}"
        case need.AllOf() | need.NOf() | need.Chain():
            return _several(found, program)
        case need.Once():
            return f"“{_award(found.award, found.program, program)}” only once"
        case need.NotSameYear() | need.NotTogetherWith():
            what = found.label or found.fact or _award(found.award, found.program, program)
            year = "in the school year of" if isinstance(found, need.NotSameYear) else "together with"
            return f"not {year} {what}"


def _several(found: need.AllOf | need.NOf | need.Chain, program: Program) -> str:
    inner = [need_text(each, program) for each in found.of]
    if isinstance(found, need.Chain):
        return ", then ".join(inner)
    if isinstance(found, need.NOf):
        return f"{found.n} of: {', '.join(inner)}"
    return listed(inner)


def _award(award: str, other: str, program: Program) -> str:
    if other:
        return f"{award} ({other})"
    return next((a.title for a in program.awards if a.id == award), award)
