"""The vault: evidence by SHA-256, reached only as a seekable reader. Nothing else knows how or where it lies.

Layout: ``<root>/ab/cd/<sha256>`` for content and ``<root>/incoming`` for what is being written. Content is on disk
(fsync, rename, fsync of the folder) before ``commit`` returns. Encryption at rest will only touch this module.
"""

from __future__ import annotations

import errno
import io
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from reviewer_app.errors import ReviewerError, could_not
from reviewer_app.files import back_to_cache, open_past_cache, sync_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")
_INCOMING = "incoming"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to open one evidence file, also from a child process; opaque to everybody but this module."""

    path: str
    size: int  # bytes
    sha256: str

    def to_json(self) -> dict[str, str | int]:
        """The recipe as JSON values."""
        return {"path": self.path, "size": self.size, "sha256": self.sha256}

    @classmethod
    def from_json(cls, data: dict[str, str | int]) -> Recipe:
        """The recipe back from JSON values; KeyError or ValueError when it is none."""
        return cls(path=str(data["path"]), size=int(data["size"]), sha256=str(data["sha256"]))


class EvidenceReader(io.BufferedReader):
    """Seekable, read-only bytes of one evidence file. Each call locks, so several threads may share one reader."""

    def __init__(self, raw: io.RawIOBase, size: int) -> None:
        super().__init__(raw, 256 * 1024)
        self.size = size
        self._pair = threading.Lock()

    def read_at(self, offset: int, count: int) -> bytes:
        """Up to ``count`` bytes from ``offset``, as one step: no other ``read_at`` can move the place between."""
        with self._pair:
            self.seek(offset)
            return self.read(count)


def open_recipe(recipe: Recipe) -> EvidenceReader:
    """Open what a recipe describes; ``evidence-missing`` when it is gone or cut short."""
    try:
        raw = io.FileIO(recipe.path, "r")
    except OSError as error:
        raise _missing() from error
    if os.fstat(raw.fileno()).st_size != recipe.size:
        raw.close()
        raise _missing()
    return EvidenceReader(raw, recipe.size)


class VaultWriter:
    """Takes the bytes of one new evidence file; nothing is in the vault until ``commit``."""

    def __init__(self, vault: Vault, path: Path) -> None:
        self._vault = vault
        self._path = path
        self.size = 0
        try:
            self._file: io.FileIO | None = io.FileIO(path, "x", opener=open_past_cache)
        except OSError as error:
            raise could_not("write to the vault", error) from error

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Append bytes; all of them are taken. ReviewerError where the disk refuses: nothing is kept then."""
        if self._file is None:
            raise ValueError("the writer is closed")
        view = memoryview(data)
        try:
            while view:
                view = view[self._put(self._file, view) :]
        except OSError as error:
            self.discard()
            raise could_not("write to the vault", error) from error
        self.size += len(data)
        return len(data)

    @staticmethod
    def _put(file: io.FileIO, view: memoryview) -> int:
        try:
            return file.write(view)
        except OSError as error:
            if error.errno != errno.EINVAL or not back_to_cache(file.fileno()):
                raise
        return file.write(view)  # what is left is no whole block

    def commit(self, sha256: str) -> None:
        """Put the bytes under the digest that the caller computed over them; ReviewerError as of ``write``."""
        if self._file is None:
            raise ValueError("the writer is closed")
        try:
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None
            self._vault._adopt(self._path, sha256)
        except OSError as error:
            self.discard()
            raise could_not("write to the vault", error) from error

    def discard(self) -> None:
        """Forget the bytes; harmless after ``commit`` or a second time."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._path.unlink(missing_ok=True)


class Vault:
    """Evidence files known by their SHA-256."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @classmethod
    def create(cls, root: Path) -> Vault:
        """Make the empty folders of a vault."""
        try:
            (root / _INCOMING).mkdir(parents=True, exist_ok=True)
            root.chmod(0o700)
        except OSError as error:
            raise could_not("make the vault", error) from error
        return cls(root)

    def writer(self) -> VaultWriter:
        """A place for the bytes of one new file."""
        incoming = self._root / _INCOMING
        try:
            incoming.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise could_not("write to the vault", error) from error
        return VaultWriter(self, incoming / uuid4().hex)

    def recipe(self, sha256: str, size: int) -> Recipe:
        """How to open that content, also from another process."""
        return Recipe(path=str(self._place(sha256)), size=size, sha256=sha256)

    def open(self, sha256: str, size: int) -> EvidenceReader:
        """A reader of that content; ``evidence-missing`` when it is gone or cut short."""
        return open_recipe(self.recipe(sha256, size))

    def has(self, sha256: str) -> bool:
        """Whether that content is here."""
        return self._place(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """Take that content out; harmless when it is not here."""
        try:
            self._place(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise could_not("remove evidence from the vault", error) from error

    def sweep(self, keep: set[str]) -> int:
        """Remove unfinished writes and all content but ``keep``; the number of files removed."""
        removed = 0
        for path in list(self._files()):
            if path.name not in keep:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def used(self) -> int:
        """Bytes that lie in the vault."""
        return sum(path.stat().st_size for path in self._files())

    def _files(self) -> Iterator[Path]:
        for folder, _, names in os.walk(self._root):
            yield from (Path(folder) / name for name in names)

    def _place(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("not a SHA-256 in lower-case hex")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _adopt(self, path: Path, sha256: str) -> None:
        place = self._place(sha256)
        if place.is_file() and place.stat().st_size == path.stat().st_size:
            path.unlink()
            return
        for folder in (place.parent.parent, place.parent):
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                sync_folder(folder.parent)
        os.replace(path, place)
        place.chmod(0o400)
        sync_folder(place.parent)


def _missing() -> ReviewerError:
    return ReviewerError(
        "An evidence file is missing from the vault or was cut short.",
        hint="Take the package in again; the scores are kept.",
        code="evidence-missing",
    )
