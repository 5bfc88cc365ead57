"""QR codes as pictures on the disk: written, looked at in any order, put together again; hostile pictures."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

import pytest

from reviewer_app.errors import ReviewerError
from reviewer_app.sync import qr_files
from tests.cli.run import Command

DATA = random.Random(5).randbytes(2_100)  # six pieces


@pytest.mark.parametrize("ending", ["gif", "png", "webp"])
def test_a_moving_picture_is_read_back(tmp_path: Path, ending: str) -> None:
    made = qr_files.write(DATA, tmp_path / f"codes.{ending}")
    assert made.paths == (tmp_path / f"codes.{ending}",)
    assert made.frames > made.pieces
    assert qr_files.read(made.paths).data == DATA


def test_pictures_are_read_in_any_order_and_some_may_be_missing(tmp_path: Path) -> None:
    made = qr_files.write(DATA, tmp_path / "codes")
    paths = list(made.paths)
    assert len(paths) == made.frames
    random.Random(1).shuffle(paths)
    paths.remove(tmp_path / "codes" / "code-0002.png")
    assert qr_files.read(paths).data == DATA
    for path in made.paths[: made.frames - 2]:
        path.unlink()
    with pytest.raises(ReviewerError) as caught:
        qr_files.read([tmp_path / "codes"])
    assert caught.value.code == "qr-incomplete"
    assert f"of {made.pieces} codes are missing" in caught.value.message


def test_a_film_of_the_codes_is_read_back(tmp_path: Path) -> None:
    import av
    import numpy as np

    made = qr_files.write(DATA, tmp_path / "codes")
    film = tmp_path / "film.mp4"
    with av.open(str(film), "w") as out:
        stream = out.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 640, 640, "yuv420p", 4_000_000
        for path in made.paths:
            from PIL import Image

            with Image.open(path) as one:
                shown = one.convert("RGB").resize((600, 600))
            canvas = Image.new("RGB", (640, 640), "white")
            canvas.paste(shown, (20, 20))
            for _ in range(2):
                for packet in stream.encode(av.VideoFrame.from_ndarray(np.asarray(canvas), format="rgb24")):
                    out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
    assert qr_files.read([film]).data == DATA


def test_what_is_no_picture_or_has_no_code_is_said(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("L", (200, 200), 200).save(tmp_path / "grey.png")
    (tmp_path / "words.png").write_bytes(b"no picture at all")
    (tmp_path / "words.mp4").write_bytes(b"no film at all")
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    (tmp_path / "bomb.png").write_bytes(bomb)
    for name, code in (
        ("grey.png", "no-codes"),
        ("words.png", "not-a-picture"),
        ("words.mp4", "not-a-picture"),
        ("bomb.png", "not-a-picture"),
        ("nowhere.png", "not-found"),
    ):
        with pytest.raises(ReviewerError) as caught:
            qr_files.read([tmp_path / name])
        assert caught.value.code == code, name
        assert caught.value.message.endswith(".")


def test_nothing_is_overwritten_and_too_much_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.gif").write_bytes(b"mine")
    with pytest.raises(ReviewerError) as caught:
        qr_files.write(DATA, tmp_path / "mine.gif")
    assert (caught.value.code, (tmp_path / "mine.gif").read_bytes()) == ("file-exists", b"mine")
    with pytest.raises(ReviewerError) as large:
        qr_files.write(random.Random(2).randbytes(900_000), tmp_path / "large.gif")
    assert large.value.code == "too-large-for-qr"
    assert not (tmp_path / "large.gif").exists()


def test_by_command_line_there_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = Command(capsys, tmp_path)
    (tmp_path / "bundle.zip").write_bytes(DATA)
    made = command.bare("codes", "show", tmp_path / "bundle.zip", "-o", tmp_path / "codes.gif", "--json")
    assert made.code == 0
    assert set(made.json) == {"path", "pictures", "frames", "needed", "seconds"}
    back = command.bare("codes", "read", tmp_path / "codes.gif", "-o", tmp_path / "back.zip", "--json")
    assert back.code == 0
    assert (set(back.json), back.json["size"]) == ({"path", "size", "codes", "seen"}, len(DATA))
    assert (tmp_path / "back.zip").read_bytes() == DATA
    again = command.bare("codes", "read", tmp_path / "codes.gif", "-o", tmp_path / "back.zip", "--json")
    assert (again.code, again.codes) == (3, ["file-exists"])
    nothing = command.bare("codes", "show", tmp_path / "nowhere.zip", "-o", tmp_path / "x.gif")
    assert (nothing.code, "can't be read" in nothing.err) == (2, True)
