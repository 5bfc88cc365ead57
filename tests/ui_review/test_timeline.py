"""The timeline: rows, zoom, trimming, what is under the pointer; smooth with thousands of marks."""

from __future__ import annotations

import random
import statistics
import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.domain.citation import Selector, TimeSpan
from reviewer_app.domain.ids import CitationId, IndicatorId
from reviewer_app.ui.viewers.places import Mark
from reviewer_app.ui.viewers.timeline import Timeline
from reviewer_app.ui.viewers.timeline_paint import mark_colour
from reviewer_app.ui.viewers.timescale import ROW, ROWS, Bar, TimeScale, edge_of, in_order, lay_spans

pytestmark = pytest.mark.gui
HOUR = 3_600_000


def lay_out(marks: list[Mark], on: TimeScale) -> tuple[list[Bar], int]:
    return lay_spans(in_order(marks), on)


def mark(number: int, start: int, end: int, hue: int = 0) -> Mark:
    return Mark(
        citation=CitationId(f"c{number}"), selector=Selector(time=TimeSpan(start=start, end=end)),
        indicator=IndicatorId(f"3.{hue + 1}"), hue=hue, label=f"3.{hue + 1}",
    )  # fmt: skip


@pytest.fixture
def line(qtbot: QtBot) -> Timeline:
    """A timeline of a minute, 600 points wide: ten a second."""
    made = Timeline(film=True)
    qtbot.addWidget(made)
    made.resize(600, 80)
    made.set_duration(60_000)
    made.show()
    qtbot.waitExposed(made)
    return made


def wheel(line: Timeline, x: float, turn: int, *, ctrl: bool) -> bool:
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    place = QPointF(x, 30)
    event = QWheelEvent(
        place, line.mapToGlobal(place), QPoint(0, 0), QPoint(0, turn), Qt.MouseButton.NoButton, held,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(line, event)
    return event.isAccepted()


def scale(width: float = 600, duration: int = 60_000) -> TimeScale:
    made = TimeScale()
    made.width = width
    made.set_duration(duration)
    return made


def test_zoom_keeps_the_time_under_the_pointer() -> None:
    made = scale()
    made.zoom(4, 150)
    assert made.ms_of(150) == 15_000
    assert made.span == 15_000
    assert made.x_of(made.ms_of(420)) == pytest.approx(420, abs=0.1)
    made.zoom(1 / 100, 150)
    assert made.span == 60_000
    assert made.ms_of(600) == 60_000


def test_zoom_and_moving_stay_inside_the_recording() -> None:
    made = scale()
    made.zoom(1e9, 600)
    assert made.span == 2_000 and made.start + made.span == 60_000
    made.pan(-1e9)
    assert made.start == 0
    assert made.follow(30_000) and made.start <= 30_000 <= made.start + made.span
    assert not made.follow(30_100)


def test_overlapping_citations_get_rows() -> None:
    bars, rows = lay_out([mark(1, 0, 20_000), mark(2, 10_000, 30_000), mark(3, 20_000, 40_000)], scale())
    assert rows == 2 and [b.row for b in bars] == [0, 1, 0]
    many, rows = lay_out([mark(n, 0, 60_000) for n in range(9)], scale())
    assert rows == ROWS and len(many) == 9


def test_more_rows_make_it_higher(line: Timeline) -> None:
    line.set_marks((mark(1, 0, 20_000),))
    one = line.sizeHint().height()
    line.set_marks((mark(1, 0, 20_000), mark(2, 10_000, 30_000)))
    assert line.sizeHint().height() == one + ROW


def test_marks_have_their_indicators_colour(line: Timeline) -> None:
    line.set_marks((mark(1, 6_000, 12_000, hue=2),))
    box = line.mark_rect(line._marks[0])
    assert (round(box.left()), round(box.right())) == (60, 120)
    shown = line.grab().toImage()
    assert shown.pixelColor(box.center().toPoint()) == mark_colour(2)
    assert shown.pixelColor(30, 4) != mark_colour(2)


def test_ctrl_and_wheel_zoom_and_the_wheel_goes_nowhere_else(line: Timeline) -> None:
    assert wheel(line, 300, 120, ctrl=False), "it is taken, so that nothing behind scrolls"
    assert line.scale.span == 60_000
    assert wheel(line, 300, 360, ctrl=True)
    assert line.scale.span < 60_000
    assert line.ms_of(300) == 30_000
    before = line.scale.start
    wheel(line, 300, -120, ctrl=False)
    assert line.scale.start > before
    QTest.keyClick(line, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert line.scale.span == 60_000


def test_the_part_in_view_follows_where_we_are(line: Timeline) -> None:
    for _ in range(6):
        line.zoom(1, 0.0)
    assert line.scale.zoomed
    line.set_position(50_000)
    assert 0 <= line.x_of(50_000) <= 600


def test_an_edge_is_dragged(line: Timeline, qtbot: QtBot) -> None:
    line.set_marks((mark(1, 20_000, 30_000),))
    told: list[tuple[object, int, int]] = []
    shown: list[int] = []
    line.trimmed.connect(lambda *given: told.append(given))
    line.scrubbed.connect(shown.append)
    drag(line, QPoint(299, 4), QPoint(350, 4))
    assert told == [("c1", 20_000, 35_000)] and shown[-1] == 35_000, "the frame at the edge is shown meanwhile"
    line.set_marks((mark(1, 20_000, 35_000),))
    drag(line, QPoint(201, 4), QPoint(100, 4))
    assert told[-1] == ("c1", 10_000, 35_000)
    line.set_marks((mark(1, 10_000, 35_000),))
    drag(line, QPoint(101, 4), QPoint(500, 4))
    assert told[-1] == ("c1", 35_000, 35_000), "it can't be turned inside out"


def drag(line: Timeline, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 5):
        QTest.mouseMove(line, start + (end - start) * step / 4)
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=end)


def test_a_click_on_an_edge_moves_nothing(line: Timeline) -> None:
    line.set_marks((mark(1, 20_000, 30_000),))
    told: list[object] = []
    clicked: list[object] = []
    line.trimmed.connect(lambda *given: told.append(given))
    line.mark_clicked.connect(clicked.append)
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(299, 4))
    assert clicked == ["c1"] and told == []


def test_a_short_bar_has_a_middle(line: Timeline) -> None:
    (bar,), _ = lay_out([mark(1, 20_000, 20_000)], line.scale)
    assert edge_of(bar, (bar.left + bar.right) / 2) == ""
    assert edge_of(bar, bar.left) == "start" and edge_of(bar, bar.right) == "end"


def test_hover_tells_the_time_and_has_a_picture(line: Timeline) -> None:
    told: list[int] = []
    line.hovered.connect(told.append)
    line.set_film(60)
    red, blue = QImage(16, 9, QImage.Format.Format_RGB32), QImage(16, 9, QImage.Format.Format_RGB32)
    red.fill(QColor("red"))
    blue.fill(QColor("blue"))
    line.add_picture(10, red)
    line.add_picture(50, blue)
    QTest.mouseMove(line, QPoint(200, 40))
    assert told[-1] == 20_000
    near, far = line.picture_near(20_000), line.picture_near(45_000)
    assert near is not None and far is not None
    assert near.pixelColor(1, 1) == QColor("red") and far.pixelColor(1, 1) == QColor("blue")


def test_scene_cuts_are_drawn(line: Timeline) -> None:
    line.set_position(50_000)
    before = line.grab().toImage()
    line.set_scenes((20_000,))
    after = line.grab().toImage()
    foot = round(line.film_area().bottom()) - 2
    assert before.pixelColor(200, foot) != after.pixelColor(200, foot)
    assert before.pixelColor(240, foot) == after.pixelColor(240, foot)


def test_three_thousand_marks_paint_as_fast_as_none(line: Timeline) -> None:
    """What is painted 25 times a second is put together from kept pictures: the marks cost next to nothing then."""
    line.resize(1400, 90)
    line.set_duration(HOUR)
    chance = random.Random(5)
    target = QPixmap(1400, 90)

    def frames() -> list[float]:
        took = []
        for n in range(40):
            line.set_position(n * 40)
            began = time.perf_counter()
            painter = QPainter(target)
            line.render(painter, QPoint(0, 0))
            painter.end()
            took.append(time.perf_counter() - began)
        return took

    none = statistics.median(frames())
    starts = [chance.randrange(HOUR - 60_000) for _ in range(3_000)]
    marks = tuple(mark(n, s, s + chance.randrange(60_000), n % 8) for n, s in enumerate(starts))
    began = time.perf_counter()
    line.set_marks(marks)
    target.fill()
    laid = time.perf_counter() - began
    many = frames()
    assert statistics.median(many) < max(2 * none, 0.004)
    assert laid + many[0] < 0.25, "once, when the citations change"


def test_bars_are_laid_again_only_where_it_grows_wider(qtbot: QtBot, line: Timeline) -> None:
    moves: list[int] = []
    line.moved.connect(lambda: moves.append(line.width()))
    line.resize(600, 90)
    qtbot.wait(10)
    assert moves == []
    line.resize(700, 90)
    qtbot.waitUntil(lambda: moves == [700])
