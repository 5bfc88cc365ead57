"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from reviewer_app.errors import ReviewerError, UsageError, could_not


@contextmanager
def written_whole(dest: Path, doing: str) -> Iterator[BinaryIO]:
    """A file to write (and seek in) that appears at ``dest`` when the block ends well, and never existed otherwise.

    It is written beside ``dest`` as ``.part``, made durable, then renamed. Nothing is overwritten: ``file-exists``.
    ``doing`` completes "Could not …" for the operating system's refusals.
    """
    part = dest.with_name(dest.name + ".part")
    refuse_existing(dest)
    try:
        with part.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        refuse_existing(dest)
        os.replace(part, dest)
        sync_folder(dest.parent)
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise could_not(doing, error) from error
        raise


def refuse_existing(dest: Path) -> None:
    """ReviewerError ``file-exists`` when there is something at ``dest``."""
    if os.path.lexists(dest):
        raise ReviewerError(
            f"There is already a file “{dest.name}” in that folder; it was left alone.",
            hint="Choose another name or folder.",
            code="file-exists",
        )


def need_free_place(dest: Path) -> None:
    """Before long work: nothing is at ``dest`` and its folder is there; UsageError ``file-exists`` or ``not-found``."""
    if os.path.lexists(dest):
        message = f"There is a file {dest.name} already. It was left alone."
        raise UsageError(message, hint="Choose another name.", code="file-exists")
    if not dest.absolute().parent.is_dir():
        raise UsageError("There is no such folder to put it in.", hint="Check the path.", code="not-found")


def open_past_cache(path: str, flags: int) -> int:
    """An ``opener`` whose writes go straight to the disk where the system can (Linux: whole blocks of aligned memory).

    A big file then neither costs a copy in memory nor pushes everything else out of it, and is durable almost at once.
    When a write fails with EINVAL, call ``back_to_cache`` and write again.
    """
    direct = getattr(os, "O_DIRECT", 0)
    if direct:
        with suppress(OSError):
            return os.open(path, flags | direct, 0o600)
    return os.open(path, flags, 0o600)


def back_to_cache(handle: int) -> bool:
    """Let an open file's writes go through the cache from now on; whether they did not already."""
    direct = getattr(os, "O_DIRECT", 0)
    if not direct:
        return False
    import fcntl

    flags = fcntl.fcntl(handle, fcntl.F_GETFL)
    if flags & direct:
        fcntl.fcntl(handle, fcntl.F_SETFL, flags & ~direct)
    return bool(flags & direct)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a power cut, where the system can."""
    if os.name == "nt":  # pragma: no cover - Windows can't open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some drives' file systems can't
            os.fsync(handle)
    finally:
        os.close(handle)
