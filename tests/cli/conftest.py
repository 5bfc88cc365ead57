"""The command line on a workspace of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

# Typer imports pydantic at its first option, in an order that Qt's import hook (loaded by pytest-qt) breaks; see codec.
import reviewer_app.store.codec  # noqa: F401
from tests.builders import make_folder, make_workspace
from tests.cli.run import Command


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Commands on a workspace that knows the test program."""
    make_workspace(tmp_path / "ws").close()
    return Command(capsys, tmp_path / "ws")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A candidate's folder, ready to pack."""
    return make_folder(tmp_path / "in")


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Commands on the office's workspace."""
    make_workspace(tmp_path / "office", "Program Office", salt=40).close()
    return Command(capsys, tmp_path / "office")
