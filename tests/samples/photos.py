"""Drawn "photos" of student work: handwriting on paper, a little askew under uneven light; and a screenshot."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
_HANDS = ("/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf", str(FONTS / "NotoSerif-Italic.ttf"))
_PENS = ((38, 52, 110), (30, 30, 34), (74, 60, 52))
SIZE = (1200, 900)


def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """One of the program's own fonts."""
    return ImageFont.truetype(FONTS / name, size)


def _hand(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(next(f for f in _HANDS if Path(f).exists()), size)


class Sheet:
    """A sheet of paper to write and draw on by hand."""

    def __init__(self, seed: int, ruled: bool = True) -> None:
        self._chance = random.Random(seed)
        self._pen = _PENS[seed % len(_PENS)]
        self.image = Image.new("RGB", SIZE, (250, 248, 240))
        self.draw = ImageDraw.Draw(self.image)
        if ruled:
            for y in range(110, SIZE[1], 52):
                self.draw.line((0, y, SIZE[0], y), fill=(196, 212, 230), width=2)
            self.draw.line((110, 0, 110, SIZE[1]), fill=(232, 180, 180), width=2)

    def write(self, x: float, y: float, text: str, size: int = 46) -> None:
        """One line by hand: letters sit a little high or low and lean a little."""
        pen = _hand(size)
        for letter in text:
            box = int(size * 1.8)
            tile = Image.new("L", (box, box), 0)
            ImageDraw.Draw(tile).text((size * 0.4, size * 0.2), letter, font=pen, fill=235)
            tile = tile.rotate(self._chance.uniform(-4, 4), resample=Image.Resampling.BICUBIC)
            place = (int(x - size * 0.4), int(y - size * 0.2 + self._chance.uniform(-2.5, 2.5)))
            self.image.paste(Image.new("RGB", tile.size, self._pen), place, tile)
            x += pen.getlength(letter) + self._chance.uniform(-0.6, 1.2)

    def stroke(self, *points: tuple[float, float], width: int = 5) -> None:
        """A line drawn by hand through the points."""
        path: list[tuple[float, float]] = []
        for (x0, y0), (x1, y1) in pairwise(points):
            steps = max(2, int(abs(x1 - x0) + abs(y1 - y0)) // 18)
            path += [
                (
                    x0 + (x1 - x0) * i / steps + self._chance.uniform(-1.6, 1.6),
                    y0 + (y1 - y0) * i / steps + self._chance.uniform(-1.6, 1.6),
                )
                for i in range(steps + 1)
            ]
        self.draw.line(path, fill=self._pen, width=width, joint="curve")

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A rectangle drawn by hand."""
        self.stroke((x0, y0), (x1, y0 + 2), (x1 - 1, y1), (x0 + 1, y1 - 2), (x0, y0))

    def hatch(self, x0: float, y0: float, x1: float, y1: float, step: int = 16) -> None:
        """Shade a part by hand."""
        for x in range(int(x0), int(x1), step):
            self.stroke((x, y1 - 4), (min(x + step * 0.8, x1), y0 + 4), width=3)

    def photo(self, dest: Path, *, turned: bool = False, quality: int = 62) -> None:
        """Photograph it: askew on a table, light from one side, some noise. ``turned``: stored sideways, by EXIF."""
        wide, high = SIZE
        shift = [self._chance.uniform(0, 46) for _ in range(8)]
        corners = (-40 - shift[0], -36 - shift[1], -44 - shift[2], high + 40 + shift[3], wide + 38 + shift[4],
                   high + 34 + shift[5], wide + 46 + shift[6], -30 - shift[7])  # fmt: skip
        table = Image.new("RGB", SIZE, (128, 104, 82))
        mask = Image.new("L", SIZE, 255)
        askew = self.image.transform(
            SIZE, Image.Transform.QUAD, corners, resample=Image.Resampling.BICUBIC, fillcolor=(128, 104, 82)
        )
        cut = mask.transform(SIZE, Image.Transform.QUAD, corners, fillcolor=0).filter(ImageFilter.GaussianBlur(1.2))
        shadow = cut.filter(ImageFilter.GaussianBlur(14)).point(lambda v: v // 3)
        table.paste((70, 56, 44), (8, 12), shadow)
        table.paste(askew, (0, 0), cut)
        light = numpy.linspace(1.04, 0.80, wide)[None, :, None] * numpy.linspace(1.0, 0.92, high)[:, None, None]
        noise = numpy.random.default_rng(self._chance.randrange(1 << 30)).normal(0, 2.2, (high, wide, 1))
        dots = numpy.clip(numpy.asarray(table, dtype=float) * light + noise, 0, 255).astype("uint8")
        result = Image.fromarray(dots).filter(ImageFilter.GaussianBlur(0.5))
        exif = Image.Exif()
        if turned:
            result = result.transpose(Image.Transpose.ROTATE_90)
            exif[0x0112] = 6
        result.save(dest, "JPEG", quality=quality, exif=exif, optimize=True)

    def png(self) -> bytes:
        """A scan of it, small, for a document."""
        data = io.BytesIO()
        self.image.resize((720, 540), Image.Resampling.LANCZOS).convert(
            "P", palette=Image.Palette.ADAPTIVE, colors=32
        ).save(data, "PNG")
        return data.getvalue()


def fraction() -> Sheet:
    """A fraction problem with the whole drawn first."""
    sheet = Sheet(3)
    sheet.write(140, 60, "3. There are 3/4 of a pan of cornbread left.")
    sheet.write(140, 112, "We eat 2/3 of that. How much of the pan?")
    sheet.box(180, 240, 780, 560)
    for x in (330, 480, 630):
        sheet.stroke((x, 240), (x, 560))
    for y in (347, 453):
        sheet.stroke((180, y), (780, y))
    sheet.hatch(184, 244, 628, 450)
    sheet.write(820, 300, "whole pan", 40)
    sheet.write(820, 352, "= 12 pieces", 40)
    sheet.write(140, 632, "3 columns are left = 9 pieces. 2 of 3 rows = 6.")
    sheet.write(140, 684, "6/12 of the pan, that is one half.")
    sheet.write(140, 762, "I drew the pan first so I can see what I take it of.", 40)
    return sheet


def lines(seed: int, texts: tuple[str, ...], size: int = 46) -> Sheet:
    """A page of handwriting."""
    sheet = Sheet(seed)
    for number, text in enumerate(texts):
        sheet.write(140, 62 + 52 * number, text, size)
    return sheet


def staircase() -> Sheet:
    """A step function drawn by hand."""
    sheet = Sheet(7, ruled=False)
    sheet.write(80, 40, "What you pay for the card, week by week")
    sheet.stroke((140, 140), (140, 760), (1080, 760))
    for week in range(6):
        x, y = 140 + week * 145, 700 - week * 92
        sheet.stroke((x, y), (x + 140, y), width=7)
        sheet.box(x - 8, y - 8, x + 8, y + 8)
        sheet.write(x + 50, 772, str(week + 1), 38)
    sheet.write(60, 420, "$", 44)
    sheet.write(520, 828, "weeks", 38)
    sheet.write(640, 620, "does the end of a step", 40)
    sheet.write(640, 666, "belong to the step?", 40)
    return sheet


def system_map() -> Sheet:
    """A loop drawn by hand: bus, bell, slip, breakfast."""
    sheet = Sheet(8, ruled=False)
    places = {
        "band days": (130, 130),
        "bus 12 late": (720, 130),
        "line at window": (760, 520),
        "no breakfast": (420, 700),
        "hard 1st period": (90, 480),
    }
    for text, (x, y) in places.items():
        sheet.box(x - 26, y - 22, x + 300, y + 74)
        sheet.write(x, y, text, 44)
    for a, b in (
        ((440, 150), (680, 150)),
        ((880, 220), (900, 480)),
        ((740, 620), (700, 680)),
        ((390, 720), (300, 570)),
        ((240, 450), (230, 220)),
    ):
        sheet.stroke(a, b, width=6)
        sheet.stroke((b[0] - 18, b[1] - 14), b, (b[0] + 8, b[1] - 22), width=6)
    sheet.write(380, 380, "who can change this?", 52)
    sheet.write(420, 440, "ask the driver!", 46)
    return sheet


def screenshot(dest: Path) -> None:
    """A class page with the screencast playing."""
    image = Image.new("RGB", (1280, 800), (246, 247, 249))
    draw = ImageDraw.Draw(image)
    big, mid, small, mono = (
        font("Inter-SemiBold.otf", 30),
        font("Inter-Regular.otf", 20),
        font("Inter-Regular.otf", 16),
        font("DejaVuSansMono.ttf", 15),
    )
    draw.rectangle((0, 0, 1280, 62), fill=(31, 61, 92))
    draw.text((32, 16), "Physics 1 · Class page", font=mid, fill="white")
    draw.text((32, 88), "Missed Tuesday? Reading the graph of a falling object", font=big, fill=(29, 37, 48))
    draw.rectangle((32, 146, 880, 623), fill=(18, 22, 28))
    draw.rectangle((52, 160, 860, 560), fill=(250, 250, 248))
    draw.line((140, 500, 820, 500), fill=(90, 100, 110), width=3)
    draw.line((140, 190, 140, 500), fill=(90, 100, 110), width=3)
    draw.line([(140 + 6.5 * i, 500 - 0.028 * i * i) for i in range(100)], fill=(36, 87, 197), width=5)
    draw.text((620, 512), "time in s", font=small, fill=(60, 70, 80))
    draw.text((150, 180), "distance in m", font=small, fill=(60, 70, 80))
    draw.text((260, 250), "Why does it bend upward?", font=mid, fill=(178, 70, 30))
    draw.rounded_rectangle((250, 522, 660, 552), 6, fill=(20, 20, 22))
    draw.text((264, 527), "each second it falls farther than in the one before", font=small, fill="white")
    draw.polygon([(60, 584), (60, 608), (80, 596)], fill="white")
    draw.rectangle((100, 593, 760, 599), fill=(80, 88, 98))
    draw.rectangle((100, 593, 372, 599), fill=(98, 150, 240))
    draw.text((776, 586), "1:14 / 2:58", font=mono, fill="white")
    facts = (
        "Published Tuesday, 4:12 pm",
        "Length 2:58 · captions on",
        "Views: 6",
        "",
        "Watch it, pause at the question,",
        "write your answer, then go on.",
        "Exit question on Wednesday.",
    )
    for number, text in enumerate(facts):
        draw.text((912, 160 + 30 * number), text, font=small, fill=(70, 80, 92))
    draw.text(
        (32, 650),
        "For students who were absent. No student is seen or heard in this recording.",
        font=small,
        fill=(70, 80, 92),
    )
    image.quantize(64).save(dest, "PNG", optimize=True)
