"""A set's file as it was handed out: a copy stays here, because a package made anew would be another one."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer_app.errors import UsageError, could_not
from reviewer_app.files import need_free_place
from reviewer_app.jobs import Job

if TYPE_CHECKING:
    from reviewer_app.workspace import Workspace

_FOLDER = "sets"
_BLOCK = 1 << 20


def keep(ws: Workspace, set_id: str, path: Path) -> None:
    """Keep a copy of a set's file; where there is no room for it the set is as good without."""
    place = _place(ws, set_id)
    part = place.with_suffix(".part")
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copyfile(path, part)
        part.chmod(0o600)
        part.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def is_kept(ws: Workspace, set_id: str) -> bool:
    """Whether the set's file can be written again."""
    return _place(ws, set_id).is_file()


def copy_set(ws: Workspace, set_id: str, dest: Path, job: Job | None = None) -> Path:
    """Write the set's file once more, byte for byte; UsageError ``set-file-gone``, ``file-exists`` or ``on-hold``."""
    from reviewer_app.workflow.calibrating_sets import own_set

    job = job or Job()
    known = own_set(ws, set_id).set
    for item in known.items:
        for file in item.evidence:
            ws.withheld.check(file.sha256)
    source = _place(ws, known.id)
    if not source.is_file():
        raise UsageError(
            "The file of this set isn't kept here.",
            hint="Take it from the drive it was handed out on, or make a new set.",
            code="set-file-gone",
        )
    need_free_place(dest)
    part = dest.with_name(f".{dest.name}.part")
    try:
        _copy(source, part, job)
        os.replace(part, dest)
    except OSError as error:
        raise could_not("write the set", error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return dest


def _copy(source: Path, part: Path, job: Job) -> None:
    total, done = source.stat().st_size, 0
    with source.open("rb") as read, part.open("xb") as write:
        while block := read.read(_BLOCK):
            write.write(block)
            done += len(block)
            job.report(done, total, "Writing the set")
        write.flush()
        os.fsync(write.fileno())


def _place(ws: Workspace, set_id: str) -> Path:
    return ws.root / _FOLDER / f"{set_id}.zip"
