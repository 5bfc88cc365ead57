"""Controls and transcript come after the first picture; nothing moves then, and what was asked before is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import CitationId, IndicatorId
from reviewer_app.ui.viewers.places import Mark, Target, clock
from reviewer_app.ui.viewers.recording_base import REST_MS
from tests.evidence.made import clip
from tests.ui_review.viewing import Viewing

pytestmark = [pytest.mark.gui]


def filed(folder: Path, frames: int) -> Path:
    """A clip on the disk."""
    path = folder / "late.mp4"
    path.write_bytes(clip(frames))
    return path


@pytest.fixture
def viewing(qtbot: QtBot) -> Iterator[Viewing]:
    """Viewers, ended afterwards."""
    made = Viewing(qtbot)
    yield made
    made.close()


def test_nothing_moves_and_nothing_is_lost_when_the_controls_come(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.show(filed(tmp_path, 100))
    assert not viewer.has_controls
    place = Selector(time=TimeSpan(start=1000, end=2000))
    viewer.show_target(Target(label="2.1", hue=1))
    viewer.show_marks(
        (Mark(citation=CitationId("c1"), indicator=IndicatorId("i1"), selector=place, hue=1, label="2.1"),)
    )
    viewer.go_to(place)
    viewer.hush()
    viewer.clear_choice()
    assert not viewer.has_controls, "opening an item on the desk needs none of them"
    QTest.qWait(1)
    before = (viewer.stage.geometry(), viewer.timeline.geometry())
    viewing.ready(viewer)
    viewing.until(lambda: viewer.has_controls)
    QTest.qWait(20)
    assert (viewer.stage.geometry(), viewer.timeline.geometry()) == before
    assert viewer.controls.height() == viewer.controls_place.height()
    assert "2.1" in viewer.controls.cite.accessibleName() + viewer.controls.cite.text()
    viewing.until(lambda: viewer.player.settled and viewer.player.position == 1000)
    assert viewer.controls.time.text() == clock(viewer.player.position)
    assert viewer.marking.picked.citation == "c1"


def test_a_key_that_needs_the_controls_makes_them(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.show(filed(tmp_path, 50))
    assert not viewer.has_controls and viewer.key("mute")
    assert viewer.controls.muted and viewer.controls.isVisible()
    assert viewer.key("transcript") and viewer.transcript.isVisible()


def test_an_end_before_they_come_is_an_end(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.show(filed(tmp_path, 50))
    viewer.release()
    QTest.qWait(REST_MS + 100)
    assert not viewer.has_controls
