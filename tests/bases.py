"""What screens stand on: workspaces that are made once in a run, then copied for each screen.

Later work adds its own: ``@base("name")`` on a function that fills a folder, in a module ``tests/screens_<part>.py``.
"""

from __future__ import annotations

import atexit
import importlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from reviewer_app.workspace import Workspace
from tests import world

Make = Callable[[Path], object]
_MAKERS: dict[str, Make] = {}
_made: list[Path] = []


def base(name: str) -> Callable[[Make], Make]:
    """Register what fills a folder: its workspace is ``ws`` there, packages lie in ``in``."""

    def add(make: Make) -> Make:
        _MAKERS[name] = make
        return make

    return add


@base("full")
def _full(home: Path) -> None:
    world.fill(home / "ws", home / "in")


@base("samples")
def _samples(home: Path) -> None:
    importlib.import_module("tests.screens_samples").fill(home / "ws")


@base("fresh")
def _fresh(home: Path) -> None:
    Workspace.create(home / "ws", name=world.REVIEWER).close()


def keep_in(folder: Path) -> None:
    """Where what is made stays, so that the next process finds it; else it goes with this one."""
    _made.insert(0, folder)


def kept(name: str) -> Path:
    """A folder filled once; copy it, don't use it."""
    if not _made:
        _made.append(Path(tempfile.mkdtemp(prefix="bases-")))
        atexit.register(shutil.rmtree, _made[0], ignore_errors=True)
    home = _made[0] / name
    if not home.exists():
        growing = home.with_suffix(".new")
        growing.mkdir(parents=True)
        _MAKERS[name](growing)
        growing.rename(home)
    return home


def lay(name: str, home: Path) -> Workspace | None:
    """Lay a copy: one of those above, ``none`` at all, or ``busy``, a fresh one that somebody else holds."""
    if name == "none":
        return None
    shutil.copytree(kept("fresh" if name == "busy" else name), home, dirs_exist_ok=True)
    return Workspace.open(home / "ws") if name == "busy" else None
