from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.bundles.strictjson import MAX_BYTES, parse
from reviewer_app.errors import BadInput


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ('{"a": 1, "a": 1}', "json-duplicate-key", "$.a"),
        ('{"x": [{"b": {"a": 1, "c": 2, "a": 3}}]}', "json-duplicate-key", "$.x[0].b.a"),
        ('{"a b": {"k": 1, "k": 2}}', "json-duplicate-key", '$["a b"].k'),
        ('{"a": [0, NaN]}', "json-nan", "$.a[1]"),
        ('{"a": -Infinity}', "json-nan", "$.a"),
        ("[9007199254740993]", "json-number-too-large", "$[0]"),
        ("[-9007199254740992]", "json-number-too-large", "$[0]"),
        ("[1e999]", "json-number-too-large", "$[0]"),
        ("[" * 33 + "]" * 33, "json-too-deep", "x.json"),
        ("[" * 200_000, "json-too-deep", "x.json"),
        ('{"a":' * 200_000, "json-too-deep", "x.json"),
        ("{", "json-broken", "x.json"),
        ("\ufeff{}", "json-broken", "x.json"),
        ("", "json-broken", "x.json"),
        ("[" + "9" * 5000 + "]", "json-number-too-large", "$[0]"),
    ],
)
def test_what_is_no_strict_json_is_refused_with_its_place(text: str, code: str, where: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(text.encode(), "x.json")
    assert [(p.code, p.where) for p in caught.value.problems] == [(code, where)]


def test_every_fault_is_reported_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        parse(b'{"a": NaN, "b": 1, "b": 2, "c": [99999999999999999]}', "x.json")
    assert [p.code for p in caught.value.problems] == ["json-duplicate-key", "json-nan", "json-number-too-large"]


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(BadInput, match="not UTF-8"):
        parse(b'{"a": "\xff"}', "x.json")


def test_huge_documents_are_refused_before_they_are_read() -> None:
    begin = time.perf_counter()
    with pytest.raises(BadInput, match="more than 32 MiB"):
        parse(b" " * (MAX_BYTES + 1), "x.json")
    assert time.perf_counter() - begin < 1


def test_brackets_inside_text_do_not_count_as_nesting() -> None:
    text = "[" * 100 + '\\"'
    assert parse(json.dumps([text]).encode(), "x.json") == [text]


_LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20)


@given(st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner)))
def test_strict_json_comes_through_unchanged(value: object) -> None:
    try:
        data = json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        data = json.dumps(value).encode("ascii")
    assert parse(data, "x.json") == value
