"""Program files: every problem in one go with its line and path, and the schema made from the classes."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from reviewer_app import paths
from reviewer_app.bundles.programfile import as_data, load_program, program_schema
from reviewer_app.errors import BadInput, Problem
from tests.bundles.program_texts import BROKEN, WHOLE

AFTER = WHOLE.count("\n") + 1
"""The line after the last of the whole program."""


def problems(text: str | bytes, name: str = "rubrics/x.yaml") -> list[Problem]:
    """Everything that is wrong with a program file; empty when it can be read."""
    data = text.encode() if isinstance(text, str) else text
    try:
        load_program(data, name)
    except BadInput as error:
        return list(error.problems) or [error.as_problem()]
    return []


def places(text: str | bytes) -> list[tuple[int, str, str]]:
    """Line, path and code of each problem."""
    found = []
    for problem in problems(text):
        place, _, path = problem.where.removeprefix("rubrics/x.yaml:").partition(" ")
        found.append((int(place), path, problem.code))
    return found


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def swap(old: str, new: str) -> str:
    """The whole program with one piece replaced."""
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new)


def test_a_whole_program_is_read_with_the_digest_of_its_text() -> None:
    loaded = load_program(WHOLE.encode(), "small.yaml")
    assert (loaded.ref.id, loaded.ref.version, loaded.name) == ("small", "1.0", "small.yaml")
    assert loaded.ref.sha256 == hashlib.sha256(WHOLE.encode()).hexdigest()
    program = loaded.program
    assert program.indicators[0].id == "3.10"  # and not 3.1
    assert program.awards[0].earns.credit == Decimal("0.5")


def test_everything_that_is_wrong_is_said_in_one_go() -> None:
    assert places(BROKEN) == [
        (1, "title", "missing-field"),
        (2, "id", "bad-id"),
        (3, "version", "wrong-type"),
        (5, "approval", "approval-incomplete"),
        (5, "approval.on", "wrong-type"),
        (6, "colour", "unknown-key"),
        (13, "indicators[0].levels", "level-missing"),
        (15, "indicators[0].levels[1].value", "level-off-scale"),
        (16, "indicators[1].id", "duplicate-id"),
        (18, "indicators[1].weight", "wrong-type"),
        (19, "indicators[1].levels", "level-missing"),
        (24, "components[0].indicators[1]", "unknown-indicator"),
        (26, "components[0].closes", "dates-reversed"),
        (28, "components[0].requirements[0].kinds[0]", "unknown-kind"),
        (28, "components[0].requirements[0].maximum", "limits-reversed"),
        (29, "components[1].id", "duplicate-id"),
        (32, "components[1].review", "unknown-value"),
        (33, "components[1].pass_rule", "focus-without-categories"),
        (35, "rules.pass_rule.level", "level-off-scale"),
        (37, "rules.second_scoring[0]", "unknown-rule"),
        (38, "rules.second_scoring[1]", "missing-field"),
        (39, "rules.second_scoring[2].percent", "out-of-range"),
        (40, "rules.resubmission.coach_after", "coach-too-late"),
        (42, "awards[0]", "circle"),
        (53, "awards[1].requires.of[1].component", "unknown-component"),
        (54, "awards[1].requires.of[2].n", "unreachable"),
        (55, "awards[1].requires.of[3].count", "unreachable"),
        (59, "awards[2].requires.stars", "unreachable"),
        (60, "awards[2].earns.stipend", "stipend-to-missing"),
    ]


def test_problems_name_the_file_and_say_what_to_do() -> None:
    found = problems(BROKEN)
    assert all(p.where.startswith("rubrics/x.yaml:") and p.message.endswith(".") for p in found)
    assert [p.hint for p in found if not p.hint] == []
    known = {p.code: p for p in found}
    assert known["unknown-rule"].message == "There is no “sometimes” here."
    assert known["unknown-rule"].hint == (
        "It can be one of: always, random, near_cut, all_not_met, all_resubmissions, backread."
    )
    assert known["circle"].message == "They wait for each other: first → second → first."


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("format: 1", "format: 0", "format", "unknown-format"),
        ("version: \"1.0\"", "version: \"1..0\"", "version", "bad-version"),
        ("status: draft", "status: perhaps", "approval.status", "unknown-value"),
        ("{status: draft}", "yes", "approval", "wrong-type"),
        ("title: Small program", "title: Small program\nsample: true", "sample", "sample-note-missing"),
        ("title: Small program", "title: Small program\nsample: yes", "sample", "wrong-type"),
        ("  - {value: 2, name: Met}\n", "  - {value: 2, name: \"\"}\n", "scale[1].name", "empty-level"),
        ("- {value: 2, name: Met}\n", "- {value: 0, name: Met}\n", "scale[1].value", "levels-not-ascending"),
        ("descriptor: It is seen.", "descriptor: \"\"", "indicators[0].levels[1]", "empty-level"),
        ("category: Families", "weight: 0", "indicators[0].weight", "out-of-range"),
        ("category: Families", "categroy: Families", "indicators[0].categroy", "unknown-key"),
        ("id: unit", "id: a b", "components[0].id", "bad-id"),
        ("effort: 2", "effort: 2.5", "components[0].effort", "wrong-type"),
        ("kinds: [video]", "kinds: []", "components[0].requirements[0].kinds", "no-kinds"),
        ("kinds: [video]", "kinds: [video], max_pages: 0", "components[0].requirements[0].max_pages", "out-of-range"),
        ("kinds: [video]", "kinds: video", "components[0].requirements[0].kinds", "wrong-type"),
        ("rule: all_at_least, level: 2", "rule: percent, min: 101", "rules.pass_rule.min", "out-of-range"),
        ("rule: all_at_least, level: 2", "rule: all_at_least", "rules.pass_rule.level", "missing-field"),
        ("rule: all_at_least, level: 2", "rule: all_top, level: 2", "rules.pass_rule.level", "unknown-key"),
        (
            "rule: all_at_least, level: 2",
            "rule: category_majority, min_level: 1, max_lowest: 0",
            "rules.pass_rule.min_level",
            "asks-nothing",
        ),
        (
            "rule: all_at_least, level: 2",
            "rule: focus_at_least, level: 2, choices: [Nobody]",
            "rules.pass_rule.choices[0]",
            "unknown-category",
        ),
        ("level: 2}\n", "level: 2}\n  conditions: {codes: []}\n", "rules.conditions.codes", "no-conditions"),
        (
            "level: 2}\n",
            "level: 2}\n  conditions: {incomplete_at: 0}\n",
            "rules.conditions.incomplete_at",
            "out-of-range",
        ),
        ("level: 2}\n", "level: 2}\n  adjudication: {when: []}\n", "rules.adjudication.when", "adjudication-never"),
        ("level: 2}\n", "level: 2}\n  adjudication: {how: fight}\n", "rules.adjudication.how", "unknown-value"),
        ("level: 2}\n", "level: 2}\n  year_starts_month: 13\n", "rules.year_starts_month", "out-of-range"),
        (
            "level: 2}\n",
            "level: 2}\n  calibration: [{rule: exact_by_scale, bars: []}]\n",
            "rules.calibration[0].bars",
            "bad-bars",
        ),
        (
            "level: 2}\n",
            "level: 2}\n  eligibility: [{advice: x, requires: {need: once, award: no}}]\n",
            "rules.eligibility[0].requires.award",
            "unknown-award",
        ),
        ("{need: component_met, component: unit}", "{need: not_same_year}", "awards[0].requires", "award-or-fact"),
        ("{need: component_met, component: unit}", "{need: all_of, of: []}", "awards[0].requires.of", "empty-need"),
        (
            "{need: component_met, component: unit}",
            "{need: components_met, group: Elsewhere}",
            "awards[0].requires",
            "unreachable",
        ),
        (
            "{need: component_met, component: unit}",
            "{need: within_time, months: 0, of: {need: component_met, component: unit}}",
            "awards[0].requires.months",
            "out-of-range",
        ),
        ("credit: 0.5", "credit: much", "awards[0].earns.credit", "wrong-type"),
        ("credit: 0.5", "credit: -1", "awards[0].earns.credit", "out-of-range"),
        ("credit: 0.5", "stipend: 5, stipend_to: [dog]", "awards[0].earns.stipend_to[0]", "unknown-recipient"),
        ("awards:", "sections: [{id: s, title: S, group: No}]\nawards:", "sections[0].group", "unknown-group"),
        (
            "awards:",
            "feedback: {snippets: [{title: t, text: t, indicator: x}]}\nawards:",
            "feedback.snippets[0].indicator",
            "unknown-indicator",
        ),
    ],
)  # fmt: skip
def test_each_fault_alone_is_found_where_it_is(old: str, new: str, path: str, code: str) -> None:
    found = places(swap(old, new))
    assert [(p, c) for _, p, c in found if c == code] == [(path, code)], found


def test_a_component_and_an_award_that_wait_for_each_other_are_one_circle() -> None:
    text = swap("effort: 2", "effort: 2\n    starts: {need: all_of, of: [{need: award_earned, award: badge}]}")
    assert [(p, c) for _, p, c in places(text)] == [("awards[0]", "circle")]


def test_a_focus_is_chosen_among_the_indicators_of_the_component() -> None:
    """The program has categories, but the one indicator of this component has none."""
    bare = """\
  - id: plain
    title: Plain
    levels:
      - {value: 1, name: Not yet, descriptor: Nothing.}
      - {value: 2, name: Met, descriptor: All.}
components:
"""
    text = swap("components:\n", bare).replace(
        "effort: 2", "effort: 2\n    indicators: [plain]\n    pass_rule: {rule: focus_at_least, level: 2}"
    )
    assert [(p, c) for _, p, c in places(text)] == [("components[0].pass_rule", "focus-without-categories")]
    assert places(text.replace("[plain]", "[plain, 3.10]")) == []


def test_one_of_several_ways_is_no_circle() -> None:
    need = "{need: n_of, n: 1, of: [{need: award_earned, award: badge}, {need: attested, code: x}]}"
    assert places(swap("effort: 2", f"effort: 2\n    starts: {need}")) == []


def test_a_newer_format_is_said_and_nothing_else() -> None:
    (found,) = problems(BROKEN.replace("format: 1", "format: 2"))
    assert (found.code, found.where) == ("newer-format", "rubrics/x.yaml:1 format")
    assert found.hint == "Update the application."


@pytest.mark.parametrize(
    ("text", "where", "code"),
    [
        ("", "rubrics/x.yaml:1", "not-a-program"),
        ("- 1\n- 2\n", "rubrics/x.yaml:1", "not-a-program"),
        (WHOLE + "---\nformat: 1\n", f"rubrics/x.yaml:{AFTER}", "second-document"),
        (
            WHOLE.replace("title: Unit", "title: Unit\n    title: Twice"),
            "rubrics/x.yaml:20 components[0].title",
            "duplicate-key",
        ),
        (WHOLE.replace("  - id: unit", "  - id: unit\n   bad: 1"), "rubrics/x.yaml:19", "not-yaml"),
        (
            WHOLE.replace("kind: course", "kind: !!python/object:os.system x"),
            "rubrics/x.yaml:20 components[0].kind",
            "tag",
        ),
        (WHOLE.encode() + b"\xff\xfe", f"rubrics/x.yaml:{AFTER}", "not-utf8"),
        (WHOLE + "x: \x07\n", f"rubrics/x.yaml:{AFTER}", "not-yaml"),
        (b"#" * (5 * 2**20), "rubrics/x.yaml", "too-large"),
    ],
)
def test_what_is_no_program_file_is_said_at_its_line(text: str | bytes, where: str, code: str) -> None:
    found = [(p.where, p.code) for p in problems(text)]
    assert (where, code) in found, found


def test_a_file_that_breaks_off_is_not_told_what_is_missing() -> None:
    half = WHOLE[: WHOLE.index("components:")] + "components: [\n"
    assert {c for _, _, c in places(half)} == {"not-yaml"}


def test_an_alias_bomb_is_refused_without_being_unfolded() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
    assert "alias" in {c for _, _, c in places(bomb)}


def test_a_very_deep_file_is_refused() -> None:
    assert "too-deep" in {c for _, _, c in places("a: " + "[" * 500 + "]" * 500)}


@given(st.integers(0, len(WHOLE)), st.text(max_size=3), st.integers(0, 40))
def test_whatever_the_file_there_is_a_program_or_there_are_problems(at: int, put: str, drop: int) -> None:
    text = WHOLE[:at] + put + WHOLE[at + drop :]
    for problem in problems(text.encode("utf-8", "surrogatepass")):
        assert problem.where.startswith("rubrics/x.yaml")
        assert problem.message


KEYS = ("id", "rule", "need", "of", "levels", "scale", "rules", "awards", "pass_rule", "conditions", "requires")
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)
PARTS = ("scale", "indicators", "components", "rules", "awards", "sections", "feedback", "approval", "format", "id")


@given(anything, st.sampled_from(PARTS))
def test_any_value_anywhere_is_answered_with_problems(value: object, key: str) -> None:
    tree = yaml.safe_load(WHOLE)
    tree["approval"] = {"status": "draft"}
    tree[key] = value
    found = problems(json.dumps(tree))  # JSON is YAML
    assert all(p.message and p.where.startswith("rubrics/x.yaml") for p in found)
    assert found or load_program(json.dumps(tree).encode(), "rubrics/x.yaml").program.id


# --- the schema ------------------------------------------------------------------------------------------------------


def schema() -> dict[str, Any]:
    return json.loads((paths.resources() / "schemas" / "program.schema.json").read_text("utf-8"))  # type: ignore[no-any-return]


def test_the_shipped_schema_is_the_one_the_classes_make() -> None:
    assert schema() == program_schema(), "Write program_schema() to the file as JSON."


@pytest.mark.parametrize("path", sorted(paths.rubrics().iterdir()), ids=lambda p: p.stem)
def test_shipped_programs_fit_the_schema(path: Path) -> None:
    data = load_program(path.read_bytes(), path.name)
    validator = Draft202012Validator(schema())
    assert list(validator.iter_errors(as_data(data.program))) == []


@pytest.mark.parametrize(
    "fault",
    [{"colour": "red"}, {"scale": 3}, {"rules": {"pass_rule": {"level": 3}}}, {"rules": {"pass_rule": {"rule": "x"}}}],
)
def test_the_schema_refuses_what_the_reader_refuses(fault: dict[str, Any]) -> None:
    tree = {**as_data(load_program(WHOLE.encode(), "x").program), **fault}
    assert list(Draft202012Validator(schema()).iter_errors(tree))
    assert problems(json.dumps(tree))


def test_a_program_written_as_data_is_read_back_the_same() -> None:
    for path in paths.rubrics().iterdir():
        program = load_program(path.read_bytes(), path.name).program
        assert load_program(json.dumps(as_data(program)).encode(), "x").program == program
