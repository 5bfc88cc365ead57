"""Places in the evidence as text and as W3C selectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer_app.domain.citation import Region, Selector, TextQuote, TimeSpan
from reviewer_app.domain.selectors import format_place, from_annotation, parse_place, to_annotation
from reviewer_app.errors import BadInput

times = st.tuples(st.integers(0, 10**8), st.integers(0, 10**7)).map(lambda t: TimeSpan(start=t[0], end=t[0] + t[1]))
regions = st.tuples(*(st.integers(0, 4999), st.integers(1, 5000)) * 2).map(
    lambda r: Region(x=r[0], y=r[2], w=r[1], h=r[3])
)
words = st.text(min_size=1, max_size=40)
places = st.one_of(
    st.builds(Selector, time=st.none() | times, region=st.none() | regions),
    st.builds(Selector, page=st.integers(1, 999_999), region=st.none() | regions),
    st.builds(Selector, page=st.none() | st.integers(1, 999_999), quote=words.map(lambda w: TextQuote(exact=w))),
)


@pytest.mark.parametrize(
    "text",
    [
        "0001#t=12.5,47.25",
        "0001#t=12.5&xywh=percent:10,10,20,20",
        "0002#page=3",
        "0002#quote=some words & page=2, 100 %",
        "0002#page=3&quote=a=b",
        "0003",
        "0003#xywh=percent:0.5,1,2.25,90",
    ],
)
def test_text_comes_back_as_it_was(text: str) -> None:
    assert format_place(*parse_place(text)) == text


def test_times_may_be_written_as_on_a_clock() -> None:
    assert parse_place("0001#t=5:31,1:06:02.5")[1].time == TimeSpan(start=331_000, end=3_962_500)
    assert parse_place("0001#t=npt:3")[1].time == TimeSpan(start=3000, end=3000)


@pytest.mark.parametrize(
    "text",
    [
        "1", "clip#t=3", "0001#t=7,3", "0001#t=3,", "0001#t=,3", "0001#t=-1", "0001#t=1e3", "0001#t=1:75",
        "0001#t=1&t=2", "0001#page=0", "0001#page=1.5", "0001#page=1&t=3", "0001#t=1&quote=x",
        "0001#xywh=1,1,1,1", "0001#xywh=percent:NaN,1,1,1", "0001#xywh=percent:1,1,1", "0001#xywh=percent:90,0,11,5",
        "0001#xywh=percent:1,1,0,5", "0001#quote=", "0001#id=chapter", "0001#t",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_examples(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_place(text)
    assert caught.value.code == "bad-selector"
    assert "0001#t=12.5,47.25" in caught.value.hint


@given(places)
def test_every_place_survives_both_forms(selector: Selector) -> None:
    assert from_annotation(to_annotation(selector)) == selector
    item, again = parse_place(format_place("0001", selector))  # type: ignore[arg-type]
    assert (item, again) == ("0001", selector)


def test_a_quote_keeps_its_surroundings_and_position_in_w3c_form() -> None:
    quote = TextQuote(exact="asked", prefix="I ", suffix=" her", start=7, end=12)
    whole = to_annotation(Selector(page=2, quote=quote))
    assert [s["type"] for s in whole] == ["FragmentSelector", "FragmentSelector"]
    assert whole[0]["refinedBy"] == {"type": "TextQuoteSelector", "exact": "asked", "prefix": "I ", "suffix": " her"}
    assert from_annotation(whole) == Selector(page=2, quote=quote)


MEDIA = "http://www.w3.org/TR/media-frags/"


@pytest.mark.parametrize(
    "selectors",
    [
        "t=3",
        [{"type": "CssSelector", "value": "p"}],
        [{"type": "FragmentSelector", "value": "t=3", "conformsTo": "http://example.org/"}],
        [{"type": "FragmentSelector", "value": "page=3", "conformsTo": MEDIA}],
        [{"type": "FragmentSelector", "value": 3}],
        [{"type": "FragmentSelector", "value": "t=3", "extra": 1}],
        [{"type": "TextPositionSelector", "start": 1, "end": 2}],
        [{"type": "TextQuoteSelector", "exact": "a"}, {"type": "TextQuoteSelector", "exact": "b"}],
        [{"type": "TextQuoteSelector", "exact": "a"}, {"type": "TextPositionSelector", "start": True, "end": 2}],
        [{"type": "TextQuoteSelector", "exact": "a"}] * 9,
    ],
)
def test_foreign_or_contradicting_selectors_are_refused(selectors: object) -> None:
    with pytest.raises(BadInput):
        from_annotation(selectors)


def test_a_selector_that_refines_itself_without_end_is_refused() -> None:
    endless: dict[str, object] = {"type": "FragmentSelector", "value": "t=1", "conformsTo": MEDIA}
    endless["refinedBy"] = endless
    with pytest.raises(BadInput):
        from_annotation(endless)
