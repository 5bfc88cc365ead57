"""A small file as QR codes on one screen, read by another laptop's camera: in any order, with repeats and losses.

The file is compressed and cut into K pieces. The first K frames are the pieces; every further frame is the XOR of a
pseudo-random half of them (a random linear fountain; MacKay 2005, IEE Proc. Commun. 152). Any K frames and one or two
more give the file, whichever they are, so a missed frame costs no second round. Each frame carries a check sum, and the
whole a SHA-256. Codes are of version 16, level M, in the alphanumeric mode (Base45, RFC 9285), for OpenCV gives back
text: 400 bytes of the compressed file a frame, 2 KB a second at five frames a second.
"""

from __future__ import annotations

import hashlib
import lzma
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reviewer_app.errors import BadInput, Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Picture = npt.NDArray[np.uint8]

PIECE: Final = 400  # bytes of a frame
MOST_PIECES: Final = 2_000
MOST_BYTES: Final = 64 << 20  # of the file when unpacked
FRAMES_A_SECOND: Final = 5
_PREFIX: Final = "RV1"
_VERSION: Final = 16
_HEAD: Final = struct.Struct(">8sHI")  # the transfer, its number of pieces, the frame's index
_LENGTH: Final = struct.Struct(">I")
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {sign: n for n, sign in enumerate(_ALPHABET)}
_MEMORY: Final = 128 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A file ready to be shown; ``frame(n)`` for n = 0, 1, 2 … without end."""

    id: bytes
    pieces: tuple[bytes, ...]
    size: int  # of the file
    packed: int  # compressed

    def frame(self, index: int) -> str:
        """The text of a frame's code."""
        count = len(self.pieces)
        mask = _mask(self.id, count, index)
        data = 0
        for place in range(count):
            if mask >> place & 1:
                data ^= int.from_bytes(self.pieces[place], "big")
        body = _HEAD.pack(self.id, count, index) + data.to_bytes(PIECE, "big")
        return _PREFIX + base45(body + struct.pack(">I", zlib.crc32(body)))

    @property
    def seconds(self) -> float:
        """How long it takes when every frame is read."""
        return len(self.pieces) / FRAMES_A_SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much is there; ``news``: the frame added something. ``other``: it belongs to another file."""

    have: int
    of: int
    news: bool = False
    other: bool = False

    @property
    def done(self) -> bool:
        """Whether everything is there."""
        return 0 < self.of == self.have


def transfer(data: bytes) -> Transfer:
    """A file as frames; BadInput ``too-large-for-qr`` when it would take too long."""
    packed = hashlib.sha256(data).digest() + _packed(data)
    whole = _LENGTH.pack(len(packed)) + packed
    count = -(-len(whole) // PIECE)
    if count > MOST_PIECES or len(data) > MOST_BYTES:
        most = MOST_PIECES * PIECE // 1024
        message = f"The file has {len(packed) // 1024:,} KB when compressed; codes can carry {most:,} KB."
        hint = "Carry it on a drive, or seal fewer decisions in one bundle."
        raise _bad("too-large-for-qr", message, hint)
    pieces = tuple(whole[n * PIECE : (n + 1) * PIECE].ljust(PIECE, b"\0") for n in range(count))
    name = hashlib.sha256(b"reviewer-qr" + whole).digest()[:8]
    return Transfer(id=name, pieces=pieces, size=len(data), packed=len(packed))


def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a frame's code (dark is True), without the quiet zone of four that must surround it."""
    import segno

    code = segno.make(text, version=_VERSION, error="m", mode="alphanumeric", boost_error=False, micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


class Collector:
    """Puts a file together from frames, in any order."""

    def __init__(self) -> None:
        self._id = b""
        self._count = 0
        self._rows: dict[int, tuple[int, int]] = {}  # by lowest piece: which pieces, and their XOR
        self._data: bytes | None = None

    def add(self, text: str) -> Progress:
        """Take in the text of a code; what is no frame of ours, is damaged or of another file, changes nothing."""
        found = _read(text)
        if found is None:
            return self._progress()
        name, count, index, piece = found
        if not self._count:
            self._id, self._count = name, count
        if (name, count) != (self._id, self._count):
            return self._progress(other=True)
        return self._progress(news=self._take(_mask(name, count, index), piece))

    def finish(self) -> bytes:
        """The file; BadInput ``qr-incomplete`` or ``qr-damaged``."""
        if not self._progress().done:
            missing = self._count - len(self._rows)
            raise _bad("qr-incomplete", f"{missing or 'All'} frames are missing still.", "Go on reading.")
        if self._data is None:
            self._data = self._solve()
        return self._data

    def finish_if_done(self) -> bytes | None:
        """The file as soon as everything is there."""
        return self.finish() if self._progress().done else None

    def _progress(self, *, news: bool = False, other: bool = False) -> Progress:
        return Progress(have=len(self._rows), of=self._count, news=news, other=other)

    def _take(self, mask: int, piece: int) -> bool:
        """One row of Gauss's elimination."""
        while mask:
            lowest = (mask & -mask).bit_length() - 1
            row = self._rows.get(lowest)
            if row is None:
                self._rows[lowest] = (mask, piece)
                return True
            mask ^= row[0]
            piece ^= row[1]
        return False

    def _solve(self) -> bytes:
        solved: dict[int, int] = {}
        for place in sorted(self._rows, reverse=True):
            mask, piece = self._rows[place]
            rest = mask ^ (1 << place)
            while rest:
                lowest = (rest & -rest).bit_length() - 1
                piece ^= solved[lowest]
                rest ^= 1 << lowest
            solved[place] = piece
        whole = b"".join(solved[n].to_bytes(PIECE, "big") for n in range(self._count))
        (length,) = _LENGTH.unpack(whole[: _LENGTH.size])
        packed = whole[_LENGTH.size : _LENGTH.size + length]
        data = _unpacked(packed[32:])
        if data is None or len(packed) != length or hashlib.sha256(data).digest() != packed[:32]:
            raise _bad("qr-damaged", "What was read is not the file that was shown.", "Start again on both laptops.")
        return data


def read_picture(picture: Picture) -> tuple[str, ...]:
    """The texts of our codes in a picture (grey or BGR); damaged and foreign ones are left out."""
    import cv2

    detector = cv2.QRCodeDetectorAruco()
    try:
        _, texts, _, _ = detector.detectAndDecodeMulti(picture)
    except (cv2.error, UnicodeDecodeError, SystemError):  # a code whose content is no text
        return ()
    return tuple(text for text in texts if _read(text) is not None)


def base45(data: bytes) -> str:
    """RFC 9285."""
    out = []
    for place in range(0, len(data) - 1, 2):
        value = data[place] * 256 + data[place + 1]
        out += [_ALPHABET[value % 45], _ALPHABET[value // 45 % 45], _ALPHABET[value // 2025]]
    if len(data) % 2:
        out += [_ALPHABET[data[-1] % 45], _ALPHABET[data[-1] // 45]]
    return "".join(out)


def from_base45(text: str) -> bytes | None:
    """The bytes back; None for what is no Base45."""
    values = [_VALUES.get(sign, -1) for sign in text]
    if len(values) % 3 == 1 or -1 in values:
        return None
    out = bytearray()
    for place in range(0, len(values), 3):
        group = values[place : place + 3]
        value = sum(v * 45**n for n, v in enumerate(group))
        if value >= 256 ** (len(group) - 1):
            return None
        out += value.to_bytes(len(group) - 1, "big")
    return bytes(out)


def _read(text: str) -> tuple[bytes, int, int, int] | None:
    if not text.startswith(_PREFIX):
        return None
    raw = from_base45(text[len(_PREFIX) :])
    if raw is None or len(raw) != _HEAD.size + PIECE + 4:
        return None
    body = raw[:-4]
    if zlib.crc32(body) != int.from_bytes(raw[-4:], "big"):
        return None
    name, count, index = _HEAD.unpack(body[: _HEAD.size])
    if not 0 < count <= MOST_PIECES:
        return None
    return name, count, index, int.from_bytes(body[_HEAD.size :], "big")


def _mask(name: bytes, count: int, index: int) -> int:
    """Which pieces a frame is the XOR of."""
    if index < count:
        return 1 << index
    stream = hashlib.shake_128(name + index.to_bytes(4, "big")).digest(-(-count // 8))
    mask = int.from_bytes(stream, "big") & ((1 << count) - 1)
    return mask or 1


def _packed(data: bytes) -> bytes:
    """The compressed bytes; the dictionary is no larger than the file, for a large one takes 600 MB of memory."""
    size = max(4_096, min(len(data), 8 << 20))
    chain = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": size}]
    return lzma.compress(data, format=lzma.FORMAT_XZ, filters=chain)


def _unpacked(packed: bytes) -> bytes | None:
    """The decompressed bytes; None when they are damaged or too many."""
    try:
        maker = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_MEMORY)
        data = maker.decompress(packed, MOST_BYTES + 1)
    except lzma.LZMAError:
        return None
    return data if maker.eof and len(data) <= MOST_BYTES else None


def _bad(code: str, message: str, hint: str) -> BadInput:
    return BadInput(message, hint=hint, code=code, problems=(Problem(code=code, message=message, hint=hint),))
