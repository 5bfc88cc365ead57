"""Several reviewers in one workspace: own keys, own reviews, own bundles; what was there before stays."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.review import Stage
from reviewer_app.errors import ReviewerError
from reviewer_app.store import database
from reviewer_app.store.database import HEAD, Database
from reviewer_app.workflow import deciding, identities, scoring, sealing
from reviewer_app.workflow.checking import check
from reviewer_app.workspace import Workspace
from tests.builders import I1, SID, FixedClock, make_case, make_workspace, score_all
from tests.cli.run import Command
from tests.store.rows import nothing

B = "Reviewer 18"
MIGRATIONS = Path(database.__file__).parent / "migrations"


def code(caught: pytest.ExceptionInfo[ReviewerError]) -> str:
    return caught.value.code


def test_each_has_a_key_a_review_and_a_bundle_of_their_own(tmp_path: Path) -> None:
    with make_case(tmp_path, "R-0417", "R-0418") as ws:
        first = ws.key_id
        second = ws.add_identity(B).id
        assert [(k.name, k.own) for k in ws.identities()] == [("Reviewer 17", True), (B, True)]
        score_all(ws)
        deciding.finalise(ws, SID)
        mine = sealing.seal(ws)
        ws.become(second)
        assert (ws.key_id, ws.name) == (second, B)
        score_all(ws, "R-0418", 2)
        deciding.finalise(ws, SubmissionId("R-0418"))
        theirs = sealing.seal(ws)
        assert (mine.seq, theirs.seq) == (1, 1)
        assert [b.name for b in sealing.bundles(ws)] == [theirs.path.name]
        reports = [check(m.path, ws) for m in (mine, theirs)]
        assert [r.signer.key for r in reports if r.signer] == [first, second]
        assert {e.by for e in scoring.desk(ws, SubmissionId("R-0418")).events} == {second}
        assert sorted(r.reviewer for r in ws.catalogue.reviews_of(SID)) == [first]
    with Workspace.open(tmp_path / "ws") as again:
        assert again.key_id == second
        again.become(first)
        assert scoring.desk(again, SID).review.stage is Stage.SEALED
        assert sealing.bundles(again)[0].seq == 1


def test_names_that_look_alike_as_file_names_make_two_bundles(tmp_path: Path) -> None:
    with make_case(tmp_path, "R-0417", "R-0418") as ws:
        made = []
        for who, sid in ((None, "R-0417"), ("Reviewer/17", "R-0418")):
            if who:
                ws.become(ws.add_identity(who).id)
            score_all(ws, sid)
            deciding.finalise(ws, SubmissionId(sid))
            made.append(sealing.seal(ws))
        assert made[0].path.name != made[1].path.name
        assert [m.seq for m in made] == [1, 1]


def test_a_passphrase_stands_before_each_identity(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws", passphrase="first secret") as ws:
        first, second = ws.key_id, ws.add_identity(B, "second secret").id
        for wrong in (None, "first secret", "no"):
            with pytest.raises(ReviewerError) as caught:
                ws.become(second, wrong)
            assert code(caught) == ("wrong-passphrase" if wrong else "passphrase-needed")
            assert ws.key_id == first
        ws.become(second, "second secret")
        assert ws.signer().public.key_id == second
    with Workspace.open(tmp_path / "ws") as again:
        assert (again.key_id, again.locked) == (second, True)
        again.unlock("second secret")
        assert not again.locked


def test_unknown_and_doubled_names_are_refused(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        with pytest.raises(ReviewerError) as caught:
            ws.become("Nobody")
        assert code(caught) == "unknown-identity"
        for name, problem in (("reviewer 17", "identity-exists"), (" ", "bad-name"), ("x" * 65, "bad-name")):
            with pytest.raises(ReviewerError) as caught:
                ws.add_identity(name)
            assert code(caught) == problem
        assert len(ws.identities()) == 1
        assert len(list((ws.root / "keys").glob("*.key"))) == 1


def old_form(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring a database back to the first schema, as its own migration makes it, with all the rows that it can hold."""
    versions = path.with_name("migrations")
    shutil.copytree(MIGRATIONS, versions, ignore=lambda _, names: [n for n in names if n[:4] > "0001" and n[0] == "0"])
    with monkeypatch.context() as before:
        before.setattr(database, "_MIGRATIONS", versions)
        before.setattr(database, "HEAD", "0001")
        Database.create(path.with_name("old.db"), nothing)
    with contextlib.closing(sqlite3.connect(path.with_name("old.db"))) as raw:
        raw.execute("ATTACH ? AS now", (str(path),))
        for (table,) in raw.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith(("sqlite_", "alembic_")):
                continue
            names = ", ".join(f'"{row[1]}"' for row in raw.execute(f"PRAGMA main.table_info({table})"))
            raw.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table}")
        raw.execute("DELETE FROM main.settings WHERE name = 'seed'")
        raw.commit()
    path.with_name("old.db").replace(path)


def test_a_workspace_of_one_reviewer_opens_and_keeps_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_case(tmp_path, "R-0417", "R-0418", "R-0419") as ws:
        for sid in ("R-0417", "R-0418"):
            score_all(ws, sid)
            deciding.finalise(ws, SubmissionId(sid))
        sealing.seal(ws, None, [SID])
        scoring.score(ws, SubmissionId("R-0419"), I1, 2)
        before = [scoring.desk(ws, r.submission).review for r in scoring.queue(ws)]
        key = ws.key_id
    old_form(tmp_path / "ws" / "reviewer.db", monkeypatch)
    for cut in ("reviewer.db.before-0001", "reviewer.db.before-0001.part"):
        (tmp_path / "ws" / cut).write_bytes(b"SQLite format 3\0 cut off by a power cut")
    with Workspace.open(tmp_path / "ws", clock=FixedClock(salt=9)) as ws:
        assert ws.database.check() == []
        assert ws.key_id == key
        assert ws.seed
        assert [scoring.desk(ws, r.submission).review for r in scoring.queue(ws)] == before
        assert [d.submission for d in sealing.ready(ws)] == ["R-0418"]
        assert [b.seq for b in sealing.bundles(ws)] == [1]
        scoring.reopen(ws, SID, "A page was missed.")
        score_all(ws, level=4)
        deciding.finalise(ws, SID)
        assert deciding.decision_of(ws, SID).supersedes is not None
        assert sealing.seal(ws).seq == 2
    with sqlite3.connect(tmp_path / "ws" / "reviewer.db.before-0001") as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
    raw.close()
    with sqlite3.connect(tmp_path / "ws" / "reviewer.db") as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,)
    raw.close()


def test_the_command_line_lists_adds_and_uses_identities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_case(tmp_path).close()
    command = Command(capsys, tmp_path / "ws")
    added = command.done("identities", "add", "--name", B, "--json").json
    assert (added["name"], added["at_work"]) == (B, False)
    used = command.done("identities", "use", B, "--json").json["identities"]
    assert [(i["name"], i["at_work"]) for i in used] == [("Reviewer 17", False), (B, True)]
    command.done("score", SID, I1, "2")
    shown = [command.done("--as", who, "show", SID, "--json").json for who in (B, "Reviewer 17")]
    assert [r["indicators"][0]["level"] for r in shown] == [2, None]
    assert command.done("identities", "list", "--json").json["identities"] == used
    refused = command("identities", "use", "Nobody", "--json")
    assert (refused.code, refused.codes) == (2, ["unknown-identity"])


def test_where_several_review_each_passphrase_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with make_workspace(tmp_path / "ws", passphrase="first secret") as ws:
        command = Command(capsys, tmp_path / "ws")
        ws.add_identity(B, "second secret")
    for name, secret in (("one", "first secret"), ("two", "second secret")):
        (tmp_path / name).write_text(secret)
    for words in (["queue"], ["--as", B, "queue"], ["--passphrase-file", tmp_path / "one", "--as", B, "queue"]):
        ran = command(*words, "--json")
        assert ran.code == 3
        assert ran.codes[0] in ("passphrase-needed", "wrong-passphrase")
    assert command.done("--passphrase-file", tmp_path / "one", "queue", "--json").json == {"queue": []}
    assert command.done("--passphrase-file", tmp_path / "two", "--as", B, "queue", "--json").json == {"queue": []}
    command.done("--passphrase-file", tmp_path / "two", "identities", "use", B, "--json")
    assert command("--passphrase-file", tmp_path / "one", "queue", "--json").codes == ["wrong-passphrase"]


def test_one_more_is_told_with_the_line_for_the_office(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        made = identities.add(ws, B)
        assert made.line.startswith("ssh-ed25519 ")
        assert identities.use(ws, made.short.split("…")[0]).queue
        assert [i.at_work for i in identities.identities(ws)] == [False, True]
