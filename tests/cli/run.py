"""Runs the command line within the test's own process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reviewer_app.cli.main import main


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of the problems in the JSON document."""
        return [p["code"] for p in self.json["problems"]]


class Command:
    """Calls commands on one workspace and keeps what all of them said."""

    def __init__(self, capsys: pytest.CaptureFixture[str], root: Path) -> None:
        self._capsys = capsys
        self.root = root
        self.said: list[str] = []

    def __call__(self, *arguments: object) -> Ran:
        """Run one command on the workspace."""
        return self.bare("--workspace", self.root, *arguments)

    def bare(self, *arguments: object) -> Ran:
        """Run one command just as given."""
        self._capsys.readouterr()
        code = main([str(a) for a in arguments])
        out, err = self._capsys.readouterr()
        self.said += [out, err]
        assert "Traceback" not in out + err
        return Ran(code=code, out=out, err=err)

    def done(self, *arguments: object) -> Ran:
        """Run one command that must end well."""
        ran = self(*arguments)
        assert ran.code == 0, ran
        return ran
