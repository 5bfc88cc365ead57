"""Killed at any moment: what was acknowledged is there, nothing is half, and the next opening is clean."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reviewer_app.domain.events import Commented, Viewed
from reviewer_app.domain.ids import SubmissionId
from reviewer_app.domain.review import Stage, fold
from reviewer_app.workflow import deciding, scoring, sealing
from reviewer_app.workflow.cases import own_review
from reviewer_app.workflow.checking import check
from reviewer_app.workspace import Workspace
from tests.builders import SID, FixedClock, make_case, make_folder, make_package, make_workspace, score_all

pytestmark = [pytest.mark.serial, pytest.mark.slow, pytest.mark.timeout(240)]

ROOT = Path(__file__).resolve().parent.parent.parent
ACT_KILLS = 300
OTHER_KILLS = 50  # each, of intake and of sealing
PER_WORKSPACE = 30


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When to kill: so many seconds after so many lines of the child (0: it has started, 1: the workspace is open)."""

    lines: int
    seconds: float


class Victims:
    """Children that are killed."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.victim"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, moment: Moment | None, **order: object) -> list[str]:
        """What a child had acknowledged when it was killed at that moment (None: not at all)."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        timer, pid, acknowledged = None, 0, []
        for seen, line in enumerate(self._server.stdout):
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "pid":
                pid = int(rest)
            elif word == "ack":
                acknowledged.append(rest)
            elif word == "error":
                pytest.fail(rest)
            elif word == "gone":
                break
            if moment is not None and seen == moment.lines:
                timer = threading.Timer(moment.seconds, kill, (pid,))
                timer.start()
        if timer is not None:
            timer.cancel()
            timer.join()
        return acknowledged

    def seconds(self, **order: object) -> float:
        """How long a child takes that is left alone, from the opened workspace to its end."""
        before = time.monotonic()
        self.run(None, **order)
        return time.monotonic() - before

    def close(self) -> None:
        """End the server."""
        self._server.communicate(timeout=30)


def kill(pid: int) -> None:
    """Kill a child that may have ended just now; its number is not used again while the server has not waited."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    made = Victims()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process loses nothing that it handed to the system."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="killed-", dir=memory) as name:
        yield Path(name)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20261121)


def copied(template: Path, root: Path) -> Path:
    if root.exists():
        shutil.rmtree(root)
    shutil.copytree(template, root, ignore=shutil.ignore_patterns(".lock"))
    return root


def test_every_acknowledged_act_is_there(folder: Path, victims: Victims, chance: random.Random) -> None:
    make_case(folder).close()
    root = folder / "ws"
    acknowledged: set[int] = set()
    total = 0
    for trial in range(1, ACT_KILLS + 1):
        if trial % PER_WORKSPACE == 1:
            total += len(acknowledged)
            acknowledged = set()
            root = copied(folder / "ws", folder / "trial")
        moment = Moment(lines=chance.choice((0, 1, *range(2, 60))), seconds=chance.uniform(0, 0.004))
        acknowledged |= {int(a) for a in victims.run(moment, do="acts", root=str(root), trial=trial)}
        with Workspace.open(root) as ws:
            assert ws.database.check(quick=True) == []
            review = own_review(ws, SID).id
            events = ws.journal.events(review)
            kept = [_marker(e.act) for e in events if isinstance(e.act, Commented | Viewed)]
            assert acknowledged <= set(kept)
            assert len(kept) == len(set(kept))
            assert len(kept) - len(acknowledged) <= trial  # at most the one under way at each kill
            assert fold(review, events) == ws.journal.review(review)
    with Workspace.open(root) as ws:
        assert ws.database.check() == []
    assert total + len(acknowledged) > ACT_KILLS  # the kills came while acts streamed in


def _marker(act: Commented | Viewed) -> int:
    return int(act.text) if isinstance(act, Commented) else act.start


def _packages(folder: Path) -> list[Path]:
    found = []
    for number in (1, 2, 3):
        package = make_package(folder / f"{number}.zip", f"R-{number}", salt=number)
        files = {p.name: p.read_bytes() for p in package.with_suffix(".folder").iterdir() if p.suffix != ".yaml"}
        files["work.png"] += os.urandom(300_000)
        package.unlink()
        make_folder(
            package.with_suffix(".folder"), (package.with_suffix(".folder") / "submission.yaml").read_text(), files
        )
        from reviewer_app.bundles.library import ProgramLibrary
        from reviewer_app.workflow.packing import pack

        pack(
            package.with_suffix(".folder"),
            package,
            signer=None,
            clock=FixedClock(salt=number),
            programs=ProgramLibrary([folder / "programs"]),
        )
        found.append(package)
    return found


def _whole_evidence(ws: Workspace) -> set[str]:
    """Every piece of evidence that a package names can be read and is what it was; their digests."""
    digests = set()
    for record in ws.catalogue.packages():
        for item in record.submission.evidence:
            with ws.evidence(item) as reader:
                assert hashlib.sha256(reader.read()).hexdigest() == item.sha256
            digests.add(item.sha256)
    return digests


def test_no_half_package_is_left(folder: Path, victims: Victims, chance: random.Random) -> None:
    packages = [str(p) for p in _packages(folder)]
    make_workspace(folder / "ws").close()
    root = copied(folder / "ws", folder / "trial")
    usual = victims.seconds(do="intake", root=str(root), packages=packages)
    endings = set()
    for _ in range(OTHER_KILLS):
        root = copied(folder / "ws", folder / "trial")
        moment = Moment(lines=chance.choice((0, 1, 1, 1, 1)), seconds=chance.uniform(0, 1.2 * usual))
        done = victims.run(moment, do="intake", root=str(root), packages=packages)
        with Workspace.open(root) as ws:
            assert ws.database.check() == []
            here = [r.submission for r in scoring.queue(ws)]
            assert sorted(here) in ([], ["R-1", "R-2", "R-3"])
            assert not done or len(here) == 3
            digests = _whole_evidence(ws)
            assert {p.name for p in (root / "vault").rglob("*") if p.is_file()} == digests
            endings.add(len(here))
        assert victims.run(None, do="intake", root=str(root), packages=packages) in ([""], ["R-1 R-2 R-3"])
        with Workspace.open(root) as ws:
            assert len(scoring.queue(ws)) == 3
            _whole_evidence(ws)
    assert endings == {0, 3}  # the kills came before, and after, the one moment that counts


def test_no_half_bundle_is_left(folder: Path, victims: Victims, chance: random.Random) -> None:
    with make_case(folder, "R-1", "R-2", "R-3") as ws:
        for submission in ("R-1", "R-2", "R-3"):
            score_all(ws, submission)
            deciding.finalise(ws, SubmissionId(submission))
    usual = victims.seconds(do="seal", root=str(copied(folder / "ws", folder / "trial")))
    endings = set()
    for _ in range(OTHER_KILLS):
        root = copied(folder / "ws", folder / "trial")
        moment = Moment(lines=chance.choice((0, 1, 1, 2, 3)), seconds=chance.uniform(0, 0.6 * usual))
        done = victims.run(moment, do="seal", root=str(root))
        bytes_before = {p.name: p.read_bytes() for p in (root / "bundles").glob("*.zip")}
        with Workspace.open(root) as ws:
            rows = _bundles_are_whole(ws)
            assert len(rows) >= len(done)
            endings.add(len(rows))
        victims.run(None, do="seal", root=str(root))
        with Workspace.open(root) as ws:
            assert sorted(r.seq for r in _bundles_are_whole(ws)) == [1, 2, 3]
            assert sealing.ready(ws) == ()
            for row in rows:  # a number that was used is never used for other bytes
                assert row.path.read_bytes() == bytes_before[row.name]
    assert len(endings) >= 3


def _bundles_are_whole(ws: Workspace) -> tuple[sealing.BundleRow, ...]:
    """Files, rows and reviews agree, and every bundle is genuine and follows the one before."""
    assert ws.database.check() == []
    rows = sealing.bundles(ws)
    assert {p.name for p in ws.bundles.iterdir()} == {r.name for r in rows}
    for row in sorted(rows, key=lambda r: r.seq):
        report = check(row.path, ws)
        assert report.valid, report.problems
        assert report.seq == row.seq
    gone = {s for r in rows for s in r.submissions}
    for record in ws.catalogue.packages():
        stage = own_review(ws, record.submission.id).stage
        assert (stage is Stage.SEALED) == (record.submission.id in gone)
    return rows


def test_the_victims_do_the_real_work(folder: Path, victims: Victims) -> None:
    make_case(folder).close()
    acknowledged = victims.run(Moment(lines=40, seconds=0), do="acts", root=str(folder / "ws"), trial=7)
    assert len(acknowledged) > 20
    with Workspace.open(folder / "ws") as ws:
        assert scoring.desk(ws, SID).review.seconds
