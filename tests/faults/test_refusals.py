"""Bad input, bad disks: one clear problem each, exit 1 or 3, nothing half done."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import reviewer_app.store.codec  # noqa: F401 - see its first import
from tests.builders import make_package, make_workspace, office, score_all, submission_text
from tests.cli.run import Command, Ran

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    make_workspace(tmp_path / "ws").close()
    return Command(capsys, tmp_path / "ws")


def state(root: Path) -> dict[str, int]:
    """Every file of a workspace but the database's own, with its size."""
    skip = (".lock", "reviewer.db", "reviewer.db-wal", "reviewer.db-shm", "reviewer.log")
    return {str(p.relative_to(root)): p.stat().st_size for p in root.rglob("*") if p.is_file() and p.name not in skip}


def rebuilt(source: Path, dest: Path, change: Change, method: int = zipfile.ZIP_STORED) -> Path:
    """The zip again, with other members."""
    with zipfile.ZipFile(source) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    change(members)
    with zipfile.ZipFile(dest, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return dest


def spoil(end: str) -> Change:
    """Change one byte of the member whose name ends so."""

    def change(members: dict[str, bytes]) -> None:
        name = next(n for n in members if n.endswith(end))
        data = members[name]
        members[name] = data[:-3] + bytes([data[-3] ^ 1]) + data[-2:]

    return change


def drop(end: str) -> Change:
    def change(members: dict[str, bytes]) -> None:
        del members[next(n for n in members if n.endswith(end))]

    return change


def add(name: str, data: bytes = b"x") -> Change:
    def change(members: dict[str, bytes]) -> None:
        top = next(iter(members)).split("/")[0]
        members[name.replace("TOP", top)] = data

    return change


def refused(ran: Ran) -> list[str]:
    """The codes of the one package that was refused."""
    assert ran.code == 1, ran
    (one,) = ran.json["refused"]
    assert all(p["message"] for p in one["problems"])
    assert ran.json["added"] == []
    return [p["code"] for p in one["problems"]]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (spoil("0001.txt"), "checksum-mismatch"),
        (spoil("submission.json"), "checksum-mismatch"),
        (spoil("manifest-sha256.txt"), None),
        (spoil("statement.json"), "signature-invalid"),
        (drop("0002.pdf"), "file-missing"),
        (drop("tagmanifest-sha256.txt"), "file-missing"),
        (drop("statement.json.sig"), "file-missing"),
        (add("TOP/data/evidence/0004.txt"), None),
        (add("TOP/run.sh"), "unexpected-file"),
        (add("TOP/../../evil.txt"), "path-outside"),
        (add("/etc/evil.txt"), "absolute-path"),
        (add("C:/evil.txt"), "drive-letter"),
        (add("TOP/data/EVIDENCE/0001.TXT"), None),
        (add("TOP/data/big.bin", bytes(300 << 20)), "zip-bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_bad_package_is_refused_whole(command: Command, tmp_path: Path, change: Change, code: str | None) -> None:
    package = make_package(tmp_path / "p.zip", signer=office())
    method = zipfile.ZIP_DEFLATED if code == "zip-bomb" else zipfile.ZIP_STORED
    bad = rebuilt(package, tmp_path / "bad.zip", change, method)
    before = state(command.root)
    found = refused(command("intake", bad, "--json"))
    assert code is None or code in found
    assert state(command.root) == before
    assert not (tmp_path / "evil.txt").exists()
    checked = command("check", bad, "--json")
    assert (checked.code, checked.json["valid"]) == (1, False)
    assert command.done("intake", package, "--json").json["added"] == ["R-0417"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(command: Command, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.zip"
    os.mkfifo(pipe)
    assert refused(command("intake", pipe, "--json")) == ["not-a-file"]
    assert command("check", pipe, "--json").codes == ["not-a-file"]
    (checked,) = command("programs", "check", pipe, "--json").json["files"]
    assert [p["code"] for p in checked["problems"]] == ["cannot-read"]


def test_control_c_ends_with_one_document_and_nothing_half_done(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reviewer_app.store.catalogue import Catalogue

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    package = make_package(tmp_path / "p.zip")
    before = state(command.root)
    with monkeypatch.context() as patched:
        patched.setattr(Catalogue, "add_packages", interrupted)
        ran = command("intake", package, "--json")
    assert (ran.code, ran.codes) == (3, ["cancelled"])
    after = {name: size for name, size in state(command.root).items() if not name.startswith("programs/")}
    assert after == {name: size for name, size in before.items() if not name.startswith("programs/")}
    assert command.done("intake", package, "--json").json["added"] == ["R-0417"]


def test_a_link_a_twin_and_a_cut_file_are_refused(command: Command, tmp_path: Path) -> None:
    package = make_package(tmp_path / "p.zip")
    with zipfile.ZipFile(package) as archive:
        top = archive.namelist()[0].split("/")[0]
    linked = tmp_path / "linked.zip"
    shutil.copy(package, linked)
    with zipfile.ZipFile(linked, "a") as archive:
        info = zipfile.ZipInfo(f"{top}/data/evidence/0009.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert refused(command("intake", linked, "--json")) == ["link"]
    twice = tmp_path / "twice.zip"
    shutil.copy(package, twice)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(f"{top}/bagit.txt", "BagIt-Version: 1.0\n")
    assert refused(command("intake", twice, "--json")) == ["duplicate-name"]
    data = package.read_bytes()
    for length in (0, 10, len(data) // 2, len(data) - 1):
        (tmp_path / "cut.zip").write_bytes(data[:length])
        assert len(refused(command("intake", tmp_path / "cut.zip", "--json"))) == 1
    assert state(command.root).keys() == {"keys/signing.key", "keys/signing.key.pub", "programs/test-program.yaml"}


def sealed(command: Command, tmp_path: Path, *submissions: str) -> list[Path]:
    """One bundle for each submission."""
    found = []
    for number, submission in enumerate(submissions, 1):
        command.done("intake", make_package(tmp_path / f"{submission}.zip", submission, salt=number))
        for code in ("3.1", "3.2"):
            command.done("score", submission, code, "3")
        command.done("decide", submission)
        command.done("seal", "-o", tmp_path / f"b{number}.zip")
        found.append(tmp_path / f"b{number}.zip")
    return found


def codes(ran: Ran) -> list[str]:
    return [p["code"] for p in ran.json["problems"]]


def test_an_altered_or_resigned_bundle_is_refused(command: Command, tmp_path: Path) -> None:
    (bundle,) = sealed(command, tmp_path, "R-1")
    for end in ("decisions.json", "statement.json", "statement.dsse.json", "bag-info.txt", "VERIFY.txt"):
        ran = command("check", rebuilt(bundle, tmp_path / "bad.zip", spoil(end)), "--json")
        assert (ran.code, ran.json["valid"]) == (1, False), end
    other = tmp_path / "other"
    other.mkdir()
    make_workspace(other / "ws", "Reviewer 17").close()
    stranger = Command(command._capsys, other / "ws")
    (strange,) = sealed(stranger, other, "R-1")
    with zipfile.ZipFile(strange) as archive:
        theirs = {n.split("/", 1)[1]: archive.read(n) for n in archive.namelist() if "/signatures/" in n}

    def resign(members: dict[str, bytes]) -> None:
        for name in members:
            if "/signatures/" in name:
                members[name] = theirs[name.split("/", 1)[1]]

    ran = command("check", rebuilt(bundle, tmp_path / "resigned.zip", resign), "--json")
    assert (ran.code, ran.json["valid"]) == (1, False)
    whole = command("check", strange, "--json")  # a stranger's own bundle is genuine, but not by one's key
    assert codes(whole) == ["signer-not-known"]
    repacked = command("check", rebuilt(bundle, tmp_path / "re.zip", lambda m: None, zipfile.ZIP_DEFLATED), "--json")
    assert (repacked.code, codes(repacked)) == (0, ["repacked"])


def test_replayed_reordered_and_forked_bundles_are_told(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(command.root, tmp_path / "restored", ignore=shutil.ignore_patterns(".lock"))
    one, two, three = sealed(command, tmp_path, "R-1", "R-2", "R-3")
    (tmp_path / "again").mkdir()
    (fork,) = sealed(Command(capsys, tmp_path / "restored"), tmp_path / "again", "R-1")
    make_workspace(tmp_path / "office", "Office", salt=50).close()
    judge = Command(capsys, tmp_path / "office")
    judge.done("keys", "trust", command.done("keys", "show").out.strip())
    assert codes(judge.done("check", one, "--json")) == []
    assert codes(judge.done("check", one, "--json")) == ["seen-before"]
    assert codes(judge.done("check", three, "--json")) == ["gap"]
    assert codes(judge.done("check", two, "--json")) == []
    ran = judge("check", fork, "--json")
    assert (ran.code, codes(ran)) == (1, ["fork"])
    key = judge.done("keys", "list", "--json").json["keys"][1]["key"]
    judge.done("keys", "revoke", key[:8], "--from", "3", "--reason", "lost")
    assert judge("check", three, "--json").code == 1
    assert judge("check", two, "--json").code == 0


def test_a_newer_or_damaged_workspace_is_left_alone(command: Command) -> None:
    path = command.root / "reviewer.db"
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()
    before = path.read_bytes()
    for arguments in (("queue",), ("intake", "x.zip"), ("seal",)):
        ran = command(*arguments, "--json")
        assert (ran.code, ran.codes) == (3, ["newer-workspace"])
    assert path.read_bytes() == before
    path.write_bytes(b"not a database" * 999)
    ran = command("queue", "--json")
    assert (ran.code, ran.codes) == (3, ["damaged-workspace"])
    assert path.read_bytes() == b"not a database" * 999


# --- disks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root can make a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], check=False).returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def _fill(disk: Path, leave: int) -> None:
    free = shutil.disk_usage(disk).free
    (disk / "filler").write_bytes(bytes(max(0, free - leave)))


def test_no_space_is_told_and_nothing_is_half_done(
    disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_workspace(disk / "ws").close()
    command = Command(capsys, disk / "ws")
    sealed(command, tmp_path, "R-1")
    folder = tmp_path / "R-1.folder"
    (folder / "work.png").write_bytes((folder / "work.png").read_bytes() + os.urandom(200_000))
    (folder / "submission.yaml").write_text(submission_text("R-2"))
    command.done("pack", folder, "-o", tmp_path / "big.zip")
    command.done("reopen", "R-1", "--reason", "again")
    before = state(disk / "ws")
    _fill(disk, 60_000)
    for arguments in (
        ("intake", tmp_path / "big.zip"),
        ("pack", folder, "-o", disk / "p.zip"),
        ("init", "--name", "another"),
    ):
        one = command if arguments[0] != "init" else Command(capsys, disk / "second")
        ran = one(*arguments, "--json")
        assert (ran.code, ran.codes) == (3, ["no-space"]), (arguments, ran)
    assert not (disk / "p.zip").exists()
    _fill_to_the_end(disk)
    for words in (
        ("score", "R-1", "3.1", "2", "--comment", "x" * 50_000),
        ("send", disk / "ws" / "logs", "--bundle", "1"),
    ):
        ran = command(*words, "--json")
        assert (ran.code, ran.codes) == (3, ["no-space"]), (words, ran)
    (disk / "filler").unlink()
    (disk / "rest").unlink()
    shutil.rmtree(disk / "second", ignore_errors=True)
    assert {n for n in state(disk / "ws") if not n.startswith("logs")} == {
        n for n in before if not n.startswith("logs")
    }
    assert [r["submission"] for r in command.done("queue", "--json").json["queue"]] == ["R-1"]
    assert command.done("show", "R-1", "--json").json["indicators"][0]["comment"] == ""
    command.done("score", "R-1", "3.1", "4")
    command.done("decide", "R-1")
    command.done("seal")


def _fill_to_the_end(disk: Path) -> None:
    with (disk / "rest").open("wb", buffering=0) as stream:
        try:
            while stream.write(bytes(512)):
                pass
        except OSError:
            return


LIMITED = """
import resource, sys
from reviewer_app.cli.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("limit", [2_000, 40_000])
def test_a_file_that_can_not_grow_is_told_too(command: Command, tmp_path: Path, limit: int) -> None:
    make_package(tmp_path / "p.zip")
    folder = tmp_path / "p.folder"
    (folder / "work.png").write_bytes((folder / "work.png").read_bytes() + os.urandom(60_000))
    order = ["--workspace", command.root, "pack", folder, "-o", tmp_path / "q.zip", "--unsigned"]
    line = [sys.executable, "-c", LIMITED, str(limit), *map(str, order)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, (tmp_path / "q.zip").exists()) == (3, False)
    assert "not enough space" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.part"))


def test_a_read_only_folder_is_told(disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_workspace(disk / "ws").close()
    command = Command(capsys, disk / "ws")
    package = make_package(tmp_path / "p.zip")
    command.done("intake", package)
    before = {p: p.read_bytes() for p in disk.rglob("*") if p.is_file()}
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        for arguments in (
            ("intake", package),
            ("score", "R-0417", "3.1", "3"),
            ("seal",),
            ("pack", tmp_path / "p.folder", "-o", disk / "q.zip", "--unsigned"),
        ):
            ran = command(*arguments, "--json")
            assert (ran.code, ran.codes) == (3, ["read-only"]), (arguments, ran)
        ran = Command(capsys, disk / "second")("init", "--name", "x", "--json")
        assert (ran.code, ran.codes) == (3, ["read-only"])
        elsewhere = Command(capsys, tmp_path / "ws")
        make_workspace(tmp_path / "ws").close()
        (bundle,) = sealed(elsewhere, tmp_path, "R-1")
        ran = elsewhere("send", disk, "--json")
        assert (ran.code, ran.codes) == (3, ["read-only"])
        assert bundle.exists()
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert {p: p.read_bytes() for p in disk.rglob("*") if p.is_file()} == before


def test_work_goes_on_after_a_refusal(command: Command, tmp_path: Path) -> None:
    from reviewer_app.workspace import Workspace

    (tmp_path / "bad.zip").write_text("x")
    assert command("intake", tmp_path / "bad.zip", make_package(tmp_path / "p.zip"), "--json").json["added"] == [
        "R-0417"
    ]
    with Workspace.open(command.root) as ws:
        score_all(ws)
    command.done("decide", "R-0417")
