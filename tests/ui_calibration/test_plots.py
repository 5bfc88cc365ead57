"""Plots: what they say in words, by keyboard, in a file, in every theme."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reviewer_app.errors import ReviewerError
from reviewer_app.ui import theme
from reviewer_app.ui.calibration import drawing
from reviewer_app.ui.plots.base import Plot, PlotTable
from reviewer_app.ui.plots.card import PlotCard
from reviewer_app.ui.plots.grid import Grid, level_colour
from reviewer_app.ui.plots.lines import Lines
from reviewer_app.ui.plots.severity import Lean, Severity, signed
from reviewer_app.ui.plots.shares import Shares
from reviewer_app.ui.plots.strip import Strip
from tests.ui_calibration import reports

pytestmark = pytest.mark.gui


def grid() -> Grid:
    made = Grid("Scores")
    made.show_data(drawing.grid(reports.matrix(), reports.LEVELS))
    return made


def severity() -> Severity:
    made = Severity()
    made.show_leans(drawing.leans(reports.severity()))
    return made


def lines() -> Lines:
    made = Lines("Over time")
    made.show_data(drawing.over_time(reports.made().over_time))
    return made


def shares() -> Shares:
    report = reports.made()
    made = Shares()
    made.show_data(drawing.shares(report.reviewers[4], report.levels, report.against))
    return made


def test_the_matrix_is_read_by_keyboard_and_opens_a_disagreement(app: QApplication, qtbot: QtBot) -> None:
    plot = grid()
    qtbot.addWidget(plot)
    plot.show()
    opened: list[tuple[int, int]] = []
    plot.opened.connect(lambda row, column: opened.append((row, column)))
    for key, times in ((Qt.Key.Key_Down, 5), (Qt.Key.Key_Right, 2)):
        for _ in range(times):
            QTest.keyClick(plot, key)
    assert plot.accessibleName() == "Scores: R-15, A03: 2 Emerging, 2 below the master"
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert opened == [(5, 2)]
    QTest.keyClick(plot, Qt.Key.Key_End)
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.at == (5, 9), "the cursor stays in the grid"


def test_a_click_opens_the_cell_under_it_and_none_between_cells(app: QApplication, qtbot: QtBot) -> None:
    plot = grid()
    qtbot.addWidget(plot)
    plot.show()
    opened: list[tuple[int, int]] = []
    plot.opened.connect(lambda row, column: opened.append((row, column)))
    place = plot.rect_of(8, 9).center().toPoint()
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    gap = plot.rect_of(8, 9).topRight().toPoint()
    gap.setX(gap.x() + 2)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, gap)
    assert opened == [(8, 9)]


def test_a_score_off_the_master_is_outlined_thicker_the_farther(app: QApplication, qtbot: QtBot) -> None:
    plot = grid()
    qtbot.addWidget(plot)
    picture = plot.grab().toImage()
    scale = picture.devicePixelRatio()

    def thick(row: int, column: int) -> float:
        """How many pixels of the edge are darker than the ground, those half covered as half."""
        rect = plot.rect_of(row, column)
        x, top = round((rect.left() + rect.width() / 5) * scale), round(rect.top() * scale)
        ground = picture.pixelColor(x, top + 8).lightness()
        steps = [max(0, ground - picture.pixelColor(x, top + n).lightness()) for n in range(-1, 5)]
        return sum(steps) / max(steps) if max(steps) > 20 else 0.0

    exact, near, far = thick(1, 2), thick(3, 2), thick(5, 2)
    assert exact == 0
    assert near > 1
    assert far > 1.2 * near, "two levels off: thicker, not only another colour"


def test_ctrl_and_plus_zoom_and_nought_goes_back(app: QApplication, qtbot: QtBot) -> None:
    plot = grid()
    qtbot.addWidget(plot)
    usual = plot.sizeHint().width()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.sizeHint().width() > usual
    QTest.keyClick(plot, Qt.Key.Key_0)
    assert plot.sizeHint().width() == usual
    chart = severity()
    qtbot.addWidget(chart)
    (left, right), _ = chart.range()
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    (nearer_left, nearer_right), _ = chart.range()
    assert nearer_right - nearer_left < right - left
    QTest.keyClick(chart, Qt.Key.Key_0)
    assert chart.range()[0] == pytest.approx((left, right))


def test_severity_says_which_way_in_words(app: QApplication, qtbot: QtBot) -> None:
    plot = severity()
    qtbot.addWidget(plot)
    plot.show()
    for _ in range(5):
        QTest.keyClick(plot, Qt.Key.Key_Down)
    assert plot.accessibleName() == ("Severity: R-15: −0.48 levels, 95 % −0.65 to −0.31, from 10 submissions: severe")
    rows = {row[0]: row for row in plot.table.rows}
    assert rows["R-24"][-1] == "lenient"
    assert rows["R-17"][1] == "0.00"


def test_nobody_reads_nan_or_minus_nought() -> None:
    lean = Lean(name="R-1", value=None, reason="no shared submissions")
    assert (lean.figure, lean.words) == ("–", "R-1: no shared submissions")
    assert signed(-0.001) == "0.00"
    assert drawing.number(float("nan"), percent=True) == "–"
    assert drawing.number(float("inf"), percent=False) == "–"


@pytest.mark.parametrize("make", [grid, severity, lines, shares])
@pytest.mark.parametrize("mode", ["light", "dark", "contrast"])
def test_every_plot_is_saved_as_svg_and_png_in_every_theme(
    app: QApplication, qtbot: QtBot, tmp_path: Path, make: object, mode: str
) -> None:
    theme.apply(app, mode)
    plot = make()  # type: ignore[operator]
    assert isinstance(plot, Plot)
    qtbot.addWidget(plot)
    plot.resize(420, 300)
    plot.save(tmp_path / "plot.svg")
    plot.save(tmp_path / "plot.png")
    svg = (tmp_path / "plot.svg").read_text("utf-8")
    assert svg.startswith("<?xml")
    assert plot.table.rows[0][0] in svg, "the words are in it as words"
    picture = QImage(str(tmp_path / "plot.png"))
    assert picture.width() >= 2 * 300
    colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(0, 300, 3)}
    assert len(colours) > 3, "something is drawn"
    assert theme.colour("panel").name() in colours
    theme.apply(app, "light")


def test_a_plot_that_can_t_be_written_says_so(app: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    plot = grid()
    qtbot.addWidget(plot)
    with pytest.raises(ReviewerError) as caught:
        plot.save(tmp_path / "nowhere" / "plot.png")
    assert caught.value.code == "plot-not-saved"


def test_the_table_of_a_plot_is_copied_without_formulas(app: QApplication, qtbot: QtBot) -> None:
    plot = grid()
    qtbot.addWidget(plot)
    plot.copy_table()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].split("\t")[:3] == ["Reviewer", "A01", "A02"]
    assert copied[1].split("\t")[:3] == ["Master", "3", "2"]
    table = PlotTable(columns=("", "x"), rows=(("=HYPERLINK(1)", "-0.45"), ("a\tb", "+2")))
    assert table.text() == "\tx\n'=HYPERLINK(1)\t-0.45\na b\t+2\n"


def test_a_card_shows_its_plot_as_a_table(app: QApplication, qtbot: QtBot) -> None:
    card = PlotCard("Scores", grid(), scroll=True)
    qtbot.addWidget(card)
    card.show()
    card.as_table.click()
    assert card.stack.currentWidget() is card.table
    assert (card.table.rowCount(), card.table.columnCount()) == (9, 12)
    item = card.table.item(5, 3)
    assert item is not None
    assert item.text() == "2"


def test_the_strip_says_value_interval_and_goal(app: QApplication, qtbot: QtBot) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show_interval(drawing.strip(reports.OVERVIEW[3]))
    assert strip.accessibleName() == "Weighted kappa: 0.74, 95 % 0.63 – 0.83, goal 0.70"


def test_text_holds_its_contrast_on_every_level(app: QApplication) -> None:
    for mode in ("light", "dark", "contrast"):
        theme.apply(app, mode)
        for share in (0.0, 0.33, 0.5, 0.67, 1.0):
            assert theme.contrast(theme.colour("ink").name(), level_colour(share).name()) >= 4.5, (mode, share)
    theme.apply(app, "light")
