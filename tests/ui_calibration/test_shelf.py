"""Reports by choice: shown at once when they were computed, else the old ones stay dimmed until they are there."""

from __future__ import annotations

from reviewer_app.domain.calibration_report import CalibrationReport
from reviewer_app.ui.calibration.overview import Overview
from reviewer_app.ui.calibration.shelf import Shelf
from tests.ui_calibration.reports import made as report


def shelf(made: list[tuple[str, str]]) -> Shelf:
    def make(indicator: str, against: str) -> CalibrationReport:
        made.append((indicator, against))
        return report()

    return Shelf(make=make)


def test_a_choice_is_computed_once() -> None:
    made: list[tuple[str, str]] = []
    one = shelf(made)
    first = one.take(("", "master"))
    assert one.take(("", "master")) is first
    assert made == [("", "master")]


def test_everything_one_click_away_is_computed_ahead_the_other_comparison_first() -> None:
    made: list[tuple[str, str]] = []
    one = shelf(made)
    choice = ("", "master")
    assert one.neighbour(choice) is None, "nothing before the first is there"
    one.take(choice)
    while (near := one.neighbour(choice)) is not None:
        one.take(near)
    indicators = [str(i.id) for i in report().indicators]
    assert made == [choice, ("", "each-other"), *((i, "master") for i in indicators)]


def test_a_table_is_not_computed_ahead() -> None:
    one = Shelf(make=lambda _indicator, _against: report(), ahead=False)
    one.take(("", "master"))
    assert one.neighbour(("", "master")) is None


def test_while_others_are_computed_the_old_figures_stay_dimmed_and_it_is_said(app: object) -> None:
    panel = Overview()
    panel.show_report(report())
    panel.show_computing(True)
    assert not panel.veil.isHidden()
    assert not panel.computing.isHidden()
    assert panel.figures.cards, "the old figures stay"
    panel.show_computing(False)
    assert panel.veil.isHidden()
    assert panel.computing.isHidden()
