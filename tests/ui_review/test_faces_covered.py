"""Covered faces: a picture that stands is never seen before it was looked at; while it plays boxes go along."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter

from reviewer_app.evidence.values import Box
from reviewer_app.ui.viewers.face_tracks import HELD_S, Tracks, widened
from tests.ui_review.viewing import Viewing, film

pytestmark = pytest.mark.gui


def face(x: int) -> Image.Image:
    """A drawn face, good enough for the finder, in a plain room."""
    y, s = 170, 160
    made_of = Image.new("RGB", (640, 360), (120, 130, 125))
    draw = ImageDraw.Draw(made_of)
    draw.ellipse((x - s * 0.5, y - s * 0.62, x + s * 0.5, y + s * 0.66), fill=(205, 170, 150))
    draw.pieslice((x - s * 0.52, y - s * 0.7, x + s * 0.52, y + s * 0.2), 180, 360, fill=(50, 40, 35))
    draw.ellipse((x - s * 0.42, y - s * 0.42, x + s * 0.42, y + s * 0.3), fill=(210, 175, 155))
    for side in (-1, 1):
        eye = x + side * s * 0.2
        draw.ellipse((eye - s * 0.13, y - s * 0.17, eye + s * 0.13, y - s * 0.02), fill=(120, 90, 80))
        draw.ellipse((eye - s * 0.06, y - s * 0.13, eye + s * 0.06, y - s * 0.03), fill=(30, 25, 25))
        draw.line((eye - s * 0.12, y - s * 0.22, eye + s * 0.12, y - s * 0.22), fill=(60, 45, 40), width=8)
    draw.polygon([(x, y - s * 0.05), (x - s * 0.08, y + s * 0.17), (x + s * 0.08, y + s * 0.17)], fill=(180, 140, 120))
    draw.ellipse((x - s * 0.18, y + s * 0.3, x + s * 0.18, y + s * 0.4), fill=(130, 60, 60))
    return made_of.filter(ImageFilter.GaussianBlur(3))


def test_faces_are_covered_and_it_is_said_what_that_is_worth(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.ready(viewing.show(film(tmp_path / "faces.mp4", [face(180), face(460)], 40)))
    place = viewer.stage.mapFromScene(180, 190)
    patch = [(place.x() + dx, place.y() + dy) for dx in range(-40, 41, 4) for dy in range(-40, 41, 4)]

    def colours() -> int:
        image = viewer.stage.grab().toImage()
        return len({image.pixelColor(*p).rgb() for p in patch})

    viewing.until(lambda: colours() > 40)
    plain = colours()
    viewer.key("blur")
    assert "not a guarantee" in viewer.controls.menu.entries["blur"].text()
    viewing.until(lambda: viewer.stage.faces)
    (box,) = viewer.stage.faces
    assert box.x < 28 < box.x + box.width and "not a guarantee" in viewer.stage._note
    assert colours() < plain / 3
    go_to = viewer.player.frames.aim(60)
    viewer.player.seek(go_to)
    viewing.until(lambda: viewer.stage.faces and viewer.stage.faces[0].x > 40)
    viewer.player.seek(0)
    viewer.player.play()
    viewing.until(lambda: viewer.player.position > 2_400 and any(b.x > 40 for b in viewer.stage.faces))
    viewer.player.pause()
    viewer.key("blur")
    assert viewer.stage.faces == () and viewer.stage._note == ""
    assert viewing.told["preferred"][-1] == ("blur_faces", False)


def test_a_picture_that_stands_is_veiled_until_it_was_looked_at(viewing: Viewing, tmp_path: Path) -> None:
    viewer = viewing.ready(viewing.show(film(tmp_path / "faces.mp4", [face(180), face(460)], 40)))
    viewing.until(lambda: not viewer.video.videoSink().videoFrame().toImage().isNull())
    answers: list[Callable[[tuple[Box, ...]], None]] = []
    viewer.faces._find = lambda _picture, _quick, found, _failed: answers.append(found)

    def sharp() -> int:
        """How strongly neighbouring dots differ at most."""
        image = viewer.stage.grab().toImage()
        middle = viewer.stage.mapFromScene(320, 190)
        line = [image.pixelColor(middle.x() + dx, middle.y()).lightness() for dx in range(-200, 200)]
        return int(max(abs(a - b) for a, b in pairwise(line)))

    plain = sharp()
    viewer.key("blur")
    assert viewer.stage.veiled and sharp() < plain / 2
    answers.pop()((Box(x=10, y=10, width=40, height=80),))
    assert not viewer.stage.veiled and sharp() > 5
    unveiled: list[int] = []
    viewer.video.videoSink().videoFrameChanged.connect(
        lambda frame: None if viewer.stage.veiled else unveiled.append(frame.startTime())
    )
    viewer.player.seek(viewer.player.frames.aim(60))
    viewing.until(lambda: viewer.player.settled)
    assert viewer.stage.veiled and unveiled == [], "not even the first time that it is painted"
    stale = answers.pop()
    viewer.step(1)
    viewing.until(lambda: viewer.player.settled)
    stale(())
    assert viewer.stage.veiled, "what was found in another frame says nothing about this one"
    answers.pop()(())
    assert not viewer.stage.veiled and viewer.stage.faces == ()
    viewer.player.play()
    viewing.until(lambda: viewer.player.position > 2_700)
    viewer.player.pause()
    assert viewer.stage.veiled, "where it was stopped it is looked at well before it is seen"


def covered(box: Box, x: float, y: float, half: float) -> bool:
    """Whether a box covers a square in percent."""
    return box.x <= x - half and x + half <= box.x + box.width and box.y <= y - half and y + half <= box.y + box.height


@pytest.mark.parametrize("speed", [0.0, 8.0, 25.0])
def test_boxes_go_along_between_two_looks(speed: float) -> None:
    """A face that crosses a quarter of the picture in a second; what was found is 160 ms old when it comes."""
    tracks, missed = Tracks(), []
    for ms in range(0, 2_400, 40):
        if ms % 240 == 0 and ms >= 160:
            then = ms - 160
            tracks.found((Box(x=10 + speed * then / 1000, y=30, width=12, height=16),), then, ms / 1000)
        boxes = tracks.at(ms, ms / 1000)
        if ms > 800 and not any(covered(b, 16 + speed * ms / 1000, 38, 6) for b in boxes):
            missed.append(ms)
    assert missed == []


def test_a_face_stays_covered_for_a_second_after_it_was_last_found() -> None:
    tracks = Tracks()
    tracks.found((Box(x=40, y=40, width=10, height=10),), 0, 0.0)
    tracks.found((), 400, 0.4)
    assert covered(tracks.at(1_000, 1.0)[0], 45, 45, 5) and HELD_S >= 1.0
    assert tracks.at(1_300, HELD_S + 0.1) == ()
    tracks.go_on(2.0)
    assert len(tracks.at(1_300, 2.1)) == 1, "it stood meanwhile"


def test_two_faces_keep_their_own_way() -> None:
    tracks = Tracks()
    for n in range(6):
        boxes = (Box(x=10 + n * 2, y=10, width=10, height=10), Box(x=80 - n * 2, y=60, width=10, height=10))
        tracks.found(boxes if n % 2 else boxes[::-1], n * 100, n / 10)
    assert len(tracks.known) == 2
    assert sorted(round(t.across) for t in tracks.known) == [-20, 20]


@pytest.mark.slow
def test_a_moving_face_is_covered_while_it_plays(viewing: Viewing, tmp_path: Path) -> None:
    """It goes to and fro by more than a third of the picture a second at most; nearly every frame has it covered."""
    places = [round(320 + 200 * math.sin(n / 25 * 1.2)) for n in range(125)]
    viewer = viewing.ready(viewing.show(film(tmp_path / "moving.mp4", [face(x) for x in places], 1)))
    viewing.rest()
    viewer.key("blur")
    viewing.until(lambda: viewer.stage.faces and not viewer.stage.veiled)
    told: list[bool] = []

    def came(frame: Any) -> None:
        if frame.isValid() and viewer.is_playing:
            x = places[min(124, round(frame.startTime() / 40_000))] / 6.4
            told.append(viewer.stage.veiled or any(covered(b, x, 48, 8) for b in viewer.stage.faces))

    viewer.video.videoSink().videoFrameChanged.connect(came)
    viewer.player.play()
    viewing.until(lambda: viewer.player.position >= 4_700)
    viewer.player.pause()
    assert len(told) > 20 and sum(told) / len(told) >= 0.95


def test_a_box_is_widened_inside_the_picture() -> None:
    assert widened(Box(x=40, y=40, width=20, height=10), 0.5) == Box(x=35, y=37.5, width=30, height=15)
    edge = widened(Box(x=0, y=90, width=20, height=10), 1.0)
    assert (edge.x, edge.y, edge.x + edge.width, edge.y + edge.height) == (0, 85, 30, 100)
