"""Filmstrips, waveforms and cuts kept in the vault for the next time: what took seconds to make is there at once.

What is kept is evidence too, so it lies in the vault under the SHA-256 of its own bytes, is encrypted with it and goes
with it. A list beside the vault says what was made of what: digests, parameters and sizes, nothing else. A list that is
lost or damaged costs only the time to make things again.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from reviewer_app.errors import ReviewerError
from reviewer_app.evidence import wire
from reviewer_app.evidence.values import Film, Picture, Span, Waveform
from reviewer_app.evidence.vault import Recipe, Vault
from reviewer_app.jobs import Job

_log = logging.getLogger(__name__)
T = TypeVar("T")

LIMIT = 256 << 20  # bytes of all that is kept
ENTRY_LIMIT = 16 << 20  # bytes of one
PICTURES_LIMIT = 2000
_QUALITY = 82
_VERSION = 1  # of what is kept; another is made again
_CUTS = "scenes 2"  # what they are kept as; 2: fades and dissolves too


class Maker(Protocol):
    """Who makes what is not kept yet: ``Readers``."""

    def filmstrip(
        self, recipe: Recipe, film: Film, on_picture: Callable[[Picture], None], job: Job | None = None
    ) -> int:
        """See ``Readers.filmstrip``."""

    def waveform(
        self, recipe: Recipe, peaks: int, on_span: Callable[[Span], None] | None = None, job: Job | None = None
    ) -> Waveform:
        """See ``Readers.waveform``."""

    def scenes(
        self, recipe: Recipe, job: Job | None = None, on_cut: Callable[[int], None] | None = None
    ) -> tuple[int, ...]:
        """See ``Readers.scenes``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """One thing kept: of which evidence, what with which parameters, and where its bytes are."""

    of: str
    what: str
    sha256: str
    size: int


class StripStore:
    """Hands out what is kept and makes what is not, with the calls of ``Readers``. Any thread may call it.

    It never keeps what was stopped half-way, and goes on without keeping when the disk refuses.
    """

    def __init__(self, vault: Vault, index: Path, *, limit: int = LIMIT) -> None:
        self._vault = vault
        self._path = index
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], _Kept] | None = None  # the one used last at the end

    def filmstrip(
        self,
        readers: Maker,
        recipe: Recipe,
        film: Film,
        on_picture: Callable[[Picture], None],
        job: Job | None = None,
    ) -> int:
        """``Readers.filmstrip``, at once when it is kept."""
        part = f" {film.places.start}-{film.places.stop}" if film.places is not None else ""
        what = f"film {film.count} {film.height}{part}"
        kept = self._read(recipe, what, _pictures)
        if kept is not None:
            for picture in kept:
                on_picture(picture)
            return len(kept)
        parts: list[Picture] = []

        def take(picture: Picture) -> None:
            parts.append(picture)
            on_picture(picture)

        readers.filmstrip(recipe, film, take, job)
        self._write(recipe, what, lambda: _film(parts))
        return len(parts)

    def waveform(
        self,
        readers: Maker,
        recipe: Recipe,
        peaks: int,
        on_span: Callable[[Span], None] | None = None,
        job: Job | None = None,
    ) -> Waveform:
        """``Readers.waveform``, at once when it is kept."""
        what = f"wave {peaks}"
        kept = self._read(recipe, what, lambda data: _wave(data, peaks))
        if kept is not None:
            if on_span is not None:
                on_span(Span(first=0, low=kept.low, high=kept.high))
            return kept
        made = readers.waveform(recipe, peaks, on_span, job)
        self._write(recipe, what, lambda: _framed({"duration_ms": made.duration_ms}, made.low + made.high))
        return made

    def scenes(
        self,
        readers: Maker,
        recipe: Recipe,
        job: Job | None = None,
        on_cut: Callable[[int], None] | None = None,
    ) -> tuple[int, ...]:
        """``Readers.scenes``, at once when they are kept."""
        kept = self._read(recipe, _CUTS, _cuts)
        if kept is not None:
            if on_cut is not None:
                for cut in kept:
                    on_cut(cut)
            return kept
        made = readers.scenes(recipe, job, on_cut)
        self._write(recipe, _CUTS, lambda: _framed({"cuts": list(made)}))
        return made

    def keep(self, evidence: set[str]) -> set[str]:
        """Forget what was made of any but these; the digests in the vault of what is still kept."""
        with self._lock:
            known = self._known()
            gone = [key for key, kept in known.items() if kept.of not in evidence]
            for key in gone:
                del known[key]
            if gone:
                with suppress(OSError):  # a list that still names them does no harm
                    self._save()
            return {kept.sha256 for kept in known.values()}

    def used(self) -> int:
        """Bytes of all that is kept."""
        with self._lock:
            return sum(kept.size for kept in self._known().values())

    def _read(self, recipe: Recipe, what: str, parse: Callable[[bytes], T]) -> T | None:
        """What is kept of that file, or None."""
        with self._lock:
            kept = self._known().pop((recipe.sha256, what), None)
            if kept is None:
                return None
            self._known()[recipe.sha256, what] = kept
        try:
            with self._vault.open(kept.sha256, kept.size) as stream:
                data = stream.read()
            if hashlib.sha256(data).hexdigest() != kept.sha256:
                raise ValueError("altered")
            return parse(data)
        except (ReviewerError, OSError, ValueError, KeyError, TypeError, wire.WireError):
            with self._lock:
                self._known().pop((recipe.sha256, what), None)
            return None

    def _write(self, recipe: Recipe, what: str, make: Callable[[], bytes]) -> None:
        """Keep what was made of a file; what was used longest ago goes when there is too much."""
        if not recipe.sha256:
            return
        data = make()
        if not 0 < len(data) <= min(ENTRY_LIMIT, self._limit):
            return
        kept = _Kept(of=recipe.sha256, what=what, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
        try:
            writer = self._vault.writer()
            writer.write(data)
            writer.commit(kept.sha256)
            with self._lock:
                self._known()[kept.of, what] = kept
                self._make_room()
                self._save()
        except (ReviewerError, OSError):
            _log.info("a filmstrip or waveform could not be kept")

    def _make_room(self) -> None:
        known = self._known()
        while sum(kept.size for kept in known.values()) > self._limit:
            oldest = known.pop(next(iter(known)))
            if all(kept.sha256 != oldest.sha256 for kept in known.values()):
                self._vault.remove(oldest.sha256)

    def _known(self) -> dict[tuple[str, str], _Kept]:
        if self._kept is None:
            self._kept = {}
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                listed = json.loads(self._path.read_bytes())
                if listed["version"] == _VERSION:
                    entries = [_Kept(**row) for row in listed["kept"]]
                    self._kept = {(e.of, e.what): e for e in entries if _is_sound(e)}
        return self._kept

    def _save(self) -> None:
        part = self._path.with_name(f"{self._path.name}.part")
        rows = [asdict(kept) for kept in self._known().values()]
        part.write_text(json.dumps({"version": _VERSION, "kept": rows}), encoding="utf-8")
        os.replace(part, self._path)


def _is_sound(kept: _Kept) -> bool:
    digests = all(
        isinstance(d, str) and len(d) == 64 and set(d) <= set("0123456789abcdef") for d in (kept.of, kept.sha256)
    )
    return digests and isinstance(kept.what, str) and isinstance(kept.size, int) and 0 < kept.size <= ENTRY_LIMIT


def _framed(header: dict[str, Any], body: bytes = b"") -> bytes:
    return wire.head(header, len(body)) + body


def _frames(data: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    stream = io.BytesIO(data)

    def read(count: int) -> bytes:
        part = stream.read(count)
        if len(part) != count:
            raise ValueError("cut short")
        return part

    while stream.tell() < len(data):
        yield wire.unpack(read)


def _film(parts: list[Picture]) -> bytes:
    """Pictures as JPEG; those at several places only once."""
    from PIL import Image

    data = bytearray()
    before: dict[bytes, int] = {}
    for number, picture in enumerate(parts[:PICTURES_LIMIT]):
        place = {f: getattr(picture, f) for f in ("width", "height", "full_width", "full_height", "ms", "index")}
        same = before.setdefault(picture.rgb, number)
        body = io.BytesIO()
        if same == number:
            image = Image.frombytes("RGB", (picture.width, picture.height), picture.rgb)
            image.save(body, "JPEG", quality=_QUALITY)
        data += _framed({**place, "same": same}, body.getvalue())
    return bytes(data)


def _pictures(data: bytes) -> tuple[Picture, ...]:
    from PIL import Image

    found: list[Picture] = []
    for header, body in _frames(data):
        same = int(header.pop("same"))
        if body:
            with Image.open(io.BytesIO(body), formats=["JPEG"]) as image:
                rgb = image.convert("RGB").tobytes()
        else:
            rgb = found[same].rgb
        picture = Picture(rgb=rgb, **header)
        if len(rgb) != picture.width * picture.height * 3:
            raise ValueError("not the size it says")
        found.append(picture)
    return tuple(found)


def _wave(data: bytes, peaks: int) -> Waveform:
    [(header, body)] = _frames(data)
    if len(body) != 2 * peaks:
        raise ValueError("not the size it says")
    return Waveform(low=body[:peaks], high=body[peaks:], duration_ms=int(header["duration_ms"]))


def _cuts(data: bytes) -> tuple[int, ...]:
    [(header, _)] = _frames(data)
    return tuple(int(cut) for cut in header["cuts"])
