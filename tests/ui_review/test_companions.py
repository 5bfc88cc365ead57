"""On the scoring screen viewers know the other pictures, the word limits, and how to save a copy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reviewer_app.ui.review.companions import pictures_beside, words_allowed
from tests.ui_review.conftest import Hands
from tests.ui_review.material import PHOTO, REFLECTION, SURVEY

pytestmark = pytest.mark.gui


def test_a_viewer_on_the_desk_has_what_it_needs(hands: Hands, tmp_path: Path) -> None:
    hands.open()
    viewer = hands.viewer(REFLECTION)
    hands.until(lambda: viewer.complete)
    assert viewer.material.words_allowed == (None, None)
    assert "words" in viewer.bar.count.text() and "limit" not in viewer.bar.count.text()
    (photo,) = viewer.material.siblings()
    assert photo.title == "Student work A" and "IMG" not in photo.title
    assert hands.viewer(PHOTO).material.siblings() == ()
    viewer.original.ask()
    viewer.original.chosen.emit(tmp_path / "copy.docx")
    hands.rest()
    item = next(i for i in hands.desk.submission.evidence if i.id == REFLECTION)
    assert hashlib.sha256((tmp_path / "copy.docx").read_bytes()).hexdigest() == item.sha256


def test_limits_are_those_of_the_requirement_that_the_item_answers(hands: Hands) -> None:
    from dataclasses import replace

    desk = hands.desk
    (asked,) = desk.component.requirements
    limited = replace(desk, component=replace(desk.component, requirements=(replace(asked, max_words=900),)))
    item = next(i for i in desk.submission.evidence if i.id == REFLECTION)
    assert words_allowed(limited, item) == (None, 900)
    assert words_allowed(limited, replace(item, requirement="other")) == (None, None)
    assert words_allowed(None, item) == (None, None)
    assert pictures_beside(hands.ws, desk.submission.evidence, item, lambda _: None) == ()


def test_a_citation_of_a_pdf_is_pressed_to_be_found_in_the_rubric(hands: Hands) -> None:
    hands.open()
    viewer = hands.viewer(SURVEY)
    hands.until(lambda: viewer.strip.count == 3 and viewer.strip.words(1) and viewer.source.ready)
    hands.rest()
    words = viewer.strip.words(1)
    first = next(n for n, w in enumerate(words) if w.text == "how")
    start, end = viewer.strip.place_of_word(1, first), viewer.strip.place_of_word(1, first + 3)
    hands.drag(viewer.strip.viewport(), start, end)
    hands.key("C")
    pressed: list[object] = []
    viewer.cited.connect(pressed.append)
    hands.click(viewer.strip.viewport(), start)
    (cited,) = hands.desk.review.citations
    assert pressed == [cited.id]
