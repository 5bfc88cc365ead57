"""The indicators' cards as the screen shows them; wording and counting only, pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from reviewer_app.domain.decision import Outcome
from reviewer_app.domain.ids import IndicatorId
from reviewer_app.domain.program import Indicator, Program
from reviewer_app.domain.review import Review
from reviewer_app.domain.submission import EarlierAttempt, Submission
from reviewer_app.ui.review.pointer import Pointer
from reviewer_app.ui.review.prepare import Prepared
from reviewer_app.ui.review.state import (
    CardState,
    ConditionChoice,
    EarlierState,
    LevelState,
    MoveTarget,
    PeerScore,
    SnippetChoice,
)
from reviewer_app.ui.viewers.places import shorten
from reviewer_app.ui.words import day_text, listed, many
from reviewer_app.workflow.desk import Desk, outcome_label
from reviewer_app.workflow.deskvalues import OneReview
from reviewer_app.workflow.letters import place_text
from reviewer_app.workflow.snippets import fitting

_WHOLE = "The whole submission"


def card(prepared: Prepared, indicator: Indicator, hue: int, pointer: Pointer) -> CardState:
    """The card of an indicator."""
    desk, review = prepared.desk, prepared.desk.review
    score = review.scores.get(indicator.id)
    rows = prepared.rows(indicator.id, pointer.by)
    conditions = condition_choices(desk.program, review, indicator.id)
    summary, tone = _summary(score is not None, len(rows), conditions, review, indicator.id)
    if score is None and (stands := _settled_here(desk, indicator.id)):
        summary, tone = stands, "third"
    active = pointer.active == indicator.id
    return CardState(
        id=indicator.id,
        title=f"{indicator.id} {indicator.title}",
        hue=hue,
        levels=tuple(
            LevelState(value=x.value, name=x.name, descriptor=x.descriptor, chosen=x.value == score, anchors=x.anchors)
            for x in indicator.levels
        ),
        active=active,
        summary=summary,
        summary_tone=tone,
        citations=rows,
        comment=review.comments.get(indicator.id, ""),
        note=review.notes.get(indicator.id, ""),
        confidence=review.confidence.get(indicator.id, ""),
        conditions=conditions,
        description=indicator.description,
        look_fors=indicator.look_fors,
        snippets=snippets_for(prepared, indicator, pointer) if active else (),
        earlier=_earlier_here(desk, indicator),
        peers=_peers(desk, indicator),
        advice=tuple(a.text for a in prepared.advice if a.indicator == indicator.id),
        targets=_targets(desk, indicator.id),
        by=pointer.by,
        only=pointer.only == indicator.id,
    )


def reference(indicator: Indicator, hue: int) -> CardState:
    """An indicator to be read beside a draft that only gets feedback."""
    return CardState(
        id=indicator.id,
        title=f"{indicator.id} {indicator.title}",
        hue=hue,
        levels=(),
        active=False,
        summary=indicator.description,
        summary_tone="third",
        citations=(),
        comment="",
        note="",
        confidence="",
        conditions=(),
        look_fors=indicator.look_fors,
        reference=True,
    )


def overall_card(prepared: Prepared, pointer: Pointer) -> CardState:
    """The card for the submission as a whole."""
    desk, review = prepared.desk, prepared.desk.review
    comment = review.comments.get(None, "")
    return CardState(
        id=None,
        title="Overall feedback",
        hue=-1,
        levels=(),
        active=pointer.active is None,
        summary=f"“{shorten(comment, 60)}”" if comment else "For the submission as a whole",
        summary_tone="third",
        citations=prepared.rows(None, pointer.by),
        comment=comment,
        note=review.notes.get(None, ""),
        confidence="",
        conditions=condition_choices(desk.program, review, None),
        snippets=snippets_for(prepared, None, pointer) if pointer.active is None else (),
        peers=_peers(desk, None),
        advice=tuple(a.text for a in prepared.advice if a.indicator is None),
        targets=_targets(desk, None),
        by=pointer.by,
    )


def _targets(desk: Desk, here: IndicatorId | None) -> tuple[MoveTarget, ...]:
    if not desk.review.open:
        return ()
    found = [MoveTarget(id=i.id, title=f"{i.id} {i.title}") for i in desk.indicators]
    return tuple(t for t in (*found, MoveTarget(id=None, title=_WHOLE)) if t.id != here)


def _summary(
    scored: bool, cited: int, conditions: tuple[ConditionChoice, ...], review: Review, of: IndicatorId
) -> tuple[str, str]:
    standing = [c.label for c in conditions if c.on]
    if standing:
        return f"Not scorable · {', '.join(standing).lower()}", "caution"
    count = many(cited, "citation") if cited else "No citation"
    if not scored:
        waiting = f" · {count} waiting" if cited else ""
        return f"Not scored yet{waiting}", "caution"
    comment = review.comments.get(of, "")
    quoted = f" · “{shorten(comment, 44)}”" if comment else " · no feedback yet"
    return f"{count}{quoted}", "third"


def condition_choices(program: Program, review: Review, indicator: IndicatorId | None) -> tuple[ConditionChoice, ...]:
    """Why an indicator or (None) the submission may be not scorable."""
    on = {c.code for c in review.conditions if c.indicator == indicator}
    return tuple(
        ConditionChoice(code=c.code, label=c.label, on=c.code in on, advice=c.advice)
        for c in program.rules.conditions.codes
        if indicator is None or c.code != "conflict"
    )


def snippets_for(prepared: Prepared, indicator: Indicator | None, pointer: Pointer) -> tuple[SnippetChoice, ...]:
    """The pieces of feedback that fit an indicator (None: the whole), one's own first, with their fields filled in."""
    of = indicator.id if indicator is not None else None
    found = fitting(prepared.desk.program, of, pointer.own, fields_for(prepared, indicator))
    return tuple(SnippetChoice(title=x.title, text=x.text, own=x.own) for x in found)


def fields_for(prepared: Prepared, indicator: Indicator | None) -> Mapping[str, str]:
    """What fills the fields of snippets: the level given, and the place and words of the latest citation."""
    desk = prepared.desk
    level = indicator.level(desk.review.scores.get(indicator.id, -1)) if indicator is not None else None
    cited = prepared.cited.get(indicator.id if indicator is not None else None, ())
    last = cited[-1].selector if cited else None
    quote = next((c.selector.quote.exact for c in reversed(cited) if c.selector.quote is not None), "")
    return {
        "indicator": indicator.title if indicator is not None else "the submission",
        "level": level.name if level is not None else "",
        "time": place_text(last) if last is not None else "",
        "quote": f"“{shorten(quote, 120)}”" if quote else "",
        "submission": str(desk.submission.id),
    }


# -- earlier attempts and other reviews --
def earlier_states(program: Program, s: Submission, today: date) -> tuple[EarlierState, ...]:
    """The earlier attempts, the latest first, where the program lets them be seen."""
    if not program.rules.resubmission.sees_earlier:
        return ()
    return tuple(earlier_one(program, e, today) for e in sorted(s.earlier, key=lambda e: -e.attempt))


def earlier_one(program: Program, e: EarlierAttempt, today: date) -> EarlierState:
    """``Attempt 1: Not yet · 3.2 to redo · Oct 12``, the outcome as the program calls it."""
    known = {o.value: o for o in Outcome}
    outcome = outcome_label(program, known[e.outcome]) if e.outcome in known else e.outcome
    redo = f"{listed([str(i) for i in e.unmet])} to redo" if e.unmet else ""
    on = day_text(e.decided_on, today) if e.decided_on else ""
    said = " · ".join(x for x in (outcome, redo, on) if x)
    return EarlierState(title=f"Attempt {e.attempt}: {said}", feedback=e.feedback)


def _earlier_here(desk: Desk, indicator: Indicator) -> str:
    """``Attempt 1: level 2 Emerging, to redo`` beside this attempt's own levels."""
    if not desk.program.rules.resubmission.sees_earlier:
        return ""
    said = []
    for e in sorted(desk.submission.earlier, key=lambda e: -e.attempt):
        level = indicator.level(dict(e.scores).get(indicator.id, -1))
        words = [f"level {level.value} {level.name}"] if level is not None else []
        words += ["to redo"] if indicator.id in e.unmet else []
        if words:
            said.append(f"Attempt {e.attempt}: {', '.join(words)}")
    return " · ".join(said)


def carried(desk: Desk) -> str:
    """What is not scored again because it was met before."""
    scope = {i.id for i in desk.indicators}
    rest = [str(i.id) for i in desk.program.indicators_of(desk.component) if i.id not in scope]
    if not rest or not scope or desk.submission.attempt == 1 or desk.adjudication is not None:
        return ""
    verb = "stands as it was" if len(rest) == 1 else "stand as they were"
    return f"Only {listed([str(i) for i in scope_order(desk)])} is scored again; {listed(rest)} {verb}."


def scope_order(desk: Desk) -> list[IndicatorId]:
    """The indicators that are scored, in the program's order."""
    return [i.id for i in desk.indicators]


def _peers(desk: Desk, indicator: Indicator | None) -> tuple[PeerScore, ...]:
    settled = desk.adjudication
    if settled is None:
        return ()
    return tuple(_peer(r, indicator) for r in (settled.first, settled.second))


def _settled_here(desk: Desk, indicator: IndicatorId) -> str:
    """``Stands: 3, both reviewers agree``, where two reviews leave a third nothing to score."""
    reasons = desk.adjudication.settled.reasons if desk.adjudication is not None else ()
    said = next((r.text for r in reasons if r.indicator == indicator), "")
    return f"Stands: {said.partition(': ')[2].rstrip('.')}" if said else ""


def _peer(one: OneReview, indicator: Indicator | None) -> PeerScore:
    of = indicator.id if indicator is not None else None
    level = indicator.level(one.review.scores.get(indicator.id, -1)) if indicator is not None else None
    said = f"{level.value} {level.name}" if level is not None else one.outcome_label if indicator is None else "–"
    return PeerScore(
        label=one.label,
        level=said,
        feedback=one.review.comments.get(of, ""),
        citations=len(one.review.citations_of(of)),
    )
