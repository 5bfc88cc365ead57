"""Batch zips: zips whose members are packages, read in place without unpacking them to disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from reviewer_app.errors import BadInput, Problem, could_not

if TYPE_CHECKING:
    from reviewer_app.bundles.source import Blocks, Source

_DEEPEST = 3  # zips within zips, the given one counted
_LOCAL_HEADER = 30  # bytes, before the name (PKWARE APPNOTE 4.3.7)
_SKIP = 1024 * 1024


class Member:
    """A zip inside a zip; opens like a file. ``close`` it when nothing reads it any more."""

    def __init__(self, name: str, opener: Callable[[], io.RawIOBase], closer: Callable[[], None]) -> None:
        self._name = name
        self._opener = opener
        self.close = closer

    def __str__(self) -> str:
        return self._name

    def open_raw(self) -> io.RawIOBase:
        """A seekable stream of its bytes."""
        return self._opener()


def members(path: Path | Member, depth: int = 1) -> list[Member] | None:
    """The packages in a batch zip, also in batches inside it; None when the zip is no batch.

    Raises BadInput ``nested-too-deep``. A damaged zip is no batch: whoever reads it as a package says why.
    """
    from reviewer_app.bundles.foldersource import open_source

    source = open_source(path)
    names = sorted(n for n in source.files if n.lower().endswith(".zip") and not _hidden(n))
    broken = any(p.severity == "error" for p in source.problems)
    if broken or "bagit.txt" in source.files or not names:
        source.close()
        return None
    if depth >= _DEEPEST:
        source.close()
        problem = Problem(
            code="nested-too-deep",
            message="There are zips within zips within zips here.",
            hint="Take the packages out of the inner zips first.",
            where=str(path),
        )
        raise BadInput(problem.message, hint=problem.hint, code=problem.code, problems=(problem,))
    found: list[Member] = []
    try:
        places = _places(path)
        for name in names:
            found += _member(path, source, name, places, depth)
    except BaseException:
        source.close()
        raise
    return found


def inside(path: Path) -> list[Member]:
    """The zips that lie in a sealed file, each to be read in place."""
    from reviewer_app.bundles.foldersource import open_source

    source = open_source(path)
    try:
        places = _places(path)
        names = sorted(n for n in source.files if n.lower().endswith(".zip"))
        return [made for name in names for made in _member(path, source, name, places, _DEEPEST - 1)]
    except BaseException:
        source.close()
        raise


def _hidden(name: str) -> bool:
    """What is no package though it ends like one: hidden files, and what a Mac adds to each file of a zip."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _member(
    path: Path | Member, source: Source, name: str, places: dict[str, tuple[int, int]], depth: int
) -> list[Member]:
    full = f"{source.top}/{name}" if source.top else name
    place = places.get(full)

    def opener() -> io.RawIOBase:
        if place is None:
            return _Unpacked(lambda: source.open(name), source.files[name])
        try:
            return _Section(_raw(path), *place)
        except OSError as error:
            raise could_not("open the file", error) from error

    member = Member(f"{path}/{name}", opener, source.close)
    return members(member, depth + 1) or [member]


def _places(path: Path | Member) -> dict[str, tuple[int, int]]:
    """Where the content of each stored member lies: offset and size."""
    found = {}
    with _raw(path) as file, zipfile.ZipFile(cast(BinaryIO, file)) as archive:
        for info in archive.infolist():
            if info.compress_type == zipfile.ZIP_STORED:
                file.seek(info.header_offset)
                head = file.read(_LOCAL_HEADER) or b""
                lengths = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
                found[info.filename] = (info.header_offset + _LOCAL_HEADER + lengths, info.file_size)
    return found


def _raw(path: Path | Member) -> io.RawIOBase:
    return path.open("rb", buffering=0) if isinstance(path, Path) else path.open_raw()


class _Seekable(io.RawIOBase):
    """Bytes of a known size, with a place in them."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size, self._at = size, 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go there when next something is read; the new place."""
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        """The place."""
        return self._at


class _Section(_Seekable):
    """Part of a file as a file of its own."""

    def __init__(self, file: io.RawIOBase, start: int, size: int) -> None:
        super().__init__(size)
        self._file, self._start = file, start

    def readinto(self, buffer: object) -> int:
        """Fill the buffer as far as the section goes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        self._file.seek(self._start + self._at)
        count = self._file.readinto(view[: max(0, self._size - self._at)]) or 0
        self._at += count
        return count

    def close(self) -> None:
        """Close the file below as well."""
        self._file.close()
        super().close()


class _Unpacked(_Seekable):
    """A deflated member as a seekable file: going back starts again from the front."""

    def __init__(self, opener: Callable[[], Blocks], size: int) -> None:
        super().__init__(size)
        self._opener = opener
        self._blocks: Blocks | None = None
        self._real = 0  # where the blocks are

    def readinto(self, buffer: object) -> int:
        """Fill the whole buffer unless the end comes first; OSError when the bytes are damaged."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._blocks is None or self._real > self._at:
            self._blocks, self._real = self._opener(), 0
        skipped = memoryview(bytearray(min(_SKIP, max(1, self._at - self._real))))
        while self._real < self._at:
            if not self._some(skipped[: self._at - self._real]):
                return 0
        total = 0
        while total < len(view) and (count := self._some(view[total:])):
            total += count
        self._at += total
        return total

    def _some(self, view: memoryview) -> int:
        from reviewer_app.bundles.source import Broken

        assert self._blocks is not None
        try:
            count = self._blocks.readinto(view)
        except Broken as error:
            raise OSError(5, "the batch is damaged") from error
        self._real += count
        return count
