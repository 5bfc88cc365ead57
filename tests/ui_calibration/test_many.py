"""A table with a thousand reviewers: what is shown of it never holds the window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reviewer_app.domain.calibration_report import CalibrationReport, SeverityRow, Voice
from reviewer_app.ui import theme
from reviewer_app.ui.calibration.disagreements import Disagreements
from reviewer_app.ui.calibration.overview_page import OverviewPage
from reviewer_app.ui.calibration.people import People
from reviewer_app.ui.calibration.voices import VoiceCard
from reviewer_app.ui.plots.chart import Chart
from reviewer_app.ui.plots.severity import MOST, Lean, Severity, farthest
from reviewer_app.ui.widgets.labels import Text
from tests.stalls import Stalls, calm_at_work
from tests.ui_calibration import reports

pytestmark = pytest.mark.gui
MANY = 1_000
HELD = 0.12  # seconds of work; 35 to 65 ms on a quiet machine, 0.5 to 1.8 s when each was drawn by itself


def large() -> CalibrationReport:
    few = reports.made()
    severity = replace(few.severity, rows=tuple(row(n) for n in range(MANY)))
    voices = tuple(Voice(reviewer=f"R-{n}", level=1 + n % 4, off=n % 4 - 3) for n in range(MANY))
    dispute = replace(few.disputes[0], voices=voices)
    people = tuple(replace(few.reviewers[0], reviewer=f"R-{n}") for n in range(MANY))
    return replace(few, severity=severity, disputes=(dispute,) * 100, reviewers=people, matrices=(), over_time=())


def row(n: int) -> SeverityRow:
    off = (n % 19 - 9) / 20
    flagged = n % 100 == 0
    return SeverityRow(reviewer=f"R-{n}", value=off, low=off - 0.1, high=off + 0.1, n=60, word="", flagged=flagged)


@pytest.mark.parametrize("kind", [OverviewPage, Disagreements, People])
def test_a_thousand_reviewers_do_not_hold_the_window(app: QApplication, qtbot: QtBot, kind: type[QWidget]) -> None:
    panel = kind()
    qtbot.addWidget(panel)
    panel.resize(1245, 800)
    show = panel.show_report  # type: ignore[attr-defined]
    show(reports.made())
    panel.show()
    qtbot.wait(60)

    def use(stalls: Stalls) -> None:
        show(reports.made())
        made = large()
        stalls.turn(30)
        stalls.do(lambda: show(made), "a thousand reviewers")

    calm_at_work(use, HELD)


def test_of_very_many_those_who_stand_out_are_drawn_and_all_are_in_the_table(app: QApplication, qtbot: QtBot) -> None:
    leans = tuple(Lean(name=f"R-{n}", value=n / 1_000, flagged=n == 3, n=9) for n in range(MANY))
    drawn = farthest(leans)
    assert len(drawn) == MOST
    assert drawn[0].name == "R-3", "who stands out, in the order of all"
    assert [x.name for x in drawn[1:]] == [f"R-{n}" for n in range(MANY - MOST + 1, MANY)]
    plot = Severity()
    qtbot.addWidget(plot)
    plot.show_leans(leans)
    assert len(plot.table.rows) == MANY
    assert farthest(leans[:MOST]) == leans[:MOST]


def test_of_very_many_voices_those_after_the_first_are_counted(app: QApplication, qtbot: QtBot) -> None:
    panel = Disagreements()
    qtbot.addWidget(panel)
    panel.show_report(large())
    cards = [c for c in panel.voices.findChildren(VoiceCard) if not c.isHidden()]
    assert 20 < len(cards) < 40
    words = [label.text() for c in cards for label in c.findChildren(Text)]
    assert "250 others · 4" in words, "who agrees with the master"


def test_a_style_that_is_only_set_again_draws_no_chart_again(app: QApplication, qtbot: QtBot) -> None:
    plot = Severity()
    plot.show_leans((Lean(name="R-1", value=0.1, n=9),))
    plot.show()
    drawn: list[Chart] = []
    plot.build = lambda: drawn.append(plot)  # type: ignore[method-assign]
    host = QWidget()
    qtbot.addWidget(host)
    host.setStyleSheet("QWidget { color: black; }")
    plot.setParent(host)
    plot.restyle()
    assert not drawn
    theme.apply(app, "dark")
    plot.restyle()
    assert drawn, "another theme does"
    theme.apply(app, "light")
