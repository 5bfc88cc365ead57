"""What makes no sense in a program file's rules: levels off the scale, shares past 100, a focus without categories."""

from __future__ import annotations

from collections.abc import Iterator

from reviewer_app.bundles.programcheck import Flaw, Map, entries, number, repeated, sub, text, texts, unknown, values
from reviewer_app.bundles.yamltree import Path, Tree

_RANGES: dict[str, tuple[int, int]] = {
    # field: lowest and highest that make sense, wherever it stands in the rules
    "share": (1, 100),
    "min": (1, 100),
    "percent": (1, 100),
    "each": (1, 100),
    "overall": (1, 100),
    "exact_at_least": (1, 10_000),
    "max_apart": (0, 100),
    "max_lowest": (0, 10_000),
    "within": (0, 100),
    "levels": (0, 100),
    "incomplete_at": (1, 100),
    "attempts": (1, 100),
    "coach_after": (1, 100),
    "valid_months": (1, 1200),
    "min_words": (0, 10_000),
    "year_starts_month": (1, 12),
}


def rule_flaws(tree: Map) -> Iterator[Flaw]:
    """Everything that makes no sense in the rules, and in the components' own pass rules."""
    rules = sub(tree, "rules")
    yield from _pass_rule(tree, sub(rules, "pass_rule"), ("rules", "pass_rule"), None)
    for index, component in entries(tree, "components"):
        if component.get("pass_rule") is not None:
            names = {name for _, name in texts(component, "indicators")}
            yield from _pass_rule(tree, component["pass_rule"], ("components", index, "pass_rule"), names or None)
    if isinstance(rules, dict):
        for key in ("conditions", "second_scoring", "adjudication", "calibration", "resubmission", "feedback"):
            yield from _out_of_range(rules.get(key), ("rules", key))
        yield from _in_range(rules, ("rules",), "year_starts_month")
        yield from _conditions(rules)
        yield from _resubmission(rules)
        yield from _adjudication(rules)
        yield from _bars(rules)


def _in_range(node: Map, at: Path, key: str) -> Iterator[Flaw]:
    low, high = _RANGES[key]
    amount = number(node, key)
    if amount is not None and not low <= amount <= high:
        message = f"“{key}” can't be {amount}."
        yield Flaw(path=(*at, key), code="out-of-range", message=message, hint=f"It goes from {low} to {high}.")


def _out_of_range(node: Tree, at: Path) -> Iterator[Flaw]:
    """Numbers that can't be, anywhere below."""
    if isinstance(node, dict):
        for key, below in node.items():
            if key in _RANGES:
                yield from _in_range(node, at, key)
            yield from _out_of_range(below, (*at, key))
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from _out_of_range(below, (*at, index))


def _pass_rule(tree: Map, rule: Tree, at: Path, only: set[str] | None) -> Iterator[Flaw]:
    """``only``: the indicators the rule is for (None: all)."""
    if not isinstance(rule, dict):
        return
    scale = values(entries(tree, "scale"))
    for key in ("level", "min_level", "common_level"):
        level = number(rule, key)
        if level is not None and scale and level not in scale:
            message = f"The rule asks level {level}, which is not on the scale ({', '.join(map(str, scale))})."
            yield Flaw(path=(*at, key), code="level-off-scale", message=message, hint="Use a value of the scale.")
    if scale and number(rule, "min_level") == min(scale) and number(rule, "max_lowest") is not None:
        message = "It asks for the lowest level only, and allows it only so often."
        yield Flaw(path=(*at, "min_level"), code="asks-nothing", message=message, hint="Ask for a higher level.")
    for key in ("share", "min", "max_lowest"):
        if key in rule:
            yield from _in_range(rule, at, key)
    if rule.get("rule") == "focus_at_least":
        yield from _focus(tree, rule, at, only)


def _focus(tree: Map, rule: Map, at: Path, only: set[str] | None) -> Iterator[Flaw]:
    concerned = [i for _, i in entries(tree, "indicators") if only is None or text(i, "id") in only]
    known = list(dict.fromkeys(text(i, "category") for i in concerned if text(i, "category")))
    if not known:
        message = "The rule asks for a focus, but no indicator has a category to choose."
        hint = "Give the indicators a category each."
        yield Flaw(path=at, code="focus-without-categories", message=message, hint=hint)
    for place, name in texts(rule, "choices"):
        if name not in known:
            yield unknown((*at, "choices", place), "category", name, known)


def _conditions(rules: Map) -> Iterator[Flaw]:
    conditions = rules.get("conditions")
    at: Path = ("rules",)
    yield from repeated(conditions, "codes", "condition", field="code", at=(*at, "conditions"))
    if isinstance(sub(conditions, "codes"), list) and not entries(conditions, "codes"):
        message = "Without conditions nothing can be said to be not scorable."
        hint = "Leave “codes” out for the usual ones."
        yield Flaw(path=("rules", "conditions", "codes"), code="no-conditions", message=message, hint=hint)


def _resubmission(rules: Map) -> Iterator[Flaw]:
    rule = rules.get("resubmission")
    attempts, coach = number(rule, "attempts"), number(rule, "coach_after")
    if attempts is not None and coach is not None and coach >= attempts:
        message = f"A coach meeting after attempt {coach} comes too late: there are {attempts} attempts."
        hint = "Make it smaller than the number of attempts."
        yield Flaw(path=("rules", "resubmission", "coach_after"), code="coach-too-late", message=message, hint=hint)


def _adjudication(rules: Map) -> Iterator[Flaw]:
    rule = rules.get("adjudication")
    if isinstance(sub(rule, "when"), list) and not sub(rule, "when"):
        message = "It never says when two reviews need a third look."
        hint = "Add outcome_differs or differ_by_more_than."
        yield Flaw(path=("rules", "adjudication", "when"), code="adjudication-never", message=message, hint=hint)


def _bars(rules: Map) -> Iterator[Flaw]:
    for index, rule in entries(rules, "calibration"):
        if rule.get("rule") == "exact_by_scale":
            sizes = [number(bar, "levels") for _, bar in entries(rule, "bars")]
            if len(set(sizes)) < len(sizes) or not sizes:
                message = "Each size of scale has one bar."
                hint = "Write levels and percent once for each size."
                yield Flaw(path=("rules", "calibration", index, "bars"), code="bad-bars", message=message, hint=hint)
