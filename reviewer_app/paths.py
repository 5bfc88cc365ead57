"""Where things lie: shipped files in a source tree, a wheel or a built program; the person's own folders."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP = "reviewer-app"
"""Name of the person's own folders."""

WORKSPACE_ENV = "REVIEWER_WORKSPACE"
"""Names the workspace when the command line does not."""


def is_built() -> bool:
    """Whether this is the built program rather than Python running the sources or a wheel."""
    return bool(getattr(sys, "frozen", False))


def _shipped(name: str) -> Path:
    package = Path(__file__).resolve().parent
    if is_built():
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent)) / name
    inside_wheel = package / "_data" / name
    return inside_wheel if inside_wheel.is_dir() else package.parent / name


def resources() -> Path:
    """Icons, themes, fonts, schemas, help and sample evidence."""
    return _shipped("resources")


def rubrics() -> Path:
    """The shipped programs, one file each."""
    return _shipped("rubrics")


def default_workspace() -> Path:
    """The workspace used when none is named: ``REVIEWER_WORKSPACE``, else a folder among the person's own data."""
    if named := os.environ.get(WORKSPACE_ENV):
        return Path(named).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False) / "workspace"


def log_folder() -> Path:
    """Where the log is kept; it holds ids only, so it lies outside the workspace and can be sent with a report."""
    from platformdirs import user_log_path

    return user_log_path(APP, appauthor=False)
