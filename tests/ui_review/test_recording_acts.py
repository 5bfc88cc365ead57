"""What can be done with a recording: repeat, trim, skip, speed, sound, scenes, stills, covered faces, full screen."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from reviewer_app.domain.citation import Region, Selector, TimeSpan
from reviewer_app.domain.ids import CitationId, IndicatorId
from reviewer_app.evidence.strips import StripStore
from reviewer_app.evidence.vault import Vault
from reviewer_app.ui.viewers.places import Mark, Target
from reviewer_app.ui.viewers.strips import FILM_PICTURES
from tests.evidence import made
from tests.ui_review.viewing import Viewing, film, number_shown, with_settings

pytestmark = pytest.mark.gui
FRAMES = 150


@pytest.fixture
def viewer(viewing: Viewing, tmp_path: Path) -> Any:
    """A clip of six seconds, ready, with two citations, one of them in hand."""
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(FRAMES))
    ready = viewing.ready(viewing.show(path))
    ready.show_target(Target(label="3.2", hue=1))
    ready.show_marks((mark("a", 1000, 2000, 0), mark("b", 3000, 4000, 1)))
    return ready


def mark(name: str, start: int, end: int, hue: int) -> Mark:
    return Mark(
        citation=CitationId(name), selector=Selector(time=TimeSpan(start=start, end=end)),
        indicator=IndicatorId(f"3.{hue + 1}"), hue=hue, label=f"3.{hue + 1}",
    )  # fmt: skip


def go(viewing: Viewing, viewer: Any, frame: int) -> None:
    viewer.player.seek(viewer.player.frames.aim(frame))
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == frame)


def test_a_citation_is_repeated_until_one_goes_elsewhere(viewing: Viewing, viewer: Any) -> None:
    viewer.show_marks((mark("a", 1020, 1420, 0),))
    viewer.go_to(viewer.marks[0].selector)
    viewing.until(lambda: viewer.player.settled)
    seen: list[int] = []
    viewer.player.position_changed.connect(seen.append)
    viewer.key("loop")
    assert viewer.controls.loop.isChecked()
    viewing.until(lambda: sum(b < a for a, b in pairwise(seen)) >= 2)
    assert max(seen) < 1_900 and viewer.player.playing
    viewer.player.seek(5_000)
    viewing.until(lambda: not viewer.controls.loop.isChecked())
    viewing.until(lambda: viewer.player.position > 5_100)


def test_without_a_citation_there_is_nothing_to_repeat(viewing: Viewing, viewer: Any) -> None:
    viewer.controls.loop.click()
    assert not viewer.controls.loop.isChecked() and "to repeat it" in viewing.told["said"][0][0]


def test_the_ends_of_the_citation_in_hand_are_set_by_key(viewing: Viewing, viewer: Any) -> None:
    viewer.key("trim-end")
    assert viewing.told["recited"] == [] and "Go to a citation" in viewing.told["said"][0][0]
    viewer.go_to(viewer.marks[1].selector)
    go(viewing, viewer, 110)
    viewer.key("trim-end")
    go(viewing, viewer, 60)
    viewer.key("trim-start")
    end, start = (selector.time for citation, selector in viewing.told["recited"] if citation == "b")
    assert end.start == 3000 and viewer.player.frames.at(end.end) == 110
    assert viewer.player.frames.at(start.start) == 60 and start.end == 4000


def test_an_edge_that_was_dragged_is_told_with_its_frame(viewing: Viewing, viewer: Any) -> None:
    line = viewer.timeline
    right = round(line.x_of(4000)) - 1
    viewing.drag(line, QPoint(right, 4), QPoint(round(line.x_of(5000)), 4))
    viewing.until(lambda: viewing.told["recited"])
    ((citation, selector),) = viewing.told["recited"]
    assert citation == "b" and selector.time.start == 3000
    assert viewer.player.frames.at(selector.time.end) == viewer.player.frames.at(line.ms_of(line.x_of(5000)))


def test_a_finalised_review_is_not_trimmed(viewing: Viewing, viewer: Any) -> None:
    viewer.go_to(viewer.marks[1].selector)
    viewer.show_target(None)
    viewer.key("trim-start")
    assert viewing.told["recited"] == []
    go(viewing, viewer, 110)
    viewer.key("trim-end")
    assert viewing.told["recited"] == [] and "finalised" in viewing.told["said"][-1][0]


def test_skips_go_as_far_as_the_person_set(viewing: Viewing, tmp_path: Path) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(FRAMES))
    viewer = viewing.ready(viewing.show(path, settings=with_settings(skip_seconds=1.0, long_skip_seconds=2.0)))
    go(viewing, viewer, 10)
    viewer.key("jump-on")
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 35)
    viewer.key("long-on")
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 85)
    viewer.key("long-back")
    viewer.key("jump-back")
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 10)
    viewer.controls.menu.skip_wanted.emit("skip_seconds", 2.0)
    assert viewing.told["preferred"][-1] == ("skip_seconds", 2.0)
    viewer.key("jump-on")
    viewing.until(lambda: viewer.player.settled and number_shown(viewer) == 60)


def test_speed_and_sound_are_kept(viewing: Viewing, viewer: Any) -> None:
    viewer.key("faster")
    assert viewer.player.rate == 1.25 and ("playback_rate", 1.25) in viewing.told["preferred"]
    viewer.controls.level.setValue(40)
    assert viewing.told["preferred"][-1] == ("volume", 0.4)
    viewer.key("mute")
    assert viewer.controls.muted and viewing.told["preferred"][-1] == ("volume", 0.0)
    viewer.key("mute")
    assert not viewer.controls.muted and viewing.told["preferred"][-1] == ("volume", 0.4)


def test_the_next_time_it_begins_as_it_was_left(viewing: Viewing, tmp_path: Path) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(50))
    viewer = viewing.ready(viewing.show(path, settings=with_settings(volume=0.4, playback_rate=1.5)))
    sound = viewer.player.sound.output
    assert (round(sound.volume(), 2), sound.isMuted(), viewer.player.rate) == (0.4, False, 1.5)
    assert viewer.controls.level.value() == 40 and viewer.controls.speed.text() == "1.5×"
    silent = viewing.ready(viewing.show(path, settings=with_settings(volume=0.0)))
    assert silent.player.sound.output.isMuted() and silent.controls.muted


def test_what_was_watched_is_told_and_shown(viewing: Viewing, viewer: Any) -> None:
    go(viewing, viewer, 25)
    viewer.key("play")
    viewing.until(lambda: viewer.player.position > 2_200)
    viewer.key("play")
    viewing.until(lambda: viewing.told["looked"])
    start, end, seconds = viewing.told["looked"][-1]
    assert 1_000 <= start <= 1_100 and 2_100 < end < 4_000 and 0 <= seconds <= 10
    viewer.show_seen(((0, 3_000),))
    image, row = viewer.timeline.grab().toImage(), round(viewer.timeline.wave_area().bottom()) + 2
    greens = [image.pixelColor(round(viewer.timeline.x_of(ms)), row) for ms in (1_500, 4_500)]
    assert greens[0].green() > greens[0].red() + 40 and greens[1].green() < 80


def test_voices_keep_their_pitch(viewer: Any) -> None:
    """What Qt offers is used: since 6.10 its player can."""
    inner = viewer.player._player
    if not hasattr(inner, "pitchCompensation"):
        pytest.skip("this Qt has no pitch compensation")
    assert inner.pitchCompensation()


def test_only_the_active_indicators_citations(viewer: Any) -> None:
    assert viewer.controls.menu.entries["only"].text() == "Only citations of 3.2"
    viewer.key("only")
    assert [m.citation for m in viewer.timeline._marks] == ["b"]
    viewer.show_target(Target(label="3.1", hue=0))
    assert [m.citation for m in viewer.timeline._marks] == ["a"]
    viewer.key("only")
    assert len(viewer.timeline._marks) == 2
    viewer.show_only(IndicatorId("3.2"))
    assert [m.citation for m in viewer.timeline._marks] == ["b"]


def test_a_still_of_an_area_is_wanted_for_the_feedback(viewing: Viewing, viewer: Any) -> None:
    viewer.key("still")
    assert viewing.told["still"] == [] and "Mark an area" in viewing.told["said"][0][0]
    go(viewing, viewer, 42)
    assert not viewer.controls.still.isVisible()
    view = viewer.stage
    box = view.mapFromScene(view.sceneRect()).boundingRect()
    viewing.drag(view.viewport(), box.center(), box.center() + QPoint(box.width() // 4, box.height() // 4), shift=True)
    viewer.controls.still.click()
    ((selector,),) = viewing.told["still"]
    assert viewer.player.frames.at(selector.time.start) == 42 and isinstance(selector.region, Region)


def test_the_full_screen_and_back(viewing: Viewing, viewer: Any) -> None:
    viewer.key("full-screen")
    assert viewer.is_full and viewer.body.window() is viewer._full and viewer.controls.isVisible()
    go(viewing, viewer, 30)
    assert number_shown(viewer) == 30
    QTest.keyClick(viewer._full, Qt.Key.Key_Escape)
    assert not viewer.is_full and viewer.body.window() is viewer.window() and viewer.stage.isVisible()
    QTest.mouseDClick(viewer.stage.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert viewer.is_full
    viewer.key("full-screen")
    assert not viewer.is_full


def test_a_viewer_may_end_while_it_is_on_the_full_screen(viewer: Any) -> None:
    viewer.key("full-screen")
    viewer.release()
    assert not viewer.is_full


def test_hovering_shows_the_frame_under_the_pointer(viewing: Viewing, viewer: Any) -> None:
    viewing.rest()
    line = viewer.timeline
    QTest.mouseMove(line, QPoint(round(line.x_of(viewer.player.frames.aim(100))), 40))
    assert viewer.hover.isVisible()
    viewing.until(lambda: code_in(viewer.hover.picture) == 100)
    QTest.mouseMove(line, QPoint(5, 2))
    line.leaveEvent(None)
    assert not viewer.hover.isVisible()


def code_in(image: Any) -> int:
    wide, row = image.width(), image.height() // 2
    return sum((image.pixelColor(int((b + 0.5) * wide / 12), row).lightness() > 127) << b for b in range(12))


def test_strips_are_kept_for_the_next_time(viewing: Viewing, tmp_path: Path) -> None:
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(FRAMES))
    store = StripStore(Vault.create(tmp_path / "vault"), tmp_path / "strips.json")
    first = viewing.ready(viewing.show(path, strips=store))
    viewing.rest()
    assert first.timeline.pictures == FILM_PICTURES and store.used() > 0
    kept = store.used()
    again = viewing.ready(viewing.show(path, strips=store))
    viewing.rest()
    assert again.timeline.pictures == FILM_PICTURES and store.used() == kept
    assert any(b > 140 for b in again.timeline._high)


def test_scenes_are_found_and_gone_to(viewing: Viewing, tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    rooms = [
        Image.fromarray(chance.integers(0, 255, (6, 8, 3), np.uint8)).resize((320, 180), Image.Resampling.BICUBIC)
        for _ in range(3)
    ]
    viewer = viewing.ready(viewing.show(film(tmp_path / "scenes.mp4", rooms, 50)))
    viewing.until(lambda: len(viewer._strips.scenes) == 2, timeout=20_000)
    assert viewer.timeline._scenes == viewer._strips.scenes
    for _ in range(2):
        viewer.key("scene-on")
        viewing.until(lambda: viewer.player.settled)
    assert viewer.player.frame == 100
    viewer.key("scene-on")
    assert "No later scene" in viewing.told["said"][-1][0]
    viewer.key("scene-back")
    viewing.until(lambda: viewer.player.settled and viewer.player.frame == 50)
    viewer.key("scene-back")
    viewing.until(lambda: viewer.player.settled and viewer.player.frame == 0)
