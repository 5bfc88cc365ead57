"""A program's rules in plain sentences, for the programs screen and ``programs show``."""

from __future__ import annotations

from reviewer_app.domain.passing import rule_text
from reviewer_app.domain.program import Program
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
from reviewer_app.domain.rules import (
    Adjudication,
    AllNotMet,
    AllResubmissions,
    Always,
    Backread,
    CalibrationRule,
    DifferByMoreThan,
    EachAndOverall,
    ExactByScale,
    MasterAgreement,
    MatchMaster,
    NearCut,
    RandomShare,
    Resubmission,
    SecondRule,
)


def rules_in_words(program: Program) -> tuple[tuple[str, str], ...]:
    """Title and sentence for each rule of a program."""
    rules = program.rules
    own = {rule_text(c.pass_rule): None for c in program.components if c.pass_rule is not None}
    passing = "; ".join([rule_text(rules.pass_rule), *(f"for some components {text}" for text in own)])
    at = rules.conditions.incomplete_at
    second = "; ".join(second_in_words(rule) for rule in rules.second_scoring) or "none"
    calibration = "; ".join(calibration_in_words(rule) for rule in rules.calibration) or "none"
    lines = [
        ("To pass", passing),
        (
            "Not scorable",
            f"{at} condition{'' if at == 1 else 's'} or more make a submission incomplete, never a low score",
        ),
        ("Second scoring", second),
        ("Adjudication", adjudication_in_words(rules.adjudication)),
        ("Calibration", calibration),
        ("Trying again", resubmission_in_words(rules.resubmission)),
    ]
    lines += [("Before starting", rule.advice) for rule in rules.eligibility]
    return tuple(lines)


def second_in_words(rule: SecondRule) -> str:
    """Who is scored twice."""
    match rule:
        case Always():
            return "every submission"
        case RandomShare():
            return f"{rule.percent} % at random"
        case NearCut():
            return f"where {rule.within} would turn the outcome"
        case AllNotMet():
            return "every submission that is not met"
        case AllResubmissions():
            return "every resubmission"
        case Backread():
            return f"{rule.percent} % read again by a leader{', shaky reviewers first' if rule.shaky_first else ''}"


def adjudication_in_words(rule: Adjudication) -> str:
    """When two reviews need a third look, and what then stands."""
    when = [
        f"two scores are more than {w.levels} apart" if isinstance(w, DifferByMoreThan) else "the outcomes differ"
        for w in rule.when
    ]
    how = {
        "mean_if_adjacent": "neighbouring scores are averaged, for others the expert's stands",
        "expert": "the expert's score stands",
        "tertium_quid": "a third score is averaged with the closer one",
        "parity": "three scores are averaged",
    }[rule.how]
    return f"when {' or '.join(when)}: {how}"


def calibration_in_words(rule: CalibrationRule) -> str:
    """What a reviewer has to reach."""
    match rule:
        case MatchMaster():
            parts = [f"at least {rule.exact_at_least} exact", f"none more than {rule.max_apart} apart"]
            parts += ["same outcome"] if rule.same_outcome else []
            parts += ["a citation for each score"] if rule.citation_each else []
            return ", ".join(parts)
        case ExactByScale():
            return "exact: " + ", ".join(f"{bar.percent} % on {bar.levels} levels" for bar in rule.bars)
        case MasterAgreement():
            near = f" within {rule.within}" if rule.within else ""
            valid = f", valid {rule.valid_months} months" if rule.valid_months else ""
            tries = f", {rule.attempts} attempts" if rule.attempts else ""
            return f"{rule.percent} % with the master{near}{valid}{tries}"
        case EachAndOverall():
            return f"{rule.each} % on each indicator and {rule.overall} % over all"


def resubmission_in_words(rule: Resubmission) -> str:
    """What is redone, how often, and who sees what."""
    parts = ["only what was not met is redone" if rule.redo == "unmet_only" else "everything is redone"]
    parts.append("as often as wanted" if rule.attempts is None else f"{rule.attempts} attempts")
    if rule.coach_after is not None:
        parts.append(f"a coach meeting after attempt {rule.coach_after}")
    parts.append(f"the next reviewer {'sees' if rule.sees_earlier else 'does not see'} earlier scores and feedback")
    if rule.exclude_earlier_scorers:
        parts.append("not by somebody who scored it before")
    return ", ".join(parts)


def need_in_words(need: Requirement, program: Program) -> str:
    """What is asked for, in one sentence."""
    match need:
        case AllOf():
            return " and ".join(need_in_words(inner, program) for inner in need.of)
        case NOf():
            return f"{need.n} of: " + "; ".join(need_in_words(inner, program) for inner in need.of)
        case Chain():
            return ", then ".join(need_in_words(inner, program) for inner in need.of)
        case WithinTime():
            return f"within {need.months} months: {need_in_words(need.of, program)}"
        case _:
            return _single(need, program)


def _single(need: Requirement, program: Program) -> str:
    match need:
        case ComponentMet():
            component = program.component(need.component)
            return component.title if component else need.component
        case ComponentsMet() | EffortOf():
            return _many(need)
        case AwardEarned():
            return _title(need.award, program)
        case Attested():
            return need.label or need.code
        case NotSameYear():
            return f"not in the same school year as {need.label or need.fact or _title(need.award, program)}"
        case NotTogetherWith():
            return f"not together with {need.label or need.fact or _title(need.award, program)}"
        case Once():
            return f"{_title(need.award, program)} not earned before"
        case _:
            raise TypeError(need)


def _many(need: ComponentsMet | EffortOf) -> str:
    parts = (getattr(need, f, "") for f in ("group", "pathway", "stage", "choice", "kind"))
    named = " · ".join(p for p in parts if p) or "any component"
    if isinstance(need, EffortOf):
        return f"{need.stars} stars from {named}"
    return f"all of {named}" if need.count is None else f"{need.count} of {named}"


def _title(award_id: str, program: Program) -> str:
    return next((a.title for a in program.awards if a.id == award_id), award_id)
