"""The panels of the calibration page that show a report; each is made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from reviewer_app.ui.calibration.state import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from reviewer_app.ui.calibration.state import CalibrationState
    from reviewer_app.ui.calibration.view import CalibrationView


class ReportPanels(QStackedWidget):
    """Makes and shows panels; plots are imported when the first report is shown."""

    def __init__(self, page: CalibrationView) -> None:
        super().__init__()
        self._page = page
        self._made: dict[str, QWidget] = {}

    def panel(self, name: str, make: Callable[[], QWidget]) -> QWidget:
        """The panel of that name, made if it wasn't."""
        if name not in self._made:
            self._made[name] = make()
            self.addWidget(self._made[name])
        return self._made[name]

    def front(self, panel: QWidget) -> None:
        """Bring a panel to the front."""
        if self.currentWidget() is not panel:
            self.setCurrentWidget(panel)

    def show_report(self, state: CalibrationState) -> None:
        """The panel of a part of the report."""
        makers: dict[Part, Callable[[CalibrationState], QWidget]] = {
            Part.DISAGREEMENTS: self._disagreements,
            Part.REVIEWERS: self._people,
            Part.INDICATORS: self._indicators,
            Part.OVER_TIME: self._timeline,
            Part.RESULTS: self._results,
            Part.EVIDENCE: self._evidence,
        }
        self.front(makers.get(state.part, self._overview)(state))

    def _overview(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.overview_page import OverviewPage

        page = self._page

        def make() -> OverviewPage:
            made = OverviewPage()
            made.overview.indicator_wanted.connect(page.presenter.set_indicator)
            made.overview.against_wanted.connect(page.presenter.set_against)
            made.overview.why_asked.connect(page.popover.open)
            made.overview.cell_opened.connect(page.presenter.open_cell)
            made.overview.said.connect(page.said)
            made.side.evidence_asked.connect(page.open_evidence)
            return made

        panel = self.panel("overview", make)
        assert isinstance(panel, OverviewPage)
        if state.report is not None and not state.computing:
            panel.show_report(state.report)
        panel.overview.show_computing(state.computing)
        return panel

    def _disagreements(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.disagreements import Disagreements

        page = self._page

        def make() -> Disagreements:
            made = Disagreements()
            made.evidence_asked.connect(page.open_evidence)
            made.recorded.connect(page.presenter.record)
            return made

        panel = self.panel("disagreements", make)
        assert isinstance(panel, Disagreements)
        line = state.line
        if state.report is not None:
            panel.show_report(state.report, lead=line is not None and line.lead)
            if state.dispute is not None:
                panel.take(str(state.dispute.indicator), state.dispute.submission.label)
        return panel

    def _people(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.people import People

        page = self._page

        def make() -> People:
            made = People()
            made.why_asked.connect(page.popover.open)
            made.said.connect(page.said)
            return made

        panel = self.panel("people", make)
        assert isinstance(panel, People)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _indicators(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.indicators import Indicators

        page = self._page

        def make() -> Indicators:
            made = Indicators()
            made.why_asked.connect(page.popover.open)
            made.said.connect(page.said)
            return made

        panel = self.panel("indicators", make)
        assert isinstance(panel, Indicators)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _timeline(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.timeline import Timeline

        page = self._page

        def make() -> Timeline:
            made = Timeline()
            made.why_asked.connect(page.popover.open)
            made.said.connect(page.said)
            return made

        panel = self.panel("timeline", make)
        assert isinstance(panel, Timeline)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _results(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.results import ResultList

        panel = self.panel("results", ResultList)
        assert isinstance(panel, ResultList)
        if state.report is not None:
            panel.show_report(state.report)
        return panel

    def _evidence(self, state: CalibrationState) -> QWidget:
        from reviewer_app.ui.calibration.evidence import Evidence

        page = self._page

        def make() -> Evidence:
            made = Evidence(page.session)
            made.said.connect(page.said)
            made.closed.connect(lambda: page.presenter.go(Part.DISAGREEMENTS))
            return made

        panel = self.panel("evidence", make)
        assert isinstance(panel, Evidence)
        if state.dispute is not None and panel.dispute is not state.dispute:
            panel.open(state.dispute, page.wanted_citation)
        return panel

    def release(self) -> None:
        """Let the evidence go; nothing plays where nobody looks."""
        made = self._made.get("evidence")
        if made is not None and made is self.currentWidget():
            made.release()  # type: ignore[attr-defined]

    def leave(self) -> None:
        """The window closes."""
        for name in ("evidence", "qr-read"):
            made = self._made.get(name)
            if made is not None:
                made.release()  # type: ignore[attr-defined]
