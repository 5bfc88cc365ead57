"""Where the timeline is looked at closely there come finer pictures: of that part only, kept, and bounded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from reviewer_app.evidence.strips import StripStore
from reviewer_app.evidence.vault import Vault
from reviewer_app.ui.viewers import close_up
from reviewer_app.ui.viewers.close_up import COARSE, TILE, level_for, tiles_in_view
from reviewer_app.ui.viewers.timescale import TimeScale
from tests.evidence import made
from tests.ui_review.viewing import Viewing

pytestmark = pytest.mark.gui
HOUR = 3_600_000


def scale_of(duration: int, start: float, span: float) -> TimeScale:
    made_of = TimeScale()
    made_of.width = 800
    made_of.set_duration(duration)
    made_of.start, made_of.span = start, span
    return made_of


def code_in(image: QImage) -> int:
    wide, row = image.width(), image.height() // 2
    return sum((image.pixelColor(int((b + 0.5) * wide / 12), row).lightness() > 127) << b for b in range(12))


def test_each_cell_in_view_has_a_picture_of_its_own() -> None:
    assert level_for(scale_of(HOUR, 0, HOUR), 17) == COARSE
    for span in (900_000, 60_000, 5_000, 2_000):
        count = level_for(scale_of(HOUR, 0, span), 17)
        assert count * span / HOUR >= 17
        tiles = tiles_in_view(scale_of(HOUR, HOUR / 3, span), count)
        assert len(tiles) <= 7 and len({n for tile in tiles for n in tile}) == sum(map(len, tiles))
        places = sorted(n for tile in tiles for n in tile)
        assert places[0] <= HOUR / 3 / HOUR * count <= (HOUR / 3 + span) / HOUR * count <= places[-1] + 1
    assert level_for(scale_of(6_000, 0, 2_000), 400) <= 6_000 / close_up.CLOSEST_MS, "not nearer than frames differ"
    assert tiles_in_view(scale_of(HOUR, HOUR - 2_000, 2_000), 15_360)[-1].stop <= 15_360


def closely(viewing: Viewing, viewer: Any) -> list[int]:
    """Look at two seconds of it, wait, and tell the frames that the cells show."""
    viewer.player.seek(3_000)
    viewing.until(lambda: viewer.player.settled)
    for _ in range(6):
        viewer.key("zoom-in")
    line = viewer.timeline
    assert line.scale.span == 2_000
    viewing.until(lambda: not viewer._strips._closer._rest.isActive() and not viewer._strips._closer._busy)
    viewing.rest()
    cells = [line.scale.start + (n + 0.5) * line.scale.span / line.cells for n in range(line.cells)]
    return [abs(code_in(line.picture_near(round(ms))) - ms / 40) for ms in cells]


def test_closer_there_are_exact_pictures_and_the_next_time_they_are_kept(viewing: Viewing, tmp_path: Path) -> None:
    """This clip has a key frame every 20 frames: those alone would be up to 20 frames off."""
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(150))
    store = StripStore(Vault.create(tmp_path / "vault"), tmp_path / "strips.json")
    viewer = viewing.ready(viewing.show(path, strips=store))
    viewing.rest()
    before = store.used()
    line = viewer.timeline
    assert max(abs(code_in(line.picture_near(ms)) - ms / 40) for ms in range(2_000, 4_000, 100)) > 5
    assert max(closely(viewing, viewer)) <= 3
    used = store.used()
    assert used > before
    viewer.key("zoom-all")
    again = viewing.ready(viewing.show(path, strips=store))
    viewing.rest()
    viewing.readers.filmstrip = None  # type: ignore[assignment,method-assign]  # nobody to ask
    assert max(closely(viewing, again)) <= 3 and store.used() == used


def test_no_more_than_a_bound_is_kept_in_memory(
    viewing: Viewing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(close_up, "KEPT", 3 * TILE)
    path = tmp_path / "lesson.mp4"
    path.write_bytes(made.clip(150))
    viewer = viewing.ready(viewing.show(path))
    viewing.rest()
    closely(viewing, viewer)
    for ms in (500, 5_500, 3_000):
        viewer.timeline.set_position(ms)
        viewing.until(lambda: not viewer._strips._closer._rest.isActive())
        viewing.rest()
    assert 0 < len(viewer.timeline._closer) <= 3 * TILE
