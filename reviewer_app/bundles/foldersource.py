"""A bag that lies unpacked in a folder. Links and special files are never followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from reviewer_app.bundles.names import shown, unsafe
from reviewer_app.bundles.source import Broken, Openable, Source, checked_names, limited
from reviewer_app.bundles.zipdir import MAX_ENTRIES, entry_problem
from reviewer_app.bundles.zipsource import open_zip
from reviewer_app.errors import Problem, could_not


def open_source(path: Path | Openable) -> Source:
    """Open a zip or folder; ReviewerError when it can't be opened, ``problems`` when it must not be used."""
    try:
        if not isinstance(path, Path):
            return open_zip(path)
        if path.is_dir():
            return _open_folder(path)
        if path.exists() and not path.is_file():  # a pipe, say: reading it might never end
            problem = Problem(code="not-a-file", message="This is neither a file nor a folder.", hint="Choose a file.")
            return Source(problems=[problem])
        return open_zip(path)
    except OSError as error:
        raise could_not("open the folder", error) from error


class _File:
    """A file in a folder; its size must stay what it was."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        self._name, self._left = name, size
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
            self._file = os.fdopen(handle, "rb", buffering=0)
        except OSError as error:
            raise Broken(entry_problem("file-unreadable", name, "can't be read", "Check its permissions.")) from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def readinto(self, buffer: memoryview) -> int:
        """Fill the buffer."""
        if self._file.closed:
            return 0
        try:
            n = self._file.readinto(buffer)
        except OSError as error:
            self._file.close()
            raise could_not("read the file", error) from error
        self._left -= n
        if not n or self._left < 0:
            self._file.close()
            if self._left:
                raise Broken(entry_problem("file-changed", self._name, "changed while it was read", "Try again."))
        return n


def _open_folder(root: Path) -> Source:
    source = Source(top=root.resolve().name)
    problems: list[Problem] = []
    for name, entry in _walk(root, problems):
        info = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(info.st_mode):
            source.folders.add(name)
        elif stat.S_ISREG(info.st_mode):
            source.files[name] = info.st_size
    problems += checked_names(list(source.files), list(source.folders))
    source.problems += limited(problems)
    reading = _Reading()
    source.opener = lambda name: reading.open(_File(root / name, name, source.files[name]))
    source.closer = reading.close
    return source


class _Reading:
    """The file that is being read; one at a time, so that none stays open when reading ends early."""

    def __init__(self) -> None:
        self._file: _File | None = None

    def open(self, file: _File) -> _File:
        """Read this one now."""
        self.close()
        self._file = file
        return file

    def close(self) -> None:
        """Read nothing more."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _walk(root: Path, problems: list[Problem]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Plain files and folders below ``root``, sorted; everything else becomes a problem."""
    pending, count = [""], 0
    while pending:
        prefix = pending.pop()
        with os.scandir(root / prefix) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                name = prefix + entry.name
                count += 1
                if count > MAX_ENTRIES:
                    message = f"The folder holds more than {MAX_ENTRIES:,} files; no more are read."
                    problems.append(
                        Problem(code="too-many-files", message=message, hint="Split it.", where=shown(name))
                    )
                    return
                if entry.is_symlink():
                    problems.append(entry_problem("link", name, "is a link", "Put the file itself there."))
                elif entry.is_dir(follow_symlinks=False):
                    if not unsafe(name):
                        pending.append(name + "/")
                    yield name, entry
                elif entry.is_file(follow_symlinks=False):
                    yield name, entry
                else:
                    problems.append(entry_problem("special-file", name, "is a special file, not a plain one"))
