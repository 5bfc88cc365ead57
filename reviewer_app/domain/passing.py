"""Are the scores of a component enough? What each pass rule asks, whether scores pass, how near the cut they are.

The order of scores never matters, and raising a score never turns a pass into a fail. Scores may be fractions, because
two settled reviews may come to 2.5. Everything here asks for a score on each indicator it is given; what an indicator
without one means is decided in ``decision``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from reviewer_app.domain.ids import IndicatorId
from reviewer_app.domain.program import Component, Indicator, Program
from reviewer_app.domain.rules import AllAtLeast, AllTop, CategoryMajority, FocusAtLeast, PassRule, Percent

Score = int | Fraction
Scores = Mapping[IndicatorId, Score]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sentence why, for the screen, the letter and the bundle; ``indicator`` where it is about one."""

    code: str
    text: str
    indicator: IndicatorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether scores pass a rule, and why."""

    passed: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledScore:
    """The score that stands for an indicator once double scores are settled; thirds are rounded to four places."""

    indicator: IndicatorId
    score: float


def settled_scores(scores: Scores | None, scope: Sequence[IndicatorId]) -> tuple[SettledScore, ...]:
    """What was settled, as it goes into a bundle."""
    found = scores or {}
    return tuple(SettledScore(indicator=i, score=round(float(found[i]), 4)) for i in scope if i in found)


def rule_of(program: Program, component: Component) -> PassRule:
    """The pass rule that holds for a component: its own, or else the program's."""
    return component.pass_rule or program.rules.pass_rule


def show(score: Score) -> str:
    """A score as people write it: 3, or 2.5 where two reviewers were averaged."""
    return str(score) if score == int(score) else f"{float(score):.4g}"


def lowest(indicator: Indicator) -> int:
    """The value of the lowest level."""
    return min(level.value for level in indicator.levels)


def top(indicator: Indicator) -> int:
    """The value of the highest level."""
    return max(level.value for level in indicator.levels)


def rule_text(rule: PassRule) -> str:
    """The rule in a few words, for the foot of the rubric."""
    match rule:
        case AllAtLeast():
            return f"every indicator ≥ {rule.level}"
        case AllTop():
            return "every indicator at the top level"
        case CategoryMajority():
            most = "" if rule.max_lowest is None else f", at most {rule.max_lowest} at the lowest level"
            return f"in each category {rule.share} % of the indicators ≥ {rule.min_level}{most}"
        case Percent():
            return f"at least {rule.min} % of the points"
        case FocusAtLeast():
            common = "" if rule.common_level is None else f", the others ≥ {rule.common_level}"
            return f"every indicator of the focus ≥ {rule.level}{common}"


def choices(rule: PassRule, indicators: Sequence[Indicator]) -> tuple[str, ...]:
    """The categories a candidate may choose as focus; empty where the rule knows no focus."""
    if not isinstance(rule, FocusAtLeast):
        return ()
    return rule.choices or tuple(dict.fromkeys(i.category for i in indicators if i.category))


def counted(rule: PassRule, indicators: Sequence[Indicator], focus: str) -> tuple[Indicator, ...]:
    """The indicators that are scored under the rule: all, or those of the focus and those that belong to no choice."""
    others = set(choices(rule, indicators)) - {focus}
    return tuple(i for i in indicators if i.category not in others)


def asked(rule: PassRule, indicator: Indicator, focus: str = "") -> int | None:
    """The level the rule asks of one indicator (None: none); a score below it is what is still to be shown."""
    match rule:
        case AllAtLeast():
            return rule.level
        case AllTop():
            return top(indicator)
        case CategoryMajority():
            return rule.min_level
        case Percent():
            ceiling = top(indicator)
            enough = [x.value for x in indicator.levels if 100 * x.value >= rule.min * ceiling]
            return min(enough, default=ceiling)
        case FocusAtLeast():
            return rule.level if indicator.category == focus else rule.common_level


def check(rule: PassRule, indicators: Sequence[Indicator], scores: Scores, focus: str = "") -> Check:
    """Whether the scores of these indicators pass; each of them has to have a score."""
    match rule:
        case CategoryMajority():
            return _category_majority(rule, indicators, scores)
        case Percent():
            return _percent(rule, indicators, scores)
        case _:
            below = below_asked(rule, indicators, scores, focus)
            if below:
                return Check(passed=False, reasons=below)
            return Check(passed=True, reasons=(Reason(code="rule-met", text=f"Met: {rule_text(rule)}."),))


def below_asked(rule: PassRule, indicators: Sequence[Indicator], scores: Scores, focus: str = "") -> tuple[Reason, ...]:
    """One reason for each scored indicator that is below what the rule asks of it."""
    reasons = []
    for indicator in indicators:
        wanted, got = asked(rule, indicator, focus), scores.get(indicator.id)
        if wanted is not None and got is not None and got < wanted:
            text = f"Not yet: {indicator.id} is at {show(got)}, the rule asks {wanted}"
            reasons.append(Reason(code="below", text=text, indicator=indicator.id))
    return tuple(reasons)


def _by_category(indicators: Sequence[Indicator]) -> dict[str, list[Indicator]]:
    """The indicators of each category, in the program's order."""
    grouped: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        grouped.setdefault(indicator.category, []).append(indicator)
    return grouped


def _needed(rule: CategoryMajority, count: int) -> int:
    """How many of ``count`` indicators have to be at the level: the share, rounded up."""
    return -(-rule.share * count // 100)


def _category_majority(rule: CategoryMajority, indicators: Sequence[Indicator], scores: Scores) -> Check:
    reasons = []
    for category, members in _by_category(indicators).items():
        good = sum(scores[i.id] >= rule.min_level for i in members)
        needed = _needed(rule, len(members))
        if good < needed:
            of = f"{good} of {len(members)} in {category or 'the rubric'}"
            text = f"Not yet: {of} at {rule.min_level} or above, the rule asks {needed}"
            reasons.append(Reason(code="category-short", text=text))
    low = [i for i in indicators if scores[i.id] <= lowest(i)]
    if rule.max_lowest is not None and len(low) > rule.max_lowest:
        names = ", ".join(i.id for i in low)
        text = f"Not yet: {len(low)} at the lowest level ({names}), the rule allows {rule.max_lowest}"
        reasons.append(Reason(code="too-many-lowest", text=text))
    if reasons:
        return Check(passed=False, reasons=tuple(reasons))
    return Check(passed=True, reasons=(Reason(code="rule-met", text=f"Met: {rule_text(rule)}."),))


def points(indicators: Sequence[Indicator], scores: Scores) -> tuple[Score, int]:
    """Weighted points had, and points that can be had."""
    had: Score = sum((i.weight * scores[i.id] for i in indicators), Fraction(0))
    return had, sum(i.weight * top(i) for i in indicators)


def _percent(rule: Percent, indicators: Sequence[Indicator], scores: Scores) -> Check:
    had, possible = points(indicators, scores)
    passed = 100 * had >= rule.min * possible
    tenths = 1000 * had // possible if possible else 0  # rounded down, so that 84.96 never reads as 85
    share = f"{show(had)} of {possible} points, {tenths // 10}.{tenths % 10} %"
    text = f"Met: {share}." if passed else f"Not yet: {share}, the rule asks {rule.min} %"
    return Check(passed=passed, reasons=(Reason(code="points" if passed else "points-short", text=text),))


# --- how near the cut ------------------------------------------------------------------------------------------------


def distance(rule: PassRule, indicators: Sequence[Indicator], scores: Scores, focus: str = "") -> Fraction | None:
    """The smallest change that would turn the outcome: level steps, or percent points for the percent rule.

    A step is 1 in the level's value. None: nothing can turn it (a rule that asks nothing, or the lowest level).
    """
    match rule:
        case Percent():
            had, possible = points(indicators, scores)
            return abs(Fraction(100 * had) / possible - rule.min) if possible else None
        case CategoryMajority():
            if check(rule, indicators, scores).passed:
                return _drop_of_categories(rule, indicators, scores)
            return _climb_of_categories(rule, indicators, scores)
        case _:
            gaps = [
                (Fraction(scores[i.id]) - wanted, wanted > lowest(i))
                for i in indicators
                if (wanted := asked(rule, i, focus)) is not None
            ]
            missing = sum((-gap for gap, _ in gaps if gap < 0), Fraction(0))
            return missing or min((gap + 1 for gap, can_fail in gaps if can_fail), default=None)


def _drop_of_categories(rule: CategoryMajority, indicators: Sequence[Indicator], scores: Scores) -> Fraction | None:
    """Steps down until a category is short, or too many are at the lowest level."""
    ways: list[Fraction] = []
    for members in _by_category(indicators).values():
        spare = sorted(
            Fraction(scores[i.id]) - rule.min_level + 1
            for i in members
            if scores[i.id] >= rule.min_level and rule.min_level > lowest(i)
        )
        drops = sum(scores[i.id] >= rule.min_level for i in members) - _needed(rule, len(members)) + 1
        if drops <= len(spare) and _needed(rule, len(members)):
            ways.append(sum(spare[:drops], Fraction(0)))
    if rule.max_lowest is not None:
        falls = sorted(Fraction(scores[i.id]) - lowest(i) for i in indicators)
        if rule.max_lowest < len(falls):
            ways.append(sum(falls[: rule.max_lowest + 1], Fraction(0)))
    return min(ways, default=None)


def _climb_of_categories(rule: CategoryMajority, indicators: Sequence[Indicator], scores: Scores) -> Fraction:
    """Steps up until every category has its share and few enough are at the lowest level."""
    steps = Fraction(0)
    raised: set[IndicatorId] = set()
    for members in _by_category(indicators).values():
        short = _needed(rule, len(members)) - sum(scores[i.id] >= rule.min_level for i in members)
        gaps = sorted((rule.min_level - Fraction(scores[i.id]), i.id) for i in members if scores[i.id] < rule.min_level)
        for gap, indicator_id in gaps[: max(short, 0)]:
            steps += gap
            raised.add(indicator_id)
    if rule.max_lowest is not None:
        low = [i for i in indicators if scores[i.id] <= lowest(i) and i.id not in raised]
        steps += max(0, len(low) - rule.max_lowest)
    return steps
