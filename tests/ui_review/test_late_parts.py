"""Controls and transcript come after the first picture; nothing moves then, and what was asked before is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import CitationId, IndicatorId
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.places import Mark, Target, clock
from reviewer_app.ui.viewers.recording_base import REST_MS
from tests.evidence.made import clip
from tests.ui_review.viewing import Viewing, with_settings

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


@pytest.fixture
def text_of(qapp: QApplication) -> Iterator[Callable[[float], None]]:
    """Text of another size, for one test."""
    yield lambda scale: theme.apply(qapp, theme.Mode.LIGHT, scale)
    theme.apply(qapp, theme.Mode.LIGHT)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_nothing_moves_and_nothing_is_lost_when_the_controls_come(
    viewing: Viewing, tmp_path: Path, text_of: Callable[[float], None], scale: float
) -> None:
    text_of(scale)
    viewer = viewing.show(filed(tmp_path, 100), size=(1200, 700))
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
    row = viewer.controls
    assert row.height() == viewer.controls_place.height()
    assert row.speed.isVisible() and row.cite.isVisible()
    for part in (row.play, row.time, row.total, row.speed, row.chosen, row.cite, row.more):
        assert part.height() >= part.sizeHint().height() and row.rect().contains(part.geometry()), part.accessibleName()
    assert row.cite.height() >= QFontMetrics(theme.font(13)).height()
    assert "2.1" in viewer.controls.cite.accessibleName() + viewer.controls.cite.text()
    viewing.until(lambda: viewer.player.settled and viewer.player.position == 1000)
    assert viewer.controls.time.text() == clock(viewer.player.position)
    assert viewer.marking.picked.citation == "c1"


def test_the_first_picture_comes_quickly_and_then_smoothly(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.show(filed(tmp_path, 50))
    smooth = QPainter.RenderHint.SmoothPixmapTransform
    assert not viewer.stage.renderHints() & smooth
    viewing.until(lambda: viewer.has_controls)
    assert viewer.stage.renderHints() & smooth


def test_a_key_that_needs_the_controls_makes_them(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.show(filed(tmp_path, 50))
    assert not viewer.has_controls and viewer.key("mute")
    assert viewer.controls.muted and viewer.controls.isVisible()
    assert viewer.key("transcript") and viewer.transcript.isVisible()


def test_tab_goes_through_what_came_late_in_the_order_that_is_seen(viewing: Viewing, tmp_path: Path) -> None:
    """From the picture by the transcript and the timeline to the controls from left to right, and out again."""
    settings = with_settings(transcript=True)
    viewer = viewing.show(filed(tmp_path, 50), settings=settings, size=(1200, 700))
    viewing.ready(viewer)
    viewing.until(lambda: viewer.has_controls and viewer.controls.isVisible())
    viewing.qtbot.waitActive(viewer)
    viewer.stage.setFocus()
    met: list[QWidget] = []
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget() or viewer, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in met:
            break
        met.append(now)
    row = [w for w in met if viewer.controls.isAncestorOf(w)]
    places = [w.mapTo(viewer.controls, QPoint(0, 0)).x() for w in row]
    assert places == sorted(places) and len(row) >= 9
    said = [w for w in met if viewer.transcript.isAncestorOf(w)]
    assert said and met.index(said[-1]) < met.index(viewer.timeline), "the transcript stands beside the picture"
    assert met.index(viewer.timeline) < met.index(row[0]), "the timeline stands above its controls"
    assert met.index(row[-1]) - met.index(row[0]) == len(row) - 1, "nothing comes in between"


def test_an_end_before_they_come_is_an_end(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.show(filed(tmp_path, 50))
    viewer.release()
    QTest.qWait(REST_MS + 100)
    assert not viewer.has_controls
