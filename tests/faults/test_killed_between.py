"""Killed while holds come and go, while reviewers change places, and while an older workspace is brought up to date."""

# ruff: noqa: F811 - fixtures of the other module
from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reviewer_app.domain.holding import HoldKind
from reviewer_app.errors import ReviewerError
from reviewer_app.store import database
from reviewer_app.workflow import deciding, holding, scoring
from reviewer_app.workflow.cases import own_review
from reviewer_app.workspace import Workspace
from tests.builders import SID, make_case, score_all
from tests.faults.test_killed import Moment, Victims, chance, copied, folder, victims  # noqa: F401 - fixtures

pytestmark = [pytest.mark.serial, pytest.mark.slow, pytest.mark.timeout(240)]
WHO = ("Reviewer 17", "Reviewer 18")
HEAD = "9000"
TIMES = 60
MORE = '''
revision, down_revision, branch_labels, depends_on = "9000", {before!r}, None, None


def upgrade() -> None:
    """Every act is written anew."""
    from alembic import op

    op.execute("ALTER TABLE packages ADD COLUMN more TEXT")
    for _ in range({times}):
        op.execute("UPDATE events SET body = body || ' '")
'''


def test_a_hold_that_was_acknowledged_stands(folder: Path, victims: Victims, chance: random.Random) -> None:
    make_case(folder).close()
    acknowledged: list[str] = []
    for trial in range(1, 16):
        moment = Moment(lines=chance.randrange(1, 24), seconds=chance.uniform(0, 0.004))
        acknowledged += victims.run(moment, do="holds", root=str(folder / "ws"), trial=trial)
        with Workspace.open(folder / "ws") as ws:
            assert ws.database.check(quick=True) == []
            marks = ws.marks.history(SID)
            assert {a for a in acknowledged if a != "privacy"} <= {m.act.reason for m in marks}
            assert len({m.id for m in marks}) == len(marks)
            assert "privacy" not in acknowledged or ws.marks.of(SID).hides_evidence
            assert len(marks) - len(acknowledged) <= trial  # at most the one under way at each kill
            assert own_review(ws, SID).scores == {}
    with Workspace.open(folder / "ws") as ws:
        assert "privacy" in acknowledged and len(acknowledged) > 60
        with pytest.raises(ReviewerError, match="on hold"):
            score_all(ws)
        kinds = [h.kind for h in ws.marks.of(SID).holds]
        assert kinds.count(HoldKind.PRIVACY) == 1


def test_what_was_written_while_reviewers_changed_places_is_whose_it_is(
    folder: Path, victims: Victims, chance: random.Random
) -> None:
    with make_case(folder) as ws:
        ws.add_identity(WHO[1])
    done = 0
    for trial in range(1, 16):
        moment = Moment(lines=chance.randrange(0, 30), seconds=chance.uniform(0, 0.004))
        done += len(victims.run(moment, do="switch", root=str(folder / "ws"), trial=trial))
        with Workspace.open(folder / "ws") as ws:
            at_work = ws.keys.key(ws.key_id)
            assert at_work is not None and ws.name == at_work.name in WHO
            assert ws.signer().public.key_id == ws.key_id
            for who in WHO:
                ws.become(who)
                events = ws.journal.events(own_review(ws, SID).id)
                assert {e.by for e in events} <= {ws.key_id}
                assert all(getattr(e.act, "text", who).startswith(who) for e in events)
    assert done > 60


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The migrations of a version that comes after this one."""
    made = tmp_path / "migrations"
    shutil.copytree(database._MIGRATIONS, made, ignore=shutil.ignore_patterns("__pycache__"))
    (made / "versions" / "9000_more.py").write_text(MORE.format(before=database.HEAD, times=TIMES), encoding="utf-8")
    return made


def contents(path: Path) -> tuple[str, int, int]:
    """The version of a database, and how many acts and marks it has; it must be whole."""
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (version,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
        (acts,) = raw.execute("SELECT count(*) FROM events").fetchone()
        (marks,) = raw.execute("SELECT count(*) FROM marks").fetchone()
        blanks = raw.execute("SELECT DISTINCT length(body) - length(rtrim(body)) FROM events").fetchall()
        columns = [row[1] for row in raw.execute("PRAGMA table_info(packages)")]
    assert blanks == [(TIMES if version == HEAD else 0,)] and ("more" in columns) is (version == HEAD), "all or nothing"
    return version, acts, marks


def test_a_workspace_killed_while_it_is_brought_up_to_date_has_all_its_work(
    folder: Path, victims: Victims, chance: random.Random, newer: Path
) -> None:
    with make_case(folder) as ws:
        for n in range(1500):
            scoring.viewed(ws, SID, scoring.desk(ws, SID).submission.evidence[0].id, n, n, 1) if n % 50 == 0 else None
            scoring.comment(ws, SID, None, f"Words {n}.")
        score_all(ws)
        deciding.finalise(ws, SID)
        holding.prioritise(ws, SID, 1)
    template = folder / "ws"
    _, acts, marks = contents(template / "reviewer.db")
    order = {"do": "migrate", "migrations": str(newer), "head": HEAD}
    usual = victims.seconds(root=str(copied(template, folder / "trial")), **order)
    assert contents(folder / "trial" / "reviewer.db") == (HEAD, acts, marks)
    versions = set()
    for _ in range(25):
        root = copied(template, folder / "trial")
        moment = Moment(lines=0, seconds=chance.uniform(0, 1.1 * usual))
        done = victims.run(moment, root=str(root), **order)
        version, kept, kept_marks = contents(root / "reviewer.db")
        assert (kept, kept_marks) == (acts, marks)
        assert version == HEAD if done else version in (HEAD, database.HEAD)
        versions.add(version)
        backup = root / f"reviewer.db.before-{database.HEAD}"
        if backup.exists():
            assert contents(backup) == (database.HEAD, acts, marks)
        if version == database.HEAD:
            with Workspace.open(root) as ws:
                assert scoring.desk(ws, SID).review.comments[None] == "Words 1499."
        assert victims.run(None, root=str(root), **order) == ["migrated"], "the next opening ends it"
    assert versions == {HEAD, database.HEAD}, "the kills came before and after the one moment that counts"
