from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from reviewer_app.errors import ReviewerError
from reviewer_app.files import back_to_cache, open_past_cache, written_whole


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(p.name for p in folder.iterdir())


def test_a_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    dest = tmp_path / "x"
    with written_whole(dest, "write") as file:
        file.write(b"abc")
        assert names(tmp_path) == ["x.part"]
    assert (dest.read_bytes(), names(tmp_path)) == (b"abc", ["x"])


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, ReviewerError])
def test_a_file_never_existed_when_the_block_fails(tmp_path: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with written_whole(tmp_path / "x", "write") as file:
            file.write(b"abc")
            raise error("x")

    with pytest.raises(error):
        fail()
    assert names(tmp_path) == []


def test_what_appears_meanwhile_is_left_alone(tmp_path: Path) -> None:
    dest = tmp_path / "x"

    def write() -> None:
        with written_whole(dest, "write") as file:
            file.write(b"mine")
            dest.write_bytes(b"theirs")

    with pytest.raises(ReviewerError) as caught:
        write()
    assert caught.value.code == "file-exists"
    assert (dest.read_bytes(), names(tmp_path)) == (b"theirs", ["x"])


def test_a_dangling_link_is_something_too(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReviewerError), written_whole(tmp_path / "x", "write"):
        pass
    assert names(tmp_path) == ["x"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.part").symlink_to("/dev/full")
    with pytest.raises(ReviewerError) as caught, written_whole(tmp_path / "x", "keep this") as file:
        file.write(b"abc")
    assert caught.value.code == "no-space"
    assert "keep this" in caught.value.message
    assert names(tmp_path) == []


def test_writing_past_the_cache_takes_any_length_in_the_end(tmp_path: Path) -> None:
    import mmap

    whole = memoryview(mmap.mmap(-1, 8192))
    whole[:] = os.urandom(8192)
    with io.FileIO(tmp_path / "x", "x", opener=open_past_cache) as file:
        file.write(whole)
        back_to_cache(file.fileno())
        assert back_to_cache(file.fileno()) is False
        file.write(b"tail")
    assert (tmp_path / "x").read_bytes() == bytes(whole) + b"tail"
    assert (tmp_path / "x").stat().st_mode & 0o077 == 0
