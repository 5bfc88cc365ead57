"""The directory of a zip file, read with distrust: every entry is checked against its local header and its neighbours.

Own parser (PKWARE APPNOTE 6.3.10) rather than ``zipfile``, which lets through names that lead outside, twins, links and
junk between members. Nothing is unpacked here and no size that the file claims is believed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from reviewer_app.bundles.container import (
    CENTRAL,
    CENTRAL_SIGN,
    END,
    END64,
    END64_SIGN,
    END_SIGN,
    FULL16,
    FULL32,
    LOCAL,
    LOCAL_SIGN,
    LOCATOR64,
    LOCATOR64_SIGN,
)
from reviewer_app.bundles.names import shown
from reviewer_app.errors import Problem

MAX_ENTRIES = 100_000
MAX_DIRECTORY = 64 << 20  # bytes
STORED, DEFLATED = 0, 8
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
_DESCRIPTOR, _UTF8 = 1 << 3, 1 << 11
_METHODS = {1: "shrunk", 6: "imploded", 9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstandard", 95: "xz", 99: "AES"}
_NEWEST = 63  # of the zip format, in tenths
_LOCKED_DIRECTORY = 62  # the version that can
_SPECIAL = {0o120000: "link", 0o010000: "special-file", 0o020000: "special-file"}
_SPECIAL |= {0o060000: "special-file", 0o140000: "special-file"}
ASK = "Ask whoever sent the file for a new copy."


class Damaged(Exception):
    """The file as a whole can't be read as a zip; carries the one problem."""

    def __init__(self, code: str, message: str, hint: str = ASK) -> None:
        super().__init__(message)
        self.problem = Problem(code=code, message=message, hint=hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry as the central directory lists it. ``head`` is where its local header starts."""

    name: str
    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int  # bytes in the file
    size: int  # bytes when unpacked, as claimed
    head: int
    needs: int  # version of the zip format
    mode: int
    reparse: bool

    @property
    def folder(self) -> bool:
        """Whether it is a folder."""
        return self.name.endswith("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where the directory lies, and what the end record says of it."""

    start: int
    size: int
    count: int
    tail: int  # where the end record(s) start


def find_end(file: BinaryIO, length: int) -> End:
    """Find the one end record, at the very end of the file; Damaged when there is none or more than one."""
    back = min(length, END.size + FULL16)
    file.seek(length - back)
    tail = file.read(back)
    found = [p for p in _positions(tail, END_SIGN) if _comment_fits(tail, p)]
    if not found:
        raise _no_end(file, tail, length)
    if len(found) > 1:
        raise Damaged("zip-ambiguous", "The file can be read as two different zip files, so it was not read at all.")
    at = length - back + found[0]
    _, disk, first, here, count, size, start, _ = END.unpack_from(tail, found[0])
    if _locator(file, at):
        return _end64(file, at, (here, count, size, start))
    if disk or first or here != count:
        raise _multi_disk()
    return _bounded(End(start=start, size=size, count=count, tail=at))


def _positions(data: bytes, sign: bytes) -> Iterator[int]:
    at = data.rfind(sign)
    while at >= 0:
        yield at
        at = data.rfind(sign, 0, at)


def _comment_fits(tail: bytes, at: int) -> bool:
    return at + END.size <= len(tail) and at + END.size + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail)


def _no_end(file: BinaryIO, tail: bytes, length: int) -> Damaged:
    file.seek(0)
    first = file.read(4)
    if length == 0:
        return Damaged("zip-empty", "The file is empty.")
    if any(at + END.size <= len(tail) for at in _positions(tail, END_SIGN)):
        return Damaged("zip-junk", "There is something after the end of the zip, or its end record was changed.")
    if first in (LOCAL_SIGN, b"PK\x07\x08") or END_SIGN in tail:
        return Damaged(
            "zip-truncated", "The file was cut short: its last part is missing.", "Copy or download it again."
        )
    return Damaged("not-a-zip", "This is not a zip file.", "Choose a package, a bundle or a zipped or unzipped bag.")


def _locator(file: BinaryIO, at: int) -> bool:
    if at < LOCATOR64.size:
        return False
    file.seek(at - LOCATOR64.size)
    return file.read(4) == LOCATOR64_SIGN


def _end64(file: BinaryIO, at: int, short: tuple[int, ...]) -> End:
    """The zip64 end record, right before its locator; it must agree with the short one where that speaks."""
    file.seek(at - LOCATOR64.size)
    _, disk, where, disks = LOCATOR64.unpack(file.read(LOCATOR64.size))
    if disk or disks > 1:
        raise _multi_disk()
    file.seek(where if where < at else at)
    head = file.read(END64.size)
    if len(head) < END64.size or head[:4] != END64_SIGN:
        raise Damaged("zip-directory", "The zip's directory can't be found where the file says it is.")
    _, length, _, need, disk, first, here, count, size, start = END64.unpack(head)
    if need >= _LOCKED_DIRECTORY and length > END64.size - 12:
        raise Damaged("zip-encrypted", "The zip's directory is locked with a password.", "Ask for it without.")
    if disk or first or here != count:
        raise _multi_disk()
    if where + 12 + length != at - LOCATOR64.size:
        raise Damaged("zip-junk", "There is something hidden between the zip's end records.")
    for brief, full, limit in zip(short, (here, count, size, start), (FULL16, FULL16, FULL32, FULL32), strict=True):
        if brief not in (full, limit):
            raise Damaged("zip-directory", "The zip's two end records contradict each other.")
    return _bounded(End(start=start, size=size, count=count, tail=where))


def _multi_disk() -> Damaged:
    return Damaged(
        "zip-multi-disk", "This is one part of a zip that was split over several disks.", "Join the parts first."
    )


def _bounded(end: End) -> End:
    if end.start + end.size > end.tail:
        raise Damaged("zip-directory", "The zip's directory can't be found where the file says it is.")
    if end.start + end.size < end.tail:
        raise Damaged("zip-junk", "There is something in the file that does not belong to the zip.")
    if end.count > MAX_ENTRIES or end.size > MAX_DIRECTORY:
        raise Damaged(
            "zip-too-many-entries",
            f"The zip lists {end.count:,} files; no more than {MAX_ENTRIES:,} are read.",
            "Split it into several packages.",
        )
    if end.count * CENTRAL.size > end.size:
        raise Damaged("zip-directory", f"The zip says that it holds {end.count:,} files, but lists fewer.")
    return end


def records(data: bytes, end: End) -> Iterator[Record]:
    """The entries of the central directory ``data``; Damaged when it does not hold what the end record says."""
    at = 0
    for _ in range(end.count):
        if at + CENTRAL.size > len(data) or data[at : at + 4] != CENTRAL_SIGN:
            raise Damaged("zip-directory", "The zip's directory is damaged.")
        _, _, needs, flags, method, _, _, crc, packed, size, n, x, c, disk, _, attributes, head = CENTRAL.unpack_from(
            data, at
        )
        at += CENTRAL.size
        raw, extra = data[at : at + n], data[at + n : at + n + x]
        at += n + x + c
        if at > len(data):
            raise Damaged("zip-directory", "The zip's directory is damaged.")
        if disk not in (0, FULL16):
            raise _multi_disk()
        size, packed, head = widened(extra, (size, packed, head))
        yield Record(
            name=_decoded(raw, flags, extra),
            raw=raw,
            flags=flags,
            method=method,
            crc=crc,
            packed=packed,
            size=size,
            head=head,
            needs=needs & 0xFF,
            mode=attributes >> 16,
            reparse=bool(attributes & 0x400) and not attributes >> 16,
        )
    if at != len(data):
        raise Damaged("zip-directory", "The zip's directory holds more than the file says.")


def widened(extra: bytes, values: tuple[int, ...]) -> tuple[int, ...]:
    """Those values with the zip64 extra field's in place of the full ones."""
    if FULL32 not in values:
        return values
    wide = extra_field(extra, 1)
    given = list(struct.unpack_from(f"<{len(wide) // 8}Q", wide))
    return tuple(given.pop(0) if v == FULL32 and given else v for v in values)


def extra_field(extra: bytes, wanted: int) -> bytes:
    """The content of one extra field, or nothing."""
    at = 0
    while at + 4 <= len(extra):
        number, length = struct.unpack_from("<HH", extra, at)
        if number == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def _decoded(raw: bytes, flags: int, extra: bytes) -> str:
    """The name; one that claims to be UTF-8 and is not comes out with surrogates, which ``claims`` refuses."""
    if raw.isascii():
        return raw.decode("ascii")
    if flags & _UTF8:
        return raw.decode("utf-8", "surrogateescape")
    unicode = extra_field(extra, 0x7075)
    if len(unicode) > 5 and unicode[0] == 1 and int.from_bytes(unicode[1:5], "little") == zlib.crc32(raw):
        return unicode[5:].decode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def claims(record: Record, room: int) -> Problem | None:
    """What is wrong with an entry by what the directory says of it; ``room`` is where the directory starts."""
    kind = _SPECIAL.get(record.mode & 0o170000) or ("link" if record.reparse else None)
    if kind:
        return entry_problem(kind, record.name, f"is a {kind.replace('-', ' ')}, not a plain file")
    if record.flags & _ENCRYPTED or record.method == 99:
        return entry_problem(
            "zip-encrypted", record.name, "is locked with a password", "Ask for it without a password."
        )
    if record.needs > _NEWEST:
        return entry_problem("zip-method", record.name, f"needs version {record.needs / 10} of the zip format")
    if record.method not in (STORED, DEFLATED):
        how = _METHODS.get(record.method, f"method {record.method}")
        return entry_problem("zip-method", record.name, f"is packed in a way that is not read here ({how})")
    if not record.name.isascii() and any(0xD800 <= ord(c) < 0xE000 for c in record.name):
        return entry_problem("name-encoding", record.name, "has a name that is not the UTF-8 it claims to be")
    if record.folder and (record.size or record.packed > 2):
        return entry_problem("zip-sizes", record.name, "is a folder but has content")
    stored = record.method == STORED and record.size != record.packed
    if stored or record.size > 1040 * record.packed + 64 or record.head + record.packed > room:
        return entry_problem("zip-sizes", record.name, "claims a size that can't be true")
    return None


def local_end(file: BinaryIO, record: Record) -> tuple[int, bytes]:
    """Where the content of an entry starts, and its local header; Damaged when that contradicts the directory."""
    file.seek(record.head)
    head = file.read(LOCAL.size + len(record.raw))
    if len(head) < LOCAL.size + len(record.raw) or head[:4] != LOCAL_SIGN:
        raise _contradiction(record)
    _, _, flags, method, _, _, crc, packed, size, n, x = LOCAL.unpack_from(head)
    extra = file.read(x)
    size, packed = widened(extra, (size, packed))
    later = bool(flags & _DESCRIPTOR)
    same = (flags, method, head[LOCAL.size :], n) == (record.flags, record.method, record.raw, len(record.raw))
    known = (crc, packed, size) == (record.crc, record.packed, record.size)
    if not same or not (known or (later and crc in (0, record.crc) and packed in (0, record.packed))):
        raise _contradiction(record)
    return record.head + len(head) + len(extra), head + extra


def descriptor_end(file: BinaryIO, record: Record, at: int, until: int) -> int:
    """Where an entry really ends when a data descriptor follows its content at ``at``; else ``at``."""
    if not record.flags & _DESCRIPTOR or until - at not in (12, 16, 20, 24):
        return at
    file.seek(at)
    data = file.read(until - at)
    body = data[4:] if len(data) in (16, 24) else data
    form = "<III" if len(body) == 12 else "<IQQ"
    told = struct.unpack(form, body) == (record.crc, record.packed, record.size)
    return until if told and (body is data or data[:4] == b"PK\x07\x08") else at


def _contradiction(record: Record) -> Damaged:
    made = Damaged("zip-mismatch", "")
    made.problem = entry_problem("zip-mismatch", record.name, "is described in two ways that contradict each other")
    return made


def entry_problem(code: str, name: str, what: str, hint: str = ASK) -> Problem:
    """A problem with one entry, its name escaped."""
    return Problem(code=code, message=f"“{shown(name)}” {what}.", hint=hint, where=shown(name))
