"""Rules and requirements in words."""

from __future__ import annotations

from reviewer_app.domain.requirements import NOf, NotSameYear, NotTogetherWith, Once, WithinTime
from reviewer_app.domain.rules import (
    Adjudication,
    AllTop,
    Always,
    DifferByMoreThan,
    EachAndOverall,
    ExactByScale,
    MasterAgreement,
    MatchMaster,
    Resubmission,
    ScaleBar,
)
from reviewer_app.domain.wording import (
    adjudication_in_words,
    calibration_in_words,
    need_in_words,
    resubmission_in_words,
    rules_in_words,
    second_in_words,
)
from tests.domain.programs_made import component, indicator, program
from tests.rubrics.shipped import shipped


def test_the_rules_of_a_program() -> None:
    own = component("c", pass_rule=AllTop())
    words = dict(rules_in_words(program(indicator("1"), components=(own,), incomplete_at=2)))
    assert words == {
        "To pass": "every indicator ≥ 3; for some components every indicator at the top level",
        "Not scorable": "2 conditions or more make a submission incomplete, never a low score",
        "Second scoring": "none",
        "Adjudication": "when the outcomes differ or two scores are more than 1 apart: the expert's score stands",
        "Calibration": "none",
        "Trying again": "only what was not met is redone, as often as wanted, "
        "the next reviewer sees earlier scores and feedback",
    }


def test_each_rule_of_the_shipped_programs() -> None:
    words = dict(rules_in_words(shipped("general-teaching")))
    assert words["Second scoring"] == (
        "every resubmission; where 1 would turn the outcome; 10 % at random; "
        "5 % read again by a leader, shaky reviewers first"
    )
    assert words["Trying again"].endswith("not by somebody who scored it before")
    single = rules_in_words(shipped("crt-single-project"))
    assert [title for title, _ in single].count("Before starting") == 3


def test_second_scoring_adjudication_and_resubmission() -> None:
    assert second_in_words(Always()) == "every submission"
    parity = Adjudication(when=(DifferByMoreThan(levels=2),), how="parity")
    assert adjudication_in_words(parity) == "when two scores are more than 2 apart: three scores are averaged"
    again = Resubmission(redo="all", attempts=3, coach_after=2, sees_earlier=False)
    assert resubmission_in_words(again) == (
        "everything is redone, 3 attempts, a coach meeting after attempt 2, "
        "the next reviewer does not see earlier scores and feedback"
    )


def test_calibration() -> None:
    assert [
        calibration_in_words(rule)
        for rule in (
            MatchMaster(exact_at_least=6),
            ExactByScale(bars=(ScaleBar(levels=2, percent=90), ScaleBar(levels=3, percent=80))),
            MasterAgreement(percent=80, within=1, valid_months=12, attempts=3),
            EachAndOverall(each=80, overall=85),
        )
    ] == [
        "at least 6 exact, none more than 1 apart, same outcome, a citation for each score",
        "exact: 90 % on 2 levels, 80 % on 3 levels",
        "80 % with the master within 1, valid 12 months, 3 attempts",
        "80 % on each indicator and 85 % over all",
    ]


def test_requirements_of_the_shipped_programs() -> None:
    def words(program_id: str, award: str) -> str:
        made = shipped(program_id)
        return need_in_words(next(a.requires for a in made.awards if a.id == award), made)

    assert words("crt-micro-courses", "credential").startswith(
        "Book study finished and Micro-Course 1: Cultural Lenses and"
    )
    assert words("challenge-library", "make-up-day") == "30 stars from any component"
    assert words("challenge-library", "pride-screencasts-and-video") == "4 of Screencasts and Video"
    assert words("growth-levels", "systems-thinking-adventurer") == (
        "Systems Thinking Explorer, then all of Systems Thinking · Adventurer · mandatory "
        "and 2 of Systems Thinking · Adventurer · free"
    )
    assert words("general-teaching", "stack").startswith("within 36 months: Feedback That Moves Learning and")


def test_what_must_not_be() -> None:
    made = program(indicator("1"))
    several = NOf(n=1, of=(NotSameYear(fact="x", label="Exam"), NotTogetherWith(award="b"), Once(award="c")))
    assert need_in_words(WithinTime(months=2, of=several), made) == (
        "within 2 months: 1 of: not in the same school year as Exam; not together with b; c not earned before"
    )
