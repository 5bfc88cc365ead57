"""Safe YAML: what plain words mean, and the line of everything."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.bundles.yamltree import Tree, parse, path_text


def read(text: str) -> Tree:
    found = parse(text.encode(), "x.yaml")
    assert found.problems == ()
    return found.tree


def test_plain_words_mean_little() -> None:
    text = """\
on: yes
a: [1, -2, 0, 3.10, 1e3, 0x10, 012, 1_000, 12345678901234567890]
b: [true, false, True, null, ~, ""]
c: 2026-08-16
d: 'true'
e: "1"
f:
"""
    assert read(text) == {
        "on": "yes",
        "a": [1, -2, 0, "3.10", "1e3", "0x10", "012", "1_000", "12345678901234567890"],
        "b": [True, False, "True", None, None, ""],
        "c": "2026-08-16",
        "d": "true",
        "e": "1",
        "f": None,
    }


def test_every_value_has_its_line() -> None:
    found = parse(b"a: 1\nb:\n  - x\n  -\n    c: [1,\n      2]\n", "x.yaml")
    assert found.lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 5,
        ("b", 1, "c"): 5,
        ("b", 1, "c", 0): 5,
        ("b", 1, "c", 1): 6,
    }
    assert found.line(("b", 1, "missing")) == 5


def test_paths_read_as_people_write_them() -> None:
    assert path_text(("components", 2, "indicators", 0)) == "components[2].indicators[0]"
    assert path_text(()) == ""


def test_a_mark_at_the_start_of_the_file_is_passed_over() -> None:
    assert parse(b"\xef\xbb\xbfa: 1\n", "x").tree == {"a": 1}


def test_of_two_equal_keys_the_first_is_kept_and_both_lines_are_said() -> None:
    found = parse(b"a: 1\nb: 2\na: {c: [3]}\nd: 4\n", "x.yaml")
    assert found.tree == {"a": 1, "b": 2, "d": 4}
    (problem,) = found.problems
    assert (problem.code, problem.where) == ("duplicate-key", "x.yaml:3 a")
    assert problem.message == "“a” is there twice; the first is in line 1."


def test_an_anchor_and_its_alias_are_both_refused() -> None:
    found = parse(b"a: &x 1\nb: *x\nc: 2\n", "x.yaml")
    assert [(p.code, p.where) for p in found.problems] == [("alias", "x.yaml:1 a"), ("alias", "x.yaml:2 b")]
    assert found.tree == {"a": 1, "b": None, "c": 2}


def test_a_key_that_is_no_word_is_refused() -> None:
    found = parse(b"? [1, 2]\n: x\n", "x.yaml")
    assert [p.code for p in found.problems] == ["bad-key"]
    assert not found.complete


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"), max_size=6)
values = st.recursive(
    words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=10,
)


class NoAliases(yaml.SafeDumper):
    """Writes everything out."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@given(st.dictionaries(words, values, max_size=4))
def test_what_another_writer_wrote_is_read_back(tree: dict[str, Tree]) -> None:
    text = yaml.dump(tree, Dumper=NoAliases, allow_unicode=True, default_style='"')
    assert read(text) == tree
