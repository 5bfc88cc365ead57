"""The zip container of our own sealed files: the same names and sizes always give the same bytes.

Stored members, no extra fields but zip64's, one fixed date: so a file that somebody re-packed is noticed. Sizes are
known beforehand; only the CRC-32 of a member is filled in after its bytes (PKWARE APPNOTE 6.3).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")
END64 = struct.Struct("<4sQHHIIQQQQ")
LOCATOR64 = struct.Struct("<4sIQI")
LOCAL_SIGN, CENTRAL_SIGN, END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END64_SIGN, LOCATOR64_SIGN = b"PK\x06\x06", b"PK\x06\x07"
FULL16, FULL32 = 0xFFFF, 0xFFFFFFFF
_DATE = 0x0021  # 1980-01-01, the first day that zip knows
_MODE = 0o100644 << 16
CRC_AT = 14  # where the CRC-32 lies in a local header


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stored member: its name in the archive, bytes, CRC-32 and where its local header starts."""

    name: str
    size: int
    crc: int
    offset: int


def local_header(name: str, size: int, crc: int) -> bytes:
    """The bytes before a member's content."""
    raw = name.encode("ascii")
    extra, listed = b"", size
    if size >= FULL32:
        extra, listed = struct.pack("<HHQQ", 1, 16, size, size), FULL32
    head = LOCAL.pack(LOCAL_SIGN, 45 if extra else 20, 0, 0, 0, _DATE, crc, listed, listed, len(raw), len(extra))
    return head + raw + extra


def directory(entries: Iterable[Entry], start: int) -> bytes:
    """The bytes after the last member: central directory and end record(s); ``start`` is where they begin."""
    parts = [_central(e) for e in entries]
    size, count = sum(map(len, parts)), len(parts)
    if count >= FULL16 or size >= FULL32 or start >= FULL32:
        parts.append(END64.pack(END64_SIGN, 44, 45, 45, 0, 0, count, count, size, start))
        parts.append(LOCATOR64.pack(LOCATOR64_SIGN, 0, start + size, 1))
    few = min(count, FULL16)
    parts.append(END.pack(END_SIGN, 0, 0, few, few, min(size, FULL32), min(start, FULL32), 0))
    return b"".join(parts)


def _central(entry: Entry) -> bytes:
    raw = entry.name.encode("ascii")
    wide = [n for n in (entry.size, entry.size, entry.offset) if n >= FULL32]
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    size, offset, need = min(entry.size, FULL32), min(entry.offset, FULL32), 45 if extra else 20
    made = 3 << 8 | need
    head = CENTRAL.pack(
        CENTRAL_SIGN, made, need, 0, 0, 0, _DATE, entry.crc, size, size, len(raw), len(extra), 0, 0, 0, _MODE, offset
    )
    return head + raw + extra
