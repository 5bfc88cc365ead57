"""Every act there is has words of its own, in the history and in the notice of what was undone."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from reviewer_app.bundles.programfile import load_program
from reviewer_app.domain.citation import Citation, Selector, TextQuote
from reviewer_app.domain.events import ACTS, Act
from reviewer_app.domain.ids import BundleId, CitationId, DecisionId, EventId, IndicatorId, ItemId
from reviewer_app.domain.review import UNDOABLE
from reviewer_app.ui.review.telling import recount, tell
from tests.builders import program_text

PLACE = Selector(page=2, quote=TextQuote(exact="in her words"))
VALUES: dict[str, Any] = {
    "indicator": IndicatorId("3.1"),
    "level": 3,
    "text": "Some words.",
    "confidence": "sure",
    "citation": CitationId("c"),
    "selector": PLACE,
    "note": "there",
    "condition": "too-little",
    "item": ItemId("0002"),
    "seconds": 5,
    "start": 1,
    "end": 2,
    "event": EventId("e"),
    "decision": DecisionId("d"),
    "outcome": "met",
    "reason": "Looked again.",
    "bundle": BundleId("b"),
}
WHOLE = Citation(id=CitationId("c"), item=ItemId("0002"), sha256="0" * 64, selector=PLACE, indicator=IndicatorId("3.1"))


def made(kind: str) -> Act:
    """An act of that kind, every field filled."""
    fields = {f.name: VALUES[f.name] for f in dataclasses.fields(ACTS[kind])}
    return ACTS[kind](**(fields | {"citation": WHOLE} if kind == "cited" else fields))


@pytest.mark.parametrize("kind", ACTS)
def test_it_is_told_in_words(kind: str) -> None:
    program = load_program(program_text().encode(), "program.yaml").program
    act = made(kind)
    line = recount(act, program)
    assert line[:1].isupper() or line[:1].isdigit()
    for word in (kind, type(act).__name__):
        assert line not in (word, word.capitalize()) or kind == "finalised"
    assert not any(sign in line for sign in ("_", "(", "0000", "None"))
    if isinstance(act, UNDOABLE):
        assert tell(act, program) not in ("", "the last act")
    others = {recount(made(k), program) for k in ACTS if k != kind}
    assert line not in others, "no two acts are told alike"
