"""Every recording of the corpus in its viewer: it plays from where it is put or says why it can't; nothing stalls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reviewer_app.ui.viewers.recording import RecordingViewer
from tests.ui_review.still import Bench
from tests.ui_review.test_corpus_viewers import Round, assert_all_shown, rows

pytestmark = [pytest.mark.gui, pytest.mark.corpus, pytest.mark.serial, pytest.mark.slow]
NO_SOUND = "audio/nero-chapters.m4b"  # its sound was taken out; only the chapters are left
FOLDERS = ("video", "audio", "hostile-media")
LEAST = {"VideoViewer": 50, "AudioViewer": 20, "MessageViewer": 20}


class Listening(Round):
    """Opens each, goes to its middle, and a step on; is done when the picture or the sound stands there."""

    skipped = ()

    def __init__(self, bench: Bench, corpus: Path, files: list[tuple[str, str]]) -> None:
        super().__init__(bench, corpus, files)
        self.stage: dict[Any, int] = {}

    def settled(self, viewer: Any) -> bool:
        """A message says enough; a recording went where it was sent."""
        if not isinstance(viewer, RecordingViewer):
            return super().settled(viewer)
        player, stage = viewer.player, self.stage.get(viewer, 0)
        if stage > 2:
            return True
        if not (viewer.length and player.settled):
            return False
        if stage == 0:
            player.seek(viewer.length // 2)
        elif stage == 1:
            player.step(1)
        self.stage[viewer] = stage + 1
        return stage == 2


@pytest.mark.timeout(400)
@pytest.mark.qt_log_ignore("AV_NOPTS_VALUE")  # Qt's own player, of two files without times
def test_each_plays_or_says_why_and_nothing_stalls(bench: Bench, corpus: Path) -> None:
    files = [(path, "" if path == NO_SOUND else expected) for path, expected in rows(FOLDERS)]
    tour = Listening(bench, corpus, files)
    assert_all_shown(tour, LEAST)
    assert sum(tour.seen.values()) == len(files)
