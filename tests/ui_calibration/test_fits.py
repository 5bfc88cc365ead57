"""The screens of calibration at 150 % text in the smallest window: nothing lies where nobody can come to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QListView, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.domain.calibration_report import CalibrationReport
from reviewer_app.ui import theme
from reviewer_app.ui.calibration.disagreements import Disagreements
from reviewer_app.ui.calibration.evidence import short_of
from reviewer_app.ui.calibration.indicators import Indicators
from reviewer_app.ui.calibration.nav import Nav
from reviewer_app.ui.calibration.overview_page import OverviewPage
from reviewer_app.ui.calibration.people import People
from reviewer_app.ui.plots.lines import mark_of
from reviewer_app.ui.viewers.timeline_paint import mark_brush
from tests.ui.clipping import cut_off
from tests.ui_calibration import reports

pytestmark = pytest.mark.gui
NARROW, WIDE = (988, 620), (1245, 800)  # beside the navigation at 150 %, and at 100 %


@pytest.fixture(params=[1.0, 1.5], ids=["100", "150"])
def room(request: pytest.FixtureRequest, app: QApplication) -> Iterator[tuple[int, int]]:
    """The size that a panel has at this text size."""
    theme.apply(app, "light", request.param)
    yield NARROW if request.param > 1 else WIDE
    theme.apply(app, "light")


def shown(qtbot: QtBot, panel: QWidget, room: tuple[int, int], report: CalibrationReport) -> QWidget:
    qtbot.addWidget(panel)
    panel.resize(*room)
    panel.show_report(report)  # type: ignore[attr-defined]
    panel.show()
    qtbot.wait(60)
    return panel


@pytest.mark.parametrize("kind", [OverviewPage, People, Indicators, Disagreements])
def test_nothing_reaches_beyond_what_scrolls(qtbot: QtBot, room: tuple[int, int], kind: type[QWidget]) -> None:
    panel = shown(qtbot, kind(), room, reports.made())
    areas = [a for a in panel.findChildren(QScrollArea) if a.isVisible() and a.widgetResizable()]
    widths = [(inner.width(), area.viewport().width()) for area in areas if (inner := area.widget()) is not None]
    assert widths
    assert all(inner <= seen for inner, seen in widths), widths
    assert cut_off(panel) == []


def test_where_there_is_little_room_the_side_stands_below_and_comes_back(app: QApplication, qtbot: QtBot) -> None:
    page = OverviewPage()
    shown(qtbot, page, WIDE, reports.made())
    assert page.side.isVisible()
    page.resize(820, 700)
    qtbot.wait(30)
    assert not page.side.isVisible()
    assert page.side.voices.isVisible(), "what it says is still there"
    assert page.overview.isAncestorOf(page.side.voices)
    page.resize(*WIDE)
    qtbot.wait(30)
    assert page.side.isVisible()
    assert page.side.isAncestorOf(page.side.voices)
    assert page.side.voices.isVisible()


def test_the_navigation_follows_the_text_size(app: QApplication, qtbot: QtBot) -> None:
    nav = Nav()
    qtbot.addWidget(nav)
    nav.resize(nav.width(), 760)
    nav.show()
    before = nav.width()
    theme.apply(app, "light", 1.5)
    try:
        qtbot.wait(30)
        assert nav.width() == round(1.5 * before)
        assert cut_off(nav) == []
    finally:
        theme.apply(app, "light")


def test_figures_go_on_in_a_second_row_of_the_same_length(app: QApplication, qtbot: QtBot) -> None:
    page = OverviewPage()
    shown(qtbot, page, (620, 700), reports.made())
    cards = page.overview.figures.cards
    tops = sorted({c.y() for c in cards})
    assert len(cards) == 5
    assert len(tops) == 1
    page.resize(430, 700)
    qtbot.wait(30)
    assert [sum(c.y() == y for c in cards) for y in sorted({c.y() for c in cards})] == [3, 2]


def test_a_long_name_breaks_and_its_second_line_is_still_there(app: QApplication, qtbot: QtBot) -> None:
    panel = People()
    qtbot.addWidget(panel)
    panel.resize(*WIDE)
    panel.show()
    panel.list.show_lines([("R-1", "exact"), ("Gives feedback that can be used, and then some more of it", "exact")])
    qtbot.wait(30)
    view: QListView = panel.list
    one, two = (view.visualRect(view.model().index(row, 0)).height() for row in (0, 1))
    line = theme.metrics().height()
    assert two >= one + line, "the name took a row more, and nothing of the second line"


def test_no_two_people_have_the_same_mark() -> None:
    assert len({mark_of(n) for n in range(128)}) == 128


def test_no_two_people_s_citations_look_alike(app: QApplication) -> None:
    made = [mark_brush(n) for n in range(48)]
    assert len({(b.color().name(), b.style()) for b in made}) == 48


@pytest.mark.parametrize(
    ("who", "short"),
    [("Master", "M"), ("Consensus 2", "C2"), ("R-1001", "001"), ("R-03", "03"), ("Ana Maria", "AM"), ("Ben", "B")],
)
def test_what_stands_for_a_person_is_the_end_of_their_number(who: str, short: str) -> None:
    assert short_of(who) == short
