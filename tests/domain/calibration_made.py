"""A calibration session made for tests: the test program, a set, masters, and reviewers who score as they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from reviewer_app.bundles.programfile import load_program
from reviewer_app.domain.calibration_material import Material, Sheet, submission_of
from reviewer_app.domain.calibration_set import CalibrationSet, Consensus, Master, SetItem
from reviewer_app.domain.citation import Citation, Selector, TimeSpan
from reviewer_app.domain.decision import Decision, make_decision
from reviewer_app.domain.events import Act, Cited, Commented, Event, Scored, Viewed
from reviewer_app.domain.ids import (
    CitationId,
    DecisionId,
    EventId,
    IndicatorId,
    ItemId,
    KeyId,
    ReviewId,
    SubmissionId,
)
from reviewer_app.domain.program import Program
from reviewer_app.domain.review import fold
from reviewer_app.domain.submission import EvidenceItem, Kind, ProgramRef
from tests.builders import program_text

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
I1, I2 = IndicatorId("3.1"), IndicatorId("3.2")
VIDEO, TEXT = ItemId("0001"), ItemId("0002")
RULE = "  calibration: [{rule: master_agreement, percent: 80, valid_months: 12, attempts: 3}]\n"
Given = Mapping[str, Sequence[tuple[int | None, int | None]]]  # reviewer: (3.1, 3.2) of each submission


@cache
def program(rule: str = RULE) -> tuple[Program, ProgramRef]:
    """The test program with a calibration rule."""
    text = program_text().replace("  resubmission:", rule + "  resubmission:")
    loaded = load_program(text.encode(), "test-program.yaml")
    return loaded.program, loaded.ref


def key_of(reviewer: str) -> KeyId:
    """A key for a name."""
    return KeyId(reviewer.encode().hex().ljust(64, "0")[:64])


def evidence() -> tuple[EvidenceItem, ...]:
    """A recording and a text."""
    return (
        EvidenceItem(
            id=VIDEO, title="Lesson", kind=Kind.VIDEO, media_type="video/mp4", path="data/evidence/0001.mp4",
            sha256="a" * 64, size=10,
        ),
        EvidenceItem(
            id=TEXT, title="Reflection", kind=Kind.TEXT, media_type="text/plain", path="data/evidence/0002.txt",
            sha256="b" * 64, size=10,
        ),
    )  # fmt: skip


def place(start: int, end: int, indicator: IndicatorId = I2, name: str = "m") -> Citation:
    """A span of the recording."""
    return Citation(
        id=CitationId(f"{name}-{start}"),
        item=VIDEO,
        sha256="a" * 64,
        selector=Selector(time=TimeSpan(start=start, end=end)),
        indicator=indicator,
        note="the family names the next step",
    )


def a_set(count: int, *, title: str = "Fall set A", at: datetime = AT) -> CalibrationSet:
    """A set of that many submissions."""
    items = tuple(
        SetItem(
            label=f"A{n:02}", submission=SubmissionId(f"CAL-{n:03}"), component="unit", package="c" * 64,
            path=f"data/packages/CAL-{n:03}.zip", nonce=f"n{n}", evidence=evidence(),
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    return CalibrationSet(
        id=title.lower().replace(" ", "-"), title=title, program=program()[1], items=items, expected=(),
        commitment="d" * 64, lead=key_of("lead"), made_at=at, audience="lead",
    )  # fmt: skip


def sheet(
    of: CalibrationSet,
    item: SetItem,
    reviewer: str,
    scores: Sequence[int | None],
    *,
    watched: int = 60_000,
    after: bool = False,
    at: datetime = AT,
) -> Sheet:
    """A decision of a reviewer who watched the first part of the recording and read the text."""
    acts: list[Act] = [
        Viewed(item=VIDEO, seconds=30, start=0, end=watched),
        Viewed(item=TEXT, seconds=20, start=0, end=0),
    ]
    for indicator, level in zip((I1, I2), scores, strict=True):
        if level is not None:
            acts += [
                Scored(indicator=indicator, level=level),
                Commented(indicator=indicator, text=f"{reviewer} on {indicator}"),
                Cited(citation=place(1_000, 2_000, indicator, f"{reviewer}{indicator}")),
            ]
    review = ReviewId(f"{reviewer}-{item.submission}")
    events = tuple(
        Event(id=EventId(f"{review}-{n}"), review=review, at=at + timedelta(seconds=n), by=key_of(reviewer), act=act)
        for n, act in enumerate(acts)
    )
    text, _ = program()
    component = text.component("unit")
    assert component is not None
    decision: Decision = make_decision(
        decision_id=DecisionId(f"d-{review}"), program=text, component=component,
        submission=submission_of(of, item), review=fold(review, events), events=events, package=item.package,
        decided_at=at + timedelta(minutes=1), key=key_of(reviewer),
    )  # fmt: skip
    return Sheet(reviewer=reviewer, key=key_of(reviewer), decision=decision, after=after)


def session(
    masters: Sequence[tuple[int, int]],
    given: Given,
    *,
    title: str = "Fall set A",
    at: datetime = AT,
    after: Sequence[str] = (),
    consensus: tuple[Consensus, ...] = (),
    cited: Sequence[tuple[int, int]] = (),
    expected: Sequence[str] = (),
) -> Material:
    """A session; ``None`` for both indicators is a submission that the reviewer did not score."""
    of = a_set(len(masters), title=title, at=at)
    sheets = [
        sheet(of, item, name, pair, after=name in after, at=at + timedelta(hours=n))
        for name, rows in given.items()
        for n, (item, pair) in enumerate(zip(of.items, rows, strict=True))
        if pair != (None, None)
    ]
    return Material(
        set=of,
        program=program()[0],
        masters=tuple(
            Master(
                submission=item.submission, indicator=i, level=level, rationale=f"Why {level}",
                citations=tuple(place(a, b, i) for a, b in cited),
            )
            for item, pair in zip(of.items, masters, strict=True)
            for i, level in zip((I1, I2), pair, strict=True)
        ),
        sheets=tuple(sheets),
        consensus=consensus,
        revealed_at=at + timedelta(days=1),
        expected=frozenset(expected),
    )  # fmt: skip
