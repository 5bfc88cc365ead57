"""A cited area of a picture or of a standing frame is clicked, and its citation is met in the rubric."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from reviewer_app.domain.citation import Region, Selector, TimeSpan
from reviewer_app.domain.ids import CitationId, IndicatorId
from reviewer_app.ui.viewers.places import Mark
from reviewer_app.workflow import scoring
from tests.evidence import made
from tests.ui_review.conftest import Hands
from tests.ui_review.material import PHOTO, SID
from tests.ui_review.viewing import Viewing, number_shown

pytestmark = pytest.mark.gui
AREA = Region(x=2000, y=2000, w=3000, h=3000)


def place(stage: Any, x: float, y: float) -> QPoint:
    """Where a place of the picture (shares of it) is on the screen."""
    whole = stage.sceneRect()
    found: QPoint = stage.mapFromScene(QPointF(whole.width() * x, whole.height() * y))
    return found


def test_an_area_of_a_picture_opens_its_card(hands: Hands) -> None:
    hands.open()
    scoring.cite(hands.ws, SID, PHOTO, Selector(region=AREA), IndicatorId("3.2"), "the chart")
    hands.presenter._read()
    hands.rest()
    viewer = hands.viewer(PHOTO)
    hands.until(lambda: viewer._item.dots and viewer.marks)
    hands.presenter.activate(IndicatorId("3.1"))
    hands.rest().click(viewer.stage.viewport(), place(viewer.stage, 0.9, 0.9))
    assert hands.view.rubric.active_card is hands.card("3.1"), "no area was cited there"
    hands.click(viewer.stage.viewport(), place(viewer.stage, 0.35, 0.35))
    assert hands.view.rubric.active_card is hands.card("3.2")
    assert [line.row.words for line in hands.body().citations.lines if line.isVisible()] == ["the chart"]


def test_an_area_of_a_frame_is_met_while_it_stands_and_stops_the_video_while_it_plays(
    viewing: Viewing, tmp_path: Path
) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(100))
    viewer = viewing.ready(viewing.show(path))
    told: list[CitationId] = []
    viewer.cited.connect(told.append)
    one = Mark(
        citation=CitationId("a"), selector=Selector(time=TimeSpan(start=1000, end=3000), region=AREA),
        indicator=IndicatorId("3.1"), hue=0, label="3.1",
    )  # fmt: skip
    viewer.show_marks((one,))
    viewer.player.seek(viewer.player.frames.aim(40))
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 40)
    stage = viewer.stage.viewport()

    def click(x: float, y: float) -> None:
        QTest.mouseClick(stage, Qt.MouseButton.LeftButton, pos=place(viewer.stage, x, y))

    click(0.35, 0.35)
    assert told == ["a"] and not viewer.player.playing
    click(0.9, 0.9)
    assert told == ["a"] and viewer.player.playing, "anywhere else starts it, as before"
    click(0.35, 0.35)
    assert told == ["a"] and not viewer.player.playing, "a moving picture is only stopped"
    viewer.player.seek(viewer.player.frames.aim(10))
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 10)
    click(0.35, 0.35)
    assert told == ["a"] and viewer.player.playing, "the area was cited at another time"
