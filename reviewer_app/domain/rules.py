"""The rules a program may name, as values; their evaluation is in ``passing``, ``settling`` and ``calibration``.

Every family is a tagged union: the ``rule`` field names the member, so a program file reads
``{rule: all_at_least, level: 3}``. Shares and percents are whole numbers from 0 to 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from reviewer_app.domain.requirements import Requirement as Requirement
from reviewer_app.domain.tagged import Tagged

# --- pass rules: when the scores of a component are enough -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AllAtLeast:
    """Every indicator is at ``level`` or above."""

    level: int
    rule: Literal["all_at_least"] = "all_at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllTop:
    """Every indicator is at the top of its scale."""

    rule: Literal["all_top"] = "all_top"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMajority:
    """In each category ``share`` percent are at ``min_level``, in all at most ``max_lowest`` at the lowest level."""

    min_level: int
    share: int = 50
    max_lowest: int | None = None
    rule: Literal["category_majority"] = "category_majority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Percent:
    """The weighted points are at least ``min`` percent of those that can be had."""

    min: int
    rule: Literal["percent"] = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusAtLeast:
    """The indicators of the chosen category are at ``level``.

    ``choices`` are the categories a candidate may choose from (empty: all). Indicators of the choices not taken are not
    scored; indicators outside ``choices`` always are, and are asked for ``common_level`` where that is given.
    """

    level: int
    choices: tuple[str, ...] = ()
    common_level: int | None = None
    rule: Literal["focus_at_least"] = "focus_at_least"


PassRule = Annotated[AllAtLeast | AllTop | CategoryMajority | Percent | FocusAtLeast, Tagged(field="rule")]


# --- conditions: why something is not scorable -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionCode:
    """A condition a reviewer may set. ``stops`` True: one on the whole submission is enough to make it Incomplete."""

    code: str
    label: str
    stops: bool = False
    advice: str = ""  # what the candidate or the office can do about it


_CONFLICT = ConditionCode(
    code="conflict", label="Conflict of interest", stops=True, advice="The office assigns another reviewer."
)
STANDARD_CONDITIONS: tuple[ConditionCode, ...] = (
    ConditionCode(code="will-not-play", label="Will not play", advice="Send the recording again as MP4."),
    ConditionCode(
        code="bad-sound", label="Sound can't be followed", advice="Send captions, or a part that can be heard."
    ),
    ConditionCode(code="wrong-file", label="Blank or wrong file", stops=True, advice="Send the file that was meant."),
    ConditionCode(code="cannot-open", label="Can't be opened", stops=True, advice="Send it again as PDF, MP4 or JPEG."),
    ConditionCode(code="too-much", label="Too much evidence", advice="Choose what shows the indicator best."),
    ConditionCode(code="too-little", label="Too little evidence", advice="Add what the task asks for."),
    ConditionCode(code="name-exposed", label="A name is exposed", stops=True, advice="Remove or cover the name."),
    ConditionCode(
        code="release-missing", label="Release statement missing", stops=True, advice="Confirm the releases."
    ),
    ConditionCode(code="duplicate", label="Suspected duplicate", stops=True, advice="The office compares the two."),
    _CONFLICT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The codes on offer; ``incomplete_at`` or more standing in one submission make it Incomplete."""

    codes: tuple[ConditionCode, ...] = STANDARD_CONDITIONS
    incomplete_at: int = 1

    def code(self, name: str) -> ConditionCode | None:
        """The condition of that name, if the program has it; a conflict of interest can be declared in every one."""
        return next((c for c in (*self.codes, _CONFLICT) if c.code == name), None)


# --- second scoring --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """Every submission is scored twice."""

    rule: Literal["always"] = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomShare:
    """``percent`` of the submissions, drawn from the recorded seed."""

    percent: int
    rule: Literal["random"] = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCut:
    """Where ``within`` level steps (percent points for the percent rule) would turn the outcome."""

    within: int = 1
    rule: Literal["near_cut"] = "near_cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllNotMet:
    """Every submission that was not met."""

    rule: Literal["all_not_met"] = "all_not_met"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllResubmissions:
    """Every second and later attempt."""

    rule: Literal["all_resubmissions"] = "all_resubmissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backread:
    """``percent`` of a batch is read again by a leader, the work of shaky reviewers first."""

    percent: int
    shaky_first: bool = True
    rule: Literal["backread"] = "backread"


SecondRule = Annotated[Always | RandomShare | NearCut | AllNotMet | AllResubmissions | Backread, Tagged(field="rule")]


# --- adjudication ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferByMoreThan:
    """Two scores of one indicator are more than ``levels`` steps apart."""

    levels: int = 1
    rule: Literal["differ_by_more_than"] = "differ_by_more_than"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeDiffers:
    """The two reviews lead to different outcomes."""

    rule: Literal["outcome_differs"] = "outcome_differs"


AdjudicationWhen = Annotated[DifferByMoreThan | OutcomeDiffers, Tagged(field="rule")]
AdjudicationHow = Literal["mean_if_adjacent", "expert", "tertium_quid", "parity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjudication:
    """When two reviews need a third look, and how they are settled. Raw scores stay as they are."""

    when: tuple[AdjudicationWhen, ...] = (OutcomeDiffers(), DifferByMoreThan(levels=1))
    how: AdjudicationHow = "expert"


# --- calibration -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchMaster:
    """The master's outcome, ``exact_at_least`` exact scores, none over ``max_apart`` apart, a citation for each."""

    exact_at_least: int
    max_apart: int = 1
    same_outcome: bool = True
    citation_each: bool = True
    rule: Literal["match_master"] = "match_master"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleBar:
    """The exact agreement asked for, in percent, on scales of ``levels`` steps."""

    levels: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactByScale:
    """Exact agreement with the master by size of scale; a size that is not listed takes the bar of the next smaller."""

    bars: tuple[ScaleBar, ...]
    rule: Literal["exact_by_scale"] = "exact_by_scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterAgreement:
    """``percent`` of the scores within ``within`` levels of the master; lasts ``valid_months``; ``attempts`` tries."""

    percent: int
    within: int = 0
    valid_months: int | None = None
    attempts: int | None = None
    rule: Literal["master_agreement"] = "master_agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class EachAndOverall:
    """``each`` percent exact on every indicator, and ``overall`` percent over all."""

    each: int
    overall: int
    rule: Literal["each_and_overall"] = "each_and_overall"


CalibrationRule = Annotated[MatchMaster | ExactByScale | MasterAgreement | EachAndOverall, Tagged(field="rule")]


# --- resubmission and feedback ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmission:
    """What must be redone and how often. ``coach_after`` attempts without success a coach meeting comes first."""

    redo: Literal["unmet_only", "all"] = "unmet_only"
    attempts: int | None = None  # None: as often as wanted
    coach_after: int | None = None
    coach_fact: str = "coach-meeting"  # the attested fact that says it took place
    sees_earlier: bool = True
    exclude_earlier_scorers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackRule:
    """What feedback a review must have before it can be finalised."""

    each_unmet: bool = True  # a comment on each indicator below what is asked
    each_indicator: bool = False
    overall: bool = False
    min_words: int = 1
    citation_each: bool = False  # a citation for each score


# --- all of them -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who may start, as advice: it is shown, it bars nobody. ``advice`` is said when ``requires`` is not fulfilled."""

    requires: Requirement
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All the rules of a program."""

    pass_rule: PassRule
    conditions: Conditions = Conditions()
    second_scoring: tuple[SecondRule, ...] = ()
    adjudication: Adjudication = Adjudication()
    calibration: tuple[CalibrationRule, ...] = ()
    resubmission: Resubmission = Resubmission()
    feedback: FeedbackRule = FeedbackRule()
    eligibility: tuple[Eligibility, ...] = ()
    year_starts_month: int = 7  # the school year begins on the first of this month
