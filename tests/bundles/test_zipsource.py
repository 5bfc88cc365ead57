"""Zip files made to be misread, one trick each."""

from __future__ import annotations

import errno
import io
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.bundles.foldersource import open_source
from reviewer_app.bundles.source import Broken, Source
from reviewer_app.errors import ReviewerError

Change = Callable[[bytes], bytes]


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of those entries, made by Python's own writer."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def opened(folder: Path, data: bytes) -> Source:
    """Those bytes opened as a zip."""
    path = folder / "made.zip"
    path.write_bytes(data)
    return open_source(path)


def codes(folder: Path, data: bytes) -> list[str]:
    """What is wrong with a zip."""
    with opened(folder, data) as source:
        return [p.code for p in source.problems]


def info(name: str, mode: int = 0, system: int = 3, flags: int = 0) -> zipfile.ZipInfo:
    """An entry with those attributes."""
    made = zipfile.ZipInfo(name)
    made.create_system, made.external_attr, made.flag_bits = system, mode << 16, flags
    return made


def entry(
    name: bytes, data: bytes, *, head: int = 0, flags: int = 0, method: int = 0, size: int = -1
) -> tuple[bytes, bytes]:
    """A local header with content, and its central record, by hand."""
    fields = (flags, method, 0, 0x21, zlib.crc32(data), len(data), len(data) if size < 0 else size, len(name), 0)
    local = b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, *fields) + name + data
    central = b"PK\x01\x02" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, *fields, 0, 0, 0, 0, head) + name
    return local, central


def built(*parts: tuple[bytes, bytes], count: int | None = None, start: int | None = None) -> bytes:
    """A zip of hand-made entries."""
    body, directory = b"".join(p[0] for p in parts), b"".join(p[1] for p in parts)
    n = len(parts) if count is None else count
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, n, n, len(directory), len(body) if start is None else start, 0)
    return body + directory + end


def test_a_plain_zip_is_read(tmp_path: Path) -> None:
    data = zipped(("bag/a.txt", b"stored"), ("bag/d/", b""), ("bag/d/b.txt", b"x" * 5000), method=zipfile.ZIP_DEFLATED)
    with opened(tmp_path, data) as source:
        assert source.problems == []
        assert (source.top, source.files, source.folders) == ("bag", {"a.txt": 6, "d/b.txt": 5000}, {"d"})
        assert source.read("d/b.txt", 9999) == b"x" * 5000
        assert source.read("a.txt", 9999) == b"stored"


def test_a_streamed_zip_with_data_descriptors_is_read(tmp_path: Path) -> None:
    class Unseekable(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(data)  # type: ignore[call-overload]
            self.data += piece
            return len(piece)

    file = Unseekable()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/one.txt", b"1" * 500)
        archive.writestr("b/two.txt", b"2" * 500)
    with opened(tmp_path, bytes(file.data)) as source:
        assert source.problems == []
        assert source.read("two.txt", 999) == b"2" * 500


def test_zip64_sizes_and_counts_are_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        with archive.open("b/one.txt", "w", force_zip64=True) as member:
            member.write(b"abc")
        for n in range(70_000):
            archive.writestr(f"b/{n}", b"")
    with opened(tmp_path, file.getvalue()) as source:
        assert source.problems == []
        assert len(source.files) == 70_001
        assert source.read("one.txt", 10) == b"abc"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../evil", "path-outside"),
        ("b/../../evil", "path-outside"),
        ("/etc/passwd", "absolute-path"),
        ("C:/x", "drive-letter"),
        ("//host/share", "unc-path"),
        ("b\\evil", "backslash"),
        ("b/./x", "bad-path"),
        ("b//x", "bad-path"),
    ],
)
def test_a_path_that_leads_elsewhere_is_refused_by_name(tmp_path: Path, name: str, code: str) -> None:
    with opened(tmp_path, built(entry(name.encode(), b"x"))) as source:
        assert [p.code for p in source.problems] == [code]
        assert name in source.problems[0].where
        assert source.files == {}


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        (stat.S_IFLNK, "link"),
        (stat.S_IFIFO, "special-file"),
        (stat.S_IFCHR, "special-file"),
        (stat.S_IFSOCK, "special-file"),
    ],
)
def test_links_and_special_files_are_refused(tmp_path: Path, mode: int, code: str) -> None:
    assert codes(tmp_path, zipped((info("b/x", mode | 0o644), b"/etc/passwd"))) == [code]


def test_a_windows_reparse_point_is_a_link(tmp_path: Path) -> None:
    made = info("b/x", system=0)
    made.external_attr = 0x400
    assert codes(tmp_path, zipped((made, b"x"))) == ["link"]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (entry(b"b/x", b"x", flags=1), "zip-encrypted"),
        (entry(b"b/x", b"x", flags=1 << 6), "zip-encrypted"),
        (entry(b"b/x", b"x", method=99), "zip-encrypted"),
        (entry(b"b/x", b"x", method=12), "zip-method"),
        (entry(b"b/x", b"x", method=1), "zip-method"),
        (entry(b"b/x", b"x", size=0xFFFFFFF0), "zip-sizes"),
        (entry(b"b/x", b"x", method=8, size=50_000), "zip-sizes"),
        (entry(b"b/folder/", b"content"), "zip-sizes"),
        (entry(b"b/\xff\xfe", b"x", flags=1 << 11), "name-encoding"),
    ],
)
def test_what_can_not_be_read_honestly_is_refused(tmp_path: Path, part: tuple[bytes, bytes], code: str) -> None:
    found = codes(tmp_path, built(part))
    assert found[0] == code


def test_duplicates_and_a_file_that_is_also_a_folder_are_refused(tmp_path: Path) -> None:
    one, two = entry(b"b/x", b"1"), entry(b"b/x", b"2", head=34)
    assert codes(tmp_path, built(one, two)) == ["duplicate-name"]
    assert codes(tmp_path, zipped(("b/x", b"1"), ("b/x/y", b"2"))) == ["duplicate-name"]


def test_central_and_local_header_must_agree(tmp_path: Path) -> None:
    central = entry(b"b/x", b"xyz")[1]
    for other in (entry(b"b/y", b"xyz"), entry(b"b/x", b"xyZ"), entry(b"b/x", b"xyz", flags=2)):
        with opened(tmp_path, built((other[0], central))) as source:
            assert [p.code for p in source.problems] == ["zip-mismatch"]
            assert source.problems[0].where == "b/x"


def test_overlapping_entries_are_refused_without_unpacking(tmp_path: Path) -> None:
    local, central = entry(b"b/x", b"x" * 100)
    twin = entry(b"b/y", b"x" * 100)[1]
    found = codes(tmp_path, built((local, central), (b"", twin)))
    assert "zip-overlap" in found


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d + b"junk", "zip-junk"),
        (lambda d: b"junk" + d, "zip-junk"),
        (lambda d: d[:-5], "zip-truncated"),
        (lambda d: d[: len(d) // 3], "zip-truncated"),
        (lambda d: b"", "zip-empty"),
        (lambda d: b"<html>not found</html>", "not-a-zip"),
        (lambda d: d[:-18] + b"\x01\x00" + d[-16:], "zip-multi-disk"),
        (lambda d: d[:-14] + b"\x02\x00" + d[-12:], "zip-multi-disk"),
        (lambda d: d[:-6] + b"\xff\xff\xff\x00" + d[-2:], "zip-directory"),
        (lambda d: d[:-2] + b"\x16\x00" + d[-22:], "zip-ambiguous"),
    ],
)
def test_a_zip_that_is_broken_as_a_whole_is_one_problem(tmp_path: Path, change: Change, code: str) -> None:
    assert codes(tmp_path, change(zipped(("b/x", b"hello")))) == [code]


def test_a_gap_between_entries_is_refused(tmp_path: Path) -> None:
    one, two = entry(b"b/x", b"1"), entry(b"b/y", b"2", head=34 + 7)
    data = built((one[0] + b"hidden!", one[1]), two)
    assert codes(tmp_path, data) == ["zip-junk"]


def test_an_empty_zip_says_so(tmp_path: Path) -> None:
    assert codes(tmp_path, zipped()) == ["zip-without-files"]


def test_too_many_entries_are_refused_in_no_time(tmp_path: Path) -> None:
    parts = entry(b"b/x", b"")
    data = built((parts[0], parts[1] * 60_000), count=60_000)
    wide = data[: data.rfind(b"PK\x05\x06")]
    n = 120_000
    wide += b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, n, n, len(parts[1]) * 60_000, len(parts[0]))
    wide += b"PK\x06\x07" + struct.pack("<IQI", 0, len(data) - 22, 1)
    wide += b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    begin = time.perf_counter()
    assert codes(tmp_path, wide) == ["zip-too-many-entries"]
    assert time.perf_counter() - begin < 1


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("b/zeros", "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
    assert codes(tmp_path, file.getvalue()) == ["zip-bomb"]


def test_more_than_is_claimed_is_never_given_out(tmp_path: Path) -> None:
    packed = zlib.compress(b"A" * 100_000, 9)[2:-4]
    local, central = entry(b"b/x", packed, method=8, size=500)
    with opened(tmp_path, built((local, central))) as source:
        with pytest.raises(Broken) as caught:
            source.read("x", 1 << 20)
        assert caught.value.problem.code == "zip-sizes"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_changed_content_fails_its_crc(tmp_path: Path, method: int) -> None:
    data = bytearray(zipped(("b/x", bytes(range(256)) * 40), method=method))
    data[200] ^= 1
    with opened(tmp_path, bytes(data)) as source:
        with pytest.raises(Broken) as caught:
            source.read("x", 1 << 20)
        assert caught.value.problem.code in {"zip-checksum", "zip-damaged", "zip-sizes"}


def test_a_wrong_crc_in_both_headers_of_a_deflated_entry_is_found(tmp_path: Path) -> None:
    """The CRC-32 of ``entry`` is that of the packed bytes, not of what they unpack to."""
    packed = zlib.compress(b"A" * 900, 9)[2:-4]
    with opened(tmp_path, built(entry(b"b/x", packed, method=8, size=900))) as source:
        with pytest.raises(Broken) as caught:
            source.read("x", 1 << 20)
        assert caught.value.problem.code == "zip-checksum"


def test_a_small_limit_is_held_before_reading(tmp_path: Path) -> None:
    with opened(tmp_path, zipped(("b/x", b"12345"))) as source, pytest.raises(Broken) as caught:
        source.read("x", 4)
    assert caught.value.problem.code == "file-too-large"


def test_what_is_not_there_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(ReviewerError) as caught:
        open_source(tmp_path / "nowhere.zip")
    assert (caught.value.code, caught.value.exit_code) == ("not-found", 3)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_drive_that_vanishes_while_it_is_read_is_said(method: int) -> None:
    data = zipped(("b/x", bytes(range(256)) * 400), method=method)

    class Drive(io.BytesIO):
        gone = False

        def readinto(self, buffer: Any) -> int:
            return super().readinto(buffer) if not self.gone else self.fail()

        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(size) if not self.gone else bytes(self.fail())

        def fail(self) -> int:
            raise OSError(errno.EIO, "Input/output error")

    class Inner:
        drive = Drive(data)

        def open_raw(self) -> io.RawIOBase:
            return self.drive  # type: ignore[return-value]

    with open_source(Inner()) as source:
        Inner.drive.gone = True
        with pytest.raises(ReviewerError) as caught:
            source.read("x", 1 << 20)
    assert (caught.value.code, caught.value.exit_code) == ("disk-failed", 3)


def test_links_and_pipes_in_a_folder_are_refused_and_not_followed(tmp_path: Path) -> None:
    import os

    bag = tmp_path / "bag"
    bag.mkdir()
    (tmp_path / "secret").write_text("x")
    (bag / "link").symlink_to(tmp_path / "secret")
    (bag / "dir").symlink_to(tmp_path)
    os.mkfifo(bag / "pipe")
    with open_source(bag) as source:
        assert {p.where: p.code for p in source.problems} == {"link": "link", "dir": "link", "pipe": "special-file"}
        assert source.files == {}


def test_a_file_that_is_swapped_for_a_link_later_is_not_followed(tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    bag.mkdir()
    (bag / "x").write_text("1234")
    (tmp_path / "secret").write_text("abcd")
    with open_source(bag) as source:
        (bag / "x").unlink()
        (bag / "x").symlink_to(tmp_path / "secret")
        with pytest.raises(Broken):
            source.read("x", 10)


def test_a_file_that_grows_or_shrinks_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    for text in ("123", "12345"):
        bag = tmp_path / f"bag{text}"
        bag.mkdir()
        (bag / "x").write_text("1234")
        with open_source(bag) as source:
            (bag / "x").write_text(text)
            with pytest.raises(Broken) as caught:
                source.read("x", 10)
            assert caught.value.problem.code == "file-changed"


def test_a_file_that_lies_on_another_disk_is_refused(tmp_path: Path) -> None:
    local, central = entry(b"bag/a.txt", b"a")
    at = struct.calcsize("<4sHHHHHHIIIHHH")  # of the field "disk number start"
    assert codes(tmp_path, built((local, central))) == []
    elsewhere = central[:at] + b"\1\0" + central[at + 2 :]
    assert codes(tmp_path, built((local, elsewhere))) == ["zip-multi-disk"]
