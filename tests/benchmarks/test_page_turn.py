"""Turning the pages of a PDF in its viewer: from the key to the painted page, against drawing that page."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.evidence.vault import Recipe
from reviewer_app.ui import theme
from reviewer_app.ui.viewers.pages import PageStrip
from tests.benchmarks.conftest import FULL, Result, keep
from tests.benchmarks.test_evidence import PAGES, WIDE, book, p95  # noqa: F401  a fixture
from tests.ui_review.still import Bench

TURNS = 40
PACE_MS = 250  # a turn each quarter of a second: leafing through, faster than anybody reads
PATIENCE_MS = 10_000
pytestmark = [pytest.mark.gui, pytest.mark.serial]


class Painted(QObject):
    """Knows when a page was painted sharply: after a paint event that found its picture in the wanted size."""

    def __init__(self, strip: PageStrip) -> None:
        super().__init__()
        self._strip, self._loop, self._wanted, self.at = strip, QEventLoop(), 0, 0.0
        strip.viewport().installEventFilter(self)

    def turn(self, page: int) -> float:
        """Press the key; seconds until that page stands there."""
        self._wanted, self.at = page, 0.0
        patience = QTimer(singleShot=True, interval=PATIENCE_MS)
        patience.timeout.connect(self._loop.quit)
        began = time.perf_counter()
        QTest.keyClick(self._strip, Qt.Key.Key_PageDown)
        if not self.at:
            patience.start()
            self._loop.exec()
        assert self.at, f"page {page} was never painted"
        return self.at - began

    def read(self) -> None:
        """The time somebody looks at a page. Not ``QTest.qWait``: it holds Python's lock, so nothing is read ahead."""
        QTimer.singleShot(PACE_MS, self._loop.quit)
        self._loop.exec()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """A paint event is about to be handled; look when it has been."""
        if event.type() == QEvent.Type.Paint and self._wanted and not self.at and self._sharp():
            QTimer.singleShot(0, self, self._done)
        return False

    def _sharp(self) -> bool:
        picture = self._strip.feed.picture(self._wanted)
        return self._strip.page == self._wanted and picture is not None and abs(picture.width() - WIDE) <= 2

    def _done(self) -> None:
        self.at = self.at or time.perf_counter()
        self._loop.quit()


@pytest.fixture
def viewer(qtbot: QtBot, qapp: QApplication, book: Recipe) -> Iterator[Any]:  # noqa: F811
    """The book in its viewer, a page at a time, each as wide as the bare ones are drawn."""
    theme.load_fonts()
    theme.apply(qapp, "light")
    bench = Bench(qtbot)
    shown = bench.show(Path(book.path), (WIDE + 60, 1760))
    bench.rest()
    shown.set_single(True)
    shown.strip.set_zoom(WIDE / shown.strip.geometry_.sizes[0].width)
    bench.until(lambda: shown.strip.verticalScrollBar().maximum() == 0 and not shown.strip.settling)
    bench.rest()
    yield shown
    bench.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_page_turn_costs_little_more_than_drawing_the_page(
    request: pytest.FixtureRequest,
    book: Recipe,  # noqa: F811
    viewer: Any,
) -> None:
    """Each page is drawn bare and then turned to, one right after the other, so that a busy machine slows both alike.

    The viewer's picture is ready because it was drawn while the page before was read.
    """
    pymupdf: Any = importlib.import_module("pymupdf")
    painted, turned, drawn = Painted(viewer.strip), [], []
    with pymupdf.open(book.path) as document:
        for number in range(2, (5 if FULL else 2) * TURNS + 2):
            painted.read()
            began = time.perf_counter()
            page = document.load_page(number - 1)
            scale = WIDE / page.rect.width
            page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False)
            drawn.append(time.perf_counter() - began)
            turned.append(painted.turn(number))
    keep(
        request.config,
        Result(
            subject="PDF page turn, key to painted page", baseline="page.get_pixmap", of="p95", unit="s",
            subject_value=p95(turned), baseline_value=p95(drawn), limit=1.2, rounds=len(turned),
        ),
    )  # fmt: skip
