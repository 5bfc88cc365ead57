"""Acts in words, for the notice that says what was undone."""

from __future__ import annotations

from reviewer_app.domain.citation import Selector
from reviewer_app.domain.events import (
    Act,
    Cited,
    Commented,
    Confided,
    Event,
    Finalised,
    Flagged,
    Noted,
    Opened,
    Recited,
    Reopened,
    Scored,
    Sealed,
    StartedOver,
    Uncited,
    Undone,
    Unflagged,
    Viewed,
)
from reviewer_app.domain.ids import EventId
from reviewer_app.domain.program import Program
from reviewer_app.ui.viewers.places import shorten, where


def tell(act: Act, program: Program) -> str:
    """What an act was: ``level 3 for 3.2``."""
    match act:
        case Scored(indicator=indicator, level=None):
            return f"taking away the score of {indicator}"
        case Scored(indicator=indicator, level=level):
            return f"level {level} for {indicator}"
        case Commented(indicator=indicator):
            return f"feedback {_on(indicator)}"
        case Noted(indicator=indicator):
            return f"private note {_on(indicator)}"
        case Confided(indicator=indicator):
            return f"confidence for {indicator}"
        case Cited(citation=citation):
            place = where(citation.selector)
            return f"citation {_on(citation.indicator)}{f' at {place}' if place else ''}"
        case Recited():
            return "change of a citation"
        case Uncited():
            return "taking out a citation"
        case Flagged(condition=code, indicator=indicator) | Unflagged(condition=code, indicator=indicator):
            found = program.rules.conditions.code(code)
            return f"“{found.label if found else code}” {_on(indicator)}"
        case _:
            return "starting over" if isinstance(act, StartedOver) else "the last act"


def recount(act: Act, program: Program) -> str:
    """What was done, as a line of the history: ``3.2: level 3 Meets``."""
    match act:
        case Scored(indicator=indicator, level=None):
            return f"{indicator}: score taken away"
        case Scored(indicator=indicator, level=level):
            found = program.indicator(indicator)
            named = found.level(level) if found is not None and level is not None else None
            return f"{indicator}: level {level}{f' {named.name}' if named is not None else ''}"
        case Commented(indicator=indicator, text=text):
            return f"{indicator or 'Overall'}: feedback {f'“{shorten(text, 60)}”' if text else 'taken away'}"
        case Noted(indicator=indicator, text=text):
            return f"{indicator or 'Overall'}: private note {'written' if text else 'taken away'}"
        case Confided(indicator=indicator, confidence=confidence):
            return f"{indicator}: confidence {confidence or 'not said'}"
        case Finalised():
            return "Finalised"
        case Reopened(reason=reason):
            return f"Reopened: {reason}"
        case _:
            return _recount_rest(act, program)


def _recount_rest(act: Act, program: Program) -> str:
    match act:
        case Opened():
            return "Opened for the first time"
        case Sealed():
            return "Sealed in a bundle"
        case StartedOver():
            return "Started over: everything put aside"
        case Uncited():
            return "A citation taken out"
        case Recited(selector=selector, indicator=indicator):
            return f"{indicator or 'Overall'}: citation changed{_at(where(selector))}"
        case Cited(citation=citation):
            return f"{citation.indicator or 'Overall'}: cited{_at(where(citation.selector))}{_words(citation.selector)}"
        case Flagged(condition=code, indicator=indicator):
            return f"{indicator or 'Submission'}: not scorable, {_label(code, program)}"
        case Unflagged(condition=code, indicator=indicator):
            return f"{indicator or 'Submission'}: no longer “{_label(code, program)}”"
        case Viewed(item=item):
            return f"Looked at item {item}"
        case _:
            return "An act taken back, or done again"


def _at(place: str) -> str:
    return f" at {place}" if place else ""


def _words(selector: Selector) -> str:
    return f" “{shorten(selector.quote.exact, 50)}”" if selector.quote is not None else ""


def _label(code: str, program: Program) -> str:
    found = program.rules.conditions.code(code)
    return (found.label if found else code).lower()


def _on(indicator: str | None) -> str:
    return f"on {indicator}" if indicator else "on the whole"


def find_act(events: tuple[Event, ...], event: EventId | None) -> Act | None:
    """The act of an event; for one that took back another, the act it took back."""
    by_id = {e.id: e.act for e in events}
    act = by_id.get(event) if event is not None else None
    while isinstance(act, Undone):
        act = by_id.get(act.event)
    return act
