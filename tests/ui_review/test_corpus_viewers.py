"""Every document, PDF and picture of the corpus in its viewer: opens, partly opens or says why; nothing stalls."""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from reviewer_app.domain.submission import Kind
from reviewer_app.ui.viewers.base import Material
from reviewer_app.ui.viewers.document import DocumentViewer
from reviewer_app.ui.viewers.image import ImageViewer
from reviewer_app.ui.viewers.message import MessageViewer
from reviewer_app.ui.viewers.pdf import PdfViewer
from tests.ui_review.still import Bench

pytestmark = [pytest.mark.gui, pytest.mark.corpus, pytest.mark.serial, pytest.mark.slow]

FOLDERS = ("docx", "hostile-docx", "office", "hostile-office", "hostile-text", "pdf", "hostile-pdf", "image",
           "hostile-image", "hostile-svg")  # fmt: skip
AT_ONCE = 3
LONGEST_PAUSE, EACH = 0.5, 50.0  # seconds; what takes a reader too long is ended after ten
LEAST = {"PdfViewer": 80, "DocumentViewer": 90, "ImageViewer": 50, "MessageViewer": 40}
TOLD = ("hostile-text/gen-empty.txt", "hostile-office/testODTEncrypted.odt")  # empty, locked: that is said


def rows(folders: tuple[str, ...] = FOLDERS) -> list[tuple[str, str]]:
    corpus = os.environ.get("REVIEWER_CORPUS", "")
    if not corpus:
        return []
    with (Path(corpus) / "MANIFEST.tsv").open(encoding="utf-8", newline="") as stream:
        found = [(r["path"], r["expected"]) for r in csv.DictReader(stream, delimiter="\t")]
    return [(path, "" if path in TOLD else expected) for path, expected in found if path.partition("/")[0] in folders]


class Pulse:
    """How long the window held up its own event loop, by its thread's time: a busy machine is no matter."""

    def __init__(self) -> None:
        self.longest, self._last = 0.0, time.thread_time()
        self._timer = QTimer()
        self._timer.timeout.connect(self.beat)
        self._timer.start(2)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def beat(self) -> None:
        now = time.thread_time()
        self.longest, self._last = max(self.longest, now - self._last), now


def settled(viewer: Any) -> bool:
    """It shows something, or has said why it can't."""
    if isinstance(viewer, MessageViewer):
        return len(viewer.words.text()) > 30
    if isinstance(viewer, PdfViewer):
        if viewer.unlock.isVisible():
            return True
        feed = viewer.strip.feed
        return viewer.source.ready and (feed.picture(1) is not None or bool(feed.trouble(1)))
    if isinstance(viewer, DocumentViewer):
        return viewer.complete
    return isinstance(viewer, ImageViewer) and viewer._item.dots > 0


class Round:
    """Goes through files, a few at the same time, as a desk with two items and one read ahead does."""

    skipped: tuple[Kind, ...] = (Kind.VIDEO, Kind.AUDIO)  # the tour of recordings goes through those

    def __init__(self, bench: Bench, corpus: Path, files: list[tuple[str, str]]) -> None:
        self.bench, self.corpus, self.waiting = bench, corpus, list(files)
        self.probing = 0
        self.open: dict[str, tuple[Any, float, list[str]]] = {}
        self.seen: Counter[str] = Counter()
        self.stuck: list[str] = []
        self.wrong: dict[str, list[str]] = {}
        self.expected = dict(files)

    def run(self) -> None:
        """All of it, in a real event loop: ``QTest.qWait`` keeps the interpreter to itself, and the readers wait."""
        loop, turns = QEventLoop(), QTimer(interval=5)
        turns.timeout.connect(lambda: None if self.step() else loop.quit())
        turns.start()
        loop.exec()
        turns.stop()

    def step(self) -> bool:
        """Open more, close what has settled; False when all is done."""
        while self.waiting and self.probing + len(self.open) < AT_ONCE:
            self._begin(self.waiting.pop(0)[0])
        for path, (viewer, end, troubles) in list(self.open.items()):
            if self.settled(viewer) or troubles or time.monotonic() > end:
                self._close(path, viewer, troubles)
        return bool(self.waiting or self.probing or self.open)

    def _begin(self, path: str) -> None:
        self.probing += 1

        def arrive(material: Material) -> None:
            self.probing -= 1
            if material.probe.kind in self.skipped:
                return
            troubles: list[str] = []
            viewer = self.bench.place(material, active=False)
            viewer.trouble.connect(troubles.append)
            self.open[path] = (viewer, time.monotonic() + EACH, troubles)

        self.bench.tasks.read(lambda: self.bench.material(self.corpus / path), arrive)

    def settled(self, viewer: Any) -> bool:
        """Whether no more is to be waited for."""
        return settled(viewer)

    def _close(self, path: str, viewer: Any, troubles: list[str]) -> None:
        del self.open[path]
        self.seen[type(viewer).__name__] += 1
        if not self.settled(viewer) and not troubles:
            self.stuck.append(path)
        if self.expected[path] == "OPEN" and (troubles or isinstance(viewer, MessageViewer)):
            self.wrong[path] = troubles
        self.bench.drop(viewer)


def assert_all_shown(tour: Round, least: dict[str, int]) -> None:
    """Nothing sticks, stalls, crashes or shows otherwise than expected; at least so many of each viewer."""
    pulse = Pulse()
    try:
        tour.run()
        pulse.beat()
    finally:
        pulse.stop()
    assert (tour.stuck, tour.wrong) == ([], {}), tour.seen
    assert pulse.longest < LONGEST_PAUSE
    assert {name: tour.seen[name] for name, few in least.items() if tour.seen[name] < few} == {}, tour.seen
    assert not tour.bench.crashes


@pytest.mark.timeout(400)
def test_each_opens_or_says_why_and_nothing_stalls(bench: Bench, corpus: Path) -> None:
    tour = Round(bench, corpus, rows())
    assert_all_shown(tour, LEAST)
    assert sum(tour.seen.values()) > 300
