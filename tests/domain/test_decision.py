"""What a review comes to: scope, conditions, what is missing before it can be finalised, the decision itself."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.citation import Citation, Selector
from reviewer_app.domain.decision import Outcome, Verdict, decide, in_scope, make_decision
from reviewer_app.domain.finalising import may_finalise
from reviewer_app.domain.ids import CitationId, DecisionId, IndicatorId, ItemId, KeyId
from reviewer_app.domain.program import Program
from reviewer_app.domain.review import Condition, Review, Stage
from reviewer_app.domain.rules import AllAtLeast, FeedbackRule, FocusAtLeast, Percent, Resubmission
from reviewer_app.domain.submission import EarlierAttempt, EvidenceItem, Kind, Purpose, Submission
from tests.domain.programs_made import (
    NOW,
    Case,
    cases,
    component,
    flag,
    ids,
    indicator,
    program,
    review,
    submission,
)

UNIT = component("unit")
THREE = (indicator("3.1"), indicator("3.2"), indicator("3.3"))
PARTNERSHIPS = program(*THREE, incomplete_at=2)


def verdict(
    scores: dict[str, int],
    *conditions: Condition,
    of: Program = PARTNERSHIPS,
    handed_in: Submission | None = None,
) -> Verdict:
    return decide(of, UNIT, handed_in or submission(), review(scores, conditions=conditions))


def said(found: Verdict) -> list[str]:
    return [r.text for r in found.reasons]


# --- outcomes --------------------------------------------------------------------------------------------------------


def test_met() -> None:
    found = verdict({"3.1": 3, "3.2": 4, "3.3": 3})
    assert (found.outcome, said(found), found.rule_text) == (
        Outcome.MET,
        ["Met: every indicator ≥ 3."],
        "every indicator ≥ 3",
    )


def test_not_met_says_where_and_by_how_much() -> None:
    found = verdict({"3.1": 3, "3.2": 2, "3.3": 3})
    assert (found.outcome, found.unmet) == (Outcome.NOT_MET, ids("3.2"))
    assert said(found) == ["Not yet: 3.2 is at 2, the rule asks 3"]


def test_open_until_each_indicator_has_a_score_or_a_condition() -> None:
    found = verdict({"3.1": 3, "3.2": 2})
    assert (found.outcome, found.open_indicators, found.unmet) == (Outcome.OPEN, ids("3.3"), ids("3.2"))
    assert said(found) == ["3.3 has no score yet.", "Not yet: 3.2 is at 2, the rule asks 3"]


def test_formative_has_no_scores_and_no_outcome() -> None:
    intent = component("intent", review="formative")
    for part, handed_in in ((intent, submission()), (UNIT, submission(purpose=Purpose.FORMATIVE))):
        assert in_scope(PARTNERSHIPS, part, handed_in) == ()
        assert decide(PARTNERSHIPS, part, handed_in, review({"3.1": 1})).outcome is Outcome.FORMATIVE


# --- conditions ------------------------------------------------------------------------------------------------------


def test_an_indicator_under_a_condition_is_no_reason_against_the_candidate() -> None:
    found = verdict({"3.1": 3, "3.2": 1, "3.3": 3}, flag("will-not-play", "3.2"))
    assert (found.outcome, found.not_scorable, found.unmet) == (Outcome.INCOMPLETE, ids("3.2"), ())
    assert said(found) == ["3.2 could not be scored: Will not play."]


def test_a_condition_below_the_limit_leaves_what_is_certain_anyway() -> None:
    assert verdict({"3.1": 2, "3.3": 3}, flag("will-not-play", "3.2")).outcome is Outcome.NOT_MET
    lenient = program(*THREE, pass_rule=Percent(min=50), incomplete_at=2)
    assert verdict({"3.1": 3, "3.3": 3}, flag("bad-sound", "3.2"), of=lenient).outcome is Outcome.MET


def test_so_many_conditions_make_it_incomplete_whatever_the_scores() -> None:
    found = verdict({"3.1": 1}, flag("bad-sound", "3.2"), flag("will-not-play", "3.3"))
    assert found.outcome is Outcome.INCOMPLETE
    assert said(found) == [
        "Incomplete: 2 conditions stand, so there is no outcome.",
        "3.2 could not be scored: Sound can't be followed.",
        "3.3 could not be scored: Will not play.",
    ]


def test_a_condition_that_stops_needs_no_second() -> None:
    found = verdict({"3.1": 3, "3.2": 3, "3.3": 3}, flag("release-missing"))
    assert found.outcome is Outcome.INCOMPLETE
    assert said(found)[1:] == ["The submission is not scorable: Release statement missing."]


def test_a_condition_on_the_whole_submission_never_lets_it_be_not_met() -> None:
    assert verdict({"3.1": 1, "3.2": 1, "3.3": 1}, flag("bad-sound")).outcome is Outcome.INCOMPLETE
    assert verdict({"3.1": 3, "3.2": 3, "3.3": 3}, flag("bad-sound")).outcome is Outcome.MET


@st.composite
def flagged(draw: st.DrawFn) -> tuple[Case, Review, Condition]:
    """A random case, a review of it that may have conditions, and one more condition."""
    case = draw(cases())
    codes = [c.code for c in case.program.rules.conditions.codes]
    where = st.sampled_from([None, *case.scores])
    conditions = st.builds(Condition, code=st.sampled_from(codes), indicator=where)
    standing = tuple(draw(st.lists(conditions, max_size=2)))
    return case, replace(review(), scores=case.scores, conditions=standing), draw(conditions)


@given(flagged())
def test_a_condition_never_becomes_a_low_score(made: tuple[Case, Review, Condition]) -> None:
    """One more condition never brings about Not met, and what was entered for its indicator no longer matters."""
    case, before, condition = made
    handed_in = submission(focus=case.focus)
    after = replace(before, conditions=(*before.conditions, condition))
    then, now = (decide(case.program, UNIT, handed_in, r) for r in (before, after))
    if now.outcome is Outcome.NOT_MET:
        assert then.outcome is Outcome.NOT_MET
        assert condition.indicator not in now.unmet
        assert condition.indicator not in {r.indicator for r in now.reasons}
    if condition.indicator is not None:
        for level in case.program.scale:
            other = replace(after, scores={**after.scores, condition.indicator: level.value})
            assert decide(case.program, UNIT, handed_in, other) == now


@given(cases(), st.data())
def test_not_met_holds_only_if_the_top_level_would_not_have_helped(case: Case, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(case.scores)))
    handed_in = submission(focus=case.focus)
    under = replace(review(), scores=case.scores, conditions=(flag("bad-sound", name),))
    top = {**case.scores, name: case.program.scale[-1].value}
    if decide(case.program, UNIT, handed_in, under).outcome is Outcome.NOT_MET:
        assert decide(case.program, UNIT, handed_in, replace(review(), scores=top)).outcome is Outcome.NOT_MET


# --- scope -----------------------------------------------------------------------------------------------------------

FIRST_TRY = EarlierAttempt(attempt=1, outcome="not-met", unmet=ids("3.2"), scores=((IndicatorId("3.1"), 4),))


def scope(of: Program, handed_in: Submission) -> list[str]:
    return [i.id for i in in_scope(of, UNIT, handed_in)]


def test_a_resubmission_is_scored_on_what_was_unmet() -> None:
    again = submission(attempt=2, earlier=(FIRST_TRY,))
    assert scope(PARTNERSHIPS, again) == ["3.2"]
    assert verdict({"3.2": 3}, handed_in=again).outcome is Outcome.MET
    assert verdict({"3.2": 2}, handed_in=again).outcome is Outcome.NOT_MET


def test_all_is_scored_again_where_the_program_says_so_or_nothing_is_known() -> None:
    whole = program(*THREE, resubmission=Resubmission(redo="all"))
    assert scope(whole, submission(attempt=2, earlier=(FIRST_TRY,))) == ["3.1", "3.2", "3.3"]
    assert scope(PARTNERSHIPS, submission(attempt=2)) == ["3.1", "3.2", "3.3"]
    gone = replace(FIRST_TRY, unmet=ids("9.9"))
    assert scope(PARTNERSHIPS, submission(attempt=2, earlier=(gone,))) == ["3.1", "3.2", "3.3"]


def test_the_newest_attempt_that_says_what_is_unmet_counts() -> None:
    second = EarlierAttempt(attempt=2, outcome="not-met", unmet=ids("3.3"))
    third = EarlierAttempt(attempt=3, outcome="incomplete")
    assert scope(PARTNERSHIPS, submission(attempt=4, earlier=(third, second, FIRST_TRY))) == ["3.3"]


def test_earlier_scores_count_where_they_are_not_redone() -> None:
    points = program(*THREE, pass_rule=Percent(min=75))  # 9 of 12; each is asked for 3
    kept = replace(FIRST_TRY, scores=((IndicatorId("3.1"), 4), (IndicatorId("3.3"), 3)))
    assert verdict({"3.2": 2}, of=points, handed_in=submission(attempt=2, earlier=(kept,))).outcome is Outcome.MET
    hidden = replace(FIRST_TRY, scores=())
    again = submission(attempt=2, earlier=(hidden,))
    assert verdict({"3.2": 3}, of=points, handed_in=again).outcome is Outcome.MET
    assert verdict({"3.2": 2}, of=points, handed_in=again).outcome is Outcome.NOT_MET


FOCUSED = program(
    indicator("P", category="Plan"),
    indicator("T", category="Teach"),
    indicator("E", category="Essay"),
    pass_rule=FocusAtLeast(level=3, choices=("Plan", "Teach")),
)


def test_only_the_chosen_focus_and_what_is_common_is_scored() -> None:
    assert scope(FOCUSED, submission(focus="Teach")) == ["T", "E"]
    assert verdict({"T": 3, "E": 1}, of=FOCUSED, handed_in=submission(focus="Teach")).outcome is Outcome.MET


def test_without_a_focus_there_is_no_outcome() -> None:
    nothing = verdict({"P": 4, "T": 4, "E": 4}, of=FOCUSED)
    other = verdict({"P": 4, "T": 4, "E": 4}, of=FOCUSED, handed_in=submission(focus="Essay"))
    assert (nothing.outcome, other.outcome) == (Outcome.INCOMPLETE, Outcome.INCOMPLETE)
    assert said(nothing) == ["No focus was chosen; it can be Plan, Teach."]
    assert said(other) == ["“Essay” is not a focus of this program; it can be Plan, Teach."]


# --- may it be finalised ---------------------------------------------------------------------------------------------


def missing(of: Program, done: Review, handed_in: Submission | None = None) -> list[tuple[str, str]]:
    return [(p.code, p.where) for p in may_finalise(of, UNIT, handed_in or submission(), done)]


def test_every_indicator_needs_a_score_and_every_unmet_one_feedback() -> None:
    assert missing(PARTNERSHIPS, review({"3.1": 2, "3.2": 3})) == [("not-scored", "3.3"), ("feedback-missing", "3.1")]
    done = review({"3.1": 2, "3.2": 3, "3.3": 3}, comments={"3.1": "Show the change."})
    assert missing(PARTNERSHIPS, done) == []


def test_a_condition_stands_for_a_score() -> None:
    done = review({"3.1": 3, "3.2": 3}, conditions=(flag("bad-sound", "3.3"),))
    assert missing(PARTNERSHIPS, done) == []


def test_what_is_incomplete_needs_no_scores() -> None:
    assert missing(PARTNERSHIPS, review(conditions=(flag("conflict"),))) == []


def test_feedback_as_the_program_wants_it() -> None:
    strict = FeedbackRule(each_indicator=True, overall=True, min_words=3, citation_each=True)
    of = program(THREE[0], feedback=strict)
    done = review({"3.1": 3}, comments={"3.1": "Well done.", None: " Good "})
    assert missing(of, done) == [("feedback-missing", "3.1"), ("citation-missing", "3.1"), ("feedback-missing", "")]
    cited = Citation(id=CitationId("c"), item=ItemId("0001"), sha256="", selector=Selector(), indicator=ids("3.1")[0])
    full = replace(review({"3.1": 3}, comments={"3.1": "It is shown.", None: "On you go."}), citations=(cited,))
    assert missing(of, full) == []


def test_what_has_no_score_needs_no_feedback() -> None:
    strict = FeedbackRule(each_indicator=True, citation_each=True)
    of = program(*THREE[:2], feedback=strict, incomplete_at=3)
    assert missing(of, review()) == [("not-scored", "3.1"), ("not-scored", "3.2")]
    barred = review({"3.1": 1}, conditions=(flag("bad-sound", "3.1"),))
    assert missing(of, barred) == [("not-scored", "3.2")]


def test_a_formative_review_needs_a_comment() -> None:
    formative = submission(purpose=Purpose.FORMATIVE)
    assert missing(PARTNERSHIPS, review(comments={None: "  "}), formative) == [("feedback-missing", "")]
    assert missing(PARTNERSHIPS, review(comments={None: "A sound plan."}), formative) == []


def test_what_the_program_does_not_know_is_said() -> None:
    done = review({"3.1": 7, "3.2": 3, "3.3": 3}, conditions=(flag("rainy"),))
    assert missing(PARTNERSHIPS, done) == [("unknown-level", "3.1"), ("unknown-condition", "")]


def test_a_finalised_review_is_not_finalised_again() -> None:
    assert missing(PARTNERSHIPS, review(stage=Stage.FINALISED)) == [("already-finalised", "")]


# --- the decision ----------------------------------------------------------------------------------------------------


def test_a_decision_has_everything_and_no_score_that_was_not_one() -> None:
    item = EvidenceItem(
        id=ItemId("0001"), title="Clip", kind=Kind.VIDEO, media_type="video/mp4", path="p", sha256="ab", size=3
    )
    handed_in = replace(submission(evidence=(item,), window="10556-s1"), nonce="n-1")
    done = replace(
        review(
            {"3.1": 3, "3.2": 1, "3.3": 4},
            conditions=(flag("bad-sound", "3.2"),),
            comments={"3.1": "Clear.", "3.3": " ", None: "Thank you."},
        ),
        seconds={ItemId("0002"): 5, ItemId("0001"): 61},
    )
    made = make_decision(
        decision_id=DecisionId("d2"),
        program=PARTNERSHIPS,
        component=UNIT,
        submission=handed_in,
        review=done,
        events=(),
        package="f" * 64,
        decided_at=NOW,
        key=KeyId("k"),
        supersedes=DecisionId("d1"),
    )
    assert [(s.indicator, s.level) for s in made.scores] == [("3.1", 3), ("3.3", 4)]
    assert (made.outcome, made.conditions) == (Outcome.INCOMPLETE, (flag("bad-sound", "3.2"),))
    assert [(c.indicator, c.text) for c in made.comments] == [(None, "Thank you."), ("3.1", "Clear.")]
    assert [(e.item, e.sha256) for e in made.evidence] == [("0001", "ab")]
    assert [(s.item, s.seconds) for s in made.seconds] == [("0001", 61), ("0002", 5)]
    assert (made.nonce, made.window, made.package, made.supersedes) == ("n-1", "10556-s1", "f" * 64, "d1")
    assert (made.candidate, made.program, made.attempt) == (handed_in.candidate, handed_in.program, 1)


def test_a_component_rule_goes_before_the_programs() -> None:
    easy = component("unit", pass_rule=AllAtLeast(level=1))
    assert decide(PARTNERSHIPS, easy, submission(), review({"3.1": 1, "3.2": 1, "3.3": 1})).outcome is Outcome.MET
