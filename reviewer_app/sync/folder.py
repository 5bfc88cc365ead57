"""Hand-over to a folder or drive: copied, made durable, read back and compared."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

from reviewer_app.errors import ReviewerError, could_not
from reviewer_app.files import written_whole
from reviewer_app.jobs import Job
from reviewer_app.sync.transport import Delivered

_PIECE = 1 << 20


class Folder:
    """A folder, or a drive that the system shows as one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """What the place is called on the screen."""
        return self._path.name or str(self._path)

    def send(self, source: Path, job: Job) -> Delivered:
        """Copy a file into the folder; see Transport."""
        return copy_verified(source, self._path, job)


def copy_verified(source: Path, target_folder: Path, job: Job | None = None) -> Delivered:
    """Copy ``source`` into a folder under its own name and read it back; whole or not at all.

    If the same file lies there already, that is it; if another one of that name does, ReviewerError ``name-taken``.
    A copy that reads back differently is removed: ``copy-differs``.
    """
    job = job or Job()
    dest = target_folder / source.name
    size = _size(source)
    try:
        _writable(target_folder)
        there = os.path.lexists(dest)
    except OSError as error:
        raise could_not("copy to that folder", error) from error
    if there:
        return _already(source, dest, size, job)
    return copy_to(source, dest, job)


def copy_to(source: Path, dest: Path, job: Job | None = None) -> Delivered:
    """Copy ``source`` to a name of its own and read it back; nothing is overwritten (``file-exists``)."""
    job = job or Job()
    size = _size(source)
    with written_whole(dest, "copy to that folder") as file:
        made = _copy(source, file, size, job)
        file.flush()
        os.fsync(file.fileno())
        _compare(Path(str(file.name)), made, size, job)
    return Delivered(where=str(dest), size=size, sha256=made)


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError as error:
        raise could_not("read the file to copy", error) from error


def _writable(folder: Path) -> None:
    if not stat.S_ISDIR(os.stat(folder).st_mode):
        raise ReviewerError("That is not a folder.", hint="Choose a folder or a drive.", code="not-found")


def _already(source: Path, dest: Path, size: int, job: Job) -> Delivered:
    """The file that lies there, when it is the same one."""
    try:
        info = os.lstat(dest)
        mine = _digest(source, 2 * size, 0, job)
        same = stat.S_ISREG(info.st_mode) and info.st_size == size and _digest(dest, 2 * size, size, job) == mine
    except OSError as error:
        raise could_not("read what lies in that folder", error) from error
    if not same:
        raise ReviewerError(
            f"There is already another “{dest.name}” in that folder; it was left alone.",
            hint="Choose another folder, or look at that file first.",
            code="name-taken",
        )
    return Delivered(where=str(dest), size=size, sha256=mine, already=True)


def _copy(source: Path, file: BinaryIO, size: int, job: Job) -> str:
    """Write the bytes of ``source`` and return their SHA-256; trouble with reading is told apart from writing."""
    digest, done = hashlib.sha256(), 0
    with _opened(source) as reader:
        while data := _read(reader):
            digest.update(data)
            file.write(data)
            done += len(data)
            job.report(min(done, 2 * size), 2 * size, "Copying")
    if done != size:
        raise ReviewerError("The file changed while it was copied.", hint="Try again.", code="file-changed")
    return digest.hexdigest()


def _compare(part: Path, expected: str, size: int, job: Job) -> None:
    if _digest(part, 2 * size, size, job) != expected:
        raise ReviewerError(
            "What was copied reads back differently, so it was removed.",
            hint="The drive may be faulty: try another one.",
            code="copy-differs",
        )


def _digest(path: Path, total: int, before: int, job: Job) -> str:
    """SHA-256 of a file, read from the drive itself where the system allows it."""
    digest, done = hashlib.sha256(), before
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while data := file.read(_PIECE):
            digest.update(data)
            done += len(data)
            job.report(min(done, total), total, "Comparing")
    return digest.hexdigest()


def _opened(source: Path) -> BinaryIO:
    try:
        return source.open("rb", buffering=0)
    except OSError as error:
        raise could_not("read the file", error) from error


def _read(reader: BinaryIO) -> bytes:
    try:
        return reader.read(_PIECE)
    except OSError as error:
        raise could_not("read the file", error) from error
