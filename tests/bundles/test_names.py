from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.bundles.names import composed, folded, odd, percent_decoded, percent_encoded, shown, unsafe


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/etc/passwd", "absolute-path"),
        ("//server/share/x", "unc-path"),
        ("\\\\server\\share\\x", "unc-path"),
        ("C:\\x", "drive-letter"),
        ("c:x", "drive-letter"),
        ("a/../b", "path-outside"),
        ("..", "path-outside"),
        ("a\\..\\b", "path-outside"),
        ("a\\b", "backslash"),
        ("a//b", "bad-path"),
        ("./a", "bad-path"),
        ("", "bad-path"),
        ("a\0b", "bad-path"),
        ("a/\udcff", "name-encoding"),
        ("x" * 2000, "path-too-long"),
        ("d/" * 40 + "x", "path-too-long"),
    ],
)
def test_paths_that_lead_elsewhere_have_a_reason(path: str, code: str) -> None:
    found = unsafe(path)
    assert found is not None
    assert found[0] == code


@pytest.mark.parametrize("path", ["data/a.txt", "a..b/c", "...", "Élève/1 – photo.jpg", "data/%41", "~root/x"])
def test_plain_paths_are_safe(path: str) -> None:
    assert unsafe(path) is None


@pytest.mark.parametrize("path", ["data/CON", "nul.txt", "a:b", "x.", "dir /y", "evil\u202egpj.exe", "a\x07b", "COM¹"])
def test_names_that_not_every_system_can_have_are_odd(path: str) -> None:
    assert odd(path)


@pytest.mark.parametrize("path", ["data/console.txt", "Élève.txt", "日本語.pdf", "a b.c"])
def test_ordinary_names_are_not_odd(path: str) -> None:
    assert not odd(path)


def test_twins_fold_to_the_same_text() -> None:
    assert folded("Data/ÉLÈVE.txt") == folded(unicodedata.normalize("NFD", "data/élève.TXT"))
    assert folded("straße") == folded("STRASSE")
    assert folded("a") != folded("b")


@given(st.text(max_size=60))
def test_what_is_shown_can_be_printed_on_one_line(name: str) -> None:
    text = shown(name)
    text.encode("utf-8")
    assert len(text.splitlines()) <= 1
    assert not any(unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" for c in text)


def test_a_name_that_changes_direction_is_shown_escaped() -> None:
    assert shown("evil\u202egpj.exe") == "evil\\u{202e}gpj.exe"
    assert shown("a\nb") == "a\\x0ab"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_percent_encoding_comes_back(path: str) -> None:
    written = percent_encoded(path)
    assert "\n" not in written
    assert "\r" not in written
    assert percent_decoded(written) == path


def test_other_percent_signs_stand_for_themselves() -> None:
    assert percent_decoded("100%41%7E%25") == "100%41%7E%"


@given(st.text(max_size=40))
def test_composing_twice_changes_nothing(path: str) -> None:
    assert composed(composed(path)) == composed(path)
