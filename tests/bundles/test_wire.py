from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reviewer_app.bundles import wire
from reviewer_app.domain.citation import Citation, Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.decision import Comment, Decision
from reviewer_app.domain.events import ACTS, Act, Cited, Commented, Event, Noted, Opened, Scored, Viewed
from reviewer_app.domain.ids import BundleId, CitationId, EventId, IndicatorId, ItemId, KeyId, ReviewId
from reviewer_app.domain.passing import SettledScore
from reviewer_app.domain.submission import EarlierAttempt, Purpose
from reviewer_app.errors import BadInput, ReviewerError
from tests.bundles.made import AT, decision, submission

KEY = "c" * 64
SCHEMAS = Path(__file__).parents[2] / "resources" / "schemas"


def tree() -> dict[str, Any]:
    """A good submission as bare JSON."""
    made: dict[str, Any] = json.loads(wire.write_submission(submission()))
    return made


def refused(bare: object) -> list[tuple[str, str]]:
    """Codes and places of what is wrong with a submission."""
    with pytest.raises(BadInput) as caught:
        wire.read_submission(json.dumps(bare).encode())
    return [(p.code, p.where) for p in caught.value.problems]


def test_a_submission_comes_back_as_it_was() -> None:
    earlier = EarlierAttempt(
        attempt=1,
        outcome="not-met",
        unmet=(IndicatorId("3.1"),),
        scores=((IndicatorId("3.1"), 2),),
        decided_on=AT.date(),
    )
    value = replace(submission(), earlier=(earlier,), due=date(2026, 12, 1), focus="families")
    assert wire.read_submission(wire.write_submission(value)) == value


def test_decisions_come_back_as_they_were() -> None:
    made = (decision(KEY), decision(KEY, 2))
    found = wire.read_decisions(wire.write_decisions(BundleId("b"), made))
    assert (found.id, found.decisions) == ("b", made)


def test_settled_scores_come_back_and_are_left_out_where_there_are_none() -> None:
    scores = (
        SettledScore(indicator=IndicatorId("3.1"), score=2.5),
        SettledScore(indicator=IndicatorId("3.2"), score=3),
    )
    made = replace(decision(KEY), purpose=Purpose.ADJUDICATION, settled=scores)
    written = wire.write_decisions(BundleId("b"), (made, decision(KEY, 2)))
    assert wire.read_decisions(written).decisions == (made, decision(KEY, 2))
    assert ["settled" in d for d in json.loads(written)["decisions"]] == [True, False]


def test_acts_with_the_same_fields_are_told_apart() -> None:
    acts: tuple[Act, ...] = (Noted(indicator=None, text="x"), Commented(indicator=None, text="x"), Opened())
    events = tuple(
        Event(id=EventId(str(n)), review=ReviewId("review-1"), at=AT, by=KeyId(KEY), act=a) for n, a in enumerate(acts)
    )
    value = replace(decision(KEY), events=events)
    found = wire.read_decisions(wire.write_decisions(BundleId("b"), (value,))).decisions[0]
    assert [type(e.act) for e in found.events] == [Noted, Commented, Opened]


def test_a_citation_is_written_as_w3c_selectors_on_the_files_digest() -> None:
    bare = json.loads(wire.write_decisions(BundleId("b"), (decision(KEY),)))
    cited = bare["decisions"][0]["citations"]
    assert cited[0]["sha256"] == decision(KEY).citations[0].sha256
    assert cited[0]["selector"] == [
        {
            "type": "FragmentSelector",
            "conformsTo": "http://www.w3.org/TR/media-frags/",
            "value": "t=12.5,47.25&xywh=percent:10,10,20,20",
        }
    ]
    assert [s["type"] for s in cited[1]["selector"]] == ["TextQuoteSelector", "TextPositionSelector"]


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"attempt": "1"}, "json-int-type", "$.submission.attempt"),
        ({"attempt": 1.0}, "json-int-type", "$.submission.attempt"),
        ({"attempt": True}, "json-int-type", "$.submission.attempt"),
        ({"candidate": 7}, "json-string-type", "$.submission.candidate"),
        ({"evidence": {}}, "json-tuple-type", "$.submission.evidence"),
        ({"evidence": [7]}, "json-model-type", "$.submission.evidence[0]"),
        ({"packed_at": "2026-11-19T16:40:00"}, "json-timezone-aware", "$.submission.packed_at"),
        ({"packed_at": 1_700_000_000}, "json-datetime-type", "$.submission.packed_at"),
        ({"purpose": "third"}, "json-enum", "$.submission.purpose"),
        ({"surprise": 1}, "json-extra-forbidden", "$.submission.surprise"),
        ({"id": ""}, "json-string-too-short", "$.submission.id"),
    ],
)
def test_a_wrong_type_is_one_problem_with_its_path(change: dict[str, object], code: str, where: str) -> None:
    bare = tree()
    bare["submission"] |= change
    assert refused(bare) == [(code, where)]


def test_every_problem_is_told_at_once() -> None:
    bare = tree()
    del bare["submission"]["candidate"]
    bare["submission"]["evidence"][1]["sha256"] = "ABC"
    bare["submission"]["evidence"][0]["size"] = -1
    assert refused(bare) == [
        ("json-missing", "$.submission.candidate"),
        ("json-greater-than-equal", "$.submission.evidence[0].size"),
        ("json-string-pattern-mismatch", "$.submission.evidence[1].sha256"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": 2, "whatever": True}, "newer-format"),
        ({"format": 0}, "json-format"),
        ({"format": "1"}, "json-format"),
        ({"format": True}, "json-format"),
        ({"document": "decisions"}, "json-document"),
    ],
)
def test_another_format_is_said_in_one_problem(change: dict[str, object], code: str) -> None:
    assert [c for c, _ in refused(tree() | change)] == [code]


def test_an_unknown_act_and_a_wrong_selector_are_refused() -> None:
    bare = json.loads(wire.write_decisions(BundleId("b"), (decision(KEY),)))
    bare["decisions"][0]["events"][0]["act"]["kind"] = "erased"
    bare["decisions"][0]["citations"][0]["selector"] = [{"type": "XPathSelector", "value": "/"}]
    with pytest.raises(BadInput) as caught:
        wire.read_decisions(json.dumps(bare).encode())
    found = [(p.code, p.where) for p in caught.value.problems]
    assert ("json-bad-selector", "$.decisions[0].citations[0].selector") in found
    assert ("json-union-tag-invalid", "$.decisions[0].events[0].act") in found


def test_a_wrong_field_of_an_act_has_a_path_without_the_acts_kind() -> None:
    bare = json.loads(wire.write_decisions(BundleId("b"), (decision(KEY),)))
    bare["decisions"][0]["events"][0]["act"]["level"] = "3"
    with pytest.raises(BadInput) as caught:
        wire.read_decisions(json.dumps(bare).encode())
    assert [p.where for p in caught.value.problems] == ["$.decisions[0].events[0].act.level"]


def test_nothing_is_written_that_would_not_be_read() -> None:
    with pytest.raises(ReviewerError) as caught:
        wire.write_submission(replace(submission(), attempt=2**60))
    assert caught.value.code == "cannot-write"


@pytest.mark.parametrize("name", sorted(wire.schemas()))
def test_the_schemas_that_are_shipped_are_those_of_the_classes(name: str) -> None:
    made = wire.schemas()[name]
    Draft202012Validator.check_schema(made)
    assert (SCHEMAS / name).read_bytes() == wire.schema_bytes(made), "write_schemas() makes them anew"


def test_what_is_written_fits_its_schema() -> None:
    good = tree()
    check = Draft202012Validator(wire.schemas()["submission.schema.json"])
    check.validate(good)
    del good["submission"]["id"]
    assert not check.is_valid(good)
    decided = json.loads(wire.write_decisions(BundleId("b"), (decision(KEY),)))
    check = Draft202012Validator(wire.schemas()["decisions.schema.json"])
    check.validate(decided)
    decided["decisions"][0]["events"][0]["act"]["kind"] = "erased"
    assert not check.is_valid(decided)


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_ITEM = st.from_regex(r"[0-9]{4}", fullmatch=True).map(ItemId)
_INDICATOR = st.none() | st.sampled_from([IndicatorId("3.1"), IndicatorId("é")])
_TIMES = st.tuples(st.integers(0, 10**8), st.integers(0, 10**8)).map(lambda t: TimeSpan(start=min(t), end=max(t)))
_REGIONS = st.builds(
    Region, x=st.integers(0, 5000), y=st.integers(0, 5000), w=st.integers(1, 5000), h=st.integers(1, 5000)
)
_QUOTES = st.builds(TextQuote, exact=_TEXT.filter(bool), prefix=_TEXT, suffix=_TEXT)
_SELECTORS = (
    st.builds(Selector, time=_TIMES, region=st.none() | _REGIONS)
    | st.builds(Selector, page=st.integers(1, 999), region=st.none() | _REGIONS)
    | st.builds(Selector, page=st.none() | st.integers(1, 999), quote=_QUOTES)
    | st.just(Selector())
)
_CITATIONS = st.builds(
    Citation,
    id=st.just(CitationId("c")),
    item=_ITEM,
    sha256=st.just("d" * 64),
    selector=_SELECTORS,
    indicator=_INDICATOR,
    note=_TEXT,
)
_ACTS = (
    st.builds(Scored, indicator=st.just(IndicatorId("3.1")), level=st.none() | st.integers(0, 9))
    | st.builds(Commented, indicator=_INDICATOR, text=_TEXT)
    | st.builds(Noted, indicator=_INDICATOR, text=_TEXT)
    | st.builds(Cited, citation=_CITATIONS)
    | st.builds(Viewed, item=_ITEM, seconds=st.integers(0, 9999), start=st.integers(0, 99), end=st.integers(0, 99))
)
_TIMES_OF_DAY = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(_CITATIONS, max_size=3), st.lists(st.tuples(_ACTS, _TIMES_OF_DAY), max_size=4), _TEXT)
def test_any_decision_comes_back_as_it_was(
    citations: list[Citation], acts: list[tuple[Any, datetime]], text: str
) -> None:
    events = tuple(
        Event(id=EventId(str(n)), review=ReviewId("r"), at=at, by=KeyId(KEY), act=act)
        for n, (act, at) in enumerate(acts)
    )
    value: Decision = replace(
        decision(KEY), citations=tuple(citations), events=events, comments=(Comment(indicator=None, text=text),)
    )
    assert wire.read_decisions(wire.write_decisions(BundleId("b"), (value,))).decisions == (value,)


def test_every_kind_of_act_has_a_wire_form() -> None:
    defs = wire.schemas()["decisions.schema.json"]["$defs"]
    kinds = {d["properties"]["kind"]["const"] for d in defs.values() if "kind" in d.get("properties", {})}
    assert kinds == set(ACTS)


@pytest.mark.parametrize("score", ['"2"', "true", "1e999", "null"])
def test_a_settled_score_is_a_number(score: str) -> None:
    made = replace(decision(KEY), settled=(SettledScore(indicator=IndicatorId("3.1"), score=2.5),))
    written = wire.write_decisions(BundleId("b"), (made,)).decode()
    assert '"score": 2.5' in written
    with pytest.raises(BadInput):
        wire.read_decisions(written.replace('"score": 2.5', f'"score": {score}').encode())
