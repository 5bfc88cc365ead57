"""A bag in a zip. Stored members are read straight from their place (``zipfile`` seeks by reading through)."""

from __future__ import annotations

import os
import zlib
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from reviewer_app.bundles import container
from reviewer_app.bundles.source import Blocks, Broken, Openable, Source, checked_names, limited
from reviewer_app.bundles.zipdir import (
    ASK,
    DEFLATED,
    Damaged,
    Record,
    claims,
    descriptor_end,
    entry_problem,
    find_end,
    local_end,
    records,
)
from reviewer_app.errors import Problem, could_not

BOMB_SIZE, BOMB_RATIO = 256 << 20, 100
_CRC_LIMIT = 4 << 20  # bigger stored members are known by their digest, which is stronger
_PIECE = 64 << 10


def open_zip(path: Path | Openable) -> Source:
    """Open a zip; ReviewerError when it can't be opened, ``problems`` when it must not be used."""
    try:
        file: RawIOBase = path.open("rb", buffering=0) if isinstance(path, Path) else path.open_raw()
    except OSError as error:
        raise could_not("open the file", error) from error
    source = Source(zipped=True, closer=file.close)
    try:
        _Zip(cast(BinaryIO, file), source).open()
    except Damaged as error:
        source.problems.append(error.problem)
    except OSError as error:
        file.close()
        raise could_not("read the file", error) from error
    except BaseException:
        file.close()
        raise
    return source


class _Zip:
    """Checks a zip as a whole and fills in a Source."""

    def __init__(self, file: BinaryIO, source: Source) -> None:
        self._file = file
        self._source = source
        self._members: dict[str, tuple[Record, int]] = {}  # entry and where its content starts, by path below top
        self._heads: list[bytes] = []

    def open(self) -> None:
        """Read the directory and check everything about it; Damaged when that makes no sense."""
        length = self._file.seek(0, os.SEEK_END)
        end = find_end(self._file, length)
        self._file.seek(end.start)
        data = self._file.read(end.size)
        rest = self._file.read(length - end.start - end.size)
        entries = sorted(records(data, end), key=lambda r: r.head)
        if not entries:
            raise Damaged("zip-without-files", "The zip holds no files.")
        problems = [p for e in entries if (p := claims(e, end.start))]
        problems += checked_names(
            [e.name.removesuffix("/") for e in entries if not e.folder], [e.name[:-1] for e in entries if e.folder]
        )
        if not problems:
            problems = self._locate(entries, end.start)
        problems += _bomb(entries, length)
        self._source.problems += limited(problems)
        if problems:
            return
        self._settle(entries)
        self._source.tidy = self._is_tidy(entries, data + rest, end.start)

    def _locate(self, entries: list[Record], until: int) -> list[Problem]:
        """Find each entry's content; entries must follow each other without overlap or gap up to the directory."""
        problems, at = [], 0
        for n, entry in enumerate(entries):
            following = entries[n + 1].head if n + 1 < len(entries) else until
            if entry.head < at:
                problems.append(entry_problem("zip-overlap", entry.name, "lies on top of another file in the zip"))
                continue
            if entry.head > at:
                raise Damaged("zip-junk", "There is something in the file that does not belong to the zip.")
            try:
                start, head = local_end(self._file, entry)
            except Damaged as error:
                problems.append(error.problem)
                at = following
                continue
            self._heads.append(head)
            self._members[entry.name] = entry, start
            at = descriptor_end(self._file, entry, start + entry.packed, following)
        if at < until and not problems:
            raise Damaged("zip-junk", "There is something in the file that does not belong to the zip.")
        if at > until:
            problems.append(entry_problem("zip-overlap", entries[-1].name, "lies on top of the zip's directory"))
        return problems

    def _settle(self, entries: list[Record]) -> None:
        """Take the top folder off the names."""
        tops = {e.name.split("/", 1)[0] for e in entries}
        inside = all("/" in e.name for e in entries)
        top = tops.pop() + "/" if inside and len(tops) == 1 else ""
        source = self._source
        source.top = top.removesuffix("/")
        self._members = {n.removeprefix(top): m for n, m in self._members.items()}
        source.files = {n: m[0].size for n, m in self._members.items() if n and not m[0].folder}
        source.folders = {n.removesuffix("/") for n in self._members if n.endswith("/")}
        source.folders |= {n[:i] for n in source.files for i, c in enumerate(n) if c == "/"}
        source.opener = self._blocks

    def _is_tidy(self, entries: list[Record], tail: bytes, start: int) -> bool:
        if not all(e.name.isascii() for e in entries):
            return False
        if any(h != container.local_header(e.name, e.size, e.crc) for h, e in zip(self._heads, entries, strict=True)):
            return False
        made = (container.Entry(name=e.name, size=e.size, crc=e.crc, offset=e.head) for e in entries)
        return tail == container.directory(made, start)

    def _blocks(self, path: str) -> Blocks:
        entry, start = self._members[path]
        return (_Deflated if entry.method == DEFLATED else _Stored)(self._file, entry, start)


def _bomb(entries: list[Record], length: int) -> list[Problem]:
    total = sum(e.size for e in entries)
    if total < BOMB_SIZE or total < BOMB_RATIO * length:
        return []
    message = f"The zip would unpack to {total:,} bytes, more than {BOMB_RATIO} times its size, so it was left alone."
    return [Problem(code="zip-bomb", message=message, hint=ASK)]


class _Stored:
    """A stored member, read straight from its place."""

    def __init__(self, file: BinaryIO, record: Record, start: int) -> None:
        self._file, self._record = file, record
        self._at, self._left = start, record.size
        self._crc: int | None = None  # what is still to be explained of the CRC-32
        if record.size <= _CRC_LIMIT:
            self._crc = 0 if record.size else record.crc

    def readinto(self, buffer: memoryview) -> int:
        """Fill the buffer."""
        if not self._left:
            if self._crc:
                raise Broken(entry_problem("zip-checksum", self._record.name, "was changed or damaged (CRC-32)"))
            return 0
        part = buffer[: self._left]
        try:
            self._file.seek(self._at)
            n = self._file.readinto(part)  # type: ignore[attr-defined]
        except OSError as error:
            raise could_not("read the file", error) from error
        if not n:
            raise Broken(entry_problem("zip-truncated", self._record.name, "is cut short"))
        self._at += n
        self._left -= n
        if self._crc is not None:
            self._crc = zlib.crc32(part[:n], self._crc)
            if not self._left:
                self._crc ^= self._record.crc
        return int(n)


class _Deflated:
    """A deflated member; what comes out is counted, whatever was claimed."""

    def __init__(self, file: BinaryIO, record: Record, start: int) -> None:
        self._file, self._record = file, record
        self._at, self._packed, self._left = start, record.packed, record.size
        self._crc = 0
        self._engine = zlib.decompressobj(-15)
        self._ended = False

    def readinto(self, buffer: memoryview) -> int:
        """Fill part of the buffer."""
        try:
            data = self._next(len(buffer))
        except zlib.error as error:
            raise Broken(entry_problem("zip-damaged", self._record.name, "can't be unpacked: it is damaged")) from error
        except OSError as error:
            raise could_not("read the file", error) from error
        self._crc = zlib.crc32(data, self._crc)
        self._left -= len(data)
        if self._left < 0:
            raise Broken(entry_problem("zip-sizes", self._record.name, "unpacks to more than it claims"))
        if not data and not self._ended:
            self._finish()
        buffer[: len(data)] = data
        return len(data)

    def _next(self, most: int) -> bytes:
        while not self._engine.eof:
            pending = self._engine.unconsumed_tail
            if not pending:
                self._file.seek(self._at)
                pending = self._file.read(min(_PIECE, self._packed))
                self._at += len(pending)
                self._packed -= len(pending)
            data = self._engine.decompress(pending, most)
            if data or not (pending or self._packed):
                return data
            if not pending:
                break
        return b""

    def _finish(self) -> None:
        self._ended = True
        if not self._engine.eof or self._left or self._engine.unused_data or self._packed:
            raise Broken(entry_problem("zip-damaged", self._record.name, "can't be unpacked: it is damaged"))
        if self._crc != self._record.crc:
            raise Broken(entry_problem("zip-checksum", self._record.name, "was changed or damaged (CRC-32)"))
