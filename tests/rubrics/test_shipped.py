"""The five programs, end to end: what is handed in, what comes of it, what is earned. And what is shipped is whole."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from reviewer_app import paths
from reviewer_app.bundles.yamltree import parse
from reviewer_app.domain.completeness import incomplete
from reviewer_app.domain.decision import Outcome, in_scope
from reviewer_app.domain.history import Fact, History, Result
from reviewer_app.domain.ids import ComponentId, ItemId
from reviewer_app.domain.passing import distance, rule_of
from reviewer_app.domain.progress import progress
from reviewer_app.domain.settling import FirstScore, second_score
from reviewer_app.domain.submission import EarlierAttempt, EvidenceItem, Kind
from tests.domain.programs_made import day, flag, ids, submission
from tests.rubrics.shipped import IDS, LIBRARY, Candidate, component_ids, shipped

MET, NOT_MET, INCOMPLETE, FORMATIVE = Outcome.MET, Outcome.NOT_MET, Outcome.INCOMPLETE, Outcome.FORMATIVE


# --- 000: one project on a focus -------------------------------------------------------------------------------------


def test_single_project_is_met_on_its_focus() -> None:
    one = Candidate(shipped("crt-single-project"), focus="Partnerships")
    assert one.hand_in("intent").outcome is FORMATIVE
    assert one.stand(today="2027-04-10").component("project").may_start  # type: ignore[union-attr]
    project = one.program.component("project")
    assert project is not None
    scope = in_scope(one.program, project, submission(focus="Partnerships"))
    assert [i.id for i in scope] == ["E.1", "3.1", "3.2", "3.3", "3.4"]
    assert one.hand_in("project", 2, 3, 3, 4, 3).outcome is MET
    stand = one.stand()
    assert stand.earned == ("crt-micro-credential",)
    assert stand.credit() == {"recertification points": Decimal(45)}
    assert [(x.stipend, x.stipend_to) for x in stand.ledger] == [(500, "person")]


def test_single_project_below_level_3_on_the_focus_is_not_yet() -> None:
    one = Candidate(shipped("crt-single-project"), focus="Cultural lenses")
    made = one.hand_in("project", 4, 3, 3, 2, 4)
    assert (made.outcome, [r.text for r in made.reasons]) == (NOT_MET, ["Not yet: 1.3 is at 2, the rule asks 3"])
    again = EarlierAttempt(attempt=1, outcome="not-met", unmet=ids("1.3"))
    assert one.hand_in("project", 3, earlier=(again,)).outcome is MET


def test_single_project_comes_after_its_intent_and_in_its_time() -> None:
    one = Candidate(shipped("crt-single-project"), focus="Partnerships")
    project = one.stand(today="2027-04-10").component("project")
    assert project is not None
    assert [r.text for r in project.advice] == ["Intent to pursue has no feedback yet."]


def test_single_project_pays_a_school_project_where_the_person_may_not_be_paid() -> None:
    one = Candidate(shipped("crt-single-project"), focus="Partnerships", facts=(Fact(code="not-eligible-for-stipend"),))
    one.hand_in("project", 3)
    assert [x.stipend_to for x in one.stand().ledger] == ["school-project"]


def test_single_project_says_who_should_not_start_and_bars_nobody() -> None:
    certified = (Fact(code="crt-certified", on=day("2024-06-01")), Fact(code="crt-certification", on=day("2026-09-01")))
    one = Candidate(shipped("crt-single-project"), focus="Partnerships", facts=certified)
    advice = [r.text for r in one.stand().eligibility]
    assert len(advice) == 2
    assert "not pursued in the same year" in advice[0]
    assert "Certified educators do not take the micro-credential" in advice[1]
    assert len(one.stand(today="2027-09-01").eligibility) == 1
    one.hand_in("project", 3)
    assert one.stand().earned == ("crt-micro-credential",)
    assert "earned once" in one.stand().eligibility[-1].text


def test_single_project_is_incomplete_with_two_conditions() -> None:
    one = Candidate(shipped("crt-single-project"), focus="Partnerships")
    flags = (flag("bad-sound", "3.1"), flag("will-not-play", "3.2"))
    made = one.hand_in("project", 3, conditions=flags)
    assert (made.outcome, [s.indicator for s in made.scores]) == (INCOMPLETE, ["E.1", "3.3", "3.4"])
    assert one.stand().earned == ()


# --- 001: three courses ----------------------------------------------------------------------------------------------

STUDIED = (Fact(code="book-study", on=day("2026-08-01")),)


def test_micro_courses_give_credit_each_and_in_any_order() -> None:
    one = Candidate(shipped("crt-micro-courses"), facts=STUDIED)
    for name in ("partnerships-3.3", "partnerships-3.1", "partnerships-3.2"):
        assert one.hand_in(name, 3).outcome is MET
    assert one.stand().earned == ("course-partnerships",)
    assert one.stand().credit() == {"professional development points": Decimal(15)}
    for name in component_ids(one.program, group="Cultural Lenses"):
        one.hand_in(name, 4)
    assert one.stand().earned == ("course-lenses", "course-partnerships")
    credential = one.stand().award("credential")
    assert credential is not None
    assert (credential.have, credential.need) == (3, 4)
    for name in component_ids(one.program, group="Culturally Responsive Instruction"):
        one.hand_in(name, 3, on="2027-03-01")
    stand = one.stand()
    assert set(stand.earned) == {"course-lenses", "course-instruction", "course-partnerships", "credential"}
    assert stand.award("credential").on == day("2027-03-01")  # type: ignore[union-attr]


def test_micro_courses_decide_each_indicator_alone() -> None:
    one = Candidate(shipped("crt-micro-courses"), facts=STUDIED)
    assert one.hand_in("partnerships-3.1", 3).outcome is MET
    made = one.hand_in("partnerships-3.2", 2)
    assert [r.text for r in made.reasons] == ["Not yet: 3.2 is at 2, the rule asks 3"]
    reasons = [r.text for r in one.stand().award("course-partnerships").reasons]  # type: ignore[union-attr]
    assert reasons == [
        "Partnerships: 1 of 3 met. Still: Micro-Course 3 · Partnerships · 3.2, Micro-Course 3 · Partnerships · 3.3."
    ]


def test_micro_courses_need_the_book_study() -> None:
    one = Candidate(shipped("crt-micro-courses"))
    for component in one.program.components:
        one.hand_in(component.id, 3)
    stand = one.stand()
    assert "credential" not in stand.earned
    assert [r.text for r in stand.award("credential").reasons] == [  # type: ignore[union-attr]
        "Book study finished: no record of it yet."
    ]


def test_micro_courses_open_by_section() -> None:
    one = Candidate(shipped("crt-micro-courses"), facts=STUDIED)
    for today, is_open in (("2026-11-21", True), ("2026-12-20", False), ("2027-02-15", True)):
        assert one.stand(today=today).component("partnerships-3.1").may_start is is_open  # type: ignore[union-attr]


def test_two_hundred_candidates_are_counted_in_a_moment() -> None:
    program = shipped("crt-micro-courses")
    results = tuple(
        Result(program=program.id, component=c.id, outcome=MET, on=day("2026-12-01")) for c in program.components
    )
    for number in range(200):
        history = History(candidate=f"C-{number}", today=day("2026-12-02"), results=results, facts=STUDIED)
        (stand,) = progress({program.id: program}, history)
        assert len(stand.earned) == 4


# --- 002: the challenge library --------------------------------------------------------------------------------------


def test_the_library_has_more_than_two_hundred_different_challenges() -> None:
    program = shipped("challenge-library")
    assert len({c.title for c in program.components}) == len(program.components) >= 200
    assert {c.review for c in program.components} == {"quick"}
    assert all(1 <= c.effort <= 5 and c.group and c.pathway for c in program.components)


def test_a_challenge_is_a_badge_and_four_or_five_are_a_larger_one() -> None:
    one = Candidate(shipped("challenge-library"))
    group = component_ids(one.program, group="Screencasts and Video")
    for name in group[:3]:
        assert one.hand_in(name, 2).outcome is MET
    assert one.stand().earned == tuple(f"trail-{n}" for n in group[:3])
    one.hand_in(group[3], 1)
    assert "pride-screencasts-and-video" not in one.stand().earned
    one.hand_in(group[4], 2)
    assert "pride-screencasts-and-video" in one.stand().earned


def test_every_stack_is_of_four_or_five() -> None:
    program = shipped("challenge-library")
    counts = {getattr(a.requires, "count", None) for a in program.awards if a.id.startswith("pride-")}
    assert counts == {4, 5}


def test_stars_are_traded_and_pathways_stack() -> None:
    one = Candidate(shipped("challenge-library"))
    for name in component_ids(one.program, pathway="Digital Classroom"):
        one.hand_in(name, 2)
    stand = one.stand()
    assert {"pathway-digital-classroom", "make-up-day"} <= set(stand.earned)
    assert stand.stars == sum(c.effort for c in one.program.components if c.pathway == "Digital Classroom")


def test_a_bare_link_is_flagged_and_makes_it_incomplete() -> None:
    one = Candidate(shipped("challenge-library"))
    challenge = one.program.components[0]
    link = EvidenceItem(
        id=ItemId("0001"), title="Link", kind=Kind.LINK, media_type="", path="", sha256="", size=1, requirement="proof"
    )
    assert [r.code for r in incomplete(one.program, challenge, submission(evidence=(link,)))] == ["bare-link"]
    made = one.hand_in(challenge.id, conditions=(flag("bare-link"),))
    assert (made.outcome, made.scores) == (INCOMPLETE, ())
    assert one.stand().component(challenge.id).may_start  # type: ignore[union-attr]


# --- 003: the general micro-credential -------------------------------------------------------------------------------


def test_general_is_awarded_or_tried_again() -> None:
    one = Candidate(shipped("general-teaching"))
    made = one.hand_in("feedback", 3, 2, 3, 1)
    assert (made.outcome, [r.indicator for r in made.reasons]) == (NOT_MET, ["F.2", "F.4"])
    again = EarlierAttempt(attempt=1, outcome="not-met", unmet=ids("F.2 F.4"))
    assert one.hand_in("feedback", 3, earlier=(again,)).outcome is MET
    assert one.hand_in("discussion", 3, 2, 3, 3).outcome is MET  # half of planning, none at the lowest
    assert one.hand_in("student-work", 3, 3, 2, 3).outcome is MET  # 11 of 12 points
    assert set(one.stand().earned) == {"mc-feedback", "mc-discussion", "mc-student-work", "stack"}


def test_general_has_its_rules_for_each_micro_credential() -> None:
    one = Candidate(shipped("general-teaching"))
    first = one.hand_in("student-work", 3, 2, 2, 3).reasons[0]
    assert first.text == "Not yet: 10 of 12 points, 83.3 %, the rule asks 85 %"
    assert [r.code for r in one.hand_in("discussion", 3, 3, 3, 1).reasons][:2] == ["category-short", "too-many-lowest"]


def test_general_stacks_within_three_years_only() -> None:
    one = Candidate(shipped("general-teaching"))
    one.hand_in("feedback", 3, on="2023-01-01")
    one.hand_in("discussion", 3, on="2025-01-01")
    one.hand_in("student-work", 3, on="2026-01-02")
    assert "stack" not in one.stand().earned
    one.hand_in("feedback", 3, on="2026-06-01")
    assert "stack" in one.stand().earned


def test_general_grading_is_watched() -> None:
    program = shipped("general-teaching")
    component = program.component("feedback")
    assert component is not None
    scores = dict(zip(ids("F.1 F.2 F.3 F.4"), (3, 3, 3, 2), strict=True))
    away = distance(rule_of(program, component), program.indicators_of(component), scores)
    first = FirstScore(submission=submission().id, attempt=2, outcome=NOT_MET, distance=away)
    found = [r.code for r in second_score(program.rules.second_scoring, "fall-2026", first)]
    assert (away, found[:2]) == (Fraction(1), ["all-resubmissions", "near-cut"])


def test_general_is_aligned_by_codes_and_formally_approved() -> None:
    program = shipped("general-teaching")
    assert all(i.alignment for i in program.indicators)
    assert all(
        a.framework == "InTASC" and re.fullmatch(r"\d+\([a-z]\)", a.code)
        for i in program.indicators
        for a in i.alignment
    )
    assert (program.approval.status.value, bool(program.approval.by)) == ("approved", True)


# --- 004: levels of growth -------------------------------------------------------------------------------------------


def take(one: Candidate, group: str, stage: str, *, free: int) -> None:
    """All mandatory modules of a level, and so many of free choice."""
    chosen = component_ids(one.program, group=group, stage=stage, choice="mandatory")
    chosen += component_ids(one.program, group=group, stage=stage, choice="free")[:free]
    for name in chosen:
        one.hand_in(name, 2)


def test_an_explorer_has_four_mandatory_and_three_free_modules() -> None:
    one = Candidate(shipped("growth-levels"))
    take(one, "Relationships A–Z", "Explorer", free=2)
    assert "relationships-explorer" not in one.stand().earned
    take(one, "Relationships A–Z", "Explorer", free=3)
    stand = one.stand()
    assert "relationships-explorer" in stand.earned
    assert stand.credit()["APC credits"] >= 1
    (line,) = [x for x in stand.ledger if x.award == "relationships-explorer"]
    assert (line.badge, line.certificate) == ("Relationships A–Z Explorer", "Relationships A–Z Explorer")
    assert line.recognition == ("pin", "holders-list")


def test_levels_come_strictly_in_order() -> None:
    one = Candidate(shipped("growth-levels"))
    take(one, "Systems Thinking", "Adventurer", free=2)
    adventurer = one.stand().award("systems-thinking-adventurer")
    assert adventurer is not None
    assert (adventurer.earned, adventurer.may_start) == (False, False)
    assert adventurer.reasons[0].text == "Systems Thinking Explorer is not earned yet."
    take(one, "Relationships A–Z", "Explorer", free=3)
    assert not one.stand().award("systems-thinking-adventurer").may_start  # type: ignore[union-attr]
    take(one, "Systems Thinking", "Explorer", free=3)
    assert "systems-thinking-adventurer" in one.stand().earned
    take(one, "Systems Thinking", "Trailblazer", free=3)
    assert "systems-thinking-trailblazer" in one.stand().earned


def test_a_module_alone_earns_its_credit() -> None:
    one = Candidate(shipped("growth-levels"))
    name = component_ids(one.program, stage="Trailblazer", choice="free")[0]
    one.hand_in(name, 2)
    assert one.stand().earned == (f"credit-{name}",)
    assert one.stand().credit() == {"APC credits": Decimal("0.25")}


def test_what_a_level_asks_for_varies_by_theme_and_level() -> None:
    program = shipped("growth-levels")
    groups = {c.group for c in program.components}
    assert {"Relationships A–Z", "Systems Thinking"} < groups
    asked = {
        (group, stage): len(component_ids(program, group=group, stage=stage, choice="mandatory"))
        for group in groups
        for stage in ("Explorer", "Adventurer", "Trailblazer")
    }
    assert {asked[group, "Explorer"] for group in groups} == {4}
    assert len({tuple(asked[g, s] for s in ("Adventurer", "Trailblazer")) for g in groups}) > 1


# --- all of them -----------------------------------------------------------------------------------------------------


def test_five_programs_are_shipped_and_whole() -> None:
    shelf = LIBRARY.shelf()
    assert shelf.problems == ()
    assert tuple(sorted(p.ref.id for p in shelf.programs)) == IDS


@pytest.mark.parametrize("program_id", IDS)
def test_sample_wording_is_said_to_be_that(program_id: str) -> None:
    program = shipped(program_id)
    assert program.sample
    assert "Sample" in program.sample_note
    assert program.issuer.startswith("Sample")


@pytest.mark.parametrize("program_id", IDS)
def test_descriptors_fit_on_a_card_and_differ(program_id: str) -> None:
    program = shipped(program_id)
    texts = [level.descriptor for i in program.indicators for level in i.levels]
    assert [t for t in texts if not 55 <= len(t) <= 140] == []
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("program_id", IDS)
def test_each_program_can_be_scored_decided_and_earned(program_id: str) -> None:
    """Everything at the top: every component is met, and every award is earned."""
    one = Candidate(shipped(program_id), focus="Partnerships", facts=STUDIED)
    for component in one.program.components:
        if component.review == "formative":
            one.hand_in(component.id)
        else:
            one.hand_in(component.id, one.program.scale[-1].value)
    stand = one.stand()
    assert [c.component for c in stand.components if c.outcome not in (MET, FORMATIVE)] == []
    assert set(stand.earned) == {a.id for a in one.program.awards}


@pytest.mark.parametrize("program_id", IDS)
def test_each_program_tells_how_to_score_and_to_hand_in(program_id: str) -> None:
    program = shipped(program_id)
    assert program.protocol
    assert program.feedback.norms
    assert program.feedback.snippets
    assert all(c.requirements and all(r.prompt for r in c.requirements) for c in program.components)
    assert len({ComponentId(c.id) for c in program.components}) == len(program.components)


@pytest.mark.parametrize("path", sorted(paths.rubrics().iterdir()), ids=lambda p: p.stem)
def test_any_yaml_reader_reads_the_same(path: Path) -> None:
    """What could be taken for a number, a date or a truth is in quotes, so that any editor can use the schema."""
    schema = json.loads((paths.resources() / "schemas" / "program.schema.json").read_text("utf-8"))
    text = path.read_text("utf-8")
    other = yaml.safe_load(text)
    assert list(Draft202012Validator(schema).iter_errors(other)) == []

    def plain(node: object) -> object:
        if isinstance(node, dict):
            return {k: plain(v) for k, v in node.items()}
        if isinstance(node, list):
            return [plain(x) for x in node]
        return str(node) if isinstance(node, float) else node

    assert plain(other) == parse(text.encode(), path.name).tree
