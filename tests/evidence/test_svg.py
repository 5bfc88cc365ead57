"""SVG through the child: drawn sharp at any size, with nothing run, nothing loaded and no bomb."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from reviewer_app.domain.submission import Kind
from reviewer_app.errors import ReviewerError
from reviewer_app.evidence.values import Status
from reviewer_app.evidence.worker import Readers
from tests.evidence import made, madeoffice

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="40">'
HALVES = '<rect width="30" height="40" fill="red"/><rect x="30" width="30" height="40" fill="blue"/>'


def dot(rgb: bytes, width: int, x: int, y: int) -> tuple[int, ...]:
    place = (y * width + x) * 3
    return tuple(rgb[place : place + 3])


def test_a_drawing_is_a_picture_at_any_size(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.png", f"{HEAD}{HALVES}</svg>".encode())
    found = readers.probe(file)
    assert (found.kind, found.status, found.problems) == (Kind.IMAGE, Status.OPEN, ())
    assert (found.width, found.height) == (60, 40)
    for side in (30, 600):
        shown = readers.picture(file, side)
        assert (shown.width, shown.height, shown.full_width, shown.full_height) == (side, side * 2 // 3, 60, 40)
        assert dot(shown.rgb, side, side // 4, side // 3) == (255, 0, 0)
        assert dot(shown.rgb, side, side * 3 // 4, side // 3) == (0, 0, 255)
    assert readers.thumbnail(file, Kind.IMAGE, 90).width == 90


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ('viewBox="0 0 20 10"', (20, 10)),
        ('width="50" viewBox="0 0 20 10"', (50, 25)),
        ('width="1in" height="48px"', (96, 48)),
        ('width="100%" height="100%"', (300, 150)),
        ("", (300, 150)),
        ('width="1000000000" height="1000000000"', (1_000_000_000, 1_000_000_000)),
    ],
)
def test_sizes(readers: Readers, tmp_path: Path, size: str, expected: tuple[int, int]) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="9" height="9"/></svg>'.encode()
    file = made.saved(tmp_path, "a.svg", data)
    found = readers.probe(file)
    assert (found.status, found.width, found.height) == (Status.OPEN, *expected)
    assert max(readers.picture(file, 1_000_000).width, 1) <= 16_000


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<script>x()</script>", "scripts"),
        ('<rect onclick="x()" width="1" height="1"/>', "scripts"),
        ('<image xlink:href="http://127.0.0.1:47999/i.png" width="60" height="40"/>', "pictures from elsewhere"),
        ('<use href="other.svg#x"/>', "outside references"),
        ("<style>@import url(http://127.0.0.1:47999/i.css);</style>", "outside styles or fonts"),
        ('<rect style="fill:url(http://127.0.0.1:47999/p)" width="1" height="1"/>', "outside references"),
        ('<a href="javascript:x()"><rect width="1" height="1"/></a>', "links to files or programs"),
        ('<foreignObject width="9" height="9"><p/></foreignObject>', "embedded content"),
    ],
)
def test_what_is_active_is_taken_out_and_named(readers: Readers, tmp_path: Path, body: str, named: str) -> None:
    file = made.saved(tmp_path, "a.svg", f"{HEAD}{HALVES}{body}</svg>".encode())
    found = readers.probe(file)
    assert found.status is Status.SAFE
    assert named in found.problems[0].message
    assert dot(readers.picture(file, 60).rgb, 60, 15, 20) == (255, 0, 0)


def test_a_picture_on_the_disk_is_not_drawn_but_one_within_is(readers: Readers, tmp_path: Path) -> None:
    (tmp_path / "red.png").write_bytes(made.picture("PNG"))
    inside = "data:image/png;base64," + base64.b64encode(made.picture("PNG")).decode()
    for number, (href, colour) in enumerate(
        [
            (inside, (255, 0, 0)),
            (str(tmp_path / "red.png"), (255, 255, 255)),
            (f"file://{tmp_path}/red.png", (255,) * 3),
        ]
    ):
        body = f'{HEAD}<image href="{href}" width="60" height="40"/></svg>'
        file = made.saved(tmp_path, f"{number}.svg", body.encode())
        assert dot(readers.picture(file, 60).rgb, 60, 15, 20) == colour


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (madeoffice.BOMB.replace("DOCTYPE x", "DOCTYPE svg") + f"{HEAD}</svg>", "too-large"),
        (
            HEAD
            + '<g id="a0"><rect width="1" height="1"/></g>'
            + "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
            + "</svg>",
            "too-large",
        ),
        (HEAD + "<g>" * 3, "damaged"),
        ('<svg xmlns="http://www.w3.org/2000/svg" width="100000000" height="1"/>', "too-large"),
    ],
    ids=["entities", "uses", "cut", "shape"],
)
def test_bombs_and_damage_are_refused(readers: Readers, tmp_path: Path, data: str, code: str) -> None:
    file = made.saved(tmp_path, "a.svg", data.encode())
    found = readers.probe(file)
    assert (found.status, found.problems[0].code) == (Status.REFUSED, code)
    with pytest.raises(ReviewerError) as caught:
        readers.picture(file, 100)
    assert caught.value.code == code


def test_a_drawing_that_uses_itself_ends(readers: Readers, tmp_path: Path) -> None:
    file = made.saved(tmp_path, "a.svg", f'{HEAD}<g id="a">{HALVES}<use href="#a"/></g></svg>'.encode())
    assert readers.probe(file).readable
