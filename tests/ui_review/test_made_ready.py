"""What is made before it is asked for, and what is not made again: the next card, the tabs."""

from __future__ import annotations

import pytest

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import IndicatorId, ItemId
from reviewer_app.workflow import scoring
from tests.ui_review.conftest import Hands
from tests.ui_review.material import SID, VIDEO

pytestmark = [pytest.mark.gui]


def test_the_next_card_is_made_before_it_is_opened(hands: Hands) -> None:
    hands.open()
    following, last = hands.card("3.2"), hands.card("3.3")
    hands.until(lambda: following.body is not None)
    made = following.body
    assert made is not None and not made.isVisible() and last.body is None, "only what is a key away"
    hands.key("J")
    assert hands.body() is made and made.isVisible()
    assert not made.comment.toPlainText() and hands.comments() == {}
    hands.until(lambda: last.body is not None)


def test_the_next_cards_lines_are_there(hands: Hands) -> None:
    for start in range(0, 4000, 1000):
        here = Selector(time=TimeSpan(start=start, end=start + 900))
        scoring.cite(hands.ws, SID, VIDEO, here, IndicatorId("3.2"), f"at {start}")
    hands.open()
    following = hands.card("3.2")
    hands.until(lambda: following.body is not None and len(following.body.citations.lines) == 4)
    assert following.body is not None
    made = list(following.body.citations.lines)
    hands.key("J")
    assert hands.body().citations.lines == made and all(line.isVisible() for line in made)


def test_the_tabs_stay_while_the_items_do(hands: Hands) -> None:
    hands.open()
    first, second = sorted(hands.view.stage.viewers)[:2]
    chips = dict(hands.view.stage._chips)
    assert set(chips) == {first, second}
    hands.presenter.select(ItemId(second))
    hands.rest()
    hands.presenter.select(ItemId(first))
    hands.rest()
    assert hands.view.stage._chips == chips
    assert {item for item, chip in chips.items() if chip.isChecked()} == set(hands.presenter._stage.shown)


def test_a_tab_that_is_pressed_stays_chosen(hands: Hands) -> None:
    hands.open()
    for item in sorted(hands.view.stage._chips):
        hands.click(hands.view.stage._chips[item])
        assert hands.view.stage._chips[item].isChecked()
    shown = set(hands.presenter._stage.shown)
    assert {i for i, chip in hands.view.stage._chips.items() if chip.isChecked()} == shown
