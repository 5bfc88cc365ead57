"""Drawn scenes: a room in the evening, people as calm silhouettes, captions, running time and frame number."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy
from PIL import Image, ImageDraw

from tests.samples.photos import font

WIDE, HIGH, RATE = 854, 480, 25
_SCALE = 2  # drawn larger, then reduced: smooth edges
_DARK, _NEAR = (58, 70, 68), (44, 55, 54)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A silhouette: where it sits, how large, and the speaker's letter."""

    who: str
    x: float
    y: float
    size: float
    colour: tuple[int, int, int] = _DARK
    facing: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One spoken line with its time in seconds."""

    who: str
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A room with people in it."""

    top: tuple[int, int, int]
    bottom: tuple[int, int, int]
    people: tuple[Person, ...]
    table: bool
    board: tuple[str, ...]


CONFERENCE = Scene(
    top=(96, 118, 108),
    bottom=(184, 168, 138),
    people=(
        Person(who="M", x=236, y=236, size=74),
        Person(who="G", x=378, y=258, size=64),
        Person(who="T", x=626, y=222, size=80, colour=_NEAR, facing=-1),
    ),
    table=True,
    board=("What do you see at home", "that I can't see at school?"),
)
LESSON = Scene(
    top=(104, 124, 132),
    bottom=(188, 176, 148),
    people=(
        Person(who="A", x=150, y=300, size=56),
        Person(who="B", x=300, y=306, size=54),
        Person(who="C", x=440, y=300, size=56),
        Person(who="T", x=664, y=214, size=80, colour=_NEAR, facing=-1),
    ),
    table=True,
    board=("A stranger can see from your", "paragraph which number", "makes you say so."),
)


def _background(scene: Scene) -> Image.Image:
    """Everything that stays as it is."""
    wide, high = WIDE * _SCALE, HIGH * _SCALE
    share = (numpy.linspace(0, 1, high)[:, None] * 0.7 + numpy.linspace(0, 1, wide)[None, :] * 0.3)[..., None]
    dots = numpy.array(scene.top) * (1 - share) + numpy.array(scene.bottom) * share
    image = Image.fromarray(dots.astype("uint8"))
    draw = ImageDraw.Draw(image)
    s = _SCALE
    draw.rectangle((40 * s, 54 * s, 190 * s, 190 * s), fill=(214, 190, 150))  # window, evening
    draw.rectangle((44 * s, 58 * s, 186 * s, 186 * s), fill=(228, 206, 168))
    draw.ellipse((120 * s, 120 * s, 168 * s, 168 * s), fill=(240, 222, 186))
    for x in (113, 115):
        draw.line((x * s, 54 * s, x * s, 190 * s), fill=(150, 134, 110), width=2 * s)
    draw.rounded_rectangle(
        (330 * s, 46 * s, 640 * s, 166 * s), 6 * s, fill=(66, 88, 80), outline=(120, 104, 82), width=5 * s
    )
    chalk = font("Inter-Regular.otf", 17 * s)
    for number, text in enumerate(scene.board):
        draw.text((350 * s, (66 + 28 * number) * s), text, font=chalk, fill=(214, 224, 216))
    draw.rectangle((0, 430 * s, wide, high), fill=(136, 120, 98))
    return image


def _person(draw: ImageDraw.ImageDraw, person: Person, seconds: float, speaking: bool) -> None:
    s = _SCALE
    phase = sum(map(ord, person.who))
    breathe = math.sin(seconds * 1.3 + phase) * 1.2
    nod = (
        (math.sin(seconds * 7.0) * 2.6 + math.sin(seconds * 4.1) * 1.4)
        if speaking
        else math.sin(seconds * 0.7 + phase) * 1.0
    )
    x, y, r = person.x * s, (person.y + breathe) * s, person.size * s
    draw.rounded_rectangle((x - r * 0.82, y + r * 0.42, x + r * 0.82, 500 * s), int(r * 0.7), fill=person.colour)
    head = (x + person.facing * r * 0.06 + nod * s * 0.4, y + nod * s)
    draw.ellipse((head[0] - r * 0.42, head[1] - r * 0.5, head[0] + r * 0.42, head[1] + r * 0.48), fill=person.colour)
    if speaking:
        lift = math.sin(seconds * 3.2) * 0.12
        hand = (x + person.facing * r * 1.12, y + r * (1.1 - lift))
        draw.line((x + person.facing * r * 0.62, y + r * 1.3, *hand), fill=person.colour, width=int(r * 0.24))
        draw.ellipse(
            (hand[0] - r * 0.15, hand[1] - r * 0.15, hand[0] + r * 0.15, hand[1] + r * 0.15), fill=person.colour
        )


class Painter:
    """Paints the frames of one scene."""

    def __init__(self, scene: Scene, lines: tuple[Line, ...]) -> None:
        self._scene = scene
        self._lines = lines
        self._still = _background(scene)
        self._caption = font("Inter-Medium.otf", 19)
        self._clock = font("DejaVuSansMono.ttf", 14)

    def frame(self, number: int) -> Image.Image:
        """Frame ``number`` (from 0)."""
        seconds = number / RATE
        line = next((x for x in self._lines if x.start <= seconds < x.end), None)
        large = self._still.copy()
        draw = ImageDraw.Draw(large)
        for person in self._scene.people:
            _person(draw, person, seconds, line is not None and line.who == person.who)
        if self._scene.table:
            s = _SCALE
            draw.rounded_rectangle((90 * s, 398 * s, 764 * s, 500 * s), 14 * s, fill=(112, 94, 72))
            draw.rounded_rectangle((330 * s, 404 * s, 450 * s, 420 * s), 3 * s, fill=(232, 228, 214))
        image = large.resize((WIDE, HIGH), Image.Resampling.BOX)
        self._write(ImageDraw.Draw(image), number, seconds, line)
        return image

    def _write(self, draw: ImageDraw.ImageDraw, number: int, seconds: float, line: Line | None) -> None:
        stamp = f"{int(seconds) // 60:02}:{seconds % 60:05.2f}  frame {number:04}"
        draw.rounded_rectangle((WIDE - 228, 10, WIDE - 10, 34), 5, fill=(18, 22, 28))
        draw.text((WIDE - 219, 14), stamp, font=self._clock, fill=(232, 236, 240))
        if line is None:
            return
        rows = _wrapped(line.text, self._caption, WIDE - 220)
        width = max(self._caption.getlength(row) for row in rows)
        top = HIGH - 22 - 26 * len(rows)
        box = ((WIDE - width) / 2 - 14, top - 7, (WIDE + width) / 2 + 14, HIGH - 14)
        draw.rounded_rectangle(box, 7, fill=(18, 22, 28))
        for row_number, row in enumerate(rows):
            x = (WIDE - self._caption.getlength(row)) / 2
            draw.text((x, top + 26 * row_number), row, font=self._caption, fill=(244, 246, 248))


def _wrapped(text: str, face: object, width: float) -> list[str]:
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if face.getlength(longer) <= width:  # type: ignore[attr-defined]
            rows[-1] = longer
        else:
            rows.append(word)
    return rows
