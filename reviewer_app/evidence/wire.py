"""Frames between the program and the child that decodes: a JSON header and raw bytes, never a pickle.

A frame is two big-endian 32-bit lengths, the header (UTF-8 JSON object) and the body. What comes from the child is not
trusted: lengths are bounded before anything is read, and values are checked against their classes.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Callable
from typing import Any

HEADER_LIMIT = 1 << 20
BODY_LIMIT = 400 << 20
_LENGTHS = struct.Struct(">II")


class WireError(Exception):
    """What came through the pipe is not a frame."""


def head(header: dict[str, Any], body_size: int = 0) -> bytes:
    """The start of a frame: lengths and header. The body is written after it."""
    data = json.dumps(header, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(data), body_size) + data


def unpack(read: Callable[[int], bytes]) -> tuple[dict[str, Any], bytes]:
    """One frame from ``read(count)``, which returns exactly that many bytes; WireError when it is none."""
    head_size, body_size = _LENGTHS.unpack(read(_LENGTHS.size))
    if head_size > HEADER_LIMIT or body_size > BODY_LIMIT:
        raise WireError("frame too large")
    try:
        header = json.loads(read(head_size))
    except ValueError as error:
        raise WireError("header is not JSON") from error
    if not isinstance(header, dict):
        raise WireError("header is not an object")
    return header, read(body_size) if body_size else b""


def to_json(value: Any) -> bytes:
    """A frozen value, or a tuple of them, as JSON."""
    if isinstance(value, tuple):
        plain: Any = [dataclasses.asdict(v) for v in value]
    else:
        plain = dataclasses.asdict(value)
    return json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
