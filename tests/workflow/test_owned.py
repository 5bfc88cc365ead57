"""Filters and what was chosen lately: each reviewer's own in one file; what was there before is lost to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer_app import settings
from reviewer_app.settings import Settings
from reviewer_app.workflow import identities, owned
from reviewer_app.workspace import Workspace
from tests.builders import make_workspace


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of two."""
    with make_workspace(tmp_path / "ws") as made:
        identities.add(made, "R-18")
        yield made


def other(ws: Workspace) -> None:
    """The other of the two is at work."""
    identities.use(ws, next(r.id for r in ws.identities() if r.id != ws.key_id))


def test_each_has_their_own(ws: Workspace) -> None:
    kept = owned.with_table(ws, {}, {"Mine: all": "state=open"})
    recent = owned.with_list(ws, (), ["page-outbox", "R-0417"])
    other(ws)
    assert owned.table_of(ws, kept) == {}
    assert owned.list_of(ws, recent) == []
    kept = owned.with_table(ws, kept, {"Mine: all": "text=growth"})
    recent = owned.with_list(ws, recent, ["R-0421"])
    assert owned.table_of(ws, kept) == {"Mine: all": "text=growth"}
    other(ws)
    assert owned.table_of(ws, kept) == {"Mine: all": "state=open"}
    assert owned.list_of(ws, recent) == ["page-outbox", "R-0417"]


def test_what_was_everybody_s_stays_with_each_until_they_part_with_it(ws: Workspace) -> None:
    kept = {"Due": "sort=due", "Growth": "text=growth"}
    assert owned.table_of(ws, kept) == kept
    after = owned.with_table(ws, kept, {"Due": "sort=due"})
    assert owned.table_of(ws, after) == {"Due": "sort=due"}
    other(ws)
    assert owned.table_of(ws, after) == kept, "who did not delete it still has it"
    assert owned.table_of(ws, owned.with_table(ws, after, {})) == {}
    other(ws)
    recent = owned.with_list(ws, ("a", "b"), ["c", "a", "b"])
    other(ws)
    assert owned.list_of(ws, recent) == ["a", "b"]


def test_they_are_kept_in_the_settings_file(ws: Workspace) -> None:
    kept = owned.with_table(ws, {}, {'Quotes " and: colons': "state=open"})
    settings.save(ws.root, Settings(filters=kept, recent=owned.with_list(ws, (), ["R-0417"])))
    found = settings.load(ws.root)
    assert not found.problems
    assert owned.table_of(ws, found.settings.filters) == {'Quotes " and: colons': "state=open"}
    assert owned.list_of(ws, found.settings.recent) == ["R-0417"]
