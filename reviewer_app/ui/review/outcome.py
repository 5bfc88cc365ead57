"""The outcome in words: what it would come to now, why, what is missing; pure."""

from __future__ import annotations

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.passing import Reason
from reviewer_app.domain.review import Stage
from reviewer_app.errors import Problem
from reviewer_app.ui.review.state import Chip, DoneState, Mode, OutcomeState
from reviewer_app.ui.words import many
from reviewer_app.workflow.desk import Desk

_TONES = {
    Outcome.MET: "good",
    Outcome.NOT_MET: "caution",
    Outcome.INCOMPLETE: "neutral",
    Outcome.FORMATIVE: "accent",
    Outcome.OPEN: "caution",
}


def outcome_state(desk: Desk, mode: Mode) -> OutcomeState:
    """The box at the bottom of the rubric."""
    verdict, review = desk.verdict, desk.review
    badge = desk.outcome_label
    if verdict.outcome is Outcome.OPEN:
        badge = f"Open: {', '.join(verdict.open_indicators)}" if len(verdict.open_indicators) < 5 else "Open"
    if verdict.outcome is Outcome.FORMATIVE and review.open:
        badge = "Feedback only"
    reasons = () if verdict.outcome is Outcome.OPEN else verdict.reasons
    return OutcomeState(
        badge=Chip(text=badge, tone=_TONES[verdict.outcome]),
        rule=f"Rule: {verdict.rule_text}" if verdict.rule_text and mode is not Mode.FORMATIVE else "",
        reason=_why(reasons[:3], badge),
        counts=_counts(desk, mode),
        missing=tuple(p.message for p in desk.can_finalise),
        first=" ".join([_missing(p) for p in desk.can_finalise if p.code != "not-scored"][:2]),
        can_finalise=not desk.can_finalise,
        title="Outcome so far" if review.open else "Outcome",
    )


def _missing(problem: Problem) -> str:
    """Of a hold the strip above tells the reason."""
    return "On hold: it can't be finalised now." if problem.code == "on-hold" else problem.message


def _why(reasons: tuple[Reason, ...], badge: str) -> str:
    """The reasons in a row; what the badge says is not said again before each."""
    said = [r.text.removeprefix("Not yet: ").removeprefix(f"{badge}: ") for r in reasons]
    joined = " ".join(s if s[-1:] in ".!?" else f"{s}." for s in said)
    return joined[:1].upper() + joined[1:]


def _counts(desk: Desk, mode: Mode) -> str:
    review, total = desk.review, len(desk.indicators)
    ids = {i.id for i in desk.indicators}
    commented = sum(1 for k, v in review.comments.items() if k in ids and v.strip())
    barred = {c.indicator for c in review.conditions}
    scored = f"{sum(1 for i in ids if i in review.scores or i in barred)} of {total} scored"
    if desk.adjudication is not None:
        scored = f"{len(desk.adjudication.settled.scores)} of {total} settled"
    parts = [] if mode is Mode.FORMATIVE else [scored]
    parts.append(many(len(review.citations), "citation"))
    cited = {c.indicator for c in review.citations}
    bare = [str(i.id) for i in desk.indicators if i.id in review.scores and i.id not in cited]
    if bare and review.citations:
        parts[-1] += f", none for {', '.join(bare)}" if len(bare) < 4 else f", none for {len(bare)} indicators"
    if mode is Mode.FORMATIVE:
        parts.append("feedback written" if review.comments.get(None, "").strip() else "no feedback yet")
    else:
        parts.append(f"feedback on {commented} of {total}")
    return " · ".join(parts)


def done_state(desk: Desk) -> DoneState | None:
    """What is said once it is finalised or sealed."""
    stage = desk.review.stage
    if stage is Stage.FINALISED:
        return DoneState(text=f"Finalised. {desk.outcome_label}. It waits in the Outbox.", can_reopen=True)
    if stage is Stage.SEALED:
        return DoneState(text=f"Sealed. {desk.outcome_label}. It went out in a signed bundle.", can_reopen=True)
    return None
