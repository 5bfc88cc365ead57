"""What is missing before a reviewer can stand by a review."""

from __future__ import annotations

from reviewer_app.domain.decision import Outcome, Verdict, decide, in_scope, is_formative
from reviewer_app.domain.passing import Scores
from reviewer_app.domain.program import Component, Program
from reviewer_app.domain.review import Review
from reviewer_app.domain.rules import FeedbackRule
from reviewer_app.domain.submission import Submission
from reviewer_app.errors import Problem


def may_finalise(
    program: Program, component: Component, submission: Submission, review: Review, given: Scores | None = None
) -> list[Problem]:
    """What is missing before the reviewer can stand by it; empty when nothing is."""
    if not review.open:
        hint = "Reopen it first, and say why."
        return [Problem(code="already-finalised", message="This review is finalised already.", hint=hint)]
    if is_formative(component, submission):
        return _formative_feedback(program.rules.feedback, review)
    verdict = decide(program, component, submission, review, given)
    problems = _wrong_values(program, component, submission, review)
    for indicator_id in verdict.open_indicators:
        hint = "Choose a level, or say why it can't be scored."
        problems.append(
            Problem(code="not-scored", message=f"{indicator_id} has no score yet.", hint=hint, where=indicator_id)
        )
    if verdict.outcome is not Outcome.INCOMPLETE:
        problems += _missing_feedback(program, component, submission, review, verdict)
    return problems


def _wrong_values(program: Program, component: Component, submission: Submission, review: Review) -> list[Problem]:
    """Levels the scale lacks, and conditions the program does not know."""
    problems = []
    for indicator in in_scope(program, component, submission):
        level = review.scores.get(indicator.id)
        if level is not None and indicator.level(level) is None:
            message = f"{indicator.id} is at {level}, which is not on its scale."
            problems.append(Problem(code="unknown-level", message=message, hint="Choose a level.", where=indicator.id))
    for condition in review.conditions:
        if program.rules.conditions.code(condition.code) is None:
            message = f"This program knows no condition “{condition.code}”."
            problems.append(Problem(code="unknown-condition", message=message, hint="Take it away, choose another."))
    return problems


def _words(text: str | None) -> int:
    return len((text or "").split())


def _formative_feedback(rule: FeedbackRule, review: Review) -> list[Problem]:
    if _words(review.comments.get(None)) >= max(rule.min_words, 1):
        return []
    hint = "Write it under “Overall feedback”: it is all the candidate gets."
    return [Problem(code="feedback-missing", message="There is no overall feedback yet.", hint=hint)]


def _missing_feedback(
    program: Program, component: Component, submission: Submission, review: Review, verdict: Verdict
) -> list[Problem]:
    """Comments and citations the program asks for."""
    rule, problems = program.rules.feedback, []
    for indicator in in_scope(program, component, submission):
        name = indicator.id
        if name not in review.scores or name in verdict.not_scorable:
            continue
        unmet = name in verdict.unmet
        if (rule.each_indicator or (rule.each_unmet and unmet)) and _words(review.comments.get(name)) < rule.min_words:
            why = f"{name} is not yet there and has no feedback." if unmet else f"{name} has no feedback."
            hint = (
                "Say what the evidence shows, and what would make it enough."
                if unmet
                else "Say what the evidence shows."
            )
            problems.append(Problem(code="feedback-missing", message=why, hint=hint, where=name))
        if rule.citation_each and not review.citations_of(name):
            hint = "Mark the place in the evidence that shows it."
            problems.append(Problem(code="citation-missing", message=f"{name} has no citation.", hint=hint, where=name))
    if rule.overall and _words(review.comments.get(None)) < rule.min_words:
        hint = "Say in a few words what was shown and what comes next."
        problems.append(Problem(code="feedback-missing", message="There is no overall comment.", hint=hint))
    return problems
