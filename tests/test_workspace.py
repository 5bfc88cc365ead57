"""The opened folder: one process at a time, private, tidied at open, told apart from what it is not."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer_app.bundles.signature import Signer
from reviewer_app.domain.ids import ProgramId
from reviewer_app.errors import BadInput, ReviewerError
from reviewer_app.workflow import intake, scoring
from reviewer_app.workspace import SystemClock, Workspace
from tests.builders import SID, FixedClock, make_case, make_package, make_workspace, program_text


def code(caught: pytest.ExceptionInfo[ReviewerError]) -> str:
    return caught.value.code


def test_a_new_workspace_has_a_key_and_is_private(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        assert ws.name == "Reviewer 17"
        assert ws.signer().public.key_id == ws.key_id
        own = ws.keys.key(ws.key_id)
        assert own is not None
        assert (own.own, own.name) == (True, "Reviewer 17")
        keys = [p for p in (ws.root / "keys").iterdir() if p.suffix != ".pub"]
        assert [p.stat().st_mode & 0o077 for p in keys] == [0]
        assert ws.root.stat().st_mode & 0o077 == 0
        key = ws.key_id
    with Workspace.open(tmp_path / "ws") as again:
        assert again.key_id == key


def test_a_passphrase_locks_the_key_and_not_the_work(tmp_path: Path) -> None:
    make_workspace(tmp_path / "ws", passphrase="long and easy to remember").close()
    with Workspace.open(tmp_path / "ws") as ws:
        assert scoring.queue(ws) == ()
        with pytest.raises(ReviewerError) as caught:
            ws.signer()
        assert code(caught) == "passphrase-needed"
        with pytest.raises(ReviewerError) as caught:
            ws.unlock("wrong")
        assert code(caught) == "wrong-passphrase"
        ws.unlock("long and easy to remember")
        assert ws.signer().public.key_id == ws.key_id


def test_only_the_key_that_the_workspace_was_made_with_signs(tmp_path: Path) -> None:
    make_workspace(tmp_path / "ws").close()
    key = tmp_path / "ws" / "keys" / "signing.key"
    key.unlink()
    key.with_name("signing.key.pub").unlink()
    Signer.create(key, "Reviewer 17", "secret")
    with Workspace.open(tmp_path / "ws") as ws:
        with pytest.raises(ReviewerError) as caught:
            ws.unlock("secret")
        assert code(caught) == "other-key"
        with pytest.raises(ReviewerError) as caught:
            ws.signer()
        assert code(caught) == "passphrase-needed"


def test_only_an_empty_folder_becomes_a_workspace(tmp_path: Path) -> None:
    make_workspace(tmp_path / "ws").close()
    with pytest.raises(ReviewerError) as caught:
        make_workspace(tmp_path / "ws")
    assert code(caught) == "workspace-exists"
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    with pytest.raises(ReviewerError) as caught:
        make_workspace(tmp_path / "full")
    assert code(caught) == "folder-not-empty"
    assert os.listdir(tmp_path / "full") == ["thesis.txt"]
    with pytest.raises(ReviewerError) as caught:
        Workspace.open(tmp_path / "nowhere")
    assert code(caught) == "no-workspace"


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reviewer_app.store.database.Database.create", full)
    with pytest.raises(ReviewerError) as caught:
        Workspace.create(tmp_path / "ws", name="R")
    assert code(caught) == "no-space"
    assert os.listdir(tmp_path) == []


def test_a_creation_that_was_interrupted_can_be_made_again(tmp_path: Path) -> None:
    make_workspace(tmp_path / "ws").close()
    (tmp_path / "ws" / "programs" / "test-program.yaml").unlink()
    (tmp_path / "ws" / "reviewer.db").rename(tmp_path / "ws" / "reviewer.db.part")
    with pytest.raises(ReviewerError) as caught:
        Workspace.open(tmp_path / "ws")
    assert code(caught) == "no-workspace"
    make_workspace(tmp_path / "ws").close()


HOLD = "import sys; from pathlib import Path; from reviewer_app.workspace import Workspace;" + (
    "ws = Workspace.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
)


def test_a_second_process_is_told_and_the_lock_dies_with_the_first(tmp_path: Path) -> None:
    make_workspace(tmp_path / "ws").close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "ws")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(ReviewerError) as caught:
        Workspace.open(tmp_path / "ws")
    assert code(caught) == "workspace-busy"
    holder.kill()
    holder.communicate()
    Workspace.open(tmp_path / "ws").close()


def test_the_same_process_is_told_as_well(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws"):
        with pytest.raises(ReviewerError) as caught:
            Workspace.open(tmp_path / "ws")
        assert code(caught) == "workspace-busy"
    Workspace.open(tmp_path / "ws").close()


@pytest.mark.parametrize("version", ["9999", None])
def test_a_workspace_that_can_not_be_opened_is_let_go_of(tmp_path: Path, version: str | None) -> None:
    make_workspace(tmp_path / "ws").close()
    path = tmp_path / "ws" / "reviewer.db"
    if version is None:
        path.write_bytes(b"no database" * 1000)
    else:
        raw = sqlite3.connect(path)
        raw.execute("UPDATE alembic_version SET version_num = ?", (version,))
        raw.commit()
        raw.close()
    before = path.read_bytes()
    for _ in range(2):  # the second time shows that the lock was given back
        with pytest.raises(ReviewerError) as caught:
            Workspace.open(tmp_path / "ws")
        assert code(caught) == ("damaged-workspace" if version is None else "newer-workspace")
    assert path.read_bytes() == before


def test_opening_takes_away_what_was_never_finished(tmp_path: Path) -> None:
    make_case(tmp_path).close()
    root = tmp_path / "ws"
    orphan = root / "vault" / "ab" / "cd" / ("abcd" + "0" * 60)
    left = [orphan, root / "vault" / "incoming" / "half", root / "bundles" / "x.zip.part"]
    strange = root / "bundles" / "y.zip"
    for path in (*left, strange):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    with Workspace.open(root) as ws:
        assert not [p for p in left if p.exists()]
        assert (root / "bundles" / "set-aside" / "y.zip").read_bytes() == b"half"
        strange.write_bytes(b"another")
    with Workspace.open(root) as ws:
        assert sorted(p.name for p in (root / "bundles").rglob("*.zip")) == ["y-1.zip", "y.zip"]
        for item in scoring.desk(ws, SID).submission.evidence:
            with ws.evidence(item) as reader:
                assert len(reader.read()) == item.size


def test_programs_are_known_by_their_very_text(tmp_path: Path) -> None:
    with make_workspace(tmp_path / "ws") as ws:
        (loaded,) = [p for p in ws.programs.all() if p.ref.id == "test-program"]
        assert ws.program(loaded.ref) is loaded
        other = replace(loaded.ref, sha256="0" * 64)
        with pytest.raises(BadInput) as caught:
            ws.program(other)
        assert code(caught) == "program-differs"
        for unknown in (replace(loaded.ref, version="9"), replace(loaded.ref, id=ProgramId("x"))):
            with pytest.raises(BadInput) as caught:
                ws.program(unknown)
            assert code(caught) == "unknown-program"


def test_a_program_is_kept_with_the_work_when_the_shipped_one_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "rubrics"
    shipped.mkdir()
    (shipped / "test-program.yaml").write_text(program_text(), encoding="utf-8")
    monkeypatch.setattr("reviewer_app.paths.rubrics", lambda: shipped)
    package = make_package(tmp_path / "p.zip")
    with Workspace.create(tmp_path / "ws", name="R", clock=FixedClock()) as ws:
        assert intake.intake(ws, [package]).added == (SID,)
        (shipped / "test-program.yaml").write_text(program_text(title="Something else"), encoding="utf-8")
    with Workspace.open(tmp_path / "ws") as again:
        assert scoring.desk(again, SID).program.title == "Partnerships with families"


def test_the_system_clock_knows_its_zone_and_never_repeats_an_id() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() is not None
    ids = [clock.new_id() for _ in range(1000)]
    assert sorted(set(ids)) == ids
    assert {i[14] for i in ids} == {"7"}
