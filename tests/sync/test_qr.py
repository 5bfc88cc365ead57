"""A file over a screen and a camera: frames in any order, lost, repeated, foreign; pictures slanted, soft and noisy."""

from __future__ import annotations

import hashlib
import lzma
import random
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer_app.errors import BadInput
from reviewer_app.sync import qr


def some(size: int, seed: int = 1) -> bytes:
    """Bytes that don't compress."""
    return random.Random(seed).randbytes(size)


def photograph(text: str, seed: int, *, size: int = 620, slant: float = 25, blur: float = 1.0, noise: float = 8):  # type: ignore[no-untyped-def]
    """What a camera of 1280 x 720 sees of a code on a screen: slanted, soft, noisy, not quite black and white."""
    import cv2

    rng = np.random.default_rng(seed)
    modules = np.array([[0 if dark else 255 for dark in row] for row in qr.matrix(text)], np.uint8)
    code = cv2.resize(np.pad(modules, 4, constant_values=255), None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    edge = code.shape[0]
    corners = np.array([[330, 40], [330 + size, 40], [330 + size, 40 + size], [330, 40 + size]], np.float32)
    corners += rng.uniform(-slant, slant, (4, 2)).astype(np.float32)
    onto = cv2.getPerspectiveTransform(np.array([[0, 0], [edge, 0], [edge, edge], [0, edge]], np.float32), corners)
    seen = cv2.warpPerspective(code, onto, (1280, 720), flags=cv2.INTER_AREA, borderValue=70)
    seen = cv2.GaussianBlur(seen, (0, 0), blur)
    return np.clip(seen * 0.8 + 30 + rng.normal(0, noise, seen.shape), 0, 255).astype(np.uint8)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=3_000), st.integers(0, 10**9))
def test_frames_in_any_order_with_losses_give_the_file(data: bytes, seed: int) -> None:
    dice = random.Random(seed)
    sent = qr.transfer(data)
    indices = list(range(3 * len(sent.pieces) + 12))
    dice.shuffle(indices)
    collector = qr.Collector()
    for index in indices:
        if dice.random() < 0.3:
            continue
        if collector.add(sent.frame(index)).done:
            break
    assert collector.finish() == data


def test_a_missed_frame_needs_no_second_round() -> None:
    sent = qr.transfer(some(40_000))
    count = len(sent.pieces)
    for lost in (0, count // 2, count - 1):
        collector, used = qr.Collector(), 0
        for index in (i for i in range(count + 20) if i != lost):
            used += 1
            if collector.add(sent.frame(index)).done:
                break
        assert used <= count + 8, lost
        assert collector.finish() == some(40_000)


def test_from_the_middle_on_few_frames_more_than_needed_are_enough() -> None:
    sent = qr.transfer(some(60_000))
    count = len(sent.pieces)
    collector, used = qr.Collector(), 0
    for used, index in enumerate(range(count, 3 * count), 1):  # noqa: B007 - how many were used
        if collector.add(sent.frame(index)).done:
            break
    assert used <= count + 8
    assert collector.finish() == some(60_000)


def test_repeats_bring_nothing_new() -> None:
    sent = qr.transfer(some(1_000))
    collector = qr.Collector()
    assert collector.add(sent.frame(0)).news
    again = collector.add(sent.frame(0))
    assert (again.news, again.have, again.of) == (False, 1, len(sent.pieces))


def test_frames_of_another_file_are_told_and_left_out() -> None:
    one, two = qr.transfer(some(1_000)), qr.transfer(some(1_000, 2))
    collector = qr.Collector()
    collector.add(one.frame(0))
    assert collector.add(two.frame(1)).other
    for index in range(len(one.pieces)):
        collector.add(one.frame(index))
    assert collector.finish() == some(1_000)


@pytest.mark.parametrize("text", ["", "RV1", "HTTP://EXAMPLE", "RV1" + "A" * 600, "RV1:::", "RV1äöü", "RV2ABC"])
def test_what_is_no_frame_changes_nothing(text: str) -> None:
    assert qr.Collector().add(text) == qr.Progress(have=0, of=0)


def test_a_changed_sign_is_noticed() -> None:
    text = qr.transfer(some(500)).frame(0)
    for place in (3, 100, len(text) - 1):
        other = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        assert qr.Collector().add(other).of == 0


def test_before_everything_is_there_there_is_no_file() -> None:
    sent = qr.transfer(some(1_000))
    collector = qr.Collector()
    collector.add(sent.frame(0))
    with pytest.raises(BadInput) as caught:
        collector.finish()
    assert caught.value.code == "qr-incomplete"


def forged(whole: bytes) -> qr.Collector:
    """Frames that somebody made by hand."""
    count = -(-len(whole) // qr.PIECE)
    pieces = tuple(whole[n * qr.PIECE : (n + 1) * qr.PIECE].ljust(qr.PIECE, b"\0") for n in range(count))
    sent = qr.Transfer(id=b"12345678", pieces=pieces, size=0, packed=0)
    collector = qr.Collector()
    for index in range(count):
        collector.add(sent.frame(index))
    return collector


@pytest.mark.parametrize("kind", ["bomb", "digest", "length", "garbage"])
def test_forged_content_is_refused(kind: str) -> None:
    zeros = lzma.compress(bytes(qr.MOST_BYTES + 1))
    content = {
        "bomb": hashlib.sha256(bytes(qr.MOST_BYTES + 1)).digest() + zeros,
        "digest": bytes(32) + lzma.compress(b"x"),
        "length": hashlib.sha256(b"x").digest() + lzma.compress(b"x"),
        "garbage": bytes(100),
    }[kind]
    size = 2**31 if kind == "length" else len(content)
    with pytest.raises(BadInput) as caught:
        forged(struct.pack(">I", size) + content).finish()
    assert caught.value.code == "qr-damaged"


def test_a_file_that_would_take_too_long_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        qr.transfer(some(qr.MOST_PIECES * qr.PIECE + 1))
    assert caught.value.code == "too-large-for-qr"


def test_base45_is_that_of_the_standard() -> None:
    assert qr.base45(b"AB") == "BB8"
    assert qr.base45(b"Hello!!") == "%69 VD92EX0"
    assert qr.from_base45("QED8WEX0") == b"ietf!"
    assert qr.from_base45("FGW") == b"\xff\xff"
    assert qr.from_base45("GGW") is None  # 65,536
    assert qr.from_base45(":::") is None
    assert qr.from_base45("A") is None


def test_photographs_of_the_screen_give_the_file() -> None:
    data = some(2_600)
    sent, collector = qr.transfer(data), qr.Collector()
    shots = 0
    for index in range(4 * len(sent.pieces)):
        shots += 1
        for text in qr.read_picture(photograph(sent.frame(index), index)):
            collector.add(text)
        if collector.finish_if_done() is not None:
            break
    assert collector.finish() == data
    assert shots <= len(sent.pieces) + 4


def test_a_bad_photograph_gives_nothing_rather_than_something_wrong() -> None:
    sent = qr.transfer(some(1_000))
    assert qr.read_picture(photograph(sent.frame(0), 3, blur=6.0)) == ()
    assert qr.read_picture(np.zeros((720, 1280), np.uint8)) == ()
    assert qr.read_picture(np.random.default_rng(1).integers(0, 255, (480, 640, 3)).astype(np.uint8)) == ()


def test_a_foreign_code_is_left_out() -> None:
    import segno

    code = segno.make("HTTPS://EXAMPLE", micro=False)
    modules = np.array([[0 if m else 255 for m in row] for row in code.matrix], np.uint8)
    picture = np.pad(np.kron(modules, np.ones((8, 8), np.uint8)), 40, constant_values=255)
    assert qr.read_picture(picture) == ()
