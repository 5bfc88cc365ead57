"""Acts in words, for the notice that says what was undone."""

from __future__ import annotations

from reviewer_app.domain.events import (
    Act,
    Cited,
    Commented,
    Confided,
    Event,
    Flagged,
    Noted,
    Recited,
    Scored,
    Uncited,
    Undone,
    Unflagged,
)
from reviewer_app.domain.ids import EventId
from reviewer_app.domain.program import Program
from reviewer_app.ui.viewers.places import where


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
            return "the last act"


def _on(indicator: str | None) -> str:
    return f"on {indicator}" if indicator else "on the whole"


def find_act(events: tuple[Event, ...], event: EventId | None) -> Act | None:
    """The act of an event; for one that took back another, the act it took back."""
    by_id = {e.id: e.act for e in events}
    act = by_id.get(event) if event is not None else None
    while isinstance(act, Undone):
        act = by_id.get(act.event)
    return act
