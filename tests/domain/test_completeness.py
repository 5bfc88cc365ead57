"""What is missing in a submission before anybody scores it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from reviewer_app.domain.completeness import incomplete, out_of_window, remarks
from reviewer_app.domain.ids import ItemId
from reviewer_app.domain.program import Component, EvidenceRequirement, Section
from reviewer_app.domain.rules import FocusAtLeast
from reviewer_app.domain.submission import EvidenceItem, Kind, Submission
from tests.domain.programs_made import component, day, indicator, program, submission

ONE = indicator("3.1", category="Plan")
CLIP = EvidenceRequirement(id="clip", title="Clip", kinds=("video",), minimum=1, maximum=1)
WORK = EvidenceRequirement(id="work", title="Work", kinds=("image", "pdf"), minimum=2, maximum=3)
BOTH = component("unit", requirements=(CLIP, WORK), group="Course")
PROOF = component(
    "proof", requirements=(EvidenceRequirement(id="proof", title="Proof", kinds=("image", "link"), snapshot=True),)
)


def items(*kinds: tuple[Kind, str]) -> tuple[EvidenceItem, ...]:
    return tuple(
        EvidenceItem(
            id=ItemId(f"{n:04}"),
            title="",
            kind=kind,
            media_type="",
            path="",
            sha256="",
            size=1,
            requirement=requirement,
        )
        for n, (kind, requirement) in enumerate(kinds, 1)
    )


def found(part: Component, *kinds: tuple[Kind, str]) -> list[str]:
    return [r.text for r in incomplete(program(ONE), part, submission(evidence=items(*kinds)))]


def test_counts_and_kinds() -> None:
    assert found(BOTH, (Kind.VIDEO, "clip"), (Kind.IMAGE, "work"), (Kind.PDF, "work")) == []
    assert found(BOTH, (Kind.AUDIO, "clip"), (Kind.VIDEO, "clip"), (Kind.IMAGE, "work"), (Kind.IMAGE, "nix")) == [
        "Clip: 2 items, at most 1 asked for.",
        "Clip: item 0001 is audio; asked for: video.",
        "Work: 1 item, at least 2 asked for.",
        "Item 0004 answers “nix”, which is not asked for.",
    ]


def test_what_names_no_requirement_answers_the_first_that_takes_its_kind() -> None:
    assert found(BOTH, (Kind.VIDEO, ""), (Kind.IMAGE, ""), (Kind.PDF, "work")) == []
    assert found(BOTH, (Kind.VIDEO, ""), (Kind.VIDEO, "clip"), (Kind.IMAGE, ""), (Kind.OTHER, "")) == [
        "Clip: 2 items, at most 1 asked for.",
        "Work: 1 item, at least 2 asked for.",
        "Item 0004 is other: not asked for.",
    ]
    assert found(component("free"), (Kind.OTHER, "")) == []


def test_a_bare_link_is_flagged_and_a_pictured_one_is_not() -> None:
    assert found(PROOF, (Kind.LINK, "proof")) == ["Proof: a link without a picture of what it showed."]
    assert found(PROOF, (Kind.LINK, ""), (Kind.IMAGE, "")) == []
    two = (Kind.LINK, "proof"), (Kind.LINK, "proof"), (Kind.IMAGE, "proof")
    assert found(PROOF, *two) == ["Proof: a link without a picture of what it showed."]
    assert found(replace(PROOF, requirements=(replace(PROOF.requirements[0], snapshot=False),)), (Kind.LINK, "")) == []


def test_a_focus_has_to_be_chosen() -> None:
    focused = program(ONE, pass_rule=FocusAtLeast(level=3))
    part = component("unit")
    assert [r.code for r in incomplete(focused, part, submission())] == ["no-focus"]
    assert incomplete(focused, part, submission(focus="Plan")) == ()
    assert incomplete(focused, component("unit", review="formative"), submission()) == ()


FALL = Section(
    id="s1", title="Fall", group="Course", term="Fall 2026", opens=day("2026-09-08"), closes=day("2026-12-18")
)
OTHER = Section(id="s2", title="Other", group="Other course", term="Fall 2026")


def window(name: str, on: str, part: Component = BOTH) -> list[str]:
    whole = replace(program(ONE), sections=(FALL, OTHER))
    handed_in: Submission = replace(submission(window=name), handed_in=day(on))
    return [r.code for r in out_of_window(whole, part, handed_in)]


def test_the_dates_of_the_section_hold() -> None:
    assert window("s1", "2026-09-08") == []
    assert window("s1", "2026-12-18") == []
    assert window("s1", "2026-09-07") == ["too-early"]
    assert window("s1", "2026-12-19") == ["too-late"]
    assert window("s2", "2026-10-01") == ["wrong-window"]
    assert window("s9", "2026-10-01") == ["unknown-window"]


def test_a_term_means_its_section_for_the_component() -> None:
    assert window("Fall 2026", "2026-12-18") == []
    assert window("Fall 2026", "2026-12-19") == ["too-late"]
    assert window("Fall 2027", "2026-12-18") == ["unknown-window"]
    twice = replace(program(ONE), sections=(FALL, replace(FALL, id="s3")))
    assert [r.code for r in out_of_window(twice, BOTH, submission(window="Fall 2026"))] == ["unknown-window"]


def test_remarks_are_all_of_it() -> None:
    whole = replace(program(ONE), sections=(FALL,))
    on_time = replace(submission(window="s1", evidence=items((Kind.VIDEO, "clip"))), handed_in=day("2026-12-18"))
    late = replace(on_time, handed_in=day("2026-12-19"))
    assert [r.code for r in remarks(whole, BOTH, on_time)] == ["too-little"]
    assert [r.code for r in remarks(whole, BOTH, late)] == ["too-little", "too-late"]


def test_the_day_of_packing_shows_only_that_it_came_too_early() -> None:
    whole = replace(program(ONE), sections=(FALL,))
    packed = replace(submission(window="s1"), packed_at=datetime(2026, 9, 7, 12, tzinfo=UTC))
    (early,) = out_of_window(whole, BOTH, packed)
    assert early.text == "Packed on 2026-09-07, before it opens on 2026-09-08."
    assert out_of_window(whole, BOTH, replace(packed, packed_at=datetime(2026, 12, 30, tzinfo=UTC))) == ()


def test_without_a_section_the_component_dates_hold() -> None:
    dated = component("unit", opens=day("2027-01-04"), closes=day("2027-01-29"))
    assert window("", "2027-01-30", dated) == ["too-late"]
    assert window("", "2027-01-29", dated) == []
    assert window("", "2027-01-29") == []
