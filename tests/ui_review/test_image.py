"""Pictures in their viewer: zoom, turn, pages, areas, straightened and cleaned views, two side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from reviewer_app.domain.citation import Region, Selector
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.base import Sibling
from tests.ui_review.still import Bench, mark, recipe

pytestmark = pytest.mark.gui


def photo(path: Path, size: tuple[int, int] = (1200, 900), colour: str = "tan", **options: Any) -> Path:
    picture = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(picture)
    for n in range(0, size[0], 40):
        draw.line((n, 0, n, size[1]), fill="navy", width=3)
    draw.rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    picture.save(path, **options)
    return path


def leaning_page(path: Path) -> Path:
    """A sheet of paper photographed from the side on a dark table."""
    picture = Image.new("RGB", (1000, 800), (60, 48, 40))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(200, 100), (820, 160), (900, 720), (120, 660)], fill=(236, 232, 224))
    for n in range(8):
        draw.line((260, 220 + n * 50, 780, 240 + n * 52), fill=(40, 40, 60), width=4)
    noise = np.random.default_rng(3).normal(0, 3, (800, 1000, 3))
    Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)).save(path)
    return path


def opened(bench: Bench, path: Path, **more: Any) -> Any:
    viewer = bench.show(path, **more)
    bench.until(lambda: viewer._item.dots)
    return viewer


def test_the_wheel_zooms_where_the_pointer_is(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, photo(tmp_path / "a.png"))
    stage = viewer.stage
    at = QPoint(600, 300)
    before = stage.mapToScene(at)
    for _ in range(5):
        event = QWheelEvent(
            QPointF(at), stage.viewport().mapToGlobal(QPointF(at)), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(stage.viewport(), event)
    after = stage.mapToScene(at)
    assert stage.scale_now > 1.2
    assert abs(after.x() - before.x()) < 3 and abs(after.y() - before.y()) < 3
    viewer.zoom_by(0)
    assert stage._fitted


def test_a_large_picture_gets_all_its_dots_when_looked_at_closely(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, photo(tmp_path / "a.png", (6000, 1500)))
    bench.rest()
    assert viewer._item.dots == 4096
    viewer.stage.zoom_to(1.5)
    bench.until(lambda: viewer._item.dots == 6000)
    assert viewer.stage._scene.sceneRect().width() == 4096, "the place that is looked at stays"


def test_exif_turning_is_heeded(bench: Bench, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    viewer = opened(bench, photo(tmp_path / "a.jpg", (1200, 600), exif=exif))
    assert viewer._full.width() == 600 and viewer._full.height() == 1200


def test_an_area_is_the_same_when_the_view_is_turned(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, photo(tmp_path / "a.png"))
    stage = viewer.stage
    viewer.bar.turn_wanted.emit()
    box = stage.mapFromScene(stage.sceneRect()).boundingRect()
    bench.drag(stage.viewport(), box.topLeft() + QPoint(2, 2), box.center(), shift=True)
    region = viewer.here().region
    assert abs(region.x) < 100 and abs(region.y - 5000) < 100 and abs(region.w - 5000) < 100
    bench.keys(stage, "Escape")
    assert viewer.here().region is None
    viewer.bar.region.setChecked(True)
    bench.keys(stage, "Right", "Right", "Shift+Down")
    assert viewer.here().region == Region(x=3100, y=3000, w=4000, h=4100)


def test_pages_of_a_tiff(bench: Bench, tmp_path: Path) -> None:
    pages = [Image.new("RGB", (300, 200), c) for c in ("red", "green", "blue")]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    viewer = opened(bench, tmp_path / "a.tiff")
    assert viewer.bar.pages.isVisible()
    viewer.go_to(Selector(page=3))
    bench.rest()
    assert viewer._item._levels[0].toImage().pixelColor(9, 9).blue() > 200
    assert viewer.here() == Selector(page=3)
    viewer.go_to(Selector(page=9))
    assert "can't be found" in bench.told[-1]


def test_a_straightened_view_leaves_the_evidence_alone(bench: Bench, tmp_path: Path) -> None:
    path = leaning_page(tmp_path / "page.png")
    before = path.read_bytes()
    viewer = opened(bench, path)
    viewer.show_marks((mark(Selector(region=Region(x=100, y=100, w=900, h=900))),))
    assert len(viewer.stage._regions) == 1 and not viewer.view_note.isVisible()
    viewer.menu.straight.trigger()
    bench.until(lambda: "View only, the evidence is unchanged" in viewer.view_note.text())
    assert viewer.view_note.isVisible() and "Areas can't be cited" in viewer.view_note.text()
    assert not viewer.bar.region.isEnabled() and viewer.stage._regions == ()
    stage = viewer.stage
    bench.drag(stage.viewport(), QPoint(300, 300), QPoint(420, 420), shift=True)
    assert viewer.here() == Selector()
    paper = viewer._item._levels[0].toImage()
    assert paper.pixelColor(40, 40).lightness() > 180, "the corner of the page, not the table"
    viewer.go_to(Selector(region=Region(x=100, y=100, w=900, h=900)))
    bench.rest()
    assert len(stage._regions) == 1 and not viewer.menu.straight.isChecked() and viewer.bar.region.isEnabled()
    assert path.read_bytes() == before


def test_a_cleaned_view_keeps_every_place(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, leaning_page(tmp_path / "page.png"))
    viewer.menu.clean.trigger()
    bench.until(lambda: "Cleaned" in viewer.view_note.text())
    assert "View only" in viewer.view_note.text() and viewer.bar.region.isEnabled()
    ground = viewer.view_note.grab().toImage().pixelColor(2, 2)
    assert ground == theme.colour("panel"), "the words are made for panels, not for the dark stage"
    box = viewer.stage.mapFromScene(viewer.stage.sceneRect()).boundingRect()
    bench.drag(viewer.stage.viewport(), box.topLeft() + QPoint(2, 2), box.center(), shift=True)
    assert abs(viewer.here().region.w - 5000) < 100


def test_two_pictures_are_moved_together(bench: Bench, tmp_path: Path) -> None:
    other = photo(tmp_path / "b.png", (800, 600), "olive")
    sibling = Sibling(title="Student work B", probe=bench.readers.probe(recipe(other)), recipe=lambda: recipe(other))
    viewer = opened(bench, photo(tmp_path / "a.png"), siblings=lambda: (sibling,))
    viewer.menu.fill()
    (choice,) = viewer.menu.others.actions()
    assert choice.text() == "Student work B"
    choice.trigger()
    bench.until(lambda: viewer.other is not None and viewer.other.shown)
    bench.rest()
    assert viewer.other.isVisible()
    assert viewer.other.head.grab().toImage().pixelColor(2, 2) == theme.colour("panel")
    viewer.stage.zoom_by(3, QPoint(50, 50))
    viewer.stage.turn()
    one, two = viewer.stage.view_now(), viewer.other.stage.view_now()
    assert one[3] == two[3] == 90 and one[:3] == pytest.approx(two[:3], abs=0.02)
    viewer.other.stage.zoom_by(1.5)
    assert viewer.stage.view_now()[:3] == pytest.approx(viewer.other.stage.view_now()[:3], abs=0.02)
    viewer.menu.together.trigger()
    viewer.stage.zoom_by(2)
    assert viewer.stage.view_now()[0] != pytest.approx(viewer.other.stage.view_now()[0], abs=0.1)
    viewer.menu.fill()
    viewer.menu.others.actions()[-1].trigger()
    assert viewer.other is None


def test_only_one_indicators_areas(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, photo(tmp_path / "a.png"))
    one, two = (Selector(region=Region(x=n, y=n, w=900, h=900)) for n in (10, 2000))
    viewer.show_marks((mark(one), mark(two, "3.2", 1)))
    assert len(viewer.stage._regions) == 2
    viewer.show_only(viewer.marks[1].indicator)
    assert [r for r, _ in viewer.stage._regions] == [two.region]


def test_shown_small_it_is_drawn_from_a_smaller_copy(bench: Bench, tmp_path: Path) -> None:
    """Fine lines become an even tone instead of a coarse pattern."""
    stripes = np.zeros((1600, 2400, 3), np.uint8)
    stripes[:, ::2] = 255
    Image.fromarray(stripes).save(tmp_path / "a.png")
    viewer = opened(bench, tmp_path / "a.png", size=(420, 360))
    bench.rest()
    shot = viewer.stage.viewport().grab().toImage()
    middle = [shot.pixelColor(x, shot.height() // 2).lightness() for x in range(120, shot.width() - 120)]
    assert max(middle) - min(middle) < 40 and 80 < middle[0] < 175


def click_in(viewer: Any, bench: Bench, x: float, y: float) -> None:
    """A click on a place of the picture (shares of it)."""
    whole = viewer.stage.sceneRect()
    at = viewer.stage.mapFromScene(QPointF(whole.width() * x, whole.height() * y))
    bench.click(viewer.stage.viewport(), at)


def test_a_cited_area_is_clicked_back_to_its_citation(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, photo(tmp_path / "a.png"))
    told: list[str] = []
    viewer.cited.connect(told.append)
    large = mark(Selector(region=Region(x=1000, y=1000, w=6000, h=6000)), "3.1")
    small = mark(Selector(region=Region(x=2000, y=2000, w=2000, h=2000)), "3.2", 1)
    viewer.show_marks((small, large, mark(Selector(), "3.3", 2)))
    click_in(viewer, bench, 0.3, 0.3)
    assert told == [small.citation], "of those that lie on one another the smaller"
    click_in(viewer, bench, 0.6, 0.6)
    assert told[1:] == [large.citation]
    click_in(viewer, bench, 0.9, 0.9)
    assert len(told) == 2, "no area was cited there"
    viewer.show_only(small.indicator)
    click_in(viewer, bench, 0.6, 0.6)
    assert len(told) == 2, "what is not shown can't be clicked"
    viewer.show_only(None)
    viewer.stage.turn()
    viewer.stage.zoom_by(1.5)
    click_in(viewer, bench, 0.5, 0.5)
    assert told[2:] == [large.citation], "turned and zoomed the same place is meant"
    middle = viewer.stage.mapFromScene(viewer.stage.sceneRect().center())
    bench.drag(viewer.stage.viewport(), middle, middle + QPoint(60, 0))
    assert len(told) == 3, "a picture that was moved was not clicked"


def test_going_to_an_area_that_is_seen_leaves_the_view_as_it_is(bench: Bench, tmp_path: Path) -> None:
    viewer = opened(bench, photo(tmp_path / "a.png"))
    viewer.stage.zoom_by(2)
    scale = viewer.stage.scale_now
    viewer.go_to(Selector(region=Region(x=4800, y=4800, w=400, h=400)))
    assert viewer.stage.scale_now == scale
    viewer.go_to(Selector(region=Region(x=0, y=0, w=400, h=400)))
    assert viewer.stage.scale_now < scale, "out of view: the whole picture"


def test_areas_of_a_tiffs_pages_are_clicked_on_their_own_page(bench: Bench, tmp_path: Path) -> None:
    pages = [Image.new("RGB", (300, 200), c) for c in ("red", "green")]
    pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
    viewer = opened(bench, tmp_path / "a.tiff")
    told: list[str] = []
    viewer.cited.connect(told.append)
    viewer.show_marks((mark(Selector(page=2, region=Region(x=1000, y=1000, w=8000, h=8000))),))
    click_in(viewer, bench, 0.5, 0.5)
    assert not told
    viewer.show_frame(2)
    bench.rest()
    click_in(viewer, bench, 0.5, 0.5)
    assert len(told) == 1
