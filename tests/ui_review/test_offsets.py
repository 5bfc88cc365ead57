"""Positions: code points, UTF-16 units, texts that differ in white space; places in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.citation import Region, Selector, TextQuote, TimeSpan
from reviewer_app.ui.viewers.offsets import Shown, find_quote, quote_of, to_points, to_utf16
from reviewer_app.ui.viewers.places import clock, length, region_of, span, where

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(TEXTS, st.integers(0, 40))
def test_positions_come_back(text: str, at: int) -> None:
    place = min(at, len(text))
    units = to_utf16(text, place)
    assert units == len(text[:place].encode("utf-16-le")) // 2
    assert to_points(text, units) == place


@pytest.mark.parametrize(("units", "points"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 3), (5, 4), (6, 5), (99, 6)])
def test_emoji_and_combining_marks(units: int, points: int) -> None:
    """a, an emoji of two units, e and its accent as two code points, a flag's first half."""
    assert to_points("a👍e\u0301b!", units) == points


@given(TEXTS, TEXTS, TEXTS)
def test_a_quote_is_found_where_it_was_made(before: str, words: str, after: str) -> None:
    text = before + words + after
    made = quote_of(text, len(before), len(before) + len(words))
    if made is None:
        assert not words.strip()
        return
    assert text[made.start : made.end] == words.strip()
    assert made.exact == words.strip().replace("\f", "\n"), "no letter can hold a form feed"
    assert find_quote(text, made) == (made.start, made.end)


def test_surroundings_decide_between_equal_words() -> None:
    text = "we asked them. Later we asked him. At last we asked her."
    quote = TextQuote(exact="we asked", prefix="Later ", suffix=" him")
    found = find_quote(text, quote)
    assert found is not None and text[found[0] : found[1] + 4] == "we asked him"


def test_another_spacing_is_no_obstacle_but_other_words_are() -> None:
    text = "told me\nthat  texts were\u00a0fine"
    assert find_quote(text, TextQuote(exact="me that texts were fine")) == (5, len(text))
    assert find_quote(text, TextQuote(exact="texts were bad")) is None


def test_a_position_is_not_believed_against_the_words() -> None:
    assert find_quote("one two three", TextQuote(exact="three", start=4, end=9)) == (8, 13)


def test_a_document_shown_with_other_spacing_is_lined_up() -> None:
    plain, shown = "Títle\n\nHe said 👍 twice.", "Títle\nHe\u2028said \ufffc👍 twice."
    texts = Shown(plain, shown)
    start = plain.index("👍")
    units = texts.to_selection(start, start + 7)
    assert shown.encode("utf-16-le")[2 * units[0] : 2 * units[1]].decode("utf-16-le") == "👍 twice"
    assert texts.from_selection(*units) == (start, start + 7)


def test_places_in_words() -> None:
    assert clock(348_200) == "05:48.20"
    assert clock(3_723_450) == "1:02:03.45"
    assert length(370_000) == "6:10"
    assert length(1_122_000) == "18:42"
    assert span(331_000, 362_500) == "05:31–06:02"
    assert span(1_200, 1_200) == "00:01.20"
    assert where(Selector(page=2, region=Region(x=0, y=0, w=9, h=9))) == "p.2 · area"
    assert where(Selector(time=TimeSpan(start=0, end=61_000))) == "00:00–01:01"


def test_regions_stay_inside_the_picture() -> None:
    assert region_of(-0.5, 0.25, 1.0, 2.0) == Region(x=0, y=2500, w=5000, h=7500)
    assert region_of(0.5, 0.5, 0.001, 0.4) is None
