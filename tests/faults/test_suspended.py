"""The real program is stopped in the middle of its work, as a laptop that is closed, and goes on later."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewer_app.domain.events import Scored, Viewed
from reviewer_app.workflow import scoring
from reviewer_app.workflow.cases import own_review
from reviewer_app.workspace import Workspace
from tests.ui_review.material import SID, Recipe, make_case

pytestmark = [pytest.mark.serial, pytest.mark.slow, pytest.mark.timeout(120)]
ROOT = Path(__file__).resolve().parent.parent.parent
ASLEEP = 5.0


def test_what_was_half_done_is_whole_and_nothing_was_added(tmp_path: Path) -> None:
    make_case(tmp_path, Recipe(video_frames=1500, only=("Family conference",))).close()
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sleeper", str(tmp_path / "ws")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert program.stdin is not None and program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        for _ in range(2):  # closed, opened and closed again
            os.kill(program.pid, signal.SIGSTOP)
            time.sleep(ASLEEP / 2)
            os.kill(program.pid, signal.SIGCONT)
            time.sleep(0.2)
        program.stdin.write("on\n")
        program.stdin.flush()
        assert program.stdout.readline() == "ended\n"
        assert program.wait(timeout=60) == 0
    finally:
        program.kill()
        program.communicate()
    with Workspace.open(tmp_path / "ws") as ws:
        assert ws.database.check() == []
        review = scoring.desk(ws, SID).review
        assert {str(i): level for i, level in review.scores.items()} == {"3.1": 3}
        assert list(review.comments.values()) == ["Half a sentence"]
        assert not review.citations and not review.conditions and review.open
        acts = [e.act for e in ws.journal.events(own_review(ws, SID).id)]
        assert sum(isinstance(a, Scored) for a in acts) == 1
        watched = [a.seconds for a in acts if isinstance(a, Viewed)]
        assert sum(watched) < 60
